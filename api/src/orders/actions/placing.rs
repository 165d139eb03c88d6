//! Writes down an accepted purchase: its orders and lines, their payment, their clocks, the pieces
//! and the contracts, all or nothing.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{Error, Failure, events, timers};
use time::OffsetDateTime;
use uuid::Uuid;

use super::checkout::SubmitRefusal;
use crate::catalog::{self, Channel, Wanted};
use crate::identity::Account;
use crate::operators::{self, Operator};
use crate::orders::facts::OrderSubmitted;
use crate::orders::order::{Checkout, Line, Order, OrderState, Price};
use crate::orders::quote::{LineBar, Quote};
use crate::orders::{PostalAddress, contract, jobs, store};
use crate::payments::{self, Ask, Part};

/// A purchase on its way to be written down.
pub struct Draft<'a> {
    pub buyer: Id<Account>,
    pub channel: Channel,
    pub address: &'a PostalAddress,
    pub quote: &'a Quote,
    /// The first instant at which it is paid too late.
    pub pay_by: OffsetDateTime,
    pub waits_for_group: bool,
    /// What holds its pieces already; nothing where they are reserved now. Only for one line.
    pub held_by: Option<Uuid>,
}

/// What was written down.
pub struct Placed {
    pub checkout: Checkout,
    pub orders: Vec<Order>,
}

impl Draft<'_> {
    /// Writes everything that the purchase consists of.
    ///
    /// # Errors
    /// A piece is sold out meanwhile; ours.
    pub async fn place(&self, tx: &Tx) -> Result<Placed, Error<SubmitRefusal>> {
        let id = tx.app().new_id();
        let (orders, lines) = self.orders(tx, id)?;
        let part = |order: &Order| Part {
            subject: order.id.uuid(),
            operator: order.operator_id,
            amount: order.price.total,
        };
        let ask = Ask {
            payer: self.buyer,
            subject: id.uuid(),
            parts: orders.iter().map(part).collect(),
            expires_at: self.pay_by,
        };
        let checkout = Checkout {
            id,
            buyer_id: self.buyer,
            channel: self.channel,
            address_id: self.address.id.uuid(),
            total: self.quote.total,
            payment_id: payments::open(tx, &ask).await?.uuid(),
            submitted_at: tx.now(),
        };
        store::orders::insert_checkout(tx, &checkout).await?;
        store::orders::insert_orders(tx, &orders).await?;
        store::orders::insert_lines(tx, &lines).await?;
        for order in &orders {
            timers::set(tx, jobs::PAY_BY, order.id.uuid(), order.pay_by).await?;
            events::record(tx, &OrderSubmitted::of(order)).await?;
        }
        // What others wait for comes last: the pieces, the shops, then the chains of contracts.
        self.take_pieces(tx, &lines).await?;
        let mut shops: Vec<&Order> = orders.iter().collect();
        shops.sort_by_key(|order| order.operator_id);
        for order in shops {
            operators::open_matter(tx, order.operator_id, ("order", order.id.uuid())).await?;
        }
        contract::form(tx, &checkout, self.address, self.quote, &orders).await?;
        Ok(Placed { checkout, orders })
    }

    async fn take_pieces(&self, tx: &Tx, lines: &[Line]) -> Result<(), Error<SubmitRefusal>> {
        let wanted: Vec<(Uuid, Wanted)> = lines.iter().map(wanted).collect();
        let Some(holder) = self.held_by else {
            return match catalog::reserve(tx, &wanted).await? {
                Some(sku) => Err(SubmitRefusal::Line(sku, LineBar::SoldOut).into()),
                None => Ok(()),
            };
        };
        for (order, one) in &wanted {
            if !catalog::turn_held(tx, holder, (*order, one)).await? {
                return Err(SubmitRefusal::Line(one.sku, LineBar::SoldOut).into());
            }
        }
        Ok(())
    }

    fn orders(&self, tx: &Tx, checkout: Id<Checkout>) -> Result<(Vec<Order>, Vec<Line>), Failure> {
        let (mut orders, mut lines) = (Vec::new(), Vec::new());
        for quoted in &self.quote.orders {
            let price = quoted.price.ok_or_else(|| Failure::broken("an order without a price"))?;
            let order = self.order(tx, (checkout, quoted.operator.id), price);
            for (position, line) in (1..).zip(&quoted.lines) {
                lines.push(Line {
                    order_id: order.id,
                    position,
                    sku_id: line.offer.sku.id,
                    product_id: line.offer.product.id,
                    title: line.offer.product.title.clone(),
                    options: line.offer.sku.options.clone(),
                    image_id: line.offer.image_id,
                    unit: line.offer.sku.price,
                    quantity: line.wish.quantity,
                    total: line.total,
                    cooling_off: line.offer.category.cooling_off,
                    no_cooling_off_confirmed: line.confirms_exclusion(),
                });
            }
            orders.push(order);
        }
        Ok((orders, lines))
    }

    fn order(
        &self,
        tx: &Tx,
        (checkout_id, operator_id): (Id<Checkout>, Id<Operator>),
        price: Price,
    ) -> Order {
        Order {
            id: tx.app().new_id(),
            checkout_id,
            buyer_id: self.buyer,
            operator_id,
            address_id: self.address.id.uuid(),
            channel: self.channel,
            country: self.address.country,
            profile: self.quote.profile,
            state: OrderState::Submitted,
            price,
            waits_for_group: self.waits_for_group,
            submitted_at: tx.now(),
            pay_by: self.pay_by,
            paid_at: None,
            ship_by: None,
            shipped_at: None,
            signed_at: None,
            complete_by: None,
            paused_at: None,
            completed_at: None,
            cancelled_at: None,
            version: 1,
        }
    }
}

fn wanted(line: &Line) -> (Uuid, Wanted) {
    let unit_minor = line.unit.minor();
    (line.order_id.uuid(), Wanted { sku: line.sku_id, quantity: line.quantity, unit_minor })
}
