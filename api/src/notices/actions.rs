//! Telling people, and what they do with it.

use platform::database::Tx;
use platform::events::record;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::NoticesTold;
use super::terms::{BATCH, MOST_COUNTED, MOST_IDS, MOST_MEMBERS};
use super::{NewNotice, Notice, NoticeKind, store};
use crate::identity::{self, Person};
use crate::operators::{self, MemberRole, Operator};

refusals! {
    /// Why nothing was marked as read, in order of precedence.
    pub enum NotificationsReadRefusal: "NotificationsReadErrorCode", NotificationsReadUserError {
        /// No ids, or `all: false`.
        NothingNamed at [] says "Say which notifications, or all.",
        /// More than 50 ids.
        TooMany at ["ids"] says "At most 50 notifications at once.",
        /// One of them is none of yours.
        NotificationNotFound at ["ids"] says "There is no such notification.",
    }
}

/// Tells people, in the caller's transaction. Whoever was told the same before is not told again;
/// whoever has closed their account is not told at all.
///
/// # Errors
/// The database's own.
pub async fn tell(tx: &Tx, notices: &[NewNotice]) -> Result<(), Failure> {
    // In one order, so that two who tell the same people at once do not wait for each other.
    let mut sorted = notices.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    for some in sorted.chunks(usize::from(BATCH)) {
        tell_some(tx, some).await?;
    }
    Ok(())
}

async fn tell_some(tx: &Tx, some: &[NewNotice]) -> Result<(), Failure> {
    let mut people: Vec<Uuid> = some.iter().map(|notice| notice.account).collect();
    people.dedup();
    let gone = identity::closed_among(tx.conn(), people).await?;
    let living: Vec<NewNotice> =
        some.iter().filter(|notice| !gone.contains(&notice.account)).copied().collect();
    if living.is_empty() {
        return Ok(());
    }
    let batch = tx.app().new_uuid();
    let mut accounts = store::insert(tx, batch, &living).await?;
    accounts.sort_unstable();
    accounts.dedup();
    if accounts.is_empty() {
        return Ok(());
    }
    record(tx, &NoticesTold { batch, accounts }).await
}

/// Tells the members of a shop in at least a role; a hundred of them where there are more.
///
/// # Errors
/// The database's own.
pub async fn tell_shop(
    tx: &Tx,
    shop: (Id<Operator>, MemberRole),
    kind: NoticeKind,
    subject: Uuid,
    due_at: Option<OffsetDateTime>,
) -> Result<(), Failure> {
    let members = operators::members_of(tx.conn(), shop.0, shop.1, MOST_MEMBERS).await?;
    let of = |account: &Uuid| NewNotice { account: *account, kind, subject, due_at };
    let notices: Vec<NewNotice> = members.iter().map(of).collect();
    tell(tx, &notices).await
}

/// Which notifications somebody has read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// These.
    Some(Vec<Id<Notice>>),
    /// All that there are now.
    All,
}

/// Marks notifications of a person as read; answers how many are left, counted to a hundred. What
/// was read before stays read since then.
///
/// # Errors
/// [`NotificationsReadRefusal`], or ours.
pub async fn read(
    app: &App,
    person: &Person,
    which: Option<Which>,
) -> Result<u64, Error<NotificationsReadRefusal>> {
    let account = person.account_id().uuid();
    match which {
        None => return Err(NotificationsReadRefusal::NothingNamed.into()),
        Some(Which::Some(ids)) => read_some(app, account, ids).await?,
        Some(Which::All) => read_all(app, account).await?,
    }
    Ok(store::unread(app.reader(), account, MOST_COUNTED).await?)
}

async fn read_some(
    app: &App,
    account: Uuid,
    ids: Vec<Id<Notice>>,
) -> Result<(), Error<NotificationsReadRefusal>> {
    let mut ids: Vec<Uuid> = ids.into_iter().map(Id::uuid).collect();
    if ids.is_empty() {
        return Err(NotificationsReadRefusal::NothingNamed.into());
    }
    if ids.len() > MOST_IDS {
        return Err(NotificationsReadRefusal::TooMany.into());
    }
    ids.sort_unstable();
    ids.dedup();
    transaction!(app, |tx| {
        if !store::are_all_of(tx, account, &ids).await? {
            return Err(NotificationsReadRefusal::NotificationNotFound.into());
        }
        Ok(store::mark(tx, account, &ids).await?)
    })
}

/// A batch in each transaction, up to what is told now: whatever comes meanwhile was not seen.
async fn read_all(app: &App, account: Uuid) -> Result<(), Failure> {
    let until = app.now();
    loop {
        let marked: Result<u64, Failure> =
            transaction!(app, |tx| { store::mark_some(tx, account, until).await });
        if marked? < u64::from(BATCH) {
            return Ok(());
        }
    }
}
