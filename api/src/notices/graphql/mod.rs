//! What people were told, as they read it: translation only.

mod kind;
mod live;
mod types;

use async_graphql::{Context, ID, Object, OneofObject, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{Failure, payload};
use uuid::Uuid;

pub use live::NotificationSubscription;
pub use types::{Notification, NotificationConnection};

use super::terms::MOST_COUNTED;
use super::{NotificationsReadRefusal, Which, actions, store};
use crate::identity;
use crate::identity::graphql::ViewerExt;

/// Which notifications you have read: exactly one of these.
#[derive(OneofObject)]
pub enum NotificationsReadInput {
    /// These, at most 50, each beginning with `notification_`.
    Ids(Vec<ID>),
    /// All that you have been told until now. Give `true`.
    All(bool),
}

payload! {
    /// The answer of `notificationsRead`.
    pub struct NotificationsReadPayload refused by NotificationsReadRefusal {
        /// How many are left that you have not read, counted to 100; null when refused.
        unread_count: i32,
    }
}

/// How many notifications somebody has not read, for their own eyes.
pub async fn unread_count(ctx: &Context<'_>, account: Uuid) -> Result<i32> {
    count(store::unread(ctx.app().reader(), account, MOST_COUNTED).await?)
}

fn count(unread: u64) -> Result<i32> {
    Ok(i32::try_from(unread).map_err(|error| Failure::because("unread notifications", error))?)
}

/// Root fields that read notifications.
#[derive(Default)]
pub struct NotificationQuery;

/// Root fields that read notifications.
#[Object]
impl NotificationQuery {
    /// What you were told, the newest first, for 180 days.
    async fn notifications(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
        #[graphql(desc = "Only those that you have not read.", default)] unread_only: bool,
    ) -> Result<NotificationConnection> {
        let (app, account) = (ctx.app(), ctx.person()?.account_id().uuid());
        let list = format!("notifications.{unread_only}.{account}");
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::page(app.reader(), account, unread_only, &page).await?;
        let reader = identity::account(app.reader(), account).await?;
        let locale = reader.map(|reader| reader.locale).unwrap_or_default();
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(slice.map(|notice| Notification::to(notice, &locale)).into())
    }
}

/// Root fields that change notifications.
#[derive(Default)]
pub struct NotificationMutation;

/// Root fields that change notifications.
#[Object]
impl NotificationMutation {
    /// Mark notifications of yours as read. Marking twice is marking once.
    async fn notifications_read(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: NotificationsReadInput,
    ) -> Result<NotificationsReadPayload> {
        let which = match input {
            NotificationsReadInput::Ids(ids) => {
                let ids = ids.iter().map(|id| parse_id(id)).collect::<Result<_, _>>()?;
                Some(Which::Some(ids))
            }
            NotificationsReadInput::All(all) => all.then_some(Which::All),
        };
        let left = actions::read(ctx.app(), ctx.person()?, which).await;
        // Counted to a hundred.
        reply(left.map(|left| i32::try_from(left).unwrap_or(i32::MAX)))
    }
}
