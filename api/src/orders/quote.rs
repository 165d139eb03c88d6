//! What an order would cost and whether it would be taken: split by operator, priced in parts. The
//! preview shows it, and submission asks the same again.

use std::collections::HashMap;

use platform::kernel::{Country, Id, Money, MoneyError};
use time::OffsetDateTime;
use uuid::Uuid;

use super::freight::{Rate, freight};
use super::order::{Price, Profile};
use crate::catalog::{Channel, NotForSale, Offer, Sku};
use crate::operators::Operator;

/// What somebody wants of one variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wish {
    pub sku_id: Id<Sku>,
    pub quantity: i32,
    /// The price they saw, in minor units; nothing in a preview.
    pub seen_minor: Option<i64>,
    /// That they know they cannot give it back, said at this purchase (CO-3).
    pub no_cooling_off_confirmed: bool,
    /// Whether its pieces are held for the buyer already, and need not be on the shelf.
    pub is_held: bool,
}

/// A deal that makes a piece cheaper than its list price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promotion {
    /// The deal's public id, at most 64 characters; the contract says it.
    pub id: String,
    /// Its public name, at most 200 characters; the contract says it.
    pub title: String,
    /// What one piece costs in the deal.
    pub unit: Money,
}

/// Where it would go, and by which way.
#[derive(Debug, Clone, Copy)]
pub struct Destination<'a> {
    pub channel: Channel,
    pub country: Country,
    pub region: &'a str,
}

/// What stands against a line, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LineBar {
    /// It may not be sold there now.
    NotForSale(SaleBar),
    /// It costs something else by now.
    PriceChanged,
    /// There are fewer pieces than that.
    SoldOut,
}

/// Why something may not be sold, as `catalog::NotForSale` without the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SaleBar {
    Banned,
    Restricted,
    NotLive,
    SellerStopped,
    TrackForbids,
    PermitMissing,
}

impl From<NotForSale<'_>> for SaleBar {
    fn from(why: NotForSale<'_>) -> Self {
        match why {
            NotForSale::Banned(_) => Self::Banned,
            NotForSale::Restricted(_) => Self::Restricted,
            NotForSale::NotLive => Self::NotLive,
            NotForSale::SellerStopped => Self::SellerStopped,
            NotForSale::TrackForbids => Self::TrackForbids,
            NotForSale::PermitMissing(_) => Self::PermitMissing,
        }
    }
}

/// One line of a quote.
#[derive(Debug, Clone)]
pub struct QuotedLine {
    pub offer: Offer,
    pub wish: Wish,
    /// At the list price.
    pub total: Money,
    /// What its promotion takes off.
    pub discount: Money,
    pub bar: Option<LineBar>,
}

/// What one operator's part would cost.
#[derive(Debug, Clone)]
pub struct QuotedOrder {
    pub operator: Operator,
    pub lines: Vec<QuotedLine>,
    /// Nothing where the operator does not send to that place.
    pub price: Option<Price>,
    pub goods: Money,
    /// What makes its lines cheaper.
    pub promotion: Option<Promotion>,
}

/// What all of it would cost.
#[derive(Debug, Clone)]
pub struct Quote {
    pub profile: Profile,
    /// By operator, in the order in which their first lines came.
    pub orders: Vec<QuotedOrder>,
    /// Of what can be sent; the sum of the orders' totals (MON-1).
    pub total: Money,
}

/// Why there is no quote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoQuote {
    /// There is no such variant.
    Unknown(Id<Sku>),
    /// Variants of two currencies are not ordered at once.
    Currencies,
    /// It does not fit.
    TooLarge,
}

impl From<MoneyError> for NoQuote {
    fn from(error: MoneyError) -> Self {
        match error {
            MoneyError::CurrencyMismatch(..) => Self::Currencies,
            _ => Self::TooLarge,
        }
    }
}

