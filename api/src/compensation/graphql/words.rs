//! The closed sets of compensation.

use async_graphql::Enum;

use crate::compensation::claim;
use crate::compensation::fabrication;
use crate::compensation::objection;
use crate::compensation::statute;

/// On which ground of the law something is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "statute::Ground")]
pub enum CompensationGround {
    /// The price, where escrow no longer holds it.
    Refund,
    /// What else was lost.
    Loss,
    /// The costs of an injury.
    Injury,
    /// Fraud: three times the price, at least 500.00.
    Fraud,
    /// Unsafe food: ten times the price or three times the loss, at least 1,000.00.
    UnsafeFood,
    /// A fake or inferior drug: as unsafe food.
    UnsafeDrug,
    /// A defect that the seller knew of, with death or grave injury: at most twice the loss.
    KnownDefect,
}

/// What a claim rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "claim::BasisKind")]
pub enum CompensationBasis {
    /// The platform's own ruling; what the law adds takes one of the others.
    Ruling,
    /// The seller admits it.
    Admission,
    /// The parties agreed before a mediator.
    Mediation,
    /// An arbitration body has awarded it.
    Award,
    /// A court has decided.
    Judgment,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "claim::CompensationState")]
pub enum CompensationState {
    /// Staff have to decide.
    Claimed,
    /// The shop has to pay until `payBy`; then the platform pays.
    Approved,
    /// Nothing is owed.
    Rejected,
    /// The shop has paid.
    PaidSeller,
    /// The platform has paid in the shop's place, and takes it back.
    PaidAdvance,
    /// What the platform paid is repaid.
    Recovered,
    /// What the platform paid is borne by it.
    WrittenOff,
}

/// Why nothing is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "claim::RejectReason")]
pub enum CompensationRejectReason {
    /// What it rests on does not show it.
    NotProven,
    /// A flaw of the label that harms nobody.
    LabelFlaw,
    /// It was faked.
    Fabricated,
    /// It was paid by somebody else.
    PaidElsewhere,
    /// The buyer claims it no longer.
    Withdrawn,
}

/// Why the platform pays in the shop's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "claim::AdvanceGround")]
pub enum CompensationAdvanceGround {
    /// It cannot say who the seller is.
    SellerUnknown,
    /// It promised to.
    Promised,
    /// The shop did not pay within its day.
    NotPaidInTime,
    /// Whoever is asked first about unsafe food pays first.
    FirstContact,
}

/// Who pays, or has paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum CompensationPayer {
    /// The shop.
    Operator,
    /// The platform, in the shop's place.
    Platform,
}

/// What a movement of money does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "claim::EntryKind")]
pub enum CompensationEntryKind {
    /// It pays the buyer.
    Payment,
    /// It repays the platform.
    Recovery,
    /// It goes back to the shop, which was right to contest.
    Return,
    /// The platform bears it.
    WriteOff,
}

/// Whose money it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "claim::Funder")]
pub enum CompensationFunder {
    /// The shop's, which paid by itself.
    Seller,
    /// The shop's deposit.
    Deposit,
    /// What the platform owes the shop.
    Unsettled,
    /// The platform's fund for compensation.
    Fund,
    /// Nobody's yet: the shop owes it.
    Receivable,
    /// What the platform earned.
    Platform,
}

/// One of the costs of an injury.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "statute::InjuryCost")]
pub enum InjuryCostKind {
    /// Treatment.
    Medical,
    /// Nursing.
    Nursing,
    /// Travel.
    Travel,
    /// Income lost by missed work.
    LostIncome,
    /// Aids, and what somebody who stays disabled is given.
    Disability,
    /// A funeral.
    Funeral,
    /// What is given for a death.
    Death,
}

/// How a claim was faked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "fabrication::FabricationKind")]
pub enum FabricationKind {
    /// Something was put in.
    Insertion,
    /// The goods were exchanged for others.
    Swap,
    /// Evidence was forged.
    Forgery,
    /// The date of production was altered.
    DateAltered,
    /// What is said never happened.
    Invention,
}

/// Where an objection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "objection::ObjectionState")]
pub enum CompensationObjectionState {
    /// Staff have to decide.
    Filed,
    /// Whoever objects is right.
    Granted,
    /// What was decided before stands.
    TurnedDown,
}
