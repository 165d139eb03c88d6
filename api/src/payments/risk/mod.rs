//! The risk centre: every confirmation is weighed by rules that are versions of data, and what they
//! found is kept. What is held or denied has a reason, a case and an appeal (PY-7); who did not
//! pay themselves says so, and everything stops at once (PY-4).

mod case;
mod cases;
mod rule;
mod rules;
mod stops;
mod store;
mod store_cases;
mod weighing;
mod words;

pub mod graphql;
pub mod graphql_cases;

pub use case::{CaseState, RiskCase};
pub(super) use cases::open_held_case;
pub use rule::Verdict;
pub(super) use rules::{demanded, in_force};
pub(super) use stops::is_stopped;
pub(super) use weighing::{Trial, assess};
pub(super) use words::words_of;
