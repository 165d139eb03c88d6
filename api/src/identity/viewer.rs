//! Authority is a type: whoever holds one of these has proved it. A bare id authorises nobody.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use platform::database::Tx;
use platform::graphql::Role;
use platform::kernel::Id;
use platform::{App, Failure};
use time::OffsetDateTime;

use super::account::{Account, Restraint};
use super::client::PartnerClient;
use super::contact::keyed_hash;
use super::session::{Session, StepUpFactor};
use super::store;

/// Who is asking.
#[derive(Debug, Clone)]
pub enum Viewer {
    /// Nobody in particular.
    Visitor {
        /// Where they ask from, for counting failures.
        address: String,
    },
    /// A person.
    Person(Person),
    /// A program of a partner, with what it may read in its grants.
    Client(Id<PartnerClient>),
}

impl Viewer {
    /// The person who asks, if it is one.
    pub fn as_person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::Visitor { .. } | Self::Client(_) => None,
        }
    }

    /// Where they ask from, or who they are, for counting failures.
    pub(super) fn address(&self) -> String {
        match self {
            Self::Visitor { address } => address.clone(),
            Self::Person(person) => person.address.clone(),
            Self::Client(id) => id.to_string(),
        }
    }
}

/// A signed-in person, as they stood at most three seconds ago.
#[derive(Debug, Clone)]
pub struct Person {
    account_id: Id<Account>,
    session_id: Option<Id<Session>>,
    roles: BTreeSet<Role>,
    second_factor: bool,
    restraint: Option<Restraint>,
    address: String,
}

/// What the authenticating side found out about a person.
pub(super) struct Standing {
    pub account_id: Id<Account>,
    pub session_id: Option<Id<Session>>,
    pub roles: BTreeSet<Role>,
    pub second_factor: bool,
    pub restraint: Option<Restraint>,
    pub address: String,
}

impl Person {
    pub(super) fn new(standing: Standing) -> Self {
        let Standing { account_id, session_id, roles, second_factor, restraint, address } =
            standing;
        Self { account_id, session_id, roles, second_factor, restraint, address }
    }

    /// Whose account it is.
    pub fn account_id(&self) -> Id<Account> {
        self.account_id
    }

    /// The session they ask in; none with a token of an outside issuer.
    pub fn session_id(&self) -> Option<Id<Session>> {
        self.session_id
    }

    /// Whether a second factor was shown in this session.
    pub fn has_shown_second_factor(&self) -> bool {
        self.second_factor
    }

    /// The standings they hold, whether or not they may use them in this session.
    pub fn roles(&self) -> &BTreeSet<Role> {
        &self.roles
    }

    /// Where they ask from, for counting failures.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Whether this person may post, comment, help, join, and be profiled: the account is in use,
    /// and a child has a guardian (PD-5). Every slice asks this before such an act.
    pub fn may_act(&self) -> Result<(), Restraint> {
        self.restraint.map_or(Ok(()), Err)
    }

    /// With what they proved who they are within the last five minutes; nothing if they did not.
    pub async fn fresh_factor(&self, tx: &Tx) -> Result<Option<StepUpFactor>, Failure> {
        let Some(id) = self.session_id else { return Ok(None) };
        let session = store::sessions::by_id(tx.conn(), id.uuid()).await?;
        let fresh = session.filter(|session| session.life.is_stepped_up(tx.now()));
        Ok(fresh.and_then(|session| session.step_up_factor))
    }

    /// A keyed hash of where they ask from: tells whether it is the same place, and nothing else.
    pub fn place(&self, app: &App) -> String {
        keyed_hash(&app.keys().derive("identity/place/1"), &[self.address.as_bytes()])
    }

    /// A keyed hash of the network that they ask from (a /24, or a /48 of the newer kind): tells
    /// whether two are neighbours, and nothing else.
    pub fn network(&self, app: &App) -> String {
        let network = network(&self.address);
        keyed_hash(&app.keys().derive("identity/network/1"), &[network.as_bytes()])
    }

