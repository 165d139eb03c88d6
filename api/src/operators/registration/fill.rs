//! An owner fills in a version: read whole, sealed, and kept as a draft that only they see.

use platform::database::Tx;
use platform::kernel::Id;
use platform::kernel::calendar::{start_of, written_day};
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::form::{Details, Form};
use super::{
    Registration, RegistrationPurpose, RegistrationState, SealedTexts, identity_index,
    may_identify, name_index, store,
};
use crate::identity::{Account, Admin, Person, Staff};
use crate::operators::member::{MemberRole, entitled};
use crate::operators::standing::{OperatorKind, OperatorState};
use crate::operators::{Operator, store as operators, store_members, transfer};
use crate::privacy::{SubjectKeys, keys_of};

/// What to fill in.
pub struct FillInput {
    pub operator_id: Id<Operator>,
    /// What it is for; what the shop's state asks for, if left out.
    pub purpose: Option<RegistrationPurpose>,
    pub details: Details,
    /// The day on which it changed, `2026-11-22`; today, if left out.
    pub changed_on: Option<String>,
}

refusals! {
    /// Why a registration was not filled in, in order of precedence.
    pub enum FillRefusal: "RegistrationFillErrorCode", RegistrationFillUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners register a shop.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// A version is being checked: wait for what comes of it.
        ReviewOpen at ["operatorId"] says "A registration of this shop is being checked.",
        /// The shop is stopped, leaves, or has left.
        StateForbids at ["operatorId"] says "This shop cannot be registered now.",
        /// The shop has another holder now: who received it registers it.
        ReceiverOnly at ["operatorId"] says "The new holder of this shop registers it.",
        /// The purpose does not fit the state of the shop: first, change, reverification, transfer.
        PurposeForbidden at ["purpose"] says "This does not fit where the shop stands.",
        /// The platform's own shops are registered by its admins alone; a business is no person.
        KindForbidden at ["details"] says "A shop of this kind is registered by others.",
        /// The licence or identity card was issued elsewhere than in mainland China. Register the
        /// business in mainland China, or write to the platform's desk for overseas sellers.
        ForeignDocument at ["details", "issuingCountry"]
            says "Documents from elsewhere are checked by our desk for overseas sellers.",
        /// Not 1 to 120 characters on one line.
        LegalNameInvalid at ["details", "legalName"] says "A name has 1 to 120 characters.",
        /// Not 18 digits and letters as GB 32100 has them.
        CreditCodeInvalid at ["details", "creditCode"] says "A credit code has 18 characters.",
        /// The check character does not fit: something was mistyped.
        CreditCodeCheckWrong at ["details", "creditCode"] says "This credit code is mistyped.",
        /// Not two days such as `2026-11-22`, the last before the first, or not begun yet.
        LicenceDatesInvalid at ["details", "licenceFrom"]
            says "Give the first and the last day, as 2026-11-22.",
        /// The last day of the licence is past.
        LicenceExpired at ["details", "licenceUntil"] says "This licence has ended.",
        /// Not 2 to 60 characters on one line.
        PersonNameInvalid at ["details", "name"] says "A person's name has 2 to 60 characters.",
        /// Not 18 characters with a birth date, as GB 11643 has them.
        IdentityNumberInvalid at ["details", "identityNumber"]
            says "An identity number has 18 characters.",
        /// The check digit does not fit: something was mistyped.
        IdentityCheckWrong at ["details", "identityNumber"]
            says "This identity number is mistyped.",
        /// The person is not yet 18.
        TooYoung at ["details", "identityNumber"] says "Only adults sell here.",
        /// Not 1 to 60 characters without digits: province and city.
        RegionInvalid at ["details", "region"] says "Name province and city, and no more.",
        /// Not 1 to 200 characters on one line.
        AddressInvalid at ["details", "address"] says "An address has 1 to 200 characters.",
        /// Neither an E.164 number nor a Chinese mobile number.
        PhoneInvalid at ["details", "phone"] says "This is no phone number.",
        /// Not an e-mail address.
        EmailInvalid at ["details", "email"] says "This is no e-mail address.",
        /// A natural person accepts the declaration that they need not register.
        DeclarationNeeded at ["details", "acceptsDeclaration"] says "Accept the declaration.",
        /// An identity number is taken only from who consents to that, and to nothing else with it:
        /// `consentGive` to `IDENTITY_VERIFICATION` first.
        IdentityConsentNeeded at ["details", "identityNumber"]
            says "Consent to the check of your identity first.",
        /// Not a day such as `2026-11-22`, or one to come.
        ChangedOnInvalid at ["changedOn"] says "Give the day of the change, as 2026-11-22.",
    }
}

