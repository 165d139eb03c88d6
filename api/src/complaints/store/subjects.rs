//! What complaints are about, wherever it is kept.

use platform::Failure;
use platform::kernel::{Currency, Id};
use sea_orm::ConnectionTrait;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::complaints::complaint::About;
use crate::identity::{self, Person};
use crate::operators::{self, Operator};
use crate::orders::{self, OrderState};
use crate::{catalog, social};

/// What a complaint is about, as it was found.
pub struct Subject {
    pub order: Option<Id<orders::Order>>,
    pub operator: Option<Id<Operator>>,
    pub currency: Option<Currency>,
    pub most_minor: i64,
    /// When what is complained of happened, where that is known.
    pub since: Option<OffsetDateTime>,
}

/// What a person complains of, if they may: an order has to be one of theirs that was paid.
pub async fn find(
    db: &impl ConnectionTrait,
    person: &Person,
    (about, about_id): (About, Option<Uuid>),
) -> Result<Option<Subject>, Failure> {
    let bare = Subject { order: None, operator: None, currency: None, most_minor: 0, since: None };
    let Some(id) = about_id else { return Ok(Some(bare)) };
    let found = match about {
        About::Platform | About::PersonalData => Some(bare),
        About::Order => {
            let order = orders::many(db, [id]).await?.pop();
            let own = order.filter(|order| order.buyer_id == person.account_id());
            let paid = own.filter(|order| order.state != OrderState::Submitted);
            paid.filter(|order| order.paid_at.is_some()).map(|order| Subject {
                order: Some(order.id),
                operator: Some(order.operator_id),
                currency: Some(order.price.total.currency()),
                most_minor: order.price.total.minor().saturating_mul(10),
                since: Some(order.submitted_at),
            })
        }
        About::Product => {
            let product = catalog::many(db, [id]).await?.pop();
            product.map(|product| Subject { operator: Some(product.operator_id), ..bare })
        }
        About::Operator => {
            let shop = operators::many(db, [id]).await?.pop();
            shop.map(|shop| Subject { operator: Some(shop.id), ..bare })
        }
        About::Post => {
            social::is_seen(db, id, social::Sight::of_person(person)).await?.then_some(bare)
        }
        About::Person => {
            let other = id != person.account_id().uuid();
            (other && identity::exists(db, Id::from_uuid(id)).await?).then_some(bare)
        }
    };
    Ok(found)
}
