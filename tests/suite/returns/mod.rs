//! Returns: a changed mind, defects, what is in dispute, and the clocks that wait for nobody.

mod deadlines;
mod disputes;
mod promises;
mod refunding;
mod requesting;
mod states;
mod walks;

use kit::{Actor, Answer, World};
use serde_json::{Value, json};
use time::Duration;

use crate::fulfilment::{keyed, until};
use crate::operators::story::{SHEET, put};
use crate::orders::paying::{deliver, pay};
use crate::orders::{Shop, address, line, shop, submit};

/// What stories read of a return.
pub const RETURN: &str = "id kind state profile ruleVersion viewerSide allowedTransitions
    deadline { at effect } lines { quantity line { position } } refundBy receivedAt flaw
    deduction { amountMinor } breaches { duty }
    refund { goods { amountMinor } freight { amountMinor } advanced { amountMinor } by }";

/// A mutation about a return.
fn mutation(name: &str) -> String {
    let mut input: String = name.to_owned();
    input[..1].make_ascii_uppercase();
    format!(
        "mutation ($input: {input}Input!) {{ {name}(input: $input) {{
        return {{ {RETURN} }} userErrors {{ code field }} }} }}"
    )
}

/// Does something about a return, under a key of its own.
pub async fn act(actor: &Actor<'_>, name: &str, back: &str, mut more: Value) -> Answer {
    more["returnId"] = json!(back);
    actor.act(&mutation(name), keyed(more)).await
}

/// The same, and it has to be done; answers the return.
pub async fn done(actor: &Actor<'_>, name: &str, back: &str, more: Value) -> Value {
    act(actor, name, back, more).await.done().data(&format!("{name}.return")).clone()
}

/// What is asked for: a kind of return of so many pieces of the first line.
pub fn wish(order: &str, kind: &str, quantity: i32) -> Value {
    let mut input = json!({ "orderId": order, "kind": kind,
        "lines": [{ "position": 1, "quantity": quantity }] });
    if kind != "COOLING_OFF" {
        input["text"] = json!("The lid is broken.");
    }
    input
}

/// Asks for a return.
pub async fn ask(actor: &Actor<'_>, input: Value) -> Answer {
    actor.act(&mutation("returnRequest"), keyed(input)).await
}

/// Asks for a return that has to be taken in; answers its id.
pub async fn asked(actor: &Actor<'_>, order: &str, kind: &str, quantity: i32) -> String {
    ask(actor, wish(order, kind, quantity)).await.done().text("returnRequest.return.id")
}

/// A return as somebody sees it; null if they may not.
pub async fn see(actor: &Actor<'_>, back: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ return(id: $id) {{ {fields} }} }}");
    actor.run(&query, json!({ "id": back })).await.done().data("return").clone()
}

/// A column of a return, asked beside the application.
pub async fn column(world: &World, back: &str, name: &str) -> String {
    let digits = back.rsplit('_').next().expect("an id");
    let id = match world.engine() {
        kit::Engine::Sqlite => "lower(hex(id))",
        kit::Engine::Postgres => "replace(id::text, '-', '')",
    };
    let question = format!("SELECT {name} FROM goods_return WHERE {id} = '{digits}'");
    world.ask(&question).await.pop().expect("a return")
}

/// What shops did not do in time.
pub async fn breaches(world: &World) -> Vec<String> {
    world.ask("SELECT kind FROM return_breach ORDER BY kind").await
}

const STAGE: &str = "mutation ($input: ReturnEvidenceStageInput!) {
    returnEvidenceStage(input: $input) { document { id token } userErrors { code } } }";

/// Shows a document about a return.
pub async fn show(actor: &Actor<'_>, back: &str) -> Value {
    let input = json!({ "returnId": back, "contentType": "application/pdf",
        "bytes": SHEET.len() });
    let staged = actor.act(STAGE, input).await.done();
    let id = staged.text("returnEvidenceStage.document.id");
    let token = staged.text("returnEvidenceStage.document.token");
    let (status, said) = put(actor, &id, &token, SHEET).await;
    assert_eq!(status, 200, "{said}");
    done(actor, "returnEvidenceAdd", back, json!({ "documentId": id })).await
}

