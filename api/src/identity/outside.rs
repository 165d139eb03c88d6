//! Tokens of an outside OIDC issuer, by setting: checked against the keys it publishes, which are
//! fetched with care and remembered.

use std::collections::HashMap;
use std::time::Duration as StdDuration;

use jsonwebtoken::jwk::{AlgorithmParameters, Jwk, JwkSet, PublicKeyUse};
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use platform::Failure;
use platform::config::OidcIssuer;
use serde::Deserialize;
use time::{Date, Duration, OffsetDateTime};
use tokio::sync::Mutex;
use url::{Host, Url};

use super::account::{self, AgeBand};
use super::actions::outside::Vouched;

/// How old the keys may be before they are fetched again.
const KEYS_LIFE: Duration = Duration::minutes(10);
/// The shortest time between two fetches, whatever key ids tokens name.
const FETCH_PAUSE: Duration = Duration::seconds(30);
/// How far the issuer's clock may be from ours.
const LEEWAY: Duration = Duration::seconds(30);
const MOST_BYTES: usize = 64 * 1024;
const MOST_KEYS: usize = 32;
const ALGORITHMS: [Algorithm; 3] = [Algorithm::RS256, Algorithm::ES256, Algorithm::EdDSA];

/// All trusted issuers with the keys they have published.
pub struct OutsideIssuers {
    http: reqwest::Client,
    issuers: Vec<(OidcIssuer, Mutex<Keys>)>,
}

#[derive(Default)]
struct Keys {
    by_id: HashMap<String, Jwk>,
    fetched_at: Option<OffsetDateTime>,
    tried_at: Option<OffsetDateTime>,
}

/// A person as an issuer vouches for them, and until when.
pub struct Checked {
    pub vouched: Vouched,
    pub expires_at: OffsetDateTime,
}

#[derive(Deserialize)]
struct Named {
    iss: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    exp: i64,
    nbf: Option<i64>,
    name: Option<String>,
    locale: Option<String>,
    birthdate: Option<String>,
}

impl OutsideIssuers {
    /// Trusts these issuers. Fails for an address of keys that is neither `https` nor on this
    /// machine.
    pub fn new(issuers: Vec<OidcIssuer>) -> Result<Self, Failure> {
        for issuer in &issuers {
            if !is_safe(&issuer.jwks_url) {
                return Err(Failure::broken("jwks_url must be https, or http on this machine"));
            }
        }
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(StdDuration::from_secs(2))
            .timeout(StdDuration::from_secs(4))
            .no_proxy()
            .build()
            .map_err(|error| Failure::because("client for outside keys", error))?;
        let issuers =
            issuers.into_iter().map(|issuer| (issuer, Mutex::new(Keys::default()))).collect();
        Ok(Self { http, issuers })
    }

    /// Whether the token names one of these issuers; nothing about it is checked yet.
    pub fn names(&self, token: &str) -> bool {
        self.issuer_of(token).is_some()
    }

    fn issuer_of(&self, token: &str) -> Option<&(OidcIssuer, Mutex<Keys>)> {
        let named: Named = jsonwebtoken::dangerous::insecure_decode_claims(token).ok()?;
        self.issuers.iter().find(|(issuer, _)| issuer.issuer == named.iss)
    }

