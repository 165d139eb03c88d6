//! Measures: what was done about a product, by which rule, and who answers for it (CA-6, CA-7).

pub use entity::catalog::goods_measure::{Liable, MeasureKind};
use platform::kernel::Id;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Product;
use super::label::Gap;
use super::rule::GoodsRule;
use super::seller::SellerBar;

/// What was done about a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    pub product_id: Id<Product>,
    pub product_version: i64,
    pub kind: MeasureKind,
    /// The rule by its name in the catalogue of rules, or list and version.
    pub rule: String,
    pub rule_id: Option<Uuid>,
    pub liable: Liable,
    pub taken_at: OffsetDateTime,
}

/// What a measure stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    pub rule: String,
    pub rule_id: Option<Uuid>,
    pub liable: Liable,
}

impl Basis {
    /// The look of staff.
    pub fn of_staff() -> Self {
        Self { rule: "screen".into(), rule_id: None, liable: Liable::Undecided }
    }

    /// A rule of a list.
    pub fn of_rule(rule: &GoodsRule) -> Self {
        Self { rule: rule.source(), rule_id: Some(rule.id.uuid()), liable: Liable::Undecided }
    }

    /// Where its seller stands, or what its seller may sell.
    pub fn of_seller(bar: SellerBar) -> Self {
        let rule = match bar {
            SellerBar::Standing(_) => "OP-5",
            SellerBar::NotASeller => "OP-1",
            SellerBar::TrackForbids => "OP-4",
            SellerBar::DepositAccountMissing => "CP-7",
        };
        Self { rule: rule.into(), rule_id: None, liable: Liable::Undecided }
    }

    /// What must be told, or be on file. Imported food without Chinese words is its seller's to
    /// answer for [JD26].
    pub fn of_gap(gap: Gap) -> Self {
        let (rule, liable) = match gap {
            Gap::ChineseLabel => ("CA-7", Liable::Seller),
            Gap::Label(_) => ("CA-4", Liable::Undecided),
            Gap::Permit(_) => ("CA-5", Liable::Undecided),
        };
        Self { rule: rule.into(), rule_id: None, liable }
    }
}
