//! An order: what one buyer has ordered at one operator, and where it stands.

use std::fmt;
use std::str::FromStr;

use platform::kernel::{Country, Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::catalog::{Channel, CoolingOffClass, Product, Sku};
use crate::identity::Account;
use crate::operators::Operator;

/// What somebody ordered at once; one payment pays for all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    pub id: Id<Checkout>,
    pub buyer_id: Id<Account>,
    pub channel: Channel,
    pub address_id: Uuid,
    pub total: Money,
    /// The intent that pays for it.
    pub payment_id: Uuid,
    pub submitted_at: OffsetDateTime,
}

impl Noun for Checkout {
    const PREFIX: &'static str = "checkout";
}

/// An order at one operator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    pub id: Id<Order>,
    pub checkout_id: Id<Checkout>,
    pub buyer_id: Id<Account>,
    pub operator_id: Id<Operator>,
    pub address_id: Uuid,
    pub channel: Channel,
    pub country: Country,
    /// The law that holds for it, whatever becomes law later (CO-10).
    pub profile: Profile,
    pub state: OrderState,
    pub price: Price,
    /// Whether it is carried out only once its group is full.
    pub waits_for_group: bool,
    pub submitted_at: OffsetDateTime,
    /// The first instant at which it is paid too late.
    pub pay_by: OffsetDateTime,
    pub paid_at: Option<OffsetDateTime>,
    /// The first instant at which it is sent late. It moves by the time for which its money is
    /// frozen (PY-4).
    pub ship_by: Option<OffsetDateTime>,
    pub shipped_at: Option<OffsetDateTime>,
    pub signed_at: Option<OffsetDateTime>,
    /// When it completes by itself, unless something about it is open.
    pub complete_by: Option<OffsetDateTime>,
    /// Since when its completion waits for what is open.
    pub paused_at: Option<OffsetDateTime>,
    pub completed_at: Option<OffsetDateTime>,
    pub cancelled_at: Option<OffsetDateTime>,
    pub version: i64,
}

impl Noun for Order {
    const PREFIX: &'static str = "order";
}

/// What an order costs, in its parts (MON-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    pub goods: Money,
    pub freight: Money,
    /// What promotions take off, as an amount above zero.
    pub discount: Money,
    pub total: Money,
}

/// One line of an order, as it was when it was submitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub order_id: Id<Order>,
    /// From 1.
    pub position: i32,
    pub sku_id: Id<Sku>,
    pub product_id: Id<Product>,
    pub title: String,
    pub options: Vec<(String, String)>,
    pub image_id: Option<Uuid>,
    pub unit: Money,
    pub quantity: i32,
    pub total: Money,
    pub cooling_off: CoolingOffClass,
    /// Whether the buyer confirmed, at this purchase, that it cannot be given back.
    pub no_cooling_off_confirmed: bool,
}

impl Line {
    /// Whether the right to change one's mind is out for this line: by law, or by a class that
    /// allows it and the buyer's own confirmation at this purchase (CO-3).
    pub fn is_excluded(&self) -> bool {
        match self.cooling_off {
            CoolingOffClass::Standard => false,
            CoolingOffClass::Custom
            | CoolingOffClass::Perishable
            | CoolingOffClass::Digital
            | CoolingOffClass::Press => true,
            CoolingOffClass::Sealed | CoolingOffClass::Activated | CoolingOffClass::Marked => {
                self.no_cooling_off_confirmed
            }
        }
    }
}

/// The law that holds for an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The mainland.
    Cn,
    /// The European Union.
    Eu,
}

/// The members of the European Union.
const UNION: &str = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI \
                     SK";

impl Profile {
    /// The law of the place that goods are delivered to.
    pub fn of(country: Country) -> Self {
        if UNION.split(' ').any(|code| code == country.code()) { Self::Eu } else { Self::Cn }
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cn => "CN",
            Self::Eu => "EU",
        })
    }
}

impl FromStr for Profile {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "CN" => Ok(Self::Cn),
            "EU" => Ok(Self::Eu),
            _ => Err(()),
        }
    }
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderState {
    Submitted,
    Paid,
    Forming,
    ToShip,
    Shipped,
    Signed,
    Completed,
    Archived,
    Cancelled,
}

use ActorKind::{Buyer, External, Operator as Seller, Staff, System};

impl States for OrderState {
    const MACHINE: &'static str = "trade_order";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Submitted, Self::Paid, &[System]),
        (Self::Submitted, Self::Cancelled, &[Buyer, System]),
        (Self::Paid, Self::Forming, &[System]),
        (Self::Paid, Self::ToShip, &[System]),
        (Self::Paid, Self::Cancelled, &[Buyer, Seller, Staff, System]),
        (Self::Forming, Self::ToShip, &[System]),
        (Self::Forming, Self::Cancelled, &[Buyer, Staff, System]),
        (Self::ToShip, Self::Shipped, &[Seller, System, External]),
        (Self::ToShip, Self::Cancelled, &[Seller, Staff, System]),
        (Self::Shipped, Self::Signed, &[Buyer, System, External, Staff]),
        (Self::Signed, Self::Completed, &[Buyer, System]),
        (Self::Completed, Self::Archived, &[System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Submitted => "SUBMITTED",
            Self::Paid => "PAID",
            Self::Forming => "FORMING",
            Self::ToShip => "TO_SHIP",
            Self::Shipped => "SHIPPED",
            Self::Signed => "SIGNED",
            Self::Completed => "COMPLETED",
            Self::Archived => "ARCHIVED",
            Self::Cancelled => "CANCELLED",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;

    use super::*;

    #[test]
    fn co_3_an_exclusion_without_confirmation_does_not_count() {
        let mut line = Line {
            order_id: Id::from_uuid(Uuid::nil()),
            position: 1,
            sku_id: Id::from_uuid(Uuid::nil()),
            product_id: Id::from_uuid(Uuid::nil()),
            title: String::new(),
            options: Vec::new(),
            image_id: None,
            unit: Money::new(1, Currency::Cny),
            quantity: 1,
            total: Money::new(1, Currency::Cny),
            cooling_off: CoolingOffClass::Sealed,
            no_cooling_off_confirmed: false,
        };
        assert!(!line.is_excluded());
        line.no_cooling_off_confirmed = true;
        assert!(line.is_excluded());
        line.cooling_off = CoolingOffClass::Standard;
        assert!(!line.is_excluded(), "a confirmation takes no right that the law gives");
        (line.cooling_off, line.no_cooling_off_confirmed) = (CoolingOffClass::Perishable, false);
        assert!(line.is_excluded());
    }

    #[test]
    fn the_law_is_that_of_the_place_of_delivery() {
        for (country, profile) in
            [("CN", Profile::Cn), ("DE", Profile::Eu), ("FR", Profile::Eu), ("US", Profile::Cn)]
        {
            assert_eq!(Profile::of(country.parse().unwrap()), profile, "{country}");
        }
    }
}
