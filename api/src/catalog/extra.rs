//! Extras: what a buyer may add to a product of their own accord (CA-8).
//!
//! An extra is a variant and a few words. It has nothing that could choose it for the buyer, and it
//! is the product's, not a person's: there is no place where an earlier choice could be kept [ECL
//! 19, NTM 17].

use platform::kernel::Id;

use super::Sku;

/// What may be bought along with a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    pub sku_id: Id<Sku>,
    /// Up to 120 characters; may be empty.
    pub note: String,
}
