//! The SQL of personal data: wrapped keys in the key store, tombstones in the database.

pub mod erasures;
pub mod keys;
