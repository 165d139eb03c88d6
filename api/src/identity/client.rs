//! Programs of partners: an id, a secret shown once, and the scopes they were given.

use std::collections::BTreeSet;

use platform::kernel::{Id, Noun};
use time::OffsetDateTime;

/// A program of a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartnerClient {
    pub id: Id<PartnerClient>,
    pub name: String,
    pub scopes: BTreeSet<String>,
    pub created_at: OffsetDateTime,
    pub revoked_at: Option<OffsetDateTime>,
    pub(super) secret_hash: String,
}

impl Noun for PartnerClient {
    const PREFIX: &'static str = "client";
}

/// The scopes there are. A field that a partner may read names one of them in the authority table.
pub const SCOPES: [&str; 4] = ["catalog:read", "operators:read", "posts:read", "users:read"];

/// Takes a list of scopes. Refuses an empty one and any that there is not.
pub fn scopes(texts: &[String]) -> Option<BTreeSet<String>> {
    let scopes: BTreeSet<String> = texts.iter().map(|text| text.trim().to_owned()).collect();
    let known = scopes.iter().all(|scope| SCOPES.contains(&scope.as_str()));
    (known && !scopes.is_empty()).then_some(scopes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scopes_that_there_are() {
        let texts =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert!(scopes(&texts(&["posts:read", "catalog:read", "posts:read"])).unwrap().len() == 2);
        assert!(scopes(&texts(&["posts:write"])).is_none());
        assert!(scopes(&[]).is_none());
        assert!(SCOPES.is_sorted());
    }
}
