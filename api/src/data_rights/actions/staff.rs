//! What staff do with requests: fulfil corrections, refuse with a reason, and decide on appeals,
//! which nobody does who refused (PD-7).

use platform::kernel::{Id, Prose};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, events, refusals, transaction};
use uuid::Uuid;

use super::requests::{again, decide, walk};
use crate::data_rights::facts::SubjectRequestStarted;
use crate::data_rights::request::{Doer, RefusalGround, RequestState, SubjectRequest, doer};
use crate::data_rights::store::requests::{self as store, Along};
use crate::data_rights::words::{RequestAnswer, Sealed, seal};
use crate::identity::viewer::{Compliance, Support};
use crate::identity::{Person, Staff};
use crate::privacy::{is_erased, keys_of};

refusals! {
    /// Why a request was not fulfilled, in order of precedence.
    pub enum SubjectRequestFulfilRefusal: "SubjectRequestFulfilErrorCode",
        SubjectRequestFulfilUserError {
        /// Not 1 to 1,000 characters.
        AnswerInvalid at ["answer"] says "Say in 1 to 1,000 characters what was done.",
        /// There is no such request.
        RequestNotFound at ["requestId"] says "There is no such request.",
        /// It is your own.
        OwnRequest at ["requestId"] says "This is your own request.",
        /// It is not being worked on.
        NotInProgress at ["requestId"] says "This request is not being worked on.",
        /// A program does this, or whoever asked.
        NotByStaff at ["requestId"] says "This is not done by hand.",
    }
}

refusals! {
    /// Why a request was not refused, in order of precedence.
    pub enum SubjectRequestRefuseRefusal: "SubjectRequestRefuseErrorCode",
        SubjectRequestRefuseUserError {
        /// Not 1 to 1,000 characters.
        AnswerInvalid at ["answer"] says "Give the reason in 1 to 1,000 characters.",
        /// There is no such request.
        RequestNotFound at ["requestId"] says "There is no such request.",
        /// It is your own.
        OwnRequest at ["requestId"] says "This is your own request.",
        /// It is not being worked on.
        NotInProgress at ["requestId"] says "This request is not being worked on.",
    }
}

refusals! {
    /// Why an appeal was not decided, in order of precedence.
    pub enum SubjectAppealDecideRefusal: "SubjectAppealDecideErrorCode",
        SubjectAppealDecideUserError {
        /// Not 1 to 1,000 characters.
        AnswerInvalid at ["answer"] says "Give the reason in 1 to 1,000 characters.",
        /// There is no such request.
        RequestNotFound at ["requestId"] says "There is no such request.",
        /// It is your own.
        OwnRequest at ["requestId"] says "This is your own request.",
        /// Nobody has appealed.
        NotAppealed at ["requestId"] says "Nobody has appealed.",
        /// You refused it: somebody else decides on the appeal.
        DecidedBySame at ["requestId"] says "You refused it; somebody else decides now.",
    }
}

/// What staff add to a decision, if whoever asked can still read it.
struct Answer(Option<Sealed>);

/// The answer sealed; without it where the data of whoever asked has been erased. Nothing if there
/// is no such request.
async fn sealed(app: &App, id: Id<SubjectRequest>, text: &str) -> Result<Option<Answer>, Failure> {
    let Some(request) = store::by_id(app.reader(), id).await? else { return Ok(None) };
    let subject = request.subject.uuid();
    if is_erased(app.reader(), subject).await? {
        return Ok(Some(Answer(None)));
    }
    let keys = keys_of(app, subject).await?;
    let sealed = seal::<RequestAnswer>(&keys, (subject, id.uuid()), text)?;
    Ok(Some(Answer(Some(sealed))))
}

fn by(staff: &Person) -> Actor {
    Actor::person(ActorKind::Staff, staff.account_id().uuid())
}

