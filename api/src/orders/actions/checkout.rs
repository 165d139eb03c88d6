//! Checkout: what it would cost, and submitting it. Submission forms the contracts, reserves the
//! pieces, opens the payment and sets the clocks, all or nothing.

use platform::database::Tx;
use platform::idempotency::{Replay, Request};
use platform::kernel::Id;
use platform::{App, Error, Failure, events, timers, transaction};
use serde::Serialize;
use uuid::Uuid;

use super::invoices::{self, InvoiceInput};
use crate::catalog::{self, Channel, Sku, Wanted};
use crate::identity::{Account, Person};
use crate::operators::{self, Operator};
use crate::orders::facts::OrderSubmitted;
use crate::orders::order::{Checkout, Line, Order, OrderState, Price};
use crate::orders::quote::{Destination, LineBar, NoQuote, Quote, Wish, quote};
use crate::orders::{PostalAddress, contract, jobs, store, terms};
use crate::payments::{self, Ask, Part};

/// What somebody wants to order.
#[derive(Debug, Clone, Serialize)]
pub struct CheckoutInput {
    pub address_id: Id<PostalAddress>,
    pub channel: Channel,
    pub lines: Vec<LineInput>,
    /// What they saw that all of it costs, in minor units; nothing in a preview.
    pub seen_total_minor: Option<i64>,
    pub invoice: Option<InvoiceInput>,
}

/// What they want of one variant.
#[derive(Debug, Clone, Serialize)]
pub struct LineInput {
    pub sku_id: Id<Sku>,
    pub quantity: i32,
    pub seen_minor: Option<i64>,
    pub no_cooling_off_confirmed: bool,
}

/// Why a checkout was not submitted, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmitRefusal {
    /// The key is not 8 to 128 visible ASCII characters.
    IdempotencyKeyInvalid,
    /// The key was used with another input.
    IdempotencyConflict,
    /// The account may not act now.
    MayNotAct,
    /// No line, more than 50, a variant twice, or pieces that are not 1 to 999.
    LinesInvalid,
    /// The invoice's title or number is none.
    InvoiceInvalid,
    /// No such address in the buyer's book.
    AddressNotFound,
    /// There is no such variant.
    SkuNotFound(Id<Sku>),
    /// Variants of two currencies are not ordered at once.
    CurrenciesMixed,
    /// More than money can be.
    TooLarge,
    /// A shop does not buy from itself: orders would be made up [NTM 14].
    OwnShop(Id<Operator>),
    /// Something stands against a line.
    Line(Id<Sku>, LineBar),
    /// The operator does not send there.
    NotSentThere(Id<Operator>),
    /// All of it costs something else than the buyer saw.
    TotalChanged,
}

/// What a checkout would cost, and everything that stands against it.
///
/// # Errors
/// The inner one says why there is no quote at all; the outer one is the database's own.
pub async fn preview(
    app: &App,
    person: &Person,
    input: &CheckoutInput,
) -> Result<(Option<Quote>, Vec<SubmitRefusal>), Failure> {
    let buyer = person.account_id();
    let mut bars = Vec::new();
    if person.may_act().is_err() {
        bars.push(SubmitRefusal::MayNotAct);
    }
    let wishes = match wishes(&input.lines) {
        Ok(wishes) => wishes,
        Err(why) => return Ok((None, vec![why])),
    };
    let found = store::addresses::many(app.reader(), [input.address_id.uuid()]).await?;
    let own = found.get(&input.address_id.uuid()).filter(|address| usable(address, buyer));
    let Some(address) = own else { return Ok((None, vec![SubmitRefusal::AddressNotFound])) };
    let quoted = match quote_of(app.reader(), &wishes, input.channel, address, app.now()).await? {
        Ok(quoted) => quoted,
        Err(why) => return Ok((None, vec![why])),
    };
    bars.extend(against(&quoted, input.seen_total_minor));
    Ok((Some(quoted), bars))
}

