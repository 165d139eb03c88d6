//! Numbers: counters, gauges and histograms of the `metrics` macros, kept for `/metrics`, and fed
//! to OTLP too where that is on.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use metrics::{
    Counter, CounterFn, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;

use super::process;
use crate::failure::Failure;

/// Bounds of times, in seconds.
const SECONDS: [f64; 14] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Bounds of everything else: bytes, costs, counts.
const AMOUNTS: [f64; 12] = [
    1.0,
    10.0,
    50.0,
    100.0,
    250.0,
    500.0,
    1_000.0,
    5_000.0,
    10_000.0,
    50_000.0,
    100_000.0,
    1_000_000.0,
];

/// What has been counted so far. Clones are the same numbers.
#[derive(Clone)]
pub struct Numbers(PrometheusHandle);

impl Numbers {
    /// Makes every `metrics` macro of this process count here, and to `meter` if there is one.
    pub(super) fn install(meter: Option<Meter>) -> Result<Self, Failure> {
        let failed = |error| Failure::because("metrics", error);
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)
            .map_err(failed)?
            .set_buckets(&AMOUNTS)
            .map_err(failed)?
            .build_recorder();
        let handle = recorder.handle();
        let installed = match meter {
            Some(meter) => {
                metrics::set_global_recorder(Both(recorder, Sent::new(meter))).map_err(|_| ())
            }
            None => metrics::set_global_recorder(recorder).map_err(|_| ()),
        };
        installed.map_err(|()| Failure::broken("metrics are counted elsewhere already"))?;
        process::describe();
        Ok(Self(handle))
    }

    /// The numbers in Prometheus' text format, the process's own among them.
    pub fn render(&self) -> String {
        process::measure();
        self.0.render()
    }

    /// Lets go of what was sampled and is summed up: needed where nobody reads `/metrics`.
    pub(super) fn tidy(&self) {
        self.0.run_upkeep();
    }
}

/// Records everything twice.
struct Both<A, B>(A, B);

impl<A: Recorder, B: Recorder> Recorder for Both<A, B> {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, text: SharedString) {
        self.0.describe_counter(key.clone(), unit, text.clone());
        self.1.describe_counter(key, unit, text);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, text: SharedString) {
        self.0.describe_gauge(key.clone(), unit, text.clone());
        self.1.describe_gauge(key, unit, text);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, text: SharedString) {
        self.0.describe_histogram(key.clone(), unit, text.clone());
        self.1.describe_histogram(key, unit, text);
    }

    fn register_counter(&self, key: &Key, metadata: &Metadata<'_>) -> Counter {
        let both = (self.0.register_counter(key, metadata), self.1.register_counter(key, metadata));
        Counter::from_arc(Arc::new(Pair(both.0, both.1)))
    }

    fn register_gauge(&self, key: &Key, metadata: &Metadata<'_>) -> Gauge {
        let both = (self.0.register_gauge(key, metadata), self.1.register_gauge(key, metadata));
        Gauge::from_arc(Arc::new(Pair(both.0, both.1)))
    }

    fn register_histogram(&self, key: &Key, metadata: &Metadata<'_>) -> Histogram {
        let both =
            (self.0.register_histogram(key, metadata), self.1.register_histogram(key, metadata));
        Histogram::from_arc(Arc::new(Pair(both.0, both.1)))
    }
}

struct Pair<T>(T, T);

impl CounterFn for Pair<Counter> {
    fn increment(&self, value: u64) {
        self.0.increment(value);
        self.1.increment(value);
    }

    fn absolute(&self, value: u64) {
        self.0.absolute(value);
        self.1.absolute(value);
    }
}

impl GaugeFn for Pair<Gauge> {
    fn increment(&self, value: f64) {
        self.0.increment(value);
        self.1.increment(value);
    }

    fn decrement(&self, value: f64) {
        self.0.decrement(value);
        self.1.decrement(value);
    }

    fn set(&self, value: f64) {
        self.0.set(value);
        self.1.set(value);
    }
}

impl HistogramFn for Pair<Histogram> {
    fn record(&self, value: f64) {
        self.0.record(value);
        self.1.record(value);
    }
}

