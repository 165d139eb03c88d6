//! Rows about access to personal data, and about data that is no more.

pub mod access_checkpoint;
pub mod access_entry;
pub mod access_seal;
pub mod access_unsealed;
pub mod erasure;
