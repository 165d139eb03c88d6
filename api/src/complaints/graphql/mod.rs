//! Complaints as clients see them: translation only.

mod archive;
mod complaint;
mod evidence;
mod inputs;
mod live;
mod loaders;
mod mutations;
mod parts;
mod query;
mod staff;
mod types;

use async_graphql::MergedObject;

pub use complaint::{Complaint, ComplaintConnection};
pub use live::ComplaintSubscription;
pub use loaders::{
    ComplaintEvidenceLoader, ComplaintLoader, ComplaintOffersLoader, ComplaintRulingsLoader,
    ComplaintSeatsLoader, load_complaint,
};
pub use query::{ComplaintQuery, complaints_of_order};

/// Root fields that move complaints.
#[derive(MergedObject, Default)]
pub struct ComplaintsMutation(
    mutations::ComplaintMutation,
    evidence::CaseEvidenceMutation,
    archive::CaseArchiveMutation,
    staff::CaseDeskMutation,
);
