//! What a leader gets for bringing people together: an amount, once, after success (GB-5).

use std::fmt;
use std::str::FromStr;

use platform::kernel::Money;

/// Who pays it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Funder {
    /// The shop, from what it has coming.
    Operator,
    /// The platform's fund.
    Platform,
}

impl fmt::Display for Funder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Operator => "OPERATOR",
            Self::Platform => "PLATFORM",
        })
    }
}

impl FromStr for Funder {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "OPERATOR" => Ok(Self::Operator),
            "PLATFORM" => Ok(Self::Platform),
            _ => Err(()),
        }
    }
}

/// What the leader of one group gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaderBenefit {
    pub amount: Money,
    pub funder: Funder,
    pub state: BenefitState,
}

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BenefitState {
    /// It is owed once the group is a success and the leader has kept what they bought.
    Promised,
    Paid,
    /// The group was no success, or the leader took their money back.
    Lost,
}

impl fmt::Display for BenefitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Promised => "PROMISED",
            Self::Paid => "PAID",
            Self::Lost => "LOST",
        })
    }
}

impl FromStr for BenefitState {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "PROMISED" => Ok(Self::Promised),
            "PAID" => Ok(Self::Paid),
            "LOST" => Ok(Self::Lost),
            _ => Err(()),
        }
    }
}
