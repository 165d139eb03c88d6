//! Answers kept for visitors: what everybody sees alike is worked out once and told to many.
//!
//! An answer is kept for a second at most, whatever happens, so that nothing is ever staler than
//! that; and the log of events, of all servers, ends its life before: at once where nothing
//! happened for [`SETTLE`], and every [`SETTLE`] where things happen all the time, so that a busy
//! shop still works out each page only a few times a second. Those who ask for the same answer
//! while it is worked out wait for it together.
//!
//! Only answers to queries of callers who showed nothing are kept: no session, no standing, no
//! scope. What is kept holds neither the caller's balance nor their request's id, and nothing that
//! went wrong is kept.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use async_graphql::{Name, Value};
use metrics::counter;
use moka::future::Cache;

use crate::graphql::{Grants, Principal};

/// The longest that any answer is kept.
const LIFETIME: Duration = Duration::from_secs(1);
/// The shortest time between two ends of all that is kept.
pub(crate) const SETTLE: Duration = Duration::from_millis(200);

/// How many events of all servers this server has heard of; it only grows.
pub type Happened = Arc<dyn Fn() -> u64 + Send + Sync>;

/// What an answer depends on beside the state of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Asked {
    document: [u8; 32],
    operation: Option<String>,
    /// As JSON, sorted by name.
    variables: Vec<u8>,
}

impl Asked {
    pub(crate) fn new<'v>(
        document: [u8; 32],
        operation: Option<&str>,
        variables: impl Iterator<Item = (&'v Name, &'v Value)>,
    ) -> Option<Self> {
        let variables: BTreeMap<&str, &Value> =
            variables.map(|(name, value)| (name.as_str(), value)).collect();
        let variables =
            if variables.is_empty() { Vec::new() } else { serde_json::to_vec(&variables).ok()? };
        Some(Self { document, operation: operation.map(str::to_owned), variables })
    }
}

/// The part of an answer that holds nothing of one caller.
#[derive(Debug, Clone)]
pub(crate) struct Public {
    /// The body but for the extensions and the last brace.
    pub(crate) head: Arc<[u8]>,
    /// What the fields together allow a cache to do.
    pub(crate) cache: Option<String>,
}

/// The answers of one server.
pub(crate) struct KeptAnswers {
    answers: Cache<(Asked, u64), Public>,
    happened: Happened,
    /// The count of events that what is kept stands for.
    epoch: AtomicU64,
    /// When that was last moved on, in milliseconds since `begun`.
    turned: AtomicU64,
    begun: Instant,
}

impl KeptAnswers {
    /// Keeps up to so many bytes.
    pub(crate) fn new(bytes: u64, happened: Happened) -> Self {
        let answers = Cache::builder()
            .max_capacity(bytes)
            .weigher(|(asked, _): &(Asked, u64), public: &Public| {
                let own = asked.variables.len() + public.head.len() + 256;
                u32::try_from(own).unwrap_or(u32::MAX)
            })
            .time_to_live(LIFETIME)
            .build();
        let epoch = AtomicU64::new(happened());
        Self { answers, happened, epoch, turned: AtomicU64::new(0), begun: Instant::now() }
    }

    /// Whether answers to this caller may be kept and told to others.
    pub(crate) fn is_for(principal: &Principal) -> bool {
        principal.session.is_none() && principal.grants == Grants::default()
    }

    /// The kept answer, or the one that `work` gives, which is kept if it is public. Of several who
    /// ask at once one works; the others wait, and work themselves if that one's is not public.
    pub(crate) async fn answer<T, W>(&self, asked: Asked, work: impl Fn() -> W) -> Result<Public, T>
    where
        W: Future<Output = Result<Public, T>>,
    {
        let (mut worked, mut own) = (false, None);
        let working = async {
            worked = true;
            work().await.map_err(|unfit| own = Some(unfit))
        };
        let found = self.answers.try_get_with((asked, self.epoch()), working).await;
        let outcome = if worked { "worked" } else { "kept" };
        counter!("graphql_public_answers_total", "outcome" => outcome).increment(1);
        match (found, own) {
            (Ok(public), _) => Ok(public),
            (Err(_), Some(unfit)) => Err(unfit),
            (Err(_), None) => work().await,
        }
    }

    /// Which events what is kept now stands for.
    fn epoch(&self) -> u64 {
        let (happened, epoch) = ((self.happened)(), self.epoch.load(Ordering::Acquire));
        if happened == epoch {
            return epoch;
        }
        let now = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let turned = self.turned.load(Ordering::Acquire);
        let settle = u64::try_from(SETTLE.as_millis()).unwrap_or(u64::MAX);
        let due = turned == 0 || now.saturating_sub(turned) >= settle;
        let mine = || {
            let moved = self.turned.compare_exchange(
                turned,
                now.max(1),
                Ordering::AcqRel,
                Ordering::Acquire,
            );
            moved.is_ok()
        };
        if due && mine() {
            self.epoch.store(happened, Ordering::Release);
            return happened;
        }
        epoch
    }
}
