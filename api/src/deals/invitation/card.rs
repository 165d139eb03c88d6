//! What a link shows where it is shared: the item, its price of this moment, and what truly
//! remains. Nothing of people.

use platform::kernel::Money;
use platform::{App, Failure};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Deal, Invitation};
use crate::catalog::{self, Product};
use crate::deals::{group_buy, price_cut};

/// What is shown of a deal where its link is shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub title: String,
    /// The first picture of the product.
    pub image: Option<Uuid>,
    pub offer: Offer,
    pub url: String,
}

/// What a deal offers at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// One piece costs so much in a group that misses so many; until when.
    Group { price: Money, size: i32, missing: i32, deadline: Option<OffsetDateTime>, forms: bool },
    /// The piece costs so much now, and so much is still to be cut, to the fen; until when.
    Cut { price: Money, remaining: Money, deadline: OffsetDateTime, takes_helps: bool },
}

impl Offer {
    /// What one piece costs by it now.
    pub fn price(&self) -> Money {
        match self {
            Self::Group { price, .. } | Self::Cut { price, .. } => *price,
        }
    }
}

/// The address of an invitation's page.
pub fn address(app: &App, invitation: &Invitation) -> String {
    let origin = app.settings().server.public_url.as_str().trim_end_matches('/');
    format!("{origin}/i/{}", invitation.token(app))
}

async fn offer(app: &App, deal: Deal) -> Result<Option<(Uuid, Offer)>, Failure> {
    Ok(match deal {
        Deal::PriceCut(id) => price_cut::shown(app, id).await?.map(|shown| {
            let offer = Offer::Cut {
                price: shown.price,
                remaining: shown.remaining,
                deadline: shown.deadline,
                takes_helps: shown.takes_helps,
            };
            (shown.product.uuid(), offer)
        }),
        Deal::GroupBuy(id) => group_buy::known(app, id).await?.map(|group| {
            let offer = Offer::Group {
                price: group.unit,
                size: group.size,
                missing: group.missing(),
                deadline: group.deadline,
                forms: group.forms(app.now()),
            };
            (group.product_id.uuid(), offer)
        }),
    })
}

/// The card of an invitation, as the deal stands now; nothing if its product is not on the shelves.
///
/// # Errors
/// The database's own.
pub async fn of(app: &App, invitation: &Invitation) -> Result<Option<Card>, Failure> {
    let Some((product, offer)) = offer(app, invitation.deal).await? else { return Ok(None) };
    let found = catalog::many(app.reader(), [product]).await?.pop();
    let on_the_shelves = |product: &Product| product.state == catalog::ProductState::Live;
    let Some(known) = found.filter(on_the_shelves) else { return Ok(None) };
    let images = catalog::images_of(app.reader(), [product]).await?.remove(&product);
    Ok(Some(Card {
        title: known.title,
        image: images.and_then(|images| images.first().copied()),
        offer,
        url: address(app, invitation),
    }))
}
