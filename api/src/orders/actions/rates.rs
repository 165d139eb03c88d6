//! What an operator charges for carriage.

use std::collections::HashSet;

use platform::kernel::{Currency, Id, Money};
use platform::{App, Error, refusals, transaction};

use crate::identity::Person;
use crate::operators::{self, MemberRole, Operator};
use crate::orders::freight::{Rate, is_region};
use crate::orders::store;

/// The most rates of one operator in one currency.
const MOST_RATES: usize = 100;
/// 100,000.00 of the major unit: more is a slip of the hand.
const MOST_MINOR: i64 = 10_000_000;

/// A rate as it is given, in minor units.
#[derive(Debug, Clone)]
pub struct RateInput {
    pub region: String,
    pub first_minor: i64,
    pub next_minor: i64,
    pub free_from_minor: Option<i64>,
}

refusals! {
    /// Why the rates were not kept, in order of precedence.
    pub enum RatesRefusal: "ShippingRatesSetErrorCode", ShippingRatesSetUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Rates take a manager or an owner.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// More than 100.
        TooManyRates at ["rates"] says "At most 100 rates.",
        /// A region is a country, a country with a region, or `*`; each one once.
        RegionInvalid at ["rates", "region"]
            says "A region is written like CN, CN-33 or *, and each one stands once.",
        /// An amount is 0 to 100,000.00.
        AmountInvalid at ["rates"] says "Amounts are 0 to 100,000.00.",
    }
}

/// Replaces what an operator charges for carriage, in one currency. Orders that are placed keep
/// what they cost.
///
/// # Errors
/// [`RatesRefusal`], or ours.
pub async fn set(
    app: &App,
    person: &Person,
    operator: Id<Operator>,
    currency: Currency,
    input: &[RateInput],
) -> Result<Vec<Rate>, Error<RatesRefusal>> {
    use RatesRefusal as R;
    transaction!(app, |tx| {
        let member = operators::entitled(tx, person, operator, MemberRole::Manager).await?;
        member.map_err(|why| {
            why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        let rates = read(input, currency)?;
        store::rates::put(tx, operator, currency, &rates).await?;
        Ok(rates)
    })
}

fn read(input: &[RateInput], currency: Currency) -> Result<Vec<Rate>, RatesRefusal> {
    if input.len() > MOST_RATES {
        return Err(RatesRefusal::TooManyRates);
    }
    let mut seen = HashSet::new();
    let mut rates = Vec::with_capacity(input.len());
    for rate in input {
        if !(rate.region == "*" || is_region(&rate.region)) || !seen.insert(&rate.region) {
            return Err(RatesRefusal::RegionInvalid);
        }
        let amounts = [Some(rate.first_minor), Some(rate.next_minor), rate.free_from_minor];
        if amounts.iter().flatten().any(|minor| !(0..=MOST_MINOR).contains(minor)) {
            return Err(RatesRefusal::AmountInvalid);
        }
        let money = |minor| Money::new(minor, currency);
        rates.push(Rate {
            region: rate.region.clone(),
            first: money(rate.first_minor),
            next: money(rate.next_minor),
            free_from: rate.free_from_minor.map(money),
        });
    }
    rates.sort_by(|one, other| one.region.cmp(&other.region));
    Ok(rates)
}
