//! Payments as clients see them: translation only, decisions are made by the actions.

mod confirm;
mod live;
mod types;
mod wallet;

use async_graphql::{MergedObject, MergedSubscription};

pub use live::PaymentUpdateSubscription;
pub use types::{Payment, PaymentLoader, load_payment_of};

use super::risk::graphql::{RiskMutation, RiskQuery};
use super::risk::graphql_cases::{CaseMutation, CaseQuery};

/// Root fields that read payments, balances and cases.
#[derive(MergedObject, Default)]
pub struct PaymentQuery(confirm::PaymentReadQuery, wallet::WalletQuery, RiskQuery, CaseQuery);

/// Root fields that pay, report and decide.
#[derive(MergedObject, Default)]
pub struct PaymentMutation(
    confirm::PaymentConfirmMutation,
    wallet::WalletMutation,
    RiskMutation,
    CaseMutation,
);

/// What happens to payments, as it happens.
#[derive(MergedSubscription, Default)]
pub struct PaymentSubscription(PaymentUpdateSubscription);
