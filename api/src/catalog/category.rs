//! Kinds of goods. The cooling-off class of a kind follows each of its products into the order.

pub use entity::catalog::category::CoolingOffClass;
use platform::kernel::{Id, Noun};

/// A kind of goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    pub id: Id<Category>,
    pub parent_id: Option<Id<Category>>,
    /// Lower-case words joined by hyphens; part of the address of its page.
    pub slug: String,
    pub name_zh: String,
    pub name_en: String,
    pub cooling_off: CoolingOffClass,
    /// Order among its siblings, from 1.
    pub position: i32,
}

impl Noun for Category {
    const PREFIX: &'static str = "category";
}
