//! How long it is known what somebody was told.

use fairstall::notices::NoticeKind;
use kit::{days, scenario};
use serde_json::json;

use super::{list, notice, told};
use crate::data_rights::HOLD;

scenario! {
    async fn forgotten_after_half_a_year(world) {
        let mut ana = world.person("ana").await;
        told(world, &[notice(&ana, NoticeKind::ComplaintClosed, 1)]).await;
        world.later(days(100)).await;
        told(world, &[notice(&ana, NoticeKind::ComplaintClosed, 2)]).await;
        world.later(days(79)).await;
        let left = "SELECT count(*) FROM account_notice";
        assert_eq!(world.count(left).await, 2);
        world.later(days(1)).await;
        assert_eq!(world.count(left).await, 1);
        ana.sign_in_again().await;
        let subject = list(&ana).await[0]["subjectId"].clone();
        assert_eq!(subject, "complaint_00000000000000000000000000000002");
    }

    /// RT-5: what somebody needs for a proceeding stays until the hold is lifted.
    async fn rt_5_held_for_longer(world) {
        let (ana, staff) = (world.person("ana").await, world.staff("COMPLIANCE").await);
        told(world, &[notice(&ana, NoticeKind::ComplaintClosed, 1)]).await;
        let hold = json!({ "targetId": ana.id, "reason": "A court asks." });
        let _ = staff.act(HOLD, hold).await.done();
        world.later(days(181)).await;
        let left = "SELECT count(*) FROM account_notice";
        assert_eq!(world.count(left).await, 1);
        let now = world.app().clock().now_millis();
        let lift = format!(
            "UPDATE legal_hold SET lifted_at = {now}, lifted_by = set_by, lift_reason = 'Over.'"
        );
        world.run(&lift).await;
        world.later(days(31)).await;
        assert_eq!(world.count(left).await, 0);
    }

    /// PD-4: it goes with the account, and nothing is told to nobody.
    async fn pd_4_erased_with_the_account(world) {
        let (mut ana, bob) = (world.person("ana").await, world.person("bob").await);
        let both = [1, 2].map(|number| notice(&ana, NoticeKind::ComplaintExecuted, number));
        told(world, &both).await;
        told(world, &[notice(&bob, NoticeKind::ComplaintExecuted, 1)]).await;
        ana.sign_in_again().await;
        let _ = ana.say("mutation { accountClose { userErrors { code } } }").await.done();
        world.settle().await;
        let left = "SELECT count(*) FROM account_notice";
        assert_eq!(world.count(left).await, 1, "bob's");
        let _ = world.letters();
        told(world, &[notice(&ana, NoticeKind::ComplaintExecuted, 3)]).await;
        assert_eq!((world.count(left).await, world.letters().len()), (1, 0));
    }
}
