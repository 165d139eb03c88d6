//! An account: how old its person is, where it stands, and what a child may do (PD-5).

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

pub use super::store::AgeBand;

/// Where an account stands.
///
/// `ACTIVE` ⇄ `SUSPENDED`, and either → `CLOSED`, for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountState {
    /// In use.
    Active,
    /// Stopped by the platform: may sign in, read and appeal, and do nothing else.
    Suspended,
    /// Given up by its owner.
    Closed,
}

impl States for AccountState {
    const MACHINE: &'static str = "account";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Active, Self::Suspended, &[ActorKind::Staff]),
        (Self::Suspended, Self::Active, &[ActorKind::Staff]),
        (Self::Active, Self::Closed, &[ActorKind::User, ActorKind::Staff]),
        (Self::Suspended, Self::Closed, &[ActorKind::User, ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Active => "ACTIVE",
            Self::Suspended => "SUSPENDED",
            Self::Closed => "CLOSED",
        }
        .to_owned()
    }
}

/// How often a handle may change.
pub const HANDLE_REST: Duration = Duration::days(30);

/// A person of the trade, as everybody may see them. GraphQL calls it `User`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: Id<Account>,
    pub handle: String,
    pub handle_changed_at: Option<OffsetDateTime>,
    pub display_name: String,
    pub bio: String,
    /// An upload of the media slice.
    pub picture_id: Option<Uuid>,
    pub locale: String,
    pub age_band: AgeBand,
    pub guardian_id: Option<Uuid>,
    pub state: AccountState,
    pub joined_at: OffsetDateTime,
}

impl Noun for Account {
    const PREFIX: &'static str = "user";
}

/// Why a person may not act, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Restraint {
    /// The account is suspended or closed.
    NotActive,
    /// Below 14, and no adult answers for them yet (PD-5).
    GuardianNeeded,
}

impl Account {
    /// Whether this person may post, comment, help a price cut or join a group buy, and be
    /// profiled (PD-5). Every slice asks this before such an act.
    pub fn may_act(&self) -> Result<(), Restraint> {
        restraint(self.state, self.age_band, self.guardian_id.is_some()).map_or(Ok(()), Err)
    }

    /// Whether this person may answer for a child.
    pub fn may_be_guardian(&self) -> bool {
        self.state == AccountState::Active && self.age_band == AgeBand::Adult
    }

    /// When the handle may be changed again; `None` means now.
    pub fn handle_free_at(&self, now: OffsetDateTime) -> Option<OffsetDateTime> {
        self.handle_changed_at.map(|at| at + HANDLE_REST).filter(|at| *at > now)
    }
}

/// What stands in the way of acting, if anything.
pub(super) fn restraint(state: AccountState, age: AgeBand, guarded: bool) -> Option<Restraint> {
    match (state, age) {
        (AccountState::Suspended | AccountState::Closed, _) => Some(Restraint::NotActive),
        (AccountState::Active, AgeBand::Under14) if !guarded => Some(Restraint::GuardianNeeded),
        (AccountState::Active, AgeBand::Under14 | AgeBand::From14To17 | AgeBand::Adult) => None,
    }
}

/// The handle of a closed account: tells nothing, and keeps the old one free for others.
pub fn closed_handle(id: Uuid) -> String {
    format!("closed.{}", id.simple())
}

/// A language tag such as `zh-CN` or `en`, in its usual case; none if it cannot be one.
pub fn locale(text: &str) -> Option<String> {
    let text = text.trim();
    let mut parts = text.split('-');
    let language = parts.next().filter(|part| {
        (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    })?;
    let mut tag = language.to_ascii_lowercase();
    for part in parts {
        if !(2..=8).contains(&part.len()) || !part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        {
            return None;
        }
        tag.push('-');
        match part.len() {
            2 => tag.push_str(&part.to_ascii_uppercase()),
            4 => {
                let (head, tail) = part.split_at_checked(1)?;
                tag.push_str(&head.to_ascii_uppercase());
                tag.push_str(&tail.to_ascii_lowercase());
            }
            _ => tag.push_str(&part.to_ascii_lowercase()),
        }
    }
    (tag.len() <= 35).then_some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pd_5_a_child_acts_only_with_a_guardian() {
        use AccountState::{Active, Closed, Suspended};
        use AgeBand::{Adult, From14To17, Under14};
        let rows = [
            (Active, Under14, false, Some(Restraint::GuardianNeeded)),
            (Active, Under14, true, None),
            (Active, From14To17, false, None),
            (Active, Adult, false, None),
            (Suspended, Under14, false, Some(Restraint::NotActive)),
            (Suspended, Adult, false, Some(Restraint::NotActive)),
            (Closed, Adult, true, Some(Restraint::NotActive)),
        ];
        for (state, age, guarded, expected) in rows {
            assert_eq!(restraint(state, age, guarded), expected, "{state:?} {age:?} {guarded}");
        }
    }

    #[test]
    fn a_closed_account_stays_closed() {
        use AccountState::{Active, Closed, Suspended};
        for actor in [ActorKind::User, ActorKind::Staff, ActorKind::System] {
            assert!(Closed.next_for(actor).is_empty());
        }
        assert!(!Active.may_become(Suspended, ActorKind::User));
        assert!(Suspended.may_become(Active, ActorKind::Staff));
        assert!(closed_handle(Uuid::max()).len() <= 45);
    }

    #[test]
    fn locales_as_a_table() {
        for (text, tag) in [("zh-cn", "zh-CN"), ("EN", "en"), (" zh-hans-CN ", "zh-Hans-CN")] {
            assert_eq!(locale(text).as_deref(), Some(tag));
        }
        for text in ["", "x", "zh_CN", "zh-", "chinese", "en-averylongpart"] {
            assert_eq!(locale(text), None, "{text}");
        }
    }
}
