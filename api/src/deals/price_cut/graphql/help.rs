//! A help in the public ledger of a session, and as its helper and staff see it.

use async_graphql::{Context, Enum, ID, Object, Result};
use platform::connection;
use platform::graphql::scalars::{DateTime, Int64};

use crate::deals::price_cut::help as noun;
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::identity::{Risk, Staff};

/// How somebody helps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::HelpKind")]
pub enum PriceCutHelpKind {
    /// By opening the invitation, signed in.
    Opened,
    /// By buying the same item; it counts when the order is handed on to be sent.
    Bought,
}

/// Where a help stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::HelpState")]
pub enum PriceCutHelpState {
    /// It has cut the price.
    Counted,
    /// It waits, for the reason in `heldFor`; its helper may appeal.
    Held,
    /// Its helper has appealed; staff decide.
    Appealed,
    /// Staff have refused it, for the reason in `decision`.
    Refused,
}

/// What weighed most when a help was held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::HeldFor")]
pub enum PriceCutHeldFor {
    /// It came from where the owner or another helper is.
    SamePlace,
    /// It came from a network from which very many help.
    Crowd,
    /// Its helper helped too often within minutes.
    Velocity,
    /// Its helper's account is only hours old.
    NewAccount,
    /// Owner and helper help each other in turns.
    Ring,
}

/// What staff decided about a held help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Decided")]
pub enum PriceCutHelpDecision {
    /// It is somebody else, of their own accord: it counts.
    Genuine,
    /// It is somebody who has helped already, or the owner: refused.
    SamePerson,
    /// Helps were traded: refused.
    BoughtHelp,
    /// It can count no more: refused.
    TooLate,
}

/// A help at a price cut. Everybody sees how and how much; who it was, only its helper, the owner
/// and staff.
#[derive(Clone)]
pub struct PriceCutHelp(pub noun::Help);

/// A help at a price cut. Everybody sees how and how much; who it was, only its helper, the owner
/// and staff.
#[Object]
impl PriceCutHelp {
    /// The id, beginning with `cut_help_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its number within the price cut, from 1 without gaps; null while it does not count.
    async fn ordinal(&self) -> Option<i32> {
        self.0.ordinal
    }

    /// How it helped.
    async fn kind(&self) -> PriceCutHelpKind {
        self.0.help_kind.into()
    }

    /// What it cut, in minor units of the campaign's currency; null while it does not count.
    async fn amount_minor(&self) -> Option<Int64> {
        self.0.amount_minor.map(Int64)
    }

    /// When it counted, or else when it came.
    async fn at(&self) -> DateTime {
        DateTime(self.0.counted_at.unwrap_or(self.0.at))
    }

    /// Where it stands.
    async fn state(&self) -> PriceCutHelpState {
        self.0.state.into()
    }

    /// Why it was held; null unless it was.
    async fn held_for(&self) -> Option<PriceCutHeldFor> {
        self.0.reason.map(Into::into)
    }

    /// What staff decided; null unless they did.
    async fn decision(&self) -> Option<PriceCutHelpDecision> {
        self.0.decided.map(Into::into)
    }

    /// Who helped: to its helper, to the owner and to staff; null to everybody else.
    async fn helper(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
        let who = person.account_id();
        let is_theirs = who == self.0.helper_id || who == self.0.owner_id;
        if !is_theirs && Staff::<Risk>::of(person).is_err() {
            return Ok(None);
        }
        load_user(ctx, self.0.helper_id.uuid()).await
    }
}

connection!(PriceCutHelpConnection, PriceCutHelpEdge, PriceCutHelp, "helps at price cuts");
