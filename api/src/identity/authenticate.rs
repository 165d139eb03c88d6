//! From a bearer token to who is asking: our own tokens with their session, a partner program's,
//! or an outside issuer's. What is found is believed for two seconds, so that an ended session, a
//! lost role or a suspension is felt on every server well within five.

use std::sync::Arc;
use std::time::Duration as StdDuration;

use futures_util::future::BoxFuture;
use moka::sync::Cache;
use platform::graphql::{ErrorCode, Grants, Principal, RequestError};
use platform::http::{Authenticate, ClientInfo};
use platform::kernel::Id;
use platform::{App, Failure};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::account::{Account, AccountState, restraint};
use super::actions::outside::account_of;
use super::client::PartnerClient;
use super::outside::OutsideIssuers;
use super::session::Session;
use super::store::{accounts, clients, roles, sessions};
use super::token::{AccessTokens, Bearer};
use super::viewer::{Person, Standing, Viewer};

/// How old what was found may be when a request comes.
const BELIEVED: Duration = Duration::seconds(2);
/// How old it may be when an open socket is asked about: sockets are asked every few seconds.
const BELIEVED_OF_SOCKETS: Duration = Duration::milliseconds(250);
const MOST_REMEMBERED: u64 = 100_000;

/// Says who a token is.
pub struct Authenticator {
    app: App,
    tokens: AccessTokens,
    outside: OutsideIssuers,
    people: Cache<Uuid, Found<Known>>,
    clients: Cache<Uuid, Found<()>>,
}

/// What was found about an id, and when; nothing if it stands for nobody any more.
struct Found<T> {
    at: OffsetDateTime,
    what: Option<Arc<T>>,
}

impl<T> Clone for Found<T> {
    fn clone(&self) -> Self {
        Self { at: self.at, what: self.what.clone() }
    }
}

/// A person in a live session.
struct Known {
    account: Account,
    session: Session,
    roles: std::collections::BTreeSet<platform::graphql::Role>,
}

/// Who is asking, out of the principal of a request; nobody in particular if nobody put it there.
pub(super) fn viewer_of(principal: &Principal) -> &Viewer {
    static NOBODY: Viewer = Viewer::Visitor { address: String::new() };
    principal.extra.downcast_ref::<Caller>().map_or(&NOBODY, |caller| &caller.viewer)
}

/// What resolvers find in the principal.
struct Caller {
    viewer: Viewer,
    /// When a proof that no session stands behind runs out.
    until: Option<OffsetDateTime>,
}

impl Authenticator {
    /// Reads our own tokens, and those of the outside issuers that are set.
    ///
    /// # Errors
    /// A line about an issuer that cannot be trusted.
    pub fn new(app: &App) -> Result<Self, String> {
        let outside = OutsideIssuers::new(app.settings().identity.oidc_issuers.clone());
        Ok(Self::trusting(app, outside.map_err(|failure| failure.chain())?))
    }

    /// Reads our own tokens, and those of these issuers.
    pub fn trusting(app: &App, outside: OutsideIssuers) -> Self {
        // Tests move the clock of the application; this one only bounds the memory.
        let life = StdDuration::from_secs(2);
        Self {
            app: app.clone(),
            tokens: AccessTokens::new(app),
            outside,
            people: Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(life).build(),
            clients: Cache::builder().max_capacity(MOST_REMEMBERED).time_to_live(life).build(),
        }
    }

    /// The principal of a token; a visitor without one.
    ///
    /// # Errors
    /// `UNAUTHENTICATED` for a token that is not good, or no longer: never a visitor.
    pub async fn principal(
        &self,
        bearer: Option<&str>,
        address: &str,
    ) -> Result<Principal, RequestError> {
        let Some(token) = bearer else { return Ok(visitor(address)) };
        let found = match self.tokens.read(token, self.app.now()) {
            Some(Bearer::Person { account, session }) => {
                self.person(account, session, address).await
            }
            Some(Bearer::Client { client, scopes }) => self.client(client, scopes).await,
            None if self.outside.names(token) => self.vouched(token, address).await,
            None => Ok(None),
        };
        match found {
            Ok(Some(principal)) => Ok(principal),
            Ok(None) => Err(RequestError::new(
                ErrorCode::Unauthenticated,
                "This token is not good, or no longer. Refresh the session, or sign in again.",
            )),
            Err(failure) => {
                failure.log("authenticate");
                Err(RequestError::new(ErrorCode::Internal, "internal error"))
            }
        }
    }

    /// Whether a principal still stands as it stood when it was made: for sockets that stay open.
    pub async fn stands(&self, principal: &Principal) -> bool {
        let Some(caller) = principal.extra.downcast_ref::<Caller>() else {
            return principal.session.is_none() && !principal.grants.person;
        };
        if caller.until.is_some_and(|until| self.app.now() >= until) {
            return false;
        }
        let stands = match &caller.viewer {
            Viewer::Visitor { .. } => Ok(true),
            Viewer::Client(id) => self.client_stands(*id, BELIEVED_OF_SOCKETS).await,
            Viewer::Person(person) => self.person_stands(person, principal).await,
        };
        stands.unwrap_or_else(|failure| {
            failure.log("authenticate");
            false
        })
    }

