//! One value of a request: of the type it must have, `null`, or something else. Something else is
//! recorded rather than failed on, so that broken JSON and a wrong type are told apart.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor, value};

/// A value of the right type, `null`, or something else.
pub(crate) enum Field<T> {
    Null,
    Is(T),
    Wrong,
}

impl<T: Wanted> Field<T> {
    /// The value, or what type it must have.
    pub(crate) fn take(self, name: &str) -> Result<Option<T>, String> {
        self.expect::<value::Error>(name).map_err(|error| error.to_string())
    }

    /// The same inside a deserialisation.
    pub(crate) fn expect<E: de::Error>(self, name: &str) -> Result<Option<T>, E> {
        match self {
            Self::Null => Ok(None),
            Self::Is(value) => Ok(Some(value)),
            Self::Wrong => Err(E::custom(format_args!("`{name}` must be {}.", T::WANTED))),
        }
    }
}

/// A type that a parameter may have.
pub(crate) trait Wanted: Sized {
    const WANTED: &'static str;

    fn from_text(_: &str) -> Option<Self> {
        None
    }

    fn from_map<'de, A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<Skipped, Skipped>()?.is_some() {}
        Ok(None)
    }
}

/// A value that is read past. Unlike serde's own way to do that, it counts how deep the value is,
/// so that nesting is bounded where nobody looks as well.
pub(crate) type Skipped = Field<Nothing>;

pub(crate) struct Nothing;

impl Wanted for Nothing {
    const WANTED: &'static str = "anything";
}

struct FieldVisitor<T>(PhantomData<T>);

impl<'de, T: Wanted> Deserialize<'de> for Field<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(FieldVisitor(PhantomData))
    }
}

impl<'de, T: Wanted> Visitor<'de> for FieldVisitor<T> {
    type Value = Field<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::WANTED)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Field<T>, E> {
        Ok(T::from_text(text).map_or(Field::Wrong, Field::Is))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Field<T>, A::Error> {
        Ok(T::from_map(map)?.map_or(Field::Wrong, Field::Is))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Field<T>, A::Error> {
        while seq.next_element::<Skipped>()?.is_some() {}
        Ok(Field::Wrong)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Field<T>, E> {
        Ok(Field::Null)
    }

    fn visit_bool<E: de::Error>(self, _: bool) -> Result<Field<T>, E> {
        Ok(Field::Wrong)
    }

    fn visit_i64<E: de::Error>(self, _: i64) -> Result<Field<T>, E> {
        Ok(Field::Wrong)
    }

    fn visit_u64<E: de::Error>(self, _: u64) -> Result<Field<T>, E> {
        Ok(Field::Wrong)
    }

    fn visit_f64<E: de::Error>(self, _: f64) -> Result<Field<T>, E> {
        Ok(Field::Wrong)
    }
}
