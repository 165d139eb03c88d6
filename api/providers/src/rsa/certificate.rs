//! What is needed of an X.509 certificate: its serial number, its time and its public key. It is
//! trusted because it stands in the settings; no chain is followed.

use time::OffsetDateTime;
use time::PrimitiveDateTime;
use time::macros::format_description;

use super::{VerifyingKey, pem};
use crate::Failure;
use crate::hex::hex;

/// A certificate of a provider.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// In capital hexadecimal digits, as `Wechatpay-Serial` writes it.
    pub serial: String,
    /// Good from here.
    pub from: OffsetDateTime,
    /// Good until here.
    pub until: OffsetDateTime,
    /// The key it is for.
    pub key: VerifyingKey,
}

impl Certificate {
    /// Reads a certificate in PEM.
    ///
    /// # Errors
    /// [`Failure::Setting`]: not such a certificate, or not of an RSA key.
    pub fn read(text: &str) -> Result<Self, Failure> {
        let der = pem::der(text, &["CERTIFICATE"]);
        der.and_then(|der| read(&der)).ok_or(Failure::Setting("a certificate of an RSA key"))
    }
}

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const UTC_TIME: u8 = 0x17;
const LONG_TIME: u8 = 0x18;
const VERSION: u8 = 0xa0;

/// `Certificate` of RFC 5280: the outer sequence, its first member, and there in order: version,
/// serial, algorithm, issuer, validity, subject, key.
fn read(der: &[u8]) -> Option<Certificate> {
    let (outer, rest) = expect(der, SEQUENCE)?;
    if !rest.is_empty() {
        return None;
    }
    let (inner, _) = expect(outer, SEQUENCE)?;
    let rest = match node(inner)? {
        (VERSION, _, rest) => rest,
        _ => inner,
    };
    let (serial, rest) = expect(rest, INTEGER)?;
    let (_, rest) = expect(rest, SEQUENCE)?;
    let (_, rest) = expect(rest, SEQUENCE)?;
    let (validity, rest) = expect(rest, SEQUENCE)?;
    let (_, rest) = expect(rest, SEQUENCE)?;
    let (_, _, after_key) = node(rest)?;
    let key = rest.get(..rest.len() - after_key.len())?;
    let (from, validity) = instant(validity)?;
    let (until, _) = instant(validity)?;
    let serial = serial.strip_prefix(&[0]).unwrap_or(serial);
    let serial = hex(serial).to_ascii_uppercase();
    Some(Certificate { serial, from, until, key: VerifyingKey::of_der(key)? })
}

fn expect(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    match node(der)? {
        (found, content, rest) if found == tag => Some((content, rest)),
        _ => None,
    }
}

/// The tag, the content and what follows.
fn node(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = der.split_first_chunk::<2>()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81 => {
            let (&[a], rest) = rest.split_first_chunk::<1>()?;
            (usize::from(a), rest)
        }
        0x82 => {
            let (&pair, rest) = rest.split_first_chunk::<2>()?;
            (usize::from(u16::from_be_bytes(pair)), rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((tag, content, rest))
}

fn instant(der: &[u8]) -> Option<(OffsetDateTime, &[u8])> {
    let (tag, content, rest) = node(der)?;
    let text = std::str::from_utf8(content).ok()?;
    let long = match tag {
        // Two digits of the year: from 50 on they are of the century before.
        UTC_TIME if text.get(..1)? >= "5" => format!("19{text}"),
        UTC_TIME => format!("20{text}"),
        LONG_TIME => text.to_owned(),
        _ => return None,
    };
    let form = format_description!("[year][month][day][hour][minute][second]Z");
    let at = PrimitiveDateTime::parse(&long, form).ok()?;
    Some((at.assume_utc(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::keys;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn a_certificate_tells_serial_time_and_key() {
        let read = Certificate::read(keys::OURS_CERTIFICATE).unwrap();
        assert_eq!(read.serial, keys::OURS_SERIAL);
        assert!(read.from < read.until);
        assert!(read.from > datetime!(2020-01-01 0:00 UTC));
        assert!(Certificate::read(keys::OURS_PUBLIC).is_err());
    }

    #[test]
    fn a_certificate_cut_anywhere_is_refused() {
        let der = pem::der(keys::OURS_CERTIFICATE, &["CERTIFICATE"]).unwrap();
        for length in 0..der.len() {
            assert!(super::read(&der[..length]).is_none(), "{length}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = super::read(&bytes);
        }

        #[test]
        fn a_changed_certificate_is_survived(
            at in any::<prop::sample::Index>(),
            to in any::<u8>(),
        ) {
            let mut der = pem::der(keys::OURS_CERTIFICATE, &["CERTIFICATE"]).unwrap();
            let at = at.index(der.len());
            der[at] = to;
            let _ = super::read(&der);
        }
    }
}
