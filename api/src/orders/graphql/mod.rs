//! Orders as clients see them.

mod address;
mod cart;
mod checkout;
mod live;
mod loaders;
mod mutations;
mod order;
mod papers;
mod query;
mod refused;
mod selling;
mod shipping;

pub use address::AddressMutation;
pub use cart::{CartMutation, CartQuery};
pub use checkout::{CheckoutMutation, CheckoutQuery};
pub use live::OrderSubscription;
pub use loaders::{
    CheckoutOrdersLoader, ContractLoader, InvoiceLoader, OrderAddressLoader, OrderLinesLoader,
    OrderLoader, RatesLoader, load_lines, load_order,
};
pub use mutations::OrderMutation;
pub use order::{Order, OrderConnection, OrderLine, OrderState};
pub use query::OrderQuery;
pub use refused::{CheckoutSubmitUserError, LawProfile};
pub use selling::SellingMutation;
pub use shipping::ShippingRate;
