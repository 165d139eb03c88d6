//! Offers: either side makes one, a mediator proposes one; when both sides have agreed, the case is
//! resolved by it.

use platform::database::Tx;
use platform::kernel::{Id, Prose};
use platform::{App, Error, Failure};

use super::executing::at_once;
use super::moving::{Outcome, Said, change, end_offer, resolve, say};
use crate::complaints::complaint::{Basis, Complaint, ComplaintState, Side};
use crate::complaints::facts::Change;
use crate::complaints::offer::{Offer, OfferState};
use crate::complaints::party::Party;
use crate::complaints::remedy::{Amounts, Finding};
use crate::complaints::store::messages::MessageKind;
use crate::complaints::store::offers;
use crate::complaints::words;
use crate::identity::Person;
use crate::orders;

/// The most that compensation comes to: ten times what the order cost (FSL 148).
pub const MOST_COMPENSATION: i64 = 10;

/// The least that a statutory multiple comes to, in fen; compensation may reach it (FSL 148).
pub const LEAST_MULTIPLE: i64 = 100_000;

case_refusals! {
    /// Why an offer was not made, in order of precedence.
    pub enum OfferRefusal: "ComplaintOfferMakeErrorCode", ComplaintOfferMakeUserError {
        /// Nothing is offered, money without an order, less than nothing, more than the order cost,
        /// or compensation above ten times that.
        AmountInvalid at [] says "This cannot be offered.",
        /// Not at most 2,000 characters.
        TextInvalid at ["text"] says "Say it in at most 2,000 characters.",
    }
}

case_refusals! {
    /// Why an offer was not answered, in order of precedence.
    pub enum AnswerRefusal: "ComplaintOfferAnswerErrorCode", ComplaintOfferAnswerUserError {
        /// It is open no more: another took its place, or the case went on.
        OfferNotOpen at ["offerId"] says "This offer is not open any more.",
        /// You have made it, or agreed to it already.
        AlreadyAgreed at ["offerId"] says "Your side has agreed to this offer.",
    }
}

/// What is offered, and why.
#[derive(Debug, Clone, serde::Serialize)]
pub struct OfferInput {
    pub amounts: Amounts,
    pub text: String,
}

/// Offers something, or proposes it as mediator; it takes the place of what was offered before.
///
/// # Errors
/// [`OfferRefusal`], or ours.
pub async fn make(
    app: &App,
    person: &Person,
    key: &str,
    (id, input): (Id<Complaint>, &OfferInput),
) -> Result<Complaint, Error<OfferRefusal>> {
    use OfferRefusal as R;
    let words = Prose::<1, 2000>::parse(&input.text);
    let keys = words::keys_if(app, id, words.is_ok()).await?;
    about_case!(R, app, person, "complaintOfferMake", (key, input), id, |tx, case| {
        let party =
            as_side!(R, tx, person, &case, Side::Complainant | Side::Seller | Side::Mediator);
        let mediates = case.state == ComplaintState::Mediation;
        if !case.may_settle() || (party.side == Side::Mediator && !mediates) {
            return Err(R::StateForbids.into());
        }
        may_be_moved(tx, &case, input.amounts).await?.map_err(|()| R::AmountInvalid)?;
        let text = words.as_ref().map_err(|_| R::TextInvalid)?.as_str();
        if let Some(before) = offers::open_of(tx.conn(), id).await? {
            let replaced = (OfferState::Replaced, party.actor(), "another offer");
            end_offer(tx, before, replaced).await?;
        }
        let offer = Offer {
            id: tx.app().new_id(),
            complaint: id,
            side: party.side,
            made_by: party.account,
            amounts: input.amounts,
            state: OfferState::Open,
            complainant_agreed_at: None,
            seller_agreed_at: None,
            made_at: tx.now(),
            ended_at: None,
        };
        let offer = offer.agreed(party.side, tx.now());
        offers::insert(tx, &offer).await?;
        let (kind, about) = (MessageKind::Offer, Some(offer.id.uuid()));
        say(tx, id, party, &Said { keys: words::had(keys.as_ref())?, kind, text, about }).await?;
        change(tx, &case, case.clone(), Change::Offered).await?
    })
}

/// Whether amounts can be agreed to or decided about a case at all.
pub async fn may_be_moved(
    tx: &Tx,
    case: &Complaint,
    amounts: Amounts,
) -> Result<Result<(), ()>, Failure> {
    let Amounts { refund, compensation, penalty, .. } = amounts;
    let Some(order) = case.order_id else {
        return Ok(if amounts.has_money() { Err(()) } else { Ok(()) });
    };
    let order = orders::lock(tx, order).await?;
    let paid = order.map_or(0, |order| order.price.total.minor());
    let most = paid.saturating_mul(MOST_COMPENSATION).max(LEAST_MULTIPLE);
    let sound = (0..=paid).contains(&refund)
        && (0..=most).contains(&compensation)
        && (0..=most).contains(&penalty);
    Ok(if sound { Ok(()) } else { Err(()) })
}

/// Agrees to what is offered, or says no. When both sides have agreed, the case is resolved.
///
/// # Errors
/// [`AnswerRefusal`], or ours.
pub async fn answer(
    app: &App,
    person: &Person,
    key: &str,
    (id, offer, agrees): (Id<Complaint>, Id<Offer>, bool),
) -> Result<Complaint, Error<AnswerRefusal>> {
    use AnswerRefusal as R;
    let input = (offer.uuid(), agrees);
    about_case!(R, app, person, "complaintOfferAnswer", (key, input), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, Side::Complainant | Side::Seller);
        if !case.may_settle() {
            return Err(R::StateForbids.into());
        }
        let open = offers::open_of(tx.conn(), id).await?.filter(|open| open.id == offer);
        let open = open.ok_or(R::OfferNotOpen)?;
        if agrees {
            agreed(tx, &case, (open, party)).await?.ok_or(R::AlreadyAgreed)?
        } else {
            let declined = (OfferState::Declined, party.actor(), "declined");
            end_offer(tx, open, declined).await?;
            change(tx, &case, case.clone(), Change::OfferDeclined).await?
        }
    })
}

/// One side agrees; with both, the case is resolved. Nothing where it had agreed before.
async fn agreed(
    tx: &Tx,
    case: &Complaint,
    (open, party): (Offer, Party),
) -> Result<Option<Complaint>, Failure> {
    let after = open.clone().agreed(party.side, tx.now());
    if after == open {
        return Ok(None);
    }
    if after.is_agreed() {
        return settle(tx, case, (after, party)).await.map(Some);
    }
    if !offers::put(tx, &after).await? {
        return Err(Failure::contention("an offer moved meanwhile"));
    }
    change(tx, case, case.clone(), Change::Offered).await.map(Some)
}

/// Both sides have agreed: what they agreed to is due. Where nothing has to be done it is done.
async fn settle(
    tx: &Tx,
    case: &Complaint,
    (offer, party): (Offer, Party),
) -> Result<Complaint, Failure> {
    let amounts = offer.amounts;
    let by_mediator = offer.side == Side::Mediator;
    let agreed = (OfferState::Accepted, party.actor(), "both sides agreed");
    end_offer(tx, offer, agreed).await?;
    let basis = if by_mediator { Basis::Mediation } else { Basis::Settlement };
    let outcome =
        Outcome { basis, finding: Finding::Agreed, amounts, by: party, cause: "both sides agreed" };
    let (after, remedy) = resolve(tx, case, &outcome).await?;
    at_once(tx, after, &remedy).await
}