/// Says that what was to be put right has been.
///
/// # Errors
/// [`SubjectRequestFulfilRefusal`], or ours.
pub async fn fulfil(
    app: &App,
    staff: &Staff<Support>,
    id: Id<SubjectRequest>,
    answer: &str,
) -> Result<SubjectRequest, Error<SubjectRequestFulfilRefusal>> {
    use SubjectRequestFulfilRefusal as R;
    let answer = Prose::<1, 1000>::parse(answer).map_err(|_| R::AnswerInvalid)?;
    let Answer(answer) = sealed(app, id, answer.as_str()).await?.ok_or(R::RequestNotFound)?;
    let person = staff.person();
    transaction!(app, |tx| {
        let request = store::lock(tx, id).await?.ok_or(R::RequestNotFound)?;
        if request.subject == person.account_id() {
            return Err(R::OwnRequest.into());
        }
        if request.state != RequestState::InProgress {
            return Err(R::NotInProgress.into());
        }
        if doer(request.kind) != Doer::Staff {
            return Err(R::NotByStaff.into());
        }
        let along = Along {
            decided_by: Some(person.account_id().uuid()),
            answer: answer.clone(),
            ..Along::default()
        };
        decide(tx, &request, RequestState::Fulfilled, along, (by(person), "put right")).await?;
        Ok(again(tx, id).await?)
    })
}

/// Refuses a request, with a ground and a reason; whoever asked may appeal.
///
/// # Errors
/// [`SubjectRequestRefuseRefusal`], or ours.
pub async fn refuse(
    app: &App,
    staff: &Staff<Support>,
    id: Id<SubjectRequest>,
    ground: RefusalGround,
    answer: &str,
) -> Result<SubjectRequest, Error<SubjectRequestRefuseRefusal>> {
    use SubjectRequestRefuseRefusal as R;
    let answer = Prose::<1, 1000>::parse(answer).map_err(|_| R::AnswerInvalid)?;
    let Answer(answer) = sealed(app, id, answer.as_str()).await?.ok_or(R::RequestNotFound)?;
    let person = staff.person();
    transaction!(app, |tx| {
        let request = store::lock(tx, id).await?.ok_or(R::RequestNotFound)?;
        if request.subject == person.account_id() {
            return Err(R::OwnRequest.into());
        }
        if request.state != RequestState::InProgress {
            return Err(R::NotInProgress.into());
        }
        let along = Along {
            decided_by: Some(person.account_id().uuid()),
            refusal: Some(ground),
            answer: answer.clone(),
            ..Along::default()
        };
        decide(tx, &request, RequestState::Refused, along, (by(person), "refused")).await?;
        Ok(again(tx, id).await?)
    })
}

/// Decides on an appeal: the request is worked on again, or stays refused for good.
///
/// # Errors
/// [`SubjectAppealDecideRefusal`], or ours.
pub async fn decide_appeal(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<SubjectRequest>,
    upheld: bool,
    answer: &str,
) -> Result<SubjectRequest, Error<SubjectAppealDecideRefusal>> {
    use SubjectAppealDecideRefusal as R;
    let answer = Prose::<1, 1000>::parse(answer).map_err(|_| R::AnswerInvalid)?;
    let Answer(answer) = sealed(app, id, answer.as_str()).await?.ok_or(R::RequestNotFound)?;
    let person = staff.person();
    let own: Uuid = person.account_id().uuid();
    transaction!(app, |tx| {
        let request = store::lock(tx, id).await?.ok_or(R::RequestNotFound)?;
        if request.subject == person.account_id() {
            return Err(R::OwnRequest.into());
        }
        if request.state != RequestState::Appealed {
            return Err(R::NotAppealed.into());
        }
        if request.decided_by == Some(own) {
            return Err(R::DecidedBySame.into());
        }
        let along = Along { decided_by: Some(own), answer: answer.clone(), ..Along::default() };
        if upheld {
            let by = (by(person), "the appeal was right");
            walk(tx, &request, RequestState::InProgress, along, by).await?;
            if doer(request.kind) == Doer::Archivist {
                let fact = SubjectRequestStarted { request_id: id.uuid() };
                events::record(tx, &fact).await?;
            }
        } else {
            let by = (by(person), "the appeal was dismissed");
            decide(tx, &request, RequestState::RefusedFinally, along, by).await?;
        }
        Ok(again(tx, id).await?)
    })
}