/// Everybody of a story about a delivered order of two pieces of 128.00, its money in escrow.
pub struct Story<'world> {
    pub world: &'world World,
    pub tea: Shop<'world>,
    pub ana: Actor<'world>,
    pub desk: Actor<'world>,
    pub order: String,
}

impl<'world> Story<'world> {
    pub async fn begin(world: &'world World) -> Self {
        Self::of_goods(world, "STANDARD").await
    }

    /// Of goods with another right to change one's mind.
    pub async fn of_goods(world: &'world World, class: &str) -> Self {
        let mut story = Self::unsent(world, class).await;
        deliver(world, &story.order).await;
        story.wake().await;
        story
    }

    /// Paid and to be sent, but not yet.
    pub async fn unsent(world: &'world World, class: &str) -> Self {
        let tea = shop(world, "tea").await;
        world.run(&format!("UPDATE category SET cooling_off = '{class}'")).await;
        let ana = world.person("ana").await;
        let home = address(&ana).await;
        let order = bought(&ana, &tea, &home, false).await;
        world.later(kit::minutes(10)).await;
        let desk = world.staff("SUPPORT").await;
        let mut story = Self { world, tea, ana, desk, order };
        story.wake().await;
        story.desk.sign_in_again().await;
        story
    }

    /// Tokens run out while time passes.
    pub async fn wake(&mut self) {
        self.ana.wake().await;
        self.tea.owner.wake().await;
        self.desk.wake().await;
    }

    /// Sessions too, after days.
    pub async fn sign_in_again(&mut self) {
        self.ana.sign_in_again().await;
        self.tea.owner.sign_in_again().await;
        self.desk.sign_in_again().await;
    }

    /// A return for which the shop has said where to.
    pub async fn addressed(&self, kind: &str, quantity: i32) -> String {
        let back = asked(&self.ana, &self.order, kind, quantity).await;
        let given = json!({ "address": "杭州市西湖区文三路 2 号退货组" });
        let _ = done(&self.tea.owner, "returnAddressGive", &back, given).await;
        back
    }

    /// One that is on its way back.
    pub async fn sent_back(&self, kind: &str, quantity: i32) -> String {
        let back = self.addressed(kind, quantity).await;
        let way = json!({ "carrier": "SF", "waybill": "SF10002000", "carriageMinor": "1200" });
        let _ = done(&self.ana, "returnShip", &back, way).await;
        back
    }

    /// One whose goods the shop has.
    pub async fn received(&self, kind: &str, quantity: i32) -> String {
        let back = self.sent_back(kind, quantity).await;
        let _ = done(&self.tea.owner, "returnReceive", &back, json!({})).await;
        back
    }

    /// One of which the shop keeps a part.
    pub async fn assessed(&self, kind: &str, flaw: &str, minor: i64) -> String {
        let back = self.received(kind, 1).await;
        let _ = show(&self.tea.owner, &back).await;
        let _ = done(&self.tea.owner, "returnAssess", &back, found(flaw, minor)).await;
        back
    }

    /// Lets time run until the deadline of a return, and a moment less or more.
    pub async fn until_due(&self, back: &str, more: Duration) {
        let due = column(self.world, back, "due_at").await.parse().expect("a deadline");
        until(self.world, platform::clock::from_millis(due), more).await;
    }

    /// What went back of the escrow, and what is left in it.
    pub async fn escrow(&self) -> (i64, i64) {
        let count = async |sql: &str| self.world.count(sql).await;
        (
            count("SELECT refunded_minor FROM escrow").await,
            count("SELECT funded_minor - released_minor - refunded_minor FROM escrow").await,
        )
    }
}

/// What a shop found.
pub fn found(flaw: &str, minor: i64) -> Value {
    json!({ "flaw": flaw, "deductionMinor": minor.to_string(),
        "text": "The box was crushed when it came back." })
}

/// Two pieces of 128.00 at an address, paid for; answers the order.
pub async fn bought(buyer: &Actor<'_>, shop: &Shop<'_>, home: &str, gives_up: bool) -> String {
    let mut wanted = line(&shop.skus[0], 2, 12_800);
    wanted["confirmsNoCoolingOff"] = json!(gives_up);
    let key = format!("order-{}", buyer.world().app().new_uuid());
    let answer = submit(buyer, &key, home, json!([wanted]), 25_600).await.done();
    let order = answer.text("checkoutSubmit.checkout.orders.0.id");
    pay(buyer, &order).await;
    order
}