/// Splits wishes by operator and prices them.
///
/// # Errors
/// In the order of [`NoQuote`].
pub fn quote(
    wishes: &[Wish],
    offers: &HashMap<Uuid, Offer>,
    rates: &HashMap<Uuid, Vec<Rate>>,
    to: Destination<'_>,
    now: OffsetDateTime,
) -> Result<Quote, NoQuote> {
    let mut orders: Vec<QuotedOrder> = Vec::new();
    let mut currency = None;
    for wish in wishes {
        let offer = offers.get(&wish.sku_id.uuid()).ok_or(NoQuote::Unknown(wish.sku_id))?;
        let own = offer.sku.price.currency();
        if *currency.get_or_insert(own) != own {
            return Err(NoQuote::Currencies);
        }
        let line = QuotedLine {
            total: offer.sku.price.times(i64::from(wish.quantity))?,
            discount: Money::zero(own),
            bar: bar(offer, wish, to, now),
            offer: offer.clone(),
            wish: *wish,
        };
        match orders.iter_mut().find(|order| order.operator.id == offer.operator.id) {
            Some(order) => {
                order.goods = order.goods.plus(line.total)?;
                order.lines.push(line);
            }
            None => orders.push(QuotedOrder {
                operator: offer.operator.clone(),
                goods: line.total,
                lines: vec![line],
                price: None,
                promotion: None,
            }),
        }
    }
    let currency = currency.ok_or(NoQuote::TooLarge)?;
    let mut total = Money::zero(currency);
    for order in &mut orders {
        let none = Vec::new();
        let rates = rates.get(&order.operator.id.uuid()).unwrap_or(&none);
        let pieces = order.lines.iter().map(|line| i64::from(line.wish.quantity)).sum();
        let Some(carriage) = freight(rates, to.region, order.goods, pieces)? else { continue };
        let sum = order.goods.plus(carriage)?;
        total = total.plus(sum)?;
        let discount = Money::zero(currency);
        order.price = Some(Price { goods: order.goods, freight: carriage, discount, total: sum });
    }
    Ok(Quote { profile: Profile::of(to.country), orders, total })
}

fn bar(offer: &Offer, wish: &Wish, to: Destination<'_>, now: OffsetDateTime) -> Option<LineBar> {
    if let Err(why) = offer.check(to.channel, to.country, now) {
        return Some(LineBar::NotForSale(why.into()));
    }
    if wish.seen_minor.is_some_and(|seen| seen != offer.sku.price.minor()) {
        return Some(LineBar::PriceChanged);
    }
    (!wish.is_held && offer.sku.available() < wish.quantity).then_some(LineBar::SoldOut)
}

impl Quote {
    /// The same at the price of a deal. Where the list price is lower by now, the buyer pays that:
    /// terms change only in their favour (PC-5). Freight stays what it is without the deal.
    ///
    /// # Errors
    /// It is in another currency, or does not fit.
    pub fn in_deal(mut self, deal: &Promotion) -> Result<Self, NoQuote> {
        let mut total = Money::zero(self.total.currency());
        for order in &mut self.orders {
            let mut discount = Money::zero(total.currency());
            for line in &mut order.lines {
                let cheaper = deal.unit.times(i64::from(line.wish.quantity))?;
                let less = line.total.minus(cheaper)?;
                line.discount = Money::new(less.minor().max(0), less.currency());
                discount = discount.plus(line.discount)?;
            }
            order.promotion = (!discount.is_zero()).then(|| deal.clone());
            let Some(price) = &mut order.price else { continue };
            price.discount = discount;
            price.total = price.goods.plus(price.freight)?.minus(discount)?;
            total = total.plus(price.total)?;
        }
        self.total = total;
        Ok(self)
    }
}

impl QuotedLine {
    /// Whether the right to change one's mind is given up by confirming it: only in the classes
    /// that the law names, and only where the buyer said so at this purchase (CO-3, CO-4).
    pub fn confirms_exclusion(&self) -> bool {
        self.wish.no_cooling_off_confirmed && self.may_be_excluded()
    }

    /// Whether the buyer may give up the right to change their mind.
    pub fn may_be_excluded(&self) -> bool {
        use crate::catalog::CoolingOffClass::{Activated, Marked, Sealed};
        matches!(self.offer.category.cooling_off, Sealed | Activated | Marked)
    }
}
