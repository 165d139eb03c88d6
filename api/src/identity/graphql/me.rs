//! What only a person themselves may see of their account.

use async_graphql::{Context, Object, Result, SimpleObject};
use platform::Failure;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use uuid::Uuid;

use super::guardians::Guardianship;
use super::inputs::{AgeBand, StaffRole};
use super::types::{Contact, Passkey, Session, SessionConnection, User};
use crate::identity::Account;
use crate::identity::account::Restraint;
use crate::identity::store::{accounts, contacts, factors, guardians, passkeys, roles, sessions};

/// You. Addresses are masked; nobody else sees even that much.
pub struct Me(pub Account);

/// You. Addresses are masked; nobody else sees even that much.
#[Object]
impl Me {
    /// You as everybody sees you.
    async fn user(&self) -> User {
        self.0.clone().into()
    }

    /// The language we write to you in, as a tag such as `zh-CN`.
    async fn locale(&self) -> &str {
        &self.0.locale
    }

    /// How old you said you are.
    async fn age_band(&self) -> AgeBand {
        self.0.age_band.into()
    }

    /// Whether you may post, comment, help and join: not while suspended, nor below 14 without a
    /// guardian (PD-5).
    async fn may_act(&self) -> bool {
        self.0.may_act().is_ok()
    }

    /// Whether a guardian has to confirm before you may act (PD-5).
    async fn guardian_needed(&self) -> bool {
        self.0.may_act() == Err(Restraint::GuardianNeeded)
    }

    /// Your verified addresses, masked; at most one of each kind.
    async fn contacts(&self, ctx: &Context<'_>) -> Result<Vec<Contact>> {
        let known = contacts::of_account(ctx.app().reader(), self.id()).await?;
        Ok(known.into_iter().map(Into::into).collect())
    }

    /// Your live sessions, newest first.
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<SessionConnection> {
        let (app, list) = (ctx.app(), format!("session.{}", self.id()));
        let page = asked::<(i64, Uuid)>(app.cursors(), &list, first, after.as_deref())?;
        let rows = sessions::live(app, self.id(), page.after, page.rows()).await?;
        let place = |session: &crate::identity::session::Session| {
            (platform::clock::to_millis(session.created_at), session.id.uuid())
        };
        Ok(Slice::cut(app.cursors(), &list, page.first, rows, place).map(Session).into())
    }

    /// How many notifications you have not read; 100 stands for that many and more.
    async fn unread_notification_count(&self, ctx: &Context<'_>) -> Result<i32> {
        crate::notices::graphql::unread_count(ctx, self.id()).await
    }

    /// How you prove who you are.
    async fn factors(&self, ctx: &Context<'_>) -> Result<Factors> {
        let (app, id) = (ctx.app(), self.id());
        let totp = factors::totp(app.reader(), id).await?;
        Ok(Factors {
            has_password: accounts::password_hash(app.reader(), id).await?.is_some(),
            has_totp: totp.is_some_and(|totp| totp.confirmed),
            recovery_codes_left: i32::try_from(factors::recovery_codes_left(app, id).await?)
                .map_err(|error| Failure::because("recovery codes", error))?,
            passkeys: passkeys::of_account(app.reader(), id)
                .await?
                .into_iter()
                .map(Into::into)
                .collect(),
        })
    }

    /// Your standings as staff of the platform; they count in sessions with a second factor.
    async fn staff_roles(&self, ctx: &Context<'_>) -> Result<Vec<StaffRole>> {
        let held = roles::of_account(ctx.app().reader(), self.id()).await?;
        Ok(held.into_iter().map(Into::into).collect())
    }

    /// The open and confirmed guardianships that you have a part in, newest first; at most 50.
    async fn guardianships(&self, ctx: &Context<'_>) -> Result<Vec<Guardianship>> {
        let found = guardians::of_person(ctx.app().reader(), self.id()).await?;
        Ok(found.into_iter().map(Guardianship).collect())
    }

    /// When your handle may change again; null if now.
    async fn handle_free_at(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.0.handle_free_at(ctx.app().now()).map(DateTime)
    }
}

impl Me {
    fn id(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// How you prove who you are.
#[derive(SimpleObject)]
pub struct Factors {
    /// Whether you have a password.
    pub has_password: bool,
    /// Whether you have an authenticator app.
    pub has_totp: bool,
    /// How many recovery codes you have left.
    pub recovery_codes_left: i32,
    /// Your passkeys, oldest first; at most ten.
    pub passkeys: Vec<Passkey>,
}
