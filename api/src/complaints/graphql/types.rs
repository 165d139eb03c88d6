//! The closed sets of complaints.

use async_graphql::Enum;

use crate::complaints::store::{evidence, messages};
use crate::complaints::{clock, complaint, offer, panel, remedy};

/// Where a complaint stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::ComplaintState")]
pub enum ComplaintState {
    /// It waits for the desk, which has 24 hours to say whether it takes it up.
    Submitted,
    /// It was taken up; the shop has 24 hours to answer.
    Accepted,
    /// It was not taken up; the reason says why, and where else to turn.
    Declined,
    /// The shop has answered; both sides have ten days to agree.
    Negotiating,
    /// Both sides hand in evidence: its complainant for 72 hours, the shop for 4 service hours.
    EvidenceCollection,
    /// The desk looks into it.
    Investigating,
    /// A mediator leads the parties to an agreement, for ten days.
    Mediation,
    /// A panel of three decides.
    Adjudication,
    /// It was agreed or decided, and is carried out within 24 hours. A decision can be appealed for
    /// seven days.
    Resolved,
    /// Another panel decides.
    Appealed,
    /// What was decided was carried out. Its complainant says how content they are.
    Feedback,
    /// It is over.
    Closed,
    /// It rests; no deadline runs.
    Suspended,
    /// Its complainant took it back.
    Withdrawn,
    /// Its complainant took it elsewhere.
    Referred,
}

