//! Posts and people as clients see them: translation only, decisions are made by the actions.

mod author;
mod comment;
mod comments;
mod inputs;
mod live;
mod moderation;
mod people;
mod post;
mod posts;
mod prefetch;
mod query;
mod reactions;
mod report;
mod tag;

use async_graphql::MergedObject;

pub use author::{ReachLoader, TiesLoader, UserPosts};
pub use comment::{Comment, CommentConnection, CommentEdge};
pub use live::SocialSubscription;
pub use post::{Post, PostConnection, PostEdge, load_post, load_posts};
pub use query::SocialQuery;
pub use report::{PostReport, PostReportConnection, PostReportEdge};
pub use tag::PostTag;

pub use comment::load_comment;

/// Root fields that change posts, what people make of them, and whom they follow.
#[derive(MergedObject, Default)]
pub struct SocialMutation(
    posts::PostMutation,
    moderation::ModerationMutation,
    reactions::ReactionMutation,
    comments::CommentMutation,
    people::PeopleMutation,
);
