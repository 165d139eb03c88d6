//! What a shop does about a return: says where to, refuses what it may refuse, takes the goods,
//! says what is wrong with them, sends another piece, or gives the money back.

use platform::kernel::{Id, Line, Prose};
use platform::{App, Error};

use super::moving::go;
use super::settling::{self, owed_for};
use crate::catalog;
use crate::identity::Person;
use crate::orders;
use crate::returns::goods_return::{Flaw, Kind, Return, ReturnState, Settler};
use crate::returns::intact;
use crate::returns::party::Side;
use crate::returns::store::words::Word;
use crate::returns::store::{evidence, pieces};
use crate::returns::words;
use crate::settlement::NotMoved;

return_refusals! {
    /// Why an address was not taken, in order of precedence.
    pub enum AddressRefusal: "ReturnAddressGiveErrorCode", ReturnAddressGiveUserError {
        /// Nothing is sent back where only the money is asked for: refund, or refuse.
        NothingComesBack at ["returnId"] says "Nothing is sent back here: refund, or refuse.",
        /// Not 10 to 500 characters.
        AddressInvalid at ["address"] says "An address has 10 to 500 characters.",
    }
}

/// Says where the goods go.
///
/// # Errors
/// [`AddressRefusal`], or ours.
pub async fn give_address(
    app: &App,
    person: &Person,
    key: &str,
    (id, address): (Id<Return>, &str),
) -> Result<Return, Error<AddressRefusal>> {
    use AddressRefusal as R;
    let text = Prose::<10, 500>::parse(address);
    let keys = words::keys_if(app, id, text.is_ok()).await?;
    about_return!(R, app, person, "returnAddressGive", (key, address), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Seller);
        may_go!(R, &back, party, ReturnState::AddressGiven);
        if back.kind == Kind::RefundOnly {
            return Err(R::NothingComesBack.into());
        }
        let text = text.as_ref().map_err(|_| R::AddressInvalid)?;
        words::say(tx, id, party.account, (keys.as_ref(), Word::Address, text.as_str())).await?;
        let step = (ReturnState::AddressGiven, party.actor(), "its shop says where to");
        go(tx, (&back, &order), step, |_| ()).await?
    })
}

return_refusals! {
    /// Why a refusal was not taken, in order of precedence.
    pub enum RefuseRefusal: "ReturnRefuseErrorCode", ReturnRefuseUserError {
        /// A buyer who changed their mind in time need not be agreed with [CPL 25].
        RightOfBuyer at ["returnId"] says "A buyer who changed their mind in time may do so.",
        /// Not 10 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 1,000 characters why you refuse.",
    }
}

/// Refuses what was asked for; the buyer has five days to have staff decide.
///
/// # Errors
/// [`RefuseRefusal`], or ours.
pub async fn refuse(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Return>, &str),
) -> Result<Return, Error<RefuseRefusal>> {
    use RefuseRefusal as R;
    let said = Prose::<10, 1000>::parse(text);
    let keys = words::keys_if(app, id, said.is_ok()).await?;
    about_return!(R, app, person, "returnRefuse", (key, text), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Seller);
        may_go!(R, &back, party, ReturnState::Refused);
        if back.kind == Kind::CoolingOff {
            return Err(R::RightOfBuyer.into());
        }
        let said = said.as_ref().map_err(|_| R::TextInvalid)?;
        words::say(tx, id, party.account, (keys.as_ref(), Word::Refusal, said.as_str())).await?;
        let step = (ReturnState::Refused, party.actor(), "its shop refuses");
        go(tx, (&back, &order), step, |_| ()).await?
    })
}

return_refusals! {
    /// Why goods were not taken as received, in order of precedence.
    pub enum ReceiveRefusal: "ReturnReceiveErrorCode", ReturnReceiveUserError {}
}

/// Says that the goods have come; the days for the refund begin.
///
/// # Errors
/// [`ReceiveRefusal`], or ours.
pub async fn receive(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Return>,
) -> Result<Return, Error<ReceiveRefusal>> {
    use ReceiveRefusal as R;
    about_return!(R, app, person, "returnReceive", (key, ()), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Seller);
        may_go!(R, &back, party, ReturnState::Received);
        let step = (ReturnState::Received, party.actor(), "its shop has the goods");
        go(tx, (&back, &order), step, |_| ()).await?
    })
}

return_refusals! {
    /// Why an assessment was not taken, in order of precedence.
    pub enum AssessRefusal: "ReturnAssessErrorCode", ReturnAssessUserError {
        /// Goods of this kind are not looked at for this; that they were opened is nothing to look
        /// at (CO-5). That nothing came is said before it came, and not within seven days.
        FlawInvalid at ["flaw"] says "This is no reason to keep money for these goods.",
        /// Below one, or above what the goods of this return cost.
        DeductionInvalid at ["deductionMinor"] says "Keep at most what these goods cost.",
        /// Not 10 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 1,000 characters what is wrong.",
        /// Show what is wrong first: `returnEvidenceAdd`.
        EvidenceNeeded at ["returnId"] says "Show what is wrong first.",
    }
}

/// What a shop found.
#[derive(Debug, Clone, serde::Serialize)]
pub struct AssessInput {
    pub flaw: Flaw,
    /// What it keeps, in minor units.
    pub deduction_minor: i64,
    pub text: String,
}

