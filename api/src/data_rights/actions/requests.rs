//! What a person does with their requests: file, confirm, appeal, and fetch what was made.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::calendar::WorkingDays;
use platform::kernel::{Id, Line, Prose};
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, events, refusals, timers, transaction};
use serde::Serialize;
use time::OffsetDateTime;

use crate::data_rights::facts::{SubjectRequestDecided, SubjectRequestStarted};
use crate::data_rights::jobs::OVERDUE;
use crate::data_rights::request::{
    Correction, Doer, LINK_LIFE, Law, Link, RefusalGround, RequestKind, RequestState,
    SubjectRequest, doer, due,
};
use crate::data_rights::store::requests::{self as store, Along};
use crate::data_rights::words::{self, Texts};
use crate::identity::Person;
use crate::identity::actions::closing::{AccountCloseRefusal, close_within};
use crate::privacy::consent::{self, sha256_of};
use crate::privacy::{keys_of, retention};

/// What somebody asks.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    pub kind: RequestKind,
    pub law: Law,
    pub corrections: Vec<Correction>,
}

refusals! {
    /// Why a request was not filed, in order of precedence.
    pub enum SubjectRequestFileRefusal: "SubjectRequestFileErrorCode",
        SubjectRequestFileUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// None for `CORRECT`, any for another kind, more than 20, or a field that has not 1 to 60
        /// or a value that has not 1 to 200 characters on one line.
        CorrectionsInvalid at ["corrections"] says "Say what is wrong and what it should be.",
        /// You have an open request of this kind.
        AlreadyOpen at ["kind"] says "You have asked for this; it is being worked on.",
    }
}

refusals! {
    /// Why a request was not begun, in order of precedence.
    pub enum SubjectRequestConfirmRefusal: "SubjectRequestConfirmErrorCode",
        SubjectRequestConfirmUserError {
        /// There is no such request of yours.
        RequestNotFound at ["requestId"] says "There is no such request.",
        /// It has begun, or it is decided.
        StateForbids at ["requestId"] says "This request is not waiting for you.",
        /// Step up first: that shows who you are.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// You answer for a child: end that before your account is closed.
        GuardianOfChild at [] says "You answer for a child. End that first.",
    }
}

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum SubjectRequestAppealRefusal: "SubjectRequestAppealErrorCode",
        SubjectRequestAppealUserError {
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why you disagree.",
        /// There is no such request of yours.
        RequestNotFound at ["requestId"] says "There is no such request.",
        /// It was not refused, or it was refused for good.
        NotRefused at ["requestId"] says "This request was not refused.",
        /// You have filed another of its kind, which is open.
        AlreadyOpen at ["requestId"] says "You have asked for this anew.",
    }
}

refusals! {
    /// Why no link was made, in order of precedence.
    pub enum SubjectArchiveLinkRefusal: "SubjectArchiveLinkCreateErrorCode",
        SubjectArchiveLinkCreateUserError {
        /// There is no such request of yours.
        RequestNotFound at ["requestId"] says "There is no such request.",
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// It is still being made, or there is nothing to fetch.
        NotReady at ["requestId"] says "There is nothing to fetch yet.",
        /// Its seven days are over: ask again.
        Expired at ["requestId"] says "This archive is gone. Ask for another.",
    }
}

/// A link that opens an archive once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveLink {
    pub url: String,
    pub expires_at: OffsetDateTime,
}

fn corrections(asked: &Asked) -> Result<Option<String>, SubjectRequestFileRefusal> {
    let wanted = asked.kind == RequestKind::Correct;
    if wanted == asked.corrections.is_empty() || asked.corrections.len() > 20 {
        return Err(SubjectRequestFileRefusal::CorrectionsInvalid);
    }
    let sound = |one: &Correction| {
        Line::<1, 60>::parse(&one.field).is_ok() && Line::<1, 200>::parse(&one.value).is_ok()
    };
    if !asked.corrections.iter().all(sound) {
        return Err(SubjectRequestFileRefusal::CorrectionsInvalid);
    }
    Ok(if wanted { serde_json::to_string(&asked.corrections).ok() } else { None })
}

