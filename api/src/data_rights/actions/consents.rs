//! Giving and taking back: one purpose and one recipient at a time, in as many steps either way.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use crate::data_rights::facts::{ConsentGiven, ConsentWithdrawn};
use crate::identity::account::{Account, AccountState, AgeBand};
use crate::identity::{self, Person};
use crate::operators;
use crate::privacy::consent::{
    self, Consent, ConsentState, Kind, Method, Notice, Purpose, RecipientKind, Standing, demands,
};

/// Whom data goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recipient {
    pub kind: RecipientKind,
    pub id: Uuid,
}

/// What somebody speaks about, and for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter {
    pub purpose: Purpose,
    pub recipient: Option<Recipient>,
    /// The child a guardian speaks for.
    pub child: Option<Id<Account>>,
}

/// On which notice somebody consents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub version: i32,
    pub language: String,
}

refusals! {
    /// Why a consent was not taken, in order of precedence.
    pub enum ConsentGiveRefusal: "ConsentGiveErrorCode", ConsentGiveUserError {
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// You do not answer for such a child.
        ChildNotFound at ["childId"] says "There is no such child that you answer for.",
        /// Below 14 only a guardian consents (PD-5).
        GuardianNeeded at [] says "Your guardian has to decide this for you.",
        /// The service cannot be given without it, so nobody is asked.
        ConsentNotNeeded at ["purpose"] says "This needs no consent.",
        /// This purpose takes one recipient.
        RecipientNeeded at ["recipientId"] says "Say who shall receive it.",
        /// This purpose has no recipient, or one of another kind.
        RecipientNotAllowed at ["recipientId"] says "This purpose has no such recipient.",
        /// There is no such shop or partner.
        RecipientNotFound at ["recipientId"] says "There is no such recipient.",
        /// Your data rests: lift that first.
        ProcessingRestricted at [] says "You let your data rest. Lift that first.",
        /// This is not the notice in force: show the one that is (PD-3).
        NoticeOutdated at ["noticeVersion"] says "The notice has changed. Read the new one first.",
        /// The notice has no text in this language.
        LanguageUnknown at ["language"] says "The notice is not written in this language.",
    }
}

refusals! {
    /// Why a consent was not taken back, in order of precedence.
    pub enum ConsentWithdrawRefusal: "ConsentWithdrawErrorCode", ConsentWithdrawUserError {
        /// You do not answer for such a child.
        ChildNotFound at ["childId"] says "There is no such child that you answer for.",
        /// The service cannot be given without it: ask for your account to be closed instead.
        Necessary at ["purpose"] says "The service needs this. You may close your account.",
        /// This purpose takes one recipient.
        RecipientNeeded at ["recipientId"] says "Say who shall no longer receive it.",
        /// This purpose has no recipient, or one of another kind.
        RecipientNotAllowed at ["recipientId"] says "This purpose has no such recipient.",
        /// You never consented to this recipient.
        NothingGiven at ["recipientId"] says "You have not consented to this recipient.",
    }
}

/// Who speaks, and for whom.
struct Speaker {
    subject: Account,
    method: Method,
}

/// The one a matter is about: the person, or a child they answer for; nothing for any other.
async fn speaker(
    tx: &Tx,
    person: &Person,
    child: Option<Id<Account>>,
) -> Result<Option<Speaker>, Failure> {
    let own = person.account_id();
    let (id, method) = match child {
        Some(child) => (child, Method::Guardian),
        None => (own, Method::Oneself),
    };
    // Locked: of two who speak for one subject at once, one waits.
    let subject = identity::lock_account(tx, id.uuid()).await?;
    let subject = subject.filter(|subject| {
        child.is_none()
            || (subject.guardian_id == Some(own.uuid())
                && subject.state == AccountState::Active
                && subject.age_band == AgeBand::Under14)
    });
    Ok(subject.map(|subject| Speaker { subject, method }))
}

/// What is wrong about a recipient, if anything.
enum Unfit {
    Needed,
    NotAllowed,
}

fn fits(matter: &Matter) -> Result<Option<Uuid>, Unfit> {
    match (demands(matter.purpose).recipient, matter.recipient) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(Unfit::Needed),
        (Some(kind), Some(recipient)) if recipient.kind == kind => Ok(Some(recipient.id)),
        (None | Some(_), Some(_)) => Err(Unfit::NotAllowed),
    }
}

async fn is_there(tx: &Tx, recipient: Recipient) -> Result<bool, Failure> {
    match recipient.kind {
        RecipientKind::Operator => {
            Ok(!operators::many(tx.conn(), [recipient.id]).await?.is_empty())
        }
        RecipientKind::Client => {
            let found = identity::client_of(tx.conn(), recipient.id).await?;
            Ok(found.is_some_and(|client| client.revoked_at.is_none()))
        }
    }
}

