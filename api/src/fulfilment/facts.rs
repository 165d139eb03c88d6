//! What fulfilment tells the rest of the house; identifiers and words of closed sets only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A parcel came into another state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelMoved {
    pub parcel: Uuid,
    pub order: Uuid,
    pub operator: Uuid,
    /// The state's name.
    pub state: String,
}

impl Fact for ParcelMoved {
    const KIND: &'static str = "parcel.moved";

    fn aggregate(&self) -> Uuid {
        self.parcel
    }
}

/// A breach of the rules of shipping was found, or came into another state: what a late rate and a
/// credit score are made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingClaimMoved {
    pub claim: Uuid,
    pub order: Uuid,
    pub operator: Uuid,
    /// `LATE`, `STOCK_OUT` or `FALSE_SHIPPING`.
    pub kind: String,
    /// The state's name.
    pub state: String,
}

impl Fact for ShippingClaimMoved {
    const KIND: &'static str = "shipping_claim.moved";

    fn aggregate(&self) -> Uuid {
        self.claim
    }
}