/// Files a request. Where the session has been stepped up, that shows who asks, and it begins at
/// once; only the closing of an account is always confirmed apart.
///
/// # Errors
/// [`SubjectRequestFileRefusal`], or ours.
pub async fn file(
    app: &App,
    person: &Person,
    key: &str,
    asked: &Asked,
) -> Result<SubjectRequest, Error<SubjectRequestFileRefusal>> {
    use SubjectRequestFileRefusal as R;
    let principal = person.account_id().to_string();
    let request = Request::new(&principal, "subjectRequestFile", key, asked)
        .ok_or(R::IdempotencyKeyInvalid)?;
    let keys = keys_of(app, person.account_id().uuid()).await?;
    transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, R::IdempotencyConflict).await? {
            return kept(store::by_id(tx.conn(), Id::from_uuid(id)).await?);
        }
        let fields = corrections(asked)?;
        let (id, subject) = (app.new_id::<SubjectRequest>(), person.account_id());
        let place = (subject.uuid(), id.uuid());
        let due = due(asked.law, tx.now(), &WorkingDays::built_in());
        let due = due.map_err(|error| Failure::because("deadline of a request", error))?;
        let filed = SubjectRequest {
            id,
            subject,
            kind: asked.kind,
            law: asked.law,
            state: RequestState::Received,
            version: 1,
            fields: fields.map(|text| words::corrections(&keys, place, &text)).transpose()?,
            filed_at: tx.now(),
            due_at: due.instant(),
            overdue_at: None,
            decided_at: None,
            decided_by: None,
            refusal: None,
            answer: None,
            appeal: None,
            archive: None,
            link: None,
        };
        store::insert(tx, &filed).await.map_err(|failure| {
            failure.or_refuse("uq_subject_request__subject__kind", R::AlreadyOpen)
        })?;
        timers::set(tx, OVERDUE, id.uuid(), filed.due_at).await?;
        request.keep(tx, &id.uuid()).await?;
        if doer(asked.kind) != Doer::Closing && person.stepped_up(tx).await? {
            begin(tx, &filed, person).await?;
        }
        Ok(again(tx, id).await?)
    })
}

/// Shows who asks, and begins: an archive is made, data comes to rest, an account is closed.
///
/// # Errors
/// [`SubjectRequestConfirmRefusal`], or ours.
pub async fn confirm(
    app: &App,
    person: &Person,
    id: Id<SubjectRequest>,
) -> Result<SubjectRequest, Error<SubjectRequestConfirmRefusal>> {
    use SubjectRequestConfirmRefusal as R;
    transaction!(app, |tx| {
        let request = own(tx, person, id).await?.ok_or(R::RequestNotFound)?;
        let closing = doer(request.kind) == Doer::Closing;
        let waits = match request.state {
            RequestState::Received => true,
            RequestState::InProgress => closing,
            _ => false,
        };
        if !waits {
            return Err(R::StateForbids.into());
        }
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let begun = if request.state == RequestState::Received {
            begin(tx, &request, person).await?
        } else {
            request
        };
        if closing {
            close(tx, &begun, person).await?;
        }
        Ok(again(tx, id).await?)
    })
}

/// Who asks is known: walks on, and does what needs no person.
async fn begin(
    tx: &Tx,
    request: &SubjectRequest,
    person: &Person,
) -> Result<SubjectRequest, Failure> {
    let actor = Actor::person(ActorKind::User, person.account_id().uuid());
    let begun =
        walk(tx, request, RequestState::InProgress, Along::default(), (actor, "PD-7")).await?;
    match doer(request.kind) {
        Doer::Archivist => {
            events::record(tx, &SubjectRequestStarted { request_id: request.id.uuid() }).await?;
        }
        Doer::AtOnce => {
            consent::restrict(tx, request.subject.uuid()).await?;
            let by = (Actor::SYSTEM, "restricted at once");
            decide(tx, &begun, RequestState::Fulfilled, Along::default(), by).await?;
        }
        Doer::Closing | Doer::Staff => {}
    }
    Ok(begun)
}

async fn close(
    tx: &Tx,
    request: &SubjectRequest,
    person: &Person,
) -> Result<(), Error<SubjectRequestConfirmRefusal>> {
    use SubjectRequestConfirmRefusal as R;
    if retention::is_held(tx.conn(), [request.subject.uuid()]).await? {
        let along = Along { refusal: Some(RefusalGround::LegalHold), ..Along::default() };
        let by = (Actor::SYSTEM, "held for a proceeding (RT-5)");
        decide(tx, request, RequestState::Refused, along, by).await?;
        return Ok(());
    }
    match close_within(tx, person).await {
        Ok(_) => {}
        Err(Error::Refused(refused)) => {
            return Err(match refused.code {
                AccountCloseRefusal::StepUpNeeded => R::StepUpNeeded,
                AccountCloseRefusal::GuardianOfChild => R::GuardianOfChild,
                AccountCloseRefusal::LegalHold => R::StateForbids,
            }
            .into());
        }
        Err(Error::Failed(failure)) => return Err(failure.into()),
    }
    let by = (Actor::SYSTEM, "account closed (PD-4)");
    decide(tx, request, RequestState::Fulfilled, Along::default(), by).await?;
    Ok(())
}

