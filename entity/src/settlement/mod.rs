//! Tables of settlement: fees and payouts, money paid early, the days of shops.

pub mod cover_exclusion;
pub mod finance_acceptance;
pub mod finance_agreement;
pub mod fraud_appeal;
pub mod fraud_finding;
pub mod operator_day;
pub mod operator_deposit;
pub mod order_settlement;
pub mod payout;
pub mod payout_account;
pub mod receivable;
