//! Payments: confirming, providers, refunds, balances and the risk centre; what the stories of this
//! folder share.

mod balance;
mod callbacks;
mod confirming;
mod edges;
mod factors;
mod late;
mod live;
mod model;
mod outside;
mod providers;
mod refunds;
mod risk;
mod statements;
mod unauthorised;

use kit::paying::bare;
use kit::{Actor, World};
use platform::Failure;
use platform::kernel::{Currency, Money};
use serde_json::{Value, json};
use uuid::Uuid;

use fairstall::ledger::{self, Account, escrow};
use fairstall::payments::{self, NotRefunded, RefundAsk, RefundSource};

/// A payer, a shop, and so much that is owed to it.
pub async fn debt(world: &World, minor: i64) -> (Actor<'_>, String, String, Uuid) {
    let ana = world.person("ana").await;
    let (_, shop) = world.seller("stall").await;
    let (payment, parts) = world.owe(&ana.id, &[(&shop, minor)]).await;
    (ana, shop, payment, parts[0])
}

/// What is on an account of the ledger now, in fen.
pub async fn on(world: &World, account: Account) -> i64 {
    let found = ledger::balance(world.app().reader(), account, Currency::Cny).await;
    found.expect("a balance").balance.minor()
}

/// What is on and held of somebody's balance, in fen.
pub async fn wallet(actor: &Actor<'_>) -> (i64, i64) {
    let seen = actor.say("{ myWallet { balance { amountMinor } held { amountMinor } } }").await;
    let read = |path: &str| seen.text(path).parse().expect("a number");
    (read("myWallet.balance.amountMinor"), read("myWallet.held.amountMinor"))
}

/// What is in transit, what waits to go back, and what the sandbox holds (below zero).
pub async fn places(world: &World) -> [i64; 3] {
    [
        on(world, Account::Transit).await,
        on(world, Account::Refunds).await,
        on(world, Account::Provider("sandbox")).await,
    ]
}

/// Puts what was captured for a part into its escrow, as orders do.
pub async fn fund(world: &World, part: Uuid, minor: i64) {
    let app = world.app();
    let amount = Money::new(minor, Currency::Cny);
    let funded: Result<(), Failure> = platform::transaction!(app, |tx| {
        escrow::fund(tx, part, amount).await?.expect("an escrow that takes it");
        Ok(())
    });
    funded.expect("a funded escrow");
}

/// Asks for a refund of a part, as orders do.
pub async fn refund(
    world: &World,
    part: Uuid,
    minor: i64,
    source: RefundSource,
    key: &str,
) -> Result<Uuid, NotRefunded> {
    let app = world.app();
    let amount = Money::new(minor, Currency::Cny);
    let ask = RefundAsk { part, amount, source, key: key.to_owned() };
    // What is refused must not commit: it comes out as a failure that carries nothing.
    let mut refused = None;
    let asked: Result<Uuid, Failure> = platform::transaction!(app, |tx| {
        match payments::refund(tx, &ask).await? {
            Ok(id) => Ok(id),
            Err(why) => {
                refused = Some(why);
                Err(Failure::broken("refused"))
            }
        }
    });
    asked.map_err(|failure| refused.unwrap_or_else(|| panic!("{}", failure.chain())))
}

/// Where a payment stands.
pub async fn state(actor: &Actor<'_>, payment: &str) -> String {
    actor.payment(payment).await["state"].as_str().expect("a state").to_owned()
}

/// Staff have looked at what does not agree: so many incidents, which the reconciler told of.
pub async fn looked_at(world: &World, incidents: usize) {
    let told = (payments::jobs::CHECKS[0].run)(world.app().clone()).await;
    assert_eq!(told.expect("differences").len(), incidents);
    world.run("DELETE FROM payment_incident").await;
}

/// How the sandbox is to behave.
pub fn script(words: &str) -> Value {
    json!({ "sandboxScript": words })
}

/// Whether a payment is in a state, as the database says.
pub async fn is_state(world: &World, payment: &str, state: &str) -> bool {
    let digits = bare(payment).simple().to_string();
    let own = match world.engine() {
        kit::Engine::Sqlite => format!("lower(hex(id)) = '{digits}'"),
        kit::Engine::Postgres => format!("replace(id::text, '-', '') = '{digits}'"),
    };
    let sql = format!("SELECT count(*) FROM payment WHERE state = '{state}' AND {own}");
    world.count(&sql).await == 1
}