/// Keeps a part for what is wrong with the goods; the buyer has five days to have staff decide.
///
/// # Errors
/// [`AssessRefusal`], or ours.
pub async fn assess(
    app: &App,
    person: &Person,
    key: &str,
    (id, input): (Id<Return>, &AssessInput),
) -> Result<Return, Error<AssessRefusal>> {
    use AssessRefusal as R;
    let said = Prose::<10, 1000>::parse(&input.text);
    let keys = words::keys_if(app, id, said.is_ok()).await?;
    about_return!(R, app, person, "returnAssess", (key, input), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Seller);
        may_go!(R, &back, party, ReturnState::Assessed);
        if !is_criterion(tx, &back, &order, input.flaw).await? {
            return Err(R::FlawInvalid.into());
        }
        let owed = owed_for(tx, &back, &order).await?;
        if !(1..=owed.goods).contains(&input.deduction_minor) {
            return Err(R::DeductionInvalid.into());
        }
        let said = said.as_ref().map_err(|_| R::TextInvalid)?;
        if evidence::count_of(tx, id, true).await? == 0 {
            return Err(R::EvidenceNeeded.into());
        }
        let words = (keys.as_ref(), Word::Assessment, said.as_str());
        words::say(tx, id, party.account, words).await?;
        let step = (ReturnState::Assessed, party.actor(), "its shop keeps a part");
        go(tx, (&back, &order), step, |after| {
            (after.flaw, after.deduction_minor) = (Some(input.flaw), input.deduction_minor);
        })
        .await?
    })
}

/// Whether goods of a return are looked at for this. Before they came only their not coming counts,
/// and only a week after they were sent.
async fn is_criterion(
    tx: &platform::database::Tx,
    back: &Return,
    order: &orders::Order,
    flaw: Flaw,
) -> Result<bool, platform::Failure> {
    if back.state == ReturnState::InReturn {
        let long = back.shipped_at.is_some_and(|at| tx.now() - at >= time::Duration::days(7));
        return Ok(flaw == Flaw::NotReceived && long);
    }
    if flaw == Flaw::NotReceived {
        return Ok(false);
    }
    let own = pieces::of_returns(tx.conn(), [back.id.uuid()]).await?;
    let lines = orders::lines_of(tx.conn(), std::slice::from_ref(order)).await?;
    let lines = lines.get(&order.id.uuid()).cloned().unwrap_or_default();
    let lines: Vec<_> = lines
        .iter()
        .filter(|line| own.iter().any(|piece| piece.position == line.position))
        .collect();
    let kinds =
        catalog::goods_kinds(tx.conn(), lines.iter().map(|line| line.product_id.uuid())).await?;
    Ok(lines.iter().any(|line| {
        let goods = kinds.get(&line.product_id.uuid()).copied();
        let goods = goods.unwrap_or(catalog::GoodsKind::General);
        intact::criteria(back.kind, goods, line.cooling_off).contains(&flaw)
    }))
}

return_refusals! {
    /// Why money was not given back, in order of precedence.
    pub enum RefundRefusal: "ReturnRefundErrorCode", ReturnRefundUserError {
        /// The money of the order is frozen until a report is decided.
        MoneyFrozen at ["returnId"]
            says "The money of this order is frozen until a report is decided.",
        /// Your shop does not have it; when its time is over, the platform pays it in advance.
        MoneyShort at ["returnId"] says "Your shop does not have this much.",
    }
}

/// Gives the money back: when the goods have come, or before, if the shop does not want them.
///
/// # Errors
/// [`RefundRefusal`], or ours.
pub async fn refund(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Return>,
) -> Result<Return, Error<RefundRefusal>> {
    use RefundRefusal as R;
    about_return!(R, app, person, "returnRefund", (key, ()), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Seller);
        may_go!(R, &back, party, ReturnState::Refunded);
        let by = (Settler::Shop, party.actor(), "its shop gives the money back");
        settling::refund(tx, (&back, &order), by, None).await?.map_err(|why| match why {
            NotMoved::Frozen => R::MoneyFrozen,
            NotMoved::Short => R::MoneyShort,
        })?
    })
}

return_refusals! {
    /// Why a replacement was not taken as sent, in order of precedence.
    pub enum ReplaceRefusal: "ReturnReplaceErrorCode", ReturnReplaceUserError {
        /// Nothing is exchanged or repaired here: the money goes back.
        NotAsked at ["returnId"] says "The buyer asked for their money.",
        /// Not 1 to 40 characters.
        CarrierInvalid at ["carrier"] says "A carrier's name has 1 to 40 characters.",
        /// Not 4 to 40 characters.
        WaybillInvalid at ["waybill"] says "A waybill has 4 to 40 characters.",
    }
}

/// Tells how another piece, or the repaired one, comes.
///
/// # Errors
/// [`ReplaceRefusal`], or ours.
pub async fn replace(
    app: &App,
    person: &Person,
    key: &str,
    (id, carrier, waybill): (Id<Return>, &str, &str),
) -> Result<Return, Error<ReplaceRefusal>> {
    use ReplaceRefusal as R;
    let input = (carrier, waybill);
    about_return!(R, app, person, "returnReplace", (key, input), id, |tx, back, order| {
        let party = as_side!(R, tx, person, &back, Side::Seller);
        may_go!(R, &back, party, ReturnState::Replaced);
        if !matches!(back.kind, Kind::Exchange | Kind::Repair) {
            return Err(R::NotAsked.into());
        }
        let carrier = Line::<1, 40>::parse(carrier).map_err(|_| R::CarrierInvalid)?;
        let waybill = Line::<4, 40>::parse(waybill).map_err(|_| R::WaybillInvalid)?;
        let sent = (carrier.as_str().to_owned(), waybill.as_str().to_owned());
        let step = (ReturnState::Replaced, party.actor(), "its shop has sent a piece");
        go(tx, (&back, &order), step, |after| after.replacement = Some(sent)).await?
    })
}
