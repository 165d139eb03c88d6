//! What is too large, too deep, too wide or too dear: refused with its code, and quickly. Sizes
//! are those of trust.md; a generous second on the clock only catches what would hang.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::{Value as Json, json};

use super::super::{Documents, FrontRules};
use super::{Ask, toy};

/// Refused with this code, and within a second.
async fn refused(text: &str, variables: Json, code: &str) {
    let documents = toy::documents();
    let start = Instant::now();
    let errors = Ask::new(text).with(variables).run(&documents).await.unwrap_err();
    let shown: String = text.chars().take(80).collect();
    assert_eq!(errors[0].code.as_str(), code, "{shown}: {errors:?}");
    assert!(start.elapsed() < Duration::from_secs(1), "{shown}: {:?}", start.elapsed());
}

async fn too_complex(text: &str) {
    refused(text, Json::Null, "TOO_COMPLEX").await;
}

fn each(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect::<Vec<_>>().join(" ")
}

/// Fragments that spread the next one twice: two to the power of their number.
fn fan_out(fragments: usize) -> String {
    let mut text = "{ me { ...F0 } }".to_owned();
    for at in 0..fragments {
        let next = at + 1;
        write!(text, " fragment F{at} on User {{ ...F{next} ...F{next} }}").unwrap();
    }
    write!(text, " fragment F{fragments} on User {{ id }}").unwrap();
    text
}

/// The same through fields, which also merge.
fn fan_out_by_fields(fragments: usize) -> String {
    let mut text = "{ me { ...F0 } }".to_owned();
    for at in 0..fragments {
        let next = at + 1;
        write!(
            text,
            " fragment F{at} on User {{ a: friend {{ ...F{next} }} b: friend {{ ...F{next} }} }}"
        )
        .unwrap();
    }
    write!(text, " fragment F{fragments} on User {{ id }}").unwrap();
    text
}

#[tokio::test]
async fn nested_literals() {
    for depth in [33, 2_000, 8_000] {
        let lists = format!("{{ any(value: {}{}) }}", "[".repeat(depth), "]".repeat(depth));
        too_complex(&lists).await;
        let open = format!("{{ any(value: {}", "[".repeat(depth));
        too_complex(&open).await;
    }
    too_complex(&format!("{{ any(value: {}1{}) }}", "{a:".repeat(1_200), "}".repeat(1_200))).await;
    too_complex(&format!(
        "query ($x: {}Int{}) {{ me {{ id }} }}",
        "[".repeat(900),
        "]".repeat(900)
    ))
    .await;
    too_complex(&"{ me ".repeat(2_000)).await;
    too_complex(&"{ ... ".repeat(2_000)).await;
}

#[tokio::test]
async fn brackets_in_strings_and_comments_do_not_count() {
    let many = "[{(".repeat(500);
    let text =
        format!("# {many}\n{{ text(value: \"{many}\") b: text(value: \"\"\"{many}\"\"\") }}");
    assert!(Ask::new(&text).run(&toy::documents()).await.is_ok());
}

#[tokio::test]
async fn reused_fragments() {
    for fragments in [10, 20, 31, 49] {
        too_complex(&fan_out(fragments)).await;
    }
    too_complex(&fan_out(60)).await;
    for fragments in [9, 24, 45] {
        too_complex(&fan_out_by_fields(fragments)).await;
    }
    let wide = format!(
        "{{ me {{ {} }} }} fragment F on User {{ {} }}",
        "...F ".repeat(40),
        "id ".repeat(40)
    );
    too_complex(&wide).await;
    let ring = "{ me { ...A } } fragment A on User { ...B ...B } fragment B on User { ...A ...A }";
    refused(ring, Json::Null, "GRAPHQL_VALIDATION_FAILED").await;
}

/// As deep as tokens allow, by inline fragments and spreads: no depth of the answer, but of calls.
#[tokio::test]
async fn long_chains_do_not_exhaust_the_stack() {
    let levels = 12;
    let (open, shut) = ("... { ".repeat(levels), "} ".repeat(levels));
    let mut text = "{ me { ...F0 } }".to_owned();
    for at in 0..44 {
        write!(text, " fragment F{at} on User {{ {open} ...F{} {shut} }}", at + 1).unwrap();
    }
    text.push_str(" fragment F44 on User { id }");
    let response = Ask::new(&text).run(&toy::documents()).await.unwrap();
    assert_eq!(response.data.into_json().unwrap(), json!({"me": {"id": "u1"}}));
}

#[tokio::test]
async fn width() {
    too_complex(&format!("{{ {} }}", "a ".repeat(9_000))).await;
    too_complex(&format!("{{ me {{ {} }} }}", "id ".repeat(1_500))).await;
    let aliases = each(31, |at| format!("t{at}: __typename"));
    too_complex(&format!("{{ {aliases} }}")).await;
    let roots = each(11, |at| format!("r{at}: int"));
    too_complex(&format!("{{ {roots} }}")).await;
    too_complex("mutation { bump { id } other }").await;
    too_complex("mutation { a: other b: other }").await;
    too_complex(&format!("{{ me {{ id {} }} }}", "@skip(if: true) ".repeat(400))).await;
    too_complex(&format!("{{ me {{ {} }} }}", "id @skip(if: true) ".repeat(21))).await;
    let operations = each(21, |at| format!("query Q{at} {{ int }}"));
    too_complex(&operations).await;
    too_complex(&format!("{{ ints(value: [{}]) }}", "1 ".repeat(101))).await;
    too_complex(&format!("# {}\n{{ me {{ id }} }}", "x".repeat(17_000))).await;
}

