//! The currencies the platform can hold money in, and how an amount of each is written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::MoneyError;

/// A currency the platform can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Currency {
    /// Renminbi, in fen.
    Cny,
    /// United States dollar, in cents.
    Usd,
    /// Euro, in cents.
    Eur,
}

impl Currency {
    /// Every currency, in the order the API lists them.
    pub const ALL: [Self; 3] = [Self::Cny, Self::Usd, Self::Eur];

    /// The ISO 4217 code: `CNY`, `USD` or `EUR`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Cny => "CNY",
            Self::Usd => "USD",
            Self::Eur => "EUR",
        }
    }

    /// How many decimals an amount is written with.
    pub const fn minor_digits(self) -> u8 {
        match self {
            Self::Cny | Self::Usd | Self::Eur => 2,
        }
    }

    /// Minor units in one major unit: 10 to the power of `minor_digits`.
    pub(super) const fn minor_per_major(self) -> u64 {
        10_u64.pow(self.minor_digits() as u32)
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = MoneyError;

    fn from_str(code: &str) -> Result<Self, MoneyError> {
        Self::ALL
            .into_iter()
            .find(|currency| currency.code() == code)
            .ok_or(MoneyError::UnknownCurrency)
    }
}
