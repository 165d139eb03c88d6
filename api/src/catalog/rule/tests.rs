//! The rules of the lists as tables.

use platform::kernel::{Country, Id};
use time::OffsetDateTime;
use time::macros::datetime;
use uuid::Uuid;

use super::Channel::{Domestic, Export, Import};
use super::RuleAction::{Ban, Permit, Restrict};
use super::{Channel, GoodsRule, Hit, RuleAction, Ruling, Text, Verdict, ruling, verdict};

const START: OffsetDateTime = datetime!(2025-02-18 00:00 +8);
const NOW: OffsetDateTime = datetime!(2026-11-22 10:00 +8);

fn hit(action: RuleAction, channel: Option<Channel>, country: Option<&str>) -> Hit {
    let rule = GoodsRule {
        id: Id::from_uuid(Uuid::nil()),
        list: "test".into(),
        version: 1,
        channel,
        country: country.map(|code| code.parse().unwrap()),
        category_id: None,
        term: None,
        action,
        evidence: "law".into(),
        illegal: false,
        effective_from: START,
        effective_to: None,
    };
    Hit { rule, nearness: None, found_at: START, cleared_at: None }
}

fn of_term(mut hit: Hit, term: &str) -> Hit {
    hit.rule.term = Some(term.to_owned());
    hit
}

fn near(mut hit: Hit, steps: i32) -> Hit {
    hit.rule.category_id = Some(Uuid::nil());
    hit.nearness = Some(steps);
    hit
}

fn later(mut hit: Hit) -> Hit {
    hit.rule.effective_from += time::Duration::DAY;
    hit
}

fn country(code: &str) -> Country {
    code.parse().unwrap()
}

#[test]
fn ca_1_a_rule_counts_from_its_first_second() {
    let hits = [hit(Ban, None, None)];
    let free = |now| ruling(&hits, Domestic, Some(country("CN")), now) == Ruling::Free;
    assert!(free(datetime!(2025-02-17 23:59:59 +8)));
    assert!(!free(datetime!(2025-02-18 00:00:00 +8)));
    let mut ending = hit(Ban, None, None);
    ending.rule.effective_to = Some(NOW);
    assert!(ending.rule.is_in_force(NOW - time::Duration::MILLISECOND));
    assert!(!ending.rule.is_in_force(NOW));
}

#[test]
fn ca_2_a_ban_reaches_as_far_as_it_says() {
    let by_channel = [hit(Ban, Some(Export), None)];
    let by_country = [hit(Ban, None, Some("NZ"))];
    let sold =
        |hits: &[Hit], channel, to| ruling(hits, channel, Some(country(to)), NOW) == Ruling::Free;
    assert!(sold(&by_channel, Domestic, "CN") && sold(&by_channel, Import, "CN"));
    assert!(!sold(&by_channel, Export, "DE") && !sold(&by_channel, Export, "NZ"));
    assert!(sold(&by_country, Domestic, "CN") && sold(&by_country, Export, "DE"));
    assert!(!sold(&by_country, Export, "NZ"));
    assert_eq!(verdict(&by_channel, NOW), Verdict::Sold);
    assert_eq!(verdict(&by_country, NOW), Verdict::Sold);
    let everywhere = [Domestic, Export, Import].map(|channel| hit(Ban, Some(channel), None));
    assert!(matches!(verdict(&everywhere, NOW), Verdict::Blocked(_)));
    assert_eq!(verdict(&[], NOW), Verdict::Sold);
    let waits = [hit(Restrict, None, None)];
    assert!(matches!(verdict(&waits, NOW), Verdict::Waits(_)));
    // Banned in two channels, waiting in the third: staff can still let it be sold there.
    let mixed =
        [hit(Ban, Some(Domestic), None), hit(Ban, Some(Import), None), hit(Restrict, None, None)];
    assert!(matches!(verdict(&mixed, NOW), Verdict::Waits(_)));
}

#[test]
fn a_restriction_is_cleared_and_a_ban_is_not() {
    let mut cleared = hit(Restrict, None, None);
    cleared.cleared_at = Some(NOW);
    assert_eq!(verdict(&[cleared], NOW), Verdict::Sold);
    let both = [hit(Restrict, None, None), hit(Ban, None, None)];
    assert!(matches!(ruling(&both, Domestic, None, NOW), Ruling::Banned(_)));
}

#[test]
fn a_permit_lifts_what_is_wider_than_itself() {
    let lifted = |permit: Hit, other: Hit| {
        let hits = [other, permit];
        ruling(&hits, Export, Some(country("DE")), NOW) == Ruling::Free
    };
    assert!(lifted(hit(Permit, Some(Export), None), hit(Ban, None, None)));
    assert!(lifted(hit(Permit, None, Some("DE")), hit(Restrict, None, None)));
    assert!(!lifted(hit(Permit, None, None), hit(Ban, Some(Export), None)));
    assert!(lifted(near(hit(Permit, None, None), 0), near(hit(Ban, None, None), 1)));
    assert!(!lifted(near(hit(Permit, None, None), 1), near(hit(Ban, None, None), 0)));
    let toy = of_term(hit(Permit, None, None), "toy gun");
    assert!(lifted(toy.clone(), of_term(hit(Ban, None, None), "gun")));
    assert!(!lifted(
        of_term(hit(Permit, None, None), "scarf"),
        of_term(hit(Ban, None, None), "gun")
    ));
    // Of the same scope the later one counts, and a ban when neither is.
    assert!(lifted(later(toy.clone()), of_term(hit(Ban, None, None), "toy gun")));
    assert!(!lifted(toy.clone(), of_term(hit(Ban, None, None), "toy gun")));
    assert!(!lifted(toy, later(of_term(hit(Ban, None, None), "toy gun"))));
}

#[test]
fn a_permit_for_one_country_is_a_place_to_sell() {
    let hits = [hit(Ban, None, None), hit(Permit, None, Some("DE"))];
    assert_eq!(verdict(&hits, NOW), Verdict::Sold);
    assert!(matches!(ruling(&hits, Domestic, Some(country("CN")), NOW), Ruling::Banned(_)));
}

#[test]
fn a_rule_speaks_of_categories_below_its_own() {
    let text = Text::of("Kitchen knife", "");
    let line = [Uuid::from_u128(3), Uuid::from_u128(2)];
    let mut rule = hit(Ban, None, None).rule;
    assert_eq!(rule.speaks_of(&text, &line), Some(None));
    rule.category_id = Some(Uuid::from_u128(2));
    assert_eq!(rule.speaks_of(&text, &line), Some(Some(1)));
    rule.term = Some("gun".into());
    assert_eq!(rule.speaks_of(&text, &line), None);
    rule.category_id = Some(Uuid::from_u128(9));
    rule.term = None;
    assert_eq!(rule.speaks_of(&text, &line), None);
}
