//! Identity as clients see it: translation only, decisions are made by the actions.

mod account;
mod clients;
mod contacts;
mod factors;
mod guardians;
mod inputs;
mod me;
mod passkeys;
mod query;
mod register;
mod sessions;
mod staff;
mod step_up;
mod types;
mod viewer;

use async_graphql::MergedObject;

pub use me::Me;
pub use query::IdentityQuery;
pub use types::{User, UserLoader, UserState, load_user};
pub use viewer::ViewerExt;

/// Root fields that change who somebody is, and how they prove it.
#[derive(MergedObject, Default)]
pub struct IdentityMutation(
    register::RegisterMutation,
    sessions::SessionMutation,
    step_up::StepUpMutation,
    passkeys::PasskeyMutation,
    factors::FactorMutation,
    contacts::ContactMutation,
    account::AccountMutation,
    guardians::GuardianshipMutation,
    staff::StaffMutation,
    clients::ClientMutation,
);
