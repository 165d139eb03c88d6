//! Words that do not belong: the wall clock, prints, floats, silenced lints, promises of later
//! work, and names that say nothing. Every exception stands here with its reason.

use super::source::{Source, Violation, words};

/// Whether the file is of the product: tests, examples and the kit are free of some rules.
fn is_product(source: &Source) -> bool {
    let beside = ["tests", "examples", "benches"];
    !source.segments().iter().any(|segment| beside.contains(segment))
}

/// Where the real clock may be read, and why.
const CLOCK: [(&str, &str); 6] = [
    ("api/platform/src/clock", "is the clock"),
    ("api/platform/src/telemetry", "measures how long work took"),
    ("api/platform/src/http", "measures requests and enforces their time limits"),
    ("api/platform/src/graphql/loader", "waits some microseconds for other keys of a batch"),
    ("api/src/commands/", "shows progress and times of a command line"),
    ("bench/", "is a load tool: it measures what a person would wait for"),
];

/// Where a print is the way to speak to whoever started the program, and why.
const PRINTS: [(&str, &str); 4] = [
    ("api/src/commands/", "a command answers on the terminal"),
    ("api/src/main.rs", "a wrong setting ends the start with one line"),
    ("bench/src/main.rs", "a command answers on the terminal"),
    ("bench/src/run.rs", "says what is being measured while it is"),
];

/// Where a float is not money, and why.
const FLOATS: [(&str, &str); 6] = [
    ("api/platform/src/telemetry", "metrics are floats by their format"),
    ("api/platform/src/http", "seconds of a request for the metrics"),
    ("api/platform/src/graphql/document", "reads what GraphQL calls a Float"),
    ("api/pictures/", "draws"),
    ("api/src/media/", "pixels and their proportions"),
    ("bench/", "rates, times and ratios of a measurement; its amounts are integers too"),
];

fn excused(source: &Source, list: &[(&str, &str)]) -> bool {
    list.iter().any(|(start, _)| source.path.starts_with(start))
}

fn each(source: &Source, banned: &[&str], says: &str) -> Vec<Violation> {
    let code = &source.product;
    let found = |word: &&str| {
        let places = words(code, word);
        places
            .into_iter()
            .map(|at| source.at(code, at, format!("`{word}`: {says}")))
            .collect::<Vec<_>>()
    };
    banned.iter().flat_map(found).collect()
}

/// Time, ids and chance come from `App`, so that tests can hold them.
pub fn no_wall_clock(source: &Source) -> Vec<Violation> {
    if !is_product(source) || excused(source, &CLOCK) {
        return Vec::new();
    }
    let banned = ["now_utc", "now_local", "SystemTime::now", "Instant::now", "Utc::now"];
    each(source, &banned, "ask App::now, tests move the clock")
}

/// The server logs; it does not print.
pub fn no_prints(source: &Source) -> Vec<Violation> {
    if !is_product(source) || excused(source, &PRINTS) {
        return Vec::new();
    }
    let banned = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];
    each(source, &banned, "log it, or let the command say it")
}

/// Money, rates and shares are integers.
pub fn no_floats(source: &Source) -> Vec<Violation> {
    if !is_product(source) || excused(source, &FLOATS) {
        return Vec::new();
    }
    each(source, &["f32", "f64"], "amounts and rates are integers")
}

/// A lint that is wrong somewhere is expected there, with a reason, and goes when it is right.
pub fn no_silenced_lints(source: &Source) -> Vec<Violation> {
    let code = &source.code;
    let opens = ["#[allow", "#![allow"];
    let places = opens.iter().flat_map(|open| code.match_indices(open));
    places.map(|(at, _)| source.at(code, at, "use #[expect] with a reason")).collect()
}

