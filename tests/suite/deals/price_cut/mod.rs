//! Price cuts: campaigns, sessions, helps, and the word that is kept.

mod buying;
mod campaigns;
mod fairness;
mod live;
mod model;
mod races;
mod refused;
mod rules;

use std::time::Duration;

use kit::{Actor, Answer, World, days};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::orders::{Shop, shop};

pub const CREATE: &str = "mutation ($input: PriceCutCampaignCreateInput!) {
    priceCutCampaignCreate(input: $input) { campaign { id state startPrice { amountMinor }
        floorPrice { amountMinor } } userErrors { code field } } }";
pub const HAND_IN: &str = "mutation ($input: PriceCutCampaignSubmitInput!) {
    priceCutCampaignSubmit(input: $input) { campaign { id state } userErrors { code } } }";
pub const DECIDE: &str = "mutation ($input: PriceCutCampaignDecideInput!) {
    priceCutCampaignDecide(input: $input) { campaign { id state rejection }
        userErrors { code } } }";
pub const STOP: &str = "mutation ($input: PriceCutCampaignStopInput!) {
    priceCutCampaignStop(input: $input) { campaign { id state } userErrors { code } } }";
pub const START: &str = "mutation ($input: PriceCutStartInput!) { priceCutStart(input: $input) {
    priceCut { id state commitment seed file atMostMoreHelps } userErrors { code } } }";
pub const HELP: &str = "mutation ($input: PriceCutHelpInput!) { priceCutHelp(input: $input) {
    help { id ordinal kind amountMinor state heldFor } userErrors { code retryAt } } }";
pub const BUY: &str = "mutation ($input: PriceCutBuyInput!) { priceCutBuy(input: $input) {
    priceCut { id state seed order { id state checkoutId price { total { amountMinor }
        discount { amountMinor } } attribution { dealId } } } userErrors { code } } }";
pub const ABANDON: &str = "mutation ($input: PriceCutAbandonInput!) {
    priceCutAbandon(input: $input) { priceCut { id state seed } userErrors { code } } }";
pub const APPEAL: &str = "mutation ($input: PriceCutHelpAppealInput!) {
    priceCutHelpAppeal(input: $input) { help { id state } userErrors { code } } }";
pub const JUDGE: &str = "mutation ($input: PriceCutHelpDecideInput!) {
    priceCutHelpDecide(input: $input) { help { id state ordinal } userErrors { code } } }";
pub const INVITE: &str = "mutation ($input: InvitationCreateInput!) {
    invitationCreate(input: $input) { invitation { id token card { url } } userErrors { code } } }";

/// An instant as clients write it.
pub fn after(world: &World, by: Duration) -> String {
    (world.app().now() + by).format(&Rfc3339).unwrap()
}

/// A sound campaign of a shop's first variant, of 128.00, changed by what a story needs.
pub fn wish(world: &World, shop: &Shop<'_>, changes: &Value) -> Value {
    let mut input = json!({
        "idempotencyKey": "a-campaign", "skuId": shop.skus[0], "floorMinor": "9900",
        "mostHelps": 5, "partsBought": 2, "hours": 24, "stock": 10,
        "startsAt": after(world, Duration::ZERO), "endsAt": after(world, days(7)),
    });
    for (name, value) in changes.as_object().into_iter().flatten() {
        input[name] = value.clone();
    }
    input
}

/// A campaign that runs; answers its id.
pub async fn campaign(world: &World, shop: &Shop<'_>, changes: &Value) -> String {
    let drafted = shop.owner.act(CREATE, wish(world, shop, changes)).await.done();
    let id = drafted.text("priceCutCampaignCreate.campaign.id");
    let _ = shop.owner.act(HAND_IN, json!({ "id": id })).await.done();
    let staff = world.staff("COMPLIANCE").await;
    let _ = staff.act(DECIDE, json!({ "id": id })).await.done();
    world.settle().await;
    id
}

/// A shop with a campaign that runs.
pub async fn running<'world>(world: &'world World, changes: &Value) -> (Shop<'world>, String) {
    let tea = shop(world, "tea").await;
    let id = campaign(world, &tea, changes).await;
    (tea, id)
}

pub async fn start(actor: &Actor<'_>, campaign: &str) -> Answer {
    let input = json!({ "idempotencyKey": format!("start-{campaign}"), "campaignId": campaign });
    actor.act(START, input).await
}

/// A session of somebody, and an invitation to it; answers its id and the token.
pub async fn begun(actor: &Actor<'_>, campaign: &str) -> (String, String) {
    let id = start(actor, campaign).await.done().text("priceCutStart.priceCut.id");
    let token = invite(actor, &id, 2_000).await.done().text("invitationCreate.invitation.token");
    (id, token)
}

pub async fn invite(actor: &Actor<'_>, deal: &str, uses: i32) -> Answer {
    let key = format!("invite-{uses}-{deal}");
    let input = json!({ "idempotencyKey": key, "dealId": deal, "mostUses": uses, "hours": 48 });
    actor.act(INVITE, input).await
}

pub async fn help(actor: &Actor<'_>, token: &str) -> Answer {
    let key = format!("help-{}", &token[..40]);
    actor.act(HELP, json!({ "idempotencyKey": key, "token": token })).await
}

/// A session's fields as somebody sees them.
pub async fn see(actor: &Actor<'_>, id: &str, fields: &str) -> Value {
    let query = format!("query ($id: ID!) {{ priceCut(id: $id) {{ {fields} }} }}");
    actor.run(&query, json!({ "id": id })).await.done().data("priceCut").clone()
}

/// A number out of a string of minor units.
pub fn minor(value: &Value) -> i64 {
    value.as_str().unwrap().parse().unwrap()
}
