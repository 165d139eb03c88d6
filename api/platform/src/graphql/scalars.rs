//! Scalars and value types of the schema: exact on the wire.

use async_graphql::{
    Enum, InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value,
    resolver_utils::{EnumType, enum_value},
};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::clock::to_millis;
use crate::kernel;

/// An instant in UTC, as RFC 3339 with milliseconds: `2026-11-22T08:30:00.000Z`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateTime(pub OffsetDateTime);

/// An instant in UTC, as RFC 3339 with milliseconds: `2026-11-22T08:30:00.000Z`.
#[Scalar(
    name = "DateTime",
    specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html"
)]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else {
            return Err(InputValueError::expected_type(value));
        };
        OffsetDateTime::parse(text, &Rfc3339)
            .map(|at| Self(crate::clock::from_millis(to_millis(at))))
            .map_err(|_| InputValueError::custom("An RFC 3339 date and time is expected."))
    }

    fn to_value(&self) -> Value {
        let at = self.0;
        Value::String(format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
            at.year(),
            u8::from(at.month()),
            at.day(),
            at.hour(),
            at.minute(),
            at.second(),
            at.millisecond()
        ))
    }
}

/// A whole number of 64 bits, as a string on the wire: JavaScript's numbers end at 2⁵³.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Int64(pub i64);

/// A whole number of 64 bits, as a string on the wire: numbers in `JavaScript` end at 2⁵³.
#[Scalar(name = "Int64")]
impl ScalarType for Int64 {
    fn parse(value: Value) -> InputValueResult<Self> {
        match &value {
            Value::String(text) => text
                .parse()
                .map(Self)
                .map_err(|_| InputValueError::custom("A whole number of 64 bits is expected.")),
            Value::Number(number) => number
                .as_i64()
                .map(Self)
                .ok_or_else(|| InputValueError::custom("A whole number of 64 bits is expected.")),
            _ => Err(InputValueError::expected_type(value)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A currency by its ISO 4217 code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(name = "CurrencyCode", remote = "kernel::Currency")]
pub enum CurrencyCode {
    /// Renminbi yuan; the minor unit is the fen, a hundredth.
    Cny,
    /// United States dollar; the minor unit is the cent.
    Usd,
    /// Euro; the minor unit is the cent.
    Eur,
}

/// An exact amount of money.
#[derive(Debug, Clone, SimpleObject)]
pub struct Money {
    /// The amount in minor units (fen, cents), as a string.
    pub amount_minor: Int64,
    /// The currency.
    pub currency: CurrencyCode,
    /// The amount as a decimal with all its places, such as `12.30`; for display.
    pub amount: String,
}

impl From<kernel::Money> for Money {
    fn from(money: kernel::Money) -> Self {
        Self {
            amount_minor: Int64(money.minor()),
            currency: money.currency().into(),
            amount: money.to_string(),
        }
    }
}

/// The name of an enum value as the schema prints it.
pub fn enum_name<E: EnumType>(value: E) -> String {
    match enum_value(value) {
        Value::Enum(name) => name.to_string(),
        _ => String::new(),
    }
}

/// The value of an enum by its name in the schema.
pub fn enum_named<E: EnumType>(name: &str) -> Option<E> {
    E::items().iter().find(|item| item.name == name).map(|item| item.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_and_long_numbers_are_exact_on_the_wire() {
        let at = DateTime(crate::clock::from_millis(1_795_000_000_007));
        let text = at.to_value();
        assert_eq!(text, Value::from("2026-11-18T11:06:40.007Z"));
        assert_eq!(DateTime::parse(text).unwrap(), at);
        assert_eq!(Int64(9_007_199_254_740_993).to_value(), Value::from("9007199254740993"));
        assert!(Int64::parse(Value::from("12x")).is_err());
    }
}
