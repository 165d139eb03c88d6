//! A source file as the rules read it: its path, its text, and its code without comments,
//! without what strings say, and without tests.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// One file of the tree.
pub struct Source {
    /// From the root of the repository, with forward slashes.
    pub path: String,
    /// As it stands in the file.
    pub text: String,
    /// Comments blank, the inside of strings replaced; lines and columns are where they were.
    pub code: String,
    /// The same without items under `#[cfg(test)]`.
    pub product: String,
}

/// A place that breaks a rule.
#[derive(Debug)]
pub struct Violation {
    pub path: String,
    pub line: usize,
    pub says: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.says)
    }
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let code = masked(text);
        let product = without_tests(&code);
        Self { path: path.to_owned(), text: text.to_owned(), code, product }
    }

    /// A violation at the byte `at` of the text or the code (both have the same lines).
    pub fn at(&self, code: &str, at: usize, says: impl Into<String>) -> Violation {
        let line = code[..at].matches('\n').count() + 1;
        Violation { path: self.path.clone(), line, says: says.into() }
    }

    /// A violation of the whole file.
    pub fn whole(&self, says: impl Into<String>) -> Violation {
        Violation { path: self.path.clone(), line: 1, says: says.into() }
    }

    /// The folders of the path and the file's name without its ending.
    pub fn segments(&self) -> Vec<&str> {
        self.path.trim_end_matches(".rs").split('/').collect()
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the kit stands in the tree").into()
}

/// Every Rust file of the workspace's own crates.
pub fn tree() -> Vec<Source> {
    let root = root();
    let mut paths = Vec::new();
    for folder in ["api", "bench", "entity", "migration", "tests"] {
        collect(&root.join(folder), &mut paths);
    }
    paths.sort();
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).expect("a readable source file");
        let path = path.strip_prefix(&root).expect("a path below the root").to_owned();
        Source::new(&path.to_string_lossy().replace('\\', "/"), &text)
    };
    paths.into_iter().map(read).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let skipped = ["target", "node_modules", "data"];
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable folder").path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if path.is_dir() {
            if !name.is_some_and(|name| skipped.contains(&name.as_str())) {
                collect(&path, paths);
            }
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            paths.push(path);
        }
    }
}

/// Where `word` stands in `code` as a whole word (or a whole path such as `Instant::now`).
pub fn words(code: &str, word: &str) -> Vec<usize> {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word)
        .filter(|(at, _)| {
            let before = code[..*at].chars().next_back();
            let after = code[at + word.len()..].chars().next();
            !before.is_some_and(part_of_name) && !after.is_some_and(part_of_name)
        })
        .map(|(at, _)| at)
        .collect()
}

/// Where the bracket that opens at `open` closes; the end of the code when it never does.
pub fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    code.len()
}

