//! Style as a test: what docs/STYLE.md asks of the tree, and a reader would otherwise have to
//! check by eye. Each rule is proven on planted violations beside its definition.

mod borders;
mod registered;
mod rooms;
mod shape;
pub mod source;
mod words;

use source::{Source, Violation};

fn check(rule: impl Fn(&Source) -> Vec<Violation>) {
    report(&source::tree().iter().flat_map(rule).collect::<Vec<_>>());
}

fn report(found: &[Violation]) {
    let lines: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "{} places to tidy:\n{}", lines.len(), lines.join("\n"));
}

/// One test per rule, so that a failure names the rule.
macro_rules! rules {
    ($($module:ident::$rule:ident),* $(,)?) => {
        $(#[test]
        fn $rule() {
            check($module::$rule);
        })*
    };
}

rules! {
    borders::sql_only_in_stores,
    borders::graphql_only_in_graphql_files,
    borders::transactions_only_in_actions,
    rooms::direction,
    shape::overview_first,
    shape::short_files,
    shape::short_functions,
    shape::narrow_lines,
    words::no_wall_clock,
    words::no_prints,
    words::no_floats,
    words::no_silenced_lints,
    words::no_promises,
    words::no_empty_names,
}

#[test]
fn every_file_is_a_module() {
    report(&registered::every_file_is_a_module(&source::tree()));
}

#[test]
fn every_migration_runs() {
    report(&registered::every_migration_runs(&source::tree()));
}

#[test]
fn the_whole_tree_is_read() {
    let tree = source::tree();
    for folder in [
        "api/src/",
        "api/platform/src/",
        "api/vault/src/",
        "bench/src/",
        "entity/src/",
        "migration/src/",
        "tests/suite/",
    ] {
        assert!(tree.iter().any(|source| source.path.starts_with(folder)), "nothing in {folder}");
    }
}
