//! Whether a product may be sold, to whom and by which channel, to the second; and whether an order
//! that is paid is carried out (CA-1 to CA-3, CA-5). Plain decisions: checkout asks them again.

use platform::kernel::Country;
use time::OffsetDateTime;

use super::ProductState;
use super::label::{GoodsKind, is_on_file, permit_for};
use super::rule::{Channel, GoodsRule, Hit, RuleAction, Ruling, ruling};
use super::seller::track_allows;
use crate::operators::{Permit, PermitKind, Standing};

/// What is known of a product that somebody wants to buy.
#[derive(Debug, Clone, Copy)]
pub struct Goods<'a> {
    pub state: ProductState,
    pub kind: GoodsKind,
    /// The rules that speak of it.
    pub hits: &'a [Hit],
    /// What its operator has on file.
    pub permits: &'a [Permit],
    /// Where its operator stands.
    pub seller: Standing,
}

/// Why a product is not sold, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotForSale<'a> {
    /// A rule forbids it there.
    Banned(&'a GoodsRule),
    /// A rule lets it be sold there once staff have looked at it.
    Restricted(&'a GoodsRule),
    /// It is not on the shelves.
    NotLive,
    /// Its operator is stopped by the platform, or has left.
    SellerStopped,
    /// Its operator's track does not let it sell goods of this kind (OP-4).
    TrackForbids,
    /// Its operator has no such permit on file that is good now.
    PermitMissing(PermitKind),
}

/// Whether a product is sold by a channel to a country at an instant.
///
/// # Errors
/// Why it is not.
pub fn sale_check<'a>(
    goods: &Goods<'a>,
    channel: Channel,
    ship_to: Country,
    now: OffsetDateTime,
) -> Result<(), NotForSale<'a>> {
    match ruling(goods.hits, channel, Some(ship_to), now) {
        Ruling::Banned(hit) => return Err(NotForSale::Banned(&hit.rule)),
        Ruling::Restricted(hit) => return Err(NotForSale::Restricted(&hit.rule)),
        Ruling::Free => {}
    }
    if goods.state != ProductState::Live {
        return Err(NotForSale::NotLive);
    }
    if !goods.seller.sells() {
        return Err(NotForSale::SellerStopped);
    }
    if !track_allows(goods.seller.kind, goods.kind) {
        return Err(NotForSale::TrackForbids);
    }
    match permit_for(goods.kind) {
        Some(kind) if !is_on_file(goods.permits, kind, now) => Err(NotForSale::PermitMissing(kind)),
        _ => Ok(()),
    }
}

