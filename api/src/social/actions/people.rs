//! Following and blocking. A block hides both ways, and ends what each follows of the other.

use platform::database::Tx;
use platform::events::record;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use uuid::Uuid;

use crate::identity::{Account, Person, Restraint};
use crate::social::facts::{UserBlocked, UserFollowed};
use crate::social::store;
use crate::social::store::people::Reach;

/// How many people one person may follow.
const MOST_FOLLOWED: i64 = 5_000;

refusals! {
    /// Why a person was not followed, in order of precedence.
    pub enum UserFollowRefusal: "UserFollowErrorCode", UserFollowUserError {
        /// Your account is suspended.
        AccountNotActive at [] says "Your account is not active.",
        /// That is you.
        Oneself at ["userId"] says "You cannot follow yourself.",
        /// There is no such person, or one of you has blocked the other.
        UserNotFound at ["userId"] says "There is no such person.",
        /// You follow 5,000 people.
        TooMany at ["userId"] says "You follow as many people as one may: 5,000.",
    }
}

refusals! {
    /// Why a person is still followed, in order of precedence.
    pub enum UserUnfollowRefusal: "UserUnfollowErrorCode", UserUnfollowUserError {
        /// There is no such person.
        UserNotFound at ["userId"] says "There is no such person.",
    }
}

refusals! {
    /// Why a person was not blocked, in order of precedence.
    pub enum UserBlockRefusal: "UserBlockErrorCode", UserBlockUserError {
        /// That is you.
        Oneself at ["userId"] says "You cannot block yourself.",
        /// There is no such person.
        UserNotFound at ["userId"] says "There is no such person.",
    }
}

refusals! {
    /// Why a person is still blocked, in order of precedence.
    pub enum UserUnblockRefusal: "UserUnblockErrorCode", UserUnblockUserError {
        /// There is no such person.
        UserNotFound at ["userId"] says "There is no such person.",
    }
}

/// Follows a person; again changes nothing.
///
/// # Errors
/// [`UserFollowRefusal`], or ours.
pub async fn follow(
    app: &App,
    person: &Person,
    id: Id<Account>,
) -> Result<Id<Account>, Error<UserFollowRefusal>> {
    if person.may_act() == Err(Restraint::NotActive) {
        return Err(UserFollowRefusal::AccountNotActive.into());
    }
    if id == person.account_id() {
        return Err(UserFollowRefusal::Oneself.into());
    }
    let (follower, followee) = (person.account_id().uuid(), id.uuid());
    transaction!(app, |tx| {
        if !store::people::is_there(tx.conn(), followee).await? {
            return Err(UserFollowRefusal::UserNotFound.into());
        }
        let reach = store::people::lock_reach(tx, &[follower, followee]).await?;
        if store::people::is_blocked(tx.conn(), follower, followee).await? {
            return Err(UserFollowRefusal::UserNotFound.into());
        }
        if reach.get(&follower).is_some_and(|reach| reach.following >= MOST_FOLLOWED) {
            return Err(UserFollowRefusal::TooMany.into());
        }
        if store::people::follow(tx, follower, followee).await? {
            tell_followed(tx, follower, followee, true).await?;
        }
        Ok(id)
    })
}

async fn tell_followed(
    tx: &Tx,
    follower_id: Uuid,
    followee_id: Uuid,
    on: bool,
) -> Result<(), Failure> {
    let by = if on { 1 } else { -1 };
    let followed = Reach { followers: by, ..Reach::default() };
    store::people::count(tx, followee_id, followed).await?;
    let following = Reach { following: by, ..Reach::default() };
    store::people::count(tx, follower_id, following).await?;
    record(tx, &UserFollowed { follower_id, followee_id, on }).await
}

/// Ends a follow whose counts are locked, if there is one.
async fn end_follow(tx: &Tx, follower: Uuid, followee: Uuid) -> Result<(), Failure> {
    if store::people::unfollow(tx, follower, followee).await? {
        tell_followed(tx, follower, followee, false).await?;
    }
    Ok(())
}

/// No longer follows a person; again changes nothing.
///
/// # Errors
/// [`UserUnfollowRefusal`], or ours.
pub async fn unfollow(
    app: &App,
    person: &Person,
    id: Id<Account>,
) -> Result<Id<Account>, Error<UserUnfollowRefusal>> {
    let (follower, followee) = (person.account_id().uuid(), id.uuid());
    transaction!(app, |tx| {
        if !store::people::is_there(tx.conn(), followee).await? {
            return Err(UserUnfollowRefusal::UserNotFound.into());
        }
        store::people::lock_reach(tx, &[follower, followee]).await?;
        end_follow(tx, follower, followee).await?;
        Ok(id)
    })
}

/// Blocks a person: neither sees the other any more, and neither follows the other.
///
/// # Errors
/// [`UserBlockRefusal`], or ours.
pub async fn block(
    app: &App,
    person: &Person,
    id: Id<Account>,
) -> Result<Id<Account>, Error<UserBlockRefusal>> {
    if id == person.account_id() {
        return Err(UserBlockRefusal::Oneself.into());
    }
    let (blocker_id, blocked_id) = (person.account_id().uuid(), id.uuid());
    transaction!(app, |tx| {
        if !store::people::is_there(tx.conn(), blocked_id).await? {
            return Err(UserBlockRefusal::UserNotFound.into());
        }
        store::people::lock_reach(tx, &[blocker_id, blocked_id]).await?;
        end_follow(tx, blocker_id, blocked_id).await?;
        end_follow(tx, blocked_id, blocker_id).await?;
        if store::people::block(tx, blocker_id, blocked_id).await? {
            record(tx, &UserBlocked { blocker_id, blocked_id, on: true }).await?;
        }
        Ok(id)
    })
}

/// No longer blocks a person. Nobody follows anybody again by that.
///
/// # Errors
/// [`UserUnblockRefusal`], or ours.
pub async fn unblock(
    app: &App,
    person: &Person,
    id: Id<Account>,
) -> Result<Id<Account>, Error<UserUnblockRefusal>> {
    let (blocker_id, blocked_id) = (person.account_id().uuid(), id.uuid());
    transaction!(app, |tx| {
        if !store::people::is_there(tx.conn(), blocked_id).await? {
            return Err(UserUnblockRefusal::UserNotFound.into());
        }
        if store::people::unblock(tx, blocker_id, blocked_id).await? {
            record(tx, &UserBlocked { blocker_id, blocked_id, on: false }).await?;
        }
        Ok(id)
    })
}

/// Ends some of the follows of and by a person who closed their account; answers whether there
/// may be more.
pub(in crate::social) async fn forget_follows(tx: &Tx, account: Uuid) -> Result<bool, Failure> {
    const BATCH: u64 = 50;
    let follows = store::people::follows_around(tx.conn(), account, BATCH).await?;
    let mut people: Vec<Uuid> = follows.iter().flat_map(|(one, other)| [*one, *other]).collect();
    people.sort();
    people.dedup();
    if people.is_empty() {
        return Ok(false);
    }
    store::people::lock_reach(tx, &people).await?;
    for (follower, followee) in follows {
        end_follow(tx, follower, followee).await?;
    }
    Ok(true)
}
