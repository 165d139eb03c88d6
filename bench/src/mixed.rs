//! What people do to a shop that must not lose anything: they order, pay, cancel before and after
//! paying, so that money goes back, and like. Every request is asked again until it is answered,
//! and every answer is kept, to be asked for once more.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::fault::{Fault, Outcome};
use crate::floor::Ask;
use crate::floor::db::{Db, Given};
use crate::id;
use crate::measure::wire::{Call, Connection};
use crate::scenario::order::{Good, address, goods};
use crate::scenario::{Aim, Ground, Somebody};

/// How long a client waits whom nobody answers.
const AGAIN: Duration = Duration::from_millis(50);

/// How long it goes on asking for one thing.
const PATIENCE: Duration = Duration::from_mins(2);

/// Everybody who acts, what they order and what they like.
pub struct Cast {
    people: Vec<(Somebody, String)>,
    goods: Vec<Good>,
    posts: Vec<String>,
    /// Sets the keys of one run apart from those of another.
    run: String,
}

/// Something that was acknowledged: how to ask for it again, and what must come back.
#[derive(Clone)]
pub struct Kept {
    what: &'static str,
    call: Call,
    told: String,
}

/// What was done.
#[derive(Default)]
pub struct Done {
    pub kept: Vec<Kept>,
    /// How often what was acknowledged, and what had to be asked again.
    pub counts: BTreeMap<String, u64>,
}

impl Done {
    fn count(&mut self, what: &str) {
        *self.counts.entry(what.to_owned()).or_default() += 1;
    }

    fn join(&mut self, other: Self) {
        self.kept.extend(other.kept);
        for (what, count) in other.counts {
            *self.counts.entry(what).or_default() += count;
        }
    }

    /// How many mutations were acknowledged.
    pub fn acknowledged(&self) -> u64 {
        ["ordered", "paid", "cancelled", "liked"]
            .iter()
            .filter_map(|what| self.counts.get(*what))
            .sum()
    }
}

/// When it ends, and what goes wrong on the way.
#[derive(Clone)]
pub struct Load {
    pub server: watch::Receiver<SocketAddr>,
    /// No new journey begins once this is set.
    pub over: Arc<AtomicBool>,
    /// At most so many journeys.
    pub journeys: usize,
    /// One answer in so many is lost and asked for again; 0 for none.
    pub lost: usize,
    pub connections: usize,
}

impl Cast {
    /// Finds them, makes room on the shelves, and lets nobody be held for paying often.
    pub async fn prepare(ground: &Ground) -> Outcome<Self> {
        let mut tx = ground.db.begin().await?;
        tx.rows("UPDATE sku SET on_hand = 100000000", &[]).await?;
        tx.commit().await?;
        calm(&ground.db).await?;
        let mut people = Vec::new();
        for person in &ground.people {
            people.push((person.clone(), address(ground.server, person).await?));
        }
        let rows = ground.db.rows(POSTS, &[]).await?;
        let posts: Outcome<Vec<String>> =
            (0..rows.len()).map(|row| Ok(id::text("post", rows.id(row, 0)?))).collect();
        let goods = goods(ground).await?;
        let run = Uuid::from_u128(u128::from(std::process::id())).simple().to_string();
        Ok(Self { people, goods, posts: posts?, run })
    }

