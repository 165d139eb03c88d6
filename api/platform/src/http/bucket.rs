//! A bucket of tokens per caller: a token is a point of cost, and flows back with time.
//! Counts live in this process only; several servers give a caller several buckets.

use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use serde::Serialize;

use crate::config::Buckets as Settings;
use crate::graphql::{ErrorCode, Principal, RequestError};

type Keyed = RateLimiter<u64, DashMapStateStore<u64>, DefaultClock, StateInformationMiddleware>;

/// What an operation cost, and what is left: `extensions.cost`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Balance {
    /// Points this operation took.
    pub(crate) requested: u32,
    /// Points left after it.
    pub(crate) available: u32,
    /// Points the bucket holds when full.
    pub(crate) capacity: u32,
    /// Points that flow back each second.
    pub(crate) restore_rate: u32,
}

/// One kind of bucket, for one kind of caller.
struct Bucket {
    keyed: Keyed,
    capacity: u32,
    restore_rate: u32,
}

impl Bucket {
    fn new(burst: u32, per_second: u32) -> Self {
        let capacity = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let rate = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        let keyed = RateLimiter::dashmap(Quota::per_second(rate).allow_burst(capacity))
            .with_middleware::<StateInformationMiddleware>();
        Self { keyed, capacity: capacity.get(), restore_rate: rate.get() }
    }

    fn take(&self, key: u64, points: u32) -> Result<Balance, RequestError> {
        let Some(asked) = NonZeroU32::new(points) else {
            return Ok(self.balance(0, self.capacity));
        };
        match self.keyed.check_key_n(&key, asked) {
            Ok(Ok(state)) => Ok(self.balance(points, state.remaining_burst_capacity())),
            Ok(Err(not_until)) => {
                let wait = not_until.wait_time_from(DefaultClock::default().now());
                Err(RequestError::new(
                    ErrorCode::RateLimited,
                    "Too many requests; come back later.",
                )
                .retry_after(wait.max(Duration::from_millis(1))))
            }
            Err(_) => Err(RequestError::new(
                ErrorCode::TooComplex,
                format!(
                    "The operation costs {points}; at most {} can be spent at once.",
                    self.capacity
                ),
            )),
        }
    }

    fn balance(&self, requested: u32, available: u32) -> Balance {
        Balance { requested, available, capacity: self.capacity, restore_rate: self.restore_rate }
    }
}

/// The buckets of everybody.
pub(crate) struct Buckets {
    signed_in: Bucket,
    visitors: Bucket,
    hasher: RandomState,
}

impl Buckets {
    pub(crate) fn new(settings: &Settings) -> Self {
        Self {
            signed_in: Bucket::new(settings.signed_in_burst, settings.signed_in_per_second),
            visitors: Bucket::new(settings.visitor_burst, settings.visitor_per_second),
            hasher: RandomState::new(),
        }
    }

    /// Takes points from the caller's bucket, or says when there will be enough.
    pub(crate) fn take(&self, principal: &Principal, points: u32) -> Result<Balance, RequestError> {
        let bucket = if is_visitor(principal) { &self.visitors } else { &self.signed_in };
        // Hashed, so that a bucket costs sixteen bytes however long the key is.
        bucket.take(self.hasher.hash_one(principal.key.as_str()), points)
    }

    /// Forgets the buckets that are full again.
    pub(crate) fn prune(&self) {
        for bucket in [&self.signed_in, &self.visitors] {
            bucket.keyed.retain_recent();
            bucket.keyed.shrink_to_fit();
        }
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.signed_in.keyed.len() + self.visitors.keyed.len()
    }
}

/// Whether nothing is known of the caller but where they come from.
pub(crate) fn is_visitor(principal: &Principal) -> bool {
    let grants = &principal.grants;
    principal.session.is_none() && !grants.person && grants.scopes.is_empty() && !grants.router
}

#[cfg(test)]
mod tests {
    use std::thread::sleep;

    use super::*;
    use crate::graphql::Grants;

    fn defaults() -> Settings {
        crate::config::Settings::defaults().unwrap().buckets
    }

    fn person(key: &str) -> Principal {
        let grants = Grants { person: true, ..Grants::default() };
        Principal { key: key.to_owned(), grants, ..Principal::visitor("x") }
    }

    #[test]
    fn each_caller_has_a_bucket_of_their_own_that_fills_again() {
        let settings = Settings { signed_in_burst: 10, signed_in_per_second: 50, ..defaults() };
        let buckets = Buckets::new(&settings);
        let (ana, ben) = (person("user_ana"), person("user_ben"));
        assert_eq!(buckets.take(&ana, 7).unwrap().available, 3);
        let refused = buckets.take(&ana, 4).unwrap_err();
        assert_eq!(refused.code, ErrorCode::RateLimited);
        assert!(refused.retry_after.unwrap() <= Duration::from_millis(20));
        assert_eq!(buckets.take(&ben, 10).unwrap().available, 0);
        assert_eq!(buckets.take(&ana, 11).unwrap_err().code, ErrorCode::TooComplex);
        sleep(Duration::from_millis(250));
        assert_eq!(buckets.take(&ana, 10).unwrap().available, 0);
        assert_eq!(buckets.len(), 2);
        sleep(Duration::from_millis(300));
        buckets.prune();
        assert_eq!(buckets.len(), 0);
    }

    #[test]
    fn visitors_share_the_bucket_of_their_address() {
        let settings = Settings { visitor_burst: 5, ..defaults() };
        let buckets = Buckets::new(&settings);
        assert_eq!(buckets.take(&Principal::visitor("192.0.2.1"), 5).unwrap().capacity, 5);
        assert!(buckets.take(&Principal::visitor("192.0.2.1"), 5).is_err());
        assert!(buckets.take(&Principal::visitor("192.0.2.2"), 5).is_ok());
        assert_eq!(buckets.take(&Principal::visitor("192.0.2.1"), 0).unwrap().requested, 0);
    }
}
