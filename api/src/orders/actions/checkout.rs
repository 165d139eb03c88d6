//! Checkout: what it would cost, and submitting it. Submission forms the contracts, reserves the
//! pieces, opens the payment and sets the clocks, all or nothing.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::Id;
use platform::{App, Error, Failure, transaction};
use serde::Serialize;

use super::invoices::{self, InvoiceInput};
use super::placing::{Draft, Placed};
use crate::catalog::{self, Channel, Sku};
use crate::identity::{Account, Person};
use crate::operators::{self, Operator};
use crate::orders::order::Checkout;
use crate::orders::quote::{Destination, LineBar, NoQuote, Quote, Wish, quote};
use crate::orders::{PostalAddress, contract, store, terms};

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
        if let Some(id) = request.answered(tx, R::IdempotencyConflict).await? {
            return kept(store::orders::checkout(tx.conn(), id).await?);
        }
        person.may_act().map_err(|_| R::MayNotAct)?;
        let wishes = wishes.as_ref().map_err(|why| *why)?;
        let invoice = invoice.as_ref().map(|read| read.as_ref().map_err(|_| R::InvoiceInvalid));
        let invoice = invoice.transpose()?;
        let address = store::addresses::hold(tx, buyer, input.address_id.uuid()).await?;
        let address = address.ok_or(R::AddressNotFound)?;
        let quoted = quote_of(tx.conn(), wishes, input.channel, &address, tx.now()).await??;
        let draft = Draft {
            buyer,
            channel: input.channel,
            address: &address,
            quote: &quoted,
            pay_by: tx.now() + terms::PAY_WITHIN,
            waits_for_group: false,
            held_by: None,
        };
        let placed = accept(tx, &draft, input.seen_total_minor).await?;
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

/// Places what was quoted, unless something stands against it or its buyer belongs to one of the
/// shops.
///
/// # Errors
/// [`SubmitRefusal`], or ours.
pub(super) async fn accept(
    tx: &Tx,
    draft: &Draft<'_>,
    seen_total: Option<i64>,
) -> Result<Placed, Error<SubmitRefusal>> {
    if let Some(bar) = against(draft.quote, seen_total).first() {
        return Err((*bar).into());
    }
    let shops = || draft.quote.orders.iter().map(|order| order.operator.id);
    let own = operators::shops_among(tx.conn(), draft.buyer, shops()).await?;
    if let Some(shop) = shops().find(|shop| own.contains(shop)) {
        return Err(SubmitRefusal::OwnShop(shop).into());
    }
    draft.place(tx).await
}

pub(super) fn usable(address: &PostalAddress, buyer: Id<Account>) -> bool {
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
        is_held: false,
    };
    Ok(lines.iter().map(wish).collect())
}

pub(super) async fn quote_of(
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
    Ok(quote(wishes, &offers, &rates, to, now).map_err(Into::into))
}

impl From<NoQuote> for SubmitRefusal {
    fn from(why: NoQuote) -> Self {
        match why {
            NoQuote::Unknown(sku) => Self::SkuNotFound(sku),
            NoQuote::Currencies => Self::CurrenciesMixed,
            NoQuote::TooLarge => Self::TooLarge,
        }
    }
}

/// Everything that stands against a quote, in order of precedence.
pub(super) fn against(quote: &Quote, seen_total: Option<i64>) -> Vec<SubmitRefusal> {
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
