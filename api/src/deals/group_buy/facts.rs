//! What groups tell the rest of the house; identifiers only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $kind:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            pub group: Uuid,
        }

        impl Fact for $name {
            const KIND: &'static str = $kind;

            fn aggregate(&self) -> Uuid {
                self.group
            }
        }
    )+};
}

facts! {
    /// A seat was taken, paid or freed, or the group moved on: look at it again.
    GroupBuyChanged = "group_buy.changed",
    /// It is complete; its orders are to be sent.
    GroupBuySucceeded = "group_buy.succeeded",
    /// It came to nothing; everybody is refunded.
    GroupBuyFailed = "group_buy.failed",
}
