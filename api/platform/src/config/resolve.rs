//! Takes each key's value from the strongest source, and keeps the account of it.

use std::collections::BTreeMap;

use super::fault::SettingFault;
use super::readers::Reader;
use super::sources::{Given, Source};
use super::values::Environment;

/// What a key is when nobody says.
pub(super) enum Fallback {
    /// Always this.
    Is(&'static str),
    /// One in development, another in production.
    Either { development: &'static str, production: &'static str },
    /// Worked out from keys that stand above it; `means` says how, for the documentation.
    From { means: &'static str, value: fn(&Known) -> String },
}

/// A key as the table has it.
pub(super) struct Entry {
    pub name: &'static str,
    pub doc: &'static [&'static str],
    pub fallback: Fallback,
}

/// One key in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `section.key`.
    pub name: &'static str,
    /// What it is for.
    pub doc: String,
    /// What it may be.
    pub allowed: String,
    /// Its value as text; masked if it is secret.
    pub value: String,
    /// Who said so.
    pub source: Source,
    /// Its default in words.
    pub fallback: String,
}

/// What has been read so far.
pub(super) struct Known {
    given: Given,
    pub environment: Environment,
    values: BTreeMap<&'static str, String>,
    rows: Vec<Row>,
}

impl Known {
    /// Begins with what was given; every given key must be one of `names`.
    pub fn begin(given: Given, names: &[&str]) -> Result<Self, SettingFault> {
        if let Some((key, (raw, source))) =
            given.iter().find(|(key, _)| !names.contains(&key.as_str()))
        {
            let shown = (!may_be_secret(key)).then(|| raw.to_string());
            let nearest = nearest(key, names);
            return Err(SettingFault::unknown(key, shown.as_deref(), source.clone(), nearest));
        }
        let (values, rows) = (BTreeMap::new(), Vec::new());
        Ok(Self { given, environment: Environment::Development, values, rows })
    }

    /// Reads one key.
    pub fn read<R: Reader>(&mut self, entry: &Entry, reader: &R) -> Result<R::Value, SettingFault> {
        let (raw, source) = match self.given.remove(entry.name) {
            Some(given) => given,
            None => (self.fallback(&entry.fallback), Source::Default),
        };
        let allowed = reader.allowed();
        let Some(value) = reader.read(&raw) else {
            let shown = (!reader.is_secret()).then(|| raw.to_string());
            return Err(SettingFault::wrong(entry.name, shown.as_deref(), source, &allowed));
        };
        self.values.insert(entry.name, reader.show(&value));
        self.rows.push(Row {
            name: entry.name,
            doc: entry.doc.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" "),
            allowed,
            value: reader.show(&value),
            source,
            fallback: entry.fallback.in_words(),
        });
        Ok(value)
    }

    /// The value of a key that was read already, as text.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// The account: one row for each key, in order.
    pub fn rows(self) -> Vec<Row> {
        self.rows
    }

    fn fallback(&self, fallback: &Fallback) -> super::sources::Raw {
        let word = match fallback {
            Fallback::Is(word) => (*word).to_owned(),
            Fallback::Either { development, production } => match self.environment {
                Environment::Development => (*development).to_owned(),
                Environment::Production => (*production).to_owned(),
            },
            Fallback::From { value, .. } => value(self),
        };
        super::sources::Raw::Word(word)
    }
}

impl Fallback {
    fn in_words(&self) -> String {
        let code = |word: &str| match word {
            "" => "none".to_owned(),
            word => format!("`{word}`"),
        };
        match self {
            Self::Is(word) => code(word),
            Self::Either { development, production } => {
                format!("{}; in production {}", code(development), code(production))
            }
            Self::From { means, .. } => (*means).to_owned(),
        }
    }
}

/// A key we do not know might be a secret's with a slip in it.
fn may_be_secret(key: &str) -> bool {
    ["key", "secret", "password", "token", "url", "credential"]
        .iter()
        .any(|word| key.contains(word))
}

/// The known name that takes the fewest changes, if they are few.
fn nearest<'names>(key: &str, names: &[&'names str]) -> Option<&'names str> {
    let (name, changes) = names
        .iter()
        .map(|name| (*name, distance(key, name)))
        .min_by_key(|(_, changes)| *changes)?;
    (changes <= 2 + key.len() / 5).then_some(name)
}

/// How many characters to insert, remove or replace to get from one word to the other.
fn distance(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    // A key is a name; what is far longer than one is no slip of the pen.
    let from: Vec<char> = from.chars().take(100).collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (line, letter) in from.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = line + 1;
        for (column, other) in to.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != other);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[to.len()]
}
