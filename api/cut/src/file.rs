//! What anyone can download of a session that has ended.

use serde::{Deserialize, Serialize};

use crate::schedule::{Kind, Plan};

/// The terms that the commitment covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Terms {
    pub campaign: String,
    pub sku: String,
    pub currency: String,
    pub start_minor: i64,
    pub floor_minor: i64,
    pub parts: u32,
    pub parts_bought: u32,
    /// Milliseconds since 1970.
    pub started_at: i64,
    pub deadline: i64,
    pub version: String,
}

impl Terms {
    /// What its schedule is made of.
    pub fn plan(&self) -> Plan {
        Plan {
            start_minor: self.start_minor,
            floor_minor: self.floor_minor,
            parts: self.parts,
            parts_bought: self.parts_bought,
        }
    }
}

/// One help that counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HelpLine {
    /// From 1, without gaps.
    pub ordinal: u32,
    pub kind: Kind,
    pub amount_minor: i64,
    /// Milliseconds since 1970.
    pub at: i64,
}

/// A session from its start to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct File {
    pub format: String,
    pub session: String,
    pub terms: Terms,
    /// SHA-256, in 64 hexadecimal digits, as it was shown at the start.
    pub commitment: String,
    /// 64 hexadecimal digits, told at the end.
    pub seed: String,
    pub helps: Vec<HelpLine>,
    /// The price at the end.
    pub price_minor: i64,
}
