//! What stories of registration are told with: forms, documents, and the two who check.

use axum::body::Body;
use fairstall::operators::registration;
use http::{Request, header};
use kit::{Actor, Answer, World};
use serde_json::{Value, json};

use crate::data_rights::{GIVE, given};

pub const FILL: &str =
    "mutation ($input: RegistrationFillInput!) { registrationFill(input: $input) {
    registration { id version state purpose kind creditCode region sealedFields isUnchanged }
    userErrors { code field } } }";

pub const STAGE: &str = "mutation ($input: OperatorDocumentStageInput!) {
    operatorDocumentStage(input: $input) { document { id token state uploadUrl }
        userErrors { code retryAt } } }";

pub const ATTACH: &str = "mutation ($input: RegistrationDocumentAttachInput!) {
    registrationDocumentAttach(input: $input) { registration { documents { id kind } }
        userErrors { code } } }";

pub const SUBMIT: &str = "mutation ($input: RegistrationSubmitInput!) {
    registrationSubmit(input: $input) { registration { id state submittedAt dueAt }
        userErrors { code } } }";

pub const REVIEW: &str = "mutation ($input: RegistrationReviewInput!) {
    registrationReview(input: $input) { registration { state operator { state } }
        userErrors { code } } }";

pub const REVEAL: &str = "mutation ($input: RegistrationRevealInput!) {
    registrationReveal(input: $input) {
        revelation { texts { field text } } userErrors { code } } }";

pub const OPEN_DOCUMENT: &str = "mutation ($input: OperatorDocumentOpenInput!) {
    operatorDocumentOpen(input: $input) { ticket { url expiresAt } userErrors { code } } }";

pub const QUEUE: &str = "query ($after: String) { registrationQueue(first: 2, after: $after) {
    nodes { id state isOverdue purpose } pageInfo { hasNextPage endCursor } } }";

/// A PDF that is one.
pub const SHEET: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

/// An identity number that checks, of a region that there is not.
pub fn identity(born: &str, order: u64) -> String {
    let said = format!("990000{born}{:03}", order % 1_000);
    let mut numbers = "0123456789X".chars().map(|check| format!("{said}{check}"));
    numbers.find(|text| registration::identity_number(text).is_ok()).expect("one fits")
}

/// Lays changes over an object.
pub fn with(mut value: Value, changes: &Value) -> Value {
    for (name, change) in changes.as_object().into_iter().flatten() {
        value[name] = change.clone();
    }
    value
}

/// A business as it says it is.
pub fn business(changes: &Value) -> Value {
    let said = json!({
        "kind": "REGISTERED",
        "legalName": "示例市青窑商贸有限公司",
        "creditCode": "91350100M000100Y43",
        "businessAddress": "示例省示例市示例路 1 号",
        "licenceFrom": "2020-01-01",
        "representative": "欧阳小铺",
        "phone": "13912345678",
        "email": "owner@example.com",
    });
    json!({ "registered": with(said, changes) })
}

/// A natural person as they say they are.
pub fn person(changes: &Value) -> Value {
    let said = json!({
        "name": "司马小摊",
        "identityNumber": identity("19880101", 1),
        "region": "浙江省杭州市",
        "address": "西湖区示例路 7 号 3 单元 501",
        "phone": "13987654321",
        "email": "stall@example.com",
        "exemptionGround": "SMALL_SPORADIC_TRADE",
        "acceptsDeclaration": true,
    });
    json!({ "person": with(said, changes) })
}

/// Fills in a form; a person allows before that their identity is checked.
pub async fn fill(owner: &Actor<'_>, shop: &str, details: Value, changes: &Value) -> Answer {
    if details.get("person").is_some() {
        let _ = owner.act(GIVE, given("IDENTITY_VERIFICATION")).await.done();
    }
    fill_without_consent(owner, shop, details, changes).await
}

/// Fills in a form.
pub async fn fill_without_consent(
    owner: &Actor<'_>,
    shop: &str,
    details: Value,
    changes: &Value,
) -> Answer {
    let input = json!({ "operatorId": shop, "details": details });
    owner.act(FILL, with(input, changes)).await
}

