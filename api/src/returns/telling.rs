//! Who is told of what happens to a return: its buyer, and those who answer for the shop, with the
//! deadline that concerns them.

use platform::Failure;
use platform::database::Tx;

use super::goods_return::{Return, ReturnState};
use crate::notices::{NewNotice, NoticeKind, tell, tell_shop};
use crate::operators::MemberRole;

/// Tells that a return has entered the state that it is in.
///
/// # Errors
/// The database's own.
pub async fn of_state(tx: &Tx, back: &Return) -> Result<(), Failure> {
    use NoticeKind as K;
    let kind = match back.state {
        ReturnState::Requested => K::ReturnRequested,
        ReturnState::AddressGiven => K::ReturnAddressGiven,
        ReturnState::InReturn => K::ReturnOnItsWay,
        ReturnState::Received => K::ReturnReceived,
        ReturnState::Assessed => K::ReturnAssessed,
        ReturnState::Replaced => K::ReturnReplaced,
        ReturnState::Refused => K::ReturnRefused,
        ReturnState::Disputed => K::ReturnDisputed,
        ReturnState::Refunded => K::ReturnRefunded,
        ReturnState::Completed => K::ReturnCompleted,
        ReturnState::Rejected => K::ReturnRejected,
        ReturnState::Withdrawn => K::ReturnWithdrawn,
        ReturnState::Lapsed => K::ReturnLapsed,
    };
    both(tx, back, kind).await
}

/// Tells the shop that it has not done its duty in time.
///
/// # Errors
/// The database's own.
pub async fn of_breach(tx: &Tx, back: &Return) -> Result<(), Failure> {
    shop(tx, back, NoticeKind::ReturnDutyMissed).await
}

async fn both(tx: &Tx, back: &Return, kind: NoticeKind) -> Result<(), Failure> {
    shop(tx, back, kind).await?;
    let (account, subject, due_at) = (back.buyer_id.uuid(), back.id.uuid(), back.due_at);
    tell(tx, &[NewNotice { account, kind, subject, due_at }]).await
}

async fn shop(tx: &Tx, back: &Return, kind: NoticeKind) -> Result<(), Failure> {
    let answering = (back.operator_id, MemberRole::Support);
    tell_shop(tx, answering, kind, back.id.uuid(), back.due_at).await
}
