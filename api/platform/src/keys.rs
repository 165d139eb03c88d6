//! The root key, and one derived key for each purpose: a leak of one tells nothing of another.

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

/// Holds the root key; hands out keys bound to a purpose.
pub struct Keys {
    root: Zeroizing<[u8; 32]>,
}

impl Keys {
    /// Takes 32 random bytes as the root.
    pub fn new(root: [u8; 32]) -> Self {
        Self { root: Zeroizing::new(root) }
    }

    /// The key of one purpose, such as `cursor/1`; always the same for the same root.
    ///
    /// # Panics
    /// Never: the length asked for is far below what the derivation can give.
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let mut key = [0; 32];
        let derivation = Hkdf::<Sha256>::new(Some(b"fairstall/keys/1"), self.root.as_slice());
        // 32 bytes is far below the 8,160 that HKDF-SHA-256 can give.
        assert!(derivation.expand(purpose.as_bytes(), &mut key).is_ok(), "HKDF output too long");
        key
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_do_not_share_a_key() {
        let keys = Keys::new([1; 32]);
        assert_eq!(keys.derive("a"), keys.derive("a"));
        assert_ne!(keys.derive("a"), keys.derive("b"));
        assert_ne!(keys.derive("a"), Keys::new([2; 32]).derive("a"));
    }
}
