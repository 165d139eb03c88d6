//! What one invented person goes through: every mutation that takes personal data, rightly and
//! wrongly. What the shop answers is handed back, to be searched too.

use kit::{Actor, World};
use serde_json::{Value, json};

use super::dresses::Canary;
use crate::data_rights::{FILE, LINK, file};
use crate::operators::story::{
    SUBMIT, approve, attach, business, checkers, fill, fill_without_consent, person, sent,
};

const ADD_START: &str =
    "mutation ($input: ContactAddStartInput!) { contactAddStart(input: $input) {
    challenge { id } userErrors { code message } } }";
const ADD_CONFIRM: &str = "mutation ($input: ContactAddConfirmInput!) {
    contactAddConfirm(input: $input) { contact { masked } userErrors { code message } } }";
const REGISTER: &str = "mutation ($input: AccountRegisterStartInput!) {
    accountRegisterStart(input: $input) { challenge { id } userErrors { code message } } }";
const CODE: &str = "mutation ($input: SessionCodeRequestInput!) {
    sessionCodeRequest(input: $input) { challenge { id } userErrors { code message } } }";
const SIGN_IN: &str = "mutation ($input: SessionCreateWithPasswordInput!) {
    sessionCreateWithPassword(input: $input) { userErrors { code message } } }";
const OPEN: &str = "mutation ($input: OperatorOpenInput!) { operatorOpen(input: $input) {
    operator { id } userErrors { code message } } }";
const PAYOUT: &str = "mutation ($input: OperatorPayoutHolderSetInput!) {
    operatorPayoutHolderSet(input: $input) { operator { id } userErrors { code message } } }";
const REFUSE: &str = "mutation ($input: SubjectRequestRefuseInput!) {
    subjectRequestRefuse(input: $input) { request { state } userErrors { code message } } }";
const APPEAL: &str = "mutation ($input: SubjectRequestAppealInput!) {
    subjectRequestAppeal(input: $input) { request { state } userErrors { code message } } }";
const DECIDE: &str = "mutation ($input: SubjectAppealDecideInput!) {
    subjectAppealDecide(input: $input) { request { state } userErrors { code message } } }";
const GUARDIAN: &str = "mutation ($input: GuardianshipRequestInput!) {
    guardianshipRequest(input: $input) { guardianship { id } userErrors { code message } } }";
const GUARD: &str = "mutation ($input: GuardianshipConfirmInput!) {
    guardianshipConfirm(input: $input) { guardianship { state } userErrors { code message } } }";

/// The two who check and the two who answer; their sessions are renewed from time to time.
pub struct Desk<'w> {
    checkers: (Actor<'w>, Actor<'w>),
    support: Actor<'w>,
    judge: Actor<'w>,
}

impl<'w> Desk<'w> {
    pub async fn open(world: &'w World) -> Self {
        let checkers = checkers(world).await;
        let support = world.staff("SUPPORT").await;
        Self { checkers, support, judge: world.staff("COMPLIANCE").await }
    }

    pub async fn sign_in_again(&mut self) {
        for staff in
            [&mut self.checkers.0, &mut self.checkers.1, &mut self.support, &mut self.judge]
        {
            staff.sign_in_again().await;
        }
    }
}

/// What the shop said.
#[derive(Default)]
pub struct Said(pub Vec<String>);

impl Said {
    fn heard(&mut self, answer: kit::Answer) -> kit::Answer {
        self.0.push(answer.body.to_string());
        answer
    }
}

