//! What the clock does to uploads: nobody used one within a day, or we were stopped over one.

use platform::kernel::Id;
use platform::timers::Firing;
use platform::{App, Failure, timers, transaction};

use crate::media::jobs::{EXPIRE, LOOK_AGAIN};
use crate::media::upload::{Rejection, Upload};
use crate::media::{image, store};
use crate::privacy::retention;

/// Removes an upload that nothing uses, with everything made of it. One that is used stays, and one
/// that is held, or whose owner is, until that ends (RT-5).
///
/// # Errors
/// Ours; it is then tried again, and goes on where it stopped.
pub async fn expire(app: &App, firing: Firing) -> Result<(), Failure> {
    let id: Id<Upload> = Id::from_uuid(firing.aggregate);
    // In two steps, because the file store takes part in no transaction: from the first step on
    // nobody can attach the upload any more, so its files can go before its rows do.
    let unused: Result<bool, Failure> = transaction!(app, |tx| {
        let owner = store::uploads::by_id(tx.conn(), id).await?.map(|upload| upload.owner_id);
        let owner = owner.map(Id::uuid);
        if retention::is_held(tx.conn(), owner.into_iter().chain([id.uuid()])).await? {
            firing.settle(tx).await?;
            timers::set(tx, EXPIRE, id.uuid(), tx.now() + LOOK_AGAIN).await?;
            return Ok(false);
        }
        let unused = store::uploads::expire(tx, id).await?;
        if !unused {
            firing.settle(tx).await?;
        }
        Ok(unused)
    });
    if !unused? {
        return Ok(());
    }
    let image_id = Id::from_uuid(id.uuid());
    app.blobs().delete_folder(&image::storage_folder(image_id)).await?;
    transaction!(app, |tx| {
        store::images::remove(tx, image_id).await?;
        store::uploads::remove_expired(tx, id).await?;
        firing.settle(tx).await
    })
}

/// Rejects an upload that was being looked at by a server that is gone.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn interrupt(app: &App, firing: Firing) -> Result<(), Failure> {
    transaction!(app, |tx| {
        let id = Id::from_uuid(firing.aggregate);
        store::uploads::decide(tx, id, Some(Rejection::Interrupted)).await?;
        firing.settle(tx).await
    })
}
