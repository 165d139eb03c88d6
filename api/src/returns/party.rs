//! Who somebody is in a return: its buyer, its shop, or staff who have no part in it.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};

use super::goods_return::Return;
use crate::identity::{Account, Person, Staff, Support};
use crate::operators::{MemberRole, NotEntitled, entitled};

/// One of the sides of a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Buyer,
    Seller,
    Desk,
}

/// Somebody in a return.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Party {
    pub side: Side,
    pub account: Id<Account>,
}

impl Party {
    /// How the timeline names them.
    pub fn actor(self) -> Actor {
        Actor::person(self.kind(), self.account.uuid())
    }

    /// Which edges of the machine are theirs.
    pub fn kind(self) -> ActorKind {
        match self.side {
            Side::Buyer => ActorKind::Buyer,
            Side::Seller => ActorKind::Operator,
            Side::Desk => ActorKind::Staff,
        }
    }
}

/// Who a person is in a return: one thing at most, in the order buyer, shop, desk; nothing for
/// everybody else.
pub fn judge(person: &Person, back: &Return, is_member: bool) -> Option<Party> {
    let account = person.account_id();
    let side = if back.buyer_id == account {
        Side::Buyer
    } else if is_member {
        Side::Seller
    } else if Staff::<Support>::of(person).is_ok() {
        Side::Desk
    } else {
        return None;
    };
    Some(Party { side, account })
}

/// The same where something is to be done: somebody of the shop has to be one who answers buyers.
///
/// # Errors
/// The inner one says why somebody of the shop may not; the outer one is ours.
pub async fn acting(
    tx: &Tx,
    person: &Person,
    back: &Return,
) -> Result<Result<Option<Party>, NotEntitled>, Failure> {
    if back.buyer_id == person.account_id() {
        return Ok(Ok(judge(person, back, false)));
    }
    match entitled(tx, person, back.operator_id, MemberRole::Support).await? {
        Ok(_) => Ok(Ok(judge(person, back, true))),
        Err(NotEntitled::NotMember) => Ok(Ok(judge(person, back, false))),
        Err(why) => Ok(Err(why)),
    }
}
