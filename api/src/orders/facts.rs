//! What orders tell the rest of the house; identifiers only.

use platform::events::Fact;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $kind:literal),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            pub order: Uuid,
            pub operator: Uuid,
        }

        impl Fact for $name {
            const KIND: &'static str = $kind;

            fn aggregate(&self) -> Uuid {
                self.order
            }
        }

        impl $name {
            /// The fact of an order.
            pub(super) fn of(order: &super::Order) -> Self {
                Self { order: order.id.uuid(), operator: order.operator_id.uuid() }
            }
        }
    )+};
}

facts! {
    /// Its contract is formed, and its pieces are reserved.
    OrderSubmitted = "order.submitted",
    /// Its money is in escrow.
    OrderPaid = "order.paid",
    /// Its money is in escrow, and it waits for its group.
    OrderForming = "order.forming",
    /// It is to be sent; the clock of shipping runs.
    OrderToShip = "order.to_ship",
    /// Its first parcel is on its way.
    OrderShipped = "order.shipped",
    /// All of it was delivered.
    OrderSigned = "order.signed",
    /// Nothing of it is open any more; its money may be released.
    OrderCompleted = "order.completed",
    /// It will not be carried out; what was paid goes back.
    OrderCancelled = "order.cancelled",
    /// Something about it was opened or closed, or its dates moved.
    OrderChanged = "order.changed",
}