/// One person gives all they can give.
pub async fn live(world: &World, desk: &Desk<'_>, canary: &Canary, said: &mut Said) {
    let person = contacts(world, canary, said).await;
    let shop = natural_person(world, &person, canary, said).await;
    approved(world, desk, &shop.1).await;
    let holder = json!({ "operatorId": shop.0, "name": canary.name() });
    let _ = said.heard(person.act(PAYOUT, holder).await).done();
    let stranger = json!({ "operatorId": shop.0, "name": format!("{}x", canary.name()) });
    said.heard(person.act(PAYOUT, stranger).await).refused("NAME_DIFFERS");
    requests(desk, &person, canary, said).await;
    // What reads or writes the same columns once more, for every fifth.
    if canary.number.is_multiple_of(5) {
        registered(&person, canary, said).await;
        archives(world, &person, said).await;
        guardian(world, &person, canary, said).await;
    }
}

/// Addresses: registered, added, refused, signed in with, mistyped.
async fn contacts<'w>(world: &'w World, canary: &Canary, said: &mut Said) -> Actor<'w> {
    let (email, phone) = (canary.email(), &canary.phones[0]);
    let handle = format!("canary_{}", canary.number);
    let person = world.careful_person_at(&handle, &email).await;
    let add = |contact| person.act(ADD_START, json!({ "contact": contact }));
    let started = said.heard(add(json!({ "phone": phone })).await).done();
    let challenge = started.text("contactAddStart.challenge.id");
    world.settle().await;
    let code = world.code_for(&format!("+86{phone}"));
    let confirm = json!({ "challengeId": challenge, "code": code });
    let _ = said.heard(person.act(ADD_CONFIRM, confirm).await).done();
    // The same address again, an address that is none, and strangers who try.
    said.heard(add(json!({ "email": email })).await);
    said.heard(add(json!({ "email": format!("{}@@canary.example", canary.word) })).await);
    let visitor = world.visitor();
    for contact in [json!({ "phone": phone }), json!({ "email": format!("{email}x") })] {
        said.heard(visitor.act(CODE, json!({ "contact": contact })).await);
        said.heard(visitor.act(REGISTER, json!({ "contact": contact })).await);
        let guess = json!({ "contact": contact, "password": canary.word });
        said.heard(visitor.act(SIGN_IN, guess).await);
    }
    // Requests that are none: the text stands where an id, an object and an enum are expected.
    let by_id = "query ($id: ID!) { user(id: $id) { id } }";
    said.heard(person.run(by_id, json!({ "id": canary.word })).await);
    said.heard(person.act(ADD_START, json!({ "contact": canary.email() })).await);
    said.heard(person.act(ADD_START, json!({ "contact": { "fax": canary.phones[0] } })).await);
    let kind = json!({ "idempotencyKey": "canary-0000", "kind": canary.identity });
    said.heard(person.act(FILE, kind).await);
    person
}

async fn opened(person: &Actor<'_>, handle: &str, said: &mut Said) -> String {
    let input = json!({ "handle": handle, "name": "Stall" });
    let opened = said.heard(person.act(OPEN, input).await).done();
    opened.text("operatorOpen.operator.id")
}

/// Track B, with a wrong form before the right one, and the document of another type than it says.
async fn natural_person(
    world: &World,
    owner: &Actor<'_>,
    canary: &Canary,
    said: &mut Said,
) -> (String, String) {
    let shop = opened(owner, &format!("stall_{}", canary.number), said).await;
    let form = |changes: Value| {
        let own = json!({
            "name": canary.name(), "identityNumber": canary.identity,
            "address": format!("示例路 7 号 {}", canary.word), "phone": canary.phones[1],
            "email": canary.email(),
        });
        let form = person(&own)["person"].clone();
        json!({ "person": crate::operators::story::with(form, &changes) })
    };
    let none = json!({});
    let early = fill_without_consent(owner, &shop, form(json!({})), &none).await;
    said.heard(early).refused("IDENTITY_CONSENT_NEEDED");
    for wrong in [
        json!({ "identityNumber": format!("{}0", canary.identity) }),
        json!({ "phone": format!("{}99", canary.phones[1]) }),
        json!({ "region": canary.identity }),
    ] {
        said.heard(fill(owner, &shop, form(wrong), &none).await);
    }
    let filled = said.heard(fill(owner, &shop, form(json!({})), &none).await).done();
    let version = filled.text("registrationFill.registration.id");
    let bytes = canary.document();
    let (_, _, rejected) = sent(owner, &shop, ("image/png", &bytes)).await;
    said.0.push(rejected.to_string());
    for kind in ["IDENTITY_FRONT", "IDENTITY_BACK"] {
        let (document, status, kept) = sent(owner, &shop, ("application/pdf", &bytes)).await;
        assert_eq!(status, 200, "{kept}");
        said.0.push(kept.to_string());
        let _ = said.heard(attach(owner, &version, &document, kind).await).done();
    }
    let submitted = owner.act(SUBMIT, json!({ "registrationId": version })).await;
    let _ = said.heard(submitted).done();
    world.settle().await;
    (shop, version)
}

