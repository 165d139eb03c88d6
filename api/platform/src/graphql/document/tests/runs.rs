//! What runs: once for each response key, priced and permitted as the tables say, with the
//! introspection of the usual tools within bounds.

use serde_json::{Value as Json, json};

use super::super::{Documents, FrontRules, Kind};
use super::Ask;
use super::toy::{Counts, documents, rules, schema};
use crate::graphql::{Access, ErrorCode, Grants, Role};

#[tokio::test]
async fn fields_that_share_a_key_resolve_once() {
    for text in [
        "{ me { counted counted ...F ... on Node { ... on User { counted } } } }
         fragment F on User { counted }",
        "{ me { counted } me { counted id } }",
        "{ node(id: \"u1\") { ... on User { counted } ...F } } fragment F on User { counted }",
        "mutation { bump { id } bump { name } ...M } fragment M on Mutation { bump { email: id } }",
    ] {
        let counts = Counts::default();
        let ask = Ask { counts: counts.clone(), ..Ask::new(text) };
        let response = ask.run(&documents()).await.unwrap();
        assert!(response.errors.is_empty(), "{text}: {:?}", response.errors);
        assert_eq!(counts.get(), 1, "{text}");
    }
}

#[tokio::test]
async fn an_object_with_everything_skipped_is_an_empty_object() {
    let documents = documents();
    for (text, wanted) in [
        ("{ me { id @skip(if: true) } }", json!({"me": {}})),
        ("{ me { friends { id @skip(if: true) } } }", json!({"me": {"friends": [{}, {}]}})),
        ("{ node(id: \"u1\") { ... on User { id @skip(if: true) } } }", json!({"node": {}})),
        ("{ node(id: \"p1\") { ... on User { id } } }", json!({"node": {}})),
        ("{ int @skip(if: true) }", json!({})),
    ] {
        let response = Ask::new(text).run(&documents).await.unwrap();
        assert_eq!(response.data.into_json().unwrap(), wanted, "{text}");
    }
}

fn cost(text: &str, variables: &Json) -> Result<u32, ErrorCode> {
    let compiled = documents().compile(text).map_err(|errors| errors[0].code)?;
    let operation = compiled.operation(None).unwrap();
    let given = variables.as_object().cloned().unwrap_or_default();
    let variables = operation.check_variables(&given).map_err(|errors| errors[0].code)?;
    operation.cost(&variables).map_err(|error| error.code)
}

#[test]
fn the_cost_counts_objects_that_may_be_loaded() {
    for (text, wanted) in [
        ("{ int }", 1),
        ("{ me { id name } }", 1),
        ("{ me { friend { id } a: friend { id } } }", 3),
        // Once, although named twice.
        ("{ me { friend { id } friend { name } } }", 2),
        // 1 for me, 1 for the connection, 20 posts; edges and page information are free.
        ("{ me { posts { edges { node { id } } pageInfo { hasNextPage } } } }", 22),
        (
            "{ me { posts(first: 3) { nodes { author { id } tags { label } } } } }",
            1 + 1 + 3 * (1 + 1 + 3),
        ),
        ("{ me { friends { friends { id } } } }", 1 + 5 + 25),
        ("{ nodes(ids: [\"u1\", \"p1\"]) { id related { id } } }", 4),
        // As dear as the dearest it could be: a product's price is free.
        ("{ items { ... on User { friend { id } } ... on Product { price { amount } } } }", 10),
        ("{ me { friend @skip(if: true) { id } } }", 1),
        ("mutation { bump { friend { id } } }", 12),
        ("{ __schema { types { name fields { name } } } }", 1),
    ] {
        assert_eq!(cost(text, &Json::Null), Ok(wanted), "{text}");
    }
    let page = "query ($n: Int!) { me { posts(first: $n) { nodes { id } } } }";
    assert_eq!(cost(page, &json!({"n": 50})), Ok(52));
    assert_eq!(cost(page, &json!({"n": 51})), Err(ErrorCode::TooComplex));
    assert_eq!(cost(page, &json!({"n": 2_147_483_647})), Err(ErrorCode::TooComplex));
    assert_eq!(cost(page, &json!({"n": 0})), Err(ErrorCode::BadRequest));
    assert_eq!(cost(page, &json!({"n": -60})), Err(ErrorCode::BadRequest));
    let deep =
        "{ me { posts(first: 50) { nodes { author { posts(first: 50) { nodes { id } } } } } } }";
    assert_eq!(cost(deep, &Json::Null), Err(ErrorCode::TooComplex));
}

async fn asked(text: &str, grants: Grants) -> Result<(), ErrorCode> {
    let ask = Ask { grants, ..Ask::new(text) };
    ask.run(&documents()).await.map(|_| ()).map_err(|errors| errors[0].code)
}

