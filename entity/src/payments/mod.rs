//! Rows of payments and of the risk centre.

pub mod emergency_stop;
pub mod payment;
pub mod payment_account;
pub mod payment_attempt;
pub mod payment_incident;
pub mod payment_part;
pub mod payment_refund;
pub mod payment_refund_leg;
pub mod payment_statement;
pub mod provider_event;
pub mod risk_assessment;
pub mod risk_case;
pub mod risk_rules;
pub mod sandbox_callback;
pub mod sandbox_payment;
pub mod sandbox_refund;
