//! What the deals of posts hold of people, declared.

use crate::privacy::personal::Category::Content;
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

/// The only table: what a post carries goes with its post.
pub const TABLES: [Table; 1] = [Table {
    name: "deal_post",
    subject: Subject::Through { column: "post_id", table: "post", key: "id", whose: "author_id" },
    class: Class::Advertising,
    erasure: Erasure::By("social.account_closed"),
    personal: &[
        Column("post_id", Content, Plain),
        Column("group_buy_id", Content, Plain),
        Column("group_campaign_id", Content, Plain),
        Column("price_cut_id", Content, Plain),
        Column("cut_campaign_id", Content, Plain),
    ],
    impersonal: "invitation_id",
}];
