//! Returns as clients see them: translation only.

mod buying;
mod evidence;
mod goods_return;
mod inputs;
mod live;
mod loaders;
mod promise;
mod query;
mod selling;
mod staff;
mod types;

use async_graphql::MergedObject;

pub use goods_return::{Return, ReturnConnection};
pub use live::ReturnSubscription;
pub use loaders::{
    PromiseLoader, ReturnBreachesLoader, ReturnEvidenceLoader, ReturnLinesLoader, ReturnLoader,
    TakenLoader, load_return,
};
pub use promise::{ReturnPromise, ReturnTerms, promise_of, terms_of};
pub use query::{ReturnQuery, returns_of_order};

/// Root fields that move returns.
#[derive(MergedObject, Default)]
pub struct ReturnMutation(
    buying::ReturnBuyingMutation,
    selling::ReturnSellingMutation,
    evidence::ReturnEvidenceMutation,
    staff::ReturnStaffMutation,
);
