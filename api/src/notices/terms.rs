//! How long, and how many.

use time::Duration;

/// What was told is kept so long; half a year, as the app says.
pub const KEPT: Duration = Duration::days(180);
/// What somebody needs for a proceeding is looked at again so much later (RT-5).
pub const HELD_FOR: Duration = Duration::days(30);
/// Unread ones are counted up to here.
pub const MOST_COUNTED: u64 = 100;
/// The most ids that are marked as read in one go.
pub const MOST_IDS: usize = 50;
/// The most members of a shop that are told of one thing.
pub const MOST_MEMBERS: u64 = 100;
/// Rows that one statement writes or lets go of.
pub const BATCH: u16 = 180;
