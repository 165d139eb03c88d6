//! Who may ask for what. The table and the schema cover each other, and every root field, called
//! as nobody, as a person and as every kind of staff, answers as its row declares.

use std::collections::BTreeMap;

use fairstall::access::ROWS;
use kit::{Actor, World, scenario};
use platform::graphql::document::{Documents, FrontRules};
use platform::graphql::{Access, Role};

use super::reflection::Schema;
use super::sample::{Wrong, call};

/// A row that names nothing of the schema, or a field twice, fails to be read; a field without a
/// row would be refused to everybody.
#[test]
fn the_table_and_the_schema_cover_each_other() {
    let rules = FrontRules { access: ROWS, ..FrontRules::default() };
    let documents = Documents::new(&fairstall::schema::sdl(), rules);
    let documents = documents.unwrap_or_else(|stale| panic!("{stale}"));
    assert_eq!(documents.undeclared(), [""; 0], "fields without a row");
}

fn declared() -> BTreeMap<String, Access> {
    let mut table = BTreeMap::new();
    for (ty, access, fields) in ROWS {
        for field in fields.split_whitespace() {
            table.insert(format!("{ty}.{field}"), *access);
        }
    }
    table
}

/// The refusal that an actor with these standings meets at a field, if any.
fn expected(access: Access, person: bool, role: Option<Role>) -> Option<&'static str> {
    let refused = if person { "FORBIDDEN" } else { "UNAUTHENTICATED" };
    let allowed = match access {
        Access::Anyone => true,
        Access::Person => person,
        Access::AnyStaff => role.is_some(),
        Access::Staff(wanted) => role == Some(wanted) || role == Some(Role::Admin),
        Access::Scope(_) | Access::Router => false,
    };
    (!allowed).then_some(refused)
}

async fn try_all(actor: &Actor<'_>, person: bool, role: Option<Role>) -> Vec<String> {
    let table = declared();
    let mut wrong = Vec::new();
    for (operation, root) in [("query", "Query"), ("mutation", "Mutation")] {
        for field in Schema::get().find(root).fields() {
            // It ends the session that the rest of this test needs, or the account.
            let ends = ["sessionSignOut", "accountClose", "sessionRevokeOthers"];
            if person && ends.contains(&field.name.as_str()) {
                continue;
            }
            let place = format!("{root}.{}", field.name);
            let access = table.get(&place).copied().unwrap_or_else(|| panic!("no row for {place}"));
            let answer = actor.say(&call(operation, field, Wrong::Nonsense)).await;
            let code = answer.codes().first().copied();
            let fits = match expected(access, person, role) {
                Some(refusal) => code == Some(refusal),
                // Past the table: whatever the action says, but that one must sign in.
                None => {
                    code != Some("UNAUTHENTICATED")
                        && !matches!(code, Some("GRAPHQL_VALIDATION_FAILED" | "INTERNAL"))
                }
            };
            if !fits {
                wrong.push(format!("{place} ({access:?}): {answer}"));
            }
        }
    }
    wrong
}

const STAFF: [(&str, Role); 6] = [
    ("SUPPORT", Role::Support),
    ("MEDIATOR", Role::Mediator),
    ("ARBITRATOR", Role::Arbitrator),
    ("COMPLIANCE", Role::Compliance),
    ("RISK", Role::Risk),
    ("ADMIN", Role::Admin),
];

fn none(wrong: &[String]) {
    assert!(wrong.is_empty(), "{} fields answer otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

async fn as_staff(world: &World, name: &str, role: Role) {
    let actor = world.staff(name).await;
    none(&try_all(&actor, true, Some(role)).await);
}

scenario! {
    async fn nobody_gets_what_the_table_gives(world) {
        none(&try_all(&world.visitor(), false, None).await);
    }

    async fn a_person_gets_what_the_table_gives(world) {
        none(&try_all(&world.person("ana").await, true, None).await);
    }

    async fn staff_get_what_the_table_gives_their_role(world) {
        for (name, role) in STAFF {
            as_staff(world, name, role).await;
        }
    }

    async fn a_token_that_nobody_gave_is_no_visitor(world) {
        let mut ana = world.person("ana").await;
        ana.token = ana.token.map(|token| format!("{}x", &token[..token.len() - 1]));
        ana.say("{ __typename }").await.error("UNAUTHENTICATED");
    }
}
