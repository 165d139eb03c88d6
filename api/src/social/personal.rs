//! What posts and people hold of people: every column, declared, and its export.

use platform::{App, Failure};
use serde_json::Value;
use uuid::Uuid;

use super::store;
use crate::privacy::personal::Category::{Behaviour, Content, Relation, Standing};
use crate::privacy::personal::Export::{Json, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const CLOSED: Erasure = Erasure::By("social.account_closed");
const OF_THE_POST: Subject =
    Subject::Through { column: "post_id", table: "post", key: "id", whose: "author_id" };

/// Every table of posts and of people among each other.
pub const TABLES: [Table; 12] = [
    Table {
        name: "post",
        subject: Subject::Columns(&["author_id"]),
        class: Class::Advertising,
        erasure: CLOSED,
        personal: &[
            Column("id", Content, Plain),
            Column("text", Content, Plain),
            Column("topics", Content, Json),
            Column("state", Standing, Plain),
            Column("visibility", Content, Plain),
            Column("relation", Relation, Plain),
            Column("hidden_reason", Standing, Plain),
            Column("appeal_text", Content, Plain),
            Column("appeal_answer", Content, Plain),
            Column("created_at", Behaviour, Plain),
            Column("published_at", Behaviour, Plain),
            Column("like_count", Behaviour, Plain),
            Column("save_count", Behaviour, Plain),
        ],
        impersonal: "author_id ad_label proof_order_id comment_count score updated_at appealed_at \
                     version",
    },
    Table {
        name: "post_comment",
        subject: Subject::Columns(&["author_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Kept("shown under a name that is empty"),
        personal: &[
            Column("text", Content, Plain),
            Column("post_id", Content, Plain),
            Column("created_at", Behaviour, Plain),
        ],
        impersonal: "id author_id parent_id reply_count removed_at removed_by",
    },
    Table {
        name: "post_image",
        subject: OF_THE_POST,
        class: Class::Advertising,
        erasure: CLOSED,
        personal: &[Column("post_id", Content, Plain), Column("image_id", Content, Plain)],
        impersonal: "position",
    },
    Table {
        name: "post_like",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Kept("a count among others, of a name that is empty"),
        personal: &[Column("post_id", Behaviour, Plain), Column("liked_at", Behaviour, Plain)],
        impersonal: "account_id",
    },
    Table {
        name: "post_save",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Kept("a count among others, of a name that is empty"),
        personal: &[Column("post_id", Behaviour, Plain), Column("saved_at", Behaviour, Plain)],
        impersonal: "account_id",
    },
    Table {
        name: "post_listing",
        subject: OF_THE_POST,
        class: Class::WhileUsed,
        erasure: CLOSED,
        personal: &[],
        impersonal: "list subject published_at post_id",
    },
    Table {
        name: "post_report",
        subject: Subject::Columns(&["reporter_id"]),
        class: Class::PrivacyRecord,
        erasure: Erasure::Kept("staff decided on it"),
        personal: &[
            Column("post_id", Behaviour, Plain),
            Column("reason", Content, Plain),
            Column("note", Content, Plain),
            Column("filed_at", Behaviour, Plain),
        ],
        impersonal: "id reporter_id state decided_at",
    },
    Table {
        name: "post_tag",
        subject: OF_THE_POST,
        class: Class::Advertising,
        erasure: CLOSED,
        personal: &[
            Column("post_id", Content, Plain),
            Column("product_id", Content, Plain),
            Column("bought_at", Content, Plain),
        ],
        impersonal: "id position picture x y sku_id state broken_at seen_title seen_price_minor \
                     seen_currency seen_operator_id seen_operator_name asks_bought",
    },
    Table {
        name: "topic",
        subject: Subject::Nobody,
        class: Class::WhileUsed,
        erasure: Erasure::Kept("a word and a count"),
        personal: &[],
        impersonal: "name post_count",
    },
    Table {
        name: "follow",
        subject: Subject::Columns(&["follower_id"]),
        class: Class::WhileUsed,
        erasure: CLOSED,
        personal: &[
            Column("followee_id", Relation, Plain),
            Column("follower_id", Relation, Withheld("it is you")),
            Column("followed_at", Behaviour, Plain),
        ],
        impersonal: "",
    },
    Table {
        name: "block",
        subject: Subject::Columns(&["blocker_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Purged,
        personal: &[
            Column("blocked_id", Relation, Plain),
            Column("blocker_id", Relation, Withheld("it is you")),
            Column("blocked_at", Behaviour, Plain),
        ],
        impersonal: "",
    },
    Table {
        name: "account_reach",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::Kept("counts"),
        personal: &[
            Column("follower_count", Behaviour, Plain),
            Column("following_count", Behaviour, Plain),
            Column("post_count", Behaviour, Plain),
        ],
        impersonal: "account_id",
    },
];

/// What programs decided about a person's posts: the platform's own moves of them, and why.
///
/// # Errors
/// Ours.
pub async fn decisions(app: &App, subject: Uuid) -> Result<Vec<Value>, Failure> {
    store::moves::by_the_platform(app.reader(), subject).await
}
