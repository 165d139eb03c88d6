//! What posts and people tell the rest of the house, in the transaction in which it happened.
//!
//! Facts of one aggregate are numbered in order, so writers of one aggregate wait for each other.
//! What many people do to one post at once is therefore told of the person who does it: a
//! thousand likes of one post are a thousand sequences, and none waits.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! facts {
    ($(
        $(#[$doc:meta])*
        $name:ident = $kind:literal about $field:ident {
            $($(#[$more:meta])* $extra:ident: $type:ty),* $(,)?
        }
    )+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            /// Whom it happened to; facts of one are told in order.
            pub $field: Uuid,
            $($(#[$more])* pub $extra: $type,)*
        }

        impl Fact for $name {
            const KIND: &'static str = $kind;

            fn aggregate(&self) -> Uuid {
                self.$field
            }
        }
    )+};
}

facts! {
    /// An author handed a post in that the screen would have staff read first.
    PostSubmitted = "post.submitted" about post_id { author_id: Uuid }
    /// A post is shown to those it is for: for the first time, or again.
    PostPublished = "post.published" about post_id { author_id: Uuid, again: bool }
    /// Staff took a post out of sight.
    PostHidden = "post.hidden" about post_id { author_id: Uuid }
    /// An author appealed against a hiding.
    PostAppealed = "post.appealed" about post_id { author_id: Uuid }
    /// Staff left a post hidden after an appeal.
    PostAppealDismissed = "post.appeal_dismissed" about post_id { author_id: Uuid }
    /// An author took a post away.
    PostRemoved = "post.removed" about post_id { author_id: Uuid, was_published: bool }
    /// Tags of a post no longer lead to a product that was withdrawn.
    PostTagsBroken = "post.tags_broken" about post_id { product_id: Uuid }
    /// Somebody liked a post, or took it back.
    PostLiked = "post.liked" about account_id { post_id: Uuid, on: bool }
    /// Somebody saved a post, or took it back.
    PostSaved = "post.saved" about account_id { post_id: Uuid, on: bool }
    /// Staff found that a person's reactions were fabricated (PO-5).
    ReactionsVoided = "reactions.voided" about account_id { by: Uuid, reason: String }
    /// Somebody said that a post breaks a rule.
    PostReported = "post.reported" about report_id { post_id: Uuid }
    /// Somebody commented on a post, or replied to a comment.
    CommentAdded = "comment.added" about comment_id {
        post_id: Uuid,
        author_id: Uuid,
        parent_id: Option<Uuid>,
    }
    /// A comment was taken away.
    CommentRemoved = "comment.removed" about comment_id { post_id: Uuid }
    /// Somebody follows a person, or no longer does.
    UserFollowed = "user.followed" about follower_id { followee_id: Uuid, on: bool }
    /// Somebody blocked a person, or no longer does.
    UserBlocked = "user.blocked" about blocker_id { blocked_id: Uuid, on: bool }
}
