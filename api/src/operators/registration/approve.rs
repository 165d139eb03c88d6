//! An approved version takes effect: it is in force, the verification counts from now, and what
//! stood on the old one is looked at again.

use platform::database::Tx;
use platform::transitions::Actor;
use platform::{Failure, events};

use super::{Registration, RegistrationPurpose};
use crate::operators::facts::{Notice, OperatorNotified};
use crate::operators::standing::{OperatorKind, OperatorState, verified_until};
use crate::operators::store::InForce;
use crate::operators::{Operator, payout, store as operators, transfer, verification};

/// Puts a version in force. `said` is the version whose words count: itself, or the one it
/// confirms.
pub(super) async fn take_effect(
    tx: &Tx,
    (operator, version, said): (&Operator, &Registration, &Registration),
    actor: Actor,
) -> Result<(), Failure> {
    let now = tx.now();
    // A change is checked by itself; it does not stand for the look at everything else.
    let verified_at = match (version.purpose, operator.verified_at) {
        (RegistrationPurpose::Change, Some(before)) => before,
        _ => now,
    };
    let until = verified_until(verified_at, said.public.licence_until)
        .map_err(|error| Failure::because("a verification's term", error))?;
    let in_force = InForce {
        registration_id: said.id,
        kind: said.kind,
        identity_index: said.identity_index.clone(),
        verified_at,
        reverify_by: until,
    };
    operators::put_in_force(tx, operator.id, &in_force).await?;
    if said.kind == OperatorKind::NaturalPerson {
        payout::forget_other_names(tx, operator.id, said.name_index.as_deref()).await?;
    }
    let verified = version.purpose != RegistrationPurpose::Change;
    let to_active = match operator.state {
        OperatorState::Submitted => true,
        OperatorState::ReverifyDue | OperatorState::Restricted => verified,
        _ => false,
    };
    if to_active {
        operators::go(tx, operator, OperatorState::Active, (actor, "verified")).await?;
    }
    if version.purpose == RegistrationPurpose::Transfer {
        transfer::complete(tx, operator.id, actor).await?;
    }
    if !matches!(operator.state, OperatorState::Exiting | OperatorState::Exited) {
        verification::set_timers(tx, operator.id, until).await?;
    }
    let notice = OperatorNotified::owners(operator.id, Notice::RegistrationApproved);
    events::record(tx, &notice).await
}
