//! Access tokens: short-lived, signed with a key derived from the root key, of two types that never
//! pass for each other: a person's in a session, and a partner program's with its scopes.

use std::collections::BTreeSet;
use std::time::Duration as StdDuration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use platform::kernel::Id;
use platform::{App, Failure};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::account::Account;
use super::client::PartnerClient;
use super::contact::keyed_hash;
use super::session::Session;

/// Who signs our tokens.
pub const ISSUER: &str = "https://fairstall.invalid/identity";
const AUDIENCE: &str = "fairstall-api";
/// RFC 9068: no identity token of anybody passes for an access token.
const TYPE: &str = "at+jwt";

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bearer {
    /// A person, in a session.
    Person { account: Id<Account>, session: Id<Session> },
    /// A program of a partner.
    Client { client: Id<PartnerClient>, scopes: BTreeSet<String> },
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    iat: i64,
    exp: i64,
    #[serde(flatten)]
    kind: Kind,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "use", rename_all = "snake_case")]
enum Kind {
    Person { sid: String },
    Client { scope: String },
}

/// Signs and reads access tokens.
pub struct AccessTokens {
    key_id: String,
    signing: EncodingKey,
    verifying: DecodingKey,
    life: StdDuration,
}

impl AccessTokens {
    /// Every server with the same root key reads the same tokens.
    pub fn new(app: &App) -> Self {
        let life = app.settings().identity.access_lifetime;
        Self::from_key(&app.keys().derive("identity/access-token/1"), life)
    }

    fn from_key(key: &[u8; 32], life: StdDuration) -> Self {
        let mut key_id = keyed_hash(key, &[b"key id"]);
        key_id.truncate(16);
        Self {
            key_id,
            signing: EncodingKey::from_secret(key),
            verifying: DecodingKey::from_secret(key),
            life,
        }
    }

