//! Addresses: one line of free text, never indexed.

use zeroize::Zeroizing;

use super::{breaks_a_line, composed, normal};

/// An address of 1 to 300 characters, from the large to the small, as it is written in China.
pub struct Address(Zeroizing<String>);

normal!(Address, "address");

/// The text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAddress {
    /// Nothing is left of it without blanks.
    #[error("an address has at least one character")]
    Empty,
    /// It has more than 300 characters.
    #[error("an address has at most 300 characters")]
    TooLong,
    /// It has control characters, line breaks or marks that turn the direction of reading.
    #[error("an address is one line of visible characters")]
    Characters,
}

const CHARACTERS: usize = 300;

impl Address {
    /// Reads an address; blanks around it do not count.
    ///
    /// # Errors
    /// In the order of [`NoAddress`].
    pub fn parse(text: &str) -> Result<Self, NoAddress> {
        if text.len() > CHARACTERS * 4 * 3 {
            return Err(NoAddress::TooLong);
        }
        let value = composed(text);
        if value.is_empty() {
            return Err(NoAddress::Empty);
        }
        if value.chars().count() > CHARACTERS {
            return Err(NoAddress::TooLong);
        }
        if value.chars().any(breaks_a_line) {
            return Err(NoAddress::Characters);
        }
        Ok(Self(value))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Normal as _;
    use super::*;

    #[test]
    fn addresses_as_a_table() {
        let value = Address::parse(" 浙江省杭州市西湖区文三路 1 号 ").ok().unwrap();
        assert_eq!(value.as_str(), "浙江省杭州市西湖区文三路 1 号");
        assert!(Address::parse(&"路".repeat(300)).is_ok());
        for (text, error) in [
            (" ".to_owned(), NoAddress::Empty),
            ("路".repeat(301), NoAddress::TooLong),
            ("a\nb".to_owned(), NoAddress::Characters),
        ] {
            assert_eq!(Address::parse(&text).err(), Some(error));
        }
    }
}
