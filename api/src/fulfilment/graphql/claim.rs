//! A breach of the rules of shipping, and the lists of staff.

use async_graphql::{Context, Enum, ID, Object, Result};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::kernel;
use platform::transitions::{ActorKind, States as _};

use crate::fulfilment::claim as noun;
use crate::fulfilment::store::claims::{self, ClaimPlace};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Staff, Support};
use crate::operators;

/// Which rule of shipping was broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::ClaimKind")]
pub enum ShippingClaimKind {
    /// No carrier had all of it by the promise.
    Late,
    /// The shop declined what it had sold.
    StockOut,
    /// The shop said that it sent, and no carrier had it within a day.
    FalseShipping,
}

/// Where a breach stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::ClaimState")]
pub enum ShippingClaimState {
    /// It was found. The buyer may claim until `claimBy`; the shop may give an excuse.
    Found,
    /// The shop has an excuse: its buyer may agree, or staff decide.
    Contested,
    /// It was paid into the buyer's balance. The shop may appeal until `appealBy`.
    Compensated,
    /// The shop has appealed; staff decide.
    Appealed,
    /// It was paid, and the appeal was turned down.
    Upheld,
    /// The shop owes nothing for it.
    Cleared,
    /// Nobody claimed it in time.
    Lapsed,
}

/// Why a shop need not compensate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Excuse")]
pub enum ShippingExcuse {
    /// Nobody could have prevented it.
    ForceMajeure,
    /// The buyer had agreed to a later day.
    AgreedDelay,
    /// The goods were sold for a later day.
    PresaleDate,
    /// The buyer's address was wrong.
    AddressError,
}

/// A breach of the rules of shipping at one order, found by a clock. Its buyer, members of the shop
/// and support staff see it. Only the highest of an order is compensated.
#[derive(Clone)]
pub struct ShippingClaim(pub noun::ShippingClaim);

/// A breach of the rules of shipping at one order, found by a clock. Its buyer, members of the shop
/// and support staff see it. Only the highest of an order is compensated.
#[Object]
impl ShippingClaim {
    /// The id, beginning with `shipclaim_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order, beginning with `order_`.
    async fn order_id(&self) -> ID {
        self.0.order_id.to_string().into()
    }

    /// The shop, beginning with `operator_`.
    async fn operator_id(&self) -> ID {
        self.0.operator_id.to_string().into()
    }

    /// Which rule was broken.
    async fn kind(&self) -> ShippingClaimKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> ShippingClaimState {
        self.0.state.into()
    }

    /// Where the viewer may move it from here by themselves.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<ShippingClaimState>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(Vec::new()) };
        let account = person.account_id();
        let operator = self.0.operator_id.uuid();
        let mut next = Vec::new();
        if self.0.buyer_id == account {
            next.extend(self.0.state.next_for(ActorKind::Buyer));
        } else if operators::is_member(ctx.app().reader(), operator, account).await? {
            next.extend(self.0.state.next_for(ActorKind::Operator));
        } else if Staff::<Support>::of(person).is_ok() {
            next.extend(self.0.state.next_for(ActorKind::Staff));
        }
        Ok(next.into_iter().map(Into::into).collect())
    }

    /// What it costs the shop by the rules that hold for the order.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// What the buyer has of it now: less than `amount` where another breach of the order was paid
    /// already, nothing before it is claimed or once it was taken back.
    async fn paid(&self) -> Money {
        kernel::Money::new(self.0.moved_minor(), self.0.amount.currency()).into()
    }

    /// The version of the rules of shipping that hold for the order.
    async fn rule_version(&self) -> i32 {
        self.0.rule_version
    }

    /// When it was found.
    async fn found_at(&self) -> DateTime {
        DateTime(self.0.found_at)
    }

    /// The first instant that is too late to claim.
    async fn claim_by(&self) -> DateTime {
        DateTime(self.0.claim_by)
    }

    /// When it was claimed; null before.
    async fn claimed_at(&self) -> Option<DateTime> {
        self.0.claimed_at.map(DateTime)
    }

    /// The shop's excuse; null if it gave none.
    async fn excuse(&self) -> Option<ShippingExcuse> {
        self.0.excuse.map(Into::into)
    }

    /// When it was paid; null before.
    async fn compensated_at(&self) -> Option<DateTime> {
        self.0.compensated_at.map(DateTime)
    }

    /// The first instant that is too late to appeal; null before it was paid.
    async fn appeal_by(&self) -> Option<DateTime> {
        self.0.appeal_by.map(DateTime)
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(
    ShippingClaimConnection,
    ShippingClaimEdge,
    ShippingClaim,
    "breaches of the rules of shipping, newest first"
);

/// What staff read of breaches.
#[derive(Default)]
pub struct ClaimQuery;

/// What staff read of breaches.
#[Object]
impl ClaimQuery {
    /// Every breach of the rules of shipping, newest first: `CONTESTED` and `APPEALED` ones wait
    /// for a decision. Support staff, with a second factor.
    async fn shipping_claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only those that stand there; all of them if left out.")] state: Option<
            ShippingClaimState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ShippingClaimConnection> {
        ctx.staff::<Support>()?;
        let app = ctx.app();
        let state: Option<noun::ClaimState> = state.map(Into::into);
        let list =
            format!("shipping_claims.{}", state.map(noun::ClaimState::name).unwrap_or_default());
        let page = asked::<ClaimPlace>(app.cursors(), &list, first, after.as_deref())?;
        let rows = claims::page(app.reader(), state, &page).await?;
        let place = |claim: &noun::ShippingClaim| ClaimPlace(claim.id.uuid());
        Ok(Slice::cut(app.cursors(), &list, page.first, rows, place).map(ShippingClaim).into())
    }
}
