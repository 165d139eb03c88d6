//! A complaint.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "complaint")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub about: About,
    pub about_id: Option<Uuid>,
    pub order_id: Option<Uuid>,
    pub operator_id: Option<Uuid>,
    pub complainant: Uuid,
    pub issue: Issue,
    pub priority: i16,
    pub wish: Wish,
    pub currency: Option<String>,
    pub claim_minor: Option<i64>,
    pub channel: Channel,
    pub state: String,
    pub is_open: bool,
    pub filed_at: crate::Instant,
    pub answered_at: Option<crate::Instant>,
    pub breached_at: Option<crate::Instant>,
    pub due_at: Option<crate::Instant>,
    pub replied_at: Option<crate::Instant>,
    pub is_silent: bool,
    pub assigned_to: Option<Uuid>,
    pub mediator: Option<Uuid>,
    pub instance: i16,
    pub suspended_from: Option<String>,
    pub suspended_why: Option<PauseReason>,
    pub suspended_at: Option<crate::Instant>,
    pub left_millis: Option<i64>,
    pub pause_asked: Option<Side>,
    pub declined_why: Option<DeclineReason>,
    pub referred_to: Option<Referral>,
    pub resolved_how: Option<Basis>,
    pub resolved_at: Option<crate::Instant>,
    pub appeal_by: Option<crate::Instant>,
    pub satisfaction: Option<i16>,
    pub ended_at: Option<crate::Instant>,
    pub version: i64,
}

/// What a complaint is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum About {
    /// An order of the complainant.
    Order,
    /// A product.
    Product,
    /// A post.
    Post,
    /// A shop.
    Operator,
    /// A person.
    Person,
    /// The platform itself.
    Platform,
    /// What is done with the complainant's personal data.
    PersonalData,
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Issue {
    /// Somebody was hurt.
    Injury,
    /// Food or a drug that harms.
    UnsafeFood,
    /// Somebody under age came to harm, or bought what they may not.
    MinorHarmed,
    /// The buyer was deceived.
    Fraud,
    /// Personal data got out.
    DataLeak,
    /// It is not genuine.
    Counterfeit,
    /// It did not come.
    NotDelivered,
    /// It does not work.
    Defect,
    /// It is not what was shown.
    NotAsDescribed,
    /// A refund was refused or is late.
    RefundRefused,
    /// A repair or a guarantee was refused.
    WarrantyRefused,
    /// The price was wrong.
    Price,
    /// Something else that was agreed was not kept.
    Contract,
    /// Advertising that misleads or is not labelled.
    Advertising,
    /// How somebody behaved.
    Conduct,
    /// A wish about personal data was not met.
    DataRights,
    /// Something else.
    Other,
}

/// What the complainant asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Wish {
    /// Money back.
    Refund,
    /// Another piece.
    Replacement,
    /// A repair.
    Repair,
    /// Compensation.
    Compensation,
    /// That something is taken down.
    Removal,
    /// An explanation.
    Explanation,
}

/// How a complaint came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// In the app.
    App,
    /// From a partner platform or a consumer association.
    Partner,
    /// Staff found it elsewhere.
    SocialMedia,
}

/// Why a case rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PauseReason {
    /// Both sides asked for it.
    Agreed,
    /// A paper of a court or of the police is awaited.
    CourtPaper,
    /// A test is under way.
    Test,
}

/// Who somebody is in a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    /// Who complained.
    Complainant,
    /// The shop.
    Seller,
    /// The service desk.
    Desk,
    /// Who leads the parties to an agreement.
    Mediator,
    /// Who decides.
    Panel,
}

/// Why a complaint was not taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DeclineReason {
    /// The same was decided before, and nothing new is said.
    NoNewFact,
    /// It happened more than three years ago.
    TooOld,
    /// It is nothing that this platform has to do with.
    NotOurs,
    /// It says nothing that could be looked into.
    NoFacts,
    /// It is there to harm.
    Abusive,
}

/// Where a case was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Referral {
    /// To a consumer association.
    ConsumerAssociation,
    /// To a regulator.
    Regulator,
    /// To an arbitration body.
    ArbitrationBody,
    /// To a court.
    Court,
}

/// How a complaint was resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, EnumIter, DeriveActiveEnum, serde::Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Basis {
    /// The parties agreed.
    Settlement,
    /// The parties agreed to what a mediator proposed.
    Mediation,
    /// A panel decided.
    Ruling,
    /// Staff decided about something of the platform's own.
    Desk,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
