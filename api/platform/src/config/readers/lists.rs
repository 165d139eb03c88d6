//! Lists: of strings in a file, separated by commas elsewhere; and issuers, which are tables.

use std::collections::BTreeMap;
use std::net::IpAddr;

use url::Url;

use super::Reader;
use crate::config::sources::Raw;
use crate::config::values::OidcIssuer;

/// A list: of strings in a file, separated by commas elsewhere.
pub(in crate::config) struct Listed {
    allowed: &'static str,
    item: fn(&str) -> Option<String>,
}

/// Origins of pages that may call us, or `*`.
pub(in crate::config) fn origins() -> Listed {
    let allowed = "* or a list of origins, such as https://shop.example";
    Listed { allowed, item: parse_origin }
}

fn parse_origin(text: &str) -> Option<String> {
    if text == "*" {
        return Some(text.to_owned());
    }
    let url = Url::parse(text).ok()?;
    let origin = url.origin().ascii_serialization();
    // An origin has no path: what is written after the host would be silently ignored.
    (matches!(url.scheme(), "http" | "https") && text.trim_end_matches('/') == origin)
        .then_some(origin)
}

/// Payment providers by name, each once.
pub(in crate::config) fn payment_providers() -> Listed {
    let allowed = "a list of sandbox, stripe, alipay and wechat";
    Listed { allowed, item: parse_payment_provider }
}

fn parse_payment_provider(text: &str) -> Option<String> {
    ["sandbox", "stripe", "alipay", "wechat"].contains(&text).then(|| text.to_owned())
}

/// Plain words, such as the names of hosts.
pub(in crate::config) fn words() -> Listed {
    let allowed = "a list of words of letters, digits, dots, dashes and underscores";
    Listed { allowed, item: parse_word }
}

fn parse_word(text: &str) -> Option<String> {
    let fit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    ((1..=200).contains(&text.len()) && text.bytes().all(fit)).then(|| text.to_owned())
}

/// Networks: an address, a slash and the length of the prefix.
pub(in crate::config) fn networks() -> Listed {
    let allowed = "a list of networks, such as 10.0.0.0/8";
    Listed { allowed, item: parse_network }
}

fn parse_network(text: &str) -> Option<String> {
    let (address, prefix) = text.split_once('/')?;
    let longest = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    };
    let prefix: u8 = prefix.parse().ok()?;
    (prefix <= longest).then(|| text.to_owned())
}

impl Reader for Listed {
    type Value = Vec<String>;

    fn read(&self, raw: &Raw) -> Option<Vec<String>> {
        match raw {
            Raw::Word(text) if text.trim().is_empty() => Some(Vec::new()),
            Raw::Word(text) => text.split(',').map(|item| (self.item)(item.trim())).collect(),
            Raw::List(items) => items
                .iter()
                .map(|item| match item {
                    Raw::Text(text) => (self.item)(text.trim()),
                    _ => None,
                })
                .collect(),
            _ => None,
        }
    }

    fn allowed(&self) -> String {
        self.allowed.to_owned()
    }

    fn show(&self, value: &Vec<String>) -> String {
        value.join(", ")
    }
}

/// Issuers of identity tokens: tables in a file, a JSON array elsewhere.
pub(in crate::config) struct Issuers;

impl Reader for Issuers {
    type Value = Vec<OidcIssuer>;

    fn read(&self, raw: &Raw) -> Option<Vec<OidcIssuer>> {
        let issuers: Vec<OidcIssuer> = match raw {
            Raw::Word(text) if text.trim().is_empty() => Vec::new(),
            Raw::Word(text) => {
                let tables: Vec<BTreeMap<String, String>> = serde_json::from_str(text).ok()?;
                tables.into_iter().map(issuer).collect::<Option<_>>()?
            }
            Raw::List(items) => {
                items.iter().map(|item| issuer(texts(item)?)).collect::<Option<_>>()?
            }
            _ => return None,
        };
        let usable = |issuer: &OidcIssuer| {
            !issuer.issuer.is_empty()
                && !issuer.audience.is_empty()
                && matches!(issuer.jwks_url.scheme(), "http" | "https")
        };
        issuers.iter().all(usable).then_some(issuers)
    }

    fn allowed(&self) -> String {
        "a list of { issuer, audience, jwks_url }; outside a file as a JSON array".to_owned()
    }

    fn show(&self, value: &Vec<OidcIssuer>) -> String {
        value.iter().map(|issuer| issuer.issuer.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// A table of nothing but strings.
fn texts(raw: &Raw) -> Option<BTreeMap<String, String>> {
    let Raw::Table(entries) = raw else { return None };
    let text = |(key, value): (&String, &Raw)| match value {
        Raw::Text(text) => Some((key.clone(), text.clone())),
        _ => None,
    };
    entries.iter().map(text).collect()
}

fn issuer(mut entries: BTreeMap<String, String>) -> Option<OidcIssuer> {
    let known = OidcIssuer {
        issuer: entries.remove("issuer")?,
        audience: entries.remove("audience")?,
        jwks_url: Url::parse(&entries.remove("jwks_url")?).ok()?,
    };
    entries.is_empty().then_some(known)
}