fn without_tests(code: &str) -> String {
    let mut rest = code.to_owned();
    while let Some(start) = rest.find("#[cfg(test)]") {
        let item = start + "#[cfg(test)]".len();
        let end = match rest[item..].find(['{', ';']).map(|at| item + at) {
            Some(at) if rest.as_bytes()[at] == b'{' => (closing(&rest, at) + 1).min(rest.len()),
            Some(at) => at + 1,
            None => rest.len(),
        };
        let blank: String =
            rest[start..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect();
        rest = format!("{}{blank}{}", &rest[..start], &rest[end..]);
    }
    rest
}

fn masked(text: &str) -> String {
    let mut masker = Masker { chars: text.chars().collect(), at: 0, out: String::new() };
    while masker.at < masker.chars.len() {
        masker.step();
    }
    masker.out
}

struct Masker {
    chars: Vec<char>,
    at: usize,
    out: String,
}

impl Masker {
    fn step(&mut self) {
        match (self.peek(0), self.peek(1)) {
            ('/', '/') => self.blank_until(|masker| masker.peek(0) == '\n'),
            ('/', '*') => self.block_comment(),
            ('"', _) => self.string(),
            ('\'', _) => self.character(),
            ('r', '"' | '#') if !self.in_name() && self.raw_hashes().is_some() => self.raw(),
            _ => self.keep(),
        }
    }

    fn peek(&self, ahead: usize) -> char {
        self.chars.get(self.at + ahead).copied().unwrap_or('\0')
    }

    fn in_name(&self) -> bool {
        // `br"…"` is a raw string too, so a lone `b` before the `r` does not count as a name.
        let mut before = self.out.chars().rev();
        match before.next() {
            Some('b') => before.next().is_some_and(|c| c.is_alphanumeric() || c == '_'),
            Some(c) => c.is_alphanumeric() || c == '_',
            None => false,
        }
    }

    fn keep(&mut self) {
        self.out.push(self.peek(0));
        self.at += 1;
    }

    fn replace(&mut self, with: char) {
        let kept = self.peek(0) == '\n';
        self.out.push(if kept { '\n' } else { with });
        self.at += 1;
    }

    fn blank_until(&mut self, ends: impl Fn(&Self) -> bool) {
        while self.at < self.chars.len() && !ends(self) {
            self.replace(' ');
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.chars.len() {
            let (opens, closes) = (
                self.peek(0) == '/' && self.peek(1) == '*',
                self.peek(0) == '*' && self.peek(1) == '/',
            );
            if opens || closes {
                depth = if opens { depth + 1 } else { depth - 1 };
                self.replace(' ');
            }
            self.replace(' ');
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.keep();
        while self.at < self.chars.len() && self.peek(0) != '"' {
            if self.peek(0) == '\\' {
                self.replace('_');
            }
            self.replace('_');
        }
        self.keep();
    }

    fn character(&mut self) {
        let escaped = self.peek(1) == '\\';
        if !escaped && self.peek(2) != '\'' {
            return self.keep(); // a lifetime
        }
        self.keep();
        if escaped {
            self.replace('_');
        }
        self.replace('_');
        while self.at < self.chars.len() && self.peek(0) != '\'' {
            self.replace('_');
        }
        self.keep();
    }

    fn raw_hashes(&self) -> Option<usize> {
        let hashes = (1..=255).take_while(|ahead| self.peek(*ahead) == '#').count();
        (self.peek(hashes + 1) == '"').then_some(hashes)
    }

    fn raw(&mut self) {
        let hashes = self.raw_hashes().unwrap_or(0);
        for _ in 0..hashes + 2 {
            self.keep();
        }
        let ends = |masker: &Self| {
            masker.peek(0) == '"' && (1..=hashes).all(|ahead| masker.peek(ahead) == '#')
        };
        while self.at < self.chars.len() && !ends(self) {
            self.replace('_');
        }
        for _ in 0..=hashes {
            self.keep();
        }
    }
}

#[test]
fn strings_and_comments_do_not_count_as_code() {
    let text =
        "let a = \"say \\\" // no\"; // yes {\nlet b = r#\"x \" y\"#; /* in /* side */ out */\n";
    let code = masked(text);
    assert_eq!(code.lines().count(), 2);
    assert!(!code.contains("say") && !code.contains("yes") && !code.contains("side"), "{code}");
    assert!(code.contains("let a = \"") && code.contains("let b = r#\""), "{code}");
    let quotes = masked("let c = '\"'; let d: &'static str = f('\\''); g(\"hidden\")");
    assert!(quotes.contains("'static str") && !quotes.contains("hidden"), "{quotes}");
}

#[test]
fn tests_do_not_count_as_product() {
    let source =
        Source::new("a.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() { {} }\n}\nfn c() {}\n");
    assert!(source.code.contains("fn b") && !source.product.contains("fn b"));
    assert!(source.product.contains("fn a") && source.product.contains("fn c"));
    assert_eq!(source.product.lines().count(), source.text.lines().count());
}

#[test]
fn words_are_whole() {
    assert_eq!(words("sea_orm::x, my_sea_orm, sea_orms", "sea_orm"), [0]);
    assert_eq!(words("Instant::now() Instant::nower", "Instant::now"), [0]);
}
