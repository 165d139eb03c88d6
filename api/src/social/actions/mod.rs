//! What people, staff and the screen do with posts and with each other: one function per verb.

mod commenting;
mod content;
mod drafting;
mod moderating;
mod people;
mod publishing;
mod reacting;
mod reporting;
mod voiding;

pub use commenting::{
    CommentAddRefusal, CommentAddUserError, CommentRemoveRefusal, CommentRemoveUserError,
    NewComment, add_comment, remove_comment,
};
pub use content::Content;
pub use drafting::{
    Change, DealChange, PostCreateRefusal, PostCreateUserError, PostUpdateRefusal,
    PostUpdateUserError, create, update,
};
pub use moderating::{
    PostAppealDismissRefusal, PostAppealDismissUserError, PostAppealRefusal, PostAppealUserError,
    PostApproveRefusal, PostApproveUserError, PostHideRefusal, PostHideUserError,
    PostRestoreRefusal, PostRestoreUserError, appeal, approve, dismiss_appeal, hide, restore,
};
pub(super) use people::forget_follows;
pub use people::{
    UserBlockRefusal, UserBlockUserError, UserFollowRefusal, UserFollowUserError,
    UserUnblockRefusal, UserUnblockUserError, UserUnfollowRefusal, UserUnfollowUserError, block,
    follow, unblock, unfollow,
};
pub(super) use publishing::remove_some_of;
pub use publishing::{
    PostPublishRefusal, PostPublishUserError, PostRemoveRefusal, PostRemoveUserError, publish,
    remove,
};
pub(super) use publishing::{break_tags, look_for_orders};
pub use reacting::{
    PostLikeRefusal, PostLikeUserError, PostSaveRefusal, PostSaveUserError, PostUnlikeRefusal,
    PostUnlikeUserError, PostUnsaveRefusal, PostUnsaveUserError, like, save, unlike, unsave,
};
pub use reporting::{
    NewReport, PostReportDismissRefusal, PostReportDismissUserError, PostReportRefusal,
    PostReportUserError, dismiss_report, report,
};

pub(super) use voiding::void_some;
pub use voiding::{ReactionsVoidRefusal, UserReactionsVoidUserError, void_reactions};

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{self, Actor, Step};

use super::post::{Post, PostState};
use super::store;
use super::store::posts::Along;

/// What keeps a person from acting, as the refusals of a verb.
macro_rules! restrained {
    ($($refusal:ty),+ $(,)?) => {$(
        impl From<crate::identity::Restraint> for $refusal {
            fn from(restraint: crate::identity::Restraint) -> Self {
                match restraint {
                    crate::identity::Restraint::NotActive => Self::AccountNotActive,
                    crate::identity::Restraint::GuardianNeeded => Self::GuardianNeeded,
                }
            }
        }
    )+};
}
use restrained;

/// Moves a locked post on and writes its timeline.
async fn step(
    tx: &Tx,
    post: &Post,
    to: PostState,
    along: Along,
    by: (Actor, &str, Option<&str>),
) -> Result<Post, Failure> {
    let (actor, cause, rule_version) = by;
    if !store::posts::move_state(tx, post, to, along).await? {
        return Err(Failure::broken("a locked post was moved by somebody else"));
    }
    let step = Step {
        aggregate: post.id.uuid(),
        from: post.state,
        to,
        actor,
        cause: cause.to_owned(),
        rule_version: rule_version.map(ToOwned::to_owned),
    };
    transitions::record(tx, step).await?;
    again(tx, post.id).await
}

/// The post as it stands in this transaction.
async fn again(tx: &Tx, id: Id<Post>) -> Result<Post, Failure> {
    let post = store::posts::lock(tx, id).await?;
    post.ok_or_else(|| Failure::broken("a post that was there is gone"))
}
