//! A product and the states it goes through (domain-rules §3).

use platform::kernel::{Country, Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use super::Category;
use crate::operators::Operator;

/// Something an operator sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    pub id: Id<Product>,
    pub operator_id: Id<Operator>,
    pub category_id: Id<Category>,
    pub title: String,
    pub description: String,
    /// Where it was made.
    pub origin: Country,
    pub state: ProductState,
    /// Why it is blocked; there if and only if it is.
    pub block_reason: Option<String>,
    /// The lowest price of its variants.
    pub price_from: Money,
    /// When it last went live; when it was drafted, before that.
    pub listed_at: OffsetDateTime,
    pub created_at: OffsetDateTime,
    /// Grows with each change of state.
    pub version: i64,
}

impl Noun for Product {
    const PREFIX: &'static str = "product";
}

/// Where a product stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProductState {
    /// Being prepared by its operator.
    Draft,
    /// Before the platform's screen.
    Screening,
    /// For sale.
    Live,
    /// Forbidden, with a reason.
    Blocked,
    /// Off the shelves.
    Delisted,
}

impl States for ProductState {
    const MACHINE: &'static str = "product";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Screening, &[ActorKind::Operator]),
        (Self::Screening, Self::Live, &[ActorKind::System, ActorKind::Staff]),
        (Self::Screening, Self::Blocked, &[ActorKind::System, ActorKind::Staff]),
        (Self::Live, Self::Delisted, &[ActorKind::Operator, ActorKind::Staff]),
        (Self::Live, Self::Blocked, &[ActorKind::System, ActorKind::Staff]),
        (Self::Delisted, Self::Screening, &[ActorKind::Operator]),
        (Self::Blocked, Self::Screening, &[ActorKind::Operator]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Screening => "SCREENING",
            Self::Live => "LIVE",
            Self::Blocked => "BLOCKED",
            Self::Delisted => "DELISTED",
        }
        .to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::ProductState::{Blocked, Delisted, Draft, Live, Screening};
    use super::*;

    #[test]
    fn every_pair_of_states_is_decided() {
        let all = [Draft, Screening, Live, Blocked, Delisted];
        let allowed: Vec<(ProductState, ProductState)> = all
            .into_iter()
            .flat_map(|from| all.into_iter().map(move |to| (from, to)))
            .filter(|(from, to)| {
                use ActorKind::{Operator, Staff, System};
                [Operator, Staff, System].into_iter().any(|actor| from.may_become(*to, actor))
            })
            .collect();
        let expected = [
            (Draft, Screening),
            (Screening, Live),
            (Screening, Blocked),
            (Live, Blocked),
            (Live, Delisted),
            (Blocked, Screening),
            (Delisted, Screening),
        ];
        assert_eq!(allowed.len(), expected.len());
        assert!(expected.iter().all(|edge| allowed.contains(edge)));
    }

    #[test]
    fn nobody_passes_their_own_screen() {
        assert!(!Screening.may_become(Live, ActorKind::Operator));
        assert_eq!(Blocked.next_for(ActorKind::Operator), [Screening]);
    }
}