    async fn person_stands(&self, person: &Person, principal: &Principal) -> Result<bool, Failure> {
        let Some(session) = person.session_id() else {
            let account = accounts::by_id(self.app.reader(), person.account_id().uuid()).await?;
            return Ok(account.is_some_and(|account| account.state != AccountState::Closed));
        };
        let known = self.known(session, BELIEVED_OF_SOCKETS).await?;
        // Fewer rights than when the socket was opened: it has to be opened anew.
        Ok(known.is_some_and(|known| principal.grants.roles.is_subset(&known.roles)))
    }

    async fn person(
        &self,
        account: Id<Account>,
        session: Id<Session>,
        address: &str,
    ) -> Result<Option<Principal>, Failure> {
        let known = self.known(session, BELIEVED).await?;
        let Some(known) = known.filter(|known| known.account.id == account) else {
            return Ok(None);
        };
        let standing = Standing {
            account_id: account,
            session_id: Some(session),
            roles: known.roles.clone(),
            second_factor: known.session.second_factor_at.is_some(),
            restraint: restraint_of(&known.account),
            address: address.to_owned(),
        };
        Ok(Some(principal_of(Person::new(standing), None)))
    }

    /// What is known of a session's person; nothing if the session or the account is over.
    async fn known(
        &self,
        session: Id<Session>,
        believed: Duration,
    ) -> Result<Option<Arc<Known>>, Failure> {
        let now = self.app.now();
        let id = session.uuid();
        if let Some(found) = self.people.get(&id)
            && now - found.at < believed
        {
            return Ok(found.what.filter(|known| known.session.life.is_live(now)));
        }
        let what = self.read(id, now).await?.map(Arc::new);
        self.people.insert(id, Found { at: now, what: what.clone() });
        Ok(what)
    }

    async fn read(&self, session: Uuid, now: OffsetDateTime) -> Result<Option<Known>, Failure> {
        let db = self.app.reader();
        let session = sessions::by_id(db, session).await?;
        let Some(session) = session.filter(|session| session.life.is_live(now)) else {
            return Ok(None);
        };
        let id = session.account_id.uuid();
        let account = accounts::by_id(db, id).await?;
        let Some(account) = account.filter(|account| account.state != AccountState::Closed) else {
            return Ok(None);
        };
        let roles = roles::of_account(db, id).await?;
        Ok(Some(Known { account, session, roles }))
    }

    async fn client(
        &self,
        id: Id<PartnerClient>,
        scopes: std::collections::BTreeSet<String>,
    ) -> Result<Option<Principal>, Failure> {
        if !self.client_stands(id, BELIEVED).await? {
            return Ok(None);
        }
        let until = Some(self.app.now() + self.app.settings().identity.access_lifetime);
        Ok(Some(Principal {
            key: id.to_string(),
            grants: Grants { scopes, ..Grants::default() },
            session: None,
            extra: Arc::new(Caller { viewer: Viewer::Client(id), until }),
        }))
    }

    async fn client_stands(
        &self,
        id: Id<PartnerClient>,
        believed: Duration,
    ) -> Result<bool, Failure> {
        let now = self.app.now();
        if let Some(found) = self.clients.get(&id.uuid())
            && now - found.at < believed
        {
            return Ok(found.what.is_some());
        }
        let client = clients::by_id(self.app.reader(), id.uuid()).await?;
        let what = client.filter(|client| client.revoked_at.is_none()).map(|_| Arc::new(()));
        let stands = what.is_some();
        self.clients.insert(id.uuid(), Found { at: now, what });
        Ok(stands)
    }

    async fn vouched(&self, token: &str, address: &str) -> Result<Option<Principal>, Failure> {
        let Some(checked) = self.outside.check(token, self.app.now()).await else {
            return Ok(None);
        };
        let account = account_of(&self.app, &checked.vouched).await?;
        if account.state == AccountState::Closed {
            return Ok(None);
        }
        let standing = Standing {
            account_id: account.id,
            session_id: None,
            roles: std::collections::BTreeSet::new(),
            second_factor: false,
            restraint: restraint_of(&account),
            address: address.to_owned(),
        };
        Ok(Some(principal_of(Person::new(standing), Some(checked.expires_at))))
    }
}

impl Authenticate for Authenticator {
    fn authenticate<'a>(
        &'a self,
        bearer: Option<&'a str>,
        client: &'a ClientInfo,
    ) -> BoxFuture<'a, Result<Principal, RequestError>> {
        Box::pin(async move { self.principal(bearer, &client.address_key()).await })
    }

    fn still_valid<'a>(&'a self, principal: &'a Principal) -> BoxFuture<'a, bool> {
        Box::pin(self.stands(principal))
    }
}

fn visitor(address: &str) -> Principal {
    let viewer = Viewer::Visitor { address: address.to_owned() };
    Principal { extra: Arc::new(Caller { viewer, until: None }), ..Principal::visitor(address) }
}

fn restraint_of(account: &Account) -> Option<super::account::Restraint> {
    restraint(account.state, account.age_band, account.guardian_id.is_some())
}

fn principal_of(person: Person, until: Option<OffsetDateTime>) -> Principal {
    // Standings of staff count only in a session that has shown a second factor.
    let on_duty = person.has_shown_second_factor()
        && person.may_act() != Err(super::account::Restraint::NotActive);
    let roles = if on_duty { person.roles().clone() } else { std::collections::BTreeSet::new() };
    Principal {
        key: person.account_id().to_string(),
        grants: Grants { person: true, roles, ..Grants::default() },
        session: person.session_id().map(Id::uuid),
        extra: Arc::new(Caller { viewer: Viewer::Person(person), until }),
    }
}
