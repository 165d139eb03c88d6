//! A confirmation is weighed, in its own transaction; what was found is kept.

use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::calendar::SHANGHAI;
use time::Duration;

use super::rule::{Body, Signals, Verdict};
use super::store;
use crate::identity::{self, Person};
use crate::payments::intent::{Intent, PartOf};

/// Somebody is about to pay.
pub struct Trial<'a> {
    pub person: &'a Person,
    pub intent: &'a Intent,
    pub parts: &'a [PartOf],
}

/// Weighs a confirmation, and writes down what was found. What staff have let go on goes on,
/// unless there is reason to deny it that they did not see.
pub async fn assess(tx: &Tx, rules: &Versioned, trial: &Trial<'_>) -> Result<Verdict, Failure> {
    let place = trial.person.place(tx.app());
    let signals = signals(tx, trial, &place).await?;
    let mut found = rules.body.weigh(&signals);
    if trial.intent.cleared_at.is_some() {
        found.verdict = Verdict::Allow;
    }
    store::keep(tx, trial.intent, rules.version, &found, &place).await?;
    let word = match found.verdict {
        Verdict::Allow => "allow",
        Verdict::Challenge => "challenge",
        Verdict::Hold => "hold",
        Verdict::Deny => "deny",
    };
    metrics::counter!("risk_verdicts_total", "verdict" => word).increment(1);
    let minor = u64::try_from(trial.intent.amount.minor()).unwrap_or(0);
    metrics::counter!("risk_amount_minor_total", "verdict" => word).increment(minor);
    Ok(found.verdict)
}

/// A version with its number.
pub struct Versioned {
    pub version: i64,
    pub body: Body,
}

impl Versioned {
    /// As [`Body::factors_for`].
    pub fn factors_for(
        &self,
        amount: platform::kernel::Money,
        wallet: platform::kernel::Money,
    ) -> i64 {
        self.body.factors_for(amount, wallet)
    }
}

async fn signals(tx: &Tx, trial: &Trial<'_>, place: &str) -> Result<Signals, Failure> {
    let payer = trial.intent.payer.uuid();
    let now = tx.now();
    let hour_ago = to_millis(now - Duration::HOUR);
    let day_ago = to_millis(now - Duration::DAY);
    let past = store::past(tx, payer, (hour_ago, day_ago), place).await?;
    let payees: Vec<_> =
        trial.parts.iter().filter(|part| part.counts).filter_map(|part| part.operator).collect();
    let payee_is_new = !payees.is_empty() && !store::paid_all(tx, payer, &payees).await?;
    let account = identity::account(tx.conn(), payer).await?;
    let joined = account.map_or(now, |account| account.joined_at);
    let since = trial.person.session_since(tx).await?;
    Ok(Signals {
        amount_minor: trial.intent.amount.minor(),
        day_minor: past.day_minor.saturating_add(trial.intent.amount.minor()),
        trials_in_hour: past.in_hour.saturating_add(1),
        failed_in_hour: past.failed_in_hour,
        session_minutes: since.map(|since| (now - since).whole_minutes()),
        account_hours: (now - joined).whole_hours(),
        place_is_new: past.ever > 0 && past.from_place == 0,
        payee_is_new,
        hour: i64::from(now.to_offset(SHANGHAI).hour()),
    })
}
