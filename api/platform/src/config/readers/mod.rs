//! One reader for each kind of value: what it takes, what it allows in words, how it shows.

mod lists;

use std::fmt::Display;
use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::sources::Raw;
use super::values::{Choice, SecretUrl};
pub(super) use lists::{Issuers, networks, origins, payment_providers, words};

/// Reads one kind of value.
pub(super) trait Reader {
    /// What it makes.
    type Value;

    /// The value, or nothing if it is not allowed.
    fn read(&self, raw: &Raw) -> Option<Self::Value>;

    /// What is allowed, to follow "must be".
    fn allowed(&self) -> String;

    /// The value as an operator would write it; masked if secret.
    fn show(&self, value: &Self::Value) -> String;

    /// Whether a wrong value must not be shown.
    fn is_secret(&self) -> bool {
        false
    }
}

type Parse<T> = Box<dyn Fn(&str) -> Option<T>>;

/// A reader made of two functions and words.
pub(super) struct Parsed<T> {
    allowed: String,
    parse: Parse<T>,
    show: fn(&T) -> String,
    secret: bool,
}

impl<T> Reader for Parsed<T> {
    type Value = T;

    fn read(&self, raw: &Raw) -> Option<T> {
        match raw {
            Raw::Word(text) | Raw::Text(text) => (self.parse)(text.trim()),
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        self.allowed.clone()
    }

    fn show(&self, value: &T) -> String {
        (self.show)(value)
    }

    fn is_secret(&self) -> bool {
        self.secret
    }
}

fn parsed<T: Display>(allowed: &str, parse: impl Fn(&str) -> Option<T> + 'static) -> Parsed<T> {
    Parsed {
        allowed: allowed.to_owned(),
        parse: Box::new(parse),
        show: ToString::to_string,
        secret: false,
    }
}

/// An IP address and a port.
pub(super) fn address() -> Parsed<SocketAddr> {
    parsed("an IP address and a port, such as 127.0.0.1:8000", |text| text.parse().ok())
}

/// An `http` or `https` address.
pub(super) fn web_address() -> Parsed<Url> {
    parsed("an http or https address, such as https://shop.example", |text| {
        let url = Url::parse(text).ok()?;
        (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
    })
}

/// A path; relative ones start where the server was started.
pub(super) fn path() -> Parsed<PathBuf> {
    Parsed {
        allowed: "a path".to_owned(),
        parse: Box::new(|text| (!text.is_empty()).then(|| PathBuf::from(text))),
        show: |path| path.display().to_string(),
        secret: false,
    }
}

/// Any text of 1 to 200 characters.
pub(super) fn text(allowed: &str) -> Parsed<String> {
    parsed(allowed, |text| {
        ((1..=200).contains(&text.chars().count()) && !text.chars().any(char::is_control))
            .then(|| text.to_owned())
    })
}

/// A host name without scheme and port.
pub(super) fn host() -> Parsed<String> {
    parsed("a host name, such as shop.example", |text| {
        let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        (!text.is_empty() && text.len() <= 253 && text.bytes().all(letters))
            .then(|| text.to_lowercase())
    })
}

/// A secret text, never shown.
pub(super) fn secret(allowed: &str, fits: impl Fn(&str) -> bool + 'static) -> Parsed<SecretString> {
    Parsed {
        allowed: allowed.to_owned(),
        parse: Box::new(move |text| fits(text).then(|| SecretString::from(text))),
        show: |value| if value.expose_secret().is_empty() { "" } else { "********" }.to_owned(),
        secret: true,
    }
}

/// Whether anything is there.
pub(super) fn not_empty(text: &str) -> bool {
    !text.is_empty()
}

/// A public key or a certificate, which may be of many lines.
pub(super) fn public_key() -> Parsed<String> {
    Parsed {
        allowed: "an RSA public key or a certificate, in PEM or bare base64".to_owned(),
        parse: Box::new(|text| {
            let plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\r' | b'\n'));
            ((256..=32 * 1024).contains(&text.len()) && plain).then(|| text.to_owned())
        }),
        // It is no secret, but nobody reads it, and it would break the line.
        show: |text| format!("(a key of {} signs)", text.len()),
        secret: false,
    }
}

/// An address of one of these schemes that may have a password in it.
pub(super) fn secret_url(schemes: &'static [&'static str], allowed: &str) -> Parsed<SecretUrl> {
    Parsed {
        allowed: allowed.to_owned(),
        parse: Box::new(|text| SecretUrl::parse(text, schemes)),
        show: ToString::to_string,
        secret: true,
    }
}

/// One of a choice's words.
pub(super) fn choice<C: Choice + Display>() -> Parsed<C> {
    let words: Vec<&str> = C::ALL.iter().map(|(word, _)| *word).collect();
    parsed(&one_of(&words), |text| {
        C::ALL.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice)
    })
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [rest @ .., last] => format!("{} or {last}", rest.join(", ")),
    }
}

