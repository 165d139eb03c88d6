//! An appeal: once, within seven days, by either side. Another panel decides, and nothing is
//! carried out before it does that was not carried out already.

use platform::kernel::{Id, Prose};
use platform::{App, Error};

use super::mediating::fill_seats;
use super::moving::{Said, go, say};
use crate::complaints::complaint::{Complaint, ComplaintState, Side};
use crate::complaints::store::messages::MessageKind;
use crate::complaints::words;
use crate::identity::Person;

case_refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum AppealRefusal: "ComplaintAppealErrorCode", ComplaintAppealUserError {
        /// Not 10 to 5,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 5,000 characters why you disagree.",
        /// It was decided on appeal, or agreed: that stands. A court may still hear you.
        Final at ["complaintId"] says "This is final here. A court may still hear you.",
        /// Seven days have passed since the decision.
        TooLate at ["complaintId"] says "An appeal is made within seven days.",
    }
}

/// Appeals against a decision.
///
/// # Errors
/// [`AppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Complaint>, &str),
) -> Result<Complaint, Error<AppealRefusal>> {
    use AppealRefusal as R;
    let words = Prose::<10, 5000>::parse(text);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    about_case!(R, app, person, "complaintAppeal", (key, text), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant | Side::Seller);
        if case.state != ComplaintState::Resolved {
            return Err(R::StateForbids.into());
        }
        let text = words.as_ref().map_err(|_| R::TextInvalid)?.as_str();
        let by = case.appeal_by.ok_or(R::Final)?;
        if tx.now() >= by {
            return Err(R::TooLate.into());
        }
        let (kind, about) = (MessageKind::Appeal, None);
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        let step = (ComplaintState::Appealed, party.actor(), "appealed against");
        let after = go(tx, &case, step, |after| {
            after.instance = 2;
            after.appeal_by = None;
        })
        .await?;
        fill_seats(tx, &after).await?;
        after
    })
}
