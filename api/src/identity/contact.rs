//! Ways to reach a person: an e-mail address or a mobile phone, normalised before anything else
//! happens to it. It is stored sealed, looked up by a keyed hash, and shown as a mask.

use platform::kernel::hex;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use vault::blind::IndexKey;
use vault::mask;
use vault::normal::{Email, Normal, Phone};

pub use super::store::ContactKind;

/// A normalised e-mail address or phone number, in the clear. No `Debug`: it must not reach a log.
#[derive(Clone)]
pub enum Contact {
    Email(Arc<Email>),
    Phone(Arc<Phone>),
}

/// The text is neither a possible e-mail address nor a possible phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContact;

impl Contact {
    /// Takes an e-mail address. Case does not count; only ASCII (IDN as punycode).
    pub fn email(text: &str) -> Result<Self, NoContact> {
        Email::parse(text).map(|email| Self::Email(Arc::new(email))).map_err(|_| NoContact)
    }

    /// Takes a phone number: E.164, or a Chinese mobile number without its country.
    pub fn phone(text: &str) -> Result<Self, NoContact> {
        Phone::parse(text).map(|phone| Self::Phone(Arc::new(phone))).map_err(|_| NoContact)
    }

    /// Whether it is an address or a number.
    pub fn kind(&self) -> ContactKind {
        match self {
            Self::Email(_) => ContactKind::Email,
            Self::Phone(_) => ContactKind::Phone,
        }
    }

    /// In the clear, for sending and sealing only.
    pub fn value(&self) -> &str {
        match self {
            Self::Email(email) => email.as_str(),
            Self::Phone(phone) => phone.as_str(),
        }
    }

    /// What may be shown to its owner: `a***@example.com`, `138****5678`.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(email) => mask::email(email),
            Self::Phone(phone) => mask::phone(phone),
        }
    }

    /// The keyed hash it is looked up by, 32 hexadecimal digits. Whoever holds the key can list
    /// all phone numbers, so the key is made of a root of its own and never stored.
    pub fn lookup(&self, key: &IndexKey) -> String {
        let found = match self {
            Self::Email(email) => key.unique(&**email),
            Self::Phone(phone) => key.unique(&**phone),
        };
        hex(found.as_bytes())
    }
}

/// HMAC-SHA-256 of length-prefixed parts, in hexadecimal: how every secret of this slice is stored
/// that need not be read again (codes, refresh tokens, recovery codes, look-ups).
pub(super) fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> String {
    hex(&keyed_bytes(key, parts))
}

/// HMAC-SHA-256 of length-prefixed parts.
pub(super) fn keyed_bytes(key: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC pads every key to the block of its hash: 64 bytes.
    let mut block = [0; 64];
    block[..32].copy_from_slice(key);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phone(text: &str) -> Option<String> {
        Contact::phone(text).ok().map(|contact| contact.value().to_owned())
    }

    fn email(text: &str) -> Option<String> {
        Contact::email(text).ok().map(|contact| contact.value().to_owned())
    }

    #[test]
    fn phones_as_a_table() {
        for text in ["13812345678", "+86 138 1234 5678", "0086-138-1234-5678", " +8613812345678 "] {
            assert_eq!(phone(text).as_deref(), Some("+8613812345678"), "{text}");
        }
        assert_eq!(phone("+1 (415) 555-0100").as_deref(), Some("+14155550100"));
        for text in [
            "",
            "12345",
            "+86 12812345678",
            "02112345678",
            "1381234567a",
            "+1234567",
            "138+12345678",
        ] {
            assert_eq!(phone(text), None, "{text}");
        }
    }

    #[test]
    fn emails_as_a_table() {
        assert_eq!(email(" Ana.Li+Shop@Example.COM ").as_deref(), Some("ana.li+shop@example.com"));
        for text in [
            "",
            "ana",
            "ana@",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@@example.com",
            "a@-x.com",
            ".a@example.com",
            "a..b@example.com",
            "a@exa_mple.com",
            "安@example.com",
            "a@example.com\r\nbcc: b@example.com",
        ] {
            assert_eq!(email(text), None, "{text}");
        }
    }

    #[test]
    fn pd_6_only_masks_are_shown() {
        let masked = |contact: Result<Contact, NoContact>| contact.unwrap().masked();
        assert_eq!(masked(Contact::phone("13812345678")), "138****5678");
        assert_eq!(masked(Contact::phone("+14155550100")), "+14****0100");
        assert_eq!(masked(Contact::email("ana@example.com")), "a***@example.com");
    }

    #[test]
    fn hashes_differ_by_key_and_by_where_parts_end() {
        assert_ne!(keyed_hash(&[1; 32], &[b"a"]), keyed_hash(&[2; 32], &[b"a"]));
        assert_ne!(keyed_hash(&[1; 32], &[b"ab", b"c"]), keyed_hash(&[1; 32], &[b"a", b"bc"]));
    }
}
