//! A version of who stands behind an operator. Personal texts are sealed.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub operator_id: Uuid,
    pub version: i32,
    pub purpose: RegistrationPurpose,
    pub kind: OperatorKind,
    pub state: String,
    /// It says that nothing of this one has changed.
    pub confirms_id: Option<Uuid>,
    pub legal_name: Option<String>,
    pub credit_code: Option<String>,
    pub business_address: Option<String>,
    /// Province and city.
    pub region: Option<String>,
    pub licence_from: Option<crate::Instant>,
    /// The first instant at which it is no longer good; none for a licence without an end.
    pub licence_until: Option<crate::Instant>,
    pub exemption_ground: Option<ExemptionGround>,
    /// Which version of the declaration was accepted.
    pub declaration: Option<String>,
    pub name_sealed: Option<Vec<u8>>,
    pub name_index: Option<String>,
    pub identity_sealed: Option<Vec<u8>>,
    pub identity_index: Option<String>,
    pub address_sealed: Option<Vec<u8>>,
    pub phone_sealed: Option<Vec<u8>>,
    pub email_sealed: Option<Vec<u8>>,
    /// When what it reports has changed.
    pub changed_on: Option<crate::Instant>,
    pub created_by: Uuid,
    pub created_at: crate::Instant,
    pub submitted_by: Option<Uuid>,
    pub submitted_at: Option<crate::Instant>,
    pub due_at: Option<crate::Instant>,
    pub overdue_at: Option<crate::Instant>,
    pub decided_at: Option<crate::Instant>,
    pub recommended_by: Option<Uuid>,
}

/// What an operator is before the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum OperatorKind {
    /// A registered business, with its licence.
    Registered,
    /// A natural person who need not register.
    NaturalPerson,
    /// The platform itself.
    SelfOperated,
    /// Somebody who serves those who sell.
    ServiceProvider,
}

/// What a version is filed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationPurpose {
    /// To begin.
    First,
    /// Something has changed.
    Change,
    /// Six months are over.
    Reverification,
    /// The shop goes to another holder.
    Transfer,
}

/// Why a natural person need not register as a business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ExemptionGround {
    /// Farm products of their own.
    OwnFarmProducts,
    /// Things they make by hand at home.
    HouseholdHandicraft,
    /// Labour for convenience that takes no licence.
    LicenceFreeLabour,
    /// Small and sporadic trade, up to 100,000 yuan a year.
    SmallSporadicTrade,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
