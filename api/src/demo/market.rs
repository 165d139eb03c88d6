//! What the town's people order: one of them in every state that an order can be in, as their past
//! of a week. What follows from an act is told at its own time too, before the next one.

use platform::kernel::Id;
use platform::{App, Failure, events, timers};
use uuid::Uuid;

use super::content::Content;
use super::town::Town;
use super::{DAY_MS, HOUR_MS, MINUTE_MS, ago, granted, store};
use crate::catalog::{self, Channel, Sku};
use crate::fulfilment::{self, CarrierRecord, SendInput, TrackingKind};
use crate::identity::Person;
use crate::orders::{self, AddressInput, CheckoutInput, LineInput, Order, PostalAddress};
use crate::payments;

/// The carrier of the demo's parcels.
const CARRIER: &str = "SF";

/// The town as a place where people trade.
pub struct Market<'a> {
    pub app: &'a App,
    pub content: &'a Content,
    pub town: &'a Town,
}

/// Tells the orders of one buyer: cancelled, delivered, on its way, and paid a moment ago.
pub async fn tell_orders(market: &Market<'_>, buyer: &str) -> Result<(), Failure> {
    let buyer = market.place_of(buyer)?;
    let goods = market.goods(buyer, 4).await?;
    for (at, good) in goods.iter().enumerate() {
        let days = [6, 5, 1, 0].get(at).copied().unwrap_or(0);
        let then = ago(market.app, days * DAY_MS + 4 * MINUTE_MS);
        let key = format!("demo-order-{at}");
        let order = market.order(&then, buyer, good, &key).await?;
        match at {
            0 => {
                granted(orders::cancel(&then, market.person(buyer)?, order).await)?;
            }
            1 => {
                market.pay(&then, buyer, order).await?;
                market.send(&ago(market.app, 4 * DAY_MS), good, order).await?;
                let then = ago(market.app, 2 * DAY_MS);
                let (key, buyer) = ("demo-receipt", market.person(buyer)?);
                granted(fulfilment::confirm_receipt(&then, buyer, key, order).await)?;
                settle(&then).await?;
            }
            2 => {
                market.pay(&then, buyer, order).await?;
                market.send(&ago(market.app, 20 * HOUR_MS), good, order).await?;
            }
            _ => market.pay(&then, buyer, order).await?,
        }
    }
    Ok(())
}

/// Something on the shelves, and who sends it.
pub struct Good {
    pub sku: Sku,
    /// Where its shop's owner stands among the people.
    pub seller: usize,
}

