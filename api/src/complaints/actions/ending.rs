//! A case ends before its time because its complainant wants it to, or with what they say of it.

use platform::kernel::{Id, Prose};
use platform::transitions::{ActorKind, States as _};
use platform::{App, Error};

use super::moving::{Said, drop_open, go, say};
use crate::complaints::complaint::{Complaint, ComplaintState, Referral, Side};
use crate::complaints::store::messages::MessageKind;
use crate::complaints::words;
use crate::identity::Person;

case_refusals! {
    /// Why a complaint was not withdrawn, in order of precedence.
    pub enum WithdrawRefusal: "ComplaintWithdrawErrorCode", ComplaintWithdrawUserError {}
}

case_refusals! {
    /// Why a complaint was not taken elsewhere, in order of precedence.
    pub enum ReferRefusal: "ComplaintReferErrorCode", ComplaintReferUserError {}
}

case_refusals! {
    /// Why feedback was not taken, in order of precedence.
    pub enum FeedbackRefusal: "ComplaintFeedbackGiveErrorCode", ComplaintFeedbackGiveUserError {
        /// Not 1 to 5.
        SatisfactionInvalid at ["satisfaction"] says "Say from 1 to 5 how content you are.",
        /// Not at most 1,000 characters.
        TextInvalid at ["text"] says "Say it in at most 1,000 characters.",
    }
}

/// Withdraws a complaint; only its complainant does, in every open state before a decision.
///
/// # Errors
/// [`WithdrawRefusal`], or ours.
pub async fn withdraw(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<WithdrawRefusal>> {
    use WithdrawRefusal as R;
    about_case!(R, app, person, "complaintWithdraw", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant);
        if !case.state.may_become(ComplaintState::Withdrawn, ActorKind::Buyer) {
            return Err(R::StateForbids.into());
        }
        drop_open(tx, &case, party.actor()).await?;
        let step = (ComplaintState::Withdrawn, party.actor(), "withdrawn by its complainant");
        go(tx, &case, step, |after| after.pause = None).await?
    })
}

/// Takes a complaint elsewhere: what is here goes along as an archive, and ends.
///
/// # Errors
/// [`ReferRefusal`], or ours.
pub async fn refer(
    app: &App,
    person: &Person,
    key: &str,
    (id, to): (Id<Complaint>, Referral),
) -> Result<Complaint, Error<ReferRefusal>> {
    use ReferRefusal as R;
    about_case!(R, app, person, "complaintRefer", (key, to), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant);
        if !case.state.may_become(ComplaintState::Referred, ActorKind::Buyer) {
            return Err(R::StateForbids.into());
        }
        drop_open(tx, &case, party.actor()).await?;
        let step = (ComplaintState::Referred, party.actor(), "taken elsewhere");
        go(tx, &case, step, |after| {
            after.referred_to = Some(to);
            after.pause = None;
        })
        .await?
    })
}

/// Says how content the complainant is, and closes the case.
///
/// # Errors
/// [`FeedbackRefusal`], or ours.
pub async fn feedback(
    app: &App,
    person: &Person,
    key: &str,
    (id, satisfaction, text): (Id<Complaint>, i32, Option<&str>),
) -> Result<Complaint, Error<FeedbackRefusal>> {
    use FeedbackRefusal as R;
    let words = text.map(Prose::<1, 1000>::parse).transpose();
    let said = words.as_ref().is_ok_and(Option::is_some);
    let keys = words::keys_if(app, id, said).await?;
    let input = (satisfaction, text);
    about_case!(R, app, person, "complaintFeedbackGive", (key, input), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant);
        if case.state != ComplaintState::Feedback {
            return Err(R::StateForbids.into());
        }
        let satisfaction = u8::try_from(satisfaction).ok().filter(|n| (1..=5).contains(n));
        let satisfaction = Some(satisfaction.ok_or(R::SatisfactionInvalid)?);
        if let Some(text) = words.as_ref().map_err(|_| R::TextInvalid)? {
            let (kind, about, text) = (MessageKind::Feedback, None, text.as_str());
            say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about })
                .await?;
        }
        let step = (ComplaintState::Closed, party.actor(), "its complainant has said");
        go(tx, &case, step, |after| after.satisfaction = satisfaction).await?
    })
}
