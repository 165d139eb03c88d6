//! Every verb on a claim in every state by everybody: what is not drawn is refused, and changes
//! nothing.

use fairstall::ledger::Account;
use kit::{Actor, World, days, nothing_changed, scenario};
use serde_json::{Value, json};

use super::{Cast, act, approved, bought, cast, deposit, holds, lost, promised, see, state};

const VERBS: [&str; 6] = [
    "compensationApprove",
    "compensationReject",
    "compensationPay",
    "compensationContest",
    "compensationContestDecide",
    "compensationWriteOff",
];

/// What may be done, by whom, and where a claim stands then; everything else is refused.
const LEGAL: [(&str, &str, &str); 5] = [
    ("CLAIMED", "compensationApprove", "judge"),
    ("CLAIMED", "compensationReject", "judge"),
    ("APPROVED", "compensationPay", "owner"),
    ("PAID_ADVANCE", "compensationContest", "owner"),
    // Not yet: the shop may still contest it.
    ("PAID_ADVANCE_CONTESTED", "compensationContestDecide", "desk"),
];

fn input(verb: &str, id: &str) -> Value {
    match verb {
        "compensationReject" => json!({ "id": id, "reason": "NOT_PROVEN" }),
        "compensationContest" => json!({ "id": id, "text": "It was not so." }),
        "compensationContestDecide" => json!({ "id": id, "isGranted": true }),
        _ => json!({ "id": id }),
    }
}

/// A claim in each state, with the name of the state.
async fn in_every_state(world: &World, cast: &mut Cast<'_>) -> Vec<(&'static str, String)> {
    let shop = cast.tea.id.clone();
    holds(world, deposit(&shop), 100_000).await;
    holds(world, Account::Compensation, 100_000).await;
    holds(world, crate::settlement::payable(&shop), 100_000).await;
    let mut ids = Vec::new();
    for number in 1..=8 {
        let order = bought(world, &cast.tea, (number, &cast.ana), 10_000).await;
        ids.push(lost(&cast.desk, order, 100).await);
    }
    let refuse = json!({ "id": ids[2], "reason": "NOT_PROVEN" });
    let _ = act(&cast.judge, "compensationReject", refuse).await.done();
    for at in [1, 3] {
        let _ = approved(&cast.judge, &ids[at]).await.done();
    }
    for at in [4, 5, 6, 7] {
        let _ = promised(&cast.judge, &ids[at]).await.done();
    }
    cast.tea.owner.sign_in_again().await;
    let _ = act(&cast.tea.owner, "compensationPay", json!({ "id": ids[3] })).await.done();
    for at in [5, 6, 7] {
        let input = input("compensationContest", &ids[at]);
        let _ = act(&cast.tea.owner, "compensationContest", input).await.done();
    }
    for (at, granted) in [(6, true), (7, false)] {
        let input = json!({ "id": ids[at], "isGranted": granted });
        let _ = act(&cast.desk, "compensationContestDecide", input).await.done();
    }
    let names = [
        "CLAIMED",
        "APPROVED",
        "REJECTED",
        "PAID_SELLER",
        "PAID_ADVANCE",
        "PAID_ADVANCE_CONTESTED",
        "WRITTEN_OFF",
        "RECOVERED",
    ];
    names.into_iter().zip(ids).collect()
}

scenario! {
    async fn every_illegal_move_by_everybody_is_refused(world) {
        let mut cast = cast(world).await;
        let claims = in_every_state(world, &mut cast).await;
        cast.fresh().await;
        for (name, id) in &claims {
            let seen = see(&cast.desk, id).await;
            assert!(name.starts_with(state(&seen)), "{name}: {seen}");
        }
        let visitor = world.visitor();
        let actors: [(&str, &Actor<'_>); 6] = [
            ("visitor", &visitor),
            ("buyer", &cast.ana),
            ("owner", &cast.tea.owner),
            ("desk", &cast.desk),
            ("judge", &cast.judge),
            ("risk", &cast.risk),
        ];
        let tries = async {
            let mut wrong = Vec::new();
            for (name, id) in &claims {
                for verb in VERBS {
                    for (who, actor) in actors {
                        if LEGAL.contains(&(name, verb, who)) {
                            continue;
                        }
                        let answer = act(actor, verb, input(verb, id)).await;
                        let no = !answer.refusals().is_empty() || !answer.codes().is_empty();
                        if !no || answer.codes().contains(&"INTERNAL") {
                            wrong.push(format!("{name}: {verb} by {who}: {answer}"));
                        }
                    }
                }
            }
            wrong
        };
        let wrong = nothing_changed(world, tries).await;
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    async fn every_legal_move_is_made(world) {
        let mut cast = cast(world).await;
        let claims = in_every_state(world, &mut cast).await;
        cast.fresh().await;
        for (from, verb, who) in LEGAL {
            if verb == "compensationReject" {
                // The same claim was approved a moment ago; `rules` tells of rejections.
                continue;
            }
            let id = &claims.iter().find(|(name, _)| *name == from).unwrap().1;
            let actor = match who {
                "owner" => &cast.tea.owner,
                "desk" => &cast.desk,
                _ => &cast.judge,
            };
            let _ = act(actor, verb, input(verb, id)).await.done();
        }
        world.later(days(1)).await;
    }
}
