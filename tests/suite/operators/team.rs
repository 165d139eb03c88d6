//! Nobody acts for a shop without having been asked.

use kit::{Actor, Answer, days, nothing_changed, scenario};
use serde_json::json;

use super::{ACCEPT, INVITE, MINE};
use crate::social::uuid;

const DECLINE: &str = "mutation ($input: OperatorInvitationDeclineInput!) {
    operatorInvitationDecline(input: $input) { invitation { state } userErrors { code } } }";

const WITHDRAW: &str = "mutation ($input: OperatorInvitationWithdrawInput!) {
    operatorInvitationWithdraw(input: $input) { invitation { state } userErrors { code } } }";

async fn invite(owner: &Actor<'_>, shop: &str, handle: &str) -> Answer {
    let input = json!({ "operatorId": shop, "handle": handle, "role": "MANAGER" });
    owner.act(INVITE, input).await
}

async fn invited(owner: &Actor<'_>, shop: &str, handle: &str) -> (String, String) {
    let invited = invite(owner, shop, handle).await.done();
    (
        invited.text("operatorMemberInvite.invited.invitation.id"),
        invited.text("operatorMemberInvite.invited.token"),
    )
}

async fn accept(who: &Actor<'_>, id: &str, token: &str) -> Answer {
    who.act(ACCEPT, json!({ "invitationId": id, "token": token })).await
}

scenario! {
    async fn who_is_asked_says_yes_with_the_token(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.person("bob").await;
        let (id, token) = invited(&ana, &shop, "BOB").await;
        world.settle().await;
        assert!(world.letters_to(&bob.email).iter().any(|l| l.text.contains("邀请您")));
        assert!(!world.letters_to(&bob.email).iter().any(|l| l.text.contains(&token)));
        let asked = "{ myOperatorInvitations { id role operator { id } } }";
        let asked = bob.say(asked).await.done();
        assert_eq!(asked.text("myOperatorInvitations.0.id"), id);
        nothing_changed(world, accept(&bob, &id, "guess")).await.refused("INVITATION_NOT_FOUND");
        let _ = accept(&bob, &id, &token).await.done();
        assert_eq!(bob.run(MINE, json!({})).await.done().text("myOperators.0.role"), "MANAGER");
        nothing_changed(world, accept(&bob, &id, &token)).await.refused("NOT_OPEN");
        nothing_changed(world, invite(&ana, &shop, "bob")).await.refused("ALREADY_MEMBER");
    }

    /// The token alone is not enough: it is good for the person who was asked.
    async fn a_token_in_other_hands_opens_nothing(world) {
        let (ana, shop) = world.seller("ana").await;
        let _bob = world.person("bob").await;
        let eve = world.person("eve").await;
        let (id, token) = invited(&ana, &shop, "bob").await;
        world.settle().await;
        nothing_changed(world, accept(&eve, &id, &token)).await.refused("INVITATION_NOT_FOUND");
        let no = eve.act(DECLINE, json!({ "invitationId": id }));
        nothing_changed(world, no).await.refused("INVITATION_NOT_FOUND");
        let no = eve.act(WITHDRAW, json!({ "invitationId": id }));
        nothing_changed(world, no).await.refused("INVITATION_NOT_FOUND");
    }

    async fn only_owners_ask(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        let cat = world.person("cat").await;
        let (eve, _) = world.seller("eve").await;
        crate::operators::admit(&ana, &shop, &bob, "MANAGER").await;
        crate::operators::admit(&ana, &shop, &cat, "OWNER").await;
        world.settle().await;
        nothing_changed(world, invite(&eve, &shop, "eve")).await.refused("OPERATOR_NOT_FOUND");
        nothing_changed(world, invite(&bob, &shop, "eve")).await.refused("OWNER_ONLY");
        nothing_changed(world, invite(&cat, &shop, "eve")).await.refused("SECOND_FACTOR_NEEDED");
        nothing_changed(world, invite(&ana, &shop, "nobody_here")).await.refused("USER_NOT_FOUND");
        let (id, _) = invited(&ana, &shop, "eve").await;
        world.settle().await;
        nothing_changed(world, invite(&ana, &shop, "eve")).await.refused("ALREADY_INVITED");
        let withdraw = json!({ "invitationId": id });
        nothing_changed(world, bob.act(WITHDRAW, withdraw.clone())).await.refused("OWNER_ONLY");
        let no = cat.act(WITHDRAW, withdraw.clone());
        nothing_changed(world, no).await.refused("SECOND_FACTOR_NEEDED");
        let _ = ana.act(WITHDRAW, withdraw.clone()).await.done();
        nothing_changed(world, ana.act(WITHDRAW, withdraw.clone())).await.refused("NOT_OPEN");
        nothing_changed(world, eve.act(DECLINE, withdraw)).await.refused("NOT_OPEN");
        let _ = invited(&ana, &shop, "eve").await;
    }

    async fn an_answer_comes_within_seven_days(world) {
        let (ana, shop) = world.seller("ana").await;
        let mut bob = world.person("bob").await;
        let (id, token) = invited(&ana, &shop, "bob").await;
        world.settle().await;
        world.pass(days(7));
        bob.sign_in_again().await;
        nothing_changed(world, accept(&bob, &id, &token)).await.refused("NOT_OPEN");
        let open = "SELECT state FROM operator_invitation";
        assert_eq!(world.ask(open).await, ["EXPIRED"]);
        let mut ana = ana;
        ana.sign_in_again().await;
        let (id, _) = invited(&ana, &shop, "bob").await;
        let _ = bob.act(DECLINE, json!({ "invitationId": id })).await.done();
    }

    async fn fifty_are_asked_at_a_time(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.person("bob").await;
        let (shop_id, who) = (uuid(world, &shop), uuid(world, &ana.id));
        for n in 0..50_u32 {
            let id = uuid(world, &format!("invitation_019a00000000700080000001{n:08x}"));
            // Closed ones of one person do not count: these are open, of accounts of their own.
            let account = uuid(world, &format!("user_019a00000000700080000002{n:08x}"));
            world.run(&format!("INSERT INTO account (id, handle, handle_folded, display_name, bio, \
                locale, age_band, state, joined_at) VALUES ({account}, 'hand{n}', 'hand{n}', 'h', '', \
                'en', 'ADULT', 'ACTIVE', 1)")).await;
            world.run(&format!("INSERT INTO operator_invitation (id, operator_id, account_id, role, \
                state, token_hash, invited_by, invited_at, expires_at) VALUES ({id}, {shop_id}, \
                {account}, 'SUPPORT', 'OPEN', '{}', {who}, 1, 2)", "0".repeat(64))).await;
        }
        nothing_changed(world, invite(&ana, &shop, &bob.handle)).await.refused("TOO_MANY_OPEN");
    }

    async fn a_child_without_a_guardian_acts_for_no_shop(world) {
        let (ana, shop) = world.seller("ana").await;
        let kim = world.person_of("kim", "UNDER_14").await;
        let (id, token) = invited(&ana, &shop, "kim").await;
        world.settle().await;
        nothing_changed(world, accept(&kim, &id, &token)).await.refused("ACCOUNT_RESTRAINED");
    }
}
