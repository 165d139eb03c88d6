//! Shops, the people who act for them, and the proof of who they are.

mod consented;
mod documents;
mod law;
mod listing;
mod registering;
mod reveal;
mod review;
mod standing;
pub mod story;
mod team;
mod transfer;
mod verification;

use kit::{Actor, Answer, nothing_changed, scenario};
use serde_json::json;

use crate::social::picture;

const OPEN: &str = "mutation ($input: OperatorOpenInput!) { operatorOpen(input: $input) {
    operator { id handle name about viewerRole } userErrors { code field } } }";

const INVITE: &str = "mutation ($input: OperatorMemberInviteInput!) {
    operatorMemberInvite(input: $input) { invited { token invitation { id state role expiresAt
        user { id } } } userErrors { code } } }";

const ACCEPT: &str = "mutation ($input: OperatorInvitationAcceptInput!) {
    operatorInvitationAccept(input: $input) { invitation { state } userErrors { code } } }";

const SET_ROLE: &str = "mutation ($input: OperatorMemberRoleSetInput!) {
    operatorMemberRoleSet(input: $input) { operator { id } userErrors { code } } }";

const DISMISS: &str = "mutation ($input: OperatorMemberDismissInput!) {
    operatorMemberDismiss(input: $input) { operator { id } userErrors { code } } }";

const LOGO: &str = "mutation ($input: OperatorLogoSetInput!) { operatorLogoSet(input: $input) {
    operator { logo { url } } userErrors { code } } }";

const MINE: &str = "{ myOperators { role operator { id handle } } }";

const SUSPEND: &str = "mutation ($input: OperatorSuspendInput!) { operatorSuspend(input: $input) {
    operator { state } userErrors { code } } }";

const REINSTATE: &str =
    "mutation ($input: OperatorReinstateInput!) { operatorReinstate(input: $input) {
    operator { state } userErrors { code } } }";

/// Stops a shop, or lets it go on.
async fn suspend(staff: &Actor<'_>, verb: &str, shop: &str) -> Answer {
    staff.act(verb, json!({ "operatorId": shop, "reason": "a look at its goods" })).await
}

/// Invites a person, who accepts.
pub async fn admit(owner: &Actor<'_>, shop: &str, who: &Actor<'_>, role: &str) {
    let input = json!({ "operatorId": shop, "handle": who.handle, "role": role });
    let invited = owner.act(INVITE, input).await.done();
    let input = json!({
        "invitationId": invited.text("operatorMemberInvite.invited.invitation.id"),
        "token": invited.text("operatorMemberInvite.invited.token"),
    });
    let _ = who.act(ACCEPT, input).await.done();
}

pub async fn set_role(owner: &Actor<'_>, shop: &str, who: &str, role: &str) -> Answer {
    owner.act(SET_ROLE, json!({ "operatorId": shop, "userId": who, "role": role })).await
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

    async fn only_owners_change_roles_and_the_last_one_stays(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        let eve = world.careful_person("eve").await;
        let by_stranger = set_role(&eve, &shop, &eve.id, "OWNER");
        nothing_changed(world, by_stranger).await.refused("OPERATOR_NOT_FOUND");
        admit(&ana, &shop, &bob, "MANAGER").await;
        world.settle().await;
        let up = set_role(&bob, &shop, &bob.id, "OWNER");
        nothing_changed(world, up).await.refused("OWNER_ONLY");
        nothing_changed(world, dismiss(&bob, &shop, &ana.id)).await.refused("OWNER_ONLY");
        let nobody = "user_019a0000000070008000000000000001";
        let unknown = set_role(&ana, &shop, nobody, "OWNER");
        nothing_changed(world, unknown).await.refused("NOT_MEMBER");
        let outside = set_role(&ana, &shop, &eve.id, "OWNER");
        nothing_changed(world, outside).await.refused("NOT_MEMBER");
        let last = set_role(&ana, &shop, &ana.id, "MANAGER");
        nothing_changed(world, last).await.refused("LAST_OWNER");
        nothing_changed(world, dismiss(&ana, &shop, &ana.id)).await.refused("LAST_OWNER");
        nothing_changed(world, dismiss(&ana, &shop, &eve.id)).await.refused("NOT_MEMBER");
        let _ = dismiss(&bob, &shop, &bob.id).await.done();
        nothing_changed(world, dismiss(&bob, &shop, &bob.id)).await.refused("OPERATOR_NOT_FOUND");
    }

    async fn a_member_needs_a_second_factor_in_this_session(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.person("bob").await;
        admit(&ana, &shop, &bob, "OWNER").await;
        world.settle().await;
        let act = set_role(&bob, &shop, &bob.id, "OWNER");
        nothing_changed(world, act).await.refused("SECOND_FACTOR_NEEDED");
        nothing_changed(world, dismiss(&bob, &shop, &ana.id)).await.refused("SECOND_FACTOR_NEEDED");
    }

    /// Two owners who dismiss each other at the same moment do not leave a shop without one.
    async fn two_owners_at_once_leave_one(world) {
        let (ana, shop) = world.seller("ana").await;
        let bob = world.careful_person("bob").await;
        admit(&ana, &shop, &bob, "OWNER").await;
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
        admit(&ana, &shop, &bob, "SUPPORT").await;
        world.settle().await;
        nothing_changed(world, bob.act(LOGO, input(&theirs))).await.refused("ROLE_TOO_LOW");
        nothing_changed(world, ana.act(LOGO, input(&theirs))).await.refused("IMAGE_INVALID");
        let shown = ana.act(LOGO, input(&own)).await.done();
        assert!(shown.text("operatorLogoSet.operator.logo.url").contains("/media/"));
        nothing_changed(world, ana.act(LOGO, input(&own))).await.refused("IMAGE_INVALID");
    }
}