/// A draft's id.
pub async fn drafted(owner: &Actor<'_>, shop: &str, details: Value, changes: &Value) -> String {
    let filled = fill(owner, shop, details, changes).await.done();
    filled.text("registrationFill.registration.id")
}

/// Announces a document and sends its bytes; answers its id, and status and body of the sending.
pub async fn sent(
    owner: &Actor<'_>,
    shop: &str,
    (content_type, bytes): (&str, &[u8]),
) -> (String, u16, Value) {
    let input = json!({
        "operatorId": shop, "contentType": content_type, "bytes": bytes.len(),
    });
    let staged = owner.act(STAGE, input).await.done();
    let id = staged.text("operatorDocumentStage.document.id");
    let token = staged.text("operatorDocumentStage.document.token");
    let (status, said) = put(owner, &id, &token, bytes).await;
    (id, status, said)
}

/// Sends bytes as whoever has the token would.
pub async fn put(who: &Actor<'_>, id: &str, token: &str, bytes: &[u8]) -> (u16, Value) {
    let request = Request::put(format!("/documents/{id}"))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from(bytes.to_vec()))
        .expect("a request");
    // Without a token of a session: the document's own is all that counts.
    let (status, body) = who.elsewhere().call(request).await;
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

/// A document that is stored.
pub async fn document(owner: &Actor<'_>, shop: &str) -> String {
    let (id, status, said) = sent(owner, shop, ("application/pdf", SHEET)).await;
    assert_eq!(status, 200, "{said}");
    id
}

pub async fn attach(owner: &Actor<'_>, version: &str, document: &str, kind: &str) -> Answer {
    let input = json!({ "registrationId": version, "documentId": document, "kind": kind });
    owner.act(ATTACH, input).await
}

pub async fn submit(owner: &Actor<'_>, version: &str) -> Answer {
    owner.act(SUBMIT, json!({ "registrationId": version })).await
}

/// Fills in, shows what has to be shown, and submits; answers the version's id.
pub async fn file(owner: &Actor<'_>, shop: &str, details: Value, changes: &Value) -> String {
    let kinds: &[&str] = if details.get("person").is_some() {
        &["IDENTITY_FRONT", "IDENTITY_BACK"]
    } else if details.get("registered").is_some() {
        &["LICENCE"]
    } else {
        &[]
    };
    let version = drafted(owner, shop, details, changes).await;
    for kind in kinds {
        let shown = document(owner, shop).await;
        let _ = attach(owner, &version, &shown, kind).await.done();
    }
    let _ = submit(owner, &version).await.done();
    version
}

pub async fn approve(staff: &Actor<'_>, version: &str) -> Answer {
    staff.act(REVIEW, json!({ "registrationId": version, "decision": "APPROVE" })).await
}

pub async fn reject(staff: &Actor<'_>, version: &str, field: &str, text: &str) -> Answer {
    let reasons = json!([{ "field": field, "text": text }]);
    let input = json!({ "registrationId": version, "decision": "REJECT", "reasons": reasons });
    staff.act(REVIEW, input).await
}

/// Two members of staff.
pub async fn checkers(world: &World) -> (Actor<'_>, Actor<'_>) {
    (world.staff("COMPLIANCE").await, world.staff("COMPLIANCE").await)
}

/// Files a version and has it approved by two; answers its id.
pub async fn register(
    world: &World,
    owner: &Actor<'_>,
    (shop, details): (&str, Value),
    staff: &(Actor<'_>, Actor<'_>),
) -> String {
    let version = file(owner, shop, details, &json!({})).await;
    let _ = approve(&staff.0, &version).await.done();
    let _ = approve(&staff.1, &version).await.done();
    world.settle().await;
    version
}

/// A shop's fields as somebody sees them.
pub async fn shop(viewer: &Actor<'_>, id: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ operator(by: {{id: $id}}) {{ {fields} }} }}");
    viewer.run(&query, json!({ "id": id })).await.done().data("operator").clone()
}

pub async fn state(world: &World, id: &str) -> String {
    let visitor = world.visitor();
    shop(&visitor, id, "state").await["state"].as_str().unwrap_or_default().to_owned()
}

/// Every byte that the database holds, as one text.
pub async fn everything(world: &World) -> String {
    let tables = kit::tables::snapshot(world).await;
    tables.into_values().flatten().collect::<Vec<_>>().join("\n")
}
