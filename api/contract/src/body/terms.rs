//! The terms of a contract as closed lists: who bears what until when, what is kept, who may end
//! it, and where disputes go.

use serde::{Deserialize, Serialize};

/// A side of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Side {
    Buyer,
    Seller,
}

/// When something happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Moment {
    /// The buyer, or somebody named by the buyer, signs for the goods.
    Signing,
    /// The goods are handed to the carrier that the buyer chose.
    Handover,
}

/// Who carries the goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Carrier {
    /// One that the seller chooses.
    OfSeller,
    /// One that the buyer chose.
    OfBuyer,
    /// Nobody: nothing is carried.
    None,
}

/// How and when it is delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Delivery {
    pub carrier: Carrier,
    /// Hours from payment, or from the success of a group, until the carrier's first scan.
    pub ship_within_hours: i64,
    /// What counts as delivery: the signing.
    pub delivered_at: Moment,
    /// Days from signing after which the order completes by itself.
    pub completes_after_days: i64,
}

/// Who bears a risk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Bearer {
    Seller,
    Buyer,
    Insurer,
}

/// Who bears loss and damage, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Risk {
    /// Until the risk passes.
    pub carriage: Bearer,
    /// When it passes to the buyer.
    pub passes_at: Moment,
    /// Goods on their way back in a return.
    pub returns: Bearer,
}

/// What the platform does so that the contract outlives a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum BackupDuty {
    /// Keeps the contract and its records.
    KeepRecords,
    /// Keeps a copy in another city.
    OffsiteCopy,
    /// Brings its service back after an outage.
    RestoreService,
    /// Says beforehand when its service pauses.
    AnnounceMaintenance,
}

/// How long and how the contract is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Backup {
    /// At least 3 years from completion.
    pub years: i64,
    pub duties: Vec<BackupDuty>,
}

/// Insurance of carriage or return, never chosen for the buyer (OR-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Insurance {
    /// Whether it was offered.
    pub offered: bool,
    /// Whether the buyer chose it.
    pub chosen: bool,
    /// Who insures; nothing where it was not chosen.
    pub insurer: Option<String>,
    /// Up to which amount; 0 where it was not chosen.
    pub cover_minor: i64,
}

/// On what ground a contract ends early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Ground {
    /// It was not paid in time.
    Unpaid,
    /// The buyer's wish before it is shipped.
    BeforeShipping,
    /// Cooling-off, where it is not excluded.
    CoolingOff,
    /// The seller cannot deliver, and compensates.
    SellerCannotDeliver,
    /// A group that was not filled: a condition that was disclosed.
    GroupNotFilled,
    /// Force majeure.
    ForceMajeure,
    /// Both agree.
    Agreement,
    /// The other side breaks it gravely.
    Breach,
}

/// Who may end it early, on what ground, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Termination {
    pub ground: Ground,
    /// Nobody for what happens by itself.
    pub by: Option<Side>,
    /// Hours, from the moment that the ground says; nothing where there is no period.
    pub within_hours: Option<i64>,
}

/// A way to settle a dispute. All of them stay open; none is a condition for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum DisputeStep {
    Negotiation,
    Mediation,
    /// The platform's ruling, which binds by contract only.
    PlatformRuling,
    Regulator,
    Court,
}

/// Where disputes go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Disputes {
    /// The ways, with the regulator and the court always among them.
    pub ways: Vec<DisputeStep>,
    /// The place of dispute: whose courts, as shown to the buyer.
    pub forum: String,
    /// The law that applies, as ISO 3166 names its country, or `EU-` and the country.
    pub law: String,
}
