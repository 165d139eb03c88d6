//! What returns tell the rest of the house; identifiers and words of closed sets only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A return stands elsewhere, or began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnMoved {
    #[serde(rename = "return")]
    pub id: Uuid,
    pub order: Uuid,
    pub operator: Uuid,
    pub buyer: Uuid,
    /// As in the schema.
    pub to: String,
}

impl Fact for ReturnMoved {
    const KIND: &'static str = "return.moved";

    fn aggregate(&self) -> Uuid {
        self.id
    }
}

/// A shop did not do its duty about a return in time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnBreached {
    #[serde(rename = "return")]
    pub id: Uuid,
    pub operator: Uuid,
    /// As in the schema.
    pub duty: String,
}

impl Fact for ReturnBreached {
    const KIND: &'static str = "return.breached";

    fn aggregate(&self) -> Uuid {
        self.id
    }
}
