//! Tables of what people ask of us about their data, and of breaches.

pub mod breach;
pub mod breach_subject;
pub mod subject_request;
