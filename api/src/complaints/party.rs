//! Who somebody is in a case. Nobody who has a part in it is staff of it (CM-6).

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Failure};

use super::complaint::{Complaint, Side};
use super::panel::Seat;
use super::store::panels;
use crate::identity::{Account, Arbitrator, Duty, Mediator, Person, Staff, Support};
use crate::operators::{Member, MemberRole, NotEntitled, entitled};
use crate::privacy::Reader;

/// Somebody in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    pub side: Side,
    pub account: Id<Account>,
}

impl Party {
    /// How the timeline names them.
    pub fn actor(self) -> Actor {
        let kind = match self.side {
            Side::Complainant => ActorKind::Buyer,
            Side::Seller => ActorKind::Operator,
            Side::Desk | Side::Mediator | Side::Panel => ActorKind::Staff,
        };
        Actor::person(kind, self.account.uuid())
    }

    /// How the gate names them where they read what lies under the case's key.
    pub fn reader(self) -> Reader {
        let account = self.account.uuid();
        match self.side {
            Side::Complainant | Side::Seller => Reader::Other(account),
            Side::Desk => Reader::Staff(account, "SUPPORT"),
            Side::Mediator => Reader::Staff(account, "MEDIATOR"),
            Side::Panel => Reader::Staff(account, "ARBITRATOR"),
        }
    }
}

/// Who a person is in a case: one thing at most, in the order complainant, shop, mediator, panel,
/// desk; nothing for everybody else. Whether somebody of the shop may act is for [`seller`] to say.
///
/// # Errors
/// The database's own.
pub async fn of(tx: &Tx, person: &Person, case: &Complaint) -> Result<Option<Party>, Failure> {
    let (is_member, seats) = panels::known(tx.conn(), person, case).await?;
    Ok(judge(person, case, is_member, &seats))
}

/// The same from what is known: whether the person is of the shop, and the seats of the panel,
/// which only an arbitrator needs.
pub fn judge(person: &Person, case: &Complaint, is_member: bool, seats: &[Seat]) -> Option<Party> {
    let account = person.account_id();
    let sits = |seat: &Seat| seat.arbitrator == account && seat.is_taken(case.instance);
    let side = if case.complainant == account {
        Side::Complainant
    } else if is_member {
        Side::Seller
    } else if case.mediator == Some(account) && on_duty::<Mediator>(person) {
        Side::Mediator
    } else if on_duty::<Arbitrator>(person) && seats.iter().any(sits) {
        Side::Panel
    } else if on_duty::<Support>(person) {
        Side::Desk
    } else {
        return None;
    };
    Some(Party { side, account })
}

/// The same, for whoever only reads.
///
/// # Errors
/// The database's own.
pub async fn reading(
    app: &App,
    person: &Person,
    case: &Complaint,
) -> Result<Option<Party>, Failure> {
    let (is_member, seats) = panels::known(app.reader(), person, case).await?;
    Ok(judge(person, case, is_member, &seats))
}

/// Takes a person as one who answers for the shop of a case.
///
/// # Errors
/// The inner one says why not; the outer one is ours.
pub async fn seller(
    tx: &Tx,
    person: &Person,
    case: &Complaint,
) -> Result<Result<Member, NotEntitled>, Failure> {
    match case.operator_id {
        Some(operator) => entitled(tx, person, operator, MemberRole::Support).await,
        None => Ok(Err(NotEntitled::NotMember)),
    }
}

fn on_duty<D: Duty>(person: &Person) -> bool {
    Staff::<D>::of(person).is_ok()
}