    /// When the session began that they ask in; none with a token of an outside issuer.
    pub async fn session_since(&self, tx: &Tx) -> Result<Option<OffsetDateTime>, Failure> {
        let Some(id) = self.session_id else { return Ok(None) };
        let session = store::sessions::by_id(tx.conn(), id.uuid()).await?;
        Ok(session.map(|session| session.created_at))
    }

    /// Whether they proved who they are within the last five minutes; asked, inside the
    /// transaction of the act, by everything that is risky.
    pub async fn stepped_up(&self, tx: &Tx) -> Result<bool, Failure> {
        let Some(id) = self.session_id else { return Ok(false) };
        let session = store::sessions::by_id(tx.conn(), id.uuid()).await?;
        Ok(session.is_some_and(|session| session.life.is_stepped_up(tx.now())))
    }
}

/// The first three of four numbers, or the first three of eight.
fn network(address: &str) -> String {
    let separator = if address.contains(':') { ':' } else { '.' };
    let mut parts = address.split(separator);
    let first: Vec<&str> = parts.by_ref().take(3).collect();
    first.join(".")
}

/// A role as a type.
pub trait Duty: Copy + Send + Sync + 'static {
    /// The role it stands for.
    const ROLE: Role;
}

macro_rules! duties {
    ($($(#[$doc:meta])* $name:ident),+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl Duty for $name {
            const ROLE: Role = Role::$name;
        }
    )+};
}

duties! {
    /// Answers the service desk.
    Support,
    /// Leads parties to an agreement.
    Mediator,
    /// Sits on panels that decide.
    Arbitrator,
    /// Screens goods, posts and operators.
    Compliance,
    /// Works the cases of the risk centre.
    Risk,
    /// Appoints the others, and may do what each of them may.
    Admin
}

/// A member of staff on a duty, who has shown a second factor in this session.
#[derive(Debug, Clone)]
pub struct Staff<D: Duty> {
    person: Person,
    duty: PhantomData<D>,
}

/// Why somebody is not on a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotOnDuty {
    /// They do not hold the role.
    NotHeld,
    /// They hold it, but have shown no second factor in this session.
    SecondFactorNeeded,
}

impl<D: Duty> Staff<D> {
    /// Takes a person on duty. Refuses who does not hold the role, or has shown no second factor.
    pub fn of(person: &Person) -> Result<Self, NotOnDuty> {
        let held = person.roles.contains(&D::ROLE) || person.roles.contains(&Role::Admin);
        if !held || person.restraint == Some(Restraint::NotActive) {
            return Err(NotOnDuty::NotHeld);
        }
        if !person.second_factor {
            return Err(NotOnDuty::SecondFactorNeeded);
        }
        Ok(Self { person: person.clone(), duty: PhantomData })
    }

    /// The person on duty.
    pub fn person(&self) -> &Person {
        &self.person
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn person(roles: &[Role], second_factor: bool, restraint: Option<Restraint>) -> Person {
        Person::new(Standing {
            account_id: Id::from_uuid(Uuid::nil()),
            session_id: None,
            roles: roles.iter().copied().collect(),
            second_factor,
            restraint,
            address: String::new(),
        })
    }

    #[test]
    fn a_duty_takes_the_role_and_a_second_factor() {
        let risk = |person: &Person| Staff::<Risk>::of(person).map(|_| ());
        assert_eq!(risk(&person(&[], true, None)), Err(NotOnDuty::NotHeld));
        assert_eq!(risk(&person(&[Role::Support], true, None)), Err(NotOnDuty::NotHeld));
        assert_eq!(risk(&person(&[Role::Risk], false, None)), Err(NotOnDuty::SecondFactorNeeded));
        assert_eq!(risk(&person(&[Role::Risk], true, None)), Ok(()));
        assert_eq!(risk(&person(&[Role::Admin], true, None)), Ok(()));
        let stopped = person(&[Role::Risk], true, Some(Restraint::NotActive));
        assert_eq!(risk(&stopped), Err(NotOnDuty::NotHeld));
    }
}
