//! Liking and saving: one row for each person and post, and counts that are exact however many
//! people do it at once, because they change with the rows, in one transaction.

use platform::events::record;
use platform::kernel::Id;
use platform::{App, Error, Refusal, refusals, transaction};

use crate::identity::{Person, Restraint};
use crate::social::facts::{PostLiked, PostSaved};
use crate::social::post::{Engagement, Post, PostState};
use crate::social::sight::Sight;
use crate::social::store;

/// Why a person's act on a post was refused.
enum ReactFault {
    AccountNotActive,
    PostNotFound,
}

macro_rules! react_refusals {
    ($($name:ident: $code:literal, $user_error:ident, $about:literal;)+) => {$(
        refusals! {
            #[doc = $about]
            pub enum $name: $code, $user_error {
                /// Your account is suspended.
                AccountNotActive at [] says "Your account is not active.",
                /// There is no such post that you may see, or it is not published.
                PostNotFound at ["postId"] says "There is no such post.",
            }
        }

        impl From<ReactFault> for $name {
            fn from(fault: ReactFault) -> Self {
                match fault {
                    ReactFault::AccountNotActive => Self::AccountNotActive,
                    ReactFault::PostNotFound => Self::PostNotFound,
                }
            }
        }
    )+};
}

react_refusals! {
    PostLikeRefusal: "PostLikeErrorCode", PostLikeUserError,
        "Why a post was not liked, in order of precedence.";
    PostUnlikeRefusal: "PostUnlikeErrorCode", PostUnlikeUserError,
        "Why a like was not taken back, in order of precedence.";
    PostSaveRefusal: "PostSaveErrorCode", PostSaveUserError,
        "Why a post was not saved, in order of precedence.";
    PostUnsaveRefusal: "PostUnsaveErrorCode", PostUnsaveUserError,
        "Why a save was not taken back, in order of precedence.";
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    Like,
    Unlike,
    Save,
    Unsave,
}

/// Likes a post; again changes nothing.
///
/// # Errors
/// [`PostLikeRefusal`], or ours.
pub async fn like(app: &App, by: &Person, id: Id<Post>) -> Result<Post, Error<PostLikeRefusal>> {
    react(app, by, id, Act::Like).await
}

/// Takes a like back; without one, changes nothing.
///
/// # Errors
/// [`PostUnlikeRefusal`], or ours.
pub async fn unlike(
    app: &App,
    by: &Person,
    id: Id<Post>,
) -> Result<Post, Error<PostUnlikeRefusal>> {
    react(app, by, id, Act::Unlike).await
}

/// Saves a post for later; again changes nothing.
///
/// # Errors
/// [`PostSaveRefusal`], or ours.
pub async fn save(app: &App, by: &Person, id: Id<Post>) -> Result<Post, Error<PostSaveRefusal>> {
    react(app, by, id, Act::Save).await
}

/// Takes a save back; without one, changes nothing.
///
/// # Errors
/// [`PostUnsaveRefusal`], or ours.
pub async fn unsave(
    app: &App,
    by: &Person,
    id: Id<Post>,
) -> Result<Post, Error<PostUnsaveRefusal>> {
    react(app, by, id, Act::Unsave).await
}

async fn react<R>(app: &App, person: &Person, id: Id<Post>, act: Act) -> Result<Post, Error<R>>
where
    R: Refusal + From<ReactFault>,
{
    // A child without a guardian may like; what they may not do is speak and be profiled.
    if person.may_act() == Err(Restraint::NotActive) {
        return Err(R::from(ReactFault::AccountNotActive).into());
    }
    let (account, sight) = (person.account_id().uuid(), Sight::of_person(person));
    transaction!(app, |tx| {
        let post = store::posts::one(tx.conn(), id, sight)
            .await?
            .filter(|post| post.state == PostState::Published)
            .ok_or(R::from(ReactFault::PostNotFound))?;
        let post_id = id.uuid();
        let changed = match act {
            Act::Like => store::reactions::like(tx, account, post_id).await?,
            Act::Unlike => store::reactions::unlike(tx, account, post_id).await?,
            Act::Save => store::reactions::save(tx, account, post_id).await?,
            Act::Unsave => store::reactions::unsave(tx, account, post_id).await?,
        };
        if !changed {
            return Ok(post);
        }
        let none = Engagement::default();
        let on = matches!(act, Act::Like | Act::Save);
        let by = if on { 1 } else { -1 };
        let change = match act {
            Act::Like | Act::Unlike => {
                record(tx, &PostLiked { account_id: account, post_id, on }).await?;
                Engagement { likes: by, ..none }
            }
            Act::Save | Act::Unsave => {
                record(tx, &PostSaved { account_id: account, post_id, on }).await?;
                Engagement { saves: by, ..none }
            }
        };
        // The post's row last: everybody who likes it waits for this one.
        if !store::posts::count(tx, post_id, change).await? {
            return Err(R::from(ReactFault::PostNotFound).into());
        }
        let counted = store::posts::one(tx.conn(), id, sight).await?;
        Ok(counted.ok_or(R::from(ReactFault::PostNotFound))?)
    })
}
