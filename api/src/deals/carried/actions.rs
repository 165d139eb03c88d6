//! What a post may carry, and what becomes of its invitation when it is shown or taken away.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Carried, store};
use crate::catalog::{self, Product, ProductState};
use crate::deals::invitation::{Deal, Invitation, store as invitations};
use crate::deals::{group_buy, price_cut};
use crate::identity::Account;
use crate::operators::Operator;

/// How many may come by the invitation of one post.
const MOST_USES: i32 = 2_000;

/// A deal that somebody may show in a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// The shop that sells by it.
    pub operator: Id<Operator>,
    pub product: Id<Product>,
    /// Whether its author gets something when its readers come: a leader's benefit, or helps.
    pub gains: bool,
    /// To what readers are invited, and until when; nothing for what everybody begins alone.
    pub invites: Option<(Deal, OffsetDateTime)>,
}

/// A deal as its author may show it now: a group in which they have a seat and that forms, their
/// own price cut that takes helps, a campaign that runs; nothing if it is none of these, or its
/// product is not on the shelves.
///
/// # Errors
/// The database's own.
pub async fn offered(
    tx: &Tx,
    author: Id<Account>,
    deal: Carried,
) -> Result<Option<Offered>, Failure> {
    let found = match deal {
        Carried::GroupBuy(id) => group_buy::to_show(tx, author, id).await?,
        Carried::GroupCampaign(id) => group_buy::campaign_to_show(tx, id).await?,
        Carried::PriceCut(id) => price_cut::to_show(tx, author, id).await?,
        Carried::CutCampaign(id) => price_cut::campaign_to_show(tx, id).await?,
    };
    let Some(offered) = found else { return Ok(None) };
    let product = catalog::many(tx.conn(), [offered.product.uuid()]).await?.pop();
    let on_the_shelves = product.is_some_and(|product| product.state == ProductState::Live);
    Ok(on_the_shelves.then_some(offered))
}

/// Sets what a draft carries, instead of what it did.
///
/// # Errors
/// The database's own.
pub async fn set(tx: &Tx, post: Uuid, deal: Option<Carried>) -> Result<(), Failure> {
    store::clear(tx, post).await?;
    match deal {
        Some(deal) => store::insert(tx, post, deal).await,
        None => Ok(()),
    }
}

/// A post is shown from now on: readers of its group or price cut come by an invitation of its
/// author. One that carries nothing, or a deal that takes nobody any more, is shown without.
///
/// # Errors
/// The database's own.
pub async fn shown(tx: &Tx, post: Uuid, author: Id<Account>) -> Result<(), Failure> {
    let Some(deal) = store::of_post(tx.conn(), post).await? else { return Ok(()) };
    let Some(offered) = offered(tx, author, deal).await? else { return Ok(()) };
    let Some((deal, until)) = offered.invites else { return Ok(()) };
    let invitation = Invitation {
        id: tx.app().new_id(),
        inviter_id: author,
        deal,
        most_uses: MOST_USES,
        uses: 0,
        created_at: tx.now(),
        expires_at: until,
        revoked_at: None,
    };
    invitations::insert(tx, &invitation).await?;
    store::invite(tx, post, Some(invitation.id.uuid())).await
}

/// A post is out of sight: its invitation opens nothing any more. Who came by it stays.
///
/// # Errors
/// The database's own.
pub async fn gone(tx: &Tx, post: Uuid) -> Result<(), Failure> {
    let Some(invitation) = store::invitation_of(tx, post).await? else { return Ok(()) };
    invitations::revoke(tx, Id::from_uuid(invitation), tx.now()).await?;
    store::invite(tx, post, None).await
}
