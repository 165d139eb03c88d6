//! The rules of a post: its states, who sees it, when it is advertising, how it is ranked.
//! No clock, no database, no GraphQL.

use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;
use uuid::Uuid;

pub use super::store::{SellerRelation, Visibility};
use crate::identity::account::Account;

/// Most pictures of a post; a post has at least one.
pub const MOST_IMAGES: usize = 9;
/// Most hashtags of a post.
pub const MOST_TOPICS: usize = 10;

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PostState {
    /// Only its author sees it, and may still change it.
    Draft,
    /// Handed in; the screen or staff decide.
    Review,
    /// Shown to those it is for.
    Published,
    /// Taken out of sight by staff; its author may appeal.
    Hidden,
    /// Taken away by its author, for good.
    Removed,
}

impl States for PostState {
    const MACHINE: &'static str = "post";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Review, &[ActorKind::User]),
        (Self::Draft, Self::Removed, &[ActorKind::User]),
        (Self::Review, Self::Published, &[ActorKind::System, ActorKind::Staff]),
        (Self::Published, Self::Hidden, &[ActorKind::Staff]),
        (Self::Published, Self::Removed, &[ActorKind::User]),
        (Self::Hidden, Self::Published, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Review => "REVIEW",
            Self::Published => "PUBLISHED",
            Self::Hidden => "HIDDEN",
            Self::Removed => "REMOVED",
        }
        .to_owned()
    }
}

/// Something a person shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    pub id: Id<Post>,
    pub author_id: Id<Account>,
    pub text: String,
    /// Hashtags without the sign, normalised.
    pub topics: Vec<String>,
    pub state: PostState,
    pub visibility: Visibility,
    pub relation: SellerRelation,
    pub ad_label: bool,
    /// The delivered order that proves the author bought what is shown (PO-4).
    pub proof_order_id: Option<Uuid>,
    pub engagement: Engagement,
    pub score: i64,
    pub created_at: OffsetDateTime,
    pub updated_at: OffsetDateTime,
    pub published_at: Option<OffsetDateTime>,
    pub hidden_reason: Option<String>,
    pub appeal: Option<Appeal>,
    pub version: i64,
}

impl Noun for Post {
    const PREFIX: &'static str = "post";
}

/// What an author says against their post being hidden. One for each hiding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    pub text: String,
    pub at: OffsetDateTime,
    /// Why staff left the post hidden; nothing while they have not decided.
    pub answer: Option<String>,
}

/// What others made of a post.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Engagement {
    pub likes: i64,
    pub saves: i64,
    pub comments: i64,
}

impl Engagement {
    /// A save weighs three likes, a comment two.
    fn weight(self) -> i64 {
        self.likes
            .saturating_add(self.saves.saturating_mul(3))
            .saturating_add(self.comments.saturating_mul(2))
            .max(0)
    }
}

/// What each doubling of a post's engagement is worth in discover: as if it were this much newer.
const DOUBLING_MS: i64 = 4 * 60 * 60 * 1_000;

/// A post's rank in discover: when it was published, moved on by four hours for each doubling of
/// its engagement. It does not depend on now, so that it changes only when engagement does, and
/// then only at a doubling: a like rarely touches the index that discover is read by.
pub fn rank(published_at_ms: i64, engagement: Engagement) -> i64 {
    let doublings = engagement.weight().saturating_add(1).ilog2();
    published_at_ms.saturating_add(DOUBLING_MS.saturating_mul(i64::from(doublings)))
}

/// PO-1: whatever ties the author to the seller makes the post advertising.
pub const fn needs_label(relation: SellerRelation) -> bool {
    match relation {
        SellerRelation::None => false,
        SellerRelation::Gift
        | SellerRelation::Commission
        | SellerRelation::Paid
        | SellerRelation::OwnShop => true,
    }
}

/// A hashtag as it is kept: no sign, no space, lower case, 1 to 40 letters, digits or `_`.
pub fn topic(text: &str) -> Option<String> {
    let name = text.trim().trim_start_matches(['#', '＃']).trim_end_matches(['#', '＃']);
    let name: String = name.chars().flat_map(char::to_lowercase).collect();
    let sound = name.chars().all(|c| c.is_alphanumeric() || c == '_')
        && name.chars().any(char::is_alphanumeric);
    ((1..=40).contains(&name.chars().count()) && sound).then_some(name)
}

/// Hashtags as they are kept: each once, in the author's order. Refuses one that is none.
pub fn topics(texts: &[String]) -> Option<Vec<String>> {
    let mut kept = Vec::new();
    for text in texts {
        let name = topic(text)?;
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    Some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn po_1_every_tie_to_the_seller_needs_the_label() {
        use SellerRelation::{Commission, Gift, None, OwnShop, Paid};
        for (relation, label) in
            [(None, false), (Gift, true), (Commission, true), (Paid, true), (OwnShop, true)]
        {
            assert_eq!(needs_label(relation), label, "{relation:?}");
        }
    }

    #[test]
    fn the_edges_are_those_of_the_rules() {
        use ActorKind::{Staff, System, User};
        use PostState::{Draft, Hidden, Published, Removed, Review};
        assert_eq!(Draft.next_for(User), [Review, Removed]);
        assert_eq!(Review.next_for(User), []);
        assert_eq!(Review.next_for(System), [Published]);
        assert_eq!(Review.next_for(Staff), [Published]);
        assert_eq!(Published.next_for(User), [Removed]);
        assert_eq!(Published.next_for(Staff), [Hidden]);
        assert_eq!(Hidden.next_for(Staff), [Published]);
        assert_eq!(Hidden.next_for(User), []);
        for actor in [User, Staff, System] {
            assert_eq!(Removed.next_for(actor), []);
        }
    }

    #[test]
    fn rank_moves_four_hours_at_each_doubling() {
        let hours = |likes, saves, comments| {
            rank(0, Engagement { likes, saves, comments }) / (60 * 60 * 1_000)
        };
        assert_eq!(hours(0, 0, 0), 0);
        assert_eq!(hours(1, 0, 0), 4);
        assert_eq!(hours(2, 0, 0), 4);
        assert_eq!(hours(3, 0, 0), 8);
        assert_eq!(hours(0, 1, 0), 8);
        assert_eq!(hours(0, 0, 2), 8);
        assert_eq!(hours(1_023, 0, 0), 40);
        assert!(rank(i64::MAX, Engagement { likes: i64::MAX, saves: 9, comments: 9 }) > 0);
    }

    #[test]
    fn hashtags_as_a_table() {
        for (text, kept) in [
            ("#Indigo", "indigo"),
            (" 草木染 ", "草木染"),
            ("#新疆好物#", "新疆好物"),
            ("a_1", "a_1"),
        ] {
            assert_eq!(topic(text).as_deref(), Some(kept), "{text}");
        }
        for text in ["", "#", "two words", "a#b", "_", "a\u{202e}b", "🙂"] {
            assert_eq!(topic(text), None, "{text:?}");
        }
        assert_eq!(topic(&"x".repeat(41)), None);
        let texts = ["#A".to_owned(), "a".to_owned(), "b".to_owned()];
        assert_eq!(topics(&texts), Some(vec!["a".to_owned(), "b".to_owned()]));
    }
}
