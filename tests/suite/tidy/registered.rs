//! Nothing lies about unused: every file is a module of its parent, and every migration is in
//! the list that the server runs. A test file that nobody lists would be a test nobody runs.

use std::collections::BTreeMap;

use super::source::{Source, Violation, words};

/// Every file is declared by the `mod.rs`, `lib.rs` or `main.rs` above it.
pub fn every_file_is_a_module(tree: &[Source]) -> Vec<Violation> {
    let by_path: BTreeMap<&str, &Source> =
        tree.iter().map(|source| (source.path.as_str(), source)).collect();
    let mut found = Vec::new();
    for source in tree {
        let Some((name, parents)) = module_of(&source.path) else { continue };
        let mut above = parents.iter().filter_map(|path| by_path.get(path.as_str()));
        if !above.any(|parent| declares(parent, &name)) {
            found.push(source.whole(format!("no file above says `mod {name};`")));
        }
    }
    found
}

/// The module's name and the files that could declare it; nothing for the root of a crate.
fn module_of(path: &str) -> Option<(String, Vec<String>)> {
    let (folder, file) = path.rsplit_once('/')?;
    let stem = file.trim_end_matches(".rs");
    let ends = |roots: &[&str]| roots.iter().any(|root| folder.ends_with(root));
    let is_root = ends(&["src", "suite"]) && ["lib", "main"].contains(&stem);
    // Every file of these folders is a program of its own; the doors are such that do not compile.
    if is_root
        || ends(&["examples", "benches", "doors"])
        || folder == "api/tests"
        || stem == "build"
    {
        return None;
    }
    let (folder, name) = match stem {
        "mod" => folder.rsplit_once('/')?,
        _ => (folder, stem),
    };
    let parents = ["mod", "lib", "main"].map(|parent| format!("{folder}/{parent}.rs"));
    Some((name.to_owned(), parents.into()))
}

fn declares(parent: &Source, name: &str) -> bool {
    words(&parent.code, &format!("mod {name}"))
        .into_iter()
        .any(|at| parent.code[at + 4 + name.len()..].trim_start().starts_with(';'))
}

/// Every migration is in the migrator's list, in the order of its name.
pub fn every_migration_runs(tree: &[Source]) -> Vec<Violation> {
    let list = tree.iter().find(|source| source.path == "migration/src/lib.rs");
    let Some(list) = list else { return Vec::new() };
    let mut found = Vec::new();
    let mut before = 0;
    for source in tree {
        let Some(name) = source.path.strip_prefix("migration/src/").and_then(stem) else {
            continue;
        };
        if !(name.starts_with('m') && name[1..].starts_with(|c: char| c.is_ascii_digit())) {
            continue;
        }
        match words(&list.code, &format!("{name}::Migration")).first() {
            None => found.push(source.whole("is not in the migrator's list")),
            Some(at) if *at < before => found.push(source.whole("runs before an older migration")),
            Some(at) => before = *at,
        }
    }
    found
}

fn stem(path: &str) -> Option<&str> {
    let first = path.split('/').next()?;
    Some(first.trim_end_matches(".rs"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(files: &[(&str, &str)]) -> Vec<Source> {
        files.iter().map(|(path, text)| Source::new(path, text)).collect()
    }

    #[test]
    fn an_unlisted_file_is_found() {
        let listed = tree(&[
            ("tests/suite/main.rs", "mod social;"),
            ("tests/suite/social/mod.rs", "mod follow;\n// mod unfollow;"),
            ("tests/suite/social/follow.rs", ""),
            ("tests/suite/social/unfollow.rs", ""),
            ("tests/suite/orphan/mod.rs", ""),
        ]);
        let found = every_file_is_a_module(&listed);
        let paths: Vec<_> = found.iter().map(|violation| violation.path.as_str()).collect();
        assert_eq!(paths, ["tests/suite/social/unfollow.rs", "tests/suite/orphan/mod.rs"]);
    }

    #[test]
    fn an_unregistered_migration_is_found() {
        let list = "vec![Box::new(m2_b::Migration), Box::new(m1_a::Migration)]";
        let found = every_migration_runs(&tree(&[
            ("migration/src/lib.rs", list),
            ("migration/src/m1_a.rs", ""),
            ("migration/src/m2_b.rs", ""),
            ("migration/src/m3_c.rs", ""),
            ("migration/src/sql.rs", ""),
        ]));
        let says: Vec<_> = found.iter().map(|violation| violation.says.as_str()).collect();
        assert_eq!(says, ["runs before an older migration", "is not in the migrator's list"]);
    }
}
