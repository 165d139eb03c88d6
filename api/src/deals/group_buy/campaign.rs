//! A campaign: what a shop offers to groups, for how long, and how far.

use platform::kernel::{Id, Money, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};

use super::benefit::Funder;
use crate::catalog::{Product, Sku};
use crate::identity::Account;
use crate::operators::Operator;

/// A campaign of a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Campaign {
    pub id: Id<Campaign>,
    pub operator_id: Id<Operator>,
    pub product_id: Id<Product>,
    pub sku_id: Id<Sku>,
    pub state: CampaignState,
    /// What one piece cost alone when the campaign was planned.
    pub solo: Money,
    /// What one piece costs in a group.
    pub unit: Money,
    /// How many members fill a group.
    pub size: i32,
    /// How long a group may form, from its leader's payment.
    pub hours: i32,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    /// How many pieces there are for all groups, and how many of them members have.
    pub stock: i32,
    pub taken: i32,
    pub most_per_person: i32,
    /// What a leader gets once their group is a success; nothing where there is no benefit.
    pub benefit: Option<Benefit>,
    pub terms_version: String,
    pub created_by: Id<Account>,
    pub created_at: OffsetDateTime,
    pub submitted_at: Option<OffsetDateTime>,
    pub decided_by: Option<Id<Account>>,
    pub decided_at: Option<OffsetDateTime>,
    pub rejection: Option<String>,
    pub stopped_at: Option<OffsetDateTime>,
    /// Whether its forming groups are to end with it.
    pub cancels_groups: bool,
    /// Who let the platform's fund pay its leaders.
    pub funded_by: Option<Id<Account>>,
}

impl Noun for Campaign {
    const PREFIX: &'static str = "group_campaign";
}

/// What leaders get in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Benefit {
    pub amount: Money,
    pub funder: Funder,
    /// The most that all leaders together get.
    pub cap: Money,
    /// What is promised to leaders, or was paid.
    pub promised: Money,
}

/// What a shop plans; the plan is sound before it becomes a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub unit_minor: i64,
    pub size: i32,
    pub hours: i32,
    pub starts_at: OffsetDateTime,
    pub ends_at: OffsetDateTime,
    pub stock: i32,
    pub most_per_person: i32,
    pub benefit_minor: i64,
    pub benefit_funder: Option<Funder>,
    pub benefit_cap_minor: i64,
}

/// Why a plan is none, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unsound {
    Size,
    Hours,
    Times,
    Stock,
    MostPerPerson,
    Price,
    Benefit,
}

/// The longest that a campaign runs.
const LONGEST: Duration = Duration::days(90);

impl Plan {
    /// Whether it can be offered beside a price for one alone.
    ///
    /// # Errors
    /// In the order of [`Unsound`].
    pub fn check(&self, solo_minor: i64, now: OffsetDateTime) -> Result<(), Unsound> {
        let benefit = match self.benefit_funder {
            None => self.benefit_minor == 0 && self.benefit_cap_minor == 0,
            Some(_) => {
                1 <= self.benefit_minor
                    && self.benefit_minor <= self.unit_minor
                    && self.benefit_minor <= self.benefit_cap_minor
                    && self.benefit_cap_minor <= crate::ledger::MOST
            }
        };
        let fits = self.ends_at - self.starts_at <= LONGEST;
        let table = [
            ((2..=50).contains(&self.size), Unsound::Size),
            ((1..=72).contains(&self.hours), Unsound::Hours),
            (self.starts_at < self.ends_at && self.ends_at > now && fits, Unsound::Times),
            ((self.size..=1_000_000).contains(&self.stock), Unsound::Stock),
            ((1..=999).contains(&self.most_per_person), Unsound::MostPerPerson),
            (0 < self.unit_minor && self.unit_minor < solo_minor, Unsound::Price),
            (benefit, Unsound::Benefit),
        ];
        table.into_iter().find(|(sound, _)| !sound).map_or(Ok(()), |(_, why)| Err(why))
    }
}

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignState {
    Draft,
    Review,
    Rejected,
    Scheduled,
    Running,
    Ended,
    Stopped,
}

