//! What staff do: decide what is in dispute, and take promises beyond the law from who abuses them
//! (CO-11). Nothing here happens by itself.

use platform::idempotency::Request;
use platform::kernel::{Id, Noun, Prose};
use platform::{App, Error, refusals, transaction};
use time::Duration;

use super::moving::go;
use super::settling::{self, owed_for};
use crate::identity::{self, Account, Staff, Support};
use crate::returns::goods_return::{Return, ReturnState, Settler};
use crate::returns::party::Side;
use crate::returns::store::limits::{self, Limit};
use crate::returns::store::words::Word;
use crate::returns::words;

return_refusals! {
    /// Why a decision was not taken, in order of precedence.
    pub enum DecideRefusal: "ReturnDecideErrorCode", ReturnDecideUserError {
        /// Below zero, or above what these goods cost.
        RefundInvalid at ["refundMinor"] says "Refund from nothing to what these goods cost.",
        /// Not 10 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 1,000 characters why.",
        /// The money of the order is frozen until a report is decided.
        MoneyFrozen at ["returnId"]
            says "The money of this order is frozen until a report is decided.",
    }
}

/// Decides how much of the price goes back, with the reason, which both sides read. Who disagrees
/// complains about the order.
///
/// # Errors
/// [`DecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, refund_minor, text): (Id<Return>, i64, &str),
) -> Result<Return, Error<DecideRefusal>> {
    use DecideRefusal as R;
    let person = staff.person();
    let said = Prose::<10, 1000>::parse(text);
    let keys = words::keys_if(app, id, said.is_ok()).await?;
    let input = (refund_minor, text);
    about_return!(R, app, person, "returnDecide", (key, input), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Desk);
        if back.state != ReturnState::Disputed {
            return Err(R::StateForbids.into());
        }
        let owed = owed_for(tx, &back, &order).await?;
        if !(0..=owed.goods).contains(&refund_minor) {
            return Err(R::RefundInvalid.into());
        }
        let said = said.as_ref().map_err(|_| R::TextInvalid)?;
        let words = (keys.as_ref(), Word::Decision, said.as_str());
        words::say(tx, id, party.account, words).await?;
        let (at, actor) = ((&back, &order), party.actor());
        if refund_minor == 0 {
            let step = (ReturnState::Rejected, actor, "staff have decided");
            go(tx, at, step, |_| ()).await?
        } else {
            // What was to be kept is part of what is decided.
            let whole = Return { deduction_minor: 0, ..back.clone() };
            let by = (Settler::Platform, actor, "staff have decided");
            let done = settling::refund(tx, (&whole, &order), by, Some(refund_minor)).await?;
            done.map_err(|_| R::MoneyFrozen)?
        }
    })
}

/// What an id of a limit is an id of.
#[derive(Debug, Clone, Copy)]
pub struct ReturnLimit;

impl Noun for ReturnLimit {
    const PREFIX: &'static str = "return_limit";
}

refusals! {
    /// Why promises were not taken from somebody, in order of precedence.
    pub enum LimitRefusal: "ReturnLimitSetErrorCode", ReturnLimitSetUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such account, or it is your own.
        UserNotFound at ["userId"] says "There is no such account.",
        /// Not 10 to 500 characters.
        ReasonInvalid at ["reason"] says "Say in 10 to 500 characters what was abused.",
        /// Not 1 to 180 days.
        DaysInvalid at ["days"] says "A limit lasts 1 to 180 days.",
    }
}

/// For whom, for how long, and why.
#[derive(Debug, Clone, serde::Serialize)]
pub struct LimitInput {
    pub account: uuid::Uuid,
    pub days: i32,
    pub reason: String,
}

/// Takes what shops promise beyond the law from somebody for a time. What the law gives stays
/// theirs, and they may complain of it (CO-11).
///
/// # Errors
/// [`LimitRefusal`], or ours.
pub async fn limit(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    input: &LimitInput,
) -> Result<Limit, Error<LimitRefusal>> {
    use LimitRefusal as R;
    let own = staff.person().account_id();
    let principal = own.to_string();
    let asked = Request::new(&principal, "returnLimitSet", key, input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let reason = Prose::<10, 500>::parse(&input.reason);
    let id: Id<ReturnLimit> = app.new_id();
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return platform::idempotency::kept(limits::by_id(tx, known).await?);
        }
        let account: Id<Account> = Id::from_uuid(input.account);
        if account == own || !identity::exists(tx.conn(), account).await? {
            return Err(R::UserNotFound.into());
        }
        let reason = reason.as_ref().map_err(|_| R::ReasonInvalid)?;
        if !(1..=180).contains(&input.days) {
            return Err(R::DaysInvalid.into());
        }
        let until = tx.now() + Duration::days(i64::from(input.days));
        let new = Limit {
            id: id.uuid(),
            account_id: account.uuid(),
            reason: reason.as_str().to_owned(),
            from_at: tx.now().into(),
            until_at: until.into(),
            set_by: own.uuid(),
            lifted_by: None,
            lifted_at: None,
        };
        limits::insert(tx, &new).await?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(new)
    })
}

refusals! {
    /// Why a limit was not lifted, in order of precedence.
    pub enum LiftRefusal: "ReturnLimitLiftErrorCode", ReturnLimitLiftUserError {
        /// There is no such limit that holds.
        LimitNotFound at ["limitId"] says "There is no such limit that holds.",
        /// Somebody else looks at what you have decided.
        OwnDecision at ["limitId"] says "Somebody else looks at what you have decided.",
    }
}

/// Gives somebody back what shops promise; by somebody else than who took it.
///
/// # Errors
/// [`LiftRefusal`], or ours.
pub async fn lift(
    app: &App,
    staff: &Staff<Support>,
    id: Id<ReturnLimit>,
) -> Result<Limit, Error<LiftRefusal>> {
    use LiftRefusal as R;
    let own = staff.person().account_id();
    transaction!(app, |tx| {
        let known = limits::by_id(tx, id.uuid()).await?.ok_or(R::LimitNotFound)?;
        if known.set_by == own.uuid() {
            return Err(R::OwnDecision.into());
        }
        if !limits::lift(tx, id.uuid(), own).await? {
            return Err(R::LimitNotFound.into());
        }
        limits::by_id(tx, id.uuid()).await?.ok_or_else(|| R::LimitNotFound.into())
    })
}
