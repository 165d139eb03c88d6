//! The SQL of personal data: wrapped keys in the key store; in the database tombstones, and whose
//! data is kept by law alone.

pub mod erasures;
pub mod keys;
pub mod restrictions;
pub mod subjects;