use ActorKind::{Operator as Seller, Staff, System};

impl States for CampaignState {
    const MACHINE: &'static str = "group_campaign";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Draft, Self::Review, &[Seller]),
        (Self::Review, Self::Scheduled, &[Staff]),
        (Self::Review, Self::Rejected, &[Staff]),
        (Self::Review, Self::Stopped, &[Seller, Staff, System]),
        (Self::Scheduled, Self::Running, &[System]),
        (Self::Scheduled, Self::Stopped, &[Seller, Staff, System]),
        (Self::Running, Self::Ended, &[System]),
        (Self::Running, Self::Stopped, &[Seller, Staff, System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Draft => "DRAFT",
            Self::Review => "REVIEW",
            Self::Rejected => "REJECTED",
            Self::Scheduled => "SCHEDULED",
            Self::Running => "RUNNING",
            Self::Ended => "ENDED",
            Self::Stopped => "STOPPED",
        }
        .to_owned()
    }
}

impl Campaign {
    /// Whether everybody sees it: what was never let through is its shop's own matter.
    pub fn is_public(&self) -> bool {
        match self.state {
            CampaignState::Scheduled | CampaignState::Running | CampaignState::Ended => true,
            CampaignState::Stopped => self.decided_at.is_some(),
            CampaignState::Draft | CampaignState::Review | CampaignState::Rejected => false,
        }
    }

    /// Whether groups are opened in it at an instant, however late its clock is.
    pub fn opens_groups(&self, now: OffsetDateTime) -> bool {
        let runs = matches!(self.state, CampaignState::Scheduled | CampaignState::Running);
        runs && self.starts_at <= now && now < self.ends_at
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    const NOW: OffsetDateTime = datetime!(2026-11-22 02:00 UTC);

    fn plan() -> Plan {
        Plan {
            unit_minor: 9_900,
            size: 3,
            hours: 24,
            starts_at: NOW,
            ends_at: NOW + Duration::days(7),
            stock: 30,
            most_per_person: 2,
            benefit_minor: 0,
            benefit_funder: None,
            benefit_cap_minor: 0,
        }
    }

    #[test]
    fn plans_as_a_table() {
        let with = |change: fn(&mut Plan)| {
            let mut plan = plan();
            change(&mut plan);
            plan.check(12_800, NOW).err()
        };
        assert_eq!(with(|_| ()), None);
        assert_eq!(with(|plan| plan.size = 1), Some(Unsound::Size));
        assert_eq!(with(|plan| plan.size = 51), Some(Unsound::Size));
        assert_eq!(with(|plan| plan.hours = 0), Some(Unsound::Hours));
        assert_eq!(with(|plan| plan.hours = 73), Some(Unsound::Hours));
        assert_eq!(with(|plan| plan.ends_at = NOW), Some(Unsound::Times));
        assert_eq!(with(|plan| plan.ends_at = NOW + Duration::days(91)), Some(Unsound::Times));
        assert_eq!(with(|plan| plan.stock = 2), Some(Unsound::Stock));
        assert_eq!(with(|plan| plan.stock = i32::MAX), Some(Unsound::Stock));
        assert_eq!(with(|plan| plan.most_per_person = 0), Some(Unsound::MostPerPerson));
        for minor in [12_800, 12_801, 0, -1, i64::MIN] {
            let priced = Plan { unit_minor: minor, ..plan() };
            assert_eq!(priced.check(12_800, NOW), Err(Unsound::Price), "{minor}");
        }
        let paid = |minor, cap| Plan {
            benefit_minor: minor,
            benefit_funder: Some(Funder::Operator),
            benefit_cap_minor: cap,
            ..plan()
        };
        assert_eq!(paid(500, 500).check(12_800, NOW), Ok(()));
        for (minor, cap) in [(0, 500), (-1, 500), (501, 500), (9_901, 20_000), (1, i64::MAX)] {
            let told = paid(minor, cap).check(12_800, NOW);
            assert_eq!(told, Err(Unsound::Benefit), "{minor} {cap}");
        }
        assert_eq!(with(|plan| plan.benefit_minor = 1), Some(Unsound::Benefit));
    }
}
