//! Direction: a file names only the rooms that stand before its own (style.md §3 says why).
//! Two doors stay open: down by a call, and between `graphql` modules, whose types are a graph.

use super::source::{Source, Violation, words};

/// Low to high, with the rooms that later issues build. Names of one line may name each other.
const ROOMS: [&[&str]; 30] = [
    &["platform"],
    &["privacy"],
    &["identity"],
    &["rules"],
    &["media"],
    &["operators"],
    &["notices"],
    &["catalog"],
    &["ledger"],
    &["payments"],
    &["orders"],
    &["fulfilment"],
    &["settlement"],
    &["deals"],
    &["social"],
    &["returns"],
    &["compensation"],
    &["complaints"],
    &["reputation"],
    &["intellectual_property"],
    &["transparency"],
    &["search"],
    &["partners"],
    &["data_rights"],
    &["demo"],
    &["access"],
    &["schema"],
    &["server", "worker"],
    &["commands"],
    &["lib", "main"],
];

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|names| names.contains(&room))
}

/// The room that a file of the `api` crate stands in.
pub fn room(source: &Source) -> Option<&str> {
    match source.segments().as_slice() {
        ["api", "src", room, ..] => Some(*room),
        _ => None,
    }
}

/// `graphql.rs`, `graphql_posts.rs`, or anything in a `graphql` folder.
pub fn is_graphql(source: &Source) -> bool {
    source.segments().iter().any(|segment| segment.starts_with("graphql"))
}

/// Every path of the crate that the file names is of a lower room.
pub fn direction(source: &Source) -> Vec<Violation> {
    if source.path.starts_with("api/platform/src/kernel/") {
        return kernel_is_pure(source);
    }
    let Some(own) = room(source) else { return Vec::new() };
    let Some(own_rank) = rank(own) else {
        return vec![source.whole(format!("`{own}` is not in the order of rooms"))];
    };
    let mut found = Vec::new();
    let may_join = is_graphql(source) || own_rank >= rank("schema").unwrap_or_default();
    for (at, path) in named_paths(source) {
        let Some(room) = path.first() else { continue };
        let Some(named) = rank(room) else { continue };
        let graph = path.get(1).is_some_and(|module| module.starts_with("graphql"));
        if graph && room != own && !may_join {
            let says = format!("only graphql files and the schema name `{room}::graphql`");
            found.push(source.at(&source.product, at, says));
        } else if named > own_rank && !(graph && may_join) {
            let says = format!("`{own}` stands before `{room}` and must not name it");
            found.push(source.at(&source.product, at, says));
        }
    }
    found
}

/// The kernel is pure values: nothing of the platform around it, no engine, no transport.
fn kernel_is_pure(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    for (at, path) in paths_after(&source.product, "crate::") {
        if path.first().is_some_and(|module| module != "kernel") {
            found.push(source.at(&source.product, at, "the kernel names nothing outside itself"));
        }
    }
    for foreign in ["sea_orm", "async_graphql", "axum", "tokio", "std::fs", "std::net"] {
        for at in words(&source.product, foreign) {
            found.push(source.at(
                &source.product,
                at,
                format!("the kernel does not know {foreign}"),
            ));
        }
    }
    found
}

fn named_paths(source: &Source) -> Vec<(usize, Vec<String>)> {
    let code = &source.product;
    let mut paths = paths_after(code, "crate::");
    paths.extend(paths_after(code, "fairstall::"));
    paths.extend(paths_after(code, "entity::"));
    paths.extend(paths_through_parents(source));
    paths
}

/// `super::super::catalog` names a room too, when it climbs to the root of the crate.
fn paths_through_parents(source: &Source) -> Vec<(usize, Vec<String>)> {
    let segments = source.segments();
    let depth = segments.len() - 2 - usize::from(segments.last() == Some(&"mod"));
    let code = &source.product;
    let chain = "super::".repeat(depth);
    let starts_chain = |at: usize| !code[..at].ends_with("super::");
    let mut paths = paths_after(code, &chain);
    paths.retain(|(at, _)| starts_chain(*at));
    paths
}

/// Every path that follows `prefix`, with groups in braces written out.
fn paths_after(code: &str, prefix: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    for (start, _) in code.match_indices(prefix) {
        let before = code[..start].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
            continue;
        }
        if prefix == "entity::" && code[..start].trim_end().ends_with("::") && start >= 3 {
            // `::entity::…` is the crate; `x::entity::…` is somebody's module.
            let outer = code[..start].trim_end().trim_end_matches("::");
            if outer.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '>') {
                continue;
            }
        }
        let mut at = start + prefix.len();
        found.extend(expand(code, &mut at).into_iter().map(|path| (start, path)));
    }
    found
}

