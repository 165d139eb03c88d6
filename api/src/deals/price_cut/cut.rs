//! A session: one buyer, one piece, one schedule.

use cut::{FORMAT, File, HelpLine, Kind, Schedule, Terms, commitment, hex, percent};
use platform::clock::to_millis;
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use platform::{App, Failure};
use time::OffsetDateTime;
use uuid::Uuid;

use super::campaign::{Campaign, plan};
use super::help::Help;
use crate::identity::Account;

/// A session of a price cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriceCut {
    pub id: Id<PriceCut>,
    pub campaign_id: Id<Campaign>,
    pub owner_id: Id<Account>,
    pub state: CutState,
    pub start_minor: i64,
    pub floor_minor: i64,
    pub price_minor: i64,
    pub parts: i32,
    pub parts_bought: i32,
    pub parts_gone: i32,
    pub helps: i32,
    pub commitment: String,
    /// Told when it has ended.
    pub seed: Option<String>,
    /// A keyed hash of where it was begun.
    pub place: String,
    pub started_at: OffsetDateTime,
    /// The first instant that is too late to help.
    pub deadline: OffsetDateTime,
    /// The first instant that is too late to order.
    pub buy_by: OffsetDateTime,
    pub ended_at: Option<OffsetDateTime>,
    pub order_id: Option<Uuid>,
    pub version: i64,
}

impl Noun for PriceCut {
    const PREFIX: &'static str = "price_cut";
}

impl PriceCut {
    /// What is still to be cut, to the fen (PC-1).
    pub fn remaining_minor(&self) -> i64 {
        self.price_minor.saturating_sub(self.floor_minor)
    }

    /// How much is cut, rounded down; 100 only when nothing remains (PC-1).
    pub fn percent(&self) -> i32 {
        percent(self.start_minor, self.floor_minor, self.price_minor)
    }

    /// No more helps than this are needed, whoever helps and how (PC-3).
    pub fn at_most_more(&self) -> i32 {
        self.parts.saturating_sub(self.parts_gone)
    }

    /// Whether its owner may still order or give it up.
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        self.state.is_running() && now < self.buy_by
    }

    /// Whether a help would still count.
    pub fn takes_helps(&self, now: OffsetDateTime) -> bool {
        matches!(self.state, CutState::Started | CutState::InProgress) && now < self.deadline
    }

    /// The schedule that was fixed at its start.
    ///
    /// # Errors
    /// The row is not sound.
    pub fn schedule(&self, app: &App) -> Result<Schedule, Failure> {
        let plan = plan((self.start_minor, self.floor_minor), self.parts, self.parts_bought);
        Schedule::new(plan, &seed(app, self.id))
            .map_err(|_| Failure::broken("a session that has no schedule"))
    }

    /// What its commitment covers.
    pub fn terms(&self, campaign: &Campaign) -> Terms {
        Terms {
            campaign: campaign.id.to_string(),
            sku: campaign.sku_id.to_string(),
            currency: campaign.currency.code().to_owned(),
            start_minor: self.start_minor,
            floor_minor: self.floor_minor,
            parts: u32::try_from(self.parts).unwrap_or(0),
            parts_bought: u32::try_from(self.parts_bought).unwrap_or(0),
            started_at: to_millis(self.started_at),
            deadline: to_millis(self.deadline),
            version: campaign.terms.clone(),
        }
    }

    /// The hash that binds it.
    pub fn bind(&self, app: &App, campaign: &Campaign) -> String {
        commitment(&self.id.to_string(), &self.terms(campaign), &seed(app, self.id))
    }

    /// What anyone can check, once it has ended; nothing before.
    pub fn file(&self, campaign: &Campaign, helps: &[Help]) -> Option<File> {
        let line = |help: &Help| {
            Some(HelpLine {
                ordinal: u32::try_from(help.ordinal?).ok()?,
                kind: help.kind(),
                amount_minor: help.amount_minor?,
                at: to_millis(help.counted_at?),
            })
        };
        Some(File {
            format: FORMAT.to_owned(),
            session: self.id.to_string(),
            terms: self.terms(campaign),
            commitment: self.commitment.clone(),
            seed: self.seed.clone()?,
            helps: helps.iter().map(line).collect::<Option<_>>()?,
            price_minor: self.price_minor,
        })
    }
}

/// The seed of a session: a key of its own out of the root, so that no row tells it before the end.
fn seed(app: &App, id: Id<PriceCut>) -> [u8; 32] {
    app.keys().derive(&format!("price-cut/seed/1/{id}"))
}

/// The seed as it is told at the end.
pub fn told_seed(app: &App, id: Id<PriceCut>) -> String {
    hex(&seed(app, id))
}

/// What a help of a kind takes now; nothing when nothing is left.
pub type NextHelp = Option<cut::Help>;

/// What the next help would take.
///
/// # Errors
/// The row is not sound.
pub fn next(app: &App, cut: &PriceCut, kind: Kind) -> Result<NextHelp, Failure> {
    let gone = u32::try_from(cut.parts_gone).map_err(|_| Failure::broken("parts below zero"))?;
    Ok(cut.schedule(app)?.next(kind, gone))
}

/// Where a session stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CutState {
    Started,
    InProgress,
    Won,
    Ordered,
    Expired,
    Abandoned,
}

impl CutState {
    /// Whether it has not ended.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Started | Self::InProgress | Self::Won)
    }
}

use ActorKind::{Buyer, Staff, System, User};

impl States for CutState {
    const MACHINE: &'static str = "price_cut";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Started, Self::InProgress, &[User, Staff, System]),
        (Self::Started, Self::Won, &[User, Staff, System]),
        (Self::Started, Self::Ordered, &[Buyer]),
        (Self::Started, Self::Expired, &[System]),
        (Self::Started, Self::Abandoned, &[Buyer]),
        (Self::InProgress, Self::Won, &[User, Staff, System]),
        (Self::InProgress, Self::Ordered, &[Buyer]),
        (Self::InProgress, Self::Expired, &[System]),
        (Self::InProgress, Self::Abandoned, &[Buyer]),
        (Self::Won, Self::Ordered, &[Buyer]),
        (Self::Won, Self::Expired, &[System]),
        (Self::Won, Self::Abandoned, &[Buyer]),
    ];

    fn name(self) -> String {
        match self {
            Self::Started => "STARTED",
            Self::InProgress => "IN_PROGRESS",
            Self::Won => "WON",
            Self::Ordered => "ORDERED",
            Self::Expired => "EXPIRED",
            Self::Abandoned => "ABANDONED",
        }
        .to_owned()
    }
}
