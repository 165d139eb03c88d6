//! FN-2: the platform covers no fake trade, and excludes none without a recorded finding.

use kit::{Actor, Answer, minutes, nothing_changed, nothing_changed_but, scenario};
use sea_orm::ConnectionTrait as _;
use serde_json::json;
use uuid::Uuid;

use super::early::{set, shipped};
use super::{order, payable, receivable};
use crate::fulfilment::keyed;
use crate::ledger::minor;
use crate::operators::admit;
use crate::orders::shop;

pub const FIND: &str =
    "mutation ($input: FraudFindingRecordInput!) { fraudFindingRecord(input: $input) {
    finding { id orderId kind foundAt excludedAt } userErrors { code } } }";

pub const EXCLUDE: &str = "mutation ($input: CoverExcludeInput!) { coverExclude(input: $input) {
    finding { id excludedAt } userErrors { code } } }";

pub fn id(order: Uuid) -> String {
    format!("order_{}", order.simple())
}

pub async fn find(staff: &Actor<'_>, order: Uuid, kind: &str) -> Answer {
    staff.act(FIND, keyed(json!({ "orderId": id(order), "kind": kind }))).await
}

pub async fn exclude(staff: &Actor<'_>, order: Uuid) -> Answer {
    staff.act(EXCLUDE, keyed(json!({ "orderId": id(order) }))).await
}

scenario! {
    async fn fn_2_an_exclusion_needs_a_recorded_finding(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        shipped(world, &tea.id, first).await;
        let app = world.app();
        assert_eq!(minor(app, payable(&tea.id)).await, 9_500);
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        tea.owner.wake().await;
        nothing_changed(world, exclude(&staff, first)).await.refused("FINDING_NEEDED");
        for nobody in [&tea.owner, &world.visitor()] {
            let asked = exclude(nobody, first).await;
            assert!(["FORBIDDEN", "UNAUTHENTICATED"].contains(&asked.codes()[0]));
        }
        let nothing = Uuid::from_u128(77);
        nothing_changed(world, find(&staff, nothing, "BRUSHED")).await.refused("ORDER_NOT_FOUND");
        nothing_changed(world, exclude(&staff, nothing)).await.refused("ORDER_NOT_FOUND");
        let found = find(&staff, first, "BRUSHED").await.done();
        assert!(found.data("fraudFindingRecord.finding.excludedAt").is_null());
        let _ = nothing_changed_but(world, &["idempotency"], find(&staff, first, "BRUSHED")).await.done();
        nothing_changed(world, find(&staff, first, "FAKE_TRADE")).await.refused("ALREADY_FOUND");
        assert_eq!(minor(app, payable(&tea.id)).await, 9_500, "a finding alone takes nothing");
        let _ = exclude(&staff, first).await.done();
        assert_eq!(minor(app, payable(&tea.id)).await, 0);
        assert_eq!(minor(app, receivable(&tea.id)).await, 0);
        let _ = nothing_changed_but(world, &["idempotency"], exclude(&staff, first)).await.done();
        let states = "SELECT state FROM receivable";
        assert_eq!(world.ask(states).await, ["REPAID"]);
    }

    async fn fn_2_what_is_excluded_is_never_paid_early(world) {
        let mut tea = shop(world, "tea").await;
        tea.owner.sign_in_again().await;
        let _ = set(&tea.owner, &tea.id, 1, true).await.done();
        let fake = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let found = order(world, &tea, 2, "SHIPPED", 10_000).await;
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        let _ = find(&staff, fake, "FAKE_TRADE").await.done();
        let _ = exclude(&staff, fake).await.done();
        let _ = find(&staff, found, "EMPTY_PARCEL").await.done();
        shipped(world, &tea.id, fake).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 0);
        // Found out, and not excluded by anybody.
        shipped(world, &tea.id, found).await;
        assert_eq!(minor(world.app(), payable(&tea.id)).await, 9_500);
    }

    /// The tables refuse it too: without a finding, with another order's, and afterwards.
    async fn fn_2_the_database_refuses_an_exclusion_without_a_finding(world) {
        let tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let _ = order(world, &tea, 2, "SHIPPED", 10_000).await;
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        let _ = find(&staff, first, "BRUSHED").await.done();
        let forged = "INSERT INTO cover_exclusion (order_id, finding_id, excluded_by, excluded_at) \
                      SELECT o.id, f.id, f.found_by, 1 FROM trade_order o, fraud_finding f \
                      WHERE o.id <> f.order_id";
        let bare = "INSERT INTO cover_exclusion (order_id, finding_id, excluded_by, excluded_at) \
                    SELECT o.id, o.id, f.found_by, 1 FROM trade_order o, fraud_finding f";
        for sql in [forged, bare, "UPDATE fraud_finding SET kind = 'FAKE_TRADE'",
            "DELETE FROM fraud_finding"] {
            assert!(world.direct().execute_unprepared(sql).await.is_err(), "{sql}");
        }
    }

    async fn fn_2_whoever_has_a_part_or_did_not_step_up_finds_nothing(world) {
        let mut tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        world.pass(minutes(6));
        nothing_changed(world, find(&staff, first, "BRUSHED")).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, exclude(&staff, first)).await.refused("STEP_UP_NEEDED");
        tea.owner.sign_in_again().await;
        staff.sign_in_again().await;
        admit(&tea.owner, &tea.id, &staff, "SUPPORT").await;
        world.settle().await;
        nothing_changed(world, find(&staff, first, "BRUSHED")).await.refused("OWN_MATTER");
        nothing_changed(world, exclude(&staff, first)).await.refused("OWN_MATTER");
    }

    async fn a_finding_and_an_exclusion_happen_once_under_their_keys(world) {
        let tea = shop(world, "tea").await;
        let first = order(world, &tea, 1, "SHIPPED", 10_000).await;
        let second = order(world, &tea, 2, "SHIPPED", 10_000).await;
        let mut staff = world.staff("RISK").await;
        staff.sign_in_again().await;
        for (document, input) in [
            (FIND, keyed(json!({ "orderId": id(first), "kind": "BRUSHED" }))),
            (EXCLUDE, keyed(json!({ "orderId": id(first) }))),
        ] {
            let _ = staff.act(document, input.clone()).await.done();
            let _ = nothing_changed(world, staff.act(document, input.clone())).await.done();
            let with = |field: &str, value: &str| {
                let mut other = input.clone();
                other[field] = json!(value);
                staff.act(document, other)
            };
            nothing_changed(world, with("orderId", &id(second))).await
                .refused("IDEMPOTENCY_CONFLICT");
            for key in ["", "short", "with a space", &"x".repeat(129)] {
                nothing_changed(world, with("idempotencyKey", key)).await
                    .refused("IDEMPOTENCY_KEY_INVALID");
            }
        }
    }
}
