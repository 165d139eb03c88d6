//! D20: refresh tokens rotate, each works once, and a copy is noticed.

use kit::{days, machinery, minutes};

use super::desk::{Desk, reactions};

machinery! {
    with reactions();

    async fn d20_tokens_rotate(world) {
        let desk = Desk::new(world);
        let mut ana = desk.register("ana").await;
        for _ in 0..3 {
            world.pass(minutes(10));
            assert_eq!(desk.me(&ana.access, "locale").await.unwrap_err(), "UNAUTHENTICATED");
            let next = desk.refresh(&ana.refresh).await.signed_in();
            assert_ne!(next.refresh, ana.refresh);
            assert_eq!(next.session, ana.session);
            ana = next;
            desk.me(&ana.access, "locale").await.unwrap();
        }
        let stored = world.ask("SELECT hash FROM refresh_token").await.join(" ");
        assert!(!stored.contains(&ana.refresh), "a refresh token is stored in the clear");
    }

    async fn d20_a_lost_response_gets_another_successor(world) {
        let desk = Desk::new(world);
        let first = desk.register("ana").await;
        let lost = desk.refresh(&first.refresh).await.signed_in();
        let second = desk.refresh(&first.refresh).await.signed_in();
        assert_ne!(lost.refresh, second.refresh);
        desk.refresh(&second.refresh).await.signed_in();
        let live = "SELECT count(*) FROM refresh_token WHERE used_at IS NULL \
                    AND superseded_at IS NULL";
        assert_eq!(world.count(live).await, 1, "one live branch");
    }

    async fn d20_a_replay_ends_the_family(world) {
        let desk = Desk::new(world);
        let first = desk.register("ana").await;
        let second = desk.refresh(&first.refresh).await.signed_in();
        let third = desk.refresh(&second.refresh).await.signed_in();
        assert_eq!(desk.refresh(&first.refresh).await.refusal(), "REFRESH_TOKEN_REUSED");
        assert_eq!(desk.refresh(&third.refresh).await.refusal(), "REFRESH_TOKEN_INVALID");
        world.pass(kit::seconds(3));
        assert_eq!(desk.me(&third.access, "locale").await.unwrap_err(), "UNAUTHENTICATED");
        assert_eq!(world.ask("SELECT end_cause FROM session").await, ["REPLAY"]);
        assert_eq!(desk.refresh("fsr_nonsense").await.refusal(), "REFRESH_TOKEN_INVALID");
    }

    /// Both tabs held the same token. The later one goes on; when the earlier one shows what it
    /// got, two parties hold the family, and it ends.
    async fn d20_two_tabs_leave_one_live_branch(world) {
        let desk = Desk::new(world);
        let shared = desk.register("ana").await;
        let one = desk.refresh(&shared.refresh).await.signed_in();
        let other = desk.refresh(&shared.refresh).await.signed_in();
        let other = desk.refresh(&other.refresh).await.signed_in();
        assert_eq!(desk.refresh(&one.refresh).await.refusal(), "REFRESH_TOKEN_REUSED");
        assert_eq!(desk.refresh(&other.refresh).await.refusal(), "REFRESH_TOKEN_INVALID");
    }

    /// At the very same moment, on two servers: still one live branch.
    async fn d20_two_tabs_at_once(world) {
        let here = Desk::new(world);
        let there = Desk::on(world, world.another_server().await);
        let ana = here.register("ana").await;
        let (one, other) =
            futures_util::join!(here.refresh(&ana.refresh), there.refresh(&ana.refresh));
        one.signed_in();
        other.signed_in();
        let live = "SELECT count(*) FROM refresh_token WHERE used_at IS NULL \
                    AND superseded_at IS NULL";
        assert_eq!(world.count(live).await, 1);
    }

    async fn a_family_lives_thirty_days(world) {
        let desk = Desk::new(world);
        let mut ana = desk.register("ana").await;
        for _ in 0..29 {
            world.pass(days(1));
            ana = desk.refresh(&ana.refresh).await.signed_in();
        }
        world.pass(days(1));
        assert_eq!(desk.refresh(&ana.refresh).await.refusal(), "REFRESH_TOKEN_INVALID");
    }
}
