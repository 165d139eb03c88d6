//! What is read of price cuts.

use platform::kernel::{Id, Money};
use platform::{App, Failure};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::catalog::Product;
use crate::deals::price_cut::PriceCut;
use crate::deals::price_cut::store::{campaigns, cuts, helps};

/// The file of a session that has ended, for anyone who would check it; nothing before.
///
/// # Errors
/// The database's own.
pub async fn file(app: &App, cut: &PriceCut) -> Result<Option<String>, Failure> {
    if cut.seed.is_none() {
        return Ok(None);
    }
    let Some(campaign) = campaigns::by_id(app.reader(), cut.campaign_id).await? else {
        return Ok(None);
    };
    let counted = helps::counted(app.reader(), cut.id).await?;
    let Some(file) = cut.file(&campaign, &counted) else { return Ok(None) };
    serde_json::to_string(&file)
        .map(Some)
        .map_err(|error| Failure::because("the file of a price cut", error))
}

/// What a link shows of a session.
pub struct Shown {
    pub product: Id<Product>,
    pub price: Money,
    pub remaining: Money,
    /// The first instant that is too late to help.
    pub deadline: OffsetDateTime,
    /// Whether a help would still count.
    pub takes_helps: bool,
}

/// What a link shows of a session; nothing if there is none.
///
/// # Errors
/// The database's own.
pub async fn shown(app: &App, id: Uuid) -> Result<Option<Shown>, Failure> {
    let Some(cut) = cuts::by_id(app.reader(), Id::from_uuid(id)).await? else { return Ok(None) };
    let campaign = campaigns::by_id(app.reader(), cut.campaign_id).await?;
    Ok(campaign.map(|campaign| Shown {
        product: campaign.product_id,
        price: campaign.money(cut.price_minor),
        remaining: campaign.money(cut.remaining_minor()),
        deadline: cut.deadline,
        takes_helps: cut.takes_helps(app.now()),
    }))
}
