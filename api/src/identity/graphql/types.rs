//! People as everybody may see them, and what a sign-in gives.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::graphql::ContextExt;
use platform::graphql::scalars::DateTime;
use platform::transitions::{ActorKind, States};
use platform::{App, connection};
use uuid::Uuid;

use super::viewer::ViewerExt;
use crate::identity::account::{self, AccountState};
use crate::identity::actions::{OneTimeCode, SentChallenge, SignedIn};
use crate::identity::passkey;
use crate::identity::session;
use crate::identity::store::{accounts, contacts};
use crate::identity::viewer::{Risk, Staff};
use crate::identity::{Account, actions};
use crate::media::graphql::{Image, load_image};
use crate::social::graphql::UserPosts;

/// A person of the trade, as everybody may see them. Their addresses and numbers are nowhere in it.
#[derive(Clone)]
pub struct User(pub Arc<Account>);

impl From<Account> for User {
    fn from(account: Account) -> Self {
        Self(Arc::new(account))
    }
}

/// A person of the trade, as everybody may see them. Their addresses and numbers are nowhere in it.
#[Object]
impl User {
    /// The id, beginning with `user_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The short unique name in links, as its owner wrote it; case does not count.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// The name they go by, 1 to 50 characters; need not be unique.
    async fn display_name(&self) -> &str {
        &self.0.display_name
    }

    /// What they say of themselves, up to 500 characters; plain text with line breaks.
    async fn bio(&self) -> &str {
        &self.0.bio
    }

    /// Their picture; null if they have none.
    async fn picture(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        match self.0.picture_id {
            Some(id) => load_image(ctx, id).await,
            None => Ok(None),
        }
    }

    /// Where the account stands.
    async fn state(&self) -> UserState {
        self.0.state.into()
    }

    /// The states into which you may move the account: your own, or as staff of the risk centre.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Vec<UserState> {
        let Some(person) = ctx.viewer().as_person() else { return Vec::new() };
        let own = person.account_id() == self.0.id;
        let next = if own {
            self.0.state.next_for(ActorKind::User)
        } else if Staff::<Risk>::of(person).is_ok() {
            let mut next = self.0.state.next_for(ActorKind::Staff);
            next.retain(|state| *state != AccountState::Closed);
            next
        } else {
            Vec::new()
        };
        next.into_iter().map(Into::into).collect()
    }

    /// When they joined.
    async fn joined_at(&self) -> DateTime {
        DateTime(self.0.joined_at)
    }

    /// What they posted, and who follows whom.
    #[graphql(flatten)]
    async fn social(&self) -> UserPosts {
        UserPosts(self.0.id.uuid())
    }
}

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "account::AccountState")]
pub enum UserState {
    /// In use.
    Active,
    /// Stopped by the platform: its person may sign in, read and appeal, and do nothing else.
    Suspended,
    /// Given up; nothing personal is left of it.
    Closed,
}

/// Reads people by id.
pub struct UserLoader(pub App);

impl Loader<Uuid> for UserLoader {
    type Value = User;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, User>> {
        let rows = accounts::many(self.0.reader(), keys).await?;
        Ok(rows.into_iter().map(|account| (account.id.uuid(), account.into())).collect())
    }
}

/// One person by id.
pub async fn load_user(ctx: &Context<'_>, id: Uuid) -> Result<Option<User>> {
    ctx.data_unchecked::<DataLoader<UserLoader>>().load_one(id).await
}

/// A code on its way, or what looks like one: whether the address is known is not said.
#[derive(SimpleObject)]
pub struct CodeChallenge {
    /// To be given back with the code; begins with `code_`.
    pub id: ID,
    /// When the code stops being good, five minutes after it was sent.
    pub expires_at: DateTime,
    /// When another may be asked for.
    pub resend_at: DateTime,
}

impl From<SentChallenge> for CodeChallenge {
    fn from(sent: SentChallenge) -> Self {
        let id: platform::kernel::Id<OneTimeCode> = sent.id;
        Self {
            id: id.to_string().into(),
            expires_at: DateTime(sent.expires_at),
            resend_at: DateTime(sent.resend_at),
        }
    }
}

/// A passkey ceremony to be finished within five minutes.
#[derive(SimpleObject)]
pub struct PasskeyCeremony {
    /// To be given back with the device's answer; begins with `ceremony_`.
    pub id: ID,
    /// JSON for `PublicKeyCredential.parseCreationOptionsFromJSON` or
    /// `parseRequestOptionsFromJSON`.
    pub options: String,
    /// When it is over.
    pub expires_at: DateTime,
}

