//! Typed ids: which noun a UUID belongs to is part of its type and of its text.
//!
//! The text form is `<prefix>_` and 32 lower-case hexadecimal digits, as in
//! `post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f`. Databases store the bare UUID.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

/// How many hexadecimal digits follow the prefix and its underscore.
const DIGITS: usize = 32;

/// A kind of thing that has ids.
pub trait Noun {
    /// What stands before the underscore: lower-case letters and inner underscores, as in `post`
    /// or `group_buy`. Published: it never changes and no two nouns share it.
    const PREFIX: &'static str;
}

/// The id of one `T`. An id authorises nobody; it only names.
///
/// Ids are UUIDs of version 7, so they sort by the millisecond they were made in. They are made by
/// `App::new_id`, never here.
pub struct Id<T> {
    uuid: Uuid,
    // A function pointer: an id is `Send`, `Sync` and `'static` whatever its noun is.
    noun: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The id of the `T` that the database knows by `uuid`.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, noun: PhantomData }
    }

    /// What the database stores.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T: Noun> Id<T> {
    /// Reads the text form. Only the exact form is an id: no upper case, no hyphens, no spaces,
    /// and no other noun's prefix.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        match split(text) {
            Ok((prefix, uuid)) if prefix == T::PREFIX => Ok(Self::from_uuid(uuid)),
            _ => Err(InvalidId { wanted: Some(T::PREFIX) }),
        }
    }
}

impl InvalidId {
    /// The prefix that was wanted, where one kind of id was.
    pub const fn wanted(&self) -> Option<&'static str> {
        self.wanted
    }
}

/// Takes any id's text apart: its prefix and its UUID. For `node(id)`, which learns from the
/// prefix whom to ask.
pub fn split(text: &str) -> Result<(&str, Uuid), InvalidId> {
    let invalid = InvalidId { wanted: None };
    let (prefix, digits) = text.rsplit_once('_').ok_or(invalid)?;
    let lower_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let well_formed = !prefix.is_empty()
        && prefix.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_'))
        && digits.len() == DIGITS
        && digits.bytes().all(lower_hex);
    if !well_formed {
        return Err(invalid);
    }
    let uuid = Uuid::try_parse(digits).map_err(|_| invalid)?;
    Ok((prefix, uuid))
}

/// The text is not an id, or not of the noun that was wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidId {
    wanted: Option<&'static str>,
}

impl fmt::Display for InvalidId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.wanted {
            Some(prefix) => write!(f, "an id here is `{prefix}_` and 32 hexadecimal digits"),
            None => write!(f, "an id is a noun, an underscore and 32 hexadecimal digits"),
        }
    }
}

impl std::error::Error for InvalidId {}

// Written by hand because a derive would demand the same traits of the noun.
impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T: Noun> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", T::PREFIX, self.uuid.simple())
    }
}

impl<T: Noun> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: Noun> FromStr for Id<T> {
    type Err = InvalidId;

    fn from_str(text: &str) -> Result<Self, InvalidId> {
        Self::parse(text)
    }
}

impl<T: Noun> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: Noun> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Post;
    impl Noun for Post {
        const PREFIX: &'static str = "post";
    }

    struct GroupBuy;
    impl Noun for GroupBuy {
        const PREFIX: &'static str = "group_buy";
    }

    const TEXT: &str = "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f";

    #[test]
    fn text_goes_in_and_out_unchanged() {
        let id = Id::<Post>::parse(TEXT).unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(Id::from_uuid(id.uuid()), id);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{TEXT}\""));
        assert_eq!(serde_json::from_str::<Id<Post>>(&format!("\"{TEXT}\"")).unwrap(), id);
    }

    #[test]
    fn another_nouns_id_is_no_id() {
        assert!(Id::<GroupBuy>::parse(TEXT).is_err());
        let text = "group_buy_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f";
        assert!(Id::<GroupBuy>::parse(text).is_ok());
        assert_eq!(split(text).unwrap().0, "group_buy");
    }

    #[test]
    fn only_the_exact_form_is_an_id() {
        for text in [
            "",
            "_",
            "post",
            "post_",
            "_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f",
            "0192f0c1a2b37c4d8e5f6a7b8c9d0e1f",
            "Post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f",
            "post_0192F0C1A2B37C4D8E5F6A7B8C9D0E1F",
            "post_0192f0c1-a2b3-7c4d-8e5f-6a7b8c9d0e1f",
            "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1",
            "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f0",
            "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1g",
            " post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f",
            "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f ",
            "post_0192f0c1a2b37c4d8e5f6a7b8c9d0é",
        ] {
            assert!(Id::<Post>::parse(text).is_err(), "{text:?} was taken for an id");
        }
    }
}
