//! Relay connections: pages by keyset, cursors that are opaque and signed.

use async_graphql::SimpleObject;

use super::error::{ErrorCode, RequestError};
use crate::cursor::Cursors;
use crate::kernel::Asked;

/// Where a page stands in its list.
#[derive(Debug, Clone, SimpleObject)]
#[graphql(shareable)]
pub struct PageInfo {
    /// Whether there is more after this page.
    pub has_next_page: bool,
    /// Whether there is more before this page; always false, lists are read forwards.
    pub has_previous_page: bool,
    /// The cursor of the first edge; null on an empty page.
    pub start_cursor: Option<String>,
    /// The cursor to give as `after` for the next page; null on an empty page.
    pub end_cursor: Option<String>,
}

/// Reads `first` and `after` of a connection field.
///
/// # Errors
/// `first` is not 1 to 50 (`BAD_REQUEST`), or the cursor is not of this list (`INVALID_CURSOR`).
pub fn asked<P: serde::de::DeserializeOwned>(
    cursors: &Cursors,
    list: &str,
    first: Option<i32>,
    after: Option<&str>,
) -> Result<Asked<P>, RequestError> {
    let wanted = first.unwrap_or(i32::from(Asked::<P>::DEFAULT));
    let first = u16::try_from(wanted).ok().filter(|n| (1..=Asked::<P>::LARGEST).contains(n));
    let Some(first) = first else {
        let message = format!("`first` must be 1 to {}, not {wanted}.", Asked::<P>::LARGEST);
        return Err(RequestError::new(ErrorCode::BadRequest, message));
    };
    let after = after
        .map(|cursor| cursors.open(list, cursor))
        .transpose()
        .map_err(|error| RequestError::new(ErrorCode::InvalidCursor, error.to_string()))?;
    Ok(Asked { first, after })
}

/// A page of nodes with the cursor of each; build it with [`Slice::cut`].
#[derive(Debug)]
pub struct Slice<T> {
    pub items: Vec<(String, T)>,
    pub has_next_page: bool,
}

impl<T> Slice<T> {
    /// Cuts a page out of the `first + 1` rows that were read, and seals the cursors.
    pub fn cut<P: serde::Serialize>(
        cursors: &Cursors,
        list: &str,
        first: u16,
        mut rows: Vec<T>,
        place: impl Fn(&T) -> P,
    ) -> Self {
        let first = usize::from(first);
        let has_next_page = rows.len() > first;
        rows.truncate(first);
        let items = rows.into_iter().map(|row| (cursors.seal(list, &place(&row)), row)).collect();
        Self { items, has_next_page }
    }

    /// The same page of something else.
    pub fn map<U>(self, mut turn: impl FnMut(T) -> U) -> Slice<U> {
        let items = self.items.into_iter().map(|(cursor, item)| (cursor, turn(item))).collect();
        Slice { items, has_next_page: self.has_next_page }
    }

    /// Where the page stands.
    pub fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next_page,
            has_previous_page: false,
            start_cursor: self.items.first().map(|(cursor, _)| cursor.clone()),
            end_cursor: self.items.last().map(|(cursor, _)| cursor.clone()),
        }
    }
}

/// Declares the connection and edge types of a noun.
///
/// ```ignore
/// connection!(PostConnection, PostEdge, Post, "posts");
/// ```
#[macro_export]
macro_rules! connection {
    ($connection:ident, $edge:ident, $node:ty, $many:literal) => {
        #[doc = concat!("A page of ", $many, ".")]
        #[derive($crate::async_graphql::SimpleObject)]
        pub struct $connection {
            /// The page, each item with its cursor.
            pub edges: Vec<$edge>,
            /// The page without cursors.
            pub nodes: Vec<$node>,
            /// Where the page stands in the list.
            pub page_info: $crate::graphql::connection::PageInfo,
        }

        #[doc = concat!("One of a page of ", $many, ".")]
        #[derive($crate::async_graphql::SimpleObject)]
        pub struct $edge {
            /// Give it as `after` to go on from here.
            pub cursor: String,
            /// The item.
            pub node: $node,
        }

        impl From<$crate::graphql::connection::Slice<$node>> for $connection {
            fn from(slice: $crate::graphql::connection::Slice<$node>) -> Self {
                let page_info = slice.page_info();
                let nodes = slice.items.iter().map(|(_, node)| node.clone()).collect();
                let edges =
                    slice.items.into_iter().map(|(cursor, node)| $edge { cursor, node }).collect();
                Self { edges, nodes, page_info }
            }
        }
    };
}
