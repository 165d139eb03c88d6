//! A crowd: thousands of people with accounts, sessions and homes of their own, and a way to let
//! all of them act at once. Accounts are written past the server; tokens, which only the server
//! can sign, are asked of it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::clock;
use crate::dice::Dice;
use crate::fault::{Fault, Outcome, While};
use crate::floor::db::{Db, Given};
use crate::id;
use crate::measure::wire::{Call, Connection};
use crate::scenario::{Aim, Somebody};
use crate::scenario::{Ground, PASSWORD, run};

/// How long a client waits whom a server has sent away.
const AGAIN: Duration = Duration::from_millis(50);
/// How long it goes on asking for one thing.
const PATIENCE: Duration = Duration::from_mins(2);
/// How many sessions are refreshed at once.
const CHAINS: usize = 16;
/// How long ago everybody joined: nobody is new.
const JOINED: i64 = 60 * 86_400_000;

/// Somebody of a crowd.
#[derive(Debug, Clone)]
pub struct Joiner {
    pub id: Uuid,
    pub token: String,
    /// An address of theirs; empty until [`homes`] has given them one.
    pub home: String,
    /// Where they ask from, as a proxy would say it.
    pub place: String,
}

impl Joiner {
    /// What they ask.
    pub fn call(&self, document: &str, variables: &Value) -> Outcome<Call> {
        let body = json!({ "query": document, "variables": variables });
        Call::post("/graphql", &body)?.with_bearer(&self.token)?.from(&self.place)
    }
}

/// Where everybody asks, and over how many connections.
#[derive(Debug, Clone)]
pub struct Doors {
    pub servers: Vec<SocketAddr>,
    pub connections: usize,
}

/// Something that many do at once.
pub trait Work: Send + Sync + 'static {
    /// What comes of it for one of them.
    type Told: Send + 'static;

    /// One of them does it.
    fn one(
        &self,
        asker: &mut Asker,
        nth: usize,
    ) -> impl Future<Output = Outcome<Self::Told>> + Send;
}

/// A client with a connection.
pub struct Asker {
    connection: Connection,
}

impl Asker {
    /// Asks until there is an answer that is final: no server too busy, no connection lost, nobody
    /// in the way.
    pub async fn sure(&mut self, call: &Call) -> Outcome<Value> {
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            match self.connection.ask(call).await {
                Ok((200, body)) => {
                    let answer: Value = serde_json::from_slice(&body)?;
                    match answer.pointer("/errors/0/extensions/code").and_then(Value::as_str) {
                        None => return Ok(answer),
                        Some("CONFLICT") => {}
                        Some(_) => return Err(Fault::new(format!("an error: {answer}"))),
                    }
                }
                Ok((503 | 504, _)) | Err(_) => tokio::time::sleep(AGAIN).await,
                Ok((status, body)) => {
                    let body = String::from_utf8_lossy(&body).into_owned();
                    return Err(Fault::new(format!("status {status}: {body}")));
                }
            }
        }
        Err(Fault::new("nobody answers"))
    }
}

/// Lets so many do something, over all connections at once; what came of it, in their order.
pub async fn all<W: Work>(work: W, count: usize, doors: &Doors) -> Outcome<Vec<W::Told>> {
    let (work, next) = (Arc::new(work), Arc::new(AtomicUsize::new(0)));
    let mut askers = JoinSet::new();
    for number in 0..doors.connections.clamp(1, count.max(1)) {
        let to = doors.servers[number % doors.servers.len()];
        let (work, next) = (Arc::clone(&work), Arc::clone(&next));
        askers.spawn(async move {
            let mut asker = Asker { connection: Connection::to(to)? };
            let mut told = Vec::new();
            loop {
                let nth = next.fetch_add(1, Ordering::Relaxed);
                if nth >= count {
                    return Ok::<_, Fault>(told);
                }
                told.push((nth, work.one(&mut asker, nth).await?));
            }
        });
    }
    let mut all = Vec::with_capacity(count);
    while let Some(told) = askers.join_next().await {
        all.extend(told??);
    }
    all.sort_by_key(|(nth, _)| *nth);
    Ok(all.into_iter().map(|(_, told)| told).collect())
}