#[tokio::test]
async fn depth() {
    let friends = |levels: usize| {
        format!("{{ me {{ {} id {} }} }}", "friend { ".repeat(levels), "} ".repeat(levels))
    };
    assert!(Ask::new(&friends(8)).run(&toy::documents()).await.is_ok());
    too_complex(&friends(9)).await;
    // Hidden behind fragments it is as deep.
    let mut text = "{ me { ...F0 } }".to_owned();
    for at in 0..9 {
        write!(text, " fragment F{at} on User {{ friend {{ ...F{} }} }}", at + 1).unwrap();
    }
    text.push_str(" fragment F9 on User { id }");
    too_complex(&text).await;
}

#[tokio::test]
async fn selections_that_merge_in_too_many_ways() {
    // Every level may be three types, and each type brings its own way down.
    let kinds = ["User", "Post", "Product"];
    let mut text = "{ node(id: \"u1\") { ...L1 } }".to_owned();
    for level in 1..9 {
        write!(text, " fragment L{level} on Node {{").unwrap();
        if level < 8 {
            write!(text, " related {{ ...L{} }}", level + 1).unwrap();
        }
        for kind in kinds {
            let down = 8 - level;
            write!(
                text,
                " ... on {kind} {{ {} id {} }}",
                "related { ".repeat(down),
                "} ".repeat(down)
            )
            .unwrap();
        }
        text.push_str(" }");
    }
    let documents = toy::documents();
    let start = Instant::now();
    let answer = Ask::new(&text).run(&documents).await;
    if let Err(errors) = answer {
        assert_eq!(errors[0].code.as_str(), "TOO_COMPLEX", "{errors:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn many_fields_of_one_name() {
    let documents = toy::documents();
    let start = Instant::now();
    // One field, however often it is named.
    let text = format!("{{ me {{ {} }} }}", "friend { id } ".repeat(300));
    let response = Ask::new(&text).run(&documents).await.unwrap();
    assert_eq!(response.data.into_json().unwrap(), json!({"me": {"friend": {"id": "u2"}}}));
    let text = format!("{{ {} }}", "me { id } ".repeat(400));
    assert!(Ask::new(&text).run(&documents).await.is_ok());
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
}

#[tokio::test]
async fn variables() {
    let text = "query ($x: JSON) { any(value: $x) }";
    refused(text, json!({"x": "a".repeat(33_000)}), "TOO_COMPLEX").await;
    refused(text, json!({"x": vec![1; 101]}), "TOO_COMPLEX").await;
    refused(text, json!({"unused": vec![1; 101]}), "TOO_COMPLEX").await;
    let nested = (0..40).fold(json!(1), |inner, _| json!([inner]));
    refused(text, json!({"x": nested}), "TOO_COMPLEX").await;
    let errors = Ask::new("query ($x: String!, $y: Int) { text(value: $x) int(value: $y) }")
        .with(json!({"x": 5, "y": "secret"}))
        .run(&toy::documents())
        .await
        .unwrap_err();
    assert_eq!(errors.len(), 2);
    assert!(!errors[1].message.contains("secret"), "messages keep what variables held");
}

/// A schema of many types behind one interface, where type conditions could multiply.
fn wide_documents() -> Documents {
    let mut sdl = "interface Node { id: ID! related: Node many: [Node!]! }\n".to_owned();
    for at in 0..80 {
        writeln!(sdl, "type T{at} implements Node {{ id: ID! related: Node many: [Node!]! }}")
            .unwrap();
    }
    sdl.push_str("type Query { node: Node }\nschema { query: Query }\n");
    Documents::new(&sdl, FrontRules::default()).unwrap()
}

#[test]
fn type_conditions_multiply_within_bounds() {
    let mut attacks = Vec::new();
    for (levels, kinds) in [(3, 80), (5, 20), (8, 8), (9, 4)] {
        let mut text = "{ node { ...L1 } }".to_owned();
        for level in 1..levels {
            write!(text, " fragment L{level} on Node {{").unwrap();
            if level + 1 < levels {
                write!(text, " related {{ ...L{} }}", level + 1).unwrap();
            }
            for kind in 0..kinds {
                let down = levels - level - 1;
                let (open, shut) = ("related { ".repeat(down), "} ".repeat(down));
                write!(text, " ... on T{kind} {{ {open} id {shut} }}").unwrap();
            }
            text.push_str(" }");
        }
        attacks.push(text);
    }
    // Every type apart, and beneath each of them the same set again.
    let kinds = each(20, |at| format!("... on T{at} {{ related {{ ...M }} }}"));
    let beneath = each(9, |at| format!("... on T{at} {{ related {{ id }} }}"));
    attacks.push(format!(
        "{{ node {{ {kinds} }} }} fragment M on Node {{ related {{ ...N }} id }} \
         fragment N on Node {{ {beneath} }}"
    ));
    let fields = each(100, |at| format!("... on T{} {{ id }}", at % 80));
    let kinds = each(60, |at| format!("... on T{at} {{ related {{ id }} }}"));
    attacks.push(format!("{{ node {{ {fields} related {{ {kinds} }} }} }}"));
    let documents = wide_documents();
    for text in attacks {
        let start = Instant::now();
        let outcome = documents.compile(&text).and_then(|compiled| {
            let operation = compiled.operation(None).map_err(|error| vec![error])?;
            let none = operation.check_variables(&serde_json::Map::new())?;
            operation
                .cost(&none)
                .and_then(|_| operation.request(&none))
                .map_err(|error| vec![error])
        });
        drop(outcome);
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    }
}
