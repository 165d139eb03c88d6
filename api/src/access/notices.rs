//! Who may ask for what they were told. Whose it is, is decided where it is read.

use platform::graphql::Access::Person;
use platform::graphql::AccessRow;

/// The rows of notices.
pub const ROWS: &[AccessRow] = &[
    ("Mutation", Person, "notificationsRead"),
    ("Notification", Person, "at dueAt id kind readAt subjectId text title"),
    ("NotificationConnection", Person, "edges nodes pageInfo"),
    ("NotificationEdge", Person, "cursor node"),
    ("NotificationsReadPayload", Person, "unreadCount userErrors"),
    ("NotificationsReadUserError", Person, "code field message retryAt"),
    ("Query", Person, "notifications"),
    ("Subscription", Person, "notificationAdded"),
];
