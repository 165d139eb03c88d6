//! Loading the demo: everything is there, nothing is there twice, and every law holds.

use fairstall::demo::{self, Options, Outcome};
use fairstall::worker;
use kit::world::Reactions;
use kit::{World, machinery, nothing_changed};

const BLANK: Options = Options { force: false, blank_pictures: true };

fn reactions() -> Reactions {
    Reactions { consumers: worker::consumers(), timers: worker::timers() }
}

async fn load(world: &World, options: Options) -> Outcome {
    demo::load_with(world.app(), options, &|_| {}).await.expect("a demo that loads")
}

async fn count(world: &World, what: &str) -> usize {
    let counted = world.ask(&format!("SELECT count(*) FROM {what}")).await;
    counted.first().and_then(|text| text.parse().ok()).expect("a count")
}

machinery! {
    with reactions();

    /// What the README promises is there, and a second load changes nothing.
    async fn the_town_is_whole_and_is_founded_once(world) {
        assert_eq!(load(world, BLANK).await, Outcome::Loaded);
        world.settle().await;
        for (what, promised) in [
            ("account", 40),
            ("operator WHERE logo_id IS NOT NULL", 12),
            ("category", 10),
            ("product WHERE state = 'LIVE'", 200),
            ("sku", 500),
            ("post WHERE state = 'PUBLISHED'", 150),
            ("trade_order WHERE state = 'CANCELLED'", 1),
            ("trade_order WHERE state = 'SIGNED'", 1),
            ("trade_order WHERE state = 'SHIPPED'", 4),
            ("trade_order WHERE state = 'PAID'", 1),
            ("trade_order WHERE state = 'TO_SHIP'", 1),
            ("trade_order WHERE state = 'FORMING'", 2),
            ("group_buy WHERE state = 'FORMING' AND missing = 1", 1),
            ("group_buy WHERE state = 'FULFILLING' AND paid = size", 1),
            ("price_cut WHERE state = 'IN_PROGRESS' AND helps = 2 AND seed IS NULL", 1),
            ("price_cut WHERE state = 'ORDERED' AND price_minor = floor_minor", 1),
            ("price_cut_help WHERE state <> 'COUNTED'", 0),
            ("shipping_claim", 0),
        ] {
            assert_eq!(count(world, what).await, promised, "{what}");
        }
        assert!(count(world, "post_like").await > 400);
        assert!(count(world, "post_comment").await > 200);
        assert!(count(world, "follow").await > 150);
        let unlabelled = "post WHERE relation <> 'NONE' AND NOT ad_label";
        assert_eq!(count(world, unlabelled).await, 0);
        let untagged = "post WHERE NOT EXISTS \
                        (SELECT 1 FROM post_tag WHERE post_tag.post_id = post.id)";
        assert_eq!(count(world, untagged).await, 0);
        assert_eq!(count(world, "upload WHERE state <> 'ATTACHED'").await, 0);
        // Some goods may not go everywhere, and every lowered price says what it was.
        let abroad = "product_rule_hit JOIN product ON product.id = product_id \
                      WHERE title = 'Wildflower honey' AND state = 'LIVE'";
        assert_eq!(count(world, abroad).await, 1);
        assert!(count(world, "sku WHERE compared_minor IS NOT NULL").await > 50);
        assert!(count(world, "operator_permit").await >= 4);
        nothing_changed(world, async {
            assert_eq!(load(world, BLANK).await, Outcome::AlreadyLoaded);
        })
        .await;
    }

    /// Its past is in the past, and in order: nobody answers before they were asked.
    async fn nothing_happens_before_its_time(world) {
        load(world, BLANK).await;
        let now = platform::clock::to_millis(world.app().now());
        for (early, table) in [
            (format!("joined_at > {now}"), "account"),
            (format!("published_at > {now} OR published_at < created_at"), "post"),
            ("created_at < (SELECT published_at FROM post WHERE post.id = post_id)".to_owned(),
                "post_comment"),
            ("liked_at < (SELECT published_at FROM post WHERE post.id = post_id)".to_owned(),
                "post_like"),
        ] {
            assert_eq!(count(world, &format!("{table} WHERE {early}")).await, 0, "{table}");
        }
    }
}
