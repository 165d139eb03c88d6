//! The shop answers within a day, and negotiation begins; the complainant may go on to evidence
//! when talking leads nowhere.

use platform::kernel::{Id, Prose};
use platform::{App, Error};

use super::moving::{Said, change, drop_open, go, say};
use crate::complaints::complaint::{Complaint, ComplaintState, Side};
use crate::complaints::facts::Change;
use crate::complaints::store::messages::MessageKind;
use crate::complaints::words;
use crate::identity::Person;

case_refusals! {
    /// Why a reply was not taken, in order of precedence.
    pub enum ReplyRefusal: "ComplaintReplyErrorCode", ComplaintReplyUserError {
        /// Not 1 to 5,000 characters.
        TextInvalid at ["text"] says "Answer in 1 to 5,000 characters.",
        /// Your shop's day has passed; what you say now you say as a message.
        TooLate at ["complaintId"] says "The time to answer has passed.",
    }
}

case_refusals! {
    /// Why a complaint did not go on to evidence, in order of precedence.
    pub enum EscalateRefusal: "ComplaintEscalateErrorCode", ComplaintEscalateUserError {}
}

/// Answers a complaint for the shop, in time. To the second: what comes at the deadline is late,
/// though the timer has not run yet.
///
/// # Errors
/// [`ReplyRefusal`], or ours.
pub async fn reply(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Complaint>, &str),
) -> Result<Complaint, Error<ReplyRefusal>> {
    use ReplyRefusal as R;
    let words = Prose::<1, 5000>::parse(text);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    about_case!(R, app, person, "complaintReply", (key, text), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Seller);
        if case.state != ComplaintState::Accepted {
            return Err(R::StateForbids.into());
        }
        let text = words.as_ref().map_err(|_| R::TextInvalid)?.as_str();
        if case.due_at.is_some_and(|due| due <= tx.now()) {
            return Err(R::TooLate.into());
        }
        let (kind, about) = (MessageKind::Reply, None);
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        let now = tx.now();
        let step = (ComplaintState::Negotiating, party.actor(), "the shop has answered");
        go(tx, &case, step, |after| after.replied_at = Some(now)).await?
    })
}

/// Ends negotiation before its time: the evidence is collected, and the platform looks into it.
///
/// # Errors
/// [`EscalateRefusal`], or ours.
pub async fn escalate(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<EscalateRefusal>> {
    use EscalateRefusal as R;
    about_case!(R, app, person, "complaintEscalate", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant);
        if case.state != ComplaintState::Negotiating {
            return Err(R::StateForbids.into());
        }
        drop_open(tx, &case, party.actor()).await?;
        let step = (ComplaintState::EvidenceCollection, party.actor(), "talking led nowhere");
        go(tx, &case, step, |_| ()).await?
    })
}

case_refusals! {
    /// Why a message was not taken, in order of precedence.
    pub enum MessageRefusal: "ComplaintMessageSendErrorCode", ComplaintMessageSendUserError {
        /// Not 1 to 2,000 characters.
        TextInvalid at ["text"] says "A message has 1 to 2,000 characters.",
        /// A case has a thousand messages at most.
        TooManyMessages at ["complaintId"] says "This case has a thousand messages.",
    }
}

/// How many messages a case has at most.
const MOST_MESSAGES: i64 = 1_000;

/// Says something in the conversation of a case that is open.
///
/// # Errors
/// [`MessageRefusal`], or ours.
pub async fn send(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Complaint>, &str),
) -> Result<Complaint, Error<MessageRefusal>> {
    use MessageRefusal as R;
    let words = Prose::<1, 2000>::parse(text);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    about_case!(R, app, person, "complaintMessageSend", (key, text), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, _);
        if !case.state.is_open() {
            return Err(R::StateForbids.into());
        }
        let text = words.as_ref().map_err(|_| R::TextInvalid)?.as_str();
        if crate::complaints::store::messages::next(tx, id).await? > MOST_MESSAGES {
            return Err(R::TooManyMessages.into());
        }
        let (kind, about) = (MessageKind::Message, None);
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        change(tx, &case, case.clone(), Change::Said).await?
    })
}