/// Fills in the next version of an operator, or fills in its draft anew.
///
/// # Errors
/// [`FillRefusal`], or ours.
pub async fn fill(
    app: &App,
    person: &Person,
    input: FillInput,
) -> Result<Registration, Error<FillRefusal>> {
    let FillInput { operator_id, purpose, details, changed_on } = input;
    // Keys are made for operators whose people ask, and for nobody else's.
    let account = person.account_id();
    if store_members::role_of(app.reader(), operator_id, account).await?.is_none() {
        return Err(FillRefusal::OperatorNotFound.into());
    }
    let form = match details {
        Details::Registered(details) => details.read(app.now()).map(Some),
        Details::Person(details) => details.read(app.now()).map(Some),
        Details::Unchanged => Ok(None),
    };
    let keys = keys_of(app, operator_id.uuid()).await?;
    transaction!(app, |tx| {
        let operator = may_fill(tx, person, operator_id).await?;
        let purpose = purpose_of(tx, person, &operator, purpose).await?;
        let form = form.as_ref().map_err(|refusal| *refusal)?;
        if form.as_ref().is_some_and(|form| form.kind == OperatorKind::SelfOperated)
            && Staff::<Admin>::of(person).is_err()
        {
            return Err(FillRefusal::KindForbidden.into());
        }
        let identifies = form.as_ref().is_some_and(|form| form.private.identity_number.is_some());
        if identifies && !may_identify(tx, person).await? {
            return Err(FillRefusal::IdentityConsentNeeded.into());
        }
        let changed_on = day_of_change(changed_on.as_deref(), tx.now())?;
        let before = store::open(tx, operator_id).await?;
        if before.as_ref().is_some_and(|open| open.state != RegistrationState::Draft) {
            return Err(FillRefusal::ReviewOpen.into());
        }
        let (id, version) = match &before {
            Some(draft) => (draft.id, draft.version),
            None => (app.new_id(), store::last_version(tx.conn(), operator_id).await? + 1),
        };
        let changed_on = (purpose == RegistrationPurpose::Change).then_some(changed_on);
        let blank = Registration {
            id,
            version,
            purpose,
            changed_on,
            ..blank(operator_id, account, tx.now())
        };
        let filled = match form {
            Some(form) => said(app, &blank, form, &keys)?,
            None => unchanged(blank, &operator)?,
        };
        store::save_draft(tx, &filled, before.is_some()).await?;
        Ok(filled)
    })
}

/// A draft that says nothing yet.
fn blank(
    operator_id: Id<Operator>,
    created_by: Id<Account>,
    created_at: OffsetDateTime,
) -> Registration {
    Registration {
        id: Id::from_uuid(operator_id.uuid()),
        operator_id,
        version: 1,
        purpose: RegistrationPurpose::First,
        kind: OperatorKind::Registered,
        state: RegistrationState::Draft,
        confirms_id: None,
        public: super::Public::default(),
        sealed: SealedTexts::default(),
        name_index: None,
        identity_index: None,
        changed_on: None,
        created_by,
        created_at,
        submitted_by: None,
        submitted_at: None,
        due_at: None,
        overdue_at: None,
        decided_at: None,
        recommended_by: None,
    }
}