/// Submits a checkout: one order for each operator. The same key and input give the first one
/// again (OR-2).
///
/// # Errors
/// [`SubmitRefusal`], or ours.
pub async fn submit(
    app: &App,
    person: &Person,
    key: &str,
    input: &CheckoutInput,
) -> Result<Checkout, Error<SubmitRefusal>> {
    use SubmitRefusal as R;
    let buyer = person.account_id();
    let principal = buyer.to_string();
    let request = Request::new(&principal, "checkoutSubmit", key, input);
    let request = request.ok_or(R::IdempotencyKeyInvalid)?;
    let wishes = wishes(&input.lines);
    let invoice = match &input.invoice {
        Some(input) => Some(invoices::prepare(app, buyer, input).await?),
        None => None,
    };
    let submitted = transaction!(app, |tx| {
        match request.replay::<Uuid>(tx.conn(), tx.now()).await? {
            Replay::Answered(id) => return again(tx, id).await,
            Replay::Conflict => return Err(R::IdempotencyConflict.into()),
            Replay::First => {}
        }
        person.may_act().map_err(|_| R::MayNotAct)?;
        let wishes = wishes.as_ref().map_err(|why| *why)?;
        let invoice = invoice.as_ref().map(|read| read.as_ref().map_err(|_| R::InvoiceInvalid));
        let invoice = invoice.transpose()?;
        let address = store::addresses::lock(tx, buyer, input.address_id.uuid()).await?;
        let address = address.ok_or(R::AddressNotFound)?;
        let quoted = quote_of(tx.conn(), wishes, input.channel, &address, tx.now()).await??;
        if let Some(bar) = against(&quoted, input.seen_total_minor).first() {
            return Err((*bar).into());
        }
        for order in &quoted.orders {
            if operators::is_member(tx.conn(), order.operator.id.uuid(), buyer).await? {
                return Err(R::OwnShop(order.operator.id).into());
            }
        }
        let placed = place(tx, buyer, &address, (&quoted, input.channel)).await?;
        if let Some(invoice) = invoice {
            for order in &placed.orders {
                invoices::add(tx, order.id, invoice).await?;
            }
        }
        store::cart::take_out(tx, buyer, wishes.iter().map(|wish| wish.sku_id.uuid())).await?;
        request.keep(tx, &placed.checkout.id.uuid()).await?;
        Ok(placed.checkout)
    });
    if submitted.is_ok() {
        contract::committed(app)?;
    }
    submitted
}

async fn again(tx: &Tx, id: Uuid) -> Result<Checkout, Error<SubmitRefusal>> {
    let found = store::orders::checkout(tx.conn(), id).await?;
    found.ok_or_else(|| Failure::broken("a kept answer names a checkout that is gone").into())
}

fn usable(address: &PostalAddress, buyer: Id<Account>) -> bool {
    address.account_id == buyer && address.removed_at.is_none()
}

fn wishes(lines: &[LineInput]) -> Result<Vec<Wish>, SubmitRefusal> {
    let mut seen = std::collections::HashSet::new();
    let sound = (1..=terms::MOST_LINES).contains(&lines.len())
        && lines.iter().all(|line| {
            (1..=terms::MOST_PIECES).contains(&line.quantity) && seen.insert(line.sku_id)
        });
    if !sound {
        return Err(SubmitRefusal::LinesInvalid);
    }
    let wish = |line: &LineInput| Wish {
        sku_id: line.sku_id,
        quantity: line.quantity,
        seen_minor: line.seen_minor,
        no_cooling_off_confirmed: line.no_cooling_off_confirmed,
    };
    Ok(lines.iter().map(wish).collect())
}

async fn quote_of(
    db: &impl store::Connection,
    wishes: &[Wish],
    channel: Channel,
    address: &PostalAddress,
    now: time::OffsetDateTime,
) -> Result<Result<Quote, SubmitRefusal>, Failure> {
    let offers = catalog::offers(db, wishes.iter().map(|wish| wish.sku_id.uuid())).await?;
    let Some(first) = offers.values().next() else {
        let missing = wishes.first().map(|wish| SubmitRefusal::SkuNotFound(wish.sku_id));
        return Ok(Err(missing.unwrap_or(SubmitRefusal::LinesInvalid)));
    };
    let shops = offers.values().map(|offer| offer.operator.id.uuid());
    let rates = store::rates::of_operators(db, shops, first.sku.price.currency()).await?;
    let to = Destination { channel, country: address.country, region: &address.region };
    Ok(quote(wishes, &offers, &rates, to, now).map_err(|why| match why {
        NoQuote::Unknown(sku) => SubmitRefusal::SkuNotFound(sku),
        NoQuote::Currencies => SubmitRefusal::CurrenciesMixed,
        NoQuote::TooLarge => SubmitRefusal::TooLarge,
    }))
}

