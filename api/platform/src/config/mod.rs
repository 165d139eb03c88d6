//! Settings: what an operator may set, where it may come from, and what is in force.
//!
//! Later wins: defaults < file (`fairstall.toml`) < environment (`FAIRSTALL_SECTION__KEY`) < flags.
//! Every key stands once, in [`settings`], with its type, default and bounds; its reading, its line
//! in `config`, its line in docs/CONFIGURATION.md and the message about a wrong value follow from
//! there. A wrong value, wherever it comes from, is a [`SettingFault`]: one line, and no start.

mod defaults;
mod demands;
mod docs;
mod fault;
mod readers;
mod resolve;
mod settings;
mod sources;
mod table;
mod values;

pub use docs::reference;
pub use fault::SettingFault;
pub use resolve::Row;
pub use settings::*;
pub use sources::{FILE, Source, Sources};
pub use values::{
    AlipayDoor, DeliveryKind, Environment, LogFormat, LogLevel, OidcIssuer, SecretUrl, StorageKind,
    VaultProvider, WechatDoor,
};

/// The settings in force, and for each key what it is and who said so.
#[derive(Debug)]
pub struct InForce {
    /// The values, typed.
    pub settings: Settings,
    /// One row for each key, in the order of the documentation; secrets are masked.
    pub rows: Vec<Row>,
}

impl InForce {
    /// The line about a value that turned out unusable only when it was used: a file that is not
    /// there, say. `reason` follows key, value and source.
    pub fn unfit(&self, name: &str, reason: &str) -> SettingFault {
        let row = self.rows.iter().find(|row| row.name == name);
        let (value, source) =
            row.map_or(("", Source::Default), |row| (row.value.as_str(), row.source.clone()));
        SettingFault::unfit(name, value, source, reason)
    }
}

impl Settings {
    /// Reads every key from the strongest source that names it, then checks what must go together
    /// and what production demands.
    pub fn load(sources: &Sources) -> Result<InForce, SettingFault> {
        let in_force = Self::resolve(sources)?;
        demands::check(&in_force)?;
        Ok(in_force)
    }

    /// The settings of development where nobody has set anything.
    pub fn defaults() -> Result<Self, SettingFault> {
        Self::load(&Sources::default()).map(|in_force| in_force.settings)
    }
}

#[cfg(test)]
mod tests;