/// A time such as `10m`, within bounds.
pub(super) fn span(bounds: RangeInclusive<Duration>) -> Parsed<Duration> {
    let (least, most) = (show_span(bounds.start()), show_span(bounds.end()));
    Parsed {
        allowed: format!("a time from {least} to {most}, in ms, s, m, h or d"),
        parse: Box::new(move |text| parse_span(text).filter(|span| bounds.contains(span))),
        show: show_span,
        secret: false,
    }
}

const SPAN_UNITS: [(&str, u64); 5] =
    [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)];

fn parse_span(text: &str) -> Option<Duration> {
    with_unit(text, &SPAN_UNITS).map(Duration::from_millis)
}

fn show_span(span: &Duration) -> String {
    show_with_unit(u64::try_from(span.as_millis()).unwrap_or(u64::MAX), &SPAN_UNITS)
}

const SIZE_UNITS: [(&str, u64); 4] =
    [("B", 1), ("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30)];

/// A size such as `64KiB`, within bounds in bytes.
pub(super) fn size(bounds: RangeInclusive<u64>) -> Parsed<usize> {
    let (least, most) = (show_size(*bounds.start()), show_size(*bounds.end()));
    Parsed {
        allowed: format!("a size from {least} to {most}, in B, KiB, MiB or GiB"),
        parse: Box::new(move |text| {
            let bytes = with_unit(text, &SIZE_UNITS).filter(|bytes| bounds.contains(bytes))?;
            usize::try_from(bytes).ok()
        }),
        show: |bytes| show_size(u64::try_from(*bytes).unwrap_or(u64::MAX)),
        secret: false,
    }
}

fn show_size(bytes: u64) -> String {
    show_with_unit(bytes, &SIZE_UNITS)
}

fn with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (amount, unit) = text.split_at(digits);
    let (_, factor) = units.iter().find(|(word, _)| *word == unit.trim_start())?;
    amount.parse::<u64>().ok()?.checked_mul(*factor)
}

/// In the largest unit that leaves no rest.
fn show_with_unit(amount: u64, units: &[(&str, u64)]) -> String {
    units.iter().rev().find(|(_, factor)| amount > 0 && amount.is_multiple_of(*factor)).map_or_else(
        || format!("{amount}{}", units[0].0),
        |(word, factor)| format!("{}{word}", amount / factor),
    )
}

/// A whole number within bounds.
pub(super) struct Number<T>(RangeInclusive<T>);

/// A whole number within bounds.
pub(super) fn number<T>(bounds: RangeInclusive<T>) -> Number<T> {
    Number(bounds)
}

impl<T: Copy + Display + PartialOrd + TryFrom<i128>> Reader for Number<T> {
    type Value = T;

    fn read(&self, raw: &Raw) -> Option<T> {
        let whole = match raw {
            Raw::Whole(whole) => *whole,
            Raw::Word(text) => text.trim().parse::<i128>().ok()?,
            _ => return None,
        };
        T::try_from(whole).ok().filter(|value| self.0.contains(value))
    }

    fn allowed(&self) -> String {
        format!("a whole number from {} to {}", self.0.start(), self.0.end())
    }

    fn show(&self, value: &T) -> String {
        value.to_string()
    }
}

/// `true` or `false`.
pub(super) struct Switch;

impl Reader for Switch {
    type Value = bool;

    fn read(&self, raw: &Raw) -> Option<bool> {
        match raw {
            Raw::Flag(flag) => Some(*flag),
            Raw::Word(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        "true or false".to_owned()
    }

    fn show(&self, value: &bool) -> String {
        value.to_string()
    }
}

/// Another reader's value, or none when empty.
pub(super) struct Optional<R>(pub R);

impl<R: Reader> Reader for Optional<R> {
    type Value = Option<R::Value>;

    fn read(&self, raw: &Raw) -> Option<Option<R::Value>> {
        match raw {
            Raw::Word(text) | Raw::Text(text) if text.trim().is_empty() => Some(None),
            raw => self.0.read(raw).map(Some),
        }
    }

    fn allowed(&self) -> String {
        format!("{}, or empty for none", self.0.allowed())
    }

    fn show(&self, value: &Option<R::Value>) -> String {
        value.as_ref().map(|value| self.0.show(value)).unwrap_or_default()
    }

    fn is_secret(&self) -> bool {
        self.0.is_secret()
    }
}
