//! A version is handed in: from now on it is as it is, and the platform's clock runs.

use platform::kernel::Id;
use platform::timers::Firing;
use platform::transitions::{self, Step};
use platform::{App, Error, Failure, events, refusals, timers, transaction};

use super::{
    DocumentKind, Registration, RegistrationPurpose, RegistrationState, documents_of, may_identify,
    store,
};
use crate::identity::Person;
use crate::operators::facts::RegistrationSubmitted;
use crate::operators::member::{MemberRole, entitled};
use crate::operators::standing::{OperatorState, review_until};
use crate::operators::{jobs, prompts, store as operators};

refusals! {
    /// Why a registration was not submitted, in order of precedence.
    pub enum SubmitRefusal: "RegistrationSubmitErrorCode", RegistrationSubmitUserError {
        /// No such registration of a shop of yours.
        RegistrationNotFound at ["registrationId"] says "There is no such registration of yours.",
        /// Only owners register a shop.
        OwnerOnly at ["registrationId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It has been submitted before.
        NotADraft at ["registrationId"] says "This registration has been submitted.",
        /// The shop no longer stands where this draft was begun: fill it in again.
        StateForbids at ["registrationId"] says "This shop cannot be registered now.",
        /// The consent to the check of your identity was taken back since this was filled in:
        /// `consentGive` to `IDENTITY_VERIFICATION` first.
        IdentityConsentNeeded at ["registrationId"]
            says "Consent to the check of your identity first.",
        /// A business shows its licence; a person both sides of the identity card.
        DocumentsMissing at ["registrationId"] says "A document that has to be shown is missing.",
        /// The licence has ended since it was filled in.
        LicenceExpired at ["registrationId"] says "This licence has ended.",
    }
}

/// Hands a draft in for the check, which is due in seven days.
///
/// # Errors
/// [`SubmitRefusal`], or ours.
pub async fn submit(
    app: &App,
    person: &Person,
    id: Id<Registration>,
) -> Result<Registration, Error<SubmitRefusal>> {
    use SubmitRefusal as R;
    transaction!(app, |tx| {
        let found = store::many(tx.conn(), [id.uuid()]).await?.pop();
        let operator_id = found.ok_or(R::RegistrationNotFound)?.operator_id;
        let operator = operators::lock(tx, operator_id).await?.ok_or(R::RegistrationNotFound)?;
        let draft = store::lock(tx, id).await?.ok_or(R::RegistrationNotFound)?;
        let member = entitled(tx, person, operator_id, MemberRole::Owner).await?;
        let member = member.map_err(|why| {
            why.refusal(R::RegistrationNotFound, R::OwnerOnly, R::SecondFactorNeeded)
        })?;
        if draft.state != RegistrationState::Draft {
            return Err(R::NotADraft.into());
        }
        if !fits(draft.purpose, operator.state) {
            return Err(R::StateForbids.into());
        }
        if draft.sealed.identity.is_some() && !may_identify(tx, person).await? {
            return Err(R::IdentityConsentNeeded.into());
        }
        let attached = store::attachments(tx.conn(), [id.uuid()]).await?;
        let shown: Vec<DocumentKind> = attached.iter().map(|each| each.kind).collect();
        let confirms = draft.confirms_id.is_some();
        if !confirms && documents_of(draft.kind).iter().any(|kind| !shown.contains(kind)) {
            return Err(R::DocumentsMissing.into());
        }
        if !confirms && !draft.licence_is_good(tx.now()) {
            return Err(R::LicenceExpired.into());
        }
        let due = review_until(tx.now()).map_err(|e| Failure::because("a review's term", e))?;
        let step = Step {
            aggregate: id.uuid(),
            from: RegistrationState::Draft,
            to: RegistrationState::Submitted,
            actor: member.actor(),
            cause: "submitted".to_owned(),
            rule_version: None,
        };
        store::submit(tx, id, member.account_id, due).await?;
        transitions::record(tx, step).await?;
        if draft.purpose == RegistrationPurpose::First {
            operators::go(tx, &operator, OperatorState::Submitted, (member.actor(), "submitted"))
                .await?;
        }
        timers::set(tx, jobs::REVIEW_DUE, id.uuid(), due).await?;
        prompts::on_submission(tx, operator_id, member.account_id, draft.kind).await?;
        let fact = RegistrationSubmitted { registration: id.uuid(), operator: operator_id.uuid() };
        events::record(tx, &fact).await?;
        let submitted = store::many(tx.conn(), [id.uuid()]).await?.pop();
        submitted.ok_or_else(|| Failure::broken("a registration vanished").into())
    })
}

/// Whether a version for this is still asked for.
fn fits(purpose: RegistrationPurpose, state: OperatorState) -> bool {
    use OperatorState as S;
    match purpose {
        RegistrationPurpose::First => matches!(state, S::Draft | S::Rejected),
        RegistrationPurpose::Change
        | RegistrationPurpose::Reverification
        | RegistrationPurpose::Transfer => {
            matches!(state, S::Active | S::ReverifyDue | S::Restricted)
        }
    }
}

/// The platform's seven days are over: the queue says so, while nobody has decided.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn overdue(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        store::mark_overdue(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await
    })
}
