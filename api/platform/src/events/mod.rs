//! What happened, told in the transaction in which it happened.
//!
//! [`record`] appends a fact. Consumers (another slice's jobs, search, webhooks) each get it at
//! least once, in order per aggregate, under a lease that any server may hold; settling the
//! delivery in the effect's own transaction makes the effect happen once. [`Live`] tells every
//! server's sockets and caches what was committed, within a second, and keeps nothing.

mod consumers;
mod live;
mod store;

use serde::Serialize;
use serde::de::DeserializeOwned;
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) use consumers::backoff_ms;
pub use consumers::{Consumer, Delivery, deliver_due, run_consumers};
pub use live::{Live, run_live};
pub use store::pending;

use crate::database::Tx;
use crate::failure::Failure;

/// Something that happened to one aggregate.
pub trait Fact: Serialize + DeserializeOwned + Send + Sync {
    /// `noun.what_happened`, such as `post.published`; never reused for something else.
    const KIND: &'static str;
    /// Whom it happened to; facts of one aggregate are told in order.
    fn aggregate(&self) -> Uuid;
}

/// A fact as it was recorded.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: Uuid,
    pub aggregate: Uuid,
    /// From 1, without gaps within the aggregate.
    pub seq: i64,
    pub kind: String,
    pub body: serde_json::Value,
    pub at: OffsetDateTime,
}

impl Event {
    /// The fact itself, if the event is of its kind.
    ///
    /// # Errors
    /// It is of this kind, but its body is not.
    pub fn fact<F: Fact>(&self) -> Result<Option<F>, Failure> {
        if self.kind != F::KIND {
            return Ok(None);
        }
        serde_json::from_value(self.body.clone())
            .map(Some)
            .map_err(|error| Failure::because("event body", error))
    }
}

/// Appends a fact, and a delivery for each consumer of its kind.
///
/// # Errors
/// The database's own; contention when another writer appended to the aggregate meanwhile, which
/// [`transaction!`](crate::transaction) answers by starting again.
pub async fn record<F: Fact>(tx: &Tx, fact: &F) -> Result<(), Failure> {
    let body = serde_json::to_value(fact).map_err(|error| Failure::because("event body", error))?;
    let event = store::append(tx, F::KIND, fact.aggregate(), body).await?;
    let consumers: Vec<&'static str> = tx
        .app()
        .consumers()
        .iter()
        .filter(|consumer| consumer.kinds.contains(&F::KIND))
        .map(|consumer| consumer.name)
        .collect();
    tx.tell();
    store::fan_out(tx, &event, &consumers).await
}
