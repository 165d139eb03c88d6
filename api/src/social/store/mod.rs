//! The SQL of posts and people: rows in, nouns out. Who may see what is part of every query.

pub mod bought;
pub mod comments;
pub mod feeds;
pub mod listings;
pub mod moves;
pub mod people;
pub mod posts;
pub mod reactions;
pub mod reports;
pub mod tags;

mod beside;
mod sight;

pub use beside::{Beside, Read};
pub use entity::social::post::{SellerRelation, Visibility};
pub use entity::social::post_comment::CommentRemover;
pub use entity::social::post_report::ReportReason;
use platform::database::Sql;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a page ended: the value the list is ordered by, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i64, pub Uuid);

/// A row with its place in the list it was read from.
pub type Placed<T> = (Place, T);

/// The same words in a rule and in its column.
macro_rules! same_words {
    ($rule:ty, $row:ty: $($word:ident),+) => {
        impl From<$rule> for $row {
            fn from(word: $rule) -> Self {
                match word { $(<$rule>::$word => Self::$word,)+ }
            }
        }

        impl From<$row> for $rule {
            fn from(word: $row) -> Self {
                match word { $(<$row>::$word => Self::$word,)+ }
            }
        }
    };
}

same_words!(
    super::post::PostState, entity::social::post::PostState:
    Draft, Review, Published, Hidden, Removed
);
same_words!(super::tag::TagState, entity::social::post_tag::TagState: Active, Broken);
same_words!(
    super::report::ReportState, entity::social::post_report::ReportState:
    Open, Upheld, Dismissed
);
