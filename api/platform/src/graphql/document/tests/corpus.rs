//! Every document of the corpus gets the verdict and the data that the reference implementation
//! (graphql-js 16.15) gave over the twin of the toy schema.

use serde::Deserialize;
use serde_json::{Value as Json, json};

use super::super::{DocumentLimits, Documents};
use super::{Ask, toy};

#[derive(Deserialize)]
struct Case {
    document: String,
    #[serde(default)]
    variables: Json,
    operation: Option<String>,
    refused: Option<String>,
    #[serde(default)]
    data: Json,
    /// We differ on purpose; `known_differences` says how.
    #[serde(default)]
    ours: bool,
}

/// One number is another if they are equal as the client reads them.
fn same(one: &Json, two: &Json) -> bool {
    match (one, two) {
        (Json::Number(one), Json::Number(two)) => one.as_f64() == two.as_f64(),
        (Json::Array(one), Json::Array(two)) => {
            one.len() == two.len() && one.iter().zip(two).all(|(one, two)| same(one, two))
        }
        (Json::Object(one), Json::Object(two)) => {
            let agrees = |(key, value): (&String, &Json)| {
                two.get(key).is_some_and(|other| same(value, other))
            };
            one.len() == two.len() && one.iter().all(agrees)
        }
        _ => one == two,
    }
}

#[tokio::test]
async fn answers_as_the_reference_implementation_does() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("corpus.json")).unwrap();
    let mut rules = toy::rules();
    rules.limits = DocumentLimits { root_fields: 99, ..DocumentLimits::default() };
    let documents = Documents::new(&toy::schema().sdl(), rules).unwrap();
    let mut wrong = Vec::new();
    for case in cases.iter().filter(|case| !case.ours) {
        let ask = Ask { operation: case.operation.as_deref(), ..Ask::new(&case.document) };
        let answer = ask.with(case.variables.clone()).run(&documents).await;
        let shown = format!("{}  variables {}", case.document, case.variables);
        match (answer, &case.refused) {
            (Ok(response), None) => {
                let errors = format!("{:?}", response.errors);
                let data = response.data.into_json().unwrap();
                if !same(&data, &case.data) {
                    wrong.push(format!("{shown}\n  wanted {}\n  got {data} {errors}", case.data));
                }
            }
            (Err(errors), Some(code)) => {
                let codes: Vec<_> = errors.iter().map(|error| error.code.as_str()).collect();
                let stages = ["BAD_REQUEST", "OPERATION_RESOLUTION_FAILURE"];
                let agrees = |given: &&str| {
                    given == code || (stages.contains(given) && stages.contains(&code.as_str()))
                };
                if !codes.iter().all(agrees) {
                    wrong.push(format!("{shown}\n  wanted {code}\n  got {errors:?}"));
                }
            }
            (Ok(response), Some(code)) => {
                wrong.push(format!("{shown}\n  wanted {code}\n  got {response:?}"));
            }
            (Err(errors), None) => {
                wrong.push(format!("{shown}\n  wanted {}\n  got {errors:?}", case.data));
            }
        }
    }
    assert!(cases.len() > 300, "the corpus is there");
    assert!(wrong.is_empty(), "{} of {} differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// Where we differ from the reference implementation, and why.
#[tokio::test]
async fn known_differences() {
    let documents = toy::documents();
    let refused = [
        // The language: a float that is not finite is a request error; the reference
        // implementation says so only when the field runs.
        ("{ float(value: 1e400) }", Json::Null, "GRAPHQL_VALIDATION_FAILED"),
        // The language: nullable variables may not fill a oneOf field; the reference
        // implementation forgets it where the input object itself is non-null.
        ("query ($i: ID) { pick(by: {id: $i}) }", json!({"i": "z"}), "GRAPHQL_VALIDATION_FAILED"),
        // Decided before anything runs, rather than as an error of the first field.
        (
            "query ($s: Boolean = true) { me { id @skip(if: $s) name } }",
            json!({"s": null}),
            "BAD_REQUEST",
        ),
        // A limit of ours there too, but it counts as size, not as a fault of the document.
        (
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
            Json::Null,
            "TOO_COMPLEX",
        ),
    ];
    for (text, variables, code) in refused {
        let errors = Ask::new(text).with(variables).run(&documents).await.unwrap_err();
        assert_eq!(errors[0].code.as_str(), code, "{text}");
    }
    // The same text in two notations is the same value.
    let same = "{ text(value: \"a\") text(value: \"\"\"a\"\"\") }";
    assert!(Ask::new(same).run(&documents).await.is_ok());
}
