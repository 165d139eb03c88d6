//! People are told of what concerns them: once, in the app and by letter, and nobody else is.

mod keeping;
mod reading;
mod telling;

use fairstall::notices::{NewNotice, NoticeKind, tell};
use kit::{Actor, World};
use platform::{Failure, transaction};
use serde_json::Value;
use uuid::Uuid;

use crate::data_rights::uuid;

pub const READ: &str = "mutation ($input: NotificationsReadInput!) {
    notificationsRead(input: $input) { unreadCount userErrors { code } } }";

/// Something that is told, about the thing of a number.
pub fn notice(who: &Actor<'_>, kind: NoticeKind, number: u128) -> NewNotice {
    NewNotice { account: uuid(&who.id), kind, subject: Uuid::from_u128(number), due_at: None }
}

/// Tells, and lets the letters go out.
pub async fn told(world: &World, notices: &[NewNotice]) {
    let told: Result<(), Failure> = transaction!(world.app(), |tx| { tell(tx, notices).await });
    told.unwrap();
    world.settle().await;
}

/// All that somebody was told, the newest first; at most 50.
pub async fn list(who: &Actor<'_>) -> Vec<Value> {
    let all = "{ notifications(first: 50) { nodes {
        id kind title text subjectId dueAt at readAt } } }";
    who.say(all).await.list("notifications.nodes").to_vec()
}

/// How many somebody has not read.
pub async fn unread(who: &Actor<'_>) -> i64 {
    who.say("{ me { unreadNotificationCount } }").await.number("me.unreadNotificationCount")
}
