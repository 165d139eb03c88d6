//! A value in the clear, for as long as it is used. It has no `Debug`, `Display`, `Serialize`,
//! `Clone` or `PartialEq`: what cannot be done to it cannot happen by accident.

use zeroize::Zeroize;

/// A revealed value; wiped when dropped.
pub struct Plain<T: Zeroize>(T);

impl<T: Zeroize> Plain<T> {
    /// Only a reveal makes one.
    pub(super) fn new(value: T) -> Self {
        Self(value)
    }

    /// The value. Named so that a reader of the code stops here.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> Drop for Plain<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;
    use std::rc::Rc;

    struct Watched(Rc<Cell<bool>>);

    impl Zeroize for Watched {
        fn zeroize(&mut self) {
            self.0.set(true);
        }
    }

    #[test]
    fn a_revealed_value_is_wiped_when_it_is_dropped() {
        let wiped = Rc::new(Cell::new(false));
        let plain = Plain::new(Watched(Rc::clone(&wiped)));
        assert!(!plain.expose().0.get());
        drop(plain);
        assert!(wiped.get());
    }
}