    /// What a token says, if its issuer is trusted, its signature is one of the issuer's keys', it
    /// is for us, and it is good now.
    pub async fn check(&self, token: &str, now: OffsetDateTime) -> Option<Checked> {
        let (issuer, keys) = self.issuer_of(token)?;
        let header = decode_header(token).ok()?;
        let algorithm = ALGORITHMS.into_iter().find(|algorithm| *algorithm == header.alg)?;
        let key = self.key(issuer, keys, &header.kid?, now).await?;
        let key = usable(&key, algorithm)?;
        let mut rules = Validation::new(algorithm);
        rules.set_issuer(&[&issuer.issuer]);
        rules.set_audience(&[&issuer.audience]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Our clock decides, below, not the machine's.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let claims = decode::<Claims>(token, &key, &rules).ok()?.claims;
        let expires_at = OffsetDateTime::from_unix_timestamp(claims.exp).ok()?;
        let begun = claims.nbf.is_none_or(|nbf| nbf <= (now + LEEWAY).unix_timestamp());
        let named = (1..=255).contains(&claims.sub.len());
        (begun && named && now < expires_at + LEEWAY).then(|| Checked {
            vouched: Vouched {
                issuer: claims.iss,
                subject: claims.sub,
                name: claims.name,
                locale: claims.locale.as_deref().and_then(account::locale),
                age_band: age_band(claims.birthdate.as_deref(), now),
            },
            expires_at,
        })
    }

    async fn key(
        &self,
        issuer: &OidcIssuer,
        keys: &Mutex<Keys>,
        id: &str,
        now: OffsetDateTime,
    ) -> Option<Jwk> {
        // One fetch at a time; whoever waits finds the keys of the first.
        let mut keys = keys.lock().await;
        let fresh = keys.fetched_at.is_some_and(|at| now - at < KEYS_LIFE);
        let known = keys.by_id.get(id).cloned();
        let rested = keys.tried_at.is_none_or(|at| now - at >= FETCH_PAUSE);
        if (fresh && known.is_some()) || !rested {
            return known;
        }
        keys.tried_at = Some(now);
        match self.fetch(&issuer.jwks_url).await {
            Ok(by_id) => {
                keys.by_id = by_id;
                keys.fetched_at = Some(now);
            }
            // The keys of before stay good until they can be fetched again.
            Err(failure) => failure.log("outside-keys"),
        }
        keys.by_id.get(id).cloned()
    }

    async fn fetch(&self, url: &Url) -> Result<HashMap<String, Jwk>, Failure> {
        let failed = |error| Failure::because("fetch outside keys", error);
        let mut answer = self.http.get(url.clone()).send().await.map_err(failed)?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(Failure::broken("outside keys are not answered"));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > MOST_BYTES {
                return Err(Failure::broken("outside keys are too long"));
            }
        }
        let keys: JwkSet = serde_json::from_slice(&body)
            .map_err(|error| Failure::because("outside keys", error))?;
        let named = keys.keys.into_iter().take(MOST_KEYS);
        Ok(named.filter_map(|key| Some((key.common.key_id.clone()?, key))).collect())
    }
}

/// The key, if it is of the algorithm's own family and meant for signatures: a key of one kind is
/// never used for another.
fn usable(key: &Jwk, algorithm: Algorithm) -> Option<DecodingKey> {
    let fits = matches!(
        (&key.algorithm, algorithm),
        (AlgorithmParameters::RSA(_), Algorithm::RS256)
            | (AlgorithmParameters::EllipticCurve(_), Algorithm::ES256)
            | (AlgorithmParameters::OctetKeyPair(_), Algorithm::EdDSA)
    );
    let named = key
        .common
        .key_algorithm
        .is_none_or(|named| named.to_string().eq_ignore_ascii_case(&format!("{algorithm:?}")));
    let signs =
        key.common.public_key_use.as_ref().is_none_or(|usage| *usage == PublicKeyUse::Signature);
    if fits && named && signs { DecodingKey::from_jwk(key).ok() } else { None }
}

fn is_safe(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Ipv4(address))) => address.is_loopback(),
        ("http", Some(Host::Ipv6(address))) => address.is_loopback(),
        ("http", Some(Host::Domain(name))) => name == "localhost",
        _ => false,
    }
}

/// The band of a birth date. Who does not say is taken for neither a child nor somebody who may
/// answer for one.
fn age_band(birthdate: Option<&str>, now: OffsetDateTime) -> AgeBand {
    let form = time::macros::format_description!("[year]-[month]-[day]");
    let Some(born) = birthdate.and_then(|text| Date::parse(text, form).ok()) else {
        return AgeBand::From14To17;
    };
    let today = now.date();
    let had_birthday = (today.month() as u8, today.day()) >= (born.month() as u8, born.day());
    let years = today.year() - born.year() - i32::from(!had_birthday);
    match years {
        ..14 => AgeBand::Under14,
        14..18 => AgeBand::From14To17,
        18.. => AgeBand::Adult,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_come_by_https_or_from_this_machine() {
        for url in [
            "https://id.example/keys",
            "http://127.0.0.1:9/k",
            "http://[::1]/k",
            "http://localhost/k",
        ] {
            assert!(is_safe(&Url::parse(url).unwrap()), "{url}");
        }
        for url in
            ["http://id.example/keys", "http://10.0.0.1/k", "ftp://id.example/k", "file:///k"]
        {
            assert!(!is_safe(&Url::parse(url).unwrap()), "{url}");
        }
    }

    #[test]
    fn pd_5_age_turns_on_the_birthday() {
        let now = time::macros::datetime!(2026-11-22 12:00 UTC);
        let rows = [
            (Some("2012-11-22"), AgeBand::From14To17),
            (Some("2012-11-23"), AgeBand::Under14),
            (Some("2008-11-22"), AgeBand::Adult),
            (Some("2008-11-23"), AgeBand::From14To17),
            (Some("yesterday"), AgeBand::From14To17),
            (None, AgeBand::From14To17),
        ];
        for (birthdate, band) in rows {
            assert_eq!(age_band(birthdate, now), band, "{birthdate:?}");
        }
    }
}