/// What a complaint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::About")]
pub enum ComplaintAbout {
    /// An order of yours that was paid.
    Order,
    /// A product.
    Product,
    /// A post.
    Post,
    /// A shop.
    Operator,
    /// Another person.
    Person,
    /// The platform itself.
    Platform,
    /// What is done with your personal data.
    PersonalData,
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Issue")]
pub enum ComplaintIssue {
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
    /// A refund was refused, or is late.
    RefundRefused,
    /// A repair or a guarantee was refused.
    WarrantyRefused,
    /// The price was wrong.
    Price,
    /// Something else that was agreed was not kept.
    Contract,
    /// Advertising that misleads, or is not labelled.
    Advertising,
    /// How somebody behaved.
    Conduct,
    /// A wish about personal data was not met.
    DataRights,
    /// Something else.
    Other,
}

/// What a complainant asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Wish")]
pub enum ComplaintWish {
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Channel")]
pub enum ComplaintChannel {
    /// In the app.
    App,
    /// From a partner platform or a consumer association.
    Partner,
    /// Staff found it elsewhere.
    SocialMedia,
}

/// Who somebody is in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Side")]
pub enum ComplaintSide {
    /// Who complained.
    Complainant,
    /// The shop.
    Seller,
    /// The service desk.
    Desk,
    /// Who leads the parties to an agreement.
    Mediator,
    /// One of the three who decide.
    Panel,
}

/// Why a case rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::PauseReason")]
pub enum ComplaintPauseReason {
    /// Both sides want it, for 30 days at most.
    Agreed,
    /// A paper of a court or of the police is awaited, for 7 working days at most.
    CourtPaper,
    /// A test is under way, for 7 working days at most.
    Test,
}

/// Why a complaint was not taken up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::DeclineReason")]
pub enum ComplaintDeclineReason {
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

/// Where a case is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Referral")]
pub enum ComplaintReferral {
    /// A consumer association (12315).
    ConsumerAssociation,
    /// A regulator.
    Regulator,
    /// An arbitration body.
    ArbitrationBody,
    /// A court.
    Court,
}

/// How a complaint was resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Basis")]
pub enum ComplaintBasis {
    /// The parties agreed.
    Settlement,
    /// The parties agreed to what a mediator proposed.
    Mediation,
    /// A panel decided.
    Ruling,
    /// The desk decided about something of the platform's own.
    Desk,
}

/// What evidence shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "complaint::Shows")]
pub enum EvidenceShows {
    /// The goods.
    Product,
    /// The parcel.
    Package,
    /// What was said.
    Conversation,
    /// A payment.
    Payment,
    /// Where it was sent, and when.
    Logistics,
    /// What was agreed.
    Contract,
    /// A report of a test.
    TestReport,
    /// What a doctor wrote.
    Medical,
    /// Where the goods come from.
    Source,
    /// Who somebody is.
    Identity,
    /// Something else.
    Other,
}

/// What was done with evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "evidence::Act")]
pub enum CustodyAct {
    /// It was handed in.
    Submitted,
    /// Somebody was given leave to look at it.
    Opened,
    /// It was taken along in an archive.
    Exported,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "messages::MessageKind")]
pub enum ComplaintMessageKind {
    /// What the complaint says.
    Claim,
    /// What is new since an earlier complaint.
    NewFact,
    /// The shop's answer.
    Reply,
    /// Said in conversation.
    Message,
    /// Said with an offer.
    Offer,
    /// What the desk found out.
    Finding,
    /// Why it was decided so, or not taken up.
    Decision,
    /// Why somebody disagrees with a decision.
    Appeal,
    /// Said with a step of the case.
    Note,
    /// What the complainant says in the end.
    Feedback,
}

/// Where an offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "offer::OfferState")]
pub enum ComplaintOfferState {
    /// It can be agreed to.
    Open,
    /// Both sides agreed.
    Accepted,
    /// A side said no.
    Declined,
    /// Another offer took its place.
    Replaced,
    /// The case went on without it.
    Lapsed,
}

/// Where a decision stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "remedy::RemedyState")]
pub enum ComplaintRulingState {
    /// One of a panel has written it down; two have to stand by it.
    Draft,
    /// It is in force, and has to be carried out by `executeBy`.
    Due,
    /// It was carried out.
    Executed,
    /// The panel did not stand by it, or the case ended without it.
    Dropped,
    /// An appeal ended with another.
    Superseded,
}

/// What was found about a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "remedy::Finding")]
pub enum ComplaintFinding {
    /// The complainant is right.
    Upheld,
    /// The complainant is right in part.
    PartlyUpheld,
    /// The complainant is not right.
    Rejected,
    /// Nothing was decided: the parties agreed.
    Agreed,
}

/// Who carried a decision out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "remedy::Executor")]
pub enum ComplaintExecutor {
    /// The shop.
    Seller,
    /// The platform, since the shop had not.
    Platform,
}

/// What somebody on the roster is called to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "panel::OfficerDuty")]
pub enum DisputeDuty {
    /// To lead parties to an agreement.
    Mediator,
    /// To sit on panels.
    Arbitrator,
}

/// What somebody on the roster knows about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "panel::Background")]
pub enum DisputeBackground {
    /// The law.
    Legal,
    /// Trade.
    Business,
    /// The protection of consumers.
    Consumer,
    /// Goods, and how they are made.
    Technical,
}

/// What happens to a case when its deadline comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum DeadlineEffect {
    /// The platform is late: the case is marked and goes up.
    Escalates,
    /// It goes on without the shop's answer, which counts against the shop.
    GoesOnWithoutReply,
    /// Negotiation is over: the evidence is collected.
    CollectsEvidence,
    /// No more evidence is taken: the desk looks into it.
    Investigates,
    /// Mediation is over: a panel decides.
    GoesToPanel,
    /// The platform carries out what the shop has not.
    PlatformExecutes,
    /// The decision can no longer be appealed; its complainant is asked how content they are.
    BecomesFinal,
    /// It is closed.
    Closes,
    /// It goes on where it rested.
    Resumes,
}

impl From<clock::Then> for DeadlineEffect {
    fn from(then: clock::Then) -> Self {
        use complaint::ComplaintState as S;
        match then {
            clock::Then::Escalated => Self::Escalates,
            clock::Then::GoesOnWithoutReply => Self::GoesOnWithoutReply,
            clock::Then::GoesTo(S::EvidenceCollection) => Self::CollectsEvidence,
            clock::Then::GoesTo(S::Investigating) => Self::Investigates,
            clock::Then::GoesTo(S::Adjudication) => Self::GoesToPanel,
            clock::Then::GoesTo(S::Feedback) => Self::BecomesFinal,
            clock::Then::GoesTo(_) => Self::Closes,
            clock::Then::PlatformExecutes => Self::PlatformExecutes,
            clock::Then::Resumes => Self::Resumes,
        }
    }
}
