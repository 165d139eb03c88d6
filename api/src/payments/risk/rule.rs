//! The rules of risk as data: what is looked at, how much it weighs, and what follows.

pub use entity::payments::risk_assessment::Verdict;
use platform::kernel::Money;
use serde::{Deserialize, Serialize};

/// The most rules of one version.
pub const MOST_RULES: usize = 50;

/// What a rule looks at; each is met by a number that its threshold is compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Condition {
    /// The payment is of this many minor units or more.
    AmountFromMinor,
    /// With it the payer has confirmed this many minor units or more within 24 hours.
    DayFromMinor,
    /// The payer has confirmed this often or more within an hour.
    TrialsInHourFrom,
    /// Of those, this many or more did not go through.
    FailedInHourFrom,
    /// The session is younger than this many minutes.
    SessionMinutesBelow,
    /// The account is younger than this many hours.
    AccountHoursBelow,
    /// The payer has confirmed before, but never from this network address.
    PlaceIsNew,
    /// The payer has never paid one of the payees.
    PayeeIsNew,
    /// It is before this hour in Shanghai.
    HourBelow,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// 1 to 40 capitals, digits and underscores; what staff read where it was met.
    pub name: String,
    pub condition: Condition,
    pub threshold: i64,
    /// 1 to 1,000 points.
    pub weight: i64,
}

/// From which amount on how many factors are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    pub from_minor: i64,
    pub needed: i64,
}

/// A version of the rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body {
    /// From the smallest amount on, the first from zero.
    pub factors: Vec<Demand>,
    /// Points from which on more has to be shown, staff look first, or nothing goes on.
    pub challenge_from: i64,
    pub hold_from: i64,
    pub deny_from: i64,
    pub rules: Vec<Rule>,
}

/// What is known of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Signals {
    pub amount_minor: i64,
    pub day_minor: i64,
    pub trials_in_hour: i64,
    pub failed_in_hour: i64,
    /// Nothing without a session of ours.
    pub session_minutes: Option<i64>,
    pub account_hours: i64,
    pub place_is_new: bool,
    pub payee_is_new: bool,
    pub hour: i64,
}

/// What the rules found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub score: i64,
    pub verdict: Verdict,
    /// The names of the rules that were met, in their order.
    pub hits: Vec<String>,
}

impl Body {
    /// Whether a version can be published: bounds, names, and thresholds in their order.
    pub fn is_sound(&self) -> bool {
        let ordered = 0 < self.challenge_from
            && self.challenge_from <= self.hold_from
            && self.hold_from <= self.deny_from
            && self.deny_from <= 100_000;
        let demands = self.factors.first().is_some_and(|first| first.from_minor == 0)
            && self.factors.len() <= 10
            && self.factors.iter().all(|demand| (0..=2).contains(&demand.needed))
            && self.factors.windows(2).all(|pair| {
                pair[0].from_minor < pair[1].from_minor && pair[0].needed <= pair[1].needed
            });
        let named = |rule: &Rule| {
            let sound =
                |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
            (1..=40).contains(&rule.name.len())
                && rule.name.bytes().all(sound)
                && (1..=1_000).contains(&rule.weight)
                && rule.threshold >= 0
        };
        let mut names: Vec<&str> = self.rules.iter().map(|rule| rule.name.as_str()).collect();
        names.sort_unstable();
        let once = names.windows(2).all(|pair| pair[0] != pair[1]);
        ordered && demands && once && self.rules.len() <= MOST_RULES && self.rules.iter().all(named)
    }

    /// How many factors a payment of this amount needs; one at least where a balance pays.
    pub fn factors_for(&self, amount: Money, wallet: Money) -> i64 {
        let demand = self.factors.iter().rev().find(|demand| amount.minor() >= demand.from_minor);
        let needed = demand.map_or(0, |demand| demand.needed);
        if wallet.is_zero() { needed } else { needed.max(1) }
    }

