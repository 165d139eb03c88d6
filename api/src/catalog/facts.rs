//! What happens to goods, for whoever must react: tags on posts, search, caches.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A product can be bought from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductWentLive {
    pub product: Uuid,
}

impl Fact for ProductWentLive {
    const KIND: &'static str = "product.went_live";

    fn aggregate(&self) -> Uuid {
        self.product
    }
}

/// A product was handed to the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductSubmitted {
    pub product: Uuid,
}

impl Fact for ProductSubmitted {
    const KIND: &'static str = "product.submitted";

    fn aggregate(&self) -> Uuid {
        self.product
    }
}

/// A product can no longer be bought: delisted, or blocked by the platform.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductWithdrawn {
    pub product: Uuid,
    /// By the platform, rather than by its operator.
    pub blocked: bool,
}

impl Fact for ProductWithdrawn {
    const KIND: &'static str = "product.withdrawn";

    fn aggregate(&self) -> Uuid {
        self.product
    }
}

/// Price or stock of a product's variants changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProductRepriced {
    pub product: Uuid,
}

impl Fact for ProductRepriced {
    const KIND: &'static str = "product.repriced";

    fn aggregate(&self) -> Uuid {
        self.product
    }
}
