//! A variant of a product: what is put into a cart.

use platform::kernel::{Id, Money, Noun};

use super::Product;

/// A variant that can be bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sku {
    pub id: Id<Sku>,
    pub product_id: Id<Product>,
    /// Order among the variants, from 1.
    pub position: i32,
    /// The operator's own code, unique within the product.
    pub code: String,
    /// What sets it apart, such as colour and size, in the order in which it is shown.
    pub options: Vec<(String, String)>,
    pub price: Money,
    /// A higher price it is compared with, where it may be compared (PRC 16).
    pub compared: Option<Money>,
    /// Pieces in store.
    pub on_hand: i32,
    /// Pieces of these that orders hold.
    pub reserved: i32,
}

impl Noun for Sku {
    const PREFIX: &'static str = "sku";
}

impl Sku {
    /// Pieces that can be bought now; never negative.
    pub fn available(&self) -> i32 {
        self.on_hand.saturating_sub(self.reserved).max(0)
    }
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn what_orders_hold_cannot_be_bought() {
        let mut sku = Sku {
            id: Id::from_uuid(Uuid::nil()),
            product_id: Id::from_uuid(Uuid::nil()),
            position: 1,
            code: String::new(),
            options: Vec::new(),
            price: Money::new(100, Currency::Cny),
            compared: None,
            on_hand: 5,
            reserved: 3,
        };
        assert_eq!(sku.available(), 2);
        sku.reserved = 5;
        assert_eq!(sku.available(), 0);
    }
}
