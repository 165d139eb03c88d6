//! `Stripe-Signature: t=…,v1=…`: HMAC-SHA-256 over the time and the raw body, five minutes long.

use aws_lc_rs::hmac;
use http::HeaderMap;
use secrecy::ExposeSecret as _;
use time::{Duration, OffsetDateTime};

use super::{Event, Stripe, events};
use crate::Failure;
use crate::hex::unhex;
use crate::http::single;

/// How far a signature's time may be from now, either way.
const TOLERANCE: Duration = Duration::minutes(5);
/// Signatures of one header; Stripe sends one per secret.
const MOST: usize = 8;

impl Stripe {
    /// Reads a webhook: the signature over the raw body first, and nothing before it.
    ///
    /// # Errors
    /// [`Failure::BadSignature`]: missing, of no secret of ours, or not of these five minutes.
    /// [`Failure::Malformed`]: signed, but not an event.
    pub fn read_webhook(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<Event, Failure> {
        self.verify(single(headers, "stripe-signature"), body, now)?;
        events::read(body)
    }

    fn verify(&self, header: &str, body: &[u8], now: OffsetDateTime) -> Result<(), Failure> {
        let (at, signatures) = parts(header).ok_or(Failure::BadSignature("no signature"))?;
        let instant = at.parse().ok().and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
        let instant = instant.ok_or(Failure::BadSignature("no signature"))?;
        if (now - instant).abs() > TOLERANCE {
            return Err(Failure::BadSignature("not of these five minutes"));
        }
        let mut message = Vec::with_capacity(at.len() + 1 + body.len());
        message.extend_from_slice(at.as_bytes());
        message.push(b'.');
        message.extend_from_slice(body);
        let good = self.webhook_secrets.iter().any(|secret| {
            let key = hmac::Key::new(hmac::HMAC_SHA256, secret.expose_secret().as_bytes());
            // Compares in constant time.
            signatures.iter().any(|sent| hmac::verify(&key, &message, sent).is_ok())
        });
        if good { Ok(()) } else { Err(Failure::BadSignature("of no secret of ours")) }
    }
}

/// The time as it is written, and every `v1`.
fn parts(header: &str) -> Option<(&str, Vec<[u8; 32]>)> {
    let mut at = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=')? {
            ("t", text) if at.is_none() && is_seconds(text) => at = Some(text),
            ("v1", text) if signatures.len() < MOST => signatures.extend(unhex(text)),
            ("t" | "v1", _) => return None,
            // Schemes of other times are none of ours: taking them would be a downgrade.
            _ => {}
        }
    }
    if signatures.is_empty() { None } else { Some((at?, signatures)) }
}

fn is_seconds(text: &str) -> bool {
    (1..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn any_header_is_survived(text in "[tv10=,a-f \u{4ed8}]{0,200}") {
            let _ = parts(&text);
        }
    }

    #[test]
    fn parts_are_read_strictly() {
        let sum = "ab".repeat(32);
        assert_eq!(parts(&format!("t=1,v1={sum}")).unwrap().1.len(), 1);
        assert_eq!(parts(&format!("t=1,v1={sum},v1={sum},v0={sum}")).unwrap().1.len(), 2);
        for bad in [
            String::new(),
            format!("v1={sum}"),
            "t=1".to_owned(),
            format!("t=1,v0={sum}"),
            format!("t=1,t=2,v1={sum}"),
            format!("t=-1,v1={sum}"),
            format!("t=,x,v1={sum}"),
            "t=1,v1=ab".to_owned(),
            format!("t=1,v1={}", "+a".repeat(32)),
            format!("t=1{}", format!(",v1={sum}").repeat(9)),
        ] {
            assert!(parts(&bad).is_none(), "{bad}");
        }
    }
}