    /// Acts until it is over; everything that was begun is carried to its end.
    pub async fn act(self: Arc<Self>, load: Load) -> Outcome<Done> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut actors = JoinSet::new();
        for _ in 0..load.connections.max(1) {
            let (cast, next, load) = (Arc::clone(&self), Arc::clone(&next), load.clone());
            actors.spawn(async move {
                let mut asker = Asker::new(&load)?;
                loop {
                    let nth = next.fetch_add(1, Ordering::Relaxed);
                    if nth >= load.journeys || load.over.load(Ordering::Relaxed) {
                        return Ok::<_, Fault>(asker.done);
                    }
                    cast.journey(&mut asker, nth).await?;
                }
            });
        }
        let mut all = Done::default();
        while let Some(done) = actors.join_next().await {
            all.join(done??);
        }
        Ok(all)
    }

    /// One order and what becomes of it: a quarter is given up unpaid, a quarter is paid and taken
    /// back, the rest stays paid. On the way somebody likes something, or no longer.
    async fn journey(&self, asker: &mut Asker, nth: usize) -> Outcome<()> {
        let (person, address) = &self.people[nth % self.people.len()];
        let good = &self.goods[(nth * 7 + nth / self.people.len()) % self.goods.len()];
        if good.sellers.contains(&person.id) {
            return Ok(());
        }
        let key = format!("{}-{nth}", self.run);
        let (call, at) = (order(person, address, (good, &key))?, "/data/checkoutSubmit/checkout");
        let told = asker.once(("ordered", &call), |answer| {
            let order = answer.pointer(&format!("{at}/orders/0/id"))?.as_str()?;
            let payment = answer.pointer(&format!("{at}/payment/id"))?.as_str()?;
            let digest = answer.pointer(&format!("{at}/payment/confirmationDigest"))?.as_str()?;
            Some(format!("{order} {payment} {digest}"))
        });
        let told = told.await?;
        // What is to be paid is shown anew once an order is cancelled; the ids stay.
        let (ids, digest) = told.rsplit_once(' ').unwrap_or((&told, ""));
        asker.done.kept.push(Kept { what: "ordered", call, told: ids.to_owned() });
        let (order, payment) = ids.split_once(' ').unwrap_or((ids, ""));
        if !nth.is_multiple_of(4) {
            let asked = (payment, digest);
            let call = pay(person, asked, &key)?;
            let told = asker.sure(("paid", &call), |answer| {
                let payment = answer.pointer("/data/paymentConfirm/payment/id")?.as_str()?;
                Some(payment.to_owned())
            });
            told.await?;
        }
        let post = &self.posts[nth % self.posts.len()];
        let is_liked = (nth / self.posts.len()).is_multiple_of(2);
        let call = like(person, post, is_liked)?;
        asker
            .once(("liked", &call), |answer| {
                answer.pointer("/data/react/post/id")?.as_str().map(str::to_owned)
            })
            .await?;
        if nth % 4 < 2 {
            self.cancel(asker, (person, order)).await?;
        }
        Ok(())
    }

    /// An answer that was lost leaves an order that cannot be cancelled again: then it has to be
    /// cancelled already.
    async fn cancel(&self, asker: &mut Asker, (person, order): (&Somebody, &str)) -> Outcome<()> {
        let call = mutation(person, CANCEL, &json!({ "id": order }))?;
        let told = asker.once(("cancelled", &call), |answer| {
            let at = "/data/orderCancel/order/state";
            let state = answer.pointer(at).and_then(Value::as_str);
            let refused = answer.pointer("/data/orderCancel/userErrors/0/code");
            state.or(refused.and_then(Value::as_str)).map(str::to_owned)
        });
        let told = told.await?;
        if told != "CANCELLED" && told != "TOO_LATE" {
            return Err(Fault::new(format!("{order} is not cancelled: {told}")));
        }
        // Asked for at the end, whatever the answer was.
        asker.done.kept.push(Kept {
            what: "cancelled",
            call: query(person, STATE, &json!({ "id": order }))?,
            told: "CANCELLED".to_owned(),
        });
        Ok(())
    }
}

/// Asks until it is answered, through whichever server is there.
struct Asker {
    load: Load,
    connection: (SocketAddr, Connection),
    asked: usize,
    done: Done,
}

impl Asker {
    fn new(load: &Load) -> Outcome<Self> {
        let server = *load.server.borrow();
        let connection = (server, Connection::to(server)?);
        Ok(Self { load: load.clone(), connection, asked: 0, done: Done::default() })
    }

