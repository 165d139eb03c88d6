//! Everything an action needs, injected: clock, chance, ids, database, keys, files, letters.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

use time::OffsetDateTime;
use uuid::Uuid;

use crate::blobs::Blobs;
use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::Settings;
use crate::cursor::Cursors;
use crate::database::Database;
use crate::delivery::Delivery;
use crate::events::{Consumer, Live};
use crate::failure::Failure;
use crate::kernel::{Id, Noun};
use crate::keys::Keys;
use crate::timers::TimerHandler;

/// What the application is made of.
pub struct Parts {
    /// What the operator has set.
    pub settings: Settings,
    pub clock: Clock,
    pub chance: Chance,
    pub database: Database,
    pub keys: Keys,
    pub blobs: Blobs,
    pub delivery: Arc<dyn Delivery>,
    /// Who reacts to which events; the same list on every server.
    pub consumers: Vec<Consumer>,
    /// Who acts when a deadline comes.
    pub timers: Vec<TimerHandler>,
    /// What single slices keep for as long as the server runs.
    pub belongings: Belongings,
}

/// What slices keep for as long as the server runs, one of each type. A slice that keeps its type
/// to itself keeps its belonging to itself.
#[derive(Default)]
pub struct Belongings(HashMap<TypeId, Box<dyn Any + Send + Sync>>);

impl Belongings {
    /// These, and one more; another of its type is replaced.
    #[must_use]
    pub fn with<T: Any + Send + Sync>(mut self, belonging: T) -> Self {
        self.0.insert(TypeId::of::<T>(), Box::new(belonging));
        self
    }
}

/// The application. Clones are the same application.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    /// The parts' own, but for a story that is told as of another time.
    clock: Clock,
}

struct Inner {
    parts: Parts,
    cursors: Cursors,
    live: Live,
}

impl App {
    /// Puts the parts together.
    pub fn new(parts: Parts) -> Self {
        let cursors = Cursors::new(&parts.keys);
        let clock = parts.clock.clone();
        Self { inner: Arc::new(Inner { parts, cursors, live: Live::default() }), clock }
    }

    /// The same application, told by another clock: what is done through it happened when that
    /// clock says. For loading what is meant to have a past.
    #[must_use]
    pub fn told_by(&self, clock: Clock) -> Self {
        Self { inner: Arc::clone(&self.inner), clock }
    }

    /// Now, in UTC, whole milliseconds.
    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// What the operator has set.
    pub fn settings(&self) -> &Settings {
        &self.inner.parts.settings
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Randomness.
    pub fn chance(&self) -> &Chance {
        &self.inner.parts.chance
    }

    /// A new id, ordered by time.
    pub fn new_id<T: Noun>(&self) -> Id<T> {
        Id::from_uuid(self.new_uuid())
    }

    /// A new id for a row that is no noun.
    pub fn new_uuid(&self) -> Uuid {
        self.chance().uuid_at(self.clock().now_millis())
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.inner.parts.database
    }

    /// The connection that stores read from.
    pub fn reader(&self) -> &sea_orm::DatabaseConnection {
        self.database().reader()
    }

    /// Keys by purpose.
    pub fn keys(&self) -> &Keys {
        &self.inner.parts.keys
    }

    /// Cursors of lists.
    pub fn cursors(&self) -> &Cursors {
        &self.inner.cursors
    }

    /// What a slice keeps for as long as the server runs.
    ///
    /// # Errors
    /// The application was put together without it.
    pub fn belonging<T: Any>(&self) -> Result<&T, Failure> {
        let found = self.inner.parts.belongings.0.get(&TypeId::of::<T>());
        found
            .and_then(|belonging| belonging.downcast_ref())
            .ok_or_else(|| Failure::broken("a slice's belonging is missing"))
    }

    /// Stored files.
    pub fn blobs(&self) -> &Blobs {
        &self.inner.parts.blobs
    }

    /// Letters and short messages to people.
    pub fn delivery(&self) -> &dyn Delivery {
        self.inner.parts.delivery.as_ref()
    }

    /// Committed events of all servers, as they come.
    pub fn live(&self) -> &Live {
        &self.inner.live
    }

    pub(crate) fn consumers(&self) -> &[Consumer] {
        &self.inner.parts.consumers
    }

    pub(crate) fn timer_handlers(&self) -> &[TimerHandler] {
        &self.inner.parts.timers
    }
}
