//! Emergency stops: no new payment, of all, through one provider, or to one operator.

pub use entity::payments::emergency_stop::StopScope;
use platform::database::Tx;
use platform::kernel::{Id, Line, Noun};
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::store;
use crate::identity::Staff;
use crate::identity::viewer::Risk;
use crate::operators::{self, Operator};
use crate::payments::attempt::ProviderKind;
use crate::payments::intent::PartOf;

/// Payments that are stopped for now: who, why, until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EmergencyStop {
    pub id: Id<EmergencyStop>,
    pub scope: StopScope,
    pub provider: Option<String>,
    pub operator: Option<Id<Operator>>,
    pub reason: String,
    pub set_by: Uuid,
    pub from_at: OffsetDateTime,
    pub until_at: Option<OffsetDateTime>,
    pub lifted_at: Option<OffsetDateTime>,
}

impl Noun for EmergencyStop {
    const PREFIX: &'static str = "stop";
}

/// What to stop.
#[derive(Debug, Clone)]
pub struct NewStop {
    pub provider: Option<ProviderKind>,
    pub operator: Option<Id<Operator>>,
    pub reason: String,
    pub until_at: Option<OffsetDateTime>,
}

refusals! {
    /// Why payments were not stopped, in order of precedence.
    pub enum EmergencyStopSetRefusal: "EmergencyStopSetErrorCode", EmergencyStopSetUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// A provider and an operator together.
        ScopeInvalid at ["provider"] says "Stop a provider or an operator, not both at once.",
        /// Not 1 to 200 characters on one line.
        ReasonInvalid at ["reason"] says "Give a reason of 1 to 200 characters.",
        /// Not later than now.
        UntilInvalid at ["untilAt"] says "It has to end later than now.",
        /// There is no such operator.
        OperatorNotFound at ["operatorId"] says "There is no such operator.",
    }
}

refusals! {
    /// Why a stop was not lifted, in order of precedence.
    pub enum EmergencyStopLiftRefusal: "EmergencyStopLiftErrorCode", EmergencyStopLiftUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such stop, or it has ended.
        StopNotFound at ["stopId"] says "There is no such stop.",
    }
}

/// Whether a stop stands in the way of a payment.
///
/// # Errors
/// The database's own.
pub async fn is_stopped(
    tx: &Tx,
    provider: Option<ProviderKind>,
    parts: &[PartOf],
) -> Result<bool, Failure> {
    let stops = store::stops(tx.conn(), tx.now()).await?;
    Ok(stops.iter().any(|stop| match stop.scope {
        StopScope::Platform => true,
        StopScope::Provider => {
            provider.is_some_and(|kind| stop.provider.as_deref() == Some(kind.name()))
        }
        StopScope::Operator => parts
            .iter()
            .filter(|part| part.counts)
            .any(|part| part.operator.is_some() && part.operator == stop.operator),
    }))
}

/// Stops payments.
///
/// # Errors
/// [`EmergencyStopSetRefusal`], or ours.
pub async fn set(
    app: &App,
    staff: &Staff<Risk>,
    new: NewStop,
) -> Result<EmergencyStop, Error<EmergencyStopSetRefusal>> {
    use EmergencyStopSetRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let scope = match (new.provider, new.operator) {
            (None, None) => StopScope::Platform,
            (Some(_), None) => StopScope::Provider,
            (None, Some(_)) => StopScope::Operator,
            (Some(_), Some(_)) => return Err(R::ScopeInvalid.into()),
        };
        let reason = Line::<1, 200>::parse(&new.reason).map_err(|_| R::ReasonInvalid)?;
        let sound = |until: OffsetDateTime| until > tx.now() && until.year() < 9000;
        if new.until_at.is_some_and(|until| !sound(until)) {
            return Err(R::UntilInvalid.into());
        }
        if let Some(operator) = new.operator
            && operators::many(tx.conn(), [operator.uuid()]).await?.is_empty()
        {
            return Err(R::OperatorNotFound.into());
        }
        let stop = EmergencyStop {
            id: app.new_id(),
            scope,
            provider: new.provider.map(|kind| kind.name().to_owned()),
            operator: new.operator,
            reason: reason.into_string(),
            set_by: person.account_id().uuid(),
            from_at: tx.now(),
            until_at: new.until_at,
            lifted_at: None,
        };
        store::insert_stop(tx, &stop).await?;
        tracing::warn!(stop = %stop.id, "payments are stopped");
        Ok(stop)
    })
}

/// Lifts a stop.
///
/// # Errors
/// [`EmergencyStopLiftRefusal`], or ours.
pub async fn lift(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<EmergencyStop>,
) -> Result<EmergencyStop, Error<EmergencyStopLiftRefusal>> {
    use EmergencyStopLiftRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let lifted = store::lift_stop(tx, id, person.account_id().uuid()).await?;
        lifted.ok_or_else(|| R::StopNotFound.into())
    })
}