    /// Asks for something with a key; it is asked for again at the end.
    async fn sure(
        &mut self,
        (what, call): (&'static str, &Call),
        told: impl Fn(&Value) -> Option<String>,
    ) -> Outcome<String> {
        let told = self.once((what, call), told).await?;
        self.done.kept.push(Kept { what, call: call.clone(), told: told.clone() });
        Ok(told)
    }

    /// Asks for something until there is an answer that says it is so. Of one answer in so many
    /// nothing is heard; the next one must say the same.
    async fn once(
        &mut self,
        (what, call): (&'static str, &Call),
        told: impl Fn(&Value) -> Option<String>,
    ) -> Outcome<String> {
        self.asked += 1;
        let mut drops =
            usize::from(self.load.lost > 0 && self.asked.is_multiple_of(self.load.lost));
        let mut first: Option<String> = None;
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            let Some(answer) = self.answer(call).await? else { continue };
            let said = told(&answer).ok_or_else(|| Fault::new(format!("not {what}: {answer}")))?;
            if drops > 0 {
                drops -= 1;
                self.done.count("lost and asked again");
                first = Some(said);
                continue;
            }
            let same = first.as_ref().is_none_or(|first| *first == said || said == "TOO_LATE");
            if !same {
                return Err(Fault::new(format!("{what} twice: {first:?}, then {said}")));
            }
            self.done.count(what);
            return Ok(said);
        }
        Err(Fault::new(format!("not {what}: nobody answers")))
    }

    /// One answer; nothing if it has to be asked for again.
    async fn answer(&mut self, call: &Call) -> Outcome<Option<Value>> {
        let server = *self.load.server.borrow();
        if self.connection.0 != server {
            self.connection = (server, Connection::to(server)?);
        }
        let again = match self.connection.1.ask(call).await {
            Ok((200, body)) => {
                let answer: Value = serde_json::from_slice(&body)?;
                match answer.pointer("/errors/0/extensions/code").and_then(Value::as_str) {
                    None => return Ok(Some(answer)),
                    Some("CONFLICT") => "asked again: CONFLICT".to_owned(),
                    Some(_) => return Err(Fault::new(format!("an error: {answer}"))),
                }
            }
            Ok((status @ (503 | 504), _)) => format!("asked again: {status}"),
            Ok((status, body)) => {
                let body = String::from_utf8_lossy(&body).into_owned();
                return Err(Fault::new(format!("status {status}: {body}")));
            }
            Err(_) => "asked again: no answer".to_owned(),
        };
        self.done.count(&again);
        tokio::time::sleep(AGAIN).await;
        Ok(None)
    }
}

/// Asks for everything that was acknowledged once more. Answers how much of it there was.
pub async fn ask_again(kept: &[Kept], load: &Load) -> Outcome<usize> {
    let load = Load { lost: 0, ..load.clone() };
    let mut asker = Asker::new(&load)?;
    for one in kept {
        let began = Instant::now();
        let answer = loop {
            if let Some(answer) = asker.answer(&one.call).await? {
                break answer;
            }
            if began.elapsed() > PATIENCE {
                return Err(Fault::new("nobody answers"));
            }
        };
        // Ids and digests as they were told; whatever else has moved on.
        let text = answer.to_string();
        if let Some(lost) = one.told.split(' ').find(|part| !text.contains(part)) {
            return Err(Fault::new(format!(
                "{} was acknowledged, {lost} is lost: {text}",
                one.what
            )));
        }
    }
    Ok(kept.len())
}

/// Lets nobody be held for paying often: what is looked at is what is kept, not who is suspicious.
pub async fn calm(db: &Db) -> Outcome<()> {
    let mut tx = db.begin().await?;
    tx.rows(CALM, &[Given::Text(NO_RULES)]).await?;
    tx.commit().await
}

fn query(person: &Somebody, document: &str, variables: &Value) -> Outcome<Call> {
    let aim = Aim {
        document: document.to_owned(),
        variables: variables.clone(),
        token: Some(person.token.clone()),
        ask: Ask::default(),
        expected: None,
    };
    aim.call()
}

fn mutation(person: &Somebody, document: &str, input: &Value) -> Outcome<Call> {
    query(person, document, &json!({ "input": input }))
}

fn order(person: &Somebody, address: &str, (good, key): (&Good, &str)) -> Outcome<Call> {
    let seen = good.price.to_string();
    let line = json!({ "skuId": id::text("sku", good.sku), "quantity": 1, "seenPriceMinor": seen });
    let input = json!({
        "idempotencyKey": format!("order-{key}"),
        "checkout": { "addressId": address, "lines": [line] },
        "seenTotalMinor": seen,
    });
    mutation(person, ORDER, &input)
}

fn pay(person: &Somebody, (payment, digest): (&str, &str), key: &str) -> Outcome<Call> {
    let input = json!({
        "idempotencyKey": format!("pay-{key}"), "paymentId": payment,
        "confirmationDigest": digest, "provider": "SANDBOX",
    });
    mutation(person, PAY, &input)
}

fn like(person: &Somebody, post: &str, is_liked: bool) -> Outcome<Call> {
    let document = if is_liked { LIKE } else { UNLIKE };
    mutation(person, document, &json!({ "postId": post }))
}

const ORDER: &str = "mutation ($input: CheckoutSubmitInput!) { checkoutSubmit(input: $input) {
    checkout { id payment { id confirmationDigest } orders { id } } userErrors { code } } }";

const PAY: &str = "mutation ($input: PaymentConfirmInput!) { paymentConfirm(input: $input) {
    payment { id state } userErrors { code } } }";

const CANCEL: &str = "mutation ($input: OrderCancelInput!) { orderCancel(input: $input) {
    order { id state } userErrors { code } } }";

const LIKE: &str = "mutation ($input: PostLikeInput!) { react: postLike(input: $input) {
    post { id } userErrors { code } } }";

const UNLIKE: &str = "mutation ($input: PostUnlikeInput!) { react: postUnlike(input: $input) {
    post { id } userErrors { code } } }";

const STATE: &str = "query ($id: ID!) { order(id: $id) { id state } }";

const POSTS: &str = "SELECT id FROM post p WHERE state = 'PUBLISHED' AND visibility = 'PUBLIC' \
    AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = p.author_id \
        OR b.blocked_id = p.author_id) ORDER BY published_at DESC, id DESC LIMIT 97";

const CALM: &str = "INSERT INTO risk_rules (version, body, proposed_at, published_at) \
    SELECT MAX(version) + 1, $1, 0, 0 FROM risk_rules";

const NO_RULES: &str = r#"{"factors":[{"from_minor":0,"needed":0}],"challenge_from":40,"hold_from":70,"deny_from":100,"rules":[]}"#;
