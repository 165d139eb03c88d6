//! Complaints: from filing to a decision that is carried out.

mod appeals;
mod archive;
mod deadlines;
mod deciding;
mod desk;
mod evidence;
mod filing;
mod settling;
mod states;

use kit::{Actor, Answer, World};
use serde_json::{Value, json};

use crate::fulfilment::keyed;
use crate::orders::paying::{deliver, pay};
use crate::orders::{Shop, ordered, shop};

/// What stories read of a case.
pub const CASE: &str = "id state priority instance viewerSide allowedTransitions breachedAt
    isSellerSilent resolvedHow appealBy sellerEvidenceBy deadline { at effect }
    offers { id state side amounts { refund { amountMinor } } }
    rulings { id state finding executedBy executedAt advanced { amountMinor }
        amounts { refund { amountMinor } compensation { amountMinor } penalty { amountMinor } } }";

/// A mutation about a case.
fn mutation(name: &str) -> String {
    let mut input: String = name.to_owned();
    input[..1].make_ascii_uppercase();
    format!(
        "mutation ($input: {input}Input!) {{ {name}(input: $input) {{
        complaint {{ {CASE} }} userErrors {{ code field }} }} }}"
    )
}

/// Does something about a case, under a key of its own.
pub async fn act(actor: &Actor<'_>, name: &str, case: &str, mut more: Value) -> Answer {
    more["complaintId"] = json!(case);
    actor.act(&mutation(name), keyed(more)).await
}

/// The same, and it has to be done; answers the case.
pub async fn done(actor: &Actor<'_>, name: &str, case: &str, more: Value) -> Value {
    act(actor, name, case, more).await.done().data(&format!("{name}.complaint")).clone()
}

/// Files a complaint about an order.
pub async fn file(actor: &Actor<'_>, order: &str, issue: &str) -> Answer {
    let input = json!({ "about": "ORDER", "aboutId": order, "issue": issue, "wish": "REFUND",
        "text": "The lid is broken, and the shop does not answer." });
    actor.act(&mutation("complaintFile"), keyed(input)).await
}

/// A case as somebody sees it; null if they may not.
pub async fn see(actor: &Actor<'_>, case: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ complaint(id: $id) {{ {fields} }} }}");
    actor.run(&query, json!({ "id": case })).await.done().data("complaint").clone()
}

/// Everybody of a story about a delivered order of 128.00, its money in escrow.
pub struct Story<'world> {
    pub world: &'world World,
    pub tea: Shop<'world>,
    pub ana: Actor<'world>,
    pub desk: Actor<'world>,
    pub order: String,
}

impl<'world> Story<'world> {
    pub async fn begin(world: &'world World) -> Self {
        let tea = shop(world, "tea").await;
        let ana = world.person("ana").await;
        let order = ordered(&ana, &tea, "first-one").await;
        pay(&ana, &order).await;
        world.later(kit::minutes(10)).await;
        deliver(world, &order).await;
        let desk = world.staff("SUPPORT").await;
        let mut story = Self { world, tea, ana, desk, order };
        story.sign_in_again().await;
        story
    }

    /// Tokens run out while time passes.
    pub async fn wake(&mut self) {
        self.ana.wake().await;
        self.tea.owner.wake().await;
        self.desk.wake().await;
    }

    /// Sessions too, after a month.
    pub async fn sign_in_again(&mut self) {
        self.ana.sign_in_again().await;
        self.tea.owner.sign_in_again().await;
        self.desk.sign_in_again().await;
    }

    /// A complaint that waits for the desk.
    pub async fn filed(&self) -> String {
        file(&self.ana, &self.order, "DEFECT").await.done().text("complaintFile.complaint.id")
    }

    /// One that was taken up.
    pub async fn accepted(&self) -> String {
        let case = self.filed().await;
        let _ = done(&self.desk, "complaintAccept", &case, json!({})).await;
        case
    }

    /// One that the shop has answered.
    pub async fn negotiating(&self) -> String {
        let case = self.accepted().await;
        let answer = json!({ "text": "We are sorry. Please send us a picture." });
        let _ = done(&self.tea.owner, "complaintReply", &case, answer).await;
        case
    }

