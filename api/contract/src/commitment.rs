//! Commitments: a contract says which address was agreed on without saying the address. The buyer
//! keeps the salt, and shows both to whom they like.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{canonical, hexadecimal};

/// 32 random bytes, kept with the address and erased with it: without them, nobody can try
/// addresses out until one fits.
pub type Salt = Zeroizing<[u8; 32]>;

/// What stands in a contract for an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Commitment([u8; 32]);

impl Commitment {
    /// The commitment to an address: its parts by name, such as `recipient`, `phone`, `street`.
    /// Nothing is changed of the parts: who opens it shows exactly the same.
    pub fn to(address: &BTreeMap<String, String>, salt: &Salt) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"fairstall/contract/address/1\n");
        hash.update(salt.as_slice());
        let parts = address.iter().map(|(name, part)| (name.clone(), part.as_str().into()));
        // Texts only: they always have a canonical text.
        let text = canonical::write(&serde_json::Value::Object(parts.collect()));
        hash.update(Zeroizing::new(text.unwrap_or_default()).as_bytes());
        Self(hash.finalize().into())
    }

    /// Whether it is the commitment to this address with this salt.
    pub fn opens(&self, address: &BTreeMap<String, String>, salt: &Salt) -> bool {
        *self == Self::to(address, salt)
    }

    /// As contracts have it.
    pub fn to_hex(self) -> String {
        hexadecimal::write(&self.0)
    }

    /// From a contract; nothing if it is not 64 hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        hexadecimal::read(text).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(parts: &[(&str, &str)]) -> BTreeMap<String, String> {
        parts.iter().map(|(name, part)| ((*name).to_owned(), (*part).to_owned())).collect()
    }

    #[test]
    fn only_the_same_address_with_the_same_salt_opens_it() {
        let salt = Zeroizing::new([7; 32]);
        let home = address(&[("recipient", "王小明"), ("street", "长宁路 1 号")]);
        let commitment = Commitment::to(&home, &salt);
        assert!(commitment.opens(&home, &salt));
        assert!(!commitment.opens(&home, &Zeroizing::new([8; 32])));
        let others = [
            address(&[("recipient", "王小明"), ("street", "长宁路 2 号")]),
            address(&[("recipient", "王小明")]),
            address(&[("recipient", "王小明长宁路 1 号"), ("street", "")]),
            address(&[]),
        ];
        for other in others {
            assert!(!commitment.opens(&other, &salt), "{other:?}");
        }
        assert_eq!(Commitment::from_hex(&commitment.to_hex()), Some(commitment));
        assert_eq!(Commitment::from_hex("ab"), None);
    }
}