/// Whether an order that was paid is carried out. A rule that came after the payment does not undo
/// it, unless it says that the goods are unlawful as such.
///
/// # Errors
/// The rule that undoes it.
pub fn paid_order_check(
    hits: &[Hit],
    (channel, ship_to): (Channel, Country),
    paid_at: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<(), &GoodsRule> {
    let unlawful: Vec<Hit> = hits.iter().filter(|hit| undoes(&hit.rule)).cloned().collect();
    let found = match ruling(&unlawful, channel, Some(ship_to), now) {
        Ruling::Banned(hit) => Some(hit.rule.id),
        Ruling::Restricted(_) | Ruling::Free => None,
    };
    let found = found.or_else(|| match ruling(hits, channel, Some(ship_to), paid_at) {
        Ruling::Banned(hit) => Some(hit.rule.id),
        Ruling::Restricted(_) | Ruling::Free => None,
    });
    match hits.iter().find(|hit| Some(hit.rule.id) == found) {
        Some(hit) => Err(&hit.rule),
        None => Ok(()),
    }
}

/// Bans of unlawful goods, and the permits that may lift them.
fn undoes(rule: &GoodsRule) -> bool {
    rule.illegal || rule.action == RuleAction::Permit
}

#[cfg(test)]
mod tests {
    use platform::kernel::Id;
    use time::macros::datetime;
    use uuid::Uuid;

    use super::*;
    use crate::operators::{OperatorKind, OperatorState};

    const BEFORE: OffsetDateTime = datetime!(2025-02-17 23:59:59 +8);
    const START: OffsetDateTime = datetime!(2025-02-18 00:00:00 +8);

    fn ban(illegal: bool) -> Hit {
        let rule = GoodsRule {
            id: Id::from_uuid(Uuid::from_u128(7)),
            list: "test".into(),
            version: 1,
            channel: None,
            country: None,
            category_id: None,
            term: Some("x".into()),
            action: RuleAction::Ban,
            evidence: "law".into(),
            illegal,
            effective_from: START,
            effective_to: None,
        };
        Hit { rule, nearness: None, found_at: BEFORE, cleared_at: None }
    }

    fn goods<'a>(hits: &'a [Hit], permits: &'a [Permit], kind: GoodsKind) -> Goods<'a> {
        Goods { state: ProductState::Live, kind, hits, permits, seller: Standing::sound() }
    }

    #[test]
    fn ca_1_sold_until_the_second_before() {
        let hits = [ban(false)];
        let goods = goods(&hits, &[], GoodsKind::General);
        assert_eq!(sale_check(&goods, Channel::Domestic, Country::CN, BEFORE), Ok(()));
        let refused = sale_check(&goods, Channel::Domestic, Country::CN, START);
        assert_eq!(refused, Err(NotForSale::Banned(&hits[0].rule)));
    }

    #[test]
    fn ca_3_a_paid_order_survives_unless_the_goods_are_unlawful() {
        let place = (Channel::Domestic, Country::CN);
        let later = START + time::Duration::DAY;
        let (lawful, unlawful) = ([ban(false)], [ban(true)]);
        assert!(paid_order_check(&lawful, place, BEFORE, later).is_ok());
        assert!(paid_order_check(&lawful, place, START, later).is_err());
        assert!(paid_order_check(&unlawful, place, BEFORE, BEFORE).is_ok());
        assert!(paid_order_check(&unlawful, place, BEFORE, START).is_err());
        // A permit for the goods saves the order as well.
        let mut permit = ban(false);
        permit.rule.action = RuleAction::Permit;
        permit.rule.effective_from = later;
        let both = [ban(true), permit];
        assert!(paid_order_check(&both, place, BEFORE, START).is_err());
        assert!(paid_order_check(&both, place, BEFORE, later).is_ok());
    }

    #[test]
    fn ca_5_food_is_not_sold_past_the_end_of_the_permit() {
        let end = datetime!(2027-01-01 00:00 +8);
        let permits = [Permit::sample(PermitKind::FoodTrade, START, end)];
        let goods = goods(&[], &permits, GoodsKind::Food);
        let second = time::Duration::SECOND;
        assert_eq!(sale_check(&goods, Channel::Domestic, Country::CN, end - second), Ok(()));
        let refused = sale_check(&goods, Channel::Domestic, Country::CN, end);
        assert_eq!(refused, Err(NotForSale::PermitMissing(PermitKind::FoodTrade)));
    }

    #[test]
    fn op_4_a_natural_person_has_no_food_for_sale() {
        let permits = [Permit::sample(PermitKind::FoodTrade, BEFORE, START)];
        let person = Standing { kind: Some(OperatorKind::NaturalPerson), ..Standing::sound() };
        let food = Goods { seller: person, ..goods(&[], &permits, GoodsKind::Food) };
        let refused = sale_check(&food, Channel::Domestic, Country::CN, BEFORE);
        assert_eq!(refused, Err(NotForSale::TrackForbids));
        let cup = Goods { kind: GoodsKind::General, ..food };
        assert_eq!(sale_check(&cup, Channel::Domestic, Country::CN, BEFORE), Ok(()));
    }

    #[test]
    fn what_a_stopped_shop_has_is_not_sold() {
        for (state, sold) in [
            (OperatorState::Suspended, false),
            (OperatorState::Exited, false),
            (OperatorState::Exiting, true),
            (OperatorState::Restricted, true),
        ] {
            let seller = Standing { state, ..Standing::sound() };
            let goods = Goods { seller, ..goods(&[], &[], GoodsKind::General) };
            let checked = sale_check(&goods, Channel::Domestic, Country::CN, START);
            let expected = if sold { Ok(()) } else { Err(NotForSale::SellerStopped) };
            assert_eq!(checked, expected, "{state:?}");
        }
    }

    #[test]
    fn what_is_not_live_is_not_sold() {
        let goods = Goods { state: ProductState::Delisted, ..goods(&[], &[], GoodsKind::General) };
        let refused = sale_check(&goods, Channel::Domestic, Country::CN, START);
        assert_eq!(refused, Err(NotForSale::NotLive));
    }
}
