//! By what somebody is known in a group, whichever account they come with (GB-8): keyed hashes of
//! their verified phone and e-mail address and of the phone of where it goes, hashed once more with
//! what they are known in, so that rows of two groups tell nothing about each other.

use platform::Failure;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::identity;
use crate::orders::PostalAddress;

/// Everything that a buyer with an address is known by, in no order and without doubles.
///
/// # Errors
/// The database's own; somebody without any is a failure of ours.
pub async fn of_buyer(
    db: &impl super::store::Connection,
    buyer: Uuid,
    address: &PostalAddress,
) -> Result<Vec<String>, Failure> {
    let mut known = identity::lookups_of(db, buyer).await?;
    known.extend(address.phone_index.clone());
    known.sort();
    known.dedup();
    if known.is_empty() { Err(Failure::broken("a buyer whom nobody can know")) } else { Ok(known) }
}

/// The same as one scope (a group, a campaign) keeps it.
pub fn within(scope: Uuid, known: &[String]) -> Vec<String> {
    let digest = |lookup: &String| {
        let mut hash = Sha256::new();
        hash.update(b"group_identity/1\0");
        hash.update(scope.as_bytes());
        hash.update(lookup.as_bytes());
        cut::hex(&hash.finalize())
    };
    known.iter().map(digest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_groups_know_the_same_person_differently() {
        let known = ["a".repeat(32), "b".repeat(32)];
        let (one, two) = (within(Uuid::from_u128(1), &known), within(Uuid::from_u128(2), &known));
        assert!(one.iter().all(|digest| digest.len() == 64 && !two.contains(digest)));
        assert_eq!(one, within(Uuid::from_u128(1), &known));
    }
}
