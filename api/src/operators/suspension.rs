//! The platform stops an operator, and lets it go on.

use platform::kernel::{Id, Line};
use platform::transitions::{Actor, ActorKind, States};
use platform::{App, Error, refusals, transaction};

use super::standing::OperatorState;
use super::{Operator, store, store_members, verification};
use crate::identity::{Compliance, Staff};

refusals! {
    /// Why an operator was not suspended, in order of precedence.
    pub enum SuspendRefusal: "OperatorSuspendErrorCode", OperatorSuspendUserError {
        /// There is no such operator.
        OperatorNotFound at ["operatorId"] says "There is no such shop.",
        /// You act for it: others decide.
        OwnMatter at ["operatorId"] says "You have a part in this shop; others decide.",
        /// It is not active, or stopped already.
        StateForbids at ["operatorId"] says "This shop cannot be suspended now.",
        /// Not 1 to 200 characters on one line.
        ReasonInvalid at ["reason"] says "A reason has 1 to 200 characters.",
    }
}

refusals! {
    /// Why an operator was not let go on, in order of precedence.
    pub enum ReinstateRefusal: "OperatorReinstateErrorCode", OperatorReinstateUserError {
        /// There is no such operator.
        OperatorNotFound at ["operatorId"] says "There is no such shop.",
        /// You act for it: others decide.
        OwnMatter at ["operatorId"] says "You have a part in this shop; others decide.",
        /// It is not suspended.
        StateForbids at ["operatorId"] says "This shop is not suspended.",
        /// Not 1 to 200 characters on one line.
        ReasonInvalid at ["reason"] says "A reason has 1 to 200 characters.",
    }
}

/// Stops an operator: nothing of it is listed or sold meanwhile.
///
/// # Errors
/// [`SuspendRefusal`], or ours.
pub async fn suspend(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Operator>,
    reason: &str,
) -> Result<Operator, Error<SuspendRefusal>> {
    use SuspendRefusal as R;
    let account = staff.person().account_id();
    transaction!(app, |tx| {
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        if store_members::role_of(tx.conn(), id, account).await?.is_some() {
            return Err(R::OwnMatter.into());
        }
        if !operator.state.may_become(OperatorState::Suspended, ActorKind::Staff) {
            return Err(R::StateForbids.into());
        }
        let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?;
        let actor = Actor::person(ActorKind::Staff, account.uuid());
        store::go(tx, &operator, OperatorState::Suspended, (actor, reason.as_str())).await?;
        verification::cancel_timers(tx, id).await?;
        Ok(Operator { state: OperatorState::Suspended, ..operator })
    })
}

/// Lets an operator go on. A verification that has ended meanwhile ends it again at once.
///
/// # Errors
/// [`ReinstateRefusal`], or ours.
pub async fn reinstate(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Operator>,
    reason: &str,
) -> Result<Operator, Error<ReinstateRefusal>> {
    use ReinstateRefusal as R;
    let account = staff.person().account_id();
    transaction!(app, |tx| {
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        if store_members::role_of(tx.conn(), id, account).await?.is_some() {
            return Err(R::OwnMatter.into());
        }
        if operator.state != OperatorState::Suspended {
            return Err(R::StateForbids.into());
        }
        let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?;
        let actor = Actor::person(ActorKind::Staff, account.uuid());
        store::go(tx, &operator, OperatorState::Active, (actor, reason.as_str())).await?;
        if let Some(until) = operator.reverify_by {
            verification::set_timers(tx, id, until).await?;
        }
        Ok(Operator { state: OperatorState::Active, ..operator })
    })
}
