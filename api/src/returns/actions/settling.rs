//! Money goes back: how much of it, and where it comes from.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};

use super::moving::go;
use crate::ledger::{Account, TransferKind};
use crate::orders::{self, Line, MoneyFrozen, Order, OrderState};
use crate::returns::amount::{Bought, Discount, goods_due};
use crate::returns::goods_return::{Kind, Return, ReturnState, Settler, shop_bears_carriage};
use crate::returns::store::lists::refunded_before;
use crate::returns::store::pieces::{self, Pieces};
use crate::returns::store::promises;
use crate::returns::terms::{self, Terms};
use crate::settlement::{NotMoved, OrderMoney, PaidBy};

/// What is owed for a return, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub goods: i64,
    pub freight: i64,
}

/// What is owed for so many pieces of an order, after what went back before.
///
/// # Errors
/// Amounts that do not fit.
pub fn owed(
    order: &Order,
    (lines, before): (&[Line], &[Pieces]),
    (kind, back): (Kind, &[Pieces]),
    own: &Terms,
) -> Result<Owed, Failure> {
    let of = |pieces: &[Pieces], position: i32| {
        let own = pieces.iter().filter(|one| one.position == position);
        own.map(|one| i64::from(one.quantity)).sum::<i64>()
    };
    let bought = |with: bool| -> Vec<Bought> {
        lines
            .iter()
            .map(|line| {
                let now = if with { of(back, line.position) } else { 0 };
                let quantity = i64::from(line.quantity);
                let back = of(before, line.position).saturating_add(now).min(quantity);
                Bought { unit: line.unit.minor(), quantity, back }
            })
            .collect()
    };
    // Deals are the only promotions there are: every piece has its part of them.
    let discount = Discount { minor: order.price.discount.minor(), earned_from: None };
    let all = bought(true);
    let goods = goods_due(&all, discount)?.saturating_sub(goods_due(&bought(false), discount)?);
    let is_whole = all.iter().all(|line| line.back == line.quantity);
    let with_freight = shop_bears_carriage(kind)
        || kind == Kind::RefundOnly
        || (kind == Kind::CoolingOff && own.returns_freight);
    let freight = if is_whole && with_freight { order.price.freight.minor() } else { 0 };
    Ok(Owed { goods, freight })
}

/// The same for a return that is known.
///
/// # Errors
/// The database's own.
pub async fn owed_for(tx: &Tx, back: &Return, order: &Order) -> Result<Owed, Failure> {
    let lines = orders::lines_of(tx.conn(), std::slice::from_ref(order)).await?;
    let lines = lines.get(&order.id.uuid()).map_or(&[][..], Vec::as_slice);
    let before = refunded_before(tx.conn(), order.id).await?;
    let own = pieces_of(tx, back.id).await?;
    let terms = terms::of(order.profile, order.submitted_at)?;
    owed(order, (lines, &before), (back.kind, &own), terms)
}

async fn pieces_of(tx: &Tx, id: Id<Return>) -> Result<Vec<Pieces>, Failure> {
    let rows = pieces::of_returns(tx.conn(), [id.uuid()]).await?;
    let own = |row: pieces::ReturnLine| Pieces { position: row.position, quantity: row.quantity };
    Ok(rows.into_iter().map(own).collect())
}

/// Gives the money of a return back, and ends it. At most `most` of the goods, in minor units.
///
/// # Errors
/// The inner one: whoever reads it must not commit. The outer one is ours.
pub async fn refund(
    tx: &Tx,
    (back, order): (&Return, &Order),
    (by, actor, cause): (Settler, Actor, &str),
    most: Option<i64>,
) -> Result<Result<Return, NotMoved>, Failure> {
    let owed = owed_for(tx, back, order).await?;
    let kept = back.deduction_minor.min(owed.goods);
    let goods = owed.goods.saturating_sub(kept).min(most.unwrap_or(i64::MAX));
    let settled = Some((tx.now(), by));
    if order.state == OrderState::ToShip {
        // Nothing was sent: the order goes with its money, and its pieces are for sale again.
        let whole = order.clone();
        if let Err(MoneyFrozen) = orders::cancel_paid(tx, whole, actor, cause).await? {
            return Ok(Err(NotMoved::Frozen));
        }
        let step = (ReturnState::Refunded, actor, cause);
        let after = go(tx, (back, order), step, |after| {
            (after.goods_minor, after.freight_minor) = (owed.goods, owed.freight);
            after.settled = settled;
        });
        return after.await.map(Ok);
    }
    let money = OrderMoney {
        tx,
        order: order.id,
        operator: order.operator_id,
        currency: back.currency,
        // What the shop cannot pay by itself the platform pays for it, once it is due.
        by: if actor.kind == ActorKind::Operator { PaidBy::Shop } else { PaidBy::Platform },
        name: format!("return:{}", back.id.uuid().simple()),
    };
    let (given, advanced) = match money.refund(goods.saturating_add(owed.freight)).await? {
        Ok(moved) => moved,
        Err(why) => return Ok(Err(why)),
    };
    let wallet = Account::Wallet(back.buyer_id);
    let carriage = carriage(tx, back, order).await?;
    let moved = money.take(carriage, wallet, TransferKind::Compensation, "carriage").await?;
    let more = match moved {
        Ok(more) => more,
        Err(why) => return Ok(Err(why)),
    };
    let step = (ReturnState::Refunded, actor, cause);
    let after = go(tx, (back, order), step, |after| {
        after.freight_minor = owed.freight.min(given);
        after.goods_minor = given.saturating_sub(after.freight_minor);
        after.advanced_minor = advanced.saturating_add(more);
        after.settled = settled;
    });
    after.await.map(Ok)
}

/// What the shop owes for sending the goods back: where they were defective, or it promised to.
async fn carriage(tx: &Tx, back: &Return, order: &Order) -> Result<i64, Failure> {
    if back.carriage_minor == 0 || shop_bears_carriage(back.kind) {
        return Ok(back.carriage_minor);
    }
    let promise = promises::at(tx.conn(), order.operator_id, order.submitted_at).await?;
    Ok(if promise.bears_carriage { back.carriage_minor } else { 0 })
}
