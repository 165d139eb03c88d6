//! What the server tells about its own running: log lines, numbers, traces.
//!
//! All three pass the same allow-list ([`fields`]): what is not on it leaves the process nowhere.
//! Log lines go to standard error. Numbers are kept for `/metrics`; they and traces are also sent
//! by OTLP over HTTP where `telemetry.otlp_endpoint` says so.

mod fields;
mod log;
mod numbers;
mod otlp;
mod process;

use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, Registry};

pub use fields::FIELDS;
pub use numbers::Numbers;

use crate::clock::Clock;
use crate::config::{LogFormat, LogLevel, TelemetrySettings};
use crate::failure::Failure;
use log::Lines;
use otlp::Otlp;

/// What our own code logs under; everybody else is heard from warnings up.
const OURS: [&str; 6] = ["fairstall", "platform", "migration", "entity", "delivery", "panic"];

/// How often the process is measured and old samples are let go.
const UPKEEP: Duration = Duration::from_secs(10);

/// Telemetry at work. Keep it until the process ends, then call [`Telemetry::shutdown`].
pub struct Telemetry {
    numbers: Numbers,
    otlp: Option<Otlp>,
    stop: Arc<AtomicBool>,
    upkeep: Option<JoinHandle<()>>,
}

impl Telemetry {
    /// Starts it for this process: once, and before anything is counted or logged.
    ///
    /// # Errors
    /// The OTLP exporter cannot be built, or telemetry runs already.
    pub fn start(settings: &TelemetrySettings, clock: Clock) -> Result<Self, Failure> {
        let otlp = match &settings.otlp_endpoint {
            Some(endpoint) => Some(Otlp::start(endpoint, settings.trace_percent)?),
            None => None,
        };
        let numbers = Numbers::install(otlp.as_ref().map(Otlp::meter))?;
        let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let lines = Lines::new(settings.log_format == LogFormat::Json, colours, clock, |line| {
            // Whoever closed our standard error does not want to hear of it.
            let _ = std::io::stderr().lock().write_all(line);
        });
        let traces = otlp.as_ref().map(Otlp::layer::<Registry>);
        Registry::default()
            .with(traces.with_filter(heard(LogLevel::Info)))
            .with(lines.with_filter(heard(settings.log_level)))
            .try_init()
            .map_err(|error| Failure::because("telemetry", error))?;
        log_panics();
        let stop = Arc::new(AtomicBool::new(false));
        let upkeep = spawn_upkeep(numbers.clone(), Arc::clone(&stop))?;
        Ok(Self { numbers, otlp, stop, upkeep: Some(upkeep) })
    }

    /// The numbers, for `/metrics`.
    pub fn numbers(&self) -> Numbers {
        self.numbers.clone()
    }

    /// Sends what has not been sent yet. Blocks, for some seconds at most.
    pub fn shutdown(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(upkeep) = self.upkeep.take() {
            upkeep.thread().unpark();
            // It runs nothing that could panic.
            let _ = upkeep.join();
        }
        if let Some(otlp) = self.otlp.take() {
            otlp.shutdown();
        }
    }
}

fn heard(level: LogLevel) -> Targets {
    let level = match level {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    };
    let others = level.min(LevelFilter::WARN);
    Targets::new().with_default(others).with_targets(OURS.map(|target| (target, level)))
}

/// A panic is a log line like any other, with its place.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let said = panic.payload_as_str().unwrap_or("?");
        let place = panic.location().map(ToString::to_string);
        tracing::error!(target: "panic", panic = said, place, "a thread panicked");
    }));
}

fn spawn_upkeep(numbers: Numbers, stop: Arc<AtomicBool>) -> Result<JoinHandle<()>, Failure> {
    let work = move || {
        while !stop.load(Ordering::Relaxed) {
            process::measure();
            numbers.tidy();
            std::thread::park_timeout(UPKEEP);
        }
    };
    std::thread::Builder::new()
        .name("telemetry".to_owned())
        .spawn(work)
        .map_err(|error| Failure::because("telemetry", error))
}
