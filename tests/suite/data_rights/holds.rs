//! RT-1 and RT-5: rows are kept for their term, and a legal hold beats every deletion.

use fairstall::data_rights::registry::tables;
use fairstall::privacy::retention::{self, LegalHold, NotPurged};
use kit::{Actor, Engine, World, days, minutes, nothing_changed, scenario};
use platform::kernel::Id;
use platform::{Failure, timers, transaction};
use serde_json::json;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CONFIRM, HOLD, LIFT, file, see, uuid};

async fn hold(staff: &Actor<'_>, target: &str) -> String {
    let input = json!({ "targetId": target, "reason": "File 2026-17." });
    staff.act(HOLD, input).await.done().text("legalHoldSet.hold.id")
}

async fn purge(
    world: &World,
    table: &str,
    subject: &str,
    ended: OffsetDateTime,
) -> Result<u64, NotPurged> {
    let table = tables().find(|declared| declared.name == table).unwrap();
    let done: Result<Result<u64, NotPurged>, Failure> =
        transaction!(world.app(), |tx| { retention::purge(tx, table, uuid(subject), ended).await });
    done.unwrap()
}

/// Holds a thing as compliance would, without their sessions.
async fn hold_on(world: &World, target: Uuid) -> Id<LegalHold> {
    let app = world.app();
    let by = ids(world, "SELECT id FROM account").await[0];
    let (id, from_at) = (app.new_id(), app.now());
    let hold =
        LegalHold { id, target, reason: "File 2026-17.".into(), set_by: by, from_at, lifted: None };
    transaction!(app, |tx| {
        retention::insert(tx, &hold).await?;
        Ok::<_, Failure>(())
    })
    .expect("a hold");
    id
}

async fn lift(world: &World, hold: Id<LegalHold>) {
    let by = ids(world, "SELECT id FROM account").await[0];
    transaction!(world.app(), |tx| {
        assert!(retention::lift(tx, hold, by, "Settled.").await?);
        Ok::<_, Failure>(())
    })
    .expect("lifted");
}

/// Ids that a question answers.
async fn ids(world: &World, question: &str) -> Vec<Uuid> {
    let text = match world.engine() {
        Engine::Sqlite => format!("SELECT lower(hex(id)) FROM ({question})"),
        Engine::Postgres => format!("SELECT CAST(id AS text) FROM ({question}) AS asked"),
    };
    let found = world.ask(&text).await;
    found.iter().map(|id| Uuid::parse_str(id).expect("an id")).collect()
}

async fn sessions(world: &World, account: &str) -> Vec<Uuid> {
    let account = uuid(account).simple();
    let is_theirs = match world.engine() {
        Engine::Sqlite => format!("account_id = x'{account}'"),
        Engine::Postgres => format!("account_id = '{account}'::uuid"),
    };
    ids(world, &format!("SELECT id FROM session WHERE {is_theirs} ORDER BY id")).await
}

