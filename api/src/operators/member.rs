//! In which capacity a person acts for an operator.

pub use entity::operators::operator_member::MemberRole;
use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{Actor, ActorKind};
use platform::{App, Failure};

use super::{Operator, store_members};
use crate::identity::{Account, Person};

/// A person who acts for an operator, in a role they were seen to hold in this transaction, with a
/// second factor shown in this session.
#[derive(Debug, Clone)]
pub struct Member {
    pub operator_id: Id<Operator>,
    pub account_id: Id<Account>,
    pub role: MemberRole,
}

impl Member {
    /// How the timeline names them.
    pub fn actor(&self) -> Actor {
        Actor::person(ActorKind::Operator, self.account_id.uuid())
    }
}

/// Why a person may not act for an operator, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotEntitled {
    /// No such operator, or not a member of it; the two look alike.
    NotMember,
    /// A member, but in a role that does not include this.
    RoleTooLow,
    /// Show a second factor in this session first.
    SecondFactorNeeded,
}

impl NotEntitled {
    /// The same in the words of a verb: no such shop or no member of it, a role that is too low, a
    /// factor that was not shown.
    pub fn refusal<R>(self, not_member: R, role_too_low: R, second_factor_needed: R) -> R {
        match self {
            Self::NotMember => not_member,
            Self::RoleTooLow => role_too_low,
            Self::SecondFactorNeeded => second_factor_needed,
        }
    }
}

/// Takes a person as member of an operator in at least the role asked for.
///
/// # Errors
/// The inner one says why they are not entitled; the outer one is ours.
pub async fn entitled(
    tx: &Tx,
    person: &Person,
    operator_id: Id<Operator>,
    least: MemberRole,
) -> Result<Result<Member, NotEntitled>, Failure> {
    let account_id = person.account_id();
    let Some(role) = store_members::role_of(tx.conn(), operator_id, account_id).await? else {
        return Ok(Err(NotEntitled::NotMember));
    };
    Ok(judge(role, least, person.has_shown_second_factor()).map(|role| Member {
        operator_id,
        account_id,
        role,
    }))
}

/// The same for whoever only reads, outside a transaction.
///
/// # Errors
/// As [`entitled`].
pub async fn entitled_to_read(
    app: &App,
    person: &Person,
    operator_id: Id<Operator>,
    least: MemberRole,
) -> Result<Result<(), NotEntitled>, Failure> {
    let Some(role) = store_members::role_of(app.reader(), operator_id, person.account_id()).await?
    else {
        return Ok(Err(NotEntitled::NotMember));
    };
    Ok(judge(role, least, person.has_shown_second_factor()).map(|_| ()))
}

/// Whether whoever holds a role may do what another asks for.
pub(super) fn includes(role: MemberRole, least: MemberRole) -> bool {
    let apart = least == MemberRole::Finance && role != MemberRole::Owner;
    if apart { role == MemberRole::Finance } else { role >= least }
}

fn judge(role: MemberRole, least: MemberRole, shown: bool) -> Result<MemberRole, NotEntitled> {
    if !includes(role, least) {
        return Err(NotEntitled::RoleTooLow);
    }
    if !shown {
        return Err(NotEntitled::SecondFactorNeeded);
    }
    Ok(role)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_include_each_other_but_for_finance() {
        use MemberRole::{Finance, Manager, Owner, Support};
        let table = [
            (Owner, Manager, true),
            (Manager, Manager, true),
            (Support, Manager, false),
            (Finance, Support, false),
            (Manager, Finance, false),
            (Finance, Finance, true),
            (Owner, Finance, true),
        ];
        for (role, least, enough) in table {
            let judged = judge(role, least, true);
            assert_eq!(judged.is_ok(), enough, "{role:?} for {least:?}");
        }
        assert_eq!(judge(Owner, Owner, false), Err(NotEntitled::SecondFactorNeeded));
    }
}
