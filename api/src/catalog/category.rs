//! Kinds of goods. The cooling-off class of a kind follows each of its products into the order;
//! what the law asks to be told of its goods decides their labels and permits.

pub use entity::catalog::category::{CoolingOffClass, GoodsKind};
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
    /// What the law asks to be told of its goods.
    pub goods_kind: GoodsKind,
    /// Order among its siblings, from 1.
    pub position: i32,
}

impl Noun for Category {
    const PREFIX: &'static str = "category";
}
