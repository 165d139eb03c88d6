//! Shops and the people who act for them.

use kit::{Actor, Answer, nothing_changed, scenario};
use serde_json::json;

use crate::social::picture;

const OPEN: &str = "mutation ($input: OperatorOpenInput!) { operatorOpen(input: $input) {
    operator { id handle name about viewerRole } userErrors { code field } } }";

const ADMIT: &str = "mutation ($input: OperatorMemberAdmitInput!) {
    operatorMemberAdmit(input: $input) { operator { id } userErrors { code } } }";

const DISMISS: &str = "mutation ($input: OperatorMemberDismissInput!) {
    operatorMemberDismiss(input: $input) { operator { id } userErrors { code } } }";

const LOGO: &str = "mutation ($input: OperatorLogoSetInput!) { operatorLogoSet(input: $input) {
    operator { logo { url } } userErrors { code } } }";

const MINE: &str = "{ myOperators { role operator { id handle } } }";

async fn admit(owner: &Actor<'_>, shop: &str, who: &str, role: &str) -> Answer {
    owner.act(ADMIT, json!({ "operatorId": shop, "userId": who, "role": role })).await
}

async fn dismiss(actor: &Actor<'_>, shop: &str, who: &str) -> Answer {
    actor.act(DISMISS, json!({ "operatorId": shop, "userId": who })).await
}

scenario! {
    async fn a_shop_is_opened_and_found_by_id_and_by_handle(world) {
        let (ana, shop) = world.seller("ana").await;
        let mine = ana.run(MINE, json!({})).await.done();
        assert_eq!(mine.text("myOperators.0.role"), "OWNER");
        assert_eq!(mine.text("myOperators.0.operator.id"), shop);
        let by = "query ($by: OperatorBy!) { operator(by: $by) { id viewerRole } }";
        let visitor = world.visitor();
        let found = visitor.run(by, json!({ "by": { "handle": "SHOP_ANA" } })).await.done();
        assert_eq!(found.text("operator.id"), shop);
        assert!(found.data("operator.viewerRole").is_null());
        let found = visitor.run(by, json!({ "by": { "id": shop } })).await.done();
        assert_eq!(found.text("operator.id"), shop);
    }

    async fn what_is_no_shop_is_refused(world) {
        let plain = world.person("plain").await;
        let input = |handle: &str, name: &str, about: &str| {
            json!({ "handle": handle, "name": name, "about": about })
        };
        let open = plain.act(OPEN, input("teahouse", "Tea", ""));
        nothing_changed(world, open).await.refused("SECOND_FACTOR_NEEDED");
        let ana = world.careful_person("ana").await;
        let long = "x".repeat(1001);
        for (wrong, code) in [
            (input("1tea", "Tea", ""), "HANDLE_INVALID"),
            (input("teahouse", " ", ""), "NAME_INVALID"),
            (input("teahouse", "Tea", &long), "ABOUT_INVALID"),
        ] {
            nothing_changed(world, ana.act(OPEN, wrong)).await.refused(code);
        }
        let _ = ana.act(OPEN, input("teahouse", "Tea", "")).await.done();
        world.settle().await;
        let taken = ana.act(OPEN, input("TeaHouse", "Other", ""));
        nothing_changed(world, taken).await.refused("HANDLE_TAKEN");
    }

    async fn only_owners_admit_and_the_last_one_stays(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        let eve = world.careful_person("eve").await;
        let by_stranger = admit(&eve, &shop, &eve.id, "OWNER");
        nothing_changed(world, by_stranger).await.refused("OPERATOR_NOT_FOUND");
        let _ = admit(&ana, &shop, &bob.id, "MANAGER").await.done();
        nothing_changed(world, admit(&bob, &shop, &eve.id, "SUPPORT")).await.refused("OWNER_ONLY");
        nothing_changed(world, dismiss(&bob, &shop, &ana.id)).await.refused("OWNER_ONLY");
        let nobody = "user_019a0000000070008000000000000001";
        nothing_changed(world, admit(&ana, &shop, nobody, "OWNER")).await.refused("USER_NOT_FOUND");
        nothing_changed(world, admit(&ana, &shop, &ana.id, "MANAGER")).await.refused("LAST_OWNER");
        nothing_changed(world, dismiss(&ana, &shop, &ana.id)).await.refused("LAST_OWNER");
        nothing_changed(world, dismiss(&ana, &shop, &eve.id)).await.refused("NOT_MEMBER");
        let _ = dismiss(&bob, &shop, &bob.id).await.done();
        nothing_changed(world, dismiss(&bob, &shop, &bob.id)).await.refused("OPERATOR_NOT_FOUND");
    }

    async fn a_member_needs_a_second_factor_in_this_session(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.person("bob").await;
        let _ = admit(&ana, &shop, &bob.id, "OWNER").await.done();
        let act = admit(&bob, &shop, &bob.id, "OWNER");
        nothing_changed(world, act).await.refused("SECOND_FACTOR_NEEDED");
        nothing_changed(world, dismiss(&bob, &shop, &ana.id)).await.refused("SECOND_FACTOR_NEEDED");
    }

    /// Two owners who dismiss each other at the same moment do not leave a shop without one.
    async fn two_owners_at_once_leave_one(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        let _ = admit(&ana, &shop, &bob.id, "OWNER").await.done();
        let both = tokio::join!(dismiss(&ana, &shop, &bob.id), dismiss(&bob, &shop, &ana.id));
        let done = [both.0, both.1].iter().filter(|answer| answer.refusals().is_empty()).count();
        assert_eq!(done, 1);
        let owners = world.count("SELECT count(*) FROM operator_member WHERE role = 'OWNER'").await;
        assert_eq!(owners, 1);
    }

    async fn a_logo_is_shown_by_managers_and_owners(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        let (own, theirs) = (picture(world, &ana).await, picture(world, &bob).await);
        let input = |image: &str| json!({ "operatorId": shop, "imageId": image });
        nothing_changed(world, bob.act(LOGO, input(&theirs))).await.refused("OPERATOR_NOT_FOUND");
        let _ = admit(&ana, &shop, &bob.id, "SUPPORT").await.done();
        nothing_changed(world, bob.act(LOGO, input(&theirs))).await.refused("ROLE_TOO_LOW");
        nothing_changed(world, ana.act(LOGO, input(&theirs))).await.refused("IMAGE_INVALID");
        let shown = ana.act(LOGO, input(&own)).await.done();
        assert!(shown.text("operatorLogoSet.operator.logo.url").contains("/media/"));
        nothing_changed(world, ana.act(LOGO, input(&own))).await.refused("IMAGE_INVALID");
    }
}