/// Work is done or is an issue; it is not a remark.
pub fn no_promises(source: &Source) -> Vec<Violation> {
    let promises =
        [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("X", "XX"), concat!("HA", "CK")];
    let found = |word: &&str| {
        let places = words(&source.text, word);
        places
            .into_iter()
            .map(|at| source.at(&source.text, at, "finish it or file it"))
            .collect::<Vec<_>>()
    };
    promises.iter().flat_map(found).collect()
}

/// Files, modules and types are named after what they are in the trade.
pub fn no_empty_names(source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    let empty = ["util", "utils", "helper", "helpers", "common", "manager", "service", "misc"];
    for segment in source.segments() {
        if segment.split('_').any(|part| empty.contains(&part)) {
            found.push(source.whole(format!("`{segment}` does not say what is in it")));
        }
    }
    for keyword in ["struct", "enum", "trait", "mod"] {
        for at in words(&source.product, keyword) {
            let name: String = source.product[at + keyword.len()..]
                .trim_start()
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            let endings = ["Manager", "Service", "Helper", "Helpers", "Util", "Utils"];
            let hollow = endings.iter().any(|ending| name.ends_with(ending));
            if hollow || empty.contains(&name.as_str()) {
                let says = format!("`{name}` does not say what it is");
                found.push(source.at(&source.product, at, says));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    type Rule = fn(&Source) -> Vec<Violation>;

    fn broken(rule: Rule, path: &str, text: &str) -> usize {
        rule(&Source::new(path, text)).len()
    }

    #[test]
    fn the_wall_clock_is_found() {
        let text = "let a = OffsetDateTime::now_utc(); let b = Instant::now();";
        assert_eq!(broken(no_wall_clock, "api/src/social/actions.rs", text), 2);
        assert_eq!(broken(no_wall_clock, "api/platform/src/clock.rs", text), 0);
        assert_eq!(broken(no_wall_clock, "tests/src/world.rs", text), 0);
        assert_eq!(broken(no_wall_clock, "api/src/social/a.rs", "let at = app.now();"), 0);
    }

    #[test]
    fn prints_are_found() {
        assert_eq!(broken(no_prints, "api/src/server.rs", "println!(\"up\"); dbg!(a);"), 2);
        assert_eq!(broken(no_prints, "api/src/commands/serve.rs", "println!(\"up\");"), 0);
        assert_eq!(broken(no_prints, "api/src/server.rs", "// println!(\"up\")"), 0);
    }

    #[test]
    fn floats_are_found() {
        assert_eq!(broken(no_floats, "api/platform/src/kernel/money.rs", "a as f64"), 1);
        assert_eq!(broken(no_floats, "api/src/catalog/price.rs", "fn a(x: f32) {}"), 1);
        assert_eq!(broken(no_floats, "api/src/media/picture.rs", "fn a(x: f32) {}"), 0);
    }

    #[test]
    fn silenced_lints_are_found() {
        let text = concat!("#", "[allow(dead_code)]\nfn a() {}\n");
        assert_eq!(broken(no_silenced_lints, "tests/src/lib.rs", text), 1);
        assert_eq!(broken(no_silenced_lints, "a.rs", "#[expect(dead_code, reason = \"b\")]"), 0);
    }

    #[test]
    fn promises_are_found() {
        let text = concat!("// TO", "DO: later\n// FIX", "ME\n");
        assert_eq!(broken(no_promises, "api/src/server.rs", text), 2);
        assert_eq!(broken(no_promises, "api/src/server.rs", "// the to-do list of a shop"), 0);
    }

    #[test]
    fn empty_names_are_found() {
        assert_eq!(broken(no_empty_names, "api/src/social/post_helpers.rs", ""), 1);
        assert_eq!(broken(no_empty_names, "api/src/common/mod.rs", ""), 1);
        assert_eq!(broken(no_empty_names, "api/src/social/a.rs", "struct PostManager;"), 1);
        assert_eq!(broken(no_empty_names, "api/src/social/a.rs", "mod utils;"), 1);
        assert_eq!(broken(no_empty_names, "api/src/social/post.rs", "struct Post;"), 0);
    }
}