/// Records into OpenTelemetry instruments. The macros register anew at each use, so instruments
/// are kept by key.
struct Sent {
    meter: Meter,
    counters: Mutex<HashMap<Key, Arc<SentCounter>>>,
    gauges: Mutex<HashMap<Key, Arc<SentGauge>>>,
    histograms: Mutex<HashMap<Key, Arc<SentHistogram>>>,
}

impl Sent {
    fn new(meter: Meter) -> Self {
        Self {
            meter,
            counters: Mutex::default(),
            gauges: Mutex::default(),
            histograms: Mutex::default(),
        }
    }
}

/// The one thing of a kind for a key.
fn kept<T>(all: &Mutex<HashMap<Key, Arc<T>>>, key: &Key, new: impl FnOnce() -> T) -> Arc<T> {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(known) = all.get(key) {
        return Arc::clone(known);
    }
    let made = Arc::new(new());
    all.insert(key.clone(), Arc::clone(&made));
    made
}

fn labels(key: &Key) -> Vec<KeyValue> {
    key.labels()
        .map(|label| KeyValue::new(label.key().to_owned(), label.value().to_owned()))
        .collect()
}

impl Recorder for Sent {
    // The collector gets names and numbers; the words are on `/metrics`.
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(kept(&self.counters, key, || SentCounter {
            counter: self.meter.u64_counter(key.name().to_owned()).build(),
            labels: labels(key),
            absolute: AtomicU64::new(0),
        }))
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(kept(&self.gauges, key, || SentGauge {
            gauge: self.meter.f64_gauge(key.name().to_owned()).build(),
            labels: labels(key),
            value: Mutex::new(0.0),
        }))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let bounds = if key.name().ends_with("_seconds") { &SECONDS[..] } else { &AMOUNTS[..] };
        let name = key.name().to_owned();
        Histogram::from_arc(kept(&self.histograms, key, || SentHistogram {
            histogram: self.meter.f64_histogram(name).with_boundaries(bounds.to_vec()).build(),
            labels: labels(key),
        }))
    }
}

struct SentCounter {
    counter: opentelemetry::metrics::Counter<u64>,
    labels: Vec<KeyValue>,
    absolute: AtomicU64,
}

impl CounterFn for SentCounter {
    fn increment(&self, value: u64) {
        self.counter.add(value, &self.labels);
    }

    fn absolute(&self, value: u64) {
        let before = self.absolute.fetch_max(value, Ordering::Relaxed);
        self.counter.add(value.saturating_sub(before), &self.labels);
    }
}

struct SentGauge {
    gauge: opentelemetry::metrics::Gauge<f64>,
    labels: Vec<KeyValue>,
    value: Mutex<f64>,
}

impl SentGauge {
    fn change(&self, change: impl FnOnce(f64) -> f64) {
        let mut value = self.value.lock().unwrap_or_else(PoisonError::into_inner);
        *value = change(*value);
        self.gauge.record(*value, &self.labels);
    }
}

impl GaugeFn for SentGauge {
    fn increment(&self, value: f64) {
        self.change(|before| before + value);
    }

    fn decrement(&self, value: f64) {
        self.change(|before| before - value);
    }

    fn set(&self, value: f64) {
        self.change(|_| value);
    }
}

struct SentHistogram {
    histogram: opentelemetry::metrics::Histogram<f64>,
    labels: Vec<KeyValue>,
}

impl HistogramFn for SentHistogram {
    fn record(&self, value: f64) {
        self.histogram.record(value, &self.labels);
    }
}

/// A recorder into `meter` alone.
#[cfg(test)]
pub(super) fn sent_to(meter: Meter) -> impl Recorder {
    Sent::new(meter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_recorders_hear_everything() {
        let (one, two) = (PrometheusBuilder::new(), PrometheusBuilder::new());
        let (one, two) = (one.build_recorder(), two.build_recorder());
        let handles = [one.handle(), two.handle()];
        metrics::with_local_recorder(&Both(one, two), || {
            process::describe();
            metrics::counter!("told_total", "code" => "ok").increment(3);
            metrics::counter!("told_total", "code" => "ok").increment(1);
            metrics::gauge!("open").set(2.0);
            metrics::gauge!("open").decrement(1.0);
            process::measure();
        });
        for handle in handles {
            let text = handle.render();
            for line in ["told_total{code=\"ok\"} 4\n", "open 1\n", "process_threads "] {
                assert!(text.contains(line), "{line:?} is missing in {text}");
            }
        }
    }
}
