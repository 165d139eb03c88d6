//! Tokens of an outside issuer, against an issuer of our own on this machine.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
};
use axum::Router;
use axum::extract::State;
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use fairstall::identity::Authenticator;
use fairstall::identity::outside::OutsideIssuers;
use kit::{machinery, minutes, seconds};
use platform::config::OidcIssuer;
use serde_json::{Value, json};

use super::desk::{Desk, reactions};

const ISSUER: &str = "https://id.example";

enum Signer {
    Ed(Ed25519KeyPair),
    Ec(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Signer {
    fn ed() -> Self {
        Self::Ed(Ed25519KeyPair::generate().unwrap())
    }

    fn ec() -> Self {
        Self::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn rsa() -> Self {
        Self::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap())
    }

    fn algorithm(&self) -> &'static str {
        match self {
            Self::Ed(_) => "EdDSA",
            Self::Ec(_) => "ES256",
            Self::Rsa(_) => "RS256",
        }
    }

    fn jwk(&self, kid: &str) -> Value {
        let mut key = match self {
            Self::Ed(key) => {
                let x = BASE64.encode(key.public_key().as_ref());
                json!({ "kty": "OKP", "crv": "Ed25519", "x": x })
            }
            Self::Ec(key) => {
                let point = key.public_key().as_ref();
                let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
                json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
            }
            Self::Rsa(key) => {
                let public = key.public_key();
                let modulus = public.modulus();
                let n = BASE64.encode(modulus.big_endian_without_leading_zero());
                json!({ "kty": "RSA", "n": n, "e": "AQAB" })
            }
        };
        key["kid"] = kid.into();
        key["use"] = "sig".into();
        key["alg"] = self.algorithm().into();
        key
    }

    fn token(&self, kid: &str, claims: &Value) -> String {
        self.token_as(&json!({ "alg": self.algorithm(), "kid": kid, "typ": "JWT" }), claims)
    }

    fn token_as(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| BASE64.encode(value.to_string());
        let text = format!("{}.{}", part(header), part(claims));
        let random = SystemRandom::new();
        let signature = match self {
            Self::Ed(key) => key.sign(text.as_bytes()).as_ref().to_vec(),
            Self::Ec(key) => key.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).unwrap();
                signature
            }
        };
        format!("{text}.{}", BASE64.encode(signature))
    }
}

/// An issuer's page of keys on this machine.
#[derive(Clone, Default)]
struct Keys {
    keys: Arc<Mutex<Value>>,
    fetched: Arc<AtomicUsize>,
}

impl Keys {
    fn publish(&self, keys: &[Value]) {
        *self.keys.lock().unwrap() = json!({ "keys": keys });
    }

    fn fetched(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }

    async fn serve(&self) -> url::Url {
        let answer = async |State(keys): State<Self>| {
            keys.fetched.fetch_add(1, Ordering::SeqCst);
            keys.keys.lock().unwrap().to_string()
        };
        let router = Router::new().route("/keys", get(answer)).with_state(self.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, router).await });
        url::Url::parse(&url).unwrap()
    }
}

async fn desk<'w>(world: &'w kit::World, keys: &Keys) -> Desk<'w> {
    let issuer = OidcIssuer {
        issuer: ISSUER.to_owned(),
        audience: "fairstall".to_owned(),
        jwks_url: keys.serve().await,
    };
    let outside = OutsideIssuers::new(vec![issuer]).unwrap();
    Desk::new(world).trusting(Authenticator::trusting(world.app(), outside))
}

fn claims(world: &kit::World) -> Value {
    let now = world.app().now().unix_timestamp();
    json!({
        "iss": ISSUER, "aud": "fairstall", "sub": "subject-1", "exp": now + 300, "nbf": now,
        "name": "Ana Li", "locale": "en", "birthdate": "1990-05-01",
    })
}

