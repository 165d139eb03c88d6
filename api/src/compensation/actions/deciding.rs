//! Deciding about a claim: what is approved is the operator's to pay for a day, unless the platform
//! pays at once.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{Failure, timers};

use super::advancing::{Advance, advance};
use super::claiming::is_extra;
use super::moving::{Change, go};
use crate::compensation::claim::{
    AdvanceGround, Compensation, CompensationState, PAY_WITHIN, RejectReason, end_of,
};
use crate::compensation::facts::News;
use crate::compensation::jobs;
use crate::compensation::statute::Ground;
use crate::compensation::store::{claims, fabrications};
use crate::identity::Account;
use crate::orders;

/// Who approves, and whether the platform pays at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    pub by: Id<Account>,
    /// Where it pays at once: because it promised to, or because it was asked first about unsafe
    /// food. That it cannot name the seller is found by itself (CP-5).
    pub at_once: Option<AdvanceGround>,
}

/// Why nothing was decided, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotDecided {
    NotFound,
    /// Whoever opened it does not decide about it.
    SecondPersonNeeded,
    /// It is decided.
    Decided,
    /// A claim of its order was faked (CP-8).
    Fabricated,
    /// The platform pays at once for another reason, or not for this ground.
    NotAtOnce,
}

/// A claim that waits for a decision, locked behind its order; whatever is found about the order
/// happens under the same lock.
async fn waiting(
    tx: &Tx,
    id: Id<Compensation>,
    by: Id<Account>,
) -> Result<Result<Compensation, NotDecided>, Failure> {
    let Some(known) = claims::by_id(tx.conn(), id).await? else {
        return Ok(Err(NotDecided::NotFound));
    };
    orders::lock(tx, known.order).await?;
    let Some(claim) = claims::lock(tx, id).await? else { return Ok(Err(NotDecided::NotFound)) };
    if claim.claimed_by == Some(by) {
        return Ok(Err(NotDecided::SecondPersonNeeded));
    }
    if claim.state != CompensationState::Claimed {
        return Ok(Err(NotDecided::Decided));
    }
    Ok(Ok(claim))
}

/// Approves a claim. Where the platform cannot say who the seller is, it pays at once (CP-5).
///
/// # Errors
/// The inner one says why not, and nothing was written; the outer one is ours.
pub async fn approve(
    tx: &Tx,
    id: Id<Compensation>,
    approval: Approval,
) -> Result<Result<Compensation, NotDecided>, Failure> {
    let claim = match waiting(tx, id, approval.by).await? {
        Ok(claim) => claim,
        Err(why) => return Ok(Err(why)),
    };
    let found = fabrications::of_order(tx.conn(), claim.order).await?;
    if is_extra(&claim) && found.is_some_and(|finding| finding.bars_multiples()) {
        return Ok(Err(NotDecided::Fabricated));
    }
    if !approval.at_once.is_none_or(|ground| may_be_at_once(&claim, ground)) {
        return Ok(Err(NotDecided::NotAtOnce));
    }
    let pay_by = end_of(PAY_WITHIN, tx.now())?;
    let change = Change {
        to: CompensationState::Approved,
        actor: Actor::person(ActorKind::Staff, approval.by.uuid()),
        cause: "CP: approved",
        news: News::Approved,
    };
    let approved = go(tx, &claim, change, |after| {
        after.decided = Some((tx.now(), approval.by));
        after.pay_by = Some(pay_by);
        after.due_at = Some(pay_by);
    })
    .await?;
    let unknown = super::advancing::is_seller_unknown(tx, approved.operator).await?;
    let ground = if unknown { Some(AdvanceGround::SellerUnknown) } else { approval.at_once };
    if let Some(ground) = ground {
        return advance(tx, &approved, Advance { ground, actor: Actor::SYSTEM }).await.map(Ok);
    }
    timers::set(tx, jobs::PAY_BY, approved.id.uuid(), pay_by).await?;
    Ok(Ok(approved))
}

fn may_be_at_once(claim: &Compensation, ground: AdvanceGround) -> bool {
    match ground {
        AdvanceGround::Promised => true,
        AdvanceGround::FirstContact => claim.reckoned.ground == Ground::UnsafeFood,
        AdvanceGround::SellerUnknown | AdvanceGround::NotPaidInTime => false,
    }
}

/// Rejects a claim; its loss may be claimed anew.
///
/// # Errors
/// The inner one says why not, and nothing was written; the outer one is ours.
pub async fn reject(
    tx: &Tx,
    id: Id<Compensation>,
    (by, reason): (Id<Account>, RejectReason),
) -> Result<Result<Compensation, NotDecided>, Failure> {
    let claim = match waiting(tx, id, by).await? {
        Ok(claim) => claim,
        Err(why) => return Ok(Err(why)),
    };
    let change = Change {
        to: CompensationState::Rejected,
        actor: Actor::person(ActorKind::Staff, by.uuid()),
        cause: "CP: rejected",
        news: News::Rejected,
    };
    let rejected = go(tx, &claim, change, |after| {
        after.decided = Some((tx.now(), by));
        after.reject_reason = Some(reason);
    })
    .await?;
    claims::let_go(tx, id).await?;
    Ok(Ok(rejected))
}
