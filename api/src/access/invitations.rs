//! Who may ask for what of invitations. Which rows of data somebody sees is decided where they are
//! read.

use platform::graphql::Access::{Anyone, Person};
use platform::graphql::AccessRow;

/// The rows of invitations.
pub const ROWS: &[AccessRow] = &[
    (
        "Invitation",
        Anyone,
        "card expiresAt groupBuy id inviter isOpen mostUses priceCut revokedAt token uses",
    ),
    ("InvitationConnection", Person, "edges nodes pageInfo"),
    ("InvitationCreatePayload", Person, "invitation userErrors"),
    ("InvitationCreateUserError", Person, "code field message retryAt"),
    ("InvitationEdge", Person, "cursor node"),
    ("InvitationRevokePayload", Person, "invitation userErrors"),
    ("InvitationRevokeUserError", Person, "code field message retryAt"),
    ("Mutation", Person, "invitationCreate invitationRevoke orderAttribute"),
    ("Order", Person, "attribution"),
    ("OrderAttributePayload", Person, "order userErrors"),
    ("OrderAttributeUserError", Person, "code field message retryAt"),
    ("OrderAttribution", Person, "at dealId inviter postId"),
    ("Post", Anyone, "deal dealToken"),
    ("Query", Anyone, "invitation"),
    ("Query", Person, "myInvitations"),
    ("ShareCard", Anyone, "deadline isOpen membersMissing picture price remaining size title url"),
];
