//! The SQL of requests and breaches: rows in, nouns out.

pub mod breaches;
pub mod requests;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Where a page ended: the instant the list is ordered by, then the id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i64, pub Uuid);

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
    super::request::RequestState, entity::data_rights::subject_request::RequestState:
    Received, InProgress, Fulfilled, Refused, Appealed, RefusedFinally
);
same_words!(
    super::breach::BreachState, entity::data_rights::breach::BreachState:
    Suspected, Confirmed, Contained, Reported, SubjectsTold, Closed
);
