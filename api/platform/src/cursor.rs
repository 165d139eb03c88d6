//! Cursors of lists: opaque, signed, bound to their list. A cursor says where a page ended; the
//! signature keeps clients from asking for what no page gave them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;

use crate::keys::Keys;

const TAG_BYTES: usize = 16;

/// A cursor that this server did not make for this list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("This cursor does not belong to this list.")]
pub struct InvalidCursor;

/// Seals and opens cursors.
pub struct Cursors {
    key: [u8; 32],
}

impl Cursors {
    /// Every server with the same root key opens the same cursors.
    pub fn new(keys: &Keys) -> Self {
        Self { key: keys.derive("cursor/1") }
    }

    /// The cursor of a place in a list; `list` names the list and its order, such as
    /// `post.feed.published_at`.
    pub fn seal<P: Serialize>(&self, list: &str, place: &P) -> String {
        // Places are tuples of numbers and ids, which always serialise.
        let mut bytes = serde_json::to_vec(place).unwrap_or_default();
        let tag = self.tag(list, &bytes);
        bytes.extend_from_slice(&tag[..TAG_BYTES]);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place that a cursor of this list tells.
    ///
    /// # Errors
    /// It was made for another list, by another platform, or by hand.
    pub fn open<P: DeserializeOwned>(&self, list: &str, cursor: &str) -> Result<P, InvalidCursor> {
        if cursor.len() > 512 {
            return Err(InvalidCursor);
        }
        let bytes = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| InvalidCursor)?;
        let split = bytes.len().checked_sub(TAG_BYTES).ok_or(InvalidCursor)?;
        let (place, tag) = bytes.split_at(split);
        let genuine = self.mac(list, place).verify_truncated_left(tag).is_ok();
        if !genuine {
            return Err(InvalidCursor);
        }
        serde_json::from_slice(place).map_err(|_| InvalidCursor)
    }

    fn tag(&self, list: &str, place: &[u8]) -> [u8; 32] {
        self.mac(list, place).finalize().into_bytes().into()
    }

    fn mac(&self, list: &str, place: &[u8]) -> Hmac<Sha256> {
        // HMAC pads a shorter key with zeroes to a block: the same key, without a fallible call.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.key);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(list.as_bytes());
        mac.update(&[0]);
        mac.update(place);
        mac
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_opens_only_for_its_own_list_and_unchanged() {
        let cursors = Cursors::new(&Keys::new([9; 32]));
        let sealed = cursors.seal("feed", &(17_i64, "a"));
        assert_eq!(cursors.open::<(i64, String)>("feed", &sealed), Ok((17, "a".to_owned())));
        assert_eq!(cursors.open::<(i64, String)>("other", &sealed), Err(InvalidCursor));
        let mut forged = sealed.clone().into_bytes();
        forged[3] = if forged[3] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        assert_eq!(cursors.open::<(i64, String)>("feed", &forged), Err(InvalidCursor));
        assert_eq!(cursors.open::<(i64, String)>("feed", ""), Err(InvalidCursor));
        let foreign = Cursors::new(&Keys::new([8; 32])).seal("feed", &(17_i64, "a"));
        assert_eq!(cursors.open::<(i64, String)>("feed", &foreign), Err(InvalidCursor));
    }
}
