//! Ways to reach a person: an e-mail address or a mobile phone, normalised before anything else
//! happens to it. It is stored sealed, looked up by a keyed hash, and shown as a mask.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

pub use super::store::ContactKind;

/// A normalised e-mail address or phone number, in the clear. No `Debug`: it must not reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct Contact {
    kind: ContactKind,
    value: String,
}

/// The text is neither a possible e-mail address nor a possible phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContact;

impl Contact {
    /// Takes an e-mail address. Case does not count; only ASCII (IDN as punycode).
    pub fn email(text: &str) -> Result<Self, NoContact> {
        let value = text.trim().to_ascii_lowercase();
        let (local, domain) = value.split_once('@').ok_or(NoContact)?;
        let local_ok = (1..=64).contains(&local.len())
            && local.bytes().all(|byte| {
                byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte)
            })
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let labels: Vec<&str> = domain.split('.').collect();
        let label_ok = |label: &&str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_ok = domain.len() <= 253 && labels.len() >= 2 && labels.iter().all(label_ok);
        if local_ok && domain_ok {
            Ok(Self { kind: ContactKind::Email, value })
        } else {
            Err(NoContact)
        }
    }

    /// Takes a phone number: E.164, or a Chinese mobile number without its country.
    pub fn phone(text: &str) -> Result<Self, NoContact> {
        let mut digits = String::with_capacity(16);
        for (place, letter) in text.trim().chars().enumerate() {
            match letter {
                '0'..='9' => digits.push(letter),
                '+' if place == 0 => digits.push(letter),
                ' ' | '-' | '(' | ')' => {}
                _ => return Err(NoContact),
            }
        }
        let number = match (digits.strip_prefix('+'), digits.strip_prefix("00")) {
            (Some(international), _) | (None, Some(international)) => international.to_owned(),
            (None, None) if is_chinese_mobile(&digits) => format!("86{digits}"),
            (None, None) => return Err(NoContact),
        };
        let chinese_ok = number.strip_prefix("86").is_none_or(is_chinese_mobile);
        if (8..=15).contains(&number.len()) && !number.starts_with('0') && chinese_ok {
            Ok(Self { kind: ContactKind::Phone, value: format!("+{number}") })
        } else {
            Err(NoContact)
        }
    }

    /// A contact out of a sealed row, normalised when it was stored.
    pub(super) fn stored(kind: ContactKind, value: String) -> Self {
        Self { kind, value }
    }

    /// Whether it is an address or a number.
    pub fn kind(&self) -> ContactKind {
        self.kind
    }

    /// In the clear, for sending and sealing only.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// What may be shown to its owner: `a***@example.com`, `138****5678`.
    pub fn masked(&self) -> String {
        match self.kind {
            ContactKind::Email => {
                let (local, domain) = self.value.split_once('@').unwrap_or(("", ""));
                format!("{}***@{domain}", local.get(..1).unwrap_or_default())
            }
            ContactKind::Phone => {
                let shown = self.value.strip_prefix("+86").unwrap_or(&self.value);
                let head = shown.get(..3).unwrap_or_default();
                let tail = shown.get(shown.len().saturating_sub(4)..).unwrap_or_default();
                format!("{head}****{tail}")
            }
        }
    }

    /// The keyed hash it is looked up by. Whoever holds the key can list all phone numbers, so the
    /// key is derived from the root and never stored.
    pub fn lookup(&self, key: &[u8; 32]) -> String {
        let kind = match self.kind {
            ContactKind::Email => "email:",
            ContactKind::Phone => "phone:",
        };
        keyed_hash(key, &[kind.as_bytes(), self.value.as_bytes()])
    }
}

fn is_chinese_mobile(national: &str) -> bool {
    let mut digits = national.bytes();
    national.len() == 11
        && digits.next() == Some(b'1')
        && digits.next().is_some_and(|second| (b'3'..=b'9').contains(&second))
}

/// HMAC-SHA-256 of length-prefixed parts, in hexadecimal: how every secret of this slice is stored
/// that need not be read again (codes, refresh tokens, recovery codes, look-ups).
pub(super) fn keyed_hash(key: &[u8; 32], parts: &[&[u8]]) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(64);
    for byte in keyed_bytes(key, parts) {
        let _ = write!(text, "{byte:02x}");
    }
    text
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
    fn look_ups_differ_by_kind_and_key() {
        let contact = Contact::email("ana@example.com").unwrap();
        assert_eq!(contact.lookup(&[1; 32]), contact.lookup(&[1; 32]));
        assert_ne!(contact.lookup(&[1; 32]), contact.lookup(&[2; 32]));
        assert_ne!(keyed_hash(&[1; 32], &[b"ab", b"c"]), keyed_hash(&[1; 32], &[b"a", b"bc"]));
    }
}
