//! How many sockets and event streams are open, in all and for each caller; a slot is given back
//! when it is dropped, however its holder ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Open slots by key.
#[derive(Clone, Default)]
pub(crate) struct Slots {
    open: Arc<Mutex<Open>>,
    most: usize,
}

#[derive(Default)]
struct Open {
    total: usize,
    by_key: HashMap<Box<str>, usize>,
}

/// One open slot.
pub(crate) struct Slot {
    slots: Slots,
    key: Box<str>,
}

impl Slots {
    pub(crate) fn new(most: usize) -> Self {
        Self { open: Arc::default(), most }
    }

    /// A slot under this key, unless there are `most` of them already, or too many in all.
    pub(crate) fn take(&self, key: &str, most: usize) -> Option<Slot> {
        let mut open = self.lock();
        if open.total >= self.most || open.by_key.get(key).is_some_and(|count| *count >= most) {
            return None;
        }
        if most == 0 {
            return None;
        }
        open.total += 1;
        *open.by_key.entry(key.into()).or_default() += 1;
        Some(Slot { slots: self.clone(), key: key.into() })
    }

    fn lock(&self) -> MutexGuard<'_, Open> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        let mut open = self.slots.lock();
        open.total -= 1;
        let last = open.by_key.get_mut(&self.key).is_some_and(|count| {
            *count -= 1;
            *count == 0
        });
        if last {
            open.by_key.remove(&self.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_bounded_by_key_and_in_all_and_come_back() {
        let slots = Slots::new(3);
        let held: Vec<_> = (0..2).filter_map(|_| slots.take("ana", 2)).collect();
        assert_eq!(held.len(), 2);
        assert!(slots.take("ana", 2).is_none());
        let ben = slots.take("ben", 2);
        assert!(ben.is_some());
        assert!(slots.take("eve", 2).is_none(), "three in all");
        drop(held);
        assert_eq!(slots.lock().total, 1);
        assert!(slots.take("ana", 2).is_some());
        drop(ben);
        assert!(slots.lock().by_key.is_empty());
    }
}
