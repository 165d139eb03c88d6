//! Lists of parcels.

use kit::{nothing_changed, nothing_changed_but, scenario};
use serde_json::json;

use super::{WAY, keyed, to_ship};
use crate::orders::{see, shop};

const IMPORT: &str = "mutation ($input: ParcelsImportInput!) { parcelsImport(input: $input) {
    parcelImport { rows { line parcel { id state } isMalformed parcelRefusal eventRefusal } }
    userErrors { code } } }";

scenario! {
    async fn every_row_has_its_own_answer_and_a_second_time_nothing_changes(world) {
        let (mut tea, mut ana) = (shop(world, "tea").await, world.person("ana").await);
        let one = to_ship(world, &mut ana, &mut tea, 1).await;
        let two = to_ship(world, &mut ana, &mut tea, 1).await;
        let told = crate::fulfilment::event("", "", "", world.app().now());
        let at = told["at"].as_str().unwrap().to_owned();
        let csv = format!(
            "orderId,carrier,waybill,event,at,place\r\n{one},OTHER,COURIER-1,IN_TRANSIT,{at},绍兴\n\n\
             {two},SF,no,,,\n{two},TELEPORT,SF10000002,,,\nnonsense\n\
             {two},SF,SF10000003,IN_TRANSIT,{at},张三 13812345678\n"
        );
        let input = keyed(json!({ "csv": csv }));
        let first = tea.owner.act(IMPORT, input.clone()).await.done();
        let rows = first.list("parcelsImport.parcelImport.rows");
        let told: Vec<_> = rows
            .iter()
            .map(|row| (row["line"].as_i64(), row["parcelRefusal"].as_str(), row["eventRefusal"].as_str(), row["isMalformed"].as_bool()))
            .collect();
        let expected = [
            (Some(2), None, None, Some(false)),
            (Some(4), Some("WAYBILL_INVALID"), None, Some(false)),
            (Some(5), Some("CARRIER_UNKNOWN"), None, Some(false)),
            (Some(6), None, None, Some(true)),
            (Some(7), None, Some("PLACE_INVALID"), Some(false)),
        ];
        assert_eq!(told, expected);
        let seen = see(&ana, &one, WAY).await;
        assert_eq!(seen["parcels"][0]["events"]["nodes"][0]["source"], "CSV");
        assert_eq!(seen["state"], "SHIPPED");
        let again = nothing_changed(world, tea.owner.act(IMPORT, input.clone())).await.done();
        assert_eq!(again.list("parcelsImport.parcelImport.rows"), rows);
        // Under another key each row finds its parcel there.
        let anew = tea.owner.act(IMPORT, keyed(input.clone()));
        let anew = nothing_changed_but(world, &["idempotency"], anew).await.done();
        assert_eq!(anew.list("parcelsImport.parcelImport.rows"), rows);
        let mut other = input.clone();
        other["csv"] = json!(format!("{csv}{two},SF,SF10000004,,,\n"));
        nothing_changed(world, tea.owner.act(IMPORT, other)).await.refused("IDEMPOTENCY_CONFLICT");
        let mut short = input.clone();
        short["idempotencyKey"] = json!("short");
        nothing_changed(world, tea.owner.act(IMPORT, short)).await
            .refused("IDEMPOTENCY_KEY_INVALID");
        // Somebody else's list takes nothing.
        let bob = world.person("bob").await;
        let foreign = nothing_changed_but(world, &["idempotency"], bob.act(IMPORT, input)).await;
        let foreign = foreign.done();
        let rows = foreign.list("parcelsImport.parcelImport.rows");
        assert_eq!(rows[0]["parcelRefusal"], "ORDER_NOT_FOUND");
        assert!(rows[0]["parcel"].is_null());
    }

    async fn lists_are_bounded(world) {
        let tea = shop(world, "tea").await;
        let header = "orderId,carrier,waybill,event,at,place\n";
        for (csv, code) in [
            (String::new(), "HEADER_INVALID"),
            ("orderId,carrier\n".to_owned(), "HEADER_INVALID"),
            (header.to_owned(), "ROWS_INVALID"),
            (format!("{header}{}", "a\n".repeat(101)), "ROWS_INVALID"),
            (format!("{header}{}", "a".repeat(17_000)), "TOO_LARGE"),
        ] {
            let told = tea.owner.act(IMPORT, keyed(json!({ "csv": csv })));
            nothing_changed(world, told).await.refused(code);
        }
    }
}
