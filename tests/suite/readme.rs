//! What the README shows can be said: every document in it fits the schema.

use std::fs;

use kit::scenario;
use serde_json::json;

/// The documents of the README's `graphql` blocks, one on a line, with ids in place of the dots.
fn documents() -> Vec<String> {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../README.md");
    let page = fs::read_to_string(page).expect("a README");
    let mut documents = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line {
            "```graphql" => inside = true,
            "```" => inside = false,
            _ if inside => documents.push(
                line.replace("_…\"", "_00000000000070008000000000000001\"").replace("…", "1"),
            ),
            _ => {}
        }
    }
    documents
}

scenario! {
    async fn every_document_of_the_readme_fits_the_schema(world) {
        let documents = documents();
        assert!(documents.len() > 30, "{}", documents.len());
        let visitor = world.visitor();
        for document in documents.iter().filter(|text| !text.starts_with("subscription")) {
            let answer = visitor.run(document, json!({})).await;
            let fits = |code: &&str| ["UNAUTHENTICATED", "FORBIDDEN"].contains(code);
            let codes = answer.codes();
            assert!(codes.iter().all(fits), "{document}\n{answer}");
        }
        // And the story sees what does not fit.
        let wrong = visitor.run("query { groupBuy(id: \"x\") { nothing } }", json!({})).await;
        assert_eq!(wrong.codes(), ["GRAPHQL_VALIDATION_FAILED"], "{wrong}");
    }
}