/// So many people who are signed in, and have no home yet.
pub async fn gather(ground: &Ground, count: usize, doors: &Doors) -> Outcome<Vec<Joiner>> {
    let sessions = accounts(&ground.db, count).await?;
    let mut chains = Vec::new();
    for person in ground.people.iter().take(CHAINS) {
        chains.push(chain(ground, person).await.when(&person.email)?);
    }
    if chains.is_empty() {
        return Err(Fault::new("nobody to begin with"));
    }
    let mut joiners = Vec::with_capacity(count);
    for some in sessions.chunks(chains.len()) {
        let mut tx = ground.db.begin().await?;
        for ((at, _), (_, session)) in chains.iter().zip(some) {
            tx.rows(MOVE, &[Given::Id(Some(*session)), Given::Id(Some(*at))]).await?;
        }
        tx.commit().await?;
        let tokens = chains.iter().take(some.len()).map(|(_, token)| token.clone()).collect();
        let told = all(Refresh { tokens }, some.len(), doors).await?;
        for ((chain, (account, session)), (access, refresh)) in
            chains.iter_mut().zip(some).zip(told)
        {
            *chain = (*session, refresh);
            let place = place(joiners.len());
            joiners.push(Joiner { id: *account, token: access, home: String::new(), place });
        }
    }
    Ok(joiners)
}

/// Gives everybody an address with a phone of its own.
pub async fn homes(mut joiners: Vec<Joiner>, doors: &Doors) -> Outcome<Vec<Joiner>> {
    let count = joiners.len();
    let homes = all(Homes(joiners.clone()), count, doors).await?;
    for (joiner, home) in joiners.iter_mut().zip(homes) {
        joiner.home = home;
    }
    Ok(joiners)
}

/// Accounts, each with a contact and a session; answers the ids of both.
async fn accounts(db: &Db, count: usize) -> Outcome<Vec<(Uuid, Uuid)>> {
    let now = clock::now_millis();
    let (joined, until) = (Given::Number(now - JOINED), Given::Number(now + 86_400_000));
    let mut dice = Dice::new(0x_c0_3d ^ now.unsigned_abs());
    let mut made = Vec::with_capacity(count);
    let mut tx = db.begin().await?;
    for nth in 0..count {
        let [account, session] = std::array::from_fn(|_| id::version_7(now, dice.wide()));
        let handle = format!("crowd_{nth:07}");
        let who = Given::Id(Some(account));
        tx.rows(ACCOUNT, &[who, Given::Text(&handle), joined]).await?;
        let begun = Given::Number(now);
        tx.rows(SESSION, &[Given::Id(Some(session)), who, begun, until]).await?;
        made.push((account, session));
    }
    tx.rows(CONTACTS, &[]).await?;
    tx.commit().await?;
    Ok(made)
}

/// Where the nth asks from: nobody has a neighbour but those of one small network.
fn place(nth: usize) -> String {
    format!("100.{}.{}.{}", 64 + (nth >> 16) % 64, (nth >> 8) % 256, nth % 256)
}

/// A session of somebody of the demo, and its refresh token. The token is moved from session to
/// session, and each time it is exchanged there is an access token more: the server signs them all,
/// and nobody's password is hashed ten thousand times.
async fn chain(ground: &Ground, person: &Somebody) -> Outcome<(Uuid, String)> {
    let aim = Aim {
        document: SIGN_IN.to_owned(),
        variables: json!({ "email": person.email, "password": PASSWORD }),
        token: None,
        ask: crate::floor::Ask::default(),
        expected: None,
    };
    let data = run(ground.server, &aim).await?;
    let token = data.pointer("/sessionCreateWithPassword/signIn/refreshToken");
    let token = token.and_then(Value::as_str);
    let token = token.ok_or_else(|| Fault::new(format!("not signed in: {data}")))?;
    let newest = ground.db.rows(NEWEST, &[Given::Id(Some(person.id))]).await?;
    Ok((newest.id(0, 0)?, token.to_owned()))
}

