//! A purchase whose price and clock a deal sets: what room `deals` calls in its own transaction.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::Actor;
use platform::{App, Error, Failure};
use time::OffsetDateTime;
use uuid::Uuid;

use super::checkout::{SubmitRefusal, accept, against, quote_of, usable};
use super::moving;
use super::placing::Draft;
use crate::catalog::{Channel, Sku};
use crate::identity::Person;
use crate::orders::facts::OrderToShip;
use crate::orders::order::{Order, OrderState};
use crate::orders::quote::{Promotion, Quote, Wish};
use crate::orders::{PostalAddress, store, terms};

/// What somebody buys in a deal: one variant, in one order.
#[derive(Debug, Clone)]
pub struct DealPurchase {
    pub address_id: Id<PostalAddress>,
    pub channel: Channel,
    pub sku_id: Id<Sku>,
    /// 1 to 999.
    pub quantity: i32,
    pub no_cooling_off_confirmed: bool,
    /// What they saw that all of it costs with freight, in minor units; nothing in a preview.
    pub seen_total_minor: Option<i64>,
    pub promotion: Promotion,
    /// Whether it is carried out only once its group is full: paid, it is `FORMING`.
    pub waits_for_group: bool,
    /// The first instant at which it is paid too late.
    pub pay_by: OffsetDateTime,
    /// What holds its pieces since before, by `catalog::hold`; nothing where they are reserved now.
    pub held_by: Option<Uuid>,
}

/// Submits a purchase in a deal, within the transaction of the deal. Whoever commits it calls
/// [`committed`](crate::orders::committed) then.
///
/// # Errors
/// [`SubmitRefusal`], all but those of the key; ours.
pub async fn buy_in_deal(
    tx: &Tx,
    person: &Person,
    wanted: &DealPurchase,
) -> Result<Order, Error<SubmitRefusal>> {
    use SubmitRefusal as R;
    let buyer = person.account_id();
    person.may_act().map_err(|_| R::MayNotAct)?;
    if !(1..=terms::MOST_PIECES).contains(&wanted.quantity) {
        return Err(R::LinesInvalid.into());
    }
    let address = store::addresses::hold(tx, buyer, wanted.address_id.uuid()).await?;
    let address = address.filter(|own| usable(own, buyer)).ok_or(R::AddressNotFound)?;
    let quoted = quoted(tx.conn(), wanted, &address, tx.now()).await??;
    let draft = Draft {
        buyer,
        channel: wanted.channel,
        address: &address,
        quote: &quoted,
        pay_by: wanted.pay_by,
        waits_for_group: wanted.waits_for_group,
        held_by: wanted.held_by,
    };
    let placed = accept(tx, &draft, wanted.seen_total_minor).await?;
    placed.orders.into_iter().next().ok_or_else(|| Failure::broken("nothing was placed").into())
}

/// What a purchase in a deal would cost, and everything that stands against it.
///
/// # Errors
/// The database's own.
pub async fn preview_in_deal(
    app: &App,
    person: &Person,
    wanted: &DealPurchase,
) -> Result<(Option<Quote>, Vec<SubmitRefusal>), Failure> {
    use SubmitRefusal as R;
    let buyer = person.account_id();
    if !(1..=terms::MOST_PIECES).contains(&wanted.quantity) {
        return Ok((None, vec![R::LinesInvalid]));
    }
    let found = store::addresses::many(app.reader(), [wanted.address_id.uuid()]).await?;
    let own = found.get(&wanted.address_id.uuid()).filter(|address| usable(address, buyer));
    let Some(address) = own else { return Ok((None, vec![R::AddressNotFound])) };
    Ok(match quoted(app.reader(), wanted, address, app.now()).await? {
        Ok(quoted) => {
            let bars = against(&quoted, wanted.seen_total_minor);
            (Some(quoted), bars)
        }
        Err(why) => (None, vec![why]),
    })
}

async fn quoted(
    db: &impl store::Connection,
    wanted: &DealPurchase,
    address: &PostalAddress,
    now: OffsetDateTime,
) -> Result<Result<Quote, SubmitRefusal>, Failure> {
    let wish = Wish {
        sku_id: wanted.sku_id,
        quantity: wanted.quantity,
        seen_minor: None,
        no_cooling_off_confirmed: wanted.no_cooling_off_confirmed,
        is_held: wanted.held_by.is_some(),
    };
    let quoted = quote_of(db, &[wish], wanted.channel, address, now).await?;
    Ok(quoted.and_then(|quote| quote.in_deal(&wanted.promotion).map_err(Into::into)))
}

/// The group of an order is full: it is handed on to be sent, and the clock of shipping begins.
///
/// # Errors
/// The order does not wait for a group: a failure of ours; the database's own.
pub async fn group_filled(tx: &Tx, order: Order) -> Result<Order, Failure> {
    let ship_by = tx.now() + terms::SHIP_WITHIN;
    let told = OrderToShip::of(&order);
    let step = (OrderState::ToShip, Actor::SYSTEM, "its group is full");
    moving::go(tx, order, step, &told, |order| order.ship_by = Some(ship_by)).await
}
