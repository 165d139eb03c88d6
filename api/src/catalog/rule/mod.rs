//! The rules of the lists of goods: what they speak of, what follows from several at once
//! (domain-rules §3, CA-1 to CA-3).

pub use entity::catalog::goods_rule::{Channel, RuleAction};
use platform::kernel::{Country, Id, Noun};
use time::OffsetDateTime;
use uuid::Uuid;

use super::term::{self, Text};

/// One entry of a list at one of its versions; what it leaves out means every one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoodsRule {
    pub id: Id<GoodsRule>,
    pub list: String,
    pub version: i32,
    pub channel: Option<Channel>,
    pub country: Option<Country>,
    /// With everything below it.
    pub category_id: Option<Uuid>,
    pub term: Option<String>,
    pub action: RuleAction,
    /// The text of law it stands on.
    pub evidence: String,
    /// Unlawful as such: not even paid orders are carried out (CA-3).
    pub illegal: bool,
    pub effective_from: OffsetDateTime,
    pub effective_to: Option<OffsetDateTime>,
}

impl Noun for GoodsRule {
    const PREFIX: &'static str = "goods_rule";
}

/// A rule that speaks of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    pub rule: GoodsRule,
    /// How many steps above the product's own category the rule's stands.
    pub nearness: Option<i32>,
    pub found_at: OffsetDateTime,
    /// When staff let the product pass this restriction.
    pub cleared_at: Option<OffsetDateTime>,
}

/// The ways goods come to their buyer.
pub const CHANNELS: [Channel; 3] = [Channel::Domestic, Channel::Export, Channel::Import];

/// What the rules say of a product in one place at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling<'a> {
    /// Nothing against it.
    Free,
    /// Staff must look first.
    Restricted(&'a Hit),
    /// It is not sold.
    Banned(&'a Hit),
}

/// What the rules say of a product as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It may be sold somewhere (CA-2).
    Sold,
    /// Nowhere, unless staff let it pass.
    Waits(&'a Hit),
    /// Nowhere.
    Blocked(&'a Hit),
}

impl GoodsRule {
    /// The name of what it stands in, such as `cn-general/3`.
    pub fn source(&self) -> String {
        format!("{}/{}", self.list, self.version)
    }

    /// Whether it counts at an instant: from its first second to before its end (CA-1).
    pub fn is_in_force(&self, now: OffsetDateTime) -> bool {
        self.effective_from <= now && self.effective_to.is_none_or(|end| now < end)
    }

    /// How near the rule stands to a product of these words and categories, the product's own
    /// first; nothing if it does not speak of it. Channel and country are asked at the sale.
    pub fn speaks_of(&self, text: &Text, lineage: &[Uuid]) -> Option<Option<i32>> {
        let nearness = match self.category_id {
            None => None,
            Some(wanted) => Some((0..).zip(lineage).find(|(_, id)| **id == wanted)?.0),
        };
        let said = self.term.as_deref().is_none_or(|term| text.contains(term));
        said.then_some(nearness)
    }

    fn concerns(&self, channel: Channel, country: Option<Country>) -> bool {
        self.channel.is_none_or(|own| own == channel)
            && (self.country.is_none() || self.country == country)
    }
}

impl Hit {
    /// Whether this permit lifts another rule of the same product: it lies wholly within the
    /// other's scope, and is narrower, or else of the same scope and later.
    fn lifts(&self, other: &Self) -> bool {
        let (own, wide) = (&self.rule, &other.rule);
        let within = (wide.channel.is_none() || own.channel == wide.channel)
            && (wide.country.is_none() || own.country == wide.country)
            && match (self.nearness, other.nearness) {
                (_, None) => true,
                (None, Some(_)) => false,
                // Both are on the product's own line: the lower one is the narrower one.
                (Some(own), Some(wide)) => own <= wide,
            }
            && match (&own.term, &wide.term) {
                (_, None) => true,
                (None, Some(_)) => false,
                (Some(own), Some(wide)) => term::says(own, wide),
            };
        let scope = |hit: &Self| {
            let rule = &hit.rule;
            (rule.channel, rule.country, hit.nearness, rule.term.clone())
        };
        let narrower = scope(self) != scope(other);
        within && (narrower || own.effective_from > wide.effective_from)
    }
}

/// What rules say of a product sold by a channel to a country; `None` is a country that none of
/// them names. A ban outweighs a restriction, and a permit lifts what is wider than itself.
pub fn ruling(
    hits: &[Hit],
    channel: Channel,
    country: Option<Country>,
    now: OffsetDateTime,
) -> Ruling<'_> {
    let counts = |hit: &&Hit| hit.rule.is_in_force(now) && hit.rule.concerns(channel, country);
    let of = |action: RuleAction| {
        hits.iter().filter(counts).filter(move |hit| hit.rule.action == action)
    };
    let stands = |hit: &&Hit| !of(RuleAction::Permit).any(|permit| permit.lifts(hit));
    if let Some(ban) = of(RuleAction::Ban).find(stands) {
        return Ruling::Banned(ban);
    }
    let waits = of(RuleAction::Restrict).filter(|hit| hit.cleared_at.is_none());
    waits.into_iter().find(stands).map_or(Ruling::Free, Ruling::Restricted)
}

/// What the rules make of a product: a ban of one channel or one country leaves it on sale
/// elsewhere (CA-2).
pub fn verdict(hits: &[Hit], now: OffsetDateTime) -> Verdict<'_> {
    let mut countries: Vec<Option<Country>> = hits.iter().map(|hit| hit.rule.country).collect();
    countries.push(None);
    countries.sort_unstable();
    countries.dedup();
    let mut worst = None;
    for channel in CHANNELS {
        for country in &countries {
            match ruling(hits, channel, *country, now) {
                Ruling::Free => return Verdict::Sold,
                Ruling::Restricted(hit) => worst = Some(Verdict::Waits(hit)),
                Ruling::Banned(hit) => {
                    worst = worst.or(Some(Verdict::Blocked(hit)));
                }
            }
        }
    }
    worst.unwrap_or(Verdict::Sold)
}

#[cfg(test)]
mod tests;
