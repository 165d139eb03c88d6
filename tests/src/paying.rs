//! People of a story pay: intents are opened as orders will open them, and confirmed as clients do.

use fairstall::payments::{self, Ask, Part};
use platform::Failure;
use platform::kernel::{Currency, Id, Money};
use serde_json::{Value, json};
use time::Duration;
use uuid::Uuid;

use crate::actor::Actor;
use crate::answer::Answer;
use crate::world::World;

const READ: &str = "query ($id: ID!) { payment(id: $id) { id state amount { amountMinor }
    confirmationDigest factorsNeeded stoppedReason purpose allowedTransitions
    payees { operator { id name badge } amount { amountMinor } isWanted refunded { amountMinor } }
    tenders { kind state amount { amountMinor } refunded { amountMinor } failure
              nextStep { kind value } }
    refunds { id state amount { amountMinor } paidAt }
    timeline(first: 50) { nodes { from to cause } } } }";

/// Pays; the document to repeat a confirmation with.
pub const CONFIRM: &str =
    "mutation ($input: PaymentConfirmInput!) { paymentConfirm(input: $input) {
    payment { id state stoppedReason } userErrors { code retryAt } } }";

const TOP_UP: &str = "mutation ($input: WalletTopUpInput!) { walletTopUp(input: $input) {
    payment { id } userErrors { code } } }";

const SET_PASSWORD: &str = "mutation ($input: PaymentPasswordSetInput!) {
    paymentPasswordSet(input: $input) { wallet { hasPaymentPassword } userErrors { code } } }";

/// The payment password that people of stories choose.
pub const PAYMENT_PASSWORD: &str = "135790";

/// The bare id of a noun.
pub fn bare(id: &str) -> Uuid {
    let digits = id.rsplit('_').next().expect("an id");
    Uuid::parse_str(digits).expect("the digits of an id")
}

impl World {
    /// Opens an intent, as a checkout does: so much to each of some shops, to be paid within half
    /// an hour. Answers its id and the subjects of its parts.
    pub async fn owe(&self, payer: &str, owed: &[(&str, i64)]) -> (String, Vec<Uuid>) {
        let app = self.app();
        let part = |(shop, minor): &(&str, i64)| Part {
            subject: app.new_uuid(),
            operator: Id::parse(shop).expect("the id of a shop"),
            amount: Money::new(*minor, Currency::Cny),
        };
        let ask = Ask {
            payer: Id::parse(payer).expect("the id of a person"),
            subject: app.new_uuid(),
            parts: owed.iter().map(part).collect(),
            expires_at: app.now() + Duration::minutes(30),
        };
        let opened: Result<_, Failure> =
            platform::transaction!(app, |tx| { payments::open(tx, &ask).await });
        let id = opened.expect("an intent");
        (id.to_string(), ask.parts.iter().map(|part| part.subject).collect())
    }

    /// Nobody wants a part any more, as when an order is cancelled.
    pub async fn drop_part(&self, part: Uuid) {
        let app = self.app();
        let dropped: Result<(), Failure> =
            platform::transaction!(app, |tx| { payments::drop_part(tx, part).await });
        dropped.expect("a dropped part");
    }
}

impl Actor<'_> {
    /// A payment as its payer sees it; null for others.
    pub async fn payment(&self, id: &str) -> Value {
        self.run(READ, json!({ "id": id })).await.data("payment").clone()
    }

    /// What a confirmation of a payment says: all of it through the sandbox, with a key of its own.
    pub async fn confirmation(&self, id: &str, key: &str) -> Value {
        let seen = self.payment(id).await;
        json!({
            "idempotencyKey": key, "paymentId": id, "provider": "SANDBOX",
            "confirmationDigest": seen["confirmationDigest"],
        })
    }

    /// Confirms a payment through the sandbox, with more said or otherwise.
    pub async fn confirm(&self, id: &str, more: Value) -> Answer {
        let mut input = self.confirmation(id, &format!("key-of-{}", Uuid::nil())).await;
        for (name, value) in more.as_object().into_iter().flatten() {
            input[name] = value.clone();
        }
        self.act(CONFIRM, input).await
    }

    /// Pays through the sandbox, whatever happens on the way there, and waits until it is done;
    /// with [`PAYMENT_PASSWORD`] where so much takes one.
    pub async fn pay(&self, id: &str) -> Answer {
        let mut more = json!({ "idempotencyKey": format!("pay-{id}") });
        if self.payment(id).await["factorsNeeded"].as_i64().is_some_and(|needed| needed > 0) {
            more["paymentPassword"] = json!(PAYMENT_PASSWORD);
        }
        let paid = self.confirm(id, more).await.done();
        self.world().settle().await;
        paid
    }

    /// Tops up the balance by so many fen.
    pub async fn top_up(&self, minor: i64) -> String {
        let key = format!("top-up-{}", self.world().app().new_uuid());
        let input = json!({ "idempotencyKey": key, "amountMinor": minor.to_string() });
        let begun = self.act(TOP_UP, input).await.done();
        let id = begun.text("walletTopUp.payment.id");
        let _ = self.pay(&id).await;
        id
    }

    /// Sets [`PAYMENT_PASSWORD`]; the session has to be stepped up.
    pub async fn set_payment_password(&self) {
        let input = json!({ "password": PAYMENT_PASSWORD });
        let _ = self.act(SET_PASSWORD, input).await.done();
    }
}
