//! Who may ask for what: every field of every type, once. A field without a row is refused, and a
//! test compares the rows with the schema. Which rows of data somebody sees is decided where they
//! are read.

use platform::graphql::Access::{Anyone, Person, Staff};
use platform::graphql::{AccessRow, Role};

/// The authority table, by type.
pub const ROWS: &[AccessRow] = &[
    ("Query", Anyone, "post comment posts feedDiscover topics"),
    ("Query", Person, "feedFollowing savedPosts myPosts"),
    ("Query", Staff(Role::Compliance), "postQueue reports"),
    (
        "Mutation",
        Person,
        "postCreate postUpdate postPublish postRemove postAppeal postReport postLike \
         postUnlike postSave postUnsave commentAdd commentRemove userFollow userUnfollow \
         userBlock userUnblock",
    ),
    (
        "Mutation",
        Staff(Role::Compliance),
        "postApprove postHide postRestore postAppealDismiss postReportDismiss",
    ),
    ("Subscription", Anyone, "postUpdated commentAdded"),
    ("User", Anyone, "followerCount followingCount postCount viewerFollows viewerBlocks posts"),
    (
        "Comment",
        Anyone,
        "id post author text isRemoved parentId replyCount replies viewerMayRemove \
         createdAt",
    ),
    ("CommentAddPayload", Person, "comment userErrors"),
    ("CommentAddUserError", Person, "code message field retryAt"),
    ("CommentConnection", Anyone, "edges nodes pageInfo"),
    ("CommentEdge", Anyone, "cursor node"),
    ("CommentRemovePayload", Person, "comment userErrors"),
    ("CommentRemoveUserError", Person, "code message field retryAt"),
    (
        "Post",
        Anyone,
        "id author text images tags topics state allowedTransitions visibility relation \
         adLabel likeCount saveCount commentCount viewer shareUrl comments timeline \
         hiddenReason appeal createdAt publishedAt updatedAt version",
    ),
    ("PostAppeal", Person, "text at answer"),
    ("PostAppealDismissPayload", Staff(Role::Compliance), "post userErrors"),
    ("PostAppealDismissUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostAppealPayload", Person, "post userErrors"),
    ("PostAppealUserError", Person, "code message field retryAt"),
    ("PostApprovePayload", Staff(Role::Compliance), "post userErrors"),
    ("PostApproveUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostConnection", Anyone, "edges nodes pageInfo"),
    ("PostCreatePayload", Person, "post userErrors"),
    ("PostCreateUserError", Person, "code message field retryAt"),
    ("PostEdge", Anyone, "cursor node"),
    ("PostHidePayload", Staff(Role::Compliance), "post userErrors"),
    ("PostHideUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostLikePayload", Person, "post userErrors"),
    ("PostLikeUserError", Person, "code message field retryAt"),
    ("PostPublishPayload", Person, "post userErrors"),
    ("PostPublishUserError", Person, "code message field retryAt"),
    ("PostRemovePayload", Person, "post userErrors"),
    ("PostRemoveUserError", Person, "code message field retryAt"),
    ("PostReport", Person, "id post reporter reason note state filedAt decidedAt"),
    ("PostReportConnection", Staff(Role::Compliance), "edges nodes pageInfo"),
    ("PostReportDismissPayload", Staff(Role::Compliance), "report userErrors"),
    ("PostReportDismissUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostReportEdge", Staff(Role::Compliance), "cursor node"),
    ("PostReportPayload", Person, "report userErrors"),
    ("PostReportUserError", Person, "code message field retryAt"),
    ("PostRestorePayload", Staff(Role::Compliance), "post userErrors"),
    ("PostRestoreUserError", Staff(Role::Compliance), "code message field retryAt"),
    ("PostSavePayload", Person, "post userErrors"),
    ("PostSaveUserError", Person, "code message field retryAt"),
    ("PostTag", Anyone, "id picture x y state title priceAtPublication operatorName product sku"),
    ("PostUnlikePayload", Person, "post userErrors"),
    ("PostUnlikeUserError", Person, "code message field retryAt"),
    ("PostUnsavePayload", Person, "post userErrors"),
    ("PostUnsaveUserError", Person, "code message field retryAt"),
    ("PostUpdatePayload", Person, "post userErrors"),
    ("PostUpdateUserError", Person, "code message field retryAt"),
    ("PostViewer", Anyone, "hasLiked hasSaved isAuthor"),
    ("Topic", Anyone, "name postCount"),
    ("TopicConnection", Anyone, "edges nodes pageInfo"),
    ("TopicEdge", Anyone, "cursor node"),
    ("UserBlockPayload", Person, "user userErrors"),
    ("UserBlockUserError", Person, "code message field retryAt"),
    ("UserFollowPayload", Person, "user userErrors"),
    ("UserFollowUserError", Person, "code message field retryAt"),
    ("UserUnblockPayload", Person, "user userErrors"),
    ("UserUnblockUserError", Person, "code message field retryAt"),
    ("UserUnfollowPayload", Person, "user userErrors"),
    ("UserUnfollowUserError", Person, "code message field retryAt"),
];
