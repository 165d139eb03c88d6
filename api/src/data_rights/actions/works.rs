//! What workers do with requests: make archives, let them go, mark what is late, hand them out.

use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers::Firing;
use platform::transitions::Actor;
use platform::{App, Failure, events, timers, transaction};
use subtle::ConstantTimeEq as _;
use time::OffsetDateTime;
use uuid::Uuid;

use super::requests::decide;
use crate::data_rights::archive;
use crate::data_rights::facts::SubjectRequestOverdue;
use crate::data_rights::jobs::{ARCHIVE_EXPIRES, LOOK_AGAIN};
use crate::data_rights::registry;
use crate::data_rights::request::{
    ARCHIVE_LIFE, Archive, Doer, RefusalGround, RequestState, SubjectRequest, doer,
};
use crate::data_rights::store::requests::{self as store, Along};
use crate::privacy::consent::{self, Method, sha256_of};
use crate::privacy::is_erased;
use crate::privacy::personal::Erasure;
use crate::privacy::retention;

/// Makes the archive that was asked for, sealed under the key of whoever asked.
///
/// # Errors
/// Ours; it is then made again.
pub async fn make_archive(app: &App, request: Uuid, delivery: &Delivery) -> Result<(), Failure> {
    let id: Id<SubjectRequest> = Id::from_uuid(request);
    let wanted = |request: &SubjectRequest| {
        request.state == RequestState::InProgress && doer(request.kind) == Doer::Archivist
    };
    let found = store::by_id(app.reader(), id).await?.filter(wanted);
    let mut made = false;
    if let Some(request) = found {
        let subject = request.subject.uuid();
        // Whoever is gone has no key any more, and nothing that it could open.
        if !is_erased(app.reader(), subject).await? {
            archive::make(app, &request).await?;
            made = true;
        }
    }
    transaction!(app, |tx| {
        if let Some(request) = store::lock(tx, id).await?.filter(wanted) {
            if made {
                let archive = Archive { ready_at: tx.now(), expires_at: tx.now() + ARCHIVE_LIFE };
                let along = Along { archive: Some(archive), ..Along::default() };
                let by = (Actor::SYSTEM, "the archive is made");
                decide(tx, &request, RequestState::Fulfilled, along, by).await?;
                timers::set(tx, ARCHIVE_EXPIRES, id.uuid(), archive.expires_at).await?;
            } else {
                let ground = Some(RefusalGround::Unfounded);
                let along = Along { refusal: ground, ..Along::default() };
                let by = (Actor::SYSTEM, "the data was erased before");
                decide(tx, &request, RequestState::Refused, along, by).await?;
            }
        }
        delivery.settle(tx).await
    })
}

/// Removes an archive whose seven days are over, unless it is held, or whoever it is about is: then
/// it stays sealed where it is, and can be fetched by nobody (RT-5).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn expire_archive(app: &App, firing: Firing) -> Result<(), Failure> {
    let id: Id<SubjectRequest> = Id::from_uuid(firing.aggregate);
    let held: Result<bool, Failure> = transaction!(app, |tx| {
        let subject = store::by_id(tx.conn(), id).await?.map(|request| request.subject.uuid());
        let held = retention::is_held(tx.conn(), subject.into_iter().chain([id.uuid()])).await?;
        if held {
            store::set_link(tx, id, None).await?;
            firing.settle(tx).await?;
            timers::set(tx, ARCHIVE_EXPIRES, id.uuid(), tx.now() + LOOK_AGAIN).await?;
        }
        Ok(held)
    });
    if held? {
        return Ok(());
    }
    app.blobs().delete(&archive::key_of(firing.aggregate)).await?;
    transaction!(app, |tx| {
        store::set_link(tx, id, None).await?;
        firing.settle(tx).await
    })
}

/// Marks a request that was not decided in time.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn mark_overdue(app: &App, firing: Firing) -> Result<(), Failure> {
    transaction!(app, |tx| {
        let id = Id::from_uuid(firing.aggregate);
        let open = store::lock(tx, id).await?.filter(SubjectRequest::is_open);
        if open.is_some_and(|request| request.overdue_at.is_none()) {
            store::mark_overdue(tx, id).await?;
            events::record(tx, &SubjectRequestOverdue { request_id: id.uuid() }).await?;
        }
        firing.settle(tx).await
    })
}

/// Hands an archive out to whoever has its link; the link is then used up.
///
/// # Errors
/// Ours.
pub async fn fetch(
    app: &App,
    id: Id<SubjectRequest>,
    token: &str,
) -> Result<Option<archive::Clear>, Failure> {
    let hash = sha256_of(token);
    let opened: Result<Option<SubjectRequest>, Failure> = transaction!(app, |tx| {
        let Some(request) = store::lock(tx, id).await? else { return Ok(None) };
        let Some(link) = &request.link else { return Ok(None) };
        let right = bool::from(link.hash.as_bytes().ct_eq(hash.as_bytes()));
        if !right || link.expires_at <= tx.now() {
            return Ok(None);
        }
        store::set_link(tx, id, None).await?;
        Ok(Some(request))
    });
    match opened? {
        Some(request) => archive::read(app, &request).await,
        None => Ok(None),
    }
}

/// Nobody answers for a child any more: what a guardian allowed for it ends (PD-5).
///
/// # Errors
/// Ours; it is then tried again.
pub async fn guardianship_ended(
    app: &App,
    child: Option<Uuid>,
    delivery: &Delivery,
) -> Result<(), Failure> {
    transaction!(app, |tx| {
        if let Some(child) = child {
            consent::withdraw_all(tx, child, true, Method::GuardianshipEnded).await?;
        }
        delivery.settle(tx).await
    })
}

/// PD-4: with an account goes all that it allowed, and every row that is declared to go with it.
/// What is held or has a term stays.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn account_closed(
    app: &App,
    account: Option<Uuid>,
    at: OffsetDateTime,
    delivery: &Delivery,
) -> Result<(), Failure> {
    transaction!(app, |tx| {
        if let Some(account) = account {
            consent::withdraw_all(tx, account, false, Method::AccountClosed).await?;
            let going = registry::tables().filter(|table| table.erasure == Erasure::Purged);
            for table in going {
                if let Err(why) = retention::purge(tx, table, account, at).await? {
                    tracing::info!(table = table.name, ?why, "rows of a closed account stay");
                }
            }
        }
        delivery.settle(tx).await
    })
}
