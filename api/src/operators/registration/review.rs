//! Two members of staff decide about a version: the first recommends, another one approves. One is
//! enough to say no. Nobody decides about what they handed in, or about a shop of theirs.

use platform::database::Tx;
use platform::kernel::{Id, Prose};
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, events, refusals, timers, transaction};

use super::approve::take_effect;
use super::{
    Registration, RegistrationField, RegistrationPurpose, RegistrationState, ReviewDecision, store,
};
use crate::identity::{Compliance, Staff};
use crate::operators::facts::{Notice, OperatorNotified, RegistrationDecided};
use crate::operators::standing::OperatorState;
use crate::operators::{Operator, jobs, store as operators, store_members};

/// The most reasons of one decision.
const MOST_REASONS: usize = 20;

/// A reason: which field of the form, and why.
#[derive(Debug, Clone)]
pub struct Reason {
    pub field: RegistrationField,
    pub text: String,
}

/// What somebody decides.
#[derive(Debug, Clone)]
pub enum Decision {
    /// Recommends it, or as the second approves it.
    Approve,
    /// Says no.
    Reject(Vec<Reason>),
}

refusals! {
    /// Why a decision was not taken, in order of precedence.
    pub enum ReviewRefusal: "RegistrationReviewErrorCode", RegistrationReviewUserError {
        /// There is no such registration, or it is still a draft.
        RegistrationNotFound at ["registrationId"] says "There is no such registration.",
        /// You handed it in, or act for its shop: others decide.
        OwnMatter at ["registrationId"] says "You have a part in this shop; others decide.",
        /// It has been decided.
        StateForbids at ["registrationId"] says "This has been decided already.",
        /// The first of two does not approve as well: somebody else must.
        SecondPersonNeeded at [] says "You have recommended this; somebody else approves it.",
        /// The licence is no longer good: nobody becomes active on it.
        LicenceExpired at ["registrationId"] says "The licence has ended.",
        /// A rejection has 1 to 20 reasons, of 1 to 300 characters each.
        ReasonsInvalid at ["reasons"] says "Give 1 to 20 reasons of up to 300 characters.",
    }
}

/// Recommends, approves or rejects what was submitted.
///
/// # Errors
/// [`ReviewRefusal`], or ours.
pub async fn review(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Registration>,
    decision: Decision,
) -> Result<Registration, Error<ReviewRefusal>> {
    use ReviewRefusal as R;
    let account = staff.person().account_id();
    transaction!(app, |tx| {
        let found = store::many(tx.conn(), [id.uuid()]).await?.pop();
        let operator_id = found.ok_or(R::RegistrationNotFound)?.operator_id;
        let operator = operators::lock(tx, operator_id).await?.ok_or(R::RegistrationNotFound)?;
        let before = store::lock(tx, id).await?.ok_or(R::RegistrationNotFound)?;
        if before.state == RegistrationState::Draft {
            return Err(R::RegistrationNotFound.into());
        }
        let member = store_members::role_of(tx.conn(), operator_id, account).await?.is_some();
        if member || before.is_by(account) {
            return Err(R::OwnMatter.into());
        }
        let (to, decided) = match (&decision, before.state) {
            (Decision::Approve, RegistrationState::Submitted) => {
                (RegistrationState::Recommended, ReviewDecision::Recommend)
            }
            (Decision::Approve, RegistrationState::Recommended) => {
                if before.recommended_by == Some(account) {
                    return Err(R::SecondPersonNeeded.into());
                }
                (RegistrationState::Approved, ReviewDecision::Approve)
            }
            (
                Decision::Reject(_),
                RegistrationState::Submitted | RegistrationState::Recommended,
            ) => (RegistrationState::Rejected, ReviewDecision::Reject),
            _ => return Err(R::StateForbids.into()),
        };
        let said = in_force_after(tx, &before).await?;
        if decided != ReviewDecision::Reject && !said.licence_is_good(tx.now()) {
            return Err(R::LicenceExpired.into());
        }
        let reasons = match &decision {
            Decision::Approve => Vec::new(),
            Decision::Reject(reasons) => read(reasons)?,
        };
        let actor = Actor::person(ActorKind::Staff, account.uuid());
        store::decide(tx, &before, to, account).await?;
        store::add_review(tx, id, (account, decided, reasons)).await?;
        walk(tx, &before, to, actor).await?;
        match decided {
            ReviewDecision::Recommend => {}
            ReviewDecision::Approve => take_effect(tx, (&operator, &before, &said), actor).await?,
            ReviewDecision::Reject => turn_down(tx, &operator, &before, actor).await?,
        }
        let after = store::many(tx.conn(), [id.uuid()]).await?.pop();
        after.ok_or_else(|| Failure::broken("a registration vanished").into())
    })
}

/// The version whose words count once this one is approved: itself, or the one it confirms.
async fn in_force_after(tx: &Tx, version: &Registration) -> Result<Registration, Failure> {
    let Some(confirmed) = version.confirms_id else { return Ok(version.clone()) };
    let found = store::many(tx.conn(), [confirmed.uuid()]).await?.pop();
    found.ok_or_else(|| Failure::broken("a confirmed registration is gone"))
}

fn read(reasons: &[Reason]) -> Result<Vec<(String, String)>, ReviewRefusal> {
    if reasons.is_empty() || reasons.len() > MOST_REASONS {
        return Err(ReviewRefusal::ReasonsInvalid);
    }
    let read = |reason: &Reason| {
        let text = Prose::<1, 300>::parse(&reason.text);
        let text = text.map_err(|_| ReviewRefusal::ReasonsInvalid)?;
        Ok((reason.field.name().to_owned(), text.into_string()))
    };
    reasons.iter().map(read).collect()
}

async fn walk(
    tx: &Tx,
    before: &Registration,
    to: RegistrationState,
    actor: Actor,
) -> Result<(), Failure> {
    let cause = match to {
        RegistrationState::Recommended => "recommended by the first",
        RegistrationState::Approved => "approved by the second",
        _ => "rejected",
    };
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    if to != RegistrationState::Recommended {
        timers::cancel(tx, jobs::REVIEW_DUE, before.id.uuid()).await?;
        let approved = to == RegistrationState::Approved;
        let fact = RegistrationDecided {
            registration: before.id.uuid(),
            operator: before.operator_id.uuid(),
            approved,
        };
        events::record(tx, &fact).await?;
    }
    Ok(())
}

/// What was in force stays in force; a shop that had nothing in force is rejected.
async fn turn_down(
    tx: &Tx,
    operator: &Operator,
    version: &Registration,
    actor: Actor,
) -> Result<(), Failure> {
    if version.purpose == RegistrationPurpose::First && operator.state == OperatorState::Submitted {
        operators::go(tx, operator, OperatorState::Rejected, (actor, "registration rejected"))
            .await?;
    }
    let notice = OperatorNotified::owners(operator.id, Notice::RegistrationRejected);
    events::record(tx, &notice).await
}
