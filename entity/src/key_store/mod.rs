//! Rows of the key store, which is a database of its own: wrapped keys and nothing else.

pub mod epoch_key;
pub mod root_secret;
pub mod subject_key;
