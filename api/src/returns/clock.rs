//! The clock of a return: how long each state lasts, and what happens when that is over.

use platform::Failure;
use platform::kernel::calendar::{Period, Roll};
use time::OffsetDateTime;

use super::goods_return::{Kind, Return, ReturnState};
use super::terms::{Terms, ends, refund_by};
use crate::orders::{Order, OrderState};

/// The shop says where to, or what it thinks (P).
const ANSWER: Period = Period::Hours(24);
/// The shop says why what it sent has not come [TBT].
const NOT_RECEIVED: Period = Period::Hours(36);
/// The buyer answers what the shop refuses or keeps [TBT].
const BUYER_ANSWER: Period = Period::Days(5, Roll::Stay);
/// From when goods are on their way back until they count as received (P).
const ON_THE_WAY: Period = Period::Days(15, Roll::Stay);
/// The shop sends another piece, or the repaired one (P).
const REPLACE: Period = Period::Days(7, Roll::Stay);
/// The buyer says whether it came [ECL 51].
const ARRIVES: Period = Period::Days(10, Roll::Stay);
/// Staff decide (P).
const DECIDE: Period = Period::Days(10, Roll::Stay);

/// When the clock acts on a return that enters a state now; never on one that has ended.
///
/// # Errors
/// Beyond the calendar.
pub fn due(
    back: &Return,
    terms: &Terms,
    order: &Order,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Failure> {
    let period = match back.state {
        ReturnState::Requested
            if back.kind == Kind::RefundOnly && order.state != OrderState::ToShip =>
        {
            NOT_RECEIVED
        }
        ReturnState::Requested => ANSWER,
        ReturnState::AddressGiven => Period::Days(terms.ship_days, Roll::Stay),
        ReturnState::InReturn => ON_THE_WAY,
        ReturnState::Received if matches!(back.kind, Kind::Exchange | Kind::Repair) => REPLACE,
        ReturnState::Received => return refund_by(terms, back.requested_at, now).map(Some),
        ReturnState::Assessed | ReturnState::Refused => BUYER_ANSWER,
        ReturnState::Replaced => ARRIVES,
        ReturnState::Disputed => DECIDE,
        _ => return Ok(None),
    };
    ends(period, now).map(Some)
}

/// What happens at a deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// The platform says where the goods go.
    PlatformAddress,
    /// The money goes back by the platform's doing.
    PlatformRefunds,
    /// What was asked for has been overtaken: it was sent, or has come.
    FallsAway,
    /// Staff decide: nobody loses money without a person having looked.
    StaffDecide,
    /// It lapses: nothing was sent back.
    Lapses,
    /// The goods count as received.
    CountsAsReceived,
    /// What the shop says stands, since the buyer has not answered.
    Stands,
    /// It is done.
    Done,
    /// The platform is late: the case goes up.
    Escalated,
}

/// What happens to a return when its deadline comes.
pub fn then(back: &Return, order: &Order) -> Option<Then> {
    Some(match (back.state, back.kind) {
        (ReturnState::Requested, Kind::RefundOnly) => refund_only(back, order),
        (ReturnState::Requested, _) => Then::PlatformAddress,
        (ReturnState::AddressGiven, _) => Then::Lapses,
        (ReturnState::InReturn, _) => Then::CountsAsReceived,
        // A shop that neither exchanges nor repairs gives the money back [CPL 24].
        (ReturnState::Received, _) => Then::PlatformRefunds,
        (ReturnState::Assessed | ReturnState::Refused, _) => Then::Stands,
        (ReturnState::Replaced, _) => Then::Done,
        (ReturnState::Disputed, _) => Then::Escalated,
        _ => return None,
    })
}

/// What was not sent, or did not come, is paid back; what was sent or came meanwhile is not; and
/// for what had come before, a person decides.
fn refund_only(back: &Return, order: &Order) -> Then {
    let since = |at: Option<OffsetDateTime>| at.is_some_and(|at| at > back.requested_at);
    match order.state {
        OrderState::Shipped if since(order.shipped_at) => Then::FallsAway,
        OrderState::ToShip | OrderState::Shipped => Then::PlatformRefunds,
        OrderState::Signed | OrderState::Completed | OrderState::Archived
            if !since(order.signed_at) =>
        {
            Then::StaffDecide
        }
        _ => Then::FallsAway,
    }
}
