//! Versions of the rules: proposed by one member of staff, published by another.

use platform::database::Tx;
use platform::kernel::Money;
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::rule::Body;
use super::store;
use super::weighing::Versioned;
use crate::identity::Staff;
use crate::identity::viewer::Risk;
use crate::payments::intent::Intent;

/// A version as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: i64,
    /// JSON.
    pub body: String,
    pub proposed_by: Option<Uuid>,
    pub proposed_at: OffsetDateTime,
    pub published_by: Option<Uuid>,
    pub published_at: Option<OffsetDateTime>,
}

refusals! {
    /// Why rules were not proposed, in order of precedence.
    pub enum RiskRulesProposeRefusal: "RiskRulesProposeErrorCode", RiskRulesProposeUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Not JSON of the described shape, longer than 20,000 characters, thresholds out of
        /// order, a name twice, a weight that is not 1 to 1,000, or factors that do not begin at
        /// zero and grow.
        BodyInvalid at ["body"] says "These rules contradict themselves or cannot be read.",
    }
}

refusals! {
    /// Why rules were not published, in order of precedence.
    pub enum RiskRulesPublishRefusal: "RiskRulesPublishErrorCode", RiskRulesPublishUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such version.
        VersionNotFound at ["version"] says "There is no such version.",
        /// It is published, or a newer one is.
        AlreadyPublished at ["version"] says "This version, or a newer one, is published.",
        /// Whoever proposed it does not publish it.
        ProposedBySame at ["version"] says "Somebody else has to publish it.",
    }
}

/// The rules in force.
///
/// # Errors
/// Ours: there are none, or they cannot be read.
pub async fn in_force(tx: &Tx) -> Result<Versioned, Failure> {
    let newest = store::published(tx.conn()).await?;
    let newest = newest.ok_or_else(|| Failure::broken("there are no rules of risk"))?;
    let body = serde_json::from_str(&newest.body)
        .map_err(|error| Failure::because("rules of risk", error))?;
    Ok(Versioned { version: newest.number, body })
}

/// Proposes the next version.
///
/// # Errors
/// [`RiskRulesProposeRefusal`], or ours.
pub async fn propose(
    app: &App,
    staff: &Staff<Risk>,
    body: &str,
) -> Result<Version, Error<RiskRulesProposeRefusal>> {
    use RiskRulesProposeRefusal as R;
    let read: Option<Body> = (body.len() <= 20_000)
        .then(|| serde_json::from_str(body).ok())
        .flatten()
        .filter(Body::is_sound);
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let read = read.as_ref().ok_or(R::BodyInvalid)?;
        let text = serde_json::to_string(read)
            .map_err(|error| Failure::because("rules of risk", error))?;
        let version = store::newest_version(tx).await?.saturating_add(1);
        store::propose(tx, version, &text, person.account_id().uuid()).await?;
        let found = store::lock_version(tx, version).await?;
        found.ok_or_else(|| Failure::broken("a version vanished in a transaction").into())
    })
}

/// Publishes a proposal; from then on it is what confirmations are weighed by.
///
/// # Errors
/// [`RiskRulesPublishRefusal`], or ours.
pub async fn publish(
    app: &App,
    staff: &Staff<Risk>,
    version: i64,
) -> Result<Version, Error<RiskRulesPublishRefusal>> {
    use RiskRulesPublishRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let found = store::lock_version(tx, version).await?.ok_or(R::VersionNotFound)?;
        let newest = store::published(tx.conn()).await?.map_or(0, |newest| newest.number);
        if found.published_at.is_some() || newest >= version {
            return Err(R::AlreadyPublished.into());
        }
        let by = person.account_id().uuid();
        if found.proposed_by == Some(by) {
            return Err(R::ProposedBySame.into());
        }
        store::publish(tx, version, by).await?;
        let published_at = Some(tx.now());
        Ok(Version { published_by: Some(by), published_at, ..found })
    })
}

/// How many factors a confirmation of a payment needs now, without a balance.
///
/// # Errors
/// As [`in_force`].
pub async fn demanded(app: &App, intent: &Intent) -> Result<i64, Failure> {
    let newest = store::published(app.reader()).await?;
    let newest = newest.ok_or_else(|| Failure::broken("there are no rules of risk"))?;
    let body: Body = serde_json::from_str(&newest.body)
        .map_err(|error| Failure::because("rules of risk", error))?;
    let zero = Money::zero(intent.amount.currency());
    Ok(body.factors_for(intent.amount, zero).max(intent.challenge_factors))
}
