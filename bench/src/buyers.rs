//! Many people who buy, each with an account, a session and an address of their own. Accounts and
//! sessions are written past the server, tokens are signed with its own key, which lies in our
//! folder; addresses go through it, because it alone can seal them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::clock;
use crate::dice::Dice;
use crate::fault::{Fault, Outcome, While};
use crate::floor::db::{Db, Given};
use crate::id;
use crate::scenario::order::address;
use crate::scenario::{Ground, Somebody};

/// Rows of one transaction: others wait for it on SQLite.
const TOGETHER: usize = 1_000;
/// How long their sessions last.
const DAY: i64 = 86_400_000;

/// The demo's people who may sign in, each with an address.
pub async fn of_the_demo(ground: &Ground) -> Outcome<Vec<(Somebody, String)>> {
    let mut buyers = Vec::new();
    for person in &ground.people {
        buyers.push((person.clone(), address(ground.server, person).await?));
    }
    Ok(buyers)
}

/// So many new people, each with an address; `root` is the server's root key.
pub async fn new_ones(
    ground: &Ground,
    servers: &[SocketAddr],
    root: &[u8],
    (count, connections): (usize, usize),
) -> Outcome<Vec<(Somebody, String)>> {
    let sample = ground.people.first().ok_or_else(|| Fault::new("nobody has signed in"))?;
    let mint = Mint::like(&sample.token, root)?;
    let people = write(&ground.db, &mint, count).await?;
    let (people, next) = (Arc::new(people), Arc::new(AtomicUsize::new(0)));
    let mut askers = JoinSet::new();
    for number in 0..connections.max(1) {
        let server = servers[number % servers.len()];
        let (people, next) = (Arc::clone(&people), Arc::clone(&next));
        askers.spawn(async move {
            let mut done = Vec::new();
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                let Some(person) = people.get(nth) else { return Ok::<_, Fault>(done) };
                done.push((person.clone(), address(server, person).await?));
            }
        });
    }
    let mut buyers = Vec::with_capacity(count);
    while let Some(done) = askers.join_next().await {
        buyers.extend(done??);
    }
    Ok(buyers)
}

async fn write(db: &Db, mint: &Mint, count: usize) -> Outcome<Vec<Somebody>> {
    let now = clock::now_millis();
    let mut dice = Dice::new(0x_b0_1e ^ now.unsigned_abs());
    let mut people = Vec::with_capacity(count);
    while people.len() < count {
        let mut tx = db.begin().await?;
        for _ in 0..TOGETHER.min(count - people.len()) {
            let [account, session] = [0; 2].map(|_| id::version_7(now, dice.wide()));
            let name = format!("buyer_{:x}", account.as_u128() & 0xffff_ffff_ffff);
            let (who, what) = (Given::Id(Some(account)), Given::Id(Some(session)));
            let [at, until] = [now, now + DAY].map(Given::Number);
            tx.rows(ACCOUNT, &[who, Given::Text(&name), at]).await?;
            tx.rows(SESSION, &[what, who, at, until]).await?;
            let token = mint.token(account, session)?;
            people.push(Somebody { id: account, email: String::new(), name, token });
        }
        tx.commit().await?;
    }
    Ok(people)
}

/// Signs tokens as the server does: like one of its own, but for whom they are.
struct Mint {
    head: String,
    claims: Value,
    key: [u8; 32],
}

impl Mint {
    fn like(token: &str, root: &[u8]) -> Outcome<Self> {
        let parts: Vec<&str> = token.split('.').collect();
        let [head, claims, signature] = parts.as_slice() else {
            return Err(Fault::new("the server's tokens are of another kind"));
        };
        let mut key = [0; 32];
        let derivation = Hkdf::<Sha256>::new(Some(b"fairstall/keys/1"), root);
        let derived = derivation.expand(b"identity/access-token/1", &mut key);
        derived.map_err(|_| Fault::new("the key of tokens"))?;
        let read = serde_json::from_slice(&BASE64.decode(claims).when("a token")?)?;
        let mint = Self { head: (*head).to_owned(), claims: read, key };
        // Whoever derived another key would only see that everybody is sent away.
        if mint.signature(&format!("{head}.{claims}"))? != *signature {
            return Err(Fault::new("the server signs its tokens in another way"));
        }
        Ok(mint)
    }

    fn token(&self, account: Uuid, session: Uuid) -> Outcome<String> {
        let mut claims = self.claims.clone();
        claims["sub"] = id::text("user", account).into();
        claims["sid"] = id::text("session", session).into();
        let text = format!("{}.{}", self.head, BASE64.encode(serde_json::to_vec(&claims)?));
        Ok(format!("{text}.{}", self.signature(&text)?))
    }

    fn signature(&self, text: &str) -> Outcome<String> {
        let mac = Hmac::<Sha256>::new_from_slice(&self.key);
        let mut mac = mac.map_err(|_| Fault::new("the key of tokens"))?;
        mac.update(text.as_bytes());
        Ok(BASE64.encode(mac.finalize().into_bytes()))
    }
}

const ACCOUNT: &str = "INSERT INTO account (id, handle, handle_folded, display_name, bio, locale, \
    age_band, state, joined_at) VALUES ($1, $2, $2, $2, '', 'en', 'ADULT', 'ACTIVE', $3)";

const SESSION: &str = "INSERT INTO session (id, account_id, method, device_name, created_at, \
    refreshed_at, expires_at) VALUES ($1, $2, 'PASSWORD', 'bench', $3, $3, $4)";