scenario! {
    async fn rt_1_purge_refuses_what_has_not_had_its_time(world) {
        let ana = world.person("ana").await;
        let now = world.app().now();
        let early = nothing_changed(world, purge(world, "session", &ana.id, now)).await;
        assert!(matches!(early, Err(NotPurged::NotExpired { until: Some(_) })), "{early:?}");
        let nobodys = purge(world, "topic", &ana.id, now).await;
        assert_eq!(nobodys, Err(NotPurged::NotOfASubject));
        assert_eq!(purge(world, "recovery_code", &ana.id, now).await, Ok(0));
    }

    async fn rt_5_purge_refuses_what_is_held(world) {
        let ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        let long_ago = world.app().now() - time::Duration::days(4_000);
        let id = hold(&staff, &ana.id).await;
        let held = nothing_changed(world, purge(world, "follow", &ana.id, long_ago)).await;
        assert_eq!(held, Err(NotPurged::Held));
        let input = json!({ "holdId": id, "reason": "Settled." });
        let _ = staff.act(LIFT, input.clone()).await.done();
        assert_eq!(purge(world, "follow", &ana.id, long_ago).await, Ok(0));
        nothing_changed(world, staff.act(LIFT, input)).await.refused("ALREADY_LIFTED");
    }

    async fn rt_5_a_hold_beats_deletion(world) {
        let mut ana = world.person("ana").await;
        let staff = world.staff("COMPLIANCE").await;
        hold(&staff, &ana.id).await;
        ana.sign_in_again().await;
        let close = "mutation { accountClose { userId userErrors { code } } }";
        nothing_changed(world, ana.say(close)).await.refused("LEGAL_HOLD");
        let filed = file(&ana, "DELETE", "key-00001").await.done();
        let id = filed.text("subjectRequestFile.request.id");
        let refused = ana.act(CONFIRM, json!({ "requestId": id })).await.done();
        assert_eq!(refused.text("subjectRequestConfirm.request.state"), "REFUSED");
        let seen = see(&ana, &id).await;
        assert_eq!(seen["refusalGround"], "LEGAL_HOLD");
        assert_eq!(seen["allowedTransitions"], json!(["APPEALED"]));
        assert_eq!(world.count("SELECT count(*) FROM account WHERE state = 'CLOSED'").await, 0);
    }

    /// A hold on one thing keeps that thing, and nothing beside it.
    async fn rt_5_a_held_row_outlives_its_table(world) {
        let mut ana = world.person("ana").await;
        ana.sign_in_again().await;
        let now = world.app().now();
        let long_ago = now - time::Duration::days(4_000);
        let mine = sessions(world, &ana.id).await;
        hold_on(world, mine[0]).await;
        assert_eq!(purge(world, "session", &ana.id, long_ago).await, Ok(mine.len() as u64 - 1));
        assert_eq!(sessions(world, &ana.id).await, mine[..1]);
    }

    /// Sessions that ended long ago are swept out with the next code that is sent, but not those of
    /// somebody whose data is held.
    async fn rt_5_held_sessions_are_not_swept(world) {
        let (ana, bob) = (world.person("ana").await, world.person("bob").await);
        hold_on(world, uuid(&ana.id)).await;
        world.pass(days(200));
        let _carl = world.person("carl").await;
        assert_eq!(sessions(world, &ana.id).await.len(), 1);
        assert_eq!(sessions(world, &bob.id).await.len(), 0);
    }

    /// An address that is held is not removed by its owner either.
    async fn rt_5_a_held_address_is_not_removed(world) {
        let mut ana = world.person("ana").await;
        let add = "mutation ($input: ContactAddStartInput!) { contactAddStart(input: $input) {
            challenge { id } userErrors { code } } }";
        let confirm = "mutation ($input: ContactAddConfirmInput!) {
            contactAddConfirm(input: $input) { userErrors { code } } }";
        let remove = "mutation ($input: ContactRemoveInput!) { contactRemove(input: $input) {
            userErrors { code } } }";
        let started = ana.act(add, json!({ "contact": { "phone": "13912345678" } })).await.done();
        world.settle().await;
        let code = world.code_for("+8613912345678");
        let challenge = started.text("contactAddStart.challenge.id");
        let _ = ana.act(confirm, json!({ "challengeId": challenge, "code": code })).await.done();
        let held = ids(world, "SELECT id FROM contact WHERE kind = 'PHONE'").await[0];
        let hold = hold_on(world, held).await;
        ana.sign_in_again().await;
        let input = json!({ "kind": "PHONE" });
        nothing_changed(world, ana.act(remove, input.clone())).await.refused("LEGAL_HOLD");
        let close = "mutation { accountClose { userId userErrors { code } } }";
        nothing_changed(world, ana.say(close)).await.refused("LEGAL_HOLD");
        lift(world, hold).await;
        let _ = ana.act(remove, input).await.done();
    }

    /// Uploads, documents and archives go by their own clocks; a hold stops these too, and once it
    /// is lifted they go with the next look.
    async fn rt_5_held_files_outlive_their_clocks(world) {
        let (ana, shop) = world.founder("ana").await;
        let _picture = crate::social::picture(world, &ana).await;
        let _paper = crate::operators::story::document(&ana, &shop).await;
        let mut ana = ana;
        ana.sign_in_again().await;
        let filed = file(&ana, "ACCESS", "key-00001").await.done();
        world.settle().await;
        let request = uuid(&filed.text("subjectRequestFile.request.id"));
        let archive = format!("archives/{}", request.simple());
        let picture = ids(world, "SELECT id FROM upload").await[0];
        let paper = ids(world, "SELECT id FROM document").await[0];
        // The kit's picture was not announced, so nobody has set its clock.
        let tomorrow = world.app().now() + time::Duration::DAY;
        transaction!(world.app(), |tx| {
            timers::set(tx, fairstall::media::jobs::EXPIRE, picture, tomorrow).await
        })
        .expect("a timer");
        let mut holds = Vec::new();
        for thing in [request, picture, paper] {
            holds.push(hold_on(world, thing).await);
        }
        let kept = async || {
            let files = world.app().blobs().get(&archive).await.expect("an answer").is_some();
            let (uploads, papers) = (ids(world, "SELECT id FROM upload").await.len(),
                ids(world, "SELECT id FROM document").await.len());
            (files, uploads, papers)
        };
        world.later(days(9)).await;
        assert_eq!(kept().await, (true, 1, 1));
        for hold in holds {
            lift(world, hold).await;
        }
        world.later(days(31)).await;
        assert_eq!(kept().await, (false, 0, 0));
    }

    async fn only_compliance_holds_and_lifts(world) {
        let (ana, staff) = (world.person("ana").await, world.staff("COMPLIANCE").await);
        let input = |target: &str, reason: &str| json!({ "targetId": target, "reason": reason });
        for who in [&ana, &world.staff("SUPPORT").await] {
            nothing_changed(world, who.act(HOLD, input(&ana.id, "x"))).await.error("FORBIDDEN");
        }
        let mut staff = staff;
        staff.sign_in_again().await;
        nothing_changed(world, staff.act(HOLD, input(&ana.id, " "))).await
            .refused("REASON_INVALID");
        let nobody = "user_0192f00000007000800000000000dead";
        nothing_changed(world, staff.act(HOLD, input(nobody, "x"))).await
            .refused("TARGET_NOT_FOUND");
        nothing_changed(world, staff.act(HOLD, input("x", "x"))).await.error("INVALID_ID");
        let id = hold(&staff, &ana.id).await;
        let none = json!({ "holdId": "legal_hold_0192f00000007000800000000000dead", "reason": "x" });
        nothing_changed(world, staff.act(LIFT, none)).await.refused("HOLD_NOT_FOUND");
        world.pass(minutes(6));
        let late = json!({ "holdId": id, "reason": "x" });
        nothing_changed(world, staff.act(LIFT, late)).await.refused("STEP_UP_NEEDED");
        nothing_changed(world, staff.act(HOLD, input(&ana.id, "x"))).await
            .refused("STEP_UP_NEEDED");
        let listed = staff.say("{ legalHolds { nodes { id reason liftedAt } } }").await;
        assert_eq!(listed.text("legalHolds.nodes.0.id"), id);
        world.pass(days(1));
    }
}