    /// Weighs what is known: the points of every rule that is met, and what follows from them.
    pub fn weigh(&self, signals: &Signals) -> Finding {
        let met: Vec<&Rule> = self.rules.iter().filter(|rule| rule.is_met(signals)).collect();
        let score = met.iter().fold(0_i64, |sum, rule| sum.saturating_add(rule.weight));
        let verdict = if score >= self.deny_from {
            Verdict::Deny
        } else if score >= self.hold_from {
            Verdict::Hold
        } else if score >= self.challenge_from {
            Verdict::Challenge
        } else {
            Verdict::Allow
        };
        Finding { score, verdict, hits: met.into_iter().map(|rule| rule.name.clone()).collect() }
    }
}

impl Rule {
    fn is_met(&self, known: &Signals) -> bool {
        match self.condition {
            Condition::AmountFromMinor => known.amount_minor >= self.threshold,
            Condition::DayFromMinor => known.day_minor >= self.threshold,
            Condition::TrialsInHourFrom => known.trials_in_hour >= self.threshold,
            Condition::FailedInHourFrom => known.failed_in_hour >= self.threshold,
            // A session that we do not know is as new as can be.
            Condition::SessionMinutesBelow => known.session_minutes.unwrap_or(0) < self.threshold,
            Condition::AccountHoursBelow => known.account_hours < self.threshold,
            Condition::PlaceIsNew => known.place_is_new,
            Condition::PayeeIsNew => known.payee_is_new,
            Condition::HourBelow => known.hour < self.threshold,
        }
    }
}

#[cfg(test)]
mod tests {
    use platform::kernel::Currency;

    use super::*;

    fn body() -> Body {
        let rule = |name: &str, condition, threshold, weight| Rule {
            name: name.into(),
            condition,
            threshold,
            weight,
        };
        Body {
            factors: [(0, 0), (100_000, 1), (5_000_000, 2)]
                .map(|(from_minor, needed)| Demand { from_minor, needed })
                .into(),
            challenge_from: 40,
            hold_from: 70,
            deny_from: 100,
            rules: vec![
                rule("LARGE", Condition::AmountFromMinor, 1_000, 40),
                rule("OFTEN", Condition::TrialsInHourFrom, 3, 30),
                rule("NEW", Condition::AccountHoursBelow, 24, 30),
                rule("NIGHT", Condition::HourBelow, 5, 1),
            ],
        }
    }

    #[test]
    fn every_rule_weighs_and_the_sum_decides() {
        let quiet = Signals { account_hours: 24, hour: 5, ..Signals::default() };
        let weigh = |signals: Signals| {
            let found = body().weigh(&signals);
            (found.score, found.verdict, found.hits.join(" "))
        };
        assert_eq!(weigh(quiet), (0, Verdict::Allow, String::new()));
        let large = Signals { amount_minor: 1_000, ..quiet };
        assert_eq!(weigh(large), (40, Verdict::Challenge, "LARGE".into()));
        assert_eq!(weigh(Signals { amount_minor: 999, ..quiet }).1, Verdict::Allow);
        let often = Signals { trials_in_hour: 3, ..large };
        assert_eq!(weigh(often), (70, Verdict::Hold, "LARGE OFTEN".into()));
        let new = Signals { account_hours: 23, hour: 4, ..often };
        assert_eq!(weigh(new), (101, Verdict::Deny, "LARGE OFTEN NEW NIGHT".into()));
    }

    #[test]
    fn more_factors_from_an_amount_on() {
        let yuan = |minor| Money::new(minor, Currency::Cny);
        let needed = |amount, wallet| body().factors_for(yuan(amount), yuan(wallet));
        assert_eq!([99_999, 100_000, 4_999_999, 5_000_000].map(|a| needed(a, 0)), [0, 1, 1, 2]);
        assert_eq!(needed(1, 1), 1);
    }

    #[test]
    fn a_version_that_contradicts_itself_is_not_published() {
        assert!(body().is_sound());
        let mut all = vec![body(); 8];
        all[0].challenge_from = 71;
        all[1].challenge_from = 0;
        all[2].factors.clear();
        all[3].factors[1].needed = 3;
        all[4].rules[0].name = "large".into();
        all[5].rules[0].weight = 0;
        all[6].rules[1].name = "LARGE".into();
        all[7].factors[2].from_minor = 100_000;
        assert!(all.iter().all(|body| !body.is_sound()));
    }
}
