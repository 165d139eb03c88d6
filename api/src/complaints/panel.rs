//! Who decides: three of a roster, drawn by chance, none of whom has a part in the case (CM-6).

pub use entity::complaints::dispute_officer::{Background, OfficerDuty};
use platform::kernel::Id;
use time::OffsetDateTime;
use uuid::Uuid;

use super::complaint::Complaint;
use crate::identity::Account;

/// How many sit on a panel: an odd number, so that it always comes to a decision.
pub const SEATS: usize = 3;

/// How many of them carry a decision.
pub const MAJORITY: usize = 2;

/// Somebody on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Officer {
    pub account: Id<Account>,
    pub duty: OfficerDuty,
    pub background: Background,
    /// Whom somebody from outside comes from.
    pub organisation: Option<String>,
    pub is_listed: bool,
    pub listed_at: OffsetDateTime,
}

/// A seat of a panel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    pub id: Uuid,
    pub complaint: Id<Complaint>,
    pub instance: u8,
    /// 1 to 3; the first presides.
    pub number: u8,
    pub arbitrator: Id<Account>,
    pub drawn_at: OffsetDateTime,
    pub recused_at: Option<OffsetDateTime>,
}

impl Seat {
    /// Whether whoever was drawn for it still sits.
    pub fn is_taken(&self, instance: u8) -> bool {
        self.instance == instance && self.recused_at.is_none()
    }
}

/// The seats that nobody has.
pub fn empty(seats: &[Seat], instance: u8) -> Vec<u8> {
    let taken = |n: u8| seats.iter().any(|seat| seat.is_taken(instance) && seat.number == n);
    (1..=3).filter(|n| !taken(*n)).collect()
}

/// Draws as many as are wanted out of candidates, each with the same chance; `below` gives a number
/// below its argument. Fewer, where there are fewer.
pub fn draw<T>(mut candidates: Vec<T>, wanted: usize, below: impl Fn(u64) -> u64) -> Vec<T> {
    let mut drawn = Vec::new();
    while drawn.len() < wanted && !candidates.is_empty() {
        let at = usize::try_from(below(u64::try_from(candidates.len()).unwrap_or(u64::MAX)))
            .unwrap_or(0);
        drawn.push(candidates.swap_remove(at.min(candidates.len().saturating_sub(1))));
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_drawn_twice_and_everybody_may_be() {
        let first = draw((0..9).collect(), 3, |_| 0);
        assert_eq!(first, [0, 8, 7]);
        let last = draw((0..9).collect(), 3, |most| most - 1);
        assert_eq!(last, [8, 7, 6]);
        assert_eq!(draw(vec![1, 2], 3, |_| 0).len(), 2);
    }
}