/// Allows one thing. The same once more is the same consent.
///
/// # Errors
/// [`ConsentGiveRefusal`], or ours.
pub async fn give(
    app: &App,
    person: &Person,
    matter: Matter,
    shown: &Shown,
) -> Result<Standing, Error<ConsentGiveRefusal>> {
    use ConsentGiveRefusal as R;
    transaction!(app, |tx| {
        if person.may_act() == Err(identity::Restraint::NotActive) {
            return Err(R::AccountNotActive.into());
        }
        let speaker = speaker(tx, person, matter.child).await?.ok_or(R::ChildNotFound)?;
        if speaker.subject.age_band == AgeBand::Under14 && speaker.method == Method::Oneself {
            return Err(R::GuardianNeeded.into());
        }
        let subject = speaker.subject.id.uuid();
        if demands(matter.purpose).necessary {
            return Err(R::ConsentNotNeeded.into());
        }
        let recipient = fits(&matter).map_err(|why| match why {
            Unfit::Needed => R::RecipientNeeded,
            Unfit::NotAllowed => R::RecipientNotAllowed,
        })?;
        if let Some(recipient) = matter.recipient
            && !is_there(tx, recipient).await?
        {
            return Err(R::RecipientNotFound.into());
        }
        if consent::is_restricted(tx.conn(), subject).await? {
            return Err(R::ProcessingRestricted.into());
        }
        let notice = consent::in_force(tx.conn(), matter.purpose, tx.now()).await?;
        let notice = notice.filter(|notice| notice.version == shown.version);
        let notice = notice.ok_or(R::NoticeOutdated)?;
        let texts = consent::texts_of(tx.conn(), [notice.id.uuid()]).await?;
        let mut texts = texts.into_values().flatten();
        let text = texts.find(|text| text.language == shown.language);
        let text = text.ok_or(R::LanguageUnknown)?;
        let before = consent::standing(tx.conn(), subject, matter.purpose, recipient, tx.now());
        if let Some(good) = before.await?.filter(|last| last.state == ConsentState::Granted) {
            return Ok(good);
        }
        let term = notice.term_days.map(|days| time::Duration::days(i64::from(days)));
        let given = Consent {
            kind: Kind::Granted,
            language: Some(text.language),
            text_sha256: Some(text.sha256),
            expires_at: term.map(|term| tx.now() + term),
            ..spoken(tx, person, &matter, &notice, (subject, speaker.method))
        };
        consent::record(tx, &given).await?;
        let fact = ConsentGiven { subject, consent_id: given.id.uuid(), recipient };
        events::record(tx, &fact).await?;
        Ok(Standing { consent: given, state: ConsentState::Granted })
    })
}

/// Takes one thing back, or refuses it before it was given. Nobody asks again for 30 days.
///
/// # Errors
/// [`ConsentWithdrawRefusal`], or ours.
pub async fn withdraw(
    app: &App,
    person: &Person,
    matter: Matter,
) -> Result<Standing, Error<ConsentWithdrawRefusal>> {
    use ConsentWithdrawRefusal as R;
    transaction!(app, |tx| {
        let speaker = speaker(tx, person, matter.child).await?.ok_or(R::ChildNotFound)?;
        let subject = speaker.subject.id.uuid();
        if demands(matter.purpose).necessary {
            return Err(R::Necessary.into());
        }
        let recipient = fits(&matter).map_err(|why| match why {
            Unfit::Needed => R::RecipientNeeded,
            Unfit::NotAllowed => R::RecipientNotAllowed,
        })?;
        let before =
            consent::standing(tx.conn(), subject, matter.purpose, recipient, tx.now()).await?;
        match before {
            Some(last) if last.state == ConsentState::Withdrawn => return Ok(last),
            None if recipient.is_some() => return Err(R::NothingGiven.into()),
            Some(_) | None => {}
        }
        let notice = consent::in_force(tx.conn(), matter.purpose, tx.now()).await?;
        let notice = notice.ok_or_else(|| Failure::broken("a purpose without a notice"))?;
        let taken = Consent {
            kind: Kind::Withdrawn,
            ..spoken(tx, person, &matter, &notice, (subject, speaker.method))
        };
        consent::record(tx, &taken).await?;
        let fact = ConsentWithdrawn { subject, consent_id: taken.id.uuid(), recipient };
        events::record(tx, &fact).await?;
        Ok(Standing { consent: taken, state: ConsentState::Withdrawn })
    })
}

fn spoken(
    tx: &Tx,
    person: &Person,
    matter: &Matter,
    notice: &Notice,
    (subject, method): (Uuid, Method),
) -> Consent {
    Consent {
        id: tx.app().new_id(),
        subject,
        purpose: matter.purpose,
        recipient: matter.recipient.map(|recipient| recipient.id),
        kind: Kind::Withdrawn,
        notice_id: notice.id,
        notice_version: notice.version,
        language: None,
        text_sha256: None,
        data_kinds: notice.data_kinds.clone(),
        separate: demands(matter.purpose).separate,
        method,
        session_id: person.session_id().map(Id::uuid),
        given_by: Some(person.account_id().uuid()),
        at: tx.now(),
        expires_at: None,
    }
}

/// Whose consents a person may look at: their own, or those of a child they answer for; nothing
/// for any other.
///
/// # Errors
/// Ours.
pub async fn subject_for(
    app: &App,
    person: &Person,
    child: Option<Id<Account>>,
) -> Result<Option<Account>, Failure> {
    let id = child.unwrap_or(person.account_id());
    let found = identity::account(app.reader(), id.uuid()).await?;
    let guarded = |account: &Account| account.guardian_id == Some(person.account_id().uuid());
    Ok(found.filter(|account| child.is_none() || guarded(account)))
}
