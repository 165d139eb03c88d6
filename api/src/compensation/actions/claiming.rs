//! Claiming: what is demanded becomes a claim, worked out from the order as it was paid.

use platform::database::Tx;
use platform::kernel::{Currency, Id, Money, MoneyError};
use platform::{Failure, kernel};
use uuid::Uuid;

use super::moving::tell;
use crate::compensation::claim::{
    Compensation, CompensationState, DECIDE_WITHIN, Demand, Regime, end_of,
};
use crate::compensation::facts::News;
use crate::compensation::statute::{self, Chosen, Ground, Loss, Reckoned, VERSION, loss_of};
use crate::compensation::store::{claims, fabrications};
use crate::identity::Account;
use crate::ledger::escrow;
use crate::orders::{self, Line, Order, Profile};

/// What is to be claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewClaim {
    pub order: Id<Order>,
    /// Which lines of it, by position; all of them if empty.
    pub lines: Vec<i32>,
    pub demand: Demand,
    /// What it is claimed in, of another room.
    pub matter: Option<Uuid>,
    /// Who of staff opens it: somebody else decides.
    pub by: Option<Id<Account>>,
}

/// Why nothing was claimed, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotClaimed {
    OrderNotFound,
    /// Nothing was paid for it.
    NotPaid,
    LineUnknown,
    /// An award or a judgment without its number.
    NumberNeeded,
    /// A sum that is not above zero, in another currency, or beyond counting.
    AmountInvalid,
    /// A flaw of the label that harms nobody gives nothing.
    LabelFlaw,
    /// The law that holds for the order adds nothing.
    NoExtraHere,
    /// A claim of this order was faked (CP-8).
    Fabricated,
    /// Escrow still holds the price: it is refunded from there.
    InEscrow,
    /// The loss is claimed already, or paid (CP-6).
    LossClaimed,
}

impl From<MoneyError> for NotClaimed {
    fn from(_: MoneyError) -> Self {
        Self::AmountInvalid
    }
}

/// Claims what is demanded. The order is locked until `tx` ends.
///
/// # Errors
/// The inner one says why not, and nothing was written; the outer one is ours.
pub async fn claim(tx: &Tx, new: &NewClaim) -> Result<Result<Compensation, NotClaimed>, Failure> {
    let Some(order) = orders::lock(tx, new.order).await? else {
        return Ok(Err(NotClaimed::OrderNotFound));
    };
    if order.paid_at.is_none() {
        return Ok(Err(NotClaimed::NotPaid));
    }
    let of_one = std::slice::from_ref(&order);
    let lines = orders::lines_of(tx.conn(), of_one).await?.remove(&order.id.uuid());
    let lines = lines.unwrap_or_default();
    let Some(positions) = positions(&lines, &new.lines) else {
        return Ok(Err(NotClaimed::LineUnknown));
    };
    if let Err(why) = allowed(tx, &order, &new.demand).await? {
        return Ok(Err(why));
    }
    let reckoned = match reckon(tx, (&order, &lines), &positions, &new.demand).await? {
        Ok(reckoned) => reckoned,
        Err(why) => return Ok(Err(why)),
    };
    if claims::is_claimed(tx, order.id, (&positions, loss_of(reckoned.ground))).await? {
        return Ok(Err(NotClaimed::LossClaimed));
    }
    let claim = begun(tx, &order, new, reckoned)?;
    claims::insert(tx, &claim, &positions).await?;
    tell(tx, &claim, News::Claimed).await?;
    Ok(Ok(claim))
}

fn begun(
    tx: &Tx,
    order: &Order,
    new: &NewClaim,
    reckoned: Reckoned,
) -> Result<Compensation, Failure> {
    let (basis, reference) = match &new.demand {
        Demand::Refund(basis) | Demand::Loss(_, basis) | Demand::Injury(_, basis) => {
            (basis.kind(), basis.reference().cloned())
        }
        Demand::Extra(_, proof) => {
            let basis = crate::compensation::Basis::Proven(proof.clone());
            (basis.kind(), proof.reference.clone())
        }
    };
    Ok(Compensation {
        id: tx.app().new_id(),
        order: order.id,
        operator: order.operator_id,
        buyer: order.buyer_id,
        matter: new.matter,
        reckoned,
        basis,
        reference: reference.map(kernel::Line::into_string),
        rule_version: VERSION.to_owned(),
        state: CompensationState::Claimed,
        claimed_at: tx.now(),
        claimed_by: new.by,
        decided: None,
        reject_reason: None,
        pay_by: None,
        paid_at: None,
        advance: None,
        contest_by: None,
        fund_minor: 0,
        owed_minor: 0,
        recovered_minor: 0,
        due_at: Some(end_of(DECIDE_WITHIN, tx.now())?),
        ended_at: None,
        version: 1,
        contest: None,
    })
}

/// The positions that are asked for, each once; nothing where one of them is none of the order's.
fn positions(lines: &[Line], asked: &[i32]) -> Option<Vec<i32>> {
    let all: Vec<i32> = lines.iter().map(|line| line.position).collect();
    if asked.is_empty() {
        return (!all.is_empty()).then_some(all);
    }
    let mut asked = asked.to_vec();
    asked.sort_unstable();
    asked.dedup();
    asked.iter().all(|position| all.contains(position)).then_some(asked)
}