/// Everything that stands against a quote, in order of precedence.
fn against(quote: &Quote, seen_total: Option<i64>) -> Vec<SubmitRefusal> {
    let mut bars = Vec::new();
    for line in quote.orders.iter().flat_map(|order| &order.lines) {
        bars.extend(line.bar.map(|bar| SubmitRefusal::Line(line.wish.sku_id, bar)));
    }
    let unsent = quote.orders.iter().filter(|order| order.price.is_none());
    bars.extend(unsent.map(|order| SubmitRefusal::NotSentThere(order.operator.id)));
    if seen_total.is_some_and(|seen| seen != quote.total.minor()) {
        bars.push(SubmitRefusal::TotalChanged);
    }
    bars
}

struct Placed {
    checkout: Checkout,
    orders: Vec<Order>,
}

/// Writes everything that an accepted checkout consists of.
async fn place(
    tx: &Tx,
    buyer: Id<Account>,
    address: &PostalAddress,
    (quote, channel): (&Quote, Channel),
) -> Result<Placed, Error<SubmitRefusal>> {
    let id: Id<Checkout> = tx.app().new_id();
    let draft = Draft { id, buyer, channel, address, quote };
    let (orders, lines) = draft.orders(tx)?;
    let part = |order: &Order| Part {
        subject: order.id.uuid(),
        operator: order.operator_id,
        amount: order.price.total,
    };
    let ask = Ask {
        payer: buyer,
        subject: id.uuid(),
        parts: orders.iter().map(part).collect(),
        expires_at: tx.now() + terms::PAY_WITHIN,
    };
    let checkout = Checkout {
        id,
        buyer_id: buyer,
        channel,
        address_id: address.id.uuid(),
        total: quote.total,
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
    if let Some(sku) = catalog::reserve(tx, &wanted(&lines)).await? {
        return Err(SubmitRefusal::Line(sku, LineBar::SoldOut).into());
    }
    let mut shops: Vec<&Order> = orders.iter().collect();
    shops.sort_by_key(|order| order.operator_id);
    for order in shops {
        operators::open_matter(tx, order.operator_id, ("order", order.id.uuid())).await?;
    }
    contract::form(tx, &checkout, address, quote, &orders).await?;
    Ok(Placed { checkout, orders })
}

fn wanted(lines: &[Line]) -> Vec<(Uuid, Wanted)> {
    let wanted = |line: &Line| {
        let unit_minor = line.unit.minor();
        (line.order_id.uuid(), Wanted { sku: line.sku_id, quantity: line.quantity, unit_minor })
    };
    lines.iter().map(wanted).collect()
}

/// A checkout on its way to be written down.
struct Draft<'a> {
    id: Id<Checkout>,
    buyer: Id<Account>,
    channel: Channel,
    address: &'a PostalAddress,
    quote: &'a Quote,
}

impl Draft<'_> {
    fn orders(&self, tx: &Tx) -> Result<(Vec<Order>, Vec<Line>), Failure> {
        let (mut orders, mut lines) = (Vec::new(), Vec::new());
        for quoted in &self.quote.orders {
            let price = quoted.price.ok_or_else(|| Failure::broken("an order without a price"))?;
            let order = self.order(tx, quoted.operator.id, price);
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

    fn order(&self, tx: &Tx, operator_id: Id<Operator>, price: Price) -> Order {
        Order {
            id: tx.app().new_id(),
            checkout_id: self.id,
            buyer_id: self.buyer,
            operator_id,
            address_id: self.address.id.uuid(),
            channel: self.channel,
            country: self.address.country,
            profile: self.quote.profile,
            state: OrderState::Submitted,
            price,
            waits_for_group: false,
            submitted_at: tx.now(),
            pay_by: tx.now() + terms::PAY_WITHIN,
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