    /// A token that is good for `identity.access_lifetime`, and when it ends.
    pub fn issue(
        &self,
        bearer: &Bearer,
        now: OffsetDateTime,
    ) -> Result<(String, OffsetDateTime), Failure> {
        // A token tells whole seconds; what we tell the client must not be later.
        let expires_at = (now + self.life).truncate_to_second();
        let (sub, kind) = match bearer {
            Bearer::Person { account, session } => {
                (account.to_string(), Kind::Person { sid: session.to_string() })
            }
            Bearer::Client { client, scopes } => {
                let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
                (client.to_string(), Kind::Client { scope: scopes.join(" ") })
            }
        };
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub,
            iat: now.unix_timestamp(),
            exp: expires_at.unix_timestamp(),
            kind,
        };
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.key_id.clone());
        let token = encode(&header, &claims, &self.signing)
            .map_err(|error| Failure::because("sign an access token", error))?;
        Ok((token, expires_at))
    }

    /// What a token says, if it is ours, of the right type, untouched and still good.
    pub fn read(&self, token: &str, now: OffsetDateTime) -> Option<Bearer> {
        let mut rules = Validation::new(Algorithm::HS256);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // Our clock decides, below, not the machine's.
        rules.validate_exp = false;
        rules.validate_nbf = false;
        let data = decode::<Claims>(token, &self.verifying, &rules).ok()?;
        let ours = data.header.typ.as_deref() == Some(TYPE)
            && data.header.kid.as_deref() == Some(self.key_id.as_str());
        if !ours || now.unix_timestamp() >= data.claims.exp {
            return None;
        }
        match data.claims.kind {
            Kind::Person { sid } => Some(Bearer::Person {
                account: Id::parse(&data.claims.sub).ok()?,
                session: Id::parse(&sid).ok()?,
            }),
            Kind::Client { scope } => Some(Bearer::Client {
                client: Id::parse(&data.claims.sub).ok()?,
                scopes: scope.split_ascii_whitespace().map(str::to_owned).collect(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use time::Duration;
    use uuid::Uuid;

    use super::*;

    const LIFE: StdDuration = StdDuration::from_mins(10);
    const T0: OffsetDateTime = OffsetDateTime::UNIX_EPOCH;

    fn person() -> Bearer {
        Bearer::Person {
            account: Id::from_uuid(Uuid::from_u128(1)),
            session: Id::from_uuid(Uuid::from_u128(2)),
        }
    }

    fn part(value: &serde_json::Value) -> String {
        URL_SAFE_NO_PAD.encode(value.to_string())
    }

    #[test]
    fn a_token_is_good_for_ten_minutes() {
        let tokens = AccessTokens::from_key(&[1; 32], LIFE);
        let (token, expires_at) = tokens.issue(&person(), T0).unwrap();
        assert_eq!(expires_at, T0 + LIFE);
        assert_eq!(tokens.read(&token, T0 + LIFE - Duration::SECOND), Some(person()));
        assert_eq!(tokens.read(&token, T0 + LIFE), None);
    }

    #[test]
    fn a_client_is_no_person() {
        let tokens = AccessTokens::from_key(&[1; 32], LIFE);
        let scopes = BTreeSet::from(["posts:read".to_owned()]);
        let client = Bearer::Client { client: Id::from_uuid(Uuid::from_u128(3)), scopes };
        let (token, _) = tokens.issue(&client, T0).unwrap();
        assert_eq!(tokens.read(&token, T0), Some(client));
    }

    #[test]
    fn another_key_and_every_change_are_refused() {
        let tokens = AccessTokens::from_key(&[1; 32], LIFE);
        let (token, _) = tokens.issue(&person(), T0).unwrap();
        assert_eq!(AccessTokens::from_key(&[2; 32], LIFE).read(&token, T0), None);
        for place in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            // The last letter of a part carries bits that mean nothing; all others count.
            if changed != token && tokens.read(&changed, T0).is_some() {
                let next = token.as_bytes().get(place + 1);
                assert!(matches!(next, None | Some(b'.')), "letter {place}");
            }
        }
    }

    #[test]
    fn algorithms_are_not_confused() {
        let tokens = AccessTokens::from_key(&[1; 32], LIFE);
        let (token, _) = tokens.issue(&person(), T0).unwrap();
        let claims = token.split('.').nth(1).unwrap();
        let kid = tokens.key_id.clone();
        for alg in ["none", "None", "HS384", "HS512", "RS256", "ES256", "EdDSA"] {
            let header = part(&serde_json::json!({ "alg": alg, "typ": TYPE, "kid": kid }));
            assert_eq!(tokens.read(&format!("{header}.{claims}."), T0), None, "{alg}");
            let signature = token.split('.').nth(2).unwrap();
            assert_eq!(tokens.read(&format!("{header}.{claims}.{signature}"), T0), None, "{alg}");
        }
    }

    #[test]
    fn another_type_issuer_or_audience_is_refused() {
        let tokens = AccessTokens::from_key(&[1; 32], LIFE);
        let good = serde_json::json!({
            "iss": ISSUER, "aud": AUDIENCE, "sub": format!("user_{:032x}", 1), "iat": 0, "exp": 600,
            "use": "person", "sid": format!("session_{:032x}", 2),
        });
        let sign = |claims: &serde_json::Value, typ: &str| {
            let mut header = Header::new(Algorithm::HS256);
            header.typ = Some(typ.to_owned());
            header.kid = Some(tokens.key_id.clone());
            encode(&header, claims, &tokens.signing).unwrap()
        };
        assert_eq!(tokens.read(&sign(&good, TYPE), T0), Some(person()));
        assert_eq!(tokens.read(&sign(&good, "JWT"), T0), None);
        for (claim, value) in [
            ("iss", "https://elsewhere.example"),
            ("aud", "another-api"),
            ("use", "refresh"),
            ("sub", "client_00000000000000000000000000000001"),
        ] {
            let mut changed = good.clone();
            changed[claim] = value.into();
            assert_eq!(tokens.read(&sign(&changed, TYPE), T0), None, "{claim}");
        }
    }
}
