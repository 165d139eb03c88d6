//! The rules of price cuts by their numbers (domain-rules §7).

use fairstall::deals::price_cut::personal;
use fairstall::privacy::retention::Class;
use kit::{hours, nothing_changed, scenario};
use sea_orm::ConnectionTrait as _;
use serde_json::json;

use super::{ABANDON, HELP, begun, help, minor, running, see, start};
use crate::orders::reserved;
use crate::reflection::Schema;

const NUMBERS: &str = "state price { amountMinor } remaining { amountMinor } percent
    atMostMoreHelps helpCount";

scenario! {
    /// What is shown is the ledger, to the fen, after every help; 100 only at the floor.
    async fn pc_1_remaining_is_exact_and_percent_rounded_down(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        let mut price = 12_800;
        for number in 1..=5 {
            let helper = world.person(&format!("helper_{number}")).await;
            let helped = help(&helper, &token).await.done();
            price -= minor(helped.data("priceCutHelp.help.amountMinor"));
            let seen = see(&world.visitor(), &id, NUMBERS).await;
            assert_eq!(minor(&seen["price"]["amountMinor"]), price);
            assert_eq!(minor(&seen["remaining"]["amountMinor"]), price - 9_900);
            assert_eq!(seen["percent"], json!((12_800 - price) * 100 / 2_900));
            assert_eq!(seen["percent"] == json!(100), price == 9_900);
            assert_eq!(seen["atMostMoreHelps"], json!(5 - number));
            assert_eq!(seen["helpCount"], json!(number));
        }
        assert_eq!(price, 9_900);
        assert_eq!(see(&ana, &id, "state").await["state"], "WON");
        let late = world.person("late").await;
        nothing_changed(world, help(&late, &token)).await.refused("ENDED");
    }

    /// The database itself keeps price and cuts together, whoever writes.
    async fn pc_2_the_database_refuses_a_price_under_the_floor(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let ana = world.person("ana").await;
        let _ = begun(&ana, &campaign).await;
        for lie in [
            "UPDATE price_cut SET price_minor = 9899",
            "UPDATE price_cut SET price_minor = 12801",
            "UPDATE price_cut SET price_minor = 9900",
            "UPDATE price_cut SET parts_gone = 5",
            "UPDATE price_cut SET helps = 1",
            "UPDATE price_cut SET seed = commitment",
            "UPDATE price_cut SET state = 'WON'",
            "UPDATE price_cut SET state = 'ORDERED'",
            "UPDATE price_cut_campaign SET taken = 11",
            "UPDATE price_cut_campaign SET state = 'DRAFT'",
        ] {
            let refused = world.direct().execute_unprepared(lie).await;
            assert!(refused.is_err(), "{lie}");
        }
    }

    /// Each help is a fen or more, even where the difference is as many fen as there are parts.
    async fn pc_3_each_help_is_a_fen_or_more_and_the_bound_is_true(world) {
        let changes = json!({ "floorMinor": "12797", "mostHelps": 3, "partsBought": 1 });
        let (_, campaign) = running(world, &changes).await;
        let ana = world.person("ana").await;
        let (id, token) = begun(&ana, &campaign).await;
        for left in [2, 1, 0] {
            let helper = world.person(&format!("helper_{left}")).await;
            let helped = help(&helper, &token).await.done();
            assert_eq!(helped.text("priceCutHelp.help.amountMinor"), "1");
            let seen = see(&ana, &id, "atMostMoreHelps").await;
            assert_eq!(seen["atMostMoreHelps"], json!(left));
        }
        assert_eq!(see(&ana, &id, "state").await["state"], "WON");
    }

    async fn pc_4_everything_is_shown_before_the_start(world) {
        let (tea, campaign) = running(world, &json!({})).await;
        let query = "query ($id: ID!) { product(id: $id) { priceCut { id state mostHelps
            partsBought hours stock stockLeft piecesPerPerson termsVersion startsAt endsAt
            startPrice { amountMinor } floorPrice { amountMinor } leastPart { amountMinor }
            mostPart { amountMinor } sku { id } } } }";
        let visitor = world.visitor();
        let seen = visitor.run(query, json!({ "id": tea.product })).await.done();
        let shown = seen.data("product.priceCut");
        assert_eq!(shown["id"], json!(campaign));
        assert_eq!((&shown["mostHelps"], &shown["partsBought"]), (&json!(5), &json!(2)));
        assert_eq!((&shown["hours"], &shown["stockLeft"]), (&json!(24), &json!(10)));
        let bounds = ["leastPart", "mostPart"].map(|name| minor(&shown[name]["amountMinor"]));
        assert!(1 <= bounds[0] && bounds[0] <= 580 && 580 <= bounds[1], "{bounds:?}");
        let ana = world.person("ana").await;
        let (_, token) = begun(&ana, &campaign).await;
        for number in 0..5 {
            let helper = world.person(&format!("helper_{number}")).await;
            let helped = help(&helper, &token).await.done();
            let cut = minor(helped.data("priceCutHelp.help.amountMinor"));
            assert!((bounds[0]..=bounds[1]).contains(&cut), "{cut} is not in {bounds:?}");
        }
    }

    /// Numbers and nothing but them: no rank, no luck, no lot, nothing that speeds up for money.
    async fn pc_6_no_text_says_how_lucky_or_near_somebody_is(world) {
        let _ = world;
        let schema = Schema::get();
        for name in ["PriceCut", "PriceCutCampaign", "PriceCutHelp"] {
            for field in schema.find(name).fields() {
                let low = field.name.to_lowercase();
                for word in ["rank", "luck", "prize", "lottery", "chance", "boost", "hint"] {
                    assert!(!low.contains(word), "{name}.{}", field.name);
                }
            }
        }
    }

    async fn pc_7_no_help_can_be_bought_for_money_alone(world) {
        let _ = world;
        let mutations = Schema::get().find("Mutation").fields();
        let about = mutations.iter().filter(|field| field.name.starts_with("priceCut"));
        let mut names: Vec<&str> = about.map(|field| &*field.name).collect();
        names.sort_unstable();
        assert_eq!(names, [
            "priceCutAbandon", "priceCutBuy", "priceCutCampaignCreate", "priceCutCampaignDecide",
            "priceCutCampaignStop", "priceCutCampaignSubmit", "priceCutHelp", "priceCutHelpAppeal",
            "priceCutHelpDecide", "priceCutStart",
        ]);
    }

    async fn pc_8_one_identity_helps_once_and_nobody_helps_themselves(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let ana = world.person("ana").await;
        let (_, token) = begun(&ana, &campaign).await;
        nothing_changed(world, help(&ana, &token)).await.refused("SELF_HELP");
        let (bob, carl, dora) = (
            world.person("bob").await, world.person("carl").await, world.person("dora").await,
        );
        let _ = help(&bob, &token).await.done();
        let key = json!({ "idempotencyKey": "another-key", "token": token });
        nothing_changed(world, bob.act(HELP, key)).await.refused("ALREADY_HELPED");
        // An address that has moved to a second account takes its identity along.
        for (from, to) in [("bob", "carl"), ("ana", "dora")] {
            let of = |handle: &str| format!(
                "account_id = (SELECT id FROM account WHERE handle = '{handle}')");
            let lookup = world.ask(&format!("SELECT lookup FROM contact WHERE {}", of(from))).await;
            let gone = "0".repeat(32);
            world.run(&format!("UPDATE contact SET lookup = '{gone}' WHERE {}", of(from))).await;
            world.run(&format!("UPDATE contact SET lookup = '{}' WHERE {}", lookup[0], of(to)))
                .await;
            world.run(&format!("UPDATE contact SET lookup = '{from}{}' WHERE {}",
                &gone[from.len()..], of(from))).await;
        }
        nothing_changed(world, help(&carl, &token)).await.refused("ALREADY_HELPED");
        nothing_changed(world, help(&dora, &token)).await.refused("SELF_HELP");
        // Nor does the second account begin another session of the same campaign.
        nothing_changed(world, start(&dora, &campaign)).await.refused("ALREADY_STARTED");
    }

    /// Five helps a day, and again from midnight in Shanghai on.
    async fn pc_8_somebody_helps_five_times_a_day(world) {
        let (_, campaign) = running(world, &json!({ "hours": 72 })).await;
        let mut tokens = Vec::new();
        for number in 0..6 {
            let owner = world.person(&format!("owner_{number}")).await;
            tokens.push(begun(&owner, &campaign).await.1);
        }
        let mut bob = world.person("bob").await;
        for (number, token) in tokens[..5].iter().enumerate() {
            // In one go it would be held; from the second quarter of an hour on it is not.
            world.later(kit::minutes(15)).await;
            bob.wake().await;
            let helped = help(&bob, token).await.done();
            assert_eq!(helped.text("priceCutHelp.help.state"), "COUNTED", "{number}");
        }
        nothing_changed(world, help(&bob, &tokens[5])).await.refused("LIMIT_REACHED");
        world.later(hours(24)).await;
        bob.wake().await;
        let _ = help(&bob, &tokens[5]).await.done();
    }

    async fn pc_9_who_has_helped_is_shown_to_nobody_but_the_owner(world) {
        let (_, campaign) = running(world, &json!({})).await;
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        let (id, token) = begun(&ana, &campaign).await;
        let _ = help(&bob, &token).await.done();
        let fields = "helps { nodes { ordinal kind amountMinor at helper { handle } } }";
        let stranger = world.person("carl").await;
        for (who, seen) in [
            (&ana, json!("bob")), (&bob, json!("bob")), (&stranger, json!(null)),
            (&world.visitor(), json!(null)),
        ] {
            let shown = see(who, &id, fields).await;
            let line = &shown["helps"]["nodes"][0];
            assert_eq!(line["helper"]["handle"], seen);
            assert_eq!((&line["ordinal"], &line["kind"]), (&json!(1), &json!("OPENED")));
        }
    }

    async fn pc_11_a_piece_is_held_from_start_to_end(world) {
        let (_, campaign) = running(world, &json!({ "stock": 2 })).await;
        let people = [
            world.person("ana").await, world.person("bob").await, world.person("carl").await,
        ];
        let (first, _) = begun(&people[0], &campaign).await;
        let _ = begun(&people[1], &campaign).await;
        assert_eq!(reserved(world).await, 2);
        nothing_changed(world, start(&people[2], &campaign)).await.refused("STOCK_GONE");
        let _ = people[0].act(ABANDON, json!({ "id": first })).await.done();
        assert_eq!(reserved(world).await, 1);
        let _ = start(&people[2], &campaign).await.done();
        assert_eq!(reserved(world).await, 2);
        world.later(hours(24)).await;
        assert_eq!(reserved(world).await, 0, "what has expired is free again");
    }

    async fn pc_11_what_the_shelf_has_not_no_session_holds(world) {
        let (_, campaign) = running(world, &json!({})).await;
        world.run("UPDATE sku SET on_hand = 0").await;
        let ana = world.person("ana").await;
        nothing_changed(world, start(&ana, &campaign)).await.refused("SOLD_OUT");
    }

    async fn pc_12_records_are_kept_for_three_years(world) {
        let _ = world;
        assert!(personal::TABLES.iter().all(|table| table.class == Class::Trade));
        assert_eq!(Class::Trade.term().months, 36);
    }
}
