//! What staff do with requests: fulfil corrections, refuse with a reason, and decide on appeals,
//! which nobody does who refused (PD-7).

use platform::database::Tx;
use platform::kernel::{Id, Prose};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, events, refusals, transaction};

use super::requests::{again, decide, walk};
use crate::data_rights::facts::SubjectRequestStarted;
use crate::data_rights::request::{Doer, RefusalGround, RequestState, SubjectRequest, doer};
use crate::data_rights::store::requests::{self as store, Along};
use crate::data_rights::words::Texts;
use crate::identity::viewer::{Compliance, Support};
use crate::identity::{Person, Staff};
use crate::privacy::{SubjectKeys, is_erased, keys_of};

/// What stops every decision of staff, in order of precedence.
enum Stop {
    Answer,
    Unknown,
    Own,
}

/// Refusals of a decision: the three that all have first, then its own.
macro_rules! decision_refusals {
    (
        $(#[$about:meta])*
        $name:ident: $code:literal, $error:ident, $asks:literal { $($own:tt)* }
    ) => {
        refusals! {
            $(#[$about])*
            pub enum $name: $code, $error {
                /// Not 1 to 1,000 characters.
                AnswerInvalid at ["answer"] says $asks,
                /// There is no such request.
                RequestNotFound at ["requestId"] says "There is no such request.",
                /// It is your own.
                OwnRequest at ["requestId"] says "This is your own request.",
                $($own)*
            }
        }

        impl From<Stop> for $name {
            fn from(stop: Stop) -> Self {
                match stop {
                    Stop::Answer => Self::AnswerInvalid,
                    Stop::Unknown => Self::RequestNotFound,
                    Stop::Own => Self::OwnRequest,
                }
            }
        }
    };
}

decision_refusals! {
    /// Why a request was not fulfilled, in order of precedence.
    SubjectRequestFulfilRefusal: "SubjectRequestFulfilErrorCode", SubjectRequestFulfilUserError,
    "Say in 1 to 1,000 characters what was done." {
        /// It is not being worked on.
        NotInProgress at ["requestId"] says "This request is not being worked on.",
        /// A program does this, or whoever asked.
        NotByStaff at ["requestId"] says "This is not done by hand.",
    }
}

decision_refusals! {
    /// Why a request was not refused, in order of precedence.
    SubjectRequestRefuseRefusal: "SubjectRequestRefuseErrorCode", SubjectRequestRefuseUserError,
    "Give the reason in 1 to 1,000 characters." {
        /// It is not being worked on.
        NotInProgress at ["requestId"] says "This request is not being worked on.",
    }
}

decision_refusals! {
    /// Why an appeal was not decided, in order of precedence.
    SubjectAppealDecideRefusal: "SubjectAppealDecideErrorCode", SubjectAppealDecideUserError,
    "Give the reason in 1 to 1,000 characters." {
        /// Nobody has appealed.
        NotAppealed at ["requestId"] says "Nobody has appealed.",
        /// You refused it: somebody else decides on the appeal.
        DecidedBySame at ["requestId"] says "You refused it; somebody else decides now.",
    }
}

/// What staff add to a decision, and the keys to seal it; none where the data of whoever asked has
/// been erased, who can then read nothing any more.
struct Answer {
    text: Prose<1, 1000>,
    keys: Option<SubjectKeys>,
}

impl Answer {
    async fn to(
        app: &App,
        id: Id<SubjectRequest>,
        text: &str,
    ) -> Result<Result<Self, Stop>, Failure> {
        let Ok(text) = Prose::<1, 1000>::parse(text) else { return Ok(Err(Stop::Answer)) };
        let found = store::by_id(app.reader(), id).await?;
        let Some(request) = found else { return Ok(Err(Stop::Unknown)) };
        let subject = request.subject.uuid();
        let erased = is_erased(app.reader(), subject).await?;
        let keys = if erased { None } else { Some(keys_of(app, subject).await?) };
        Ok(Ok(Self { text, keys }))
    }

    /// What goes with a decision about a locked request.
    fn along(&self, request: &SubjectRequest, by: &Person) -> Result<Along, Failure> {
        let seal = |keys| Texts::answered(keys, request, self.text.as_str());
        let texts = self.keys.as_ref().map(seal).transpose()?;
        let decided_by = Some(by.account_id().uuid());
        Ok(Along { decided_by, texts, ..Along::default() })
    }
}

/// Somebody else's request, its row locked.
async fn of_another(
    tx: &Tx,
    id: Id<SubjectRequest>,
    staff: &Person,
) -> Result<Result<SubjectRequest, Stop>, Failure> {
    let Some(request) = store::lock(tx, id).await? else { return Ok(Err(Stop::Unknown)) };
    Ok(if request.subject == staff.account_id() { Err(Stop::Own) } else { Ok(request) })
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
    let answer = Answer::to(app, id, answer).await?.map_err(R::from)?;
    let person = staff.person();
    transaction!(app, |tx| {
        let request = of_another(tx, id, person).await?.map_err(R::from)?;
        if request.state != RequestState::InProgress {
            return Err(R::NotInProgress.into());
        }
        if doer(request.kind) != Doer::Staff {
            return Err(R::NotByStaff.into());
        }
        let along = answer.along(&request, person)?;
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
    let answer = Answer::to(app, id, answer).await?.map_err(R::from)?;
    let person = staff.person();
    transaction!(app, |tx| {
        let request = of_another(tx, id, person).await?.map_err(R::from)?;
        if request.state != RequestState::InProgress {
            return Err(R::NotInProgress.into());
        }
        let along = Along { refusal: Some(ground), ..answer.along(&request, person)? };
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
    let answer = Answer::to(app, id, answer).await?.map_err(R::from)?;
    let person = staff.person();
    transaction!(app, |tx| {
        let request = of_another(tx, id, person).await?.map_err(R::from)?;
        if request.state != RequestState::Appealed {
            return Err(R::NotAppealed.into());
        }
        if request.decided_by == Some(person.account_id().uuid()) {
            return Err(R::DecidedBySame.into());
        }
        let along = answer.along(&request, person)?;
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
