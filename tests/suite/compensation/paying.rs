//! Who pays, and until when.

use fairstall::compensation::{Advance, AdvanceGround, Compensation, pay_in_advance};
use futures_util::future::{join, join_all};
use kit::{Actor, nothing_changed, scenario, seconds};
use platform::kernel::Id;
use platform::transitions::Actor as Mover;
use platform::{Failure, transaction};
use serde_json::json;
use time::Duration;

use super::{act, approved, bought, cast, holds, lost, open, promised, see, state, wallet};
use crate::fulfilment::{instant, until};
use crate::ledger::minor;
use crate::operators::admit;
use crate::orders::another_shop;
use crate::settlement::{payable, receivable, uuid};

async fn pay(owner: &Actor<'_>, id: &str) -> kit::Answer {
    act(owner, "compensationPay", json!({ "id": id })).await
}

scenario! {
    /// The shop has its day: a second before its end it pays itself, at its end the platform does.
    async fn cp_the_shop_has_a_day_and_then_the_platform_pays(world) {
        let mut cast = cast(world).await;
        let mut ids = Vec::new();
        for number in [1, 2] {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            ids.push(lost(&cast.desk, order, 700).await);
        }
        holds(world, payable(&cast.tea.id), 1_000).await;
        for id in &ids {
            let _ = approved(&cast.judge, id).await.done();
        }
        let by = instant(&see(&cast.ana, &ids[0]).await["payBy"]);
        let now = world.app().now();
        assert_eq!(by - now, Duration::hours(24));
        until(world, by, -Duration::minutes(2)).await;
        cast.tea.owner.sign_in_again().await;
        until(world, by, -Duration::seconds(1)).await;
        cast.ana.wake().await;
        for id in &ids {
            assert_eq!(state(&see(&cast.ana, id).await), "APPROVED");
        }
        let paid = pay(&cast.tea.owner, &ids[0]).await.done();
        assert_eq!(state(paid.data("compensationPay.compensation")), "PAID_SELLER");
        nothing_changed(world, pay(&cast.tea.owner, &ids[0])).await.refused("NOT_DUE");
        nothing_changed(world, pay(&cast.tea.owner, &ids[1])).await.refused("SHORT");
        until(world, by, Duration::ZERO).await;
        cast.ana.wake().await;
        let seen = see(&cast.ana, &ids[1]).await;
        assert_eq!((state(&seen), &seen["advanceGround"]), ("PAID_ADVANCE", &json!("NOT_PAID_IN_TIME")));
        assert_eq!(minor(world.app(), wallet(&cast.ana)).await, 1_400);
        assert_eq!(minor(world.app(), receivable(&cast.tea.id)).await, -400);
        world.later(seconds(1)).await;
        cast.tea.owner.wake().await;
        nothing_changed(world, pay(&cast.tea.owner, &ids[1])).await.refused("NOT_DUE");
    }

    /// A clock that is late opens no door: the day is over all the same.
    async fn cp_after_its_day_the_shop_pays_nothing_itself(world) {
        let mut cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 700).await;
        holds(world, payable(&cast.tea.id), 1_000).await;
        let _ = approved(&cast.judge, &id).await.done();
        let by = instant(&see(&cast.ana, &id).await["payBy"]);
        until(world, by, -Duration::minutes(1)).await;
        cast.tea.owner.sign_in_again().await;
        // Nothing fires meanwhile.
        world.pass((by - world.app().now()).try_into().unwrap());
        nothing_changed(world, pay(&cast.tea.owner, &id)).await.refused("TOO_LATE");
        world.settle().await;
        cast.ana.wake().await;
        assert_eq!(state(&see(&cast.ana, &id).await), "PAID_ADVANCE");
    }

    /// Many at once, by the shop and by two servers: it is paid once.
    async fn cp_two_payers_at_once_pay_once(world) {
        let mut cast = cast(world).await;
        let mut paid = 0;
        for number in 1..=4 {
            let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
            let id = lost(&cast.desk, order, 700).await;
            holds(world, payable(&cast.tea.id), 10_000).await;
            cast.judge.wake().await;
            let _ = approved(&cast.judge, &id).await.done();
            cast.tea.owner.sign_in_again().await;
            let other = world.another_server().await;
            let key = Id::<Compensation>::from_uuid(uuid(&id));
            let asked = Advance { ground: AdvanceGround::Promised, actor: Mover::SYSTEM };
            let platform = async || -> bool {
                let told: Result<_, Failure> = Box::pin(async {
                    transaction!(&other, |tx| { pay_in_advance(tx, key, asked).await })
                })
                .await;
                told.unwrap().is_ok()
            };
            let shops = join_all((0..3).map(|_| pay(&cast.tea.owner, &id)));
            let platforms = join_all((0..2).map(|_| platform()));
            let (shops, platforms) = join(shops, platforms).await;
            let by_shop = shops.iter().filter(|one| one.refusals().is_empty()).count();
            let by_platform = platforms.iter().filter(|done| **done).count();
            assert_eq!(by_shop + by_platform, 1);
            paid += 700;
            assert_eq!(minor(world.app(), wallet(&cast.ana)).await, paid);
            cast.fresh().await;
        }
    }

    /// Strangers find nothing; members whose role is too low are told so.
    async fn strangers_pay_and_contest_nothing(world) {
        let mut cast = cast(world).await;
        let mut cups = another_shop(world, "cups").await;
        let mut carl = world.careful_person("carl").await;
        cast.fresh().await;
        admit(&cast.tea.owner, &cast.tea.id, &carl, "SUPPORT").await;
        world.settle().await;
        cups.owner.sign_in_again().await;
        carl.sign_in_again().await;
        cast.fresh().await;
        cups.owner.sign_in_again().await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let id = lost(&cast.desk, order, 700).await;
        let _ = approved(&cast.judge, &id).await.done();
        let contest = json!({ "id": id, "text": "It was not so." });
        for stranger in [&cups.owner, &cast.ana] {
            nothing_changed(world, pay(stranger, &id)).await.refused("COMPENSATION_NOT_FOUND");
            let told = act(stranger, "compensationContest", contest.clone());
            nothing_changed(world, told).await.refused("COMPENSATION_NOT_FOUND");
        }
        carl.sign_in_again().await;
        nothing_changed(world, pay(&carl, &id)).await.refused("ROLE_TOO_LOW");
        let told = act(&carl, "compensationContest", contest.clone());
        nothing_changed(world, told).await.refused("ROLE_TOO_LOW");
        for name in ["compensationApprove", "compensationContestDecide", "compensationWriteOff"] {
            let mut input = json!({ "id": id });
            if name == "compensationContestDecide" {
                input["isGranted"] = json!(true);
            }
            nothing_changed(world, act(&carl, name, input)).await.error("FORBIDDEN");
        }
        assert!(see(&cups.owner, &id).await.is_null());
        assert!(!see(&carl, &id).await.is_null());
    }

    /// Whoever is asked first about unsafe food pays first; about anything else it does not.
    async fn cp_unsafe_food_is_paid_for_at_once_by_who_is_asked_first(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        let opened = open(&cast.desk, order, "UNSAFE_FOOD", json!({})).await.done();
        let id = opened.text("compensationOpen.compensation.id");
        let at_once = json!({ "id": id, "payAtOnce": "FIRST_CONTACT" });
        let paid = act(&cast.judge, "compensationApprove", at_once).await.done();
        let seen = paid.data("compensationApprove.compensation");
        assert_eq!((state(seen), &seen["advanceGround"]), ("PAID_ADVANCE", &json!("FIRST_CONTACT")));
        assert_eq!(minor(world.app(), wallet(&cast.ana)).await, 100_000);
    }

    /// Everybody is written to: buyer and owners, at each step that concerns them.
    async fn cp_buyer_and_shop_are_told(world) {
        let cast = cast(world).await;
        let order = bought(world, &cast.tea, (1, &cast.ana), 10_000).await;
        world.settle().await;
        let about = |email: &str| {
            let letters = world.letters_to(email);
            letters.iter().filter(|letter| letter.subject.starts_with("Fairstall：赔")).count()
        };
        let id = lost(&cast.desk, order, 700).await;
        world.settle().await;
        assert_eq!((about(&cast.ana.email), about(&cast.tea.owner.email)), (1, 1));
        let _ = promised(&cast.judge, &id).await.done();
        world.settle().await;
        // Approved, and paid.
        assert_eq!((about(&cast.ana.email), about(&cast.tea.owner.email)), (3, 3));
    }
}
