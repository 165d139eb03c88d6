//! Padding that hides how long a value is: a name of two letters and one of twenty look alike.

use zeroize::Zeroizing;

/// How coarse the hidden lengths are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Padding {
    /// Steps of 32 bytes: phones, names, numbers.
    Short,
    /// Steps of 64 bytes: addresses, whose lengths tell more.
    Address,
}

/// The mark that ends the value; whatever follows is zeroes (ISO/IEC 7816-4).
const MARK: u8 = 0x80;

impl Padding {
    /// Bytes in one step.
    pub const fn step(self) -> usize {
        match self {
            Self::Short => 32,
            Self::Address => 64,
        }
    }

    /// The value, a mark, and zeroes up to a whole step: 0..=31 bytes fill one short step. A value
    /// that would fill its step exactly takes another one, so that the mark is always there and
    /// no two values pad to the same bytes.
    pub(crate) fn pad(self, value: &[u8]) -> Zeroizing<Vec<u8>> {
        let padded = (value.len() / self.step() + 1) * self.step();
        // The capacity is exact: a buffer that grows leaves copies behind that nobody wipes.
        let mut bytes = Zeroizing::new(Vec::with_capacity(padded));
        bytes.extend_from_slice(value);
        bytes.push(MARK);
        bytes.resize(padded, 0);
        bytes
    }
}

/// Cuts the padding off; nothing when there is none.
pub(crate) fn unpad(mut bytes: Zeroizing<Vec<u8>>) -> Option<Zeroizing<Vec<u8>>> {
    let end = bytes.iter().rposition(|byte| *byte != 0)?;
    (bytes[end] == MARK).then(|| {
        bytes.truncate(end);
        bytes
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn padding_hides_the_length() {
        for length in 0..32 {
            assert_eq!(Padding::Short.pad(&vec![1; length]).len(), 32, "{length}");
        }
        assert_eq!(Padding::Short.pad(&[1; 32]).len(), 64);
        for length in 0..64 {
            assert_eq!(Padding::Address.pad(&vec![1; length]).len(), 64, "{length}");
        }
        assert_eq!(Padding::Address.pad(&[1; 64]).len(), 128);
    }

    #[test]
    fn what_is_not_padded_is_refused() {
        for bytes in [vec![], vec![0; 32], vec![1; 32], vec![MARK, 1, 0]] {
            assert!(unpad(Zeroizing::new(bytes)).is_none());
        }
    }

    proptest! {
        #[test]
        fn padding_comes_off_again(value in proptest::collection::vec(any::<u8>(), 0..200)) {
            for padding in [Padding::Short, Padding::Address] {
                let padded = padding.pad(&value);
                prop_assert_eq!(padded.len() % padding.step(), 0);
                prop_assert_eq!(&*unpad(padded).unwrap(), &value);
            }
        }

        /// Values that end like padding are told apart from padded shorter ones.
        #[test]
        fn padding_is_unambiguous(zeroes in 0_usize..70, marks in 0_usize..3) {
            let value = [vec![MARK; marks], vec![0; zeroes]].concat();
            prop_assert_eq!(&*unpad(Padding::Short.pad(&value)).unwrap(), &value);
        }
    }
}
