//! Payment providers outside: Stripe, Alipay, `WeChat` Pay; requests, signatures, callbacks.
//!
//! Every provider is a plain struct over one bounded HTTP client ([`stripe::Stripe`],
//! [`alipay::Alipay`], [`wechat::Wechat`]). They know no database and read no clock: whoever asks
//! passes the time, and a fresh [`Nonce`] where the provider wants one. What a provider said is a
//! typed value; why it did not is a [`Failure`], which tells what is certain from what is not.
//!
//! Amounts are integers of the smallest unit from the first byte to the last ([`Amount`]), keys
//! never show ([`secrecy`], [`rsa::SigningKey`]), and RSA is aws-lc's, which signs in constant
//! time.

pub mod alipay;
mod amount;
mod archive;
mod failure;
mod hex;
mod http;
mod json;
mod reference;
pub mod rsa;
mod statement;
pub mod stripe;
#[cfg(test)]
mod tests;
pub mod wechat;

pub use amount::{Amount, minor_of_yuan, yuan_of_minor};
pub use failure::Failure;
pub use http::Limits;
pub use reference::{Nonce, Reference};
pub use statement::{Line, LineKind};
