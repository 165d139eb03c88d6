//! Where settings come from: a file, the environment, flags. Each is flattened to `section.key`.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use figment::providers::{Format, Toml};
use figment::value::{Dict, Value};

use super::fault::SettingFault;

/// The file that is read where none is named and this one is there.
pub const FILE: &str = "fairstall.toml";

/// What a variable of ours begins with.
const PREFIX: &str = "FAIRSTALL_";

/// The variable that names the file, as `--config` does. It is no setting itself.
const FILE_VARIABLE: &str = "FAIRSTALL_CONFIG";

/// What hosts of databases commonly set; weaker than `FAIRSTALL_DATABASE__URL`.
const DATABASE_VARIABLE: &str = "DATABASE_URL";

/// Who said what a setting is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// Nobody: it is the default.
    Default,
    /// A file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
    /// A flag of the command line.
    Flag(String),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Variable(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// Everything that was said, not yet read. Empty means: defaults.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// The file to read, if one.
    pub file: Option<PathBuf>,
    /// The environment: names and values. Only ours are looked at.
    pub environment: Vec<(String, String)>,
    /// Key, flag and value, in the order given.
    pub flags: Vec<(String, String, String)>,
}

/// A value as its source has it. Words (from the environment and flags) may be read as any type;
/// a file has types of its own and must use the right one.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Raw {
    Word(String),
    Text(String),
    Whole(i128),
    Flag(bool),
    List(Vec<Raw>),
    Table(BTreeMap<String, Raw>),
    Other(String),
}

/// What was said about each key, by the strongest source that named it.
pub(super) type Given = BTreeMap<String, (Raw, Source)>;

impl Sources {
    /// What this process was started with. `file` is what `--config` named; without it
    /// `FAIRSTALL_CONFIG`, then `fairstall.toml` here if there is one.
    pub fn of_process(file: Option<PathBuf>, flags: Vec<(String, String, String)>) -> Self {
        let lossy = |text: std::ffi::OsString| text.to_string_lossy().into_owned();
        let environment: Vec<_> =
            std::env::vars_os().map(|(name, value)| (lossy(name), lossy(value))).collect();
        let named = environment
            .iter()
            .find(|(name, value)| name == FILE_VARIABLE && !value.is_empty())
            .map(|(_, path)| PathBuf::from(path));
        let usual = || Path::new(FILE).is_file().then(|| PathBuf::from(FILE));
        Self { file: file.or(named).or_else(usual), environment, flags }
    }

    /// Puts the sources over each other, weakest first.
    pub(super) fn given(&self) -> Result<Given, SettingFault> {
        let mut given = Given::new();
        if let Some(path) = &self.file {
            read_file(path, &mut given)?;
        }
        for (name, value) in &self.environment {
            if name == DATABASE_VARIABLE && !value.is_empty() {
                let source = Source::Variable(name.clone());
                given.insert("database.url".to_owned(), (Raw::Word(value.clone()), source));
            }
        }
        for (name, value) in &self.environment {
            if let Some(key) = name.strip_prefix(PREFIX).filter(|_| name != FILE_VARIABLE) {
                let key = key.to_lowercase().replace("__", ".");
                let source = Source::Variable(name.clone());
                given.insert(key, (Raw::Word(value.clone()), source));
            }
        }
        for (key, flag, value) in &self.flags {
            given.insert(key.clone(), (Raw::Word(value.clone()), Source::Flag(flag.clone())));
        }
        Ok(given)
    }
}

fn read_file(path: &Path, given: &mut Given) -> Result<(), SettingFault> {
    let source = Source::File(path.to_owned());
    let text = std::fs::read_to_string(path)
        .map_err(|error| SettingFault::unreadable(&source, &format!("{error}")))?;
    let sections: Dict = Toml::from_str(&text).map_err(|error| {
        let line = error
            .span()
            .and_then(|span| text.get(..span.start))
            .map_or(1, |before| before.bytes().filter(|byte| *byte == b'\n').count() + 1);
        let reason = format!("line {line} is not TOML: {}", error.message().replace('\n', ", "));
        SettingFault::unreadable(&source, &reason)
    })?;
    for (section, value) in sections {
        match value {
            Value::Dict(_, keys) => {
                for (key, value) in keys {
                    given.insert(format!("{section}.{key}"), (raw(value), source.clone()));
                }
            }
            value => {
                given.insert(section, (raw(value), source.clone()));
            }
        }
    }
    Ok(())
}

fn raw(value: Value) -> Raw {
    match value {
        Value::String(_, text) => Raw::Text(text),
        Value::Char(_, character) => Raw::Text(character.to_string()),
        Value::Bool(_, flag) => Raw::Flag(flag),
        Value::Num(_, number) => match (number.to_i128(), number.to_u128()) {
            (Some(whole), _) => Raw::Whole(whole),
            (None, Some(whole)) => i128::try_from(whole).map_or(Raw::Whole(i128::MAX), Raw::Whole),
            (None, None) => {
                Raw::Other(number.to_f64().map_or_else(String::new, |float| float.to_string()))
            }
        },
        Value::Empty(..) => Raw::Other(String::new()),
        Value::Dict(_, entries) => {
            Raw::Table(entries.into_iter().map(|(key, value)| (key, raw(value))).collect())
        }
        Value::Array(_, items) => Raw::List(items.into_iter().map(raw).collect()),
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(text) | Self::Text(text) | Self::Other(text) => f.write_str(text),
            Self::Whole(whole) => write!(f, "{whole}"),
            Self::Flag(flag) => write!(f, "{flag}"),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(Self::to_string).collect();
                write!(f, "[{}]", items.join(", "))
            }
            Self::Table(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{key} = {value}")).collect();
                write!(f, "{{ {} }}", entries.join(", "))
            }
        }
    }
}
