//! Rows about access to personal data, about data that is no more, and about what people allowed.

pub mod access_checkpoint;
pub mod access_entry;
pub mod access_seal;
pub mod access_unsealed;
pub mod consent_event;
pub mod erasure;
pub mod legal_hold;
pub mod notice;
pub mod notice_text;
pub mod processing_restriction;
pub mod reading_restriction;