    /// Lets time run until the deadline of a case, and a moment less or more. At it or after it
    /// everybody signs in again, which takes its time.
    pub async fn until_due(&mut self, case: &str, more: time::Duration) {
        let due = column(self.world, case, "due_at").await.parse().expect("a deadline");
        let at = platform::clock::from_millis(due);
        crate::fulfilment::until(self.world, at, more).await;
        if !more.is_negative() {
            self.sign_in_again().await;
        }
    }

    /// One that the desk looks into.
    pub async fn investigating(&mut self) -> String {
        let case = self.negotiating().await;
        let _ = done(&self.ana, "complaintEscalate", &case, json!({})).await;
        self.until_due(&case, time::Duration::ZERO).await;
        assert_eq!(state(&self.ana, &case).await, "INVESTIGATING");
        case
    }

    /// So many people on the roster of a duty.
    pub async fn officers(&self, duty: &str, count: usize) -> Vec<Actor<'world>> {
        let mut admin = self.world.staff("ADMIN").await;
        admin.sign_in_again().await;
        let mut officers = Vec::new();
        for _ in 0..count {
            let officer = self.world.staff(duty).await;
            list(&admin, &officer, duty).await;
            officers.push(officer);
        }
        officers
    }

    /// One before a panel, and its panel.
    pub async fn adjudication(&mut self) -> (String, Vec<Actor<'world>>) {
        let mut panel = self.officers("ARBITRATOR", 3).await;
        let mediators = self.officers("MEDIATOR", 1).await;
        let case = self.investigating().await;
        let found = json!({ "text": "The pictures show a broken lid." });
        let _ = done(&self.desk, "complaintFindingRecord", &case, found).await;
        drop(mediators);
        self.until_due(&case, time::Duration::ZERO).await;
        assert_eq!(state(&self.ana, &case).await, "ADJUDICATION");
        for one in &mut panel {
            one.sign_in_again().await;
        }
        (case, panel)
    }

    /// A panel decides; answers the case.
    pub async fn ruled(&self, case: &str, panel: &[Actor<'_>], ruling: Value) -> Value {
        let drafted = done(&panel[0], "complaintRulingDraft", case, ruling).await;
        let draft = open_draft(&drafted);
        done(&panel[1], "complaintRulingVote", case, json!({ "rulingId": draft, "agrees": true }))
            .await
    }
}

/// The draft that a panel votes on.
pub fn open_draft(case: &Value) -> String {
    let rulings = case["rulings"].as_array().expect("rulings");
    let draft = rulings.iter().find(|one| one["state"] == "DRAFT").expect("a draft");
    draft["id"].as_str().expect("an id").to_owned()
}

/// Puts somebody on the roster.
pub async fn list(admin: &Actor<'_>, officer: &Actor<'_>, duty: &str) {
    let set = "mutation ($input: DisputeOfficerSetInput!) { disputeOfficerSet(input: $input) {
        officer { duty background isListed user { id } } userErrors { code } } }";
    let input = json!({ "userId": officer.id, "duty": duty, "background": "LEGAL",
        "isListed": true });
    let _ = admin.act(set, keyed(input)).await.done();
}

/// A column of a case, asked beside the application.
pub async fn column(world: &World, case: &str, name: &str) -> String {
    let digits = case.rsplit('_').next().expect("an id");
    let id = match world.engine() {
        kit::Engine::Sqlite => "lower(hex(id))",
        kit::Engine::Postgres => "replace(id::text, '-', '')",
    };
    let question = format!("SELECT {name} FROM complaint WHERE {id} = '{digits}'");
    world.ask(&question).await.pop().expect("a case")
}

/// Where a case stands.
pub async fn state(actor: &Actor<'_>, case: &str) -> String {
    see(actor, case, "state").await["state"].as_str().expect("a state").to_owned()
}

/// What a panel might decide.
pub fn ruling(refund: i64, compensation: i64, penalty: i64) -> Value {
    json!({ "finding": "UPHELD", "refundMinor": refund.to_string(),
        "compensationMinor": compensation.to_string(), "penaltyMinor": penalty.to_string(),
        "reasons": "The lid was broken on arrival, as the pictures show (contract, clause 4)." })
}
