//! Whether somebody sees a post, for rooms that stand above this one.

use platform::Failure;
use platform::kernel::Id;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::identity::Person;
use crate::social::{Sight, store};

/// Whether a person sees the post of an id.
///
/// # Errors
/// The database's own.
pub async fn is_seen(
    db: &impl ConnectionTrait,
    person: &Person,
    post: Uuid,
) -> Result<bool, Failure> {
    let seen = store::posts::one(db, Id::from_uuid(post), Sight::of_person(person)).await?;
    Ok(seen.is_some())
}
