//! Social: posts whose pictures lead to products, what people make of them, and whom they follow.
//!
//! A post is drafted, handed in, screened, shown; staff may hide it, and its author may appeal:
//!
//! ```text
//! DRAFT ──▶ REVIEW ──screen, staff──▶ PUBLISHED ──staff──▶ HIDDEN
//!   │                                  │     ▲               │
//!   └──────────▶ REMOVED ◀─────────────┘     └─appeal, staff─┘
//! ```
//!
//! Whatever ties its author to the seller makes it advertising, for good (PO-1, PO-2). Its tags
//! keep what they offered when it was published, and break when their product goes (PO-3). Who may
//! see a post stands in the `WHERE` of every query (`store/sight.rs`): a follower, its author,
//! staff, and never anybody with a block between them.
//!
//! Lists are read by keyset, each order by its own index. Discover is ordered by a stored rank
//! that only engagement moves, and only upwards: who pages through it meets no post twice; one
//! that rises above the reader while they page is at the top when they begin anew.

pub mod actions;
pub mod comment;
pub mod facts;
pub mod graphql;
pub mod jobs;
pub mod personal;
pub mod post;
pub mod report;
pub mod screen;
pub mod sight;
pub mod tag;

mod store;

pub use comment::Comment;
pub use post::{Post, PostState};
pub use report::Report;
pub use sight::Sight;
pub use store::posts::is_seen;
pub use tag::Tag;