#[tokio::test]
async fn the_authority_table_decides_and_denies_by_default() {
    let person = || Grants { person: true, ..Grants::default() };
    let staff = || Grants { person: true, roles: [Role::Risk].into(), ..Grants::default() };
    assert_eq!(asked("{ me { email } }", Grants::default()).await, Err(ErrorCode::Unauthenticated));
    assert_eq!(asked("{ me { email } }", person()).await, Ok(()));
    assert_eq!(asked("{ secret { amount } }", person()).await, Err(ErrorCode::Forbidden));
    assert_eq!(asked("{ secret { amount } }", staff()).await, Ok(()));
    assert_eq!(asked("{ hidden }", staff()).await, Err(ErrorCode::Forbidden), "no row");
    assert_eq!(asked("{ me { __typename } __typename }", Grants::default()).await, Ok(()));
    // No way around: fragments, interfaces, skipping.
    let hidden = "{ node(id: \"u1\") { ...F } } fragment F on User { ... on User { email } }";
    assert_eq!(asked(hidden, Grants::default()).await, Err(ErrorCode::Unauthenticated));
    assert_eq!(
        asked("{ me { x: email @skip(if: true) id } }", Grants::default()).await,
        Err(ErrorCode::Unauthenticated)
    );
    assert_eq!(documents().undeclared(), ["Query.hidden"]);
}

#[test]
fn a_directive_that_would_be_dropped_is_refused() {
    let sdl = format!("{}\ndirective @lower on FIELD\n", schema().sdl());
    let refusal = Documents::new(&sdl, rules()).unwrap_err();
    assert!(refusal.contains("@lower"), "{refusal}");
}

#[test]
fn a_wrong_authority_table_is_refused() {
    for (rows, says) in [
        (&[("Nope", Access::Anyone, "id")][..], "no type Nope"),
        (&[("User", Access::Anyone, "id nope")][..], "no field User.nope"),
        (&[("User", Access::Anyone, "id"), ("User", Access::Person, "id")][..], "twice"),
    ] {
        let wrong = Documents::new(&schema().sdl(), FrontRules { access: rows, ..rules() });
        assert!(wrong.unwrap_err().contains(says), "{says}");
    }
}

/// The query of graphql-js' `getIntrospectionQuery` with all its options on but the newest.
const INTROSPECTION: &str = include_str!("introspection.graphql");

#[tokio::test]
async fn introspection_of_the_usual_tools_is_within_bounds_and_can_be_switched_off() {
    let response = Ask::new(INTROSPECTION).run(&documents()).await.unwrap();
    assert!(response.errors.is_empty(), "{:?}", response.errors);
    let data = response.data.into_json().unwrap();
    assert_eq!(data["__schema"]["queryType"]["name"], "Query");
    let off = Documents::new(&schema().sdl(), FrontRules { introspection: false, ..rules() });
    let off = off.unwrap();
    for text in [INTROSPECTION, "{ __type(name: \"User\") { name } }"] {
        let errors = Ask::new(text).run(&off).await.unwrap_err();
        assert_eq!(errors[0].code, ErrorCode::Forbidden);
    }
    assert!(Ask::new("{ __typename me { __typename } }").run(&off).await.is_ok());
}

#[test]
fn operations_are_found_by_name_and_documents_are_kept() {
    let documents = documents();
    let text = "query A { int } mutation B { other } subscription C { posts { id } }";
    let compiled = documents.compile(text).unwrap();
    assert!(std::sync::Arc::ptr_eq(&compiled, &documents.compile(text).unwrap()));
    for (name, kind) in [("A", Kind::Query), ("B", Kind::Mutation), ("C", Kind::Subscription)] {
        let operation = compiled.operation(Some(name)).unwrap();
        assert_eq!((operation.kind(), operation.name()), (kind, Some(name)));
    }
    for name in [None, Some("D"), Some("")] {
        let error = compiled.operation(name).unwrap_err();
        assert_eq!(error.code, ErrorCode::OperationResolutionFailure);
    }
}

#[test]
fn errors_suggest_names_where_the_settings_say_so() {
    let on = FrontRules { suggestions: true, ..rules() };
    let documents = Documents::new(&schema().sdl(), on).unwrap();
    let message = |text: &str| documents.compile(text).unwrap_err().remove(0).message;
    let said = message("{ me { nmae } }");
    assert_eq!(said, "Cannot query field \"nmae\" on type \"User\". Did you mean \"name\"?");
    assert!(message("{ text(valeu: \"x\") }").ends_with("Did you mean \"value\"?"));
    assert!(message("{ me { ... on Usr { id } } }").ends_with("Did you mean \"User\"?"));
}

#[test]
fn errors_say_where_and_suggest_nothing() {
    let documents = documents();
    let at = |text: &str| {
        let error = documents.compile(text).unwrap_err().remove(0);
        let place = error.locations[0];
        (error.code.as_str(), error.message, place.line, place.column)
    };
    assert_eq!(
        at("{\n  me { nam }\n}"),
        ("GRAPHQL_VALIDATION_FAILED", "Cannot query field \"nam\" on type \"User\".".into(), 2, 8)
    );
    assert_eq!(
        at("{\r\n  me { id\r\n"),
        ("GRAPHQL_PARSE_FAILED", "Syntax Error: Expected Name, found <EOF>.".into(), 3, 1)
    );
    assert_eq!(
        at("{ text(value: \"😀\" ?) }"),
        ("GRAPHQL_PARSE_FAILED", "Syntax Error: Unexpected character: \"?\".".into(), 1, 19)
    );
}
