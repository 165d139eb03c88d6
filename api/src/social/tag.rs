//! The rules of tags: places in pictures that lead to products.

use platform::kernel::{Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use serde::Serialize;
use time::OffsetDateTime;
use uuid::Uuid;

/// Most tags of a post.
pub const MOST_TAGS: usize = 20;
/// Most tags of one picture.
pub const MOST_TAGS_OF_A_PICTURE: usize = 9;
/// Places are told in thousandths of the picture.
pub const FAR_EDGE: i32 = 1_000;

/// Whether a tag leads anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagState {
    /// It leads to its product.
    Active,
    /// Its product was withdrawn or blocked (PO-3); for good.
    Broken,
}

impl States for TagState {
    const MACHINE: &'static str = "post_tag";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] =
        &[(Self::Active, Self::Broken, &[ActorKind::System])];

    fn name(self) -> String {
        match self {
            Self::Active => "ACTIVE",
            Self::Broken => "BROKEN",
        }
        .to_owned()
    }
}

/// A place in a picture that leads to a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    pub id: Id<Tag>,
    pub post_id: Uuid,
    /// Which picture, from 1.
    pub picture: i32,
    /// Thousandths of the width from the left.
    pub x: i32,
    /// Thousandths of the height from the top.
    pub y: i32,
    pub product_id: Uuid,
    pub sku_id: Option<Uuid>,
    pub state: TagState,
    /// What was offered when the post was published; nothing before.
    pub seen: Option<Seen>,
    /// Whether the author lets it be seen that they bought it.
    pub asks_bought: bool,
    /// Since when an order of theirs proves it (PO-4).
    pub bought_at: Option<OffsetDateTime>,
}

impl Noun for Tag {
    const PREFIX: &'static str = "post_tag";
}

/// An offer as it stood when the post was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub title: String,
    pub price: Money,
    pub operator_id: Uuid,
    pub operator_name: String,
}

/// A tag as an author puts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewTag {
    pub picture: i32,
    pub x: i32,
    pub y: i32,
    pub product_id: Uuid,
    pub sku_id: Option<Uuid>,
    /// Whether the author lets it be seen that they bought it.
    pub asks_bought: bool,
}

/// Why tags cannot be put like this, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagFault {
    /// More than 20, or more than 9 in one picture.
    TooMany,
    /// There is no such picture.
    NoPicture,
    /// Outside the picture.
    OutOfPicture,
}

/// Checks where tags stand on a post of so many pictures.
pub fn placed(tags: &[NewTag], pictures: usize) -> Result<(), TagFault> {
    let crowded = |picture: i32| {
        tags.iter().filter(|tag| tag.picture == picture).count() > MOST_TAGS_OF_A_PICTURE
    };
    if tags.len() > MOST_TAGS || tags.iter().any(|tag| crowded(tag.picture)) {
        return Err(TagFault::TooMany);
    }
    let there =
        |tag: &NewTag| usize::try_from(tag.picture).is_ok_and(|n| (1..=pictures).contains(&n));
    if !tags.iter().all(there) {
        return Err(TagFault::NoPicture);
    }
    let inside = |at: i32| (0..=FAR_EDGE).contains(&at);
    if !tags.iter().all(|tag| inside(tag.x) && inside(tag.y)) {
        return Err(TagFault::OutOfPicture);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(picture: i32, x: i32, y: i32) -> NewTag {
        NewTag { picture, x, y, product_id: Uuid::nil(), sku_id: None, asks_bought: false }
    }

    #[test]
    fn places_as_a_table() {
        assert_eq!(placed(&[tag(1, 0, 1_000), tag(2, 1_000, 0)], 2), Ok(()));
        assert_eq!(placed(&[tag(3, 0, 0)], 2), Err(TagFault::NoPicture));
        assert_eq!(placed(&[tag(0, 0, 0)], 2), Err(TagFault::NoPicture));
        assert_eq!(placed(&[tag(1, -1, 0)], 1), Err(TagFault::OutOfPicture));
        assert_eq!(placed(&[tag(1, 0, 1_001)], 1), Err(TagFault::OutOfPicture));
        assert_eq!(placed(&vec![tag(1, 0, 0); 9], 1), Ok(()));
        assert_eq!(placed(&vec![tag(1, 0, 0); 10], 1), Err(TagFault::TooMany));
        let spread: Vec<_> = (0..21).map(|n| tag(1 + n % 3, 0, 0)).collect();
        assert_eq!(placed(&spread, 3), Err(TagFault::TooMany));
        assert_eq!(placed(&spread[..20], 3), Ok(()));
    }
}