async fn may_fill(
    tx: &Tx,
    person: &Person,
    id: Id<Operator>,
) -> Result<Operator, Error<FillRefusal>> {
    let operator = operators::lock(tx, id).await?.ok_or(FillRefusal::OperatorNotFound)?;
    entitled(tx, person, id, MemberRole::Owner).await?.map_err(|why| {
        why.refusal(
            FillRefusal::OperatorNotFound,
            FillRefusal::OwnerOnly,
            FillRefusal::SecondFactorNeeded,
        )
    })?;
    Ok(operator)
}

/// What the version is for: what was asked, where the state of the operator lets it.
async fn purpose_of(
    tx: &Tx,
    person: &Person,
    operator: &Operator,
    asked: Option<RegistrationPurpose>,
) -> Result<RegistrationPurpose, Error<FillRefusal>> {
    use RegistrationPurpose as P;
    let usual = match operator.state {
        OperatorState::Draft | OperatorState::Rejected => P::First,
        OperatorState::Submitted => return Err(FillRefusal::ReviewOpen.into()),
        OperatorState::Active | OperatorState::ReverifyDue | OperatorState::Restricted => P::Change,
        OperatorState::Suspended | OperatorState::Exiting | OperatorState::Exited => {
            return Err(FillRefusal::StateForbids.into());
        }
    };
    if let Some(accepted) = transfer::accepted(tx, operator.id).await? {
        if accepted.receiver_id != person.account_id() {
            return Err(FillRefusal::ReceiverOnly.into());
        }
        return match asked {
            None | Some(P::Transfer) => Ok(P::Transfer),
            Some(_) => Err(FillRefusal::PurposeForbidden.into()),
        };
    }
    match (usual, asked.unwrap_or(usual)) {
        (P::First, P::First) => Ok(P::First),
        (P::Change, fits @ (P::Change | P::Reverification)) => Ok(fits),
        _ => Err(FillRefusal::PurposeForbidden.into()),
    }
}

fn day_of_change(
    written: Option<&str>,
    now: OffsetDateTime,
) -> Result<OffsetDateTime, FillRefusal> {
    let Some(written) = written else { return Ok(now) };
    let day = written_day(written).filter(|day| day.year() >= 2000);
    let start = start_of(day.ok_or(FillRefusal::ChangedOnInvalid)?);
    if start > now { Err(FillRefusal::ChangedOnInvalid) } else { Ok(start) }
}

/// Nothing to say anew: only for another verification of what is in force.
fn unchanged(blank: Registration, operator: &Operator) -> Result<Registration, FillRefusal> {
    let in_force = operator.registration_id.zip(operator.kind);
    let (confirmed, kind) = in_force.ok_or(FillRefusal::PurposeForbidden)?;
    if blank.purpose != RegistrationPurpose::Reverification {
        return Err(FillRefusal::PurposeForbidden);
    }
    Ok(Registration { kind, confirms_id: Some(confirmed), ..blank })
}

/// The version with what the form says: the private side under seal.
fn said(
    app: &App,
    blank: &Registration,
    form: &Form,
    keys: &SubjectKeys,
) -> Result<Registration, Failure> {
    let (private, row) = (&form.private, blank.row());
    let bytes = |text: &str| Zeroizing::new(text.as_bytes().to_vec());
    let identity = private.identity_number.as_ref();
    let address = private.address.as_ref();
    let sealed = SealedTexts {
        name: Some(keys.seal::<super::NameText>(&bytes(&private.name), &row)?),
        identity: identity
            .map(|text| keys.seal::<super::IdentityText>(&bytes(text), &row))
            .transpose()?,
        address: address
            .map(|text| keys.seal::<super::AddressText>(&bytes(text), &row))
            .transpose()?,
        phone: Some(keys.seal::<super::PhoneText>(&bytes(&private.phone), &row)?),
        email: Some(keys.seal::<super::EmailText>(&bytes(&private.email), &row)?),
    };
    let name_index = name_index(app, &private.name)?;
    Ok(Registration {
        kind: form.kind,
        public: form.public.clone(),
        sealed,
        name_index,
        identity_index: identity.map(|number| identity_index(app, number)).transpose()?,
        ..blank.clone()
    })
}