/// Whether what is demanded may be at all.
async fn allowed(
    tx: &Tx,
    order: &Order,
    demand: &Demand,
) -> Result<Result<(), NotClaimed>, Failure> {
    let (regime, lacks_number) = match demand {
        Demand::Refund(basis) | Demand::Loss(_, basis) | Demand::Injury(_, basis) => {
            (None, basis.lacks_number())
        }
        Demand::Extra(regime, proof) => {
            let basis = crate::compensation::Basis::Proven(proof.clone());
            (Some(*regime), basis.lacks_number())
        }
    };
    if lacks_number {
        return Ok(Err(NotClaimed::NumberNeeded));
    }
    let Some(regime) = regime else { return Ok(Ok(())) };
    let (ground, is_flaw) = match regime {
        Regime::Fraud { is_label_flaw } => (Ground::Fraud, is_label_flaw),
        Regime::UnsafeFood { is_label_flaw, .. } => (Ground::UnsafeFood, is_label_flaw),
        Regime::UnsafeDrug { .. } => (Ground::UnsafeDrug, false),
        Regime::KnownDefect { .. } => (Ground::KnownDefect, false),
    };
    if is_flaw && statute::exempts_label_flaws(ground) {
        return Ok(Err(NotClaimed::LabelFlaw));
    }
    // The multiples and their least amounts are of the mainland's law, in its money.
    let is_ours = order.profile == Profile::Cn && order.price.total.currency() == Currency::Cny;
    if !is_ours {
        return Ok(Err(NotClaimed::NoExtraHere));
    }
    let found = fabrications::of_order(tx.conn(), order.id).await?;
    if found.is_some_and(|finding| finding.bars_multiples()) {
        return Ok(Err(NotClaimed::Fabricated));
    }
    Ok(Ok(()))
}

/// What a demand comes to.
async fn reckon(
    tx: &Tx,
    (order, lines): (&Order, &[Line]),
    positions: &[i32],
    demand: &Demand,
) -> Result<Result<Reckoned, NotClaimed>, Failure> {
    let price = match paid_for(order, lines, positions) {
        Ok(price) => price,
        Err(why) => return Ok(Err(why.into())),
    };
    if matches!(demand, Demand::Refund(_)) {
        return refund(tx, order, price, positions.len() == lines.len()).await;
    }
    let currency = price.currency();
    let pieces = lines.iter().filter(|line| positions.contains(&line.position));
    let bought = pieces.fold(0_i32, |sum, line| sum.saturating_add(line.quantity));
    let reckoned = match demand {
        Demand::Refund(_) => Ok(None),
        Demand::Loss(amount, _) => Ok(Some(statute::plain(Ground::Loss, *amount))),
        Demand::Injury(costs, _) => statute::injury(currency, costs),
        Demand::Extra(regime, _) => extra(price, bought, *regime).map(Some),
    };
    let sound = |one: &Reckoned| {
        let moved = 1..=crate::ledger::MOST;
        one.base.minor() > 0
            && moved.contains(&one.amount.minor())
            && one.base.currency() == currency
            && one.amount.currency() == currency
    };
    Ok(match reckoned {
        Ok(Some(one)) if sound(&one) => Ok(one),
        Ok(_) | Err(_) => Err(NotClaimed::AmountInvalid),
    })
}

fn extra(price: Money, bought: i32, regime: Regime) -> Result<Reckoned, MoneyError> {
    match regime {
        Regime::Fraud { .. } => statute::fraud(price),
        Regime::UnsafeFood { chosen, household, .. } => {
            let base = match (chosen, household) {
                (Chosen::Price, Some(needed)) => statute::household(price, bought, needed)?,
                (Chosen::Price, None) | (Chosen::Loss(_), _) => price,
            };
            statute::unsafe_food(base, chosen)
        }
        Regime::UnsafeDrug { chosen } => statute::unsafe_drug(price, chosen),
        Regime::KnownDefect { loss, asked } => statute::known_defect(loss, asked),
    }
}

/// What was paid for lines: what they cost, less their share of what promotions took off.
fn paid_for(order: &Order, lines: &[Line], positions: &[i32]) -> Result<Money, MoneyError> {
    let paid = order.price.goods.minus(order.price.discount)?;
    let weight = |line: &Line| u64::try_from(line.total.minor()).unwrap_or_default();
    let weights: Vec<u64> = lines.iter().map(weight).collect();
    let parts = paid.split(&weights)?;
    let asked = lines.iter().zip(parts).filter(|(line, _)| positions.contains(&line.position));
    Money::sum(paid.currency(), asked.map(|(_, part)| part))
}

/// The price, with the freight of the whole; never more than was paid and not refunded (MON-2).
async fn refund(
    tx: &Tx,
    order: &Order,
    price: Money,
    is_whole: bool,
) -> Result<Result<Reckoned, NotClaimed>, Failure> {
    let Some(held) = escrow::many(tx.conn(), [order.id.uuid()]).await?.pop() else {
        return Ok(Err(NotClaimed::NotPaid));
    };
    let lost = || -> Result<(Money, Money), MoneyError> {
        let left = held.funded.minus(held.released)?.minus(held.refunded)?;
        let kept = held.funded.minus(held.refunded)?;
        let price = if is_whole { price.plus(order.price.freight)? } else { price };
        Ok((left, if price.compare(kept)?.is_gt() { kept } else { price }))
    };
    Ok(match lost() {
        Ok((left, _)) if left.minor() > 0 => Err(NotClaimed::InEscrow),
        Ok((_, lost)) if lost.minor() > 0 => Ok(statute::plain(Ground::Refund, lost)),
        Ok(_) | Err(_) => Err(NotClaimed::AmountInvalid),
    })
}

/// Whether a claim is of what the law adds.
pub fn is_extra(claim: &Compensation) -> bool {
    loss_of(claim.reckoned.ground) == Loss::Extra
}
