//! The secret that lets the bytes of one upload in. Only its hash is kept.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::App;
use platform::kernel::hex;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// A new secret of 256 bits, as it stands in a header.
pub fn new(app: &App) -> String {
    URL_SAFE_NO_PAD.encode(app.chance().bytes::<32>())
}

/// What is kept of it. A slow hash would add nothing: there is no guessing at 256 random bits.
pub fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Whether this is the token whose hash was kept.
pub fn is_right(token: &str, kept: &str) -> bool {
    bool::from(hash(token).as_bytes().ct_eq(kept.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_token_itself_opens() {
        let kept = hash("a");
        assert_eq!(kept, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
        assert!(is_right("a", &kept));
        for wrong in ["", "b", "A", "a ", kept.as_str()] {
            assert!(!is_right(wrong, &kept), "{wrong:?}");
        }
    }
}
