//! What a list is asked for: pages by keyset, so that no row comes twice and none is skipped while
//! others are added.

/// A page of a list: at most `first` rows after a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked<P> {
    /// 1 to 50.
    pub first: u16,
    /// Where the page before ended; nothing for the first page.
    pub after: Option<P>,
}

impl<P> Asked<P> {
    /// Default size of a page.
    pub const DEFAULT: u16 = 20;
    /// Largest size of a page.
    pub const LARGEST: u16 = 50;

    /// The rows to read: one more than the page, which tells whether the list goes on.
    pub fn rows(&self) -> u64 {
        u64::from(self.first) + 1
    }
}
