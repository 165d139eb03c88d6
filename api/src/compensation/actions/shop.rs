//! What a shop does about a claim: pays it, or contests what was paid in its place; and staff, who
//! decide about that.

use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Prose};
use platform::{App, Error, refusals, transaction};

use super::contests::{self, FundShort};
use super::desk::{Barred, barred};
use super::moving::{keep, tell};
use super::paying::{NotPaid, pay_by_seller};
use crate::compensation::claim::{Compensation, CompensationState, OBJECT_WITHIN, end_of};
use crate::compensation::facts::News;
use crate::compensation::objection::{About, Objection, ObjectionState};
use crate::compensation::store::{claims, objections};
use crate::compensation::words;
use crate::identity::{Person, Staff, Support};
use crate::operators::{MemberRole, entitled};
use crate::privacy::keys_of;

refusals! {
    /// Why nothing was paid, in order of precedence.
    pub enum PayRefusal: "CompensationPayErrorCode", CompensationPayUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such claim on a shop of yours.
        CompensationNotFound at ["id"] says "There is no such claim on your shop.",
        /// Only owners and finance move money.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is not approved, or it is paid.
        NotDue at ["id"] says "There is nothing to pay for this claim.",
        /// The day is over: the platform pays in your place.
        TooLate at ["id"] says "The day is over: the platform pays in your place.",
        /// Your shop has not got so much coming.
        Short at [] says "Your shop has not got so much coming.",
    }
}

refusals! {
    /// Why a payment in your place was not contested, in order of precedence.
    pub enum ContestRefusal: "CompensationContestErrorCode", CompensationContestUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why you disagree.",
        /// There is no such claim on a shop of yours.
        CompensationNotFound at ["id"] says "There is no such claim on your shop.",
        /// Contesting takes a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Your shop has contested it already; that is done once.
        AlreadyContested at ["id"] says "Your shop has contested this.",
        /// The platform has not paid it in your place, or it has ended.
        NotAdvanced at ["id"] says "Nothing was paid in your place.",
        /// Seven days have passed since it was paid.
        TooLate at ["id"] says "This is contested within seven days.",
    }
}

refusals! {
    /// Why a contest was not decided, in order of precedence.
    pub enum ContestDecideRefusal:
        "CompensationContestDecideErrorCode", CompensationContestDecideUserError
    {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such claim.
        CompensationNotFound at ["id"] says "There is no such claim.",
        /// You bought the order, or belong to its shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// You approved it: somebody else decides whether that was right.
        DecidedBySame at ["id"] says "Somebody else than who approved it decides this.",
        /// Nobody contests it, or that is decided.
        NothingToDecide at ["id"] says "Nobody contests this, or it is decided.",
        /// The fund has not got what would go back to the shop: fill it first.
        FundShort at [] says "The fund has not got what would go back to the shop.",
    }
}

impl From<NotPaid> for PayRefusal {
    fn from(why: NotPaid) -> Self {
        match why {
            NotPaid::NotFound => Self::CompensationNotFound,
            NotPaid::NotDue => Self::NotDue,
            NotPaid::TooLate => Self::TooLate,
            NotPaid::Short => Self::Short,
        }
    }
}

impl From<Barred> for ContestDecideRefusal {
    fn from(barred: Barred) -> Self {
        match barred {
            Barred::StepUpNeeded => Self::StepUpNeeded,
            Barred::NotFound => Self::CompensationNotFound,
            Barred::OwnMatter => Self::OwnMatter,
        }
    }
}

/// Pays a claim for a shop.
///
/// # Errors
/// [`PayRefusal`], or ours.
pub async fn pay(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Compensation>,
) -> Result<Compensation, Error<PayRefusal>> {
    use PayRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "compensationPay", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let claim = claims::by_id(tx.conn(), id).await?.ok_or(R::CompensationNotFound)?;
        entitled(tx, person, claim.operator, MemberRole::Finance).await?.map_err(|why| {
            why.refusal(R::CompensationNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        let paid = pay_by_seller(tx, id, person.account_id()).await?.map_err(R::from)?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(paid)
    })
}

/// Says why a shop disagrees with a payment in its place.
///
/// # Errors
/// [`ContestRefusal`], or ours.
pub async fn contest(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Compensation>, &str),
) -> Result<Compensation, Error<ContestRefusal>> {
    use ContestRefusal as R;
    let account = person.account_id();
    let principal = account.to_string();
    let asked = Request::new(&principal, "compensationContest", key, &(id.uuid(), text));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let text = Prose::<1, 1000>::parse(text);
    let keys = keys_of(app, account.uuid()).await?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let text = text.as_ref().map_err(|_| R::TextInvalid)?;
        let claim = claims::lock(tx, id).await?.ok_or(R::CompensationNotFound)?;
        entitled(tx, person, claim.operator, MemberRole::Manager).await?.map_err(|why| {
            why.refusal(R::CompensationNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        let against = contestable(&claim, tx.now())?;
        let objection = app.new_id();
        let contest = Objection {
            id: objection,
            about: About::Advance(id),
            against,
            state: ObjectionState::Filed,
            words: words::seal(&keys, account.uuid(), objection.uuid(), text.as_str())?,
            filed_by: account,
            filed_at: tx.now(),
            decided: None,
        };
        objections::insert(tx, &contest).await?;
        let due_at = Some(end_of(OBJECT_WITHIN, tx.now())?);
        let after = Compensation { contest: Some(contest), due_at, ..claim.clone() };
        let after = keep(tx, &claim, after).await?;
        tell(tx, &after, News::Contested).await?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(after)
    })
}

/// Who approved a claim that may still be contested.
fn contestable(
    claim: &Compensation,
    now: time::OffsetDateTime,
) -> Result<Id<crate::identity::Account>, ContestRefusal> {
    if claim.contest.is_some() {
        return Err(ContestRefusal::AlreadyContested);
    }
    let (CompensationState::PaidAdvance, Some((_, by))) = (claim.state, claim.decided) else {
        return Err(ContestRefusal::NotAdvanced);
    };
    if claim.contest_by.is_none_or(|end| now >= end) {
        return Err(ContestRefusal::TooLate);
    }
    Ok(by)
}

/// Decides what a shop contests. Granted, it gets back what was taken and owes nothing.
///
/// # Errors
/// [`ContestDecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    (id, is_granted): (Id<Compensation>, bool),
) -> Result<Compensation, Error<ContestDecideRefusal>> {
    use ContestDecideRefusal as R;
    let by = staff.person();
    let judge = by.account_id();
    let principal = judge.to_string();
    let asked =
        Request::new(&principal, "compensationContestDecide", key, &(id.uuid(), is_granted));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if let Some(barred) = barred(tx, by, id).await? {
            return Err(R::from(barred).into());
        }
        let claim = claims::lock(tx, id).await?.ok_or(R::CompensationNotFound)?;
        let contest = claim.contest.clone().ok_or(R::NothingToDecide)?;
        if [contest.against, contest.filed_by].contains(&judge) {
            return Err(R::DecidedBySame.into());
        }
        let decided = contests::decided(tx, &contest, (judge, is_granted)).await?;
        let decided = decided.ok_or(R::NothingToDecide)?;
        let after = contests::follow(tx, &claim, decided).await?;
        let after = after.map_err(|FundShort| R::FundShort)?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(after)
    })
}
