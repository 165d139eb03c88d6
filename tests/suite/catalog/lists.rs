//! Lists of goods: published by staff, read by everybody, changed by nobody.

use futures_util::future::join;
use kit::{nothing_changed, scenario};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use super::{PUBLISH, category, live, publish, rule};

const RULES: &str = "query ($where: GoodsRuleWhere!) { goodsRules(where: $where, first: 50) {
    nodes { list version channel country term action evidence isIllegal effectiveFrom
        effectiveTo } } }";

const HISTORY: &str = "{ goodsRuleHistory(where: {list: \"story\"}) { nodes { term version } } }";

scenario! {
    /// What the shop opens with stands on real texts of law.
    async fn the_shop_opens_with_lists_that_everybody_can_read(world) {
        let visitor = world.visitor();
        let all = visitor.run(RULES, json!({ "where": {} })).await.done();
        assert!(all.list("goodsRules.nodes").len() >= 15);
        let general = json!({ "where": { "list": "cn-general" } });
        let general = visitor.run(RULES, general).await.done();
        let general = general.list("goodsRules.nodes");
        let coins = general.iter().find(|rule| rule["term"] == "假币").expect("a rule");
        assert_eq!(coins["evidence"], "中华人民共和国中国人民银行法 第十九条");
        assert_eq!((&coins["action"], &coins["isIllegal"]), (&json!("BAN"), &json!(true)));
        let abroad = json!({ "where": { "country": "NZ", "channel": "EXPORT" } });
        let abroad = visitor.run(RULES, abroad).await.done();
        let named = |rule: &&Value| rule["country"] == "NZ";
        assert_eq!(abroad.list("goodsRules.nodes").iter().filter(named).count(), 1);
        assert!(abroad.list("goodsRules.nodes").iter().all(|rule| rule["country"] != "SG"));
        let nowhere = "{ goodsRules(where: {country: \"nz\"}) { nodes { id } } }";
        visitor.run(nowhere, json!({})).await.error("BAD_REQUEST");
    }

    async fn a_list_grows_by_versions_and_forgets_nothing(world) {
        let staff = world.staff("COMPLIANCE").await;
        let first = publish(world, &staff, &[rule(&json!({ "term": "one" }))]).await.done();
        assert_eq!(first.data("goodsListPublish.version.version"), &json!(1));
        let end = json!({ "term": "two", "effectiveTo": "2026-11-23T00:00:00Z" });
        let second = publish(world, &staff, &[rule(&end)]).await.done();
        assert_eq!(second.data("goodsListPublish.version.version"), &json!(2));
        world.later(kit::world::days(2)).await;
        let standing = json!({ "where": { "list": "story" } });
        let standing = world.visitor().run(RULES, standing).await.done();
        assert_eq!(standing.list("goodsRules.nodes").len(), 1);
        let mut staff = staff;
        staff.sign_in_again().await;
        let all = staff.run(HISTORY, json!({})).await.done();
        assert_eq!(all.list("goodsRuleHistory.nodes").len(), 2);
        for table in ["goods_rule", "goods_list_version"] {
            for wrong in [format!("UPDATE {table} SET id = id"), format!("DELETE FROM {table}")] {
                assert!(world.direct().execute_unprepared(&wrong).await.is_err(), "{wrong}");
            }
        }
    }

    async fn two_who_publish_at_once_do_not_overwrite_each_other(world) {
        let staff = world.staff("COMPLIANCE").await;
        let publish = |term: &str| {
            let rules = [rule(&json!({ "term": term }))];
            staff.act(PUBLISH, json!({ "list": "story", "afterVersion": 0, "rules": rules }))
        };
        let (one, two) = join(publish("one"), publish("two")).await;
        let refusals = [one.refusals(), two.refusals()].concat();
        assert_eq!(refusals, ["LIST_MOVED_ON"]);
        let published = "SELECT count(*) FROM goods_list_version WHERE list = 'story'";
        assert_eq!(world.count(published).await, 1);
    }

    async fn what_is_no_rule_is_refused(world) {
        let staff = world.staff("COMPLIANCE").await;
        let none = Value::Null;
        let of = |changes: Value| json!({ "rules": [rule(&changes)] });
        for (changes, code) in [
            (json!({ "list": "" }), "LIST_INVALID"),
            (json!({ "list": "Story" }), "LIST_INVALID"),
            (json!({ "list": "x".repeat(41) }), "LIST_INVALID"),
            (json!({ "rules": [] }), "RULE_COUNT_INVALID"),
            (json!({ "rules": vec![rule(&json!({})); 51] }), "RULE_COUNT_INVALID"),
            (of(json!({ "term": none })), "SCOPE_TOO_WIDE"),
            (of(json!({ "country": "XX" })), "COUNTRY_INVALID"),
            (of(json!({ "term": "" })), "TERM_INVALID"),
            (of(json!({ "term": "x".repeat(61) })), "TERM_INVALID"),
            (of(json!({ "term": "!!" })), "TERM_INVALID"),
            (of(json!({ "evidence": " " })), "EVIDENCE_INVALID"),
            (of(json!({ "action": "RESTRICT", "isIllegal": true })), "ILLEGAL_WITHOUT_BAN"),
            (of(json!({ "effectiveFrom": "2026-11-22T01:59:59Z" })), "EFFECTIVE_IN_PAST"),
            (of(json!({ "effectiveTo": "2026-11-22T01:59:59Z" })), "EFFECTIVE_TO_INVALID"),
            (of(json!({ "categoryId": "category_019a0000000070008000000000000009" })),
                "CATEGORY_NOT_FOUND"),
            (json!({ "afterVersion": 1 }), "LIST_MOVED_ON"),
            (json!({ "afterVersion": -1 }), "LIST_MOVED_ON"),
        ] {
            let rules = [rule(&json!({}))];
            let mut input = json!({ "list": "story", "afterVersion": 0, "rules": rules });
            for (name, value) in changes.as_object().into_iter().flatten() {
                input[name] = value.clone();
            }
            nothing_changed(world, staff.act(PUBLISH, input)).await.refused(code);
        }
    }

    async fn only_compliance_staff_publish_and_see_the_queue(world) {
        let (ana, shop) = world.seller("ana").await;
        let risk = world.staff("RISK").await;
        let tea_category = category(world).await;
        let _ = live(world, &ana, &shop, &tea_category).await;
        for stranger in [&ana, &risk] {
            let rules = [rule(&json!({}))];
            let act = publish(world, stranger, &rules);
            nothing_changed(world, act).await.error("FORBIDDEN");
            stranger.run(HISTORY, json!({})).await.error("FORBIDDEN");
            let queue = "{ productQueue { nodes { foundAt } } }";
            stranger.run(queue, json!({})).await.error("FORBIDDEN");
        }
    }
}
