//! A day's statement of a provider beside what we know: whatever does not agree is an incident
//! (PY-8), and what nobody knew is settled by it.

use std::collections::{HashMap, HashSet};

use platform::clock::to_millis;
use platform::kernel::Currency;
use platform::kernel::calendar::{day_of, start_of};
use platform::{App, Failure, transaction};
use time::{Date, Duration};
use uuid::Uuid;

use super::{sending, settling};
use crate::payments::attempt::{Attempt, AttemptState, ProviderKind};
use crate::payments::provider::{LineKind, Providers, RefundSaid, Said, StatementLine};
use crate::payments::store::attempts::IncidentKind;
use crate::payments::store::{attempts, refunds, statements};

/// How long after a day its statement is asked for.
const AFTER: Duration = Duration::hours(9);
/// How many lines are settled or looked at together.
const BATCH: usize = 100;

/// Something that does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    pub provider: &'static str,
    pub kind: IncidentKind,
    /// The key of an attempt or of a refund's leg.
    pub subject: Uuid,
    pub expected_minor: i64,
    pub found_minor: i64,
}

/// Compares yesterday's statements, once each, when they are there; answers what does not agree.
/// A provider that does not answer is asked again with the next call.
///
/// # Errors
/// The database's own.
pub async fn compare_due(app: &App) -> Result<Vec<Difference>, Failure> {
    let Some(day) = day_of(app.now() - AFTER).previous_day() else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    // One provider after the other: there are four at most.
    for kind in app.belonging::<Providers>()?.kinds() {
        if !statements::is_compared(app.reader(), kind, day).await? {
            found.extend(compare(app, kind, day).await?);
        }
    }
    Ok(found)
}

/// Compares one day of one provider.
///
/// # Errors
/// The database's own; a provider that does not answer.
pub async fn compare(app: &App, kind: ProviderKind, day: Date) -> Result<Vec<Difference>, Failure> {
    let provider = app.belonging::<Providers>()?.needed(kind)?;
    let Ok(lines) = provider.statement(app, day).await else {
        tracing::warn!(provider = kind.name(), "no statement yet");
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for batch in lines.chunks(BATCH) {
        found.extend(lines_of(app, kind, batch).await?);
    }
    found.extend(missing(app, kind, day, &lines).await?);
    transaction!(app, |tx| {
        for one in &found {
            let amounts = (one.expected_minor, one.found_minor);
            attempts::report(tx, (one.kind, kind), one.subject, amounts).await?;
        }
        statements::note(tx, (kind, day), (lines.len(), found.len())).await
    })?;
    let count = u64::try_from(found.len()).unwrap_or(u64::MAX);
    metrics::counter!("payment_incidents_total", "kind" => "statement").increment(count);
    Ok(found)
}

/// What lines say that we do not know, or know otherwise.
async fn lines_of(
    app: &App,
    kind: ProviderKind,
    lines: &[StatementLine],
) -> Result<Vec<Difference>, Failure> {
    settle_open(app, kind, lines).await?;
    let keys = |wanted| lines.iter().filter(move |line| line.kind == wanted).map(|line| line.key);
    let tries = attempts::many(app.reader(), keys(LineKind::Payment)).await?;
    let tries: HashMap<Uuid, Attempt> = tries.into_iter().map(|own| (own.id.uuid(), own)).collect();
    let legs = refunds::legs_by_id(app.reader(), keys(LineKind::Refund), Currency::Cny).await?;
    let legs: HashMap<Uuid, _> = legs.into_iter().map(|leg| (leg.id, leg)).collect();
    let differs = |line: &StatementLine| {
        let known = match line.kind {
            LineKind::Payment => tries
                .get(&line.key)
                .filter(|own| own.tender == kind.tender())
                .map(|own| own.captured.minor()),
            LineKind::Refund => {
                legs.get(&line.key).map(|leg| leg.paid_at.map_or(0, |_| leg.amount.minor()))
            }
        };
        let difference = |kind_of, expected| Difference {
            provider: kind.name(),
            kind: kind_of,
            subject: line.key,
            expected_minor: expected,
            found_minor: line.amount.minor(),
        };
        match known {
            None => Some(difference(IncidentKind::OnlyOnStatement, 0)),
            Some(minor) if minor != line.amount.minor() => {
                Some(difference(IncidentKind::StatementDiffers, minor))
            }
            Some(_) => None,
        }
    };
    Ok(lines.iter().filter_map(differs).collect())
}

/// A statement settles what nobody knew.
async fn settle_open(
    app: &App,
    kind: ProviderKind,
    lines: &[StatementLine],
) -> Result<(), Failure> {
    transaction!(app, |tx| {
        let keys = lines.iter().map(|line| line.key);
        let tries = attempts::many(tx.conn(), keys.clone()).await?;
        let unknown: HashSet<Uuid> = tries
            .iter()
            .filter(|own| own.state != AttemptState::Succeeded)
            .map(|own| own.id.uuid())
            .collect();
        let legs = refunds::legs_by_id(tx.conn(), keys, Currency::Cny).await?;
        let unpaid: HashSet<Uuid> =
            legs.iter().filter(|leg| leg.paid_at.is_none()).map(|leg| leg.id).collect();
        // Only what is still open; on an ordinary day that is nothing.
        for line in lines {
            let reference = line.reference.clone();
            match line.kind {
                LineKind::Payment if unknown.contains(&line.key) => {
                    let said = Said::Succeeded { reference, amount: line.amount };
                    settling::hear(tx, kind, line.key, &said).await?;
                }
                LineKind::Refund if unpaid.contains(&line.key) => {
                    let said = RefundSaid::Paid { reference };
                    sending::hear(tx, kind, line.key, &said).await?;
                }
                LineKind::Payment | LineKind::Refund => {}
            }
        }
        Ok(())
    })
}

/// What we know and no statement says: of this day, unless the statement of the day before or
/// after may have it (we learn of things a little later than they happen).
async fn missing(
    app: &App,
    kind: ProviderKind,
    day: Date,
    lines: &[StatementLine],
) -> Result<Vec<Difference>, Failure> {
    let said: HashSet<Uuid> = lines.iter().map(|line| line.key).collect();
    let Some(next) = day.next_day() else { return Ok(Vec::new()) };
    // The last hour of a day may stand on the next statement, its first on the one before.
    let from = to_millis(start_of(day) + Duration::HOUR);
    let until = to_millis(start_of(next) - Duration::HOUR);
    let mut found = Vec::new();
    let mut after = Uuid::nil();
    loop {
        let page = attempts::captured_between(app.reader(), kind, (from, until), after).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.id.uuid();
        let lacking = page.iter().filter(|own| !said.contains(&own.id.uuid()));
        found.extend(lacking.map(|own| Difference {
            provider: kind.name(),
            kind: IncidentKind::NotOnStatement,
            subject: own.id.uuid(),
            expected_minor: own.captured.minor(),
            found_minor: 0,
        }));
    }
}
