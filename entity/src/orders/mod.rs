//! Rows of orders.

pub mod cart_item;
pub mod checkout;
pub mod contract_key;
pub mod invoice_request;
pub mod order_chain;
pub mod order_check;
pub mod order_contract;
pub mod order_line;
pub mod order_matter;
pub mod postal_address;
pub mod shipping_rate;
pub mod trade_order;
pub mod trade_subject;
