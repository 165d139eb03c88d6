//! Invitations: somebody asks others to a deal by a link that cannot be forged.
//!
//! An invitation is signed, counts how many have come by it, expires, and can be taken back. Who
//! comes by it twice counts once. What an order is due to (the invitation, its inviter, a post) is
//! written down once, before it is paid. The page of a link shows the true remaining amount, and of
//! people only the name that they show to everybody.

pub(super) mod actions;
pub mod card;
pub mod graphql;
pub mod http;
pub mod personal;
pub(super) mod store;
mod words;

pub use actions::inviting::{InviteInput, create};
pub use actions::redeeming::{NotRedeemed, Redeemed, redeem};

use platform::App;
use platform::kernel::{Id, Noun};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::Account;

/// What one is invited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub enum Deal {
    GroupBuy(Uuid),
    PriceCut(Uuid),
}

/// Somebody asks others to a deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: Id<Invitation>,
    pub inviter_id: Id<Account>,
    pub deal: Deal,
    /// How many may come by it: 1 to 2,000.
    pub most_uses: i32,
    pub uses: i32,
    pub created_at: OffsetDateTime,
    /// From this instant on it opens nothing.
    pub expires_at: OffsetDateTime,
    pub revoked_at: Option<OffsetDateTime>,
}

impl Noun for Invitation {
    const PREFIX: &'static str = "invitation";
}

const TOKENS: &str = "invitation/1";

impl Invitation {
    /// What its link carries: its id, signed.
    pub fn token(&self, app: &App) -> String {
        token_of(app, self.id.uuid())
    }

    /// Whether it opens anything to somebody new.
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        self.revoked_at.is_none() && now < self.expires_at && self.uses < self.most_uses
    }
}

/// What the link of an invitation carries.
pub fn token_of(app: &App, invitation: Uuid) -> String {
    app.cursors().seal(TOKENS, &invitation)
}

/// The invitation that a token names; nothing if it was made by hand.
pub fn named(app: &App, token: &str) -> Option<Id<Invitation>> {
    app.cursors().open::<Uuid>(TOKENS, token).ok().map(Id::from_uuid)
}

/// What an order is due to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    pub order: Uuid,
    pub invitation: Option<Uuid>,
    pub inviter: Option<Uuid>,
    pub deal: Deal,
    pub post: Option<Uuid>,
    /// Keyed hashes of where it was said from.
    pub place: String,
    pub network: String,
    pub at: OffsetDateTime,
}
