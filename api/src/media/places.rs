//! Room for files that are on their way: each is held in memory until it is whole, so there is a
//! bound for everybody together, and a smaller one for each account.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use uuid::Uuid;

/// At once on one server: a quarter of a gibibyte at the most.
const ALL: usize = 24;
/// Of one account.
const EACH: usize = 3;

/// The places of one server.
#[derive(Clone, Default)]
pub struct Places(Arc<Mutex<HashMap<Uuid, usize>>>);

/// Why there is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Full {
    /// This account sends three files already.
    OfTheirs,
    /// Everybody together sends too many.
    OfAll,
}

/// A place that is held until it is dropped.
pub struct Place {
    places: Places,
    owner: Uuid,
}

impl Places {
    /// Takes a place for a file of this account.
    pub fn take(&self, owner: Uuid) -> Result<Place, Full> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.values().sum::<usize>() >= ALL {
            return Err(Full::OfAll);
        }
        let theirs = held.entry(owner).or_default();
        if *theirs >= EACH {
            return Err(Full::OfTheirs);
        }
        *theirs += 1;
        Ok(Place { places: self.clone(), owner })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(theirs) = held.get_mut(&self.owner) {
            *theirs -= 1;
            if *theirs == 0 {
                held.remove(&self.owner);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    #[test]
    fn an_account_has_three_places_and_gets_them_back() {
        let places = Places::default();
        let held: Vec<Place> = (0..3).map(|_| places.take(account(1)).ok().unwrap()).collect();
        assert_eq!(places.take(account(1)).err(), Some(Full::OfTheirs));
        assert!(places.take(account(2)).is_ok());
        drop(held);
        assert!(places.take(account(1)).is_ok());
        assert!(places.0.lock().unwrap().is_empty(), "what was dropped is forgotten");
    }

    #[test]
    fn all_together_have_a_bound_as_well() {
        let places = Places::default();
        let _held: Vec<Place> =
            (0..24).map(|number| places.take(account(number)).ok().unwrap()).collect();
        assert_eq!(places.take(account(99)).err(), Some(Full::OfAll));
    }
}