impl From<actions::passkeys::Ceremony> for PasskeyCeremony {
    fn from(ceremony: actions::passkeys::Ceremony) -> Self {
        Self {
            id: ceremony.id.to_string().into(),
            options: ceremony.options,
            expires_at: DateTime(ceremony.expires_at),
        }
    }
}

/// What a client keeps of a sign-in. Store the tokens where other programs cannot read them.
#[derive(SimpleObject)]
pub struct SignIn {
    /// Send it as `authorization: Bearer`; good for ten minutes.
    pub access_token: String,
    /// When to refresh at the latest.
    pub access_expires_at: DateTime,
    /// Good for one `sessionRefresh`, which gives the next one. Refresh from one place at a time.
    pub refresh_token: String,
    /// When the session ends, however often it is refreshed: 30 days after it began.
    pub refresh_expires_at: DateTime,
    /// The session.
    pub session: Session,
    /// Who is signed in.
    pub user: User,
}

impl From<SignedIn> for SignIn {
    fn from(signed: SignedIn) -> Self {
        Self {
            access_token: signed.tokens.access_token,
            access_expires_at: DateTime(signed.tokens.access_expires_at),
            refresh_token: signed.tokens.refresh_token,
            refresh_expires_at: DateTime(signed.tokens.refresh_expires_at),
            session: Session(signed.session),
            user: signed.account.into(),
        }
    }
}

/// One sign-in on one device; only ever your own.
#[derive(Clone)]
pub struct Session(pub session::Session);

/// One sign-in on one device; only ever your own.
#[Object]
impl Session {
    /// The id, beginning with `session_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the client called its device; may be empty.
    async fn device_name(&self) -> &str {
        &self.0.device_name
    }

    /// How it began.
    async fn method(&self) -> SignInMethod {
        self.0.method.into()
    }

    /// When it began.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last refreshed.
    async fn refreshed_at(&self) -> DateTime {
        DateTime(self.0.refreshed_at)
    }

    /// When it ends by itself.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.life.expires_at)
    }

    /// Until when risky acts are open; null unless they are. Step up to open them.
    async fn stepped_up_until(&self, ctx: &Context<'_>) -> Option<DateTime> {
        let at =
            self.0.life.stepped_up_at.filter(|_| self.0.life.is_stepped_up(ctx.app().now()))?;
        Some(DateTime(at + session::STEP_UP_LIFE))
    }

    /// Whether a second factor was shown in it: what staff and members of shops need.
    async fn has_second_factor(&self) -> bool {
        self.0.second_factor_at.is_some()
    }

    /// Whether it is the session you ask in.
    async fn is_current(&self, ctx: &Context<'_>) -> bool {
        let person = ctx.viewer().as_person();
        person.and_then(crate::identity::Person::session_id) == Some(self.0.id)
    }
}

connection!(SessionConnection, SessionEdge, Session, "live sessions, newest first");

/// How a session began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "session::SignInMethod")]
pub enum SignInMethod {
    /// With a password.
    Password,
    /// With a one-time code.
    Code,
    /// With a passkey.
    Passkey,
}

/// A verified address of yours, masked.
#[derive(SimpleObject)]
pub struct Contact {
    /// What kind of address it is.
    pub kind: super::inputs::ContactKind,
    /// The address with its middle hidden: `138****5678`, `a***@example.com`.
    pub masked: String,
    /// When you last proved that it is yours.
    pub verified_at: DateTime,
}

impl From<contacts::KnownContact> for Contact {
    fn from(known: contacts::KnownContact) -> Self {
        Self {
            kind: known.kind.into(),
            masked: known.masked,
            verified_at: DateTime(known.verified_at),
        }
    }
}

/// A passkey of yours.
#[derive(SimpleObject)]
pub struct Passkey {
    /// The id, beginning with `passkey_`.
    pub id: ID,
    /// What you call it.
    pub name: String,
    /// When you made it.
    pub created_at: DateTime,
    /// When it was last used; null if never.
    pub used_at: Option<DateTime>,
}

impl From<passkey::Passkey> for Passkey {
    fn from(passkey: passkey::Passkey) -> Self {
        Self {
            id: passkey.id.to_string().into(),
            name: passkey.name,
            created_at: DateTime(passkey.created_at),
            used_at: passkey.used_at.map(DateTime),
        }
    }
}
