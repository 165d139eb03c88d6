//! Pages: how much of a list was asked for, and what came.
//!
//! Every list is a bounded page after a keyset cursor. The store reads one row more than asked, so
//! that "is there more" costs no second query.

/// What a client asked of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    first: u16,
    after: Option<String>,
}

/// Why a page was not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PageFault {
    /// `first` is not from 1 to 50.
    #[error("`first` is from 1 to {}", PageRequest::MAX_FIRST)]
    First,
    /// `after` is too long to be a cursor of ours.
    #[error("`after` is not a cursor of this list")]
    After,
}

impl PageRequest {
    /// The most a page may hold.
    pub const MAX_FIRST: u16 = 50;
    /// What a page holds when nobody says.
    pub const DEFAULT_FIRST: u16 = 20;
    /// The longest cursor, in bytes; ours are far shorter.
    pub const MAX_CURSOR: usize = 1_024;

    /// `first` items (1 to 50; 20 when not said) after the cursor `after`. Whether the cursor is
    /// genuine is for whoever opens it.
    pub fn new(first: Option<i32>, after: Option<String>) -> Result<Self, PageFault> {
        let first = match first {
            None => Self::DEFAULT_FIRST,
            Some(first) => u16::try_from(first)
                .ok()
                .filter(|first| (1..=Self::MAX_FIRST).contains(first))
                .ok_or(PageFault::First)?,
        };
        if after.as_ref().is_some_and(|cursor| cursor.len() > Self::MAX_CURSOR) {
            return Err(PageFault::After);
        }
        Ok(Self { first, after })
    }

    /// How many items are wanted: 1 to 50.
    pub const fn first(&self) -> u16 {
        self.first
    }

    /// The cursor to go on after, sealed as the client sent it.
    pub fn after(&self) -> Option<&str> {
        self.after.as_deref()
    }

    /// How many rows to read: one more than wanted, which tells whether there are more.
    pub const fn rows(&self) -> u64 {
        self.first as u64 + 1
    }
}

impl Default for PageRequest {
    fn default() -> Self {
        Self { first: Self::DEFAULT_FIRST, after: None }
    }
}

/// Part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// At most as many as were asked for.
    pub items: Vec<T>,
    /// Whether the list goes on after the last of them.
    pub has_next: bool,
}

impl<T> Page<T> {
    /// Makes a page of the rows read for `request`: up to [`PageRequest::rows`] of them.
    pub fn from_rows(mut rows: Vec<T>, request: &PageRequest) -> Self {
        let wanted = usize::from(request.first);
        let has_next = rows.len() > wanted;
        rows.truncate(wanted);
        Self { items: rows, has_next }
    }

    /// A page with nothing on it and nothing after it.
    pub const fn empty() -> Self {
        Self { items: Vec::new(), has_next: false }
    }

    /// The same page of something else.
    pub fn map<U>(self, convert: impl FnMut(T) -> U) -> Page<U> {
        let items = self.items.into_iter().map(convert).collect();
        Page { items, has_next: self.has_next }
    }

    /// The same page of something else, or the first item's error.
    pub fn try_map<U, E>(self, convert: impl FnMut(T) -> Result<U, E>) -> Result<Page<U>, E> {
        let items = self.items.into_iter().map(convert).collect::<Result<_, E>>()?;
        Ok(Page { items, has_next: self.has_next })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_from_1_to_50_and_20_unless_said() {
        assert_eq!(PageRequest::new(None, None).unwrap(), PageRequest::default());
        assert_eq!(PageRequest::default().first(), 20);
        for first in [1, 50] {
            assert!(PageRequest::new(Some(first), None).is_ok());
        }
        for first in [i32::MIN, -1, 0, 51, 65_537, i32::MAX] {
            assert_eq!(PageRequest::new(Some(first), None), Err(PageFault::First), "{first}");
        }
        let endless = "x".repeat(PageRequest::MAX_CURSOR + 1);
        assert_eq!(PageRequest::new(None, Some(endless)), Err(PageFault::After));
    }

    #[test]
    fn the_row_too_many_says_there_is_more() {
        let request = PageRequest::new(Some(2), None).unwrap();
        assert_eq!(request.rows(), 3);
        for (rows, items, has_next) in [
            (vec![], vec![], false),
            (vec![1, 2], vec![1, 2], false),
            (vec![1, 2, 3], vec![1, 2], true),
        ] {
            assert_eq!(Page::from_rows(rows, &request), Page { items, has_next });
        }
    }
}
