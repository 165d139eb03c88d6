//! What the providers outside have in common: what of their failures is certain, whose number a
//! line carries, and which settings they cannot do without.

use platform::config::Settings;
use platform::kernel::{Currency, Money};
use providers::{Failure, Line, LineKind as Kind, Reference};
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{About, BadCallback, Fault, LineKind, ProviderKind, StatementLine};

/// What is certain about a call that was to change something, and what is not.
pub(super) fn fault(failure: &Failure) -> Fault {
    if failure.is_certain() {
        Fault::NotSent(failure.to_string())
    } else {
        Fault::Unknown(failure.to_string())
    }
}

/// A question that was not answered: what was asked about is known no better than before, however
/// certain it is that the question did no harm.
pub(super) fn unsettled(failure: &Failure) -> Fault {
    match failure {
        Failure::Later(_) | Failure::Setting(_) => Fault::NotSent(failure.to_string()),
        Failure::Refused { .. }
        | Failure::Unknown(_)
        | Failure::Malformed(_)
        | Failure::BadSignature(_) => Fault::Unknown(failure.to_string()),
    }
}

/// Why a callback is not taken.
pub(super) fn read_callback_fault(failure: &Failure) -> BadCallback {
    match failure {
        Failure::BadSignature(_) => BadCallback::Unsigned,
        _ => BadCallback::Malformed,
    }
}

/// A provider's word as one of ours: `insufficient_funds` is `INSUFFICIENT_FUNDS`.
pub(super) fn reason(code: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    code.chars().map(word).take(64).collect()
}

/// An amount of a currency that we trade in.
pub(super) fn money(minor: i64, currency: &str) -> Result<Money, Fault> {
    let known = Currency::ALL.into_iter().find(|known| known.code() == currency);
    let known = known.ok_or_else(|| Fault::Unknown("an amount of another currency".to_owned()))?;
    Ok(Money::new(minor, known))
}

/// What a callback is about, by the number it carries. One without a number of ours is about
/// nothing that we react to: the account may be used by other programs too.
pub(super) fn about(
    reference: Option<&str>,
    known: impl FnOnce(Uuid) -> Result<About, BadCallback>,
) -> Result<About, BadCallback> {
    reference.and_then(Reference::id_of).map_or(Ok(About::Other), known)
}

/// The lines of payments and refunds. Money that carries no number of ours keeps its line, under a
/// number made of the provider's: it belongs to nobody, and that is to be seen (PY-8).
pub(super) fn statement(lines: &[Line]) -> Result<Vec<StatementLine>, Fault> {
    let kind_of = |kind| match kind {
        Kind::Payment => Some(LineKind::Payment),
        Kind::Refund => Some(LineKind::Refund),
        Kind::Other => None,
    };
    let ours = lines.iter().filter_map(|line| Some((line, kind_of(line.kind)?)));
    ours.map(|(line, kind)| {
        let key = line.reference.as_deref().and_then(Reference::id_of);
        Ok(StatementLine {
            key: key.unwrap_or_else(|| stranger(&line.provider_id)),
            kind,
            amount: money(line.minor, &line.currency)?,
            reference: line.provider_id.clone(),
        })
    })
    .collect()
}

fn stranger(provider_id: &str) -> Uuid {
    let sum = Sha256::digest(provider_id.as_bytes());
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&sum[..16]);
    Uuid::from_bytes(bytes)
}

/// Where a provider sends its callbacks.
///
/// # Errors
/// [`Failure::Setting`]: the public address has no paths below it.
pub(super) fn callback_url(settings: &Settings, kind: ProviderKind) -> Result<String, Failure> {
    let mut url = settings.server.public_url.clone();
    let below = url.path_segments_mut().map(|mut segments| {
        segments.pop_if_empty().extend(["callbacks", kind.name()]);
    });
    below.map_err(|()| Failure::Setting("server.public_url"))?;
    Ok(url.to_string())
}

/// A setting that a provider which is on cannot do without.
///
/// # Errors
/// [`Failure::Setting`], by its name.
pub(super) fn needed(
    value: Option<&SecretString>,
    name: &'static str,
) -> Result<SecretString, Failure> {
    value.cloned().ok_or(Failure::Setting(name))
}

/// The same, of one that is no secret.
///
/// # Errors
/// [`Failure::Setting`], by its name.
pub(super) fn wanted(value: Option<&String>, name: &'static str) -> Result<String, Failure> {
    value.cloned().ok_or(Failure::Setting(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::OffsetDateTime;

    #[test]
    fn only_what_is_certain_is_not_sent() {
        let refused = Failure::Refused { code: "no".to_owned() };
        assert!(matches!(fault(&refused), Fault::NotSent(_)));
        assert!(matches!(unsettled(&refused), Fault::Unknown(_)));
        for certain in [Failure::Later("busy"), Failure::Setting("key")] {
            assert!(matches!(fault(&certain), Fault::NotSent(_)));
            assert!(matches!(unsettled(&certain), Fault::NotSent(_)));
        }
        for open in [Failure::Unknown("a"), Failure::Malformed("a"), Failure::BadSignature("a")] {
            assert!(matches!(fault(&open), Fault::Unknown(_)));
            assert!(matches!(unsettled(&open), Fault::Unknown(_)));
        }
    }

    #[test]
    fn py_8_money_without_a_number_of_ours_keeps_its_line() {
        let line = |kind, reference: Option<&str>| Line {
            kind,
            reference: reference.map(str::to_owned),
            provider_id: "ch_1".to_owned(),
            minor: 5,
            currency: "CNY".to_owned(),
            fee_minor: 0,
            at: OffsetDateTime::UNIX_EPOCH,
        };
        let id = Uuid::from_u128(7);
        let own = id.simple().to_string();
        let lines = [
            line(Kind::Payment, Some(&own)),
            line(Kind::Refund, Some(&format!("{own}_2"))),
            line(Kind::Payment, Some("somebody_elses")),
            line(Kind::Payment, None),
            line(Kind::Other, None),
        ];
        let read = statement(&lines).unwrap();
        let keys: Vec<Uuid> = read.iter().map(|line| line.key).collect();
        assert_eq!(keys, [id, id, stranger("ch_1"), stranger("ch_1")]);
        let foreign = Line { currency: "JPY".to_owned(), ..line(Kind::Payment, None) };
        assert!(statement(&[foreign]).is_err());
    }

    #[test]
    fn reasons_are_one_word_in_capitals() {
        assert_eq!(reason("insufficient_funds"), "INSUFFICIENT_FUNDS");
        assert_eq!(reason("ACQ.TRADE_NOT_EXIST"), "ACQ_TRADE_NOT_EXIST");
    }
}
