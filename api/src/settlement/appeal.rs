//! A shop disagrees with a fraud that staff found: once, in its own words, within seven natural
//! days. Staff decide who neither found nor excluded it nor have a part in it.
//!
//! ```text
//! FILED ──▶ GRANTED (the finding is set aside, and the platform covers the order again)
//!   └─────▶ TURNED_DOWN
//! ```

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Noun, Prose};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use time::OffsetDateTime;

use super::fraud::{self, Finding};
use super::store::{appeals, findings};
use super::{receivable, words};
use crate::identity::{Account, Person, Risk, Staff};
use crate::operators::facts::{Notice, OperatorNotified};
use crate::operators::{MemberRole, entitled};
use crate::orders::{self, Order};
use crate::privacy::keys_of;

/// What a shop says against a finding.
#[derive(Clone, PartialEq, Eq)]
pub struct Appeal {
    pub id: Id<Appeal>,
    pub finding: Id<Finding>,
    pub state: AppealState,
    /// Why the shop disagrees; sealed under whoever wrote it.
    pub words: Vec<u8>,
    pub filed_by: Id<Account>,
    pub filed_at: OffsetDateTime,
    pub decided: Option<(OffsetDateTime, Id<Account>)>,
}

impl Noun for Appeal {
    const PREFIX: &'static str = "fraud_appeal";
}

/// Where an appeal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AppealState {
    /// Staff have to decide.
    Filed,
    /// The shop is right.
    Granted,
    /// The finding stands.
    TurnedDown,
}

impl States for AppealState {
    const MACHINE: &'static str = "fraud_appeal";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Filed, Self::Granted, &[ActorKind::Staff]),
        (Self::Filed, Self::TurnedDown, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Filed => "FILED",
            Self::Granted => "GRANTED",
            Self::TurnedDown => "TURNED_DOWN",
        }
        .to_owned()
    }
}

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum AppealRefusal: "FraudAppealFileErrorCode", FraudAppealFileUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why you disagree.",
        /// Nothing like this was found about an order of a shop of yours.
        FindingNotFound at ["findingId"] says "There is no such finding about your shop.",
        /// Appeals take a manager or an owner.
        RoleTooLow at ["findingId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Your shop has appealed against it already; that is done once.
        AlreadyAppealed at ["findingId"] says "Your shop has appealed against this.",
        /// Seven days have passed since it was found, or since the order was excluded.
        TooLate at ["findingId"] says "An appeal is made within seven days.",
    }
}

refusals! {
    /// Why an appeal was not decided, in order of precedence.
    pub enum AppealDecideRefusal: "FraudAppealDecideErrorCode", FraudAppealDecideUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such appeal.
        AppealNotFound at ["appealId"] says "There is no such appeal.",
        /// You bought the order, or belong to its shop: somebody else decides.
        OwnMatter at ["appealId"] says "Somebody who has no part in it decides this.",
        /// You found it, or excluded the order: somebody else decides whether that was right.
        DecidedBySame at ["appealId"] says "Somebody else has to decide an appeal.",
        /// It is decided.
        AlreadyDecided at ["appealId"] says "This appeal is decided.",
    }
}

/// A finding with its order locked: whatever becomes of a finding happens under this lock.
async fn locked(tx: &Tx, id: Id<Finding>) -> Result<Option<(Order, Finding)>, Failure> {
    let Some(known) = findings::by_id(tx.conn(), id).await? else { return Ok(None) };
    let order = orders::lock(tx, known.order).await?;
    let order = order.ok_or_else(|| Failure::broken("a finding about no order"))?;
    Ok(findings::of_order(tx.conn(), order.id).await?.map(|finding| (order, finding)))
}

/// Says why a shop disagrees.
///
/// # Errors
/// [`AppealRefusal`], or ours.
pub async fn file(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Finding>, &str),
) -> Result<Finding, Error<AppealRefusal>> {
    use AppealRefusal as R;
    let account = person.account_id();
    let principal = account.to_string();
    let asked = Request::new(&principal, "fraudAppealFile", key, &(id.uuid(), text));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let text = Prose::<1, 1000>::parse(text);
    let keys = keys_of(app, account.uuid()).await?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(findings::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let text = text.as_ref().map_err(|_| R::TextInvalid)?;
        let (_, finding) = locked(tx, id).await?.ok_or(R::FindingNotFound)?;
        let member = entitled(tx, person, finding.operator, MemberRole::Manager).await?;
        member
            .map_err(|why| why.refusal(R::FindingNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
        if finding.appeal.is_some() {
            return Err(R::AlreadyAppealed.into());
        }
        if tx.now() >= finding.appeal_by()? {
            return Err(R::TooLate.into());
        }
        let appeal_id = app.new_id();
        let appeal = Appeal {
            id: appeal_id,
            finding: id,
            state: AppealState::Filed,
            words: words::seal(&keys, account.uuid(), appeal_id.uuid(), text.as_str())?,
            filed_by: account,
            filed_at: tx.now(),
            decided: None,
        };
        appeals::insert(tx, &appeal, finding.found_by).await?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(Finding { appeal: Some(appeal), ..finding })
    })
}

/// Decides an appeal. Granted, the finding is set aside: the platform covers the order again, and
/// pays for it early if it would have done so before and never has (FN-4).
///
/// # Errors
/// [`AppealDecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Risk>,
    key: &str,
    (id, is_granted): (Id<Appeal>, bool),
) -> Result<Finding, Error<AppealDecideRefusal>> {
    use AppealDecideRefusal as R;
    let by = staff.person();
    let judge = by.account_id();
    let principal = judge.to_string();
    let asked = Request::new(&principal, "fraudAppealDecide", key, &(id.uuid(), is_granted));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(findings::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if !by.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let finding = appeals::finding_of(tx.conn(), id).await?.ok_or(R::AppealNotFound)?;
        let (order, finding) = locked(tx, finding).await?.ok_or(R::AppealNotFound)?;
        if fraud::has_part(tx, by, &order).await? {
            return Err(R::OwnMatter.into());
        }
        let excluded_by = finding.excluded.map(|(_, who)| who);
        if finding.found_by == judge || excluded_by == Some(judge) {
            return Err(R::DecidedBySame.into());
        }
        let decided = decided(tx, &finding, (judge, is_granted)).await?;
        let decided = decided.ok_or(R::AlreadyDecided)?;
        if is_granted && finding.excluded.is_some() {
            receivable::advance_after_all(tx, &order).await?;
        }
        let told = OperatorNotified::owners(finding.operator, Notice::FraudAppealDecided);
        events::record(tx, &told).await?;
        asked.keep(tx, &finding.id.uuid()).await?;
        Ok(Finding { appeal: Some(decided), ..finding })
    })
}

/// Moves the appeal; nothing where it is decided already.
async fn decided(
    tx: &Tx,
    finding: &Finding,
    (judge, is_granted): (Id<Account>, bool),
) -> Result<Option<Appeal>, Failure> {
    let open = finding.appeal.clone().filter(|appeal| appeal.state == AppealState::Filed);
    let Some(appeal) = open else { return Ok(None) };
    let to = if is_granted { AppealState::Granted } else { AppealState::TurnedDown };
    let after = Appeal { state: to, decided: Some((tx.now(), judge)), ..appeal };
    if !appeals::decide(tx, &after).await? {
        return Err(Failure::contention("an appeal moved meanwhile"));
    }
    let step = Step {
        aggregate: after.id.uuid(),
        from: AppealState::Filed,
        to,
        actor: Actor::person(ActorKind::Staff, judge.uuid()),
        cause: "FN-2: decided".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    Ok(Some(after))
}