fn expand(code: &str, at: &mut usize) -> Vec<Vec<String>> {
    skip_blank(code, at);
    let rest = &code[*at..];
    if rest.starts_with('{') {
        *at += 1;
        return expand_group(code, at);
    }
    let name: String = rest
        .trim_start_matches("r#")
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    if name.is_empty() {
        return Vec::new();
    }
    *at += name.len();
    if !code[*at..].starts_with("::") {
        return vec![vec![name]];
    }
    *at += 2;
    let tails = expand(code, at);
    if tails.is_empty() {
        return vec![vec![name]];
    }
    let with_head = |tail: Vec<String>| std::iter::once(name.clone()).chain(tail).collect();
    tails.into_iter().map(with_head).collect()
}

fn expand_group(code: &str, at: &mut usize) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    while *at < code.len() && !code[*at..].starts_with('}') {
        paths.extend(expand(code, at));
        // An alias, a star or a comma: on to the next of this group.
        let next = code[*at..].find([',', '}']).map_or(code.len(), |ahead| *at + ahead);
        *at = next + usize::from(code[next..].starts_with(','));
        skip_blank(code, at);
    }
    *at = (*at + 1).min(code.len());
    paths
}

fn skip_blank(code: &str, at: &mut usize) {
    *at += code[*at..].len() - code[*at..].trim_start().len();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(path: &str, text: &str) -> usize {
        direction(&Source::new(path, text)).len()
    }

    #[test]
    fn a_room_names_only_what_stands_before_it() {
        assert_eq!(broken("api/src/catalog/actions.rs", "use crate::social::Post;"), 1);
        assert_eq!(broken("api/src/social/actions.rs", "use crate::catalog::Product;"), 0);
        assert_eq!(broken("api/src/identity/mod.rs", "fn a() { crate::schema::build() }"), 1);
        assert_eq!(broken("api/src/commands/serve.rs", "use crate::{server, worker};"), 0);
        assert_eq!(broken("api/src/server.rs", "use crate::commands::Serve;"), 1);
    }

    #[test]
    fn groups_aliases_and_parents_are_seen_through() {
        let grouped = "use crate::{identity::{Account, self as me}, social::{Post, *}};";
        assert_eq!(broken("api/src/catalog/mod.rs", grouped), 1);
        assert_eq!(broken("api/src/catalog/store/sku.rs", "use super::super::super::social;"), 1);
        assert_eq!(broken("api/src/catalog/store.rs", "use super::super::social::Post;"), 1);
        assert_eq!(broken("api/src/catalog/store/sku.rs", "use super::super::social;"), 0);
        assert_eq!(broken("api/src/catalog/store.rs", "use ::entity::social::post;"), 1);
        assert_eq!(broken("api/src/social/store.rs", "use entity::catalog::{sku, product};"), 0);
    }

    #[test]
    fn the_graph_is_a_door_for_graphql_files_only() {
        let line = "use crate::social::graphql::Post;";
        assert_eq!(broken("api/src/catalog/graphql.rs", line), 0);
        assert_eq!(broken("api/src/catalog/graphql/product.rs", line), 0);
        assert_eq!(broken("api/src/catalog/actions.rs", line), 1);
        assert_eq!(broken("api/src/demo/actions.rs", line), 1);
        assert_eq!(broken("api/src/schema.rs", line), 0);
        assert_eq!(broken("api/src/catalog/graphql.rs", "use crate::social::Post;"), 1);
    }

    #[test]
    fn tests_and_comments_may_name_anything() {
        let text = "// crate::social\n#[cfg(test)]\nmod tests { use crate::social::Post; }";
        assert_eq!(broken("api/src/catalog/mod.rs", text), 0);
    }

    #[test]
    fn a_new_room_needs_its_place_in_the_order() {
        assert_eq!(broken("api/src/lottery/mod.rs", "//! Chance."), 1);
    }

    #[test]
    fn the_kernel_is_pure() {
        let path = "api/platform/src/kernel/money.rs";
        assert_eq!(broken(path, "use crate::clock::Clock; use crate::kernel::text;"), 1);
        assert_eq!(broken(path, "use sea_orm::Value;"), 1);
    }
}