/// Track A: the representative, and how the business is reached.
async fn registered(owner: &Actor<'_>, canary: &Canary, said: &mut Said) {
    let shop = opened(owner, &format!("works_{}", canary.number), said).await;
    let own = json!({
        "representative": canary.name(), "phone": canary.phones[1], "email": canary.email(),
    });
    let filled = said.heard(fill(owner, &shop, business(&own), &json!({})).await).done();
    let version = filled.text("registrationFill.registration.id");
    let (document, status, kept) =
        sent(owner, &shop, ("application/pdf", &canary.document())).await;
    assert_eq!(status, 200, "{kept}");
    let _ = said.heard(attach(owner, &version, &document, "LICENCE").await).done();
    let _ = said.heard(owner.act(SUBMIT, json!({ "registrationId": version })).await).done();
}

async fn approved(world: &World, desk: &Desk<'_>, version: &str) {
    let _ = approve(&desk.checkers.0, version).await.done();
    let _ = approve(&desk.checkers.1, version).await.done();
    world.settle().await;
}

/// What somebody writes of themselves, and what staff answer.
async fn requests(desk: &Desk<'_>, person: &Actor<'_>, canary: &Canary, said: &mut Said) {
    let correction = json!({ "idempotencyKey": "canary-0001", "kind": "CORRECT",
        "corrections": [{ "field": "name", "value": canary.name() }] });
    let filed = said.heard(person.act(FILE, correction).await).done();
    let id = filed.text("subjectRequestFile.request.id");
    let answer = format!("{} is not what the card says.", canary.name());
    let refusal = json!({ "requestId": id, "ground": "UNFOUNDED", "answer": answer });
    let _ = said.heard(desk.support.act(REFUSE, refusal).await).done();
    let appeal = json!({ "requestId": id, "text": format!("I am {}.", canary.name()) });
    let _ = said.heard(person.act(APPEAL, appeal).await).done();
    let dismissed = json!({ "requestId": id, "isUpheld": false, "answer": answer });
    let _ = said.heard(desk.judge.act(DECIDE, dismissed).await).done();
}

/// All there is of somebody, and what they gave.
async fn archives(world: &World, person: &Actor<'_>, said: &mut Said) {
    for kind in ["ACCESS", "PORT"] {
        let filed = said.heard(file(person, kind, &format!("canary-{kind}")).await).done();
        world.settle().await;
        let id = filed.text("subjectRequestFile.request.id");
        let _ = said.heard(person.act(LINK, json!({ "requestId": id })).await).done();
    }
}

/// A child whose adult answers for it.
async fn guardian(world: &World, adult: &Actor<'_>, canary: &Canary, said: &mut Said) {
    let handle = format!("child_{}", canary.number);
    let email = format!("{}.child@canary.example", canary.word);
    let child = world.child_at(&handle, &email).await;
    let asked = child.act(GUARDIAN, json!({ "guardianHandle": adult.handle })).await;
    let id = said.heard(asked).done().text("guardianshipRequest.guardianship.id");
    let _ = said.heard(adult.act(GUARD, json!({ "guardianshipId": id })).await).done();
    world.settle().await;
}
