//! Who may show a price cut in a post.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use uuid::Uuid;

use crate::deals::carried::Offered;
use crate::deals::invitation::Deal;
use crate::deals::price_cut::store::{campaigns, cuts};
use crate::identity::Account;

/// A price cut as its owner may show it in a post, while it takes helps: they gain by every reader
/// who helps.
///
/// # Errors
/// The database's own.
pub async fn to_show(tx: &Tx, who: Id<Account>, id: Uuid) -> Result<Option<Offered>, Failure> {
    let found = cuts::by_id(tx.conn(), Id::from_uuid(id)).await?;
    let own = found.filter(|cut| cut.owner_id == who && cut.takes_helps(tx.now()));
    let Some(cut) = own else { return Ok(None) };
    let campaign = campaigns::by_id(tx.conn(), cut.campaign_id).await?;
    Ok(campaign.map(|campaign| Offered {
        operator: campaign.operator_id,
        product: campaign.product_id,
        gains: true,
        invites: Some((Deal::PriceCut(id), cut.deadline)),
    }))
}

/// A campaign as anybody may show it in a post: price cuts begin now.
///
/// # Errors
/// The database's own.
pub async fn campaign_to_show(tx: &Tx, id: Uuid) -> Result<Option<Offered>, Failure> {
    let found = campaigns::by_id(tx.conn(), Id::from_uuid(id)).await?;
    let open = found.filter(|own| own.is_open(tx.now()));
    Ok(open.map(|own| Offered {
        operator: own.operator_id,
        product: own.product_id,
        gains: false,
        invites: None,
    }))
}