machinery! {
    with reactions();

    /// The first token makes an account, later ones find it again, whatever the key.
    async fn an_issuer_vouches_for_a_person(world) {
        let (keys, signers) = (Keys::default(), [Signer::ed(), Signer::ec(), Signer::rsa()]);
        keys.publish(&[signers[0].jwk("a"), signers[1].jwk("b"), signers[2].jwk("c")]);
        let desk = desk(world, &keys).await;
        let mut seen = Vec::new();
        for (signer, kid) in signers.iter().zip(["a", "b", "c"]) {
            let token = signer.token(kid, &claims(world));
            let select = "ageBand locale contacts { kind } user { id displayName }";
            seen.push(desk.me(&token, select).await.unwrap());
        }
        assert!(seen.iter().all(|me| *me == seen[0]), "{seen:?}");
        assert_eq!(seen[0]["user"]["displayName"], "Ana Li");
        assert_eq!(seen[0]["ageBand"], "ADULT");
        assert_eq!(world.count("SELECT count(*) FROM account").await, 1);
        assert_eq!(keys.fetched(), 1, "keys are remembered");
        let token = signers[0].token("a", &claims(world));
        let out = desk.act_plain(Some(&token), "sessionSignOut", "sessionId").await;
        assert_eq!(out.refusal(), "SESSION_NEEDED");
        let totp = desk.act_plain(Some(&token), "totpStart", "totp { secret }").await;
        assert_eq!(totp.refusal(), "STEP_UP_NEEDED");
    }

    async fn what_an_issuer_did_not_say_is_refused(world) {
        let (keys, signer, other) = (Keys::default(), Signer::ed(), Signer::ed());
        keys.publish(&[signer.jwk("a")]);
        let desk = desk(world, &keys).await;
        let good = claims(world);
        let now = world.app().now().unix_timestamp();
        for (claim, value) in [
            ("iss", json!("https://elsewhere.example")),
            ("aud", json!("another")),
            ("aud", Value::Null),
            ("sub", json!("")),
            ("sub", Value::Null),
            ("exp", json!(now - 31)),
            ("exp", Value::Null),
            ("nbf", json!(now + 31)),
        ] {
            let mut changed = good.clone();
            changed[claim] = value;
            if changed[claim].is_null() {
                changed.as_object_mut().unwrap().remove(claim);
            }
            let token = signer.token("a", &changed);
            let refused = desk.principal(Some(&token)).await.unwrap_err();
            assert_eq!(refused, "UNAUTHENTICATED", "{claim}");
        }
        let forged = other.token("a", &good);
        assert_eq!(desk.principal(Some(&forged)).await.unwrap_err(), "UNAUTHENTICATED");
        for alg in ["none", "HS256", "RS256", "ES256", "RS512"] {
            let header = json!({ "alg": alg, "kid": "a", "typ": "JWT" });
            let token = signer.token_as(&header, &good);
            assert_eq!(desk.principal(Some(&token)).await.unwrap_err(), "UNAUTHENTICATED", "{alg}");
        }
        let nameless = signer.token_as(&json!({ "alg": "EdDSA" }), &good);
        assert_eq!(desk.principal(Some(&nameless)).await.unwrap_err(), "UNAUTHENTICATED");
        assert_eq!(world.count("SELECT count(*) FROM account").await, 0);
    }

    /// A new key is found by its id, but made-up ids do not make us ask again and again.
    async fn keys_rotate_and_fetches_are_paced(world) {
        let (keys, older, newer) = (Keys::default(), Signer::ed(), Signer::ec());
        keys.publish(&[older.jwk("older")]);
        let desk = desk(world, &keys).await;
        desk.principal(Some(&older.token("older", &claims(world)))).await.unwrap();
        keys.publish(&[newer.jwk("newer")]);
        for _ in 0..5 {
            let unknown = newer.token("newer", &claims(world));
            assert!(desk.principal(Some(&unknown)).await.is_err());
        }
        assert_eq!(keys.fetched(), 1);
        world.pass(seconds(30));
        desk.principal(Some(&newer.token("newer", &claims(world)))).await.unwrap();
        assert_eq!(keys.fetched(), 2);
        world.pass(seconds(30));
        let withdrawn = older.token("older", &claims(world));
        assert!(desk.principal(Some(&withdrawn)).await.is_err(), "a withdrawn key is no key");
        let huge = json!({ "kid": "x", "pad": "x".repeat(70_000) });
        keys.publish(&[newer.jwk("newer"), huge]);
        world.pass(minutes(11));
        let token = newer.token("newer", &claims(world));
        desk.principal(Some(&token)).await.unwrap();
    }

    /// PD-5: an issuer that says a child is a child is believed.
    async fn pd_5_a_vouched_child_needs_a_guardian(world) {
        let (keys, signer) = (Keys::default(), Signer::ed());
        keys.publish(&[signer.jwk("a")]);
        let desk = desk(world, &keys).await;
        let mut young = claims(world);
        young["birthdate"] = "2015-01-01".into();
        let token = signer.token("a", &young);
        let me = desk.me(&token, "ageBand mayAct guardianNeeded").await.unwrap();
        assert_eq!(me, json!({ "ageBand": "UNDER_14", "mayAct": false, "guardianNeeded": true }));
        let socket = desk.principal(Some(&signer.token("a", &young))).await.unwrap();
        assert!(desk.stands(&socket).await);
        world.pass(seconds(301));
        assert!(!desk.stands(&socket).await, "the token has run out");
    }

    async fn keys_from_elsewhere_must_come_by_https(world) {
        let _ = world;
        let issuer = |url: &str| OidcIssuer {
            issuer: ISSUER.to_owned(),
            audience: "fairstall".to_owned(),
            jwks_url: url::Url::parse(url).unwrap(),
        };
        assert!(OutsideIssuers::new(vec![issuer("http://id.example/keys")]).is_err());
        assert!(OutsideIssuers::new(vec![issuer("https://id.example/keys")]).is_ok());
    }
}