struct Refresh {
    tokens: Vec<String>,
}

impl Work for Refresh {
    type Told = (String, String);

    async fn one(&self, asker: &mut Asker, nth: usize) -> Outcome<(String, String)> {
        let input = json!({ "query": REFRESH, "variables": { "token": self.tokens[nth] } });
        let answer = asker.sure(&Call::post("/graphql", &input)?).await?;
        let at = |name: &str| {
            let found = answer.pointer(&format!("/data/sessionRefresh/signIn/{name}"));
            let found = found.and_then(Value::as_str).map(str::to_owned);
            found.ok_or_else(|| Fault::new(format!("not refreshed: {answer}")))
        };
        Ok((at("accessToken")?, at("refreshToken")?))
    }
}

struct Homes(Vec<Joiner>);

impl Work for Homes {
    type Told = String;

    async fn one(&self, asker: &mut Asker, nth: usize) -> Outcome<String> {
        let input = json!({
            "region": "CN-33", "recipient": format!("Joiner {nth}"),
            "phone": format!("138{nth:08}"), "street": "杭州市西湖区示例路 1 号",
            "postcode": "310012",
        });
        let answer = asker.sure(&self.0[nth].call(ADD, &json!({ "input": input }))?).await?;
        let home = answer.pointer("/data/addressAdd/address/id").and_then(Value::as_str);
        home.map(str::to_owned).ok_or_else(|| Fault::new(format!("no address: {answer}")))
    }
}

const SIGN_IN: &str = "mutation ($email: String!, $password: String!) { \
    sessionCreateWithPassword(input: { contact: { email: $email }, password: $password }) { \
    signIn { refreshToken } userErrors { code } } }";

const REFRESH: &str = "mutation ($token: String!) { \
    sessionRefresh(input: { refreshToken: $token }) { \
    signIn { accessToken refreshToken } userErrors { code } } }";

const ADD: &str = "mutation ($input: AddressAddInput!) { addressAdd(input: $input) { \
    address { id } userErrors { code } } }";

const ACCOUNT: &str = "INSERT INTO account (id, handle, handle_folded, display_name, bio, locale, \
    age_band, state, joined_at) VALUES ($1, $2, $2, $2, '', 'en', 'ADULT', 'ACTIVE', $3)";

const SESSION: &str = "INSERT INTO session (id, account_id, method, device_name, created_at, \
    refreshed_at, expires_at) VALUES ($1, $2, 'PASSWORD', '', $3, $3, $4)";

/// Contacts that nobody can open: what is sealed in them is another's.
const CONTACTS: &str = "INSERT INTO contact (id, account_id, kind, lookup, sealed, masked, \
    verified_at) SELECT a.id, a.id, 'EMAIL', a.handle, \
    (SELECT c.sealed FROM contact c ORDER BY c.id LIMIT 1), 'c***@example.com', a.joined_at \
    FROM account a WHERE a.handle LIKE 'crowd\\_%' ESCAPE '\\' \
    AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.account_id = a.id)";

const NEWEST: &str =
    "SELECT id FROM session WHERE account_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1";

const MOVE: &str = "UPDATE refresh_token SET session_id = $1, seq = 1, parent_id = NULL \
    WHERE session_id = $2 AND used_at IS NULL AND superseded_at IS NULL";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_asks_from_somewhere_else() {
        let places: BTreeSet<String> = (0..100_000).map(place).collect();
        assert_eq!(places.len(), 100_000);
        assert!(places.iter().all(|place| place.parse::<std::net::Ipv4Addr>().is_ok()));
    }
}
