//! The reconciler: each minute one of the servers adds up what was moved since, compares, asks the
//! other rooms' comparisons, and makes an incident of what differs. It mends nothing.

use platform::database::Tx;
use platform::kernel::{Id, Line};
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, refusals, transaction};
use time::Duration;

use super::check::{Check, Difference, Freeze};
use super::incident::{BALANCES, ESCROWS, Incident, IncidentState, POOLS, Resolved};
use super::store::{book, incidents, whole};
use super::{escrow, freeze_operator, thaw_operator};
use crate::identity::Staff;
use crate::identity::viewer::Risk;

/// One run in so long, whichever server makes it.
pub const EVERY: Duration = Duration::minutes(1);

/// Transfers that are added up in one transaction, and transactions of one run.
const BATCH: i64 = 2_000;
const BATCHES: usize = 100;

/// Makes the run of this minute, unless a server has made it.
///
/// # Errors
/// The database's own. A comparison of another room that fails is logged, and the others go on.
pub async fn reconcile(app: &App, checks: &[Check]) -> Result<bool, Failure> {
    let before = app.now().checked_sub(EVERY).unwrap_or(app.now());
    let mine: Result<bool, Failure> = transaction!(app, |tx| { book::take_turn(tx, before).await });
    if !mine? {
        return Ok(false);
    }
    add_up(app).await?;
    compare(app).await?;
    for check in checks {
        match (check.run)(app.clone()).await {
            Ok(found) => note(app, check.name, &found).await?,
            Err(failure) => {
                metrics::counter!("ledger_check_failures_total", "check" => check.name)
                    .increment(1);
                failure.log("reconciler");
            }
        }
    }
    let open = incidents::open(app.reader()).await?;
    metrics::gauge!("ledger_incidents_open").set(u32::try_from(open).unwrap_or(u32::MAX));
    metrics::counter!("ledger_reconciliations_total").increment(1);
    Ok(true)
}

/// Adds transfers to their days, a batch at a time.
async fn add_up(app: &App) -> Result<(), Failure> {
    for _ in 0..BATCHES {
        let added: Result<i64, Failure> = transaction!(app, |tx| {
            let (booked, _) = book::lock(tx).await?;
            let Some((place, many)) = book::next(tx, booked, BATCH).await? else { return Ok(0) };
            book::add_days(tx, booked, place).await?;
            book::set_booked(tx, place).await?;
            Ok(many)
        });
        let added = added?;
        metrics::counter!("ledger_transfers_reconciled_total")
            .increment(u64::try_from(added).unwrap_or_default());
        if added < BATCH {
            break;
        }
    }
    Ok(())
}

/// Compares everything that was moved since the last time.
async fn compare(app: &App) -> Result<(), Failure> {
    transaction!(app, |tx| {
        let (booked, checked) = book::lock(tx).await?;
        if booked != checked {
            let found = book::differing_accounts(tx, checked, booked).await?;
            note_all(tx, BALANCES, &found).await?;
            let found = book::differing_escrows(tx, checked, booked).await?;
            note_all(tx, ESCROWS, &found).await?;
            book::set_checked(tx, booked).await?;
        }
        let found = book::pools_beyond_zero(tx).await?;
        note_all(tx, POOLS, &found).await
    })
}

/// Makes incidents of differences.
///
/// # Errors
/// The database's own.
pub async fn note(app: &App, check: &'static str, found: &[Difference]) -> Result<(), Failure> {
    if found.is_empty() {
        return Ok(());
    }
    transaction!(app, |tx| { note_all(tx, check, found).await })
}

async fn note_all(tx: &Tx, check: &'static str, found: &[Difference]) -> Result<(), Failure> {
    for told in found {
        if incidents::seen_again(tx, check, told).await? {
            continue;
        }
        let id = tx.app().new_uuid();
        incidents::insert(tx, id, check, told).await?;
        match told.freeze {
            Some(Freeze::Order(order)) => escrow::freeze(tx, order, id).await?,
            Some(Freeze::Operator(operator)) => freeze_operator(tx, operator, id).await?,
            None => {}
        }
        metrics::counter!("ledger_differences_total", "check" => check).increment(1);
        tracing::error!(check, incident = %id.simple(), "the books differ");
    }
    Ok(())
}

refusals! {
    /// Why an incident was not resolved, in order of precedence.
    pub enum IncidentResolveRefusal: "LedgerIncidentResolveErrorCode",
        LedgerIncidentResolveUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Not 1 to 200 characters on one line.
        ReasonInvalid at ["reason"] says "Give a reason of 1 to 200 characters.",
        /// There is no such incident.
        IncidentNotFound at ["incidentId"] says "There is no such incident.",
        /// It was resolved before.
        AlreadyResolved at ["incidentId"] says "This incident was resolved before.",
        /// What is kept still is not what the transfers come to.
        StillDiffers at ["incidentId"] says "The difference is still there.",
    }
}

/// Says why a difference is over; what it froze may move again. One that the ledger can see to be
/// there still is not over.
///
/// # Errors
/// [`IncidentResolveRefusal`], or ours.
pub async fn resolve(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<Incident>,
    reason: &str,
) -> Result<Incident, Error<IncidentResolveRefusal>> {
    use IncidentResolveRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?.into_string();
        let incident = incidents::lock(tx, id).await?.ok_or(R::IncidentNotFound)?;
        if incident.state != IncidentState::Open {
            return Err(R::AlreadyResolved.into());
        }
        if still_differs(tx, &incident).await? {
            return Err(R::StillDiffers.into());
        }
        let by = person.account_id().uuid();
        let resolved = Resolved { by, at: tx.now(), reason };
        incidents::resolve(tx, id, &resolved).await?;
        match incident.difference.freeze {
            Some(Freeze::Order(order)) => escrow::thaw(tx, order, id.uuid()).await?,
            Some(Freeze::Operator(operator)) => thaw_operator(tx, operator, id.uuid()).await?,
            None => {}
        }
        let step = Step {
            aggregate: id.uuid(),
            from: IncidentState::Open,
            to: IncidentState::Resolved,
            actor: Actor::person(ActorKind::Staff, by),
            cause: "looked at".to_owned(),
            rule_version: None,
        };
        transitions::record(tx, step).await?;
        Ok(Incident { state: IncidentState::Resolved, resolved: Some(resolved), ..incident })
    })
}

/// Whether what the ledger itself compares differs now. What other rooms compare they compare again
/// within a minute.
async fn still_differs(tx: &Tx, incident: &Incident) -> Result<bool, Failure> {
    let subject = incident.difference.subject;
    match incident.check.as_str() {
        BALANCES => Ok(whole::differing_account(tx.conn(), subject).await?.is_some()),
        ESCROWS => Ok(book::differing_escrow(tx, subject).await?.is_some()),
        POOLS => Ok(book::pools_beyond_zero(tx).await?.iter().any(|told| told.subject == subject)),
        _ => Ok(false),
    }
}