impl Market<'_> {
    pub fn place_of(&self, handle: &str) -> Result<usize, Failure> {
        self.content.person(handle).ok_or(Failure::broken("nobody in the demo has this handle"))
    }

    pub fn person(&self, at: usize) -> Result<&Person, Failure> {
        self.town.people.get(at).ok_or(Failure::broken("nobody in the demo stands there"))
    }

    /// Some of the goods of others that there are enough of, of a shop each.
    pub async fn goods(&self, buyer: usize, most: usize) -> Result<Vec<Good>, Failure> {
        let mut picked: Vec<(usize, usize)> = Vec::new();
        for (at, ware) in self.content.products.iter().enumerate() {
            let shop = self.content.operators.iter().find(|shop| shop.handle == ware.operator);
            let Some(seller) = shop.and_then(|shop| self.content.person(&shop.owner)) else {
                continue;
            };
            let many = ware.skus.first().is_some_and(|sku| sku.stock >= 12 && sku.price >= 5_000);
            let new = picked.iter().all(|(_, other)| *other != seller);
            if many && new && seller != buyer && ware.category != "food" && picked.len() < most {
                picked.push((at, seller));
            }
        }
        let products: Vec<Uuid> =
            picked.iter().map(|(at, _)| self.town.products[*at].id.uuid()).collect();
        let skus = catalog::skus_of(self.app.reader(), products.iter().copied()).await?;
        let good = |((_, seller), product): (&(usize, usize), &Uuid)| {
            let sku = skus.get(product)?.first()?.clone();
            Some(Good { sku, seller: *seller })
        };
        Ok(picked.iter().zip(&products).filter_map(good).collect())
    }

    /// Where somebody has things delivered.
    pub async fn home(&self, at: usize) -> Result<Id<PostalAddress>, Failure> {
        let person = self.person(at)?;
        let known = store::home(self.app.reader(), person.account_id().uuid()).await?;
        if let Some(known) = known {
            return Ok(Id::from_uuid(known));
        }
        let input = AddressInput {
            region: "CN-33".to_owned(),
            recipient: "示例人".to_owned(),
            phone: format!("137{:08}", 20_000_000 + at),
            street: format!("示例市示例路 {} 号", at + 1),
            postcode: String::new(),
        };
        let then = ago(self.app, 90 * DAY_MS);
        Ok(granted(orders::add_address(&then, person, &input, true).await)?.id)
    }

    async fn order(
        &self,
        then: &App,
        buyer: usize,
        good: &Good,
        key: &str,
    ) -> Result<Id<Order>, Failure> {
        let input = CheckoutInput {
            address_id: self.home(buyer).await?,
            channel: Channel::Domestic,
            lines: vec![LineInput {
                sku_id: good.sku.id,
                quantity: 1,
                seen_minor: Some(good.sku.price.minor()),
                no_cooling_off_confirmed: false,
            }],
            seen_total_minor: None,
            invoice: None,
        };
        let checkout = granted(orders::submit(then, self.person(buyer)?, key, &input).await)?;
        let found = orders::of_checkouts(self.app.reader(), [checkout.id.uuid()]).await?;
        let order = found.into_values().flatten().next();
        Ok(order.ok_or(Failure::broken("a checkout without an order"))?.id)
    }

    /// Pays for an order through the sandbox, and lets what follows happen.
    pub async fn pay(&self, then: &App, buyer: usize, order: Id<Order>) -> Result<(), Failure> {
        let unpaid = Failure::broken("a demo order without a payment");
        let found = orders::many(self.app.reader(), [order.uuid()]).await?.pop();
        let Some(found) = found else { return Err(unpaid) };
        let checkout = orders::checkout(self.app.reader(), found.checkout_id.uuid()).await?;
        let Some(checkout) = checkout else { return Err(unpaid) };
        let payment = Id::from_uuid(checkout.payment_id);
        let Some(read) = payments::as_read(self.app, payment).await? else { return Err(unpaid) };
        let key = format!("demo-pay-{}", checkout.payment_id.simple());
        granted(payments::confirm(then, self.person(buyer)?, &key, &read).await)?;
        settle(then).await
    }

    /// The shop sends an order, and its carrier takes it.
    pub async fn send(&self, then: &App, good: &Good, order: Id<Order>) -> Result<(), Failure> {
        settle(then).await?;
        let digits = order.uuid().simple().to_string().to_uppercase();
        let waybill = format!("SFDEMO{}", digits.get(20..).unwrap_or_default());
        let input = SendInput {
            order_id: order,
            carrier: CARRIER.to_owned(),
            waybill: waybill.clone(),
            pieces: Vec::new(),
        };
        let key = format!("demo-parcel-{}", order.uuid().simple());
        let sent = fulfilment::send(then, self.person(good.seller)?, &key, &input).await;
        granted(sent)?;
        let scanned = CarrierRecord {
            event_id: format!("demo-{waybill}"),
            waybill,
            kind: TrackingKind::Collected,
            at: then.now(),
            place: "杭州".to_owned(),
        };
        fulfilment::take_records(then, CARRIER, vec![scanned]).await?;
        settle(then).await
    }
}

/// Lets everything happen that follows from what was done, as of then.
pub async fn settle(then: &App) -> Result<(), Failure> {
    const MOST: usize = 1_000;
    for _ in 0..MOST {
        let delivered = events::deliver_due(then).await?;
        if delivered + timers::fire_due(then).await? == 0 {
            return Ok(());
        }
    }
    Err(Failure::broken("the demo does not come to rest"))
}
