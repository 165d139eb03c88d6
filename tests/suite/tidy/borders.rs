//! Who may name which library: SQL lives in stores, GraphQL types in graphql files, and
//! transactions are opened by what tells a story, not by what translates or reads rows.

use super::rooms::{is_graphql, room};
use super::source::{Source, Violation, words};

/// `store.rs`, or anything in a `store` folder.
fn is_store(source: &Source) -> bool {
    source.segments().iter().any(|segment| *segment == "store" || segment.starts_with("store_"))
}

/// Only stores name the ORM and the rows. A noun may publish a closed set that its rows keep (the
/// crate of rows is where those stand): `pub use entity::media::upload::UploadState`.
pub fn sql_only_in_stores(source: &Source) -> Vec<Violation> {
    if room(source).is_none() || is_store(source) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for word in ["sea_orm", "sea_query", "entity::"] {
        for at in named(&source.product, word) {
            if publishes_closed_set(&source.product, at) {
                continue;
            }
            let word = word.trim_end_matches(':');
            found.push(source.at(&source.product, at, format!("only a store names `{word}`")));
        }
    }
    found
}

fn publishes_closed_set(code: &str, at: usize) -> bool {
    let statement = code[at..].split(';').next().unwrap_or_default();
    let rows = ["Model", "Entity", "ActiveModel", "Column", "Relation", "PrimaryKey", "*"];
    code[..at].ends_with("pub use ")
        && statement.starts_with("entity::")
        && !rows.iter().any(|row| !words(statement, row).is_empty())
}

/// Only graphql files and the schema name the GraphQL library.
pub fn graphql_only_in_graphql_files(source: &Source) -> Vec<Violation> {
    if room(source).is_none_or(|room| room == "schema") || is_graphql(source) {
        return Vec::new();
    }
    let says = "only graphql files and the schema name `async_graphql`";
    let places = words(&source.product, "async_graphql");
    places.into_iter().map(|at| source.at(&source.product, at, says)).collect()
}

/// Actions and jobs open transactions; stores take the one they are given, graphql files none.
pub fn transactions_only_in_actions(source: &Source) -> Vec<Violation> {
    if room(source).is_none() || !(is_store(source) || is_graphql(source)) {
        return Vec::new();
    }
    let says = "a store or a graphql file opens no transaction: an action does";
    let places = words(&source.product, "transaction!");
    places.into_iter().map(|at| source.at(&source.product, at, says)).collect()
}

fn named(code: &str, word: &str) -> Vec<usize> {
    if word != "entity::" {
        return words(code, word);
    }
    let crate_itself = |at: &usize| {
        let before = code[..*at].chars().next_back();
        let outer = code[..*at].strip_suffix("::").and_then(|outer| outer.chars().next_back());
        let name = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !name(before) && !name(outer)
    };
    code.match_indices(word).map(|(at, _)| at).filter(crate_itself).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rule = fn(&Source) -> Vec<Violation>;

    fn broken(rule: Rule, path: &str, text: &str) -> usize {
        rule(&Source::new(path, text)).len()
    }

    #[test]
    fn sql_outside_a_store_is_found() {
        let rule: Rule = sql_only_in_stores;
        assert_eq!(broken(rule, "api/src/social/actions.rs", "use sea_orm::DbErr;"), 1);
        assert_eq!(
            broken(rule, "api/src/social/graphql.rs", "fn a(x: ::entity::social::post::Model) {}"),
            1
        );
        assert_eq!(broken(rule, "api/src/social/post.rs", "use entity::social::post;"), 1);
        assert_eq!(
            broken(rule, "api/src/social/post.rs", "use crate::entity::x; let my_entity::y;"),
            0
        );
        assert_eq!(broken(rule, "api/src/social/store.rs", "use sea_orm::DbErr;"), 0);
        let path = "api/src/social/post.rs";
        assert_eq!(broken(rule, path, "pub use entity::social::post::PostState;"), 0);
        assert_eq!(broken(rule, path, "pub use entity::social::post::{Model, PostState};"), 1);
        assert_eq!(broken(rule, path, "pub use entity::social::post::*;"), 1);
        assert_eq!(broken(rule, "api/src/social/store/post.rs", "use entity::social::post;"), 0);
        assert_eq!(broken(rule, "api/platform/src/tx.rs", "use sea_orm::DbErr;"), 0);
    }

    #[test]
    fn graphql_outside_its_files_is_found() {
        let rule: Rule = graphql_only_in_graphql_files;
        assert_eq!(broken(rule, "api/src/social/actions.rs", "use async_graphql::ID;"), 1);
        assert_eq!(broken(rule, "api/src/social/graphql/post.rs", "use async_graphql::ID;"), 0);
        assert_eq!(broken(rule, "api/src/schema.rs", "use async_graphql::Schema;"), 0);
        assert_eq!(broken(rule, "api/src/server.rs", "use async_graphql::Schema;"), 1);
    }

    #[test]
    fn a_transaction_in_a_store_is_found() {
        let rule: Rule = transactions_only_in_actions;
        assert_eq!(broken(rule, "api/src/social/store.rs", "transaction!(app, |tx| {})"), 1);
        assert_eq!(broken(rule, "api/src/social/graphql.rs", "transaction!(app, |tx| {})"), 1);
        assert_eq!(broken(rule, "api/src/social/actions.rs", "transaction!(app, |tx| {})"), 0);
    }
}
