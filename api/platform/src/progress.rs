//! How far long work has come: told by whoever does it, shown by whoever started it.

/// Hears how far work has come. Called often; it is up to the hearer what to show.
pub trait Progress: Send + Sync {
    /// `done` of `total` of `what` ("posts", "pictures") are done. The last call of a kind has
    /// `done == total`.
    fn at(&self, what: &'static str, done: u64, total: u64);
}

/// Shows nothing.
#[derive(Debug, Clone, Copy)]
pub struct Silent;

impl Progress for Silent {
    fn at(&self, _what: &'static str, _done: u64, _total: u64) {}
}
