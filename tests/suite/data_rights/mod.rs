//! Data rights: consents, requests, holds and breaches; what the stories of this folder share.

mod archives;
mod breaches;
mod consents;
mod guardians;
mod holds;
mod matrix;
mod notices;
mod receipts;
mod registry;
mod requests;

use kit::{Actor, Answer, World};
use serde_json::{Value, json};
use uuid::Uuid;

pub const GIVE: &str = "mutation ($input: ConsentGiveInput!) { consentGive(input: $input) {
    consent { purpose state recipientId since receipt { json jws } } userErrors { code } } }";
pub const WITHDRAW: &str = "mutation ($input: ConsentWithdrawInput!) {
    consentWithdraw(input: $input) { consent { purpose state } userErrors { code } } }";
pub const FILE: &str = "mutation ($input: SubjectRequestFileInput!) {
    subjectRequestFile(input: $input) { request { id kind state dueAt } userErrors { code } } }";
pub const CONFIRM: &str = "mutation ($input: SubjectRequestConfirmInput!) {
    subjectRequestConfirm(input: $input) { request { id state refusalGround }
    userErrors { code } } }";
pub const SEE: &str = "query ($id: ID!) { subjectRequest(id: $id) { id kind state isOverdue dueAt
    refusalGround answer appealText allowedTransitions archiveReadyAt archiveExpiresAt
    corrections { field value } timeline { nodes { from to actor cause } } } }";
pub const LINK: &str = "mutation ($input: SubjectArchiveLinkCreateInput!) {
    subjectArchiveLinkCreate(input: $input) { link { url expiresAt } userErrors { code } } }";
pub const HOLD: &str = "mutation ($input: LegalHoldSetInput!) { legalHoldSet(input: $input) {
    hold { id reason } userErrors { code } } }";
pub const LIFT: &str = "mutation ($input: LegalHoldLiftInput!) { legalHoldLift(input: $input) {
    hold { liftedAt liftReason } userErrors { code } } }";
pub const PUBLISH: &str = "mutation ($input: NoticePublishInput!) { noticePublish(input: $input) {
    notice { id version texts { language sha256 } } userErrors { code } } }";

/// The bare id of a noun.
pub fn uuid(id: &str) -> Uuid {
    let digits = id.rsplit('_').next().expect("an id");
    Uuid::parse_str(digits).expect("the digits of an id")
}

/// What to give, on the first notice.
pub fn given(purpose: &str) -> Value {
    json!({ "purpose": purpose, "noticeVersion": 1, "language": "en" })
}

/// Files a request.
pub async fn file(actor: &Actor<'_>, kind: &str, key: &str) -> Answer {
    actor.act(FILE, json!({ "idempotencyKey": key, "kind": kind })).await
}

/// A request as its owner sees it.
pub async fn see(actor: &Actor<'_>, id: &str) -> Value {
    actor.run(SEE, json!({ "id": id })).await.data("subjectRequest").clone()
}

/// The next version of the notice on marketing, from an instant on.
pub fn next_notice(version: i32, effective_from: &str) -> Value {
    json!({
        "purpose": "MARKETING", "version": version, "method": "Letters, twice a month.",
        "dataKinds": ["CONTACT"], "termDays": 30, "effectiveFrom": effective_from,
        "texts": [{ "language": "zh", "text": "新的说明" }, { "language": "en", "text": "New." }]
    })
}

/// Whether a consent opens something now, as any server finds it.
pub async fn is_live(world: &World, subject: &str, purpose: &str, to: Option<&str>) -> bool {
    let app = world.app();
    let purpose = serde_json::from_value(json!(purpose)).expect("a purpose");
    let to = to.map(uuid);
    let found =
        fairstall::privacy::consent::live(app.reader(), uuid(subject), purpose, to, app.now());
    found.await.expect("an answer").is_some()
}
