//! Compensation as clients see it: translation only.

mod fabrication;
mod object;
mod objection;
mod query;
mod shop;
mod staff;
mod words;

use async_graphql::MergedObject;
pub use object::Compensation;

/// Root fields that read what buyers are owed.
#[derive(MergedObject, Default)]
pub struct CompensationQuery(query::ClaimsQuery, fabrication::FabricationQuery);

/// Root fields that move it.
#[derive(MergedObject, Default)]
pub struct CompensationMutation(
    staff::DeskMutation,
    shop::ShopMutation,
    fabrication::FabricationMutation,
);
