//! Who is asking, and what a field demands of them: deny by default, declared per field.
//!
//! The table of all fields is one file of the server; a document that names a field without a row
//! is refused, whoever asks.

use std::any::Any;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use uuid::Uuid;

/// A standing that the platform gives to one of its own people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
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
    /// Appoints the others.
    Admin,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 6] = [
        Self::Support,
        Self::Mediator,
        Self::Arbitrator,
        Self::Compliance,
        Self::Risk,
        Self::Admin,
    ];

    /// The name in facts, logs and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Support => "SUPPORT",
            Self::Mediator => "MEDIATOR",
            Self::Arbitrator => "ARBITRATOR",
            Self::Compliance => "COMPLIANCE",
            Self::Risk => "RISK",
            Self::Admin => "ADMIN",
        }
    }
}

/// What a caller has been granted by the proof of who they are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grants {
    /// Signed in as a person.
    pub person: bool,
    /// Standing as one of the platform's own people.
    pub roles: BTreeSet<Role>,
    /// Scopes of a partner's client, such as `catalog:read`.
    pub scopes: BTreeSet<String>,
    /// Reached us through the internal door that only a federation router uses.
    pub router: bool,
}

/// What a field demands of the one who asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Access {
    /// Open to visitors.
    Anyone,
    /// Any signed-in person; which rows they may see is decided where the rows are read.
    Person,
    /// The platform's own people, whatever their role.
    AnyStaff,
    /// One role of the platform's own people; an admin has every role.
    Staff(Role),
    /// A partner's client with this scope.
    Scope(&'static str),
    /// The federation router, through the internal door.
    Router,
}

impl Access {
    /// Whether these grants satisfy the demand.
    pub fn allows(self, grants: &Grants) -> bool {
        match self {
            Self::Anyone => true,
            Self::Person => grants.person,
            Self::AnyStaff => !grants.roles.is_empty(),
            Self::Staff(role) => {
                grants.roles.contains(&role) || grants.roles.contains(&Role::Admin)
            }
            Self::Scope(scope) => grants.scopes.contains(scope),
            Self::Router => grants.router,
        }
    }

    /// Whether signing in could help: the difference between 401 and 403.
    pub fn wants_sign_in(self, grants: &Grants) -> bool {
        !grants.person && grants.scopes.is_empty() && !matches!(self, Self::Router)
    }
}

/// One row of the authority table: a type, the demand, and the fields it covers, separated by
/// spaces.
pub type AccessRow = (&'static str, Access, &'static str);

/// Who is asking: the key that buckets and idempotency count by, the grants, and whatever the
/// authenticating slice wants to find again in its resolvers.
#[derive(Clone)]
pub struct Principal {
    /// `user_…`, `client_…` or `address:…`; never shown, never personal beyond that.
    pub key: String,
    /// What the proof of identity grants.
    pub grants: Grants,
    /// The session to recheck while a socket stays open.
    pub session: Option<Uuid>,
    /// The authenticating slice's own view of the caller.
    pub extra: Arc<dyn Any + Send + Sync>,
}

impl Principal {
    /// A visitor who showed nothing, known only by where the request came from.
    pub fn visitor(address: &str) -> Self {
        Self {
            key: format!("address:{address}"),
            grants: Grants::default(),
            session: None,
            extra: Arc::new(()),
        }
    }
}

impl fmt::Debug for Principal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principal").field("key", &self.key).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_admin_has_every_role_and_a_visitor_none() {
        let admin = Grants { roles: [Role::Admin].into(), person: true, ..Grants::default() };
        assert!(Access::Staff(Role::Risk).allows(&admin));
        assert!(!Access::Staff(Role::Risk).allows(&Grants::default()));
        assert!(!Access::Router.allows(&admin));
        assert!(Access::Person.wants_sign_in(&Grants::default()));
        assert!(!Access::Staff(Role::Risk).wants_sign_in(&Grants { person: true, ..admin }));
    }
}
