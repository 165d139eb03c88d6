//! The SQL of identity: rows in, nouns out. One file for each group of tables.

pub mod accounts;
pub mod attempts;
pub mod clients;
pub mod codes;
pub mod contacts;
pub mod factors;
pub mod guardians;
pub mod passkeys;
pub mod roles;
pub mod sessions;

// Closed sets without rules of their own are the rows' own enums.
pub use entity::identity::account::AgeBand;
pub use entity::identity::ceremony::CeremonyKind;
pub use entity::identity::contact::ContactKind;
pub use entity::identity::one_time_code::CodePurpose;
pub use entity::identity::session::{EndCause, SignInMethod, StepUpFactor};
