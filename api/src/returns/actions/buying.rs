//! What a buyer does about a return of theirs: take it back, send the goods, answer what the shop
//! says, confirm what came.

use platform::kernel::{Id, Line, Prose};
use platform::{App, Error};

use super::moving::go;
use super::settling::{self, owed_for};
use crate::identity::Person;
use crate::returns::goods_return::{Return, ReturnState, Settler};
use crate::returns::party::Side;
use crate::returns::store::words::Word;
use crate::returns::words;

return_refusals! {
    /// Why a return was not taken back, in order of precedence.
    pub enum WithdrawRefusal: "ReturnWithdrawErrorCode", ReturnWithdrawUserError {}
}

return_refusals! {
    /// Why goods were not taken as sent, in order of precedence.
    pub enum ShipRefusal: "ReturnShipErrorCode", ReturnShipUserError {
        /// Not 1 to 40 characters.
        CarrierInvalid at ["carrier"] says "A carrier's name has 1 to 40 characters.",
        /// Not 4 to 40 characters.
        WaybillInvalid at ["waybill"] says "A waybill has 4 to 40 characters.",
        /// Not 0 to 5,000 minor units.
        CarriageInvalid at ["carriageMinor"]
            says "What it cost to send is at most 5,000 minor units.",
    }
}

return_refusals! {
    /// Why an answer was not taken, in order of precedence.
    pub enum AnswerRefusal: "ReturnAnswerErrorCode", ReturnAnswerUserError {
        /// Not 1 to 1,000 characters; who disagrees says why.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why you disagree.",
        /// The money of the order is frozen until a report is decided.
        MoneyFrozen at ["returnId"]
            says "The money of this order is frozen until a report is decided.",
    }
}

/// Takes a return back, before anything was sent.
///
/// # Errors
/// [`WithdrawRefusal`], or ours.
pub async fn withdraw(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Return>,
) -> Result<Return, Error<WithdrawRefusal>> {
    use WithdrawRefusal as R;
    about_return!(R, app, person, "returnWithdraw", (key, ()), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Buyer);
        may_go!(R, &back, party, ReturnState::Withdrawn);
        let step = (ReturnState::Withdrawn, party.actor(), "taken back by its buyer");
        go(tx, (&back, &order), step, |_| ()).await?
    })
}

/// How goods go back.
#[derive(Debug, Clone, serde::Serialize)]
pub struct ShipInput {
    pub carrier: String,
    pub waybill: String,
    /// What it cost, in minor units; counts where the shop bears it.
    pub carriage_minor: i64,
}

/// Tells how the goods go back.
///
/// # Errors
/// [`ShipRefusal`], or ours.
pub async fn ship(
    app: &App,
    person: &Person,
    key: &str,
    (id, input): (Id<Return>, &ShipInput),
) -> Result<Return, Error<ShipRefusal>> {
    use ShipRefusal as R;
    about_return!(R, app, person, "returnShip", (key, input), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Buyer);
        may_go!(R, &back, party, ReturnState::InReturn);
        let carrier = Line::<1, 40>::parse(&input.carrier).map_err(|_| R::CarrierInvalid)?;
        let waybill = Line::<4, 40>::parse(&input.waybill).map_err(|_| R::WaybillInvalid)?;
        if !(0..=5_000).contains(&input.carriage_minor) {
            return Err(R::CarriageInvalid.into());
        }
        let sent = (carrier.as_str().to_owned(), waybill.as_str().to_owned());
        let step = (ReturnState::InReturn, party.actor(), "sent back");
        go(tx, (&back, &order), step, |after| {
            after.sent_back = Some(sent);
            after.shipped_at = Some(tx.now());
            after.carriage_minor = input.carriage_minor;
        })
        .await?
    })
}

/// Answers what the shop refuses or keeps: agrees, or has staff decide.
///
/// # Errors
/// [`AnswerRefusal`], or ours.
pub async fn answer(
    app: &App,
    person: &Person,
    key: &str,
    (id, agrees, text): (Id<Return>, bool, Option<&str>),
) -> Result<Return, Error<AnswerRefusal>> {
    use AnswerRefusal as R;
    let said = text.map(Prose::<1, 1000>::parse).transpose();
    let keys = words::keys_if(app, id, said.as_ref().is_ok_and(Option::is_some)).await?;
    about_return!(R, app, person, "returnAnswer", (key, (agrees, text)), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Buyer);
        if !matches!(back.state, ReturnState::Refused | ReturnState::Assessed) {
            return Err(R::StateForbids.into());
        }
        let said = said.as_ref().map_err(|_| R::TextInvalid)?;
        if said.is_none() && !agrees {
            return Err(R::TextInvalid.into());
        }
        if let Some(text) = said {
            words::say(tx, id, party.account, (keys.as_ref(), Word::Answer, text.as_str())).await?;
        }
        let (at, actor) = ((&back, &order), party.actor());
        let left = owed_for(tx, &back, &order).await?;
        let left = left.goods.saturating_sub(back.deduction_minor).saturating_add(left.freight);
        if !agrees {
            go(tx, at, (ReturnState::Disputed, actor, "its buyer disagrees"), |_| ()).await?
        } else if back.state == ReturnState::Refused || left < 1 {
            go(tx, at, (ReturnState::Rejected, actor, "its buyer agrees"), |_| ()).await?
        } else {
            let by = (Settler::Shop, actor, "its buyer agrees to what is kept");
            settling::refund(tx, at, by, None).await?.map_err(|_| R::MoneyFrozen)?
        }
    })
}

return_refusals! {
    /// Why a replacement was not taken as come, in order of precedence.
    pub enum ConfirmRefusal: "ReturnConfirmErrorCode", ReturnConfirmUserError {
        /// Not 1 to 1,000 characters; what is wrong again is said.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters what is wrong.",
    }
}

/// Says whether what came in exchange, or repaired, is right: it is done, or staff decide.
///
/// # Errors
/// [`ConfirmRefusal`], or ours.
pub async fn confirm(
    app: &App,
    person: &Person,
    key: &str,
    (id, wrong): (Id<Return>, Option<&str>),
) -> Result<Return, Error<ConfirmRefusal>> {
    use ConfirmRefusal as R;
    let said = wrong.map(Prose::<1, 1000>::parse).transpose();
    let keys = words::keys_if(app, id, said.as_ref().is_ok_and(Option::is_some)).await?;
    about_return!(R, app, person, "returnConfirm", (key, wrong), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Buyer);
        may_go!(R, &back, party, ReturnState::Completed);
        let actor = party.actor();
        let said = said.as_ref().map_err(|_| R::TextInvalid)?;
        let step = match said {
            None => (ReturnState::Completed, actor, "its buyer has it"),
            Some(text) => {
                let said = (keys.as_ref(), Word::Answer, text.as_str());
                words::say(tx, id, party.account, said).await?;
                (ReturnState::Disputed, actor, "what came is not right")
            }
        };
        go(tx, (&back, &order), step, |_| ()).await?
    })
}
