//! PO-5: likes and saves that were fabricated do not count. Staff for risk say whose; a worker
//! takes them back, and posts fall to the rank that honest reactions give them [NTM 14].

use platform::database::Tx;
use platform::events::record;
use platform::kernel::{Id, Line};
use platform::{App, Error, Failure, refusals, transaction};
use uuid::Uuid;

use crate::identity::{self, Account, Risk, Staff};
use crate::social::facts::{PostLiked, PostSaved, ReactionsVoided};
use crate::social::post::Engagement;
use crate::social::store;

/// How many reactions one transaction takes back.
const BATCH: u64 = 100;

refusals! {
    /// Why a person's reactions were not voided, in order of precedence.
    pub enum ReactionsVoidRefusal: "UserReactionsVoidErrorCode", UserReactionsVoidUserError {
        /// Not 1–200 characters on one line.
        ReasonInvalid at ["reason"] says "Give a reason of 1 to 200 characters.",
        /// There is no such person.
        UserNotFound at ["userId"] says "There is no such person.",
        /// Nobody decides about themselves.
        OwnAccount at ["userId"] says "This is your own account.",
    }
}

/// Orders that what a person has liked and saved so far no longer counts; done within a minute.
///
/// # Errors
/// [`ReactionsVoidRefusal`], or ours.
pub async fn void_reactions(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<Account>,
    reason: &str,
) -> Result<(), Error<ReactionsVoidRefusal>> {
    use ReactionsVoidRefusal as R;
    let reason = Line::<1, 200>::parse(reason).map_err(|_| R::ReasonInvalid)?;
    let by = staff.person().account_id();
    transaction!(app, |tx| {
        if !identity::exists(tx.conn(), id).await? {
            return Err(R::UserNotFound.into());
        }
        if id == by {
            return Err(R::OwnAccount.into());
        }
        let reason = reason.as_str().to_owned();
        let fact = ReactionsVoided { account_id: id.uuid(), by: by.uuid(), reason };
        record(tx, &fact).await?;
        Ok(())
    })
}

/// Takes some of a person's reactions back; `false` if there were none left.
pub async fn void_some(tx: &Tx, account_id: Uuid) -> Result<bool, Failure> {
    let (likes, saves) = store::reactions::take_some(tx, account_id, BATCH).await?;
    let mut posts: Vec<Uuid> = likes.iter().chain(&saves).copied().collect();
    // In one order for everybody, so that two workers do not wait for each other.
    posts.sort_unstable();
    posts.dedup();
    for post_id in &likes {
        record(tx, &PostLiked { account_id, post_id: *post_id, on: false }).await?;
    }
    for post_id in &saves {
        record(tx, &PostSaved { account_id, post_id: *post_id, on: false }).await?;
    }
    for post in &posts {
        let less = |taken: &[Uuid]| if taken.contains(post) { -1 } else { 0 };
        let change = Engagement { likes: less(&likes), saves: less(&saves), comments: 0 };
        store::posts::discount(tx, *post, change).await?;
    }
    Ok(!posts.is_empty())
}
