//! Blind indices: a sealed value is found by a keyed hash of its one form (trust.md §3).
//!
//! Whoever holds an index key can list all phone numbers with their hashes, so the keys come of a
//! root of their own, which is unrelated to the keys of subjects and is held outside the database.
//! There is no order, no prefix and no range in an index, and none is made of an address.

use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Sha256, Sha512};
use zeroize::Zeroizing;

use crate::chance::Chance;
use crate::keys::KEY_BYTES;
use crate::normal::{CreditCode, Email, IdentityNumber, Normal, PersonName, Phone};
use crate::place::tuple;
use crate::provider::{KeyProvider, ProviderError, WrapContext};

/// A value that may be looked up. Addresses are not: parts of them would be guessed.
pub trait Indexed: Normal + sealed::Sealed {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! indexed {
    ($($kind:ident),*) => {$(
        impl sealed::Sealed for $kind {}
        impl Indexed for $kind {}
    )*};
}
indexed!(Phone, Email, IdentityNumber, CreditCode, PersonName);

/// The root that all index keys come of.
pub struct IndexRoot(Zeroizing<[u8; KEY_BYTES]>);

const CONTEXT: WrapContext = WrapContext { purpose: "index-root", epoch: 0 };

impl IndexRoot {
    /// Makes a root, and what is to be stored of it.
    ///
    /// # Errors
    /// The provider cannot wrap it; nothing was made then.
    pub async fn create(
        provider: &dyn KeyProvider,
        chance: &dyn Chance,
    ) -> Result<(Self, Vec<u8>), ProviderError> {
        let mut root = Zeroizing::new([0; KEY_BYTES]);
        chance.fill(root.as_mut_slice());
        let wrapped = provider.wrap(root.as_slice(), &CONTEXT).await?;
        Ok((Self(root), wrapped))
    }

    /// Unwraps a stored root.
    ///
    /// # Errors
    /// The provider cannot be asked, or refuses.
    pub async fn unwrap(provider: &dyn KeyProvider, wrapped: &[u8]) -> Result<Self, ProviderError> {
        let secret = provider.unwrap(wrapped, &CONTEXT).await?;
        if secret.len() != KEY_BYTES {
            return Err(ProviderError::Unopened);
        }
        let mut root = Zeroizing::new([0; KEY_BYTES]);
        root.copy_from_slice(&secret);
        Ok(Self(root))
    }

    /// The key of one column's index in one epoch of it. An index is changed by a second column in
    /// a new epoch: write both, fill up, switch, drop.
    ///
    /// # Panics
    /// Never: the length asked for is far below what the derivation can give.
    pub fn key(&self, table: &str, column: &str, epoch: u32) -> IndexKey {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        let derivation = Hkdf::<Sha512>::new(Some(b"fairstall/vault/index/1"), self.0.as_slice());
        let context = tuple(&[table.as_bytes(), column.as_bytes(), &epoch.to_be_bytes()]);
        // 32 bytes are less than one block of the derivation.
        assert!(derivation.expand(&context, key.as_mut_slice()).is_ok(), "HKDF output too long");
        IndexKey(key)
    }
}

/// The key of one index.
pub struct IndexKey(Zeroizing<[u8; KEY_BYTES]>);

impl IndexKey {
    /// 128 bits, for where a value may stand only once: two values never share one by accident.
    pub fn unique<V: Indexed>(&self, value: &V) -> Unique {
        let mut short = [0; 16];
        short.copy_from_slice(&self.mac(b"unique", value)[..16]);
        Unique(short)
    }

    /// 32 bits, for looking up: some values share one, so that the index alone proves nothing.
    /// What is found is opened and compared.
    pub fn bucket<V: Indexed>(&self, value: &V) -> Bucket {
        let mut short = [0; 4];
        short.copy_from_slice(&self.mac(b"bucket", value)[..4]);
        Bucket(u32::from_be_bytes(short))
    }

    /// The width is part of the text: a bucket is not the beginning of a unique value.
    fn mac<V: Indexed>(&self, width: &[u8], value: &V) -> [u8; 32] {
        // HMAC pads every key to the block of its hash: 64 bytes.
        let mut block = Zeroizing::new([0; 64]);
        block[..KEY_BYTES].copy_from_slice(self.0.as_slice());
        let mut mac = Hmac::<Sha256>::new((&*block).into());
        for part in [width, V::KIND.as_bytes(), value.as_str().as_bytes()] {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }
}

/// An index value of 128 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Unique([u8; 16]);

impl Unique {
    /// What is stored and compared.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

/// Shows nothing: in a log it would tell who is who.
impl std::fmt::Debug for Unique {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Unique(…)")
    }
}

/// An index value of 32 bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bucket(u32);

impl Bucket {
    /// What is stored and compared.
    pub fn number(self) -> u32 {
        self.0
    }
}

/// Shows nothing, as [`Unique`].
impl std::fmt::Debug for Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Bucket(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(byte: u8) -> IndexRoot {
        IndexRoot(Zeroizing::new([byte; KEY_BYTES]))
    }

    fn phone(text: &str) -> Phone {
        Phone::parse(text).ok().unwrap()
    }

    #[test]
    fn one_value_has_one_index_however_it_was_typed() {
        let key = root(1).key("contact", "phone", 1);
        let (typed, other) = (phone("13812345678"), phone("+86 138-1234-5678"));
        assert_eq!(key.unique(&typed), key.unique(&other));
        assert_eq!(key.bucket(&typed), key.bucket(&other));
        assert_ne!(key.unique(&typed), key.unique(&phone("13812345679")));
    }

    #[test]
    fn roots_tables_columns_epochs_and_kinds_have_indices_of_their_own() {
        let value = phone("13812345678");
        let first = root(1).key("contact", "phone", 1).unique(&value);
        for (root_byte, table, column, epoch) in [
            (2, "contact", "phone", 1),
            (1, "account", "phone", 1),
            (1, "contact", "mobile", 1),
            (1, "contact", "phone", 2),
            (1, "contactp", "hone", 1),
        ] {
            assert_ne!(first, root(root_byte).key(table, column, epoch).unique(&value));
        }
        let text = "91350100M000100Y43";
        let (code, name) =
            (CreditCode::parse(text).ok().unwrap(), PersonName::parse(text).ok().unwrap());
        let key = root(1).key("operator", "code", 1);
        assert_ne!(key.unique(&code), key.unique(&name));
    }

    #[test]
    fn a_bucket_is_not_the_beginning_of_a_unique_value() {
        let key = root(1).key("contact", "phone", 1);
        let value = phone("13812345678");
        let beginning: [u8; 4] = key.unique(&value).as_bytes()[..4].try_into().unwrap();
        assert_ne!(u32::from_be_bytes(beginning), key.bucket(&value).number());
    }

    /// The values are fixed: a change of them would lose every index that is stored.
    #[test]
    fn indices_stay_as_they_are() {
        let key = root(7).key("contact", "phone", 3);
        let value = phone("13812345678");
        // Made by another program, from the same words.
        let expected = 0x2bb5_a942_8b9a_301f_fb13_530e_5d36_42f7_u128.to_be_bytes();
        assert_eq!(key.unique(&value).as_bytes(), &expected);
        assert_eq!(key.bucket(&value).number(), 1_800_195_587);
        assert_eq!(
            format!("{:?}{:?}", key.unique(&value), key.bucket(&value)),
            "Unique(…)Bucket(…)"
        );
    }
}