/// Disagrees with a refusal; somebody else looks, in the same time once more.
///
/// # Errors
/// [`SubjectRequestAppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    id: Id<SubjectRequest>,
    text: &str,
) -> Result<SubjectRequest, Error<SubjectRequestAppealRefusal>> {
    use SubjectRequestAppealRefusal as R;
    let text = Prose::<1, 1000>::parse(text).map_err(|_| R::TextInvalid)?;
    let subject = person.account_id().uuid();
    let keys = keys_of(app, subject).await?;
    transaction!(app, |tx| {
        let request = own(tx, person, id).await?.ok_or(R::RequestNotFound)?;
        if request.state != RequestState::Refused {
            return Err(R::NotRefused.into());
        }
        let due = due(request.law, tx.now(), &WorkingDays::built_in());
        let due = due.map_err(|error| Failure::because("deadline of an appeal", error))?;
        let texts = Texts::appealed(&keys, &request, text.as_str())?;
        let along = Along {
            texts: Some(texts),
            is_appeal: true,
            due_at: Some(due.instant()),
            ..Along::default()
        };
        let by = (Actor::person(ActorKind::User, subject), "PD-7");
        walk(tx, &request, RequestState::Appealed, along, by).await.map_err(|failure| {
            failure.or_refuse("uq_subject_request__subject__kind", R::AlreadyOpen)
        })?;
        timers::set(tx, OVERDUE, id.uuid(), due.instant()).await?;
        Ok(again(tx, id).await?)
    })
}

/// Makes the one link that opens an archive, once and within ten minutes; an older one dies.
///
/// # Errors
/// [`SubjectArchiveLinkRefusal`], or ours.
pub async fn link(
    app: &App,
    person: &Person,
    id: Id<SubjectRequest>,
) -> Result<ArchiveLink, Error<SubjectArchiveLinkRefusal>> {
    use SubjectArchiveLinkRefusal as R;
    let token = URL_SAFE_NO_PAD.encode(app.chance().bytes::<32>());
    transaction!(app, |tx| {
        let request = own(tx, person, id).await?.ok_or(R::RequestNotFound)?;
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let archive = request.archive.ok_or(R::NotReady)?;
        if archive.expires_at <= tx.now() {
            return Err(R::Expired.into());
        }
        let expires_at = archive.expires_at.min(tx.now() + LINK_LIFE);
        store::set_link(tx, id, Some(&Link { hash: sha256_of(&token), expires_at })).await?;
        let site = app.settings().server.public_url.as_str().trim_end_matches('/').to_owned();
        Ok(ArchiveLink { url: format!("{site}/archives/{id}/{token}"), expires_at })
    })
}

/// Ends the restriction of one's own data; `false` if there was none.
///
/// # Errors
/// Ours.
pub async fn lift_restriction(app: &App, person: &Person) -> Result<bool, Failure> {
    transaction!(app, |tx| { consent::lift_restriction(tx, person.account_id().uuid()).await })
}

async fn own(
    tx: &Tx,
    person: &Person,
    id: Id<SubjectRequest>,
) -> Result<Option<SubjectRequest>, Failure> {
    let found = store::lock(tx, id).await?;
    Ok(found.filter(|request| request.subject == person.account_id()))
}

/// Moves a locked request and writes its timeline.
pub(super) async fn walk(
    tx: &Tx,
    request: &SubjectRequest,
    to: RequestState,
    along: Along,
    (actor, cause): (Actor, &str),
) -> Result<SubjectRequest, Failure> {
    if !store::move_state(tx, request.id, request.state, to, along).await? {
        return Err(Failure::broken("a locked request moved"));
    }
    let step = Step {
        aggregate: request.id.uuid(),
        from: request.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    Ok(SubjectRequest { state: to, ..request.clone() })
}

/// The same for an end: its clock stops, and it is told.
pub(super) async fn decide(
    tx: &Tx,
    request: &SubjectRequest,
    to: RequestState,
    along: Along,
    by: (Actor, &str),
) -> Result<(), Failure> {
    walk(tx, request, to, along, by).await?;
    timers::cancel(tx, OVERDUE, request.id.uuid()).await?;
    events::record(tx, &SubjectRequestDecided { request_id: request.id.uuid() }).await
}

pub(super) async fn again(tx: &Tx, id: Id<SubjectRequest>) -> Result<SubjectRequest, Failure> {
    let found = store::by_id(tx.conn(), id).await?;
    found.ok_or_else(|| Failure::broken("a request vanished in a transaction"))
}
