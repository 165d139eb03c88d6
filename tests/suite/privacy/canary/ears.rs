//! Hears everything that is logged and counted on this thread, without the list of what production
//! lets out.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex};

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, Recorder, SharedString, Unit};
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::{Layer as _, Registry, fmt};

/// Who is heard at their most talkative; everybody else from `DEBUG` up.
const TALKERS: [&str; 7] =
    ["fairstall", "platform", "vault", "delivery", "sqlx", "sea_orm", "async_graphql"];

/// Open ears.
pub struct Ears {
    log: Arc<File>,
    numbers: Numbers,
}

impl Ears {
    /// Writes what is logged to a file.
    pub fn open(log: &Path) -> Self {
        let log = Arc::new(File::create(log).expect("a file for the log"));
        Self { log, numbers: Numbers::default() }
    }

    /// Hears what is said meanwhile.
    pub fn hear<T>(&self, act: impl FnOnce() -> T) -> T {
        let heard = Targets::new()
            .with_default(LevelFilter::DEBUG)
            .with_targets(TALKERS.map(|target| (target, LevelFilter::TRACE)));
        let lines = fmt::layer().with_writer(Arc::clone(&self.log)).with_ansi(false);
        let subscriber = Registry::default().with(lines.with_filter(heard));
        metrics::with_local_recorder(&self.numbers, || {
            tracing::subscriber::with_default(subscriber, act)
        })
    }

    /// The names and labels of everything that was counted.
    pub fn numbers(&self) -> String {
        let seen = self.numbers.0.lock().expect("the numbers");
        seen.iter().cloned().collect::<Vec<_>>().join("\n")
    }
}

#[derive(Default)]
struct Numbers(Mutex<BTreeSet<String>>);

impl Numbers {
    fn see(&self, key: &Key) {
        let labels = key.labels().map(|label| format!(" {}={}", label.key(), label.value()));
        let line = format!("{}{}", key.name(), labels.collect::<String>());
        self.0.lock().expect("the numbers").insert(line);
    }
}

impl Recorder for Numbers {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        self.see(key);
        Counter::noop()
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        self.see(key);
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        self.see(key);
        Histogram::noop()
    }
}
