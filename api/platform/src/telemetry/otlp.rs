//! Traces and numbers by OTLP over HTTP. Each is sent from a thread of its own; attributes pass
//! the same allow-list as log lines.

use std::time::Duration;

use opentelemetry::metrics::{Meter, MeterProvider};
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{MetricExporter, Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::metrics::SdkMeterProvider;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider, SpanData};
use tracing::Subscriber;
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use super::fields::is_allowed;
use crate::failure::Failure;

/// How we name ourselves to a collector.
const NAME: &str = "fairstall";

/// How long one sending may take, and the last one at the end.
const PATIENCE: Duration = Duration::from_secs(5);

/// Sends while it lives.
pub(super) struct Otlp {
    traces: SdkTracerProvider,
    numbers: SdkMeterProvider,
}

impl Otlp {
    /// Sends to the collector at `endpoint`; of a hundred requests, `percent` are traced.
    pub fn start(endpoint: &Url, percent: u8) -> Result<Self, Failure> {
        let base = endpoint.as_str().trim_end_matches('/');
        let failed = |error| Failure::because("telemetry.otlp_endpoint", error);
        let spans = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{base}/v1/traces"))
            .with_timeout(PATIENCE)
            .build()
            .map_err(failed)?;
        let numbers = MetricExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(format!("{base}/v1/metrics"))
            .with_timeout(PATIENCE)
            .build()
            .map_err(failed)?;
        let resource = Resource::builder().with_service_name(NAME).build();
        let ratio = Sampler::TraceIdRatioBased(f64::from(percent) / 100.0);
        let traces = SdkTracerProvider::builder()
            .with_resource(resource.clone())
            .with_sampler(Sampler::ParentBased(Box::new(ratio)))
            .with_batch_exporter(AllowedOnly(spans))
            .build();
        let numbers = SdkMeterProvider::builder()
            .with_resource(resource)
            .with_periodic_exporter(numbers)
            .build();
        opentelemetry::global::set_text_map_propagator(TraceContextPropagator::new());
        Ok(Self { traces, numbers })
    }

    /// Where numbers are recorded.
    pub fn meter(&self) -> Meter {
        self.numbers.meter(NAME)
    }

    /// Turns spans into traces.
    pub fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_location(false)
            .with_threads(false)
            .with_tracked_inactivity(false)
            .with_tracer(self.traces.tracer(NAME))
    }

    /// Sends the rest. What cannot be sent now is lost.
    pub fn shutdown(self) {
        for (what, done) in [
            ("traces", self.traces.shutdown_with_timeout(PATIENCE)),
            ("metrics", self.numbers.shutdown_with_timeout(PATIENCE)),
        ] {
            if let Err(error) = done {
                tracing::warn!(failure = %error, "the last {what} could not be sent");
            }
        }
    }
}

/// Drops every attribute that is not on the list.
#[derive(Debug)]
struct AllowedOnly<E>(E);

impl<E: opentelemetry_sdk::trace::SpanExporter> opentelemetry_sdk::trace::SpanExporter
    for AllowedOnly<E>
{
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        self.0.export(batch.into_iter().map(allowed_only).collect()).await
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}

fn allowed_only(mut span: SpanData) -> SpanData {
    span.attributes.retain(|attribute| is_allowed(attribute.key.as_str()));
    for event in &mut span.events.events {
        event.attributes.retain(|attribute| {
            matches!(attribute.key.as_str(), "level" | "target")
                || is_allowed(attribute.key.as_str())
        });
    }
    span
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::sync::mpsc::{Receiver, channel};

    use tracing_subscriber::Registry;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;
    use crate::telemetry::numbers::sent_to;

    /// A collector that takes everything and tells what it took.
    fn collector() -> (Url, Receiver<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap()).parse().unwrap();
        let (tell, told) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut taken = Vec::new();
                let mut part = [0; 4_096];
                while !is_whole(&taken) {
                    let count = stream.read(&mut part).unwrap();
                    taken.extend_from_slice(&part[..count]);
                }
                let _ = stream.write_all(
                    b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                );
                if tell.send(taken).is_err() {
                    return;
                }
            }
        });
        (url, told)
    }

    fn is_whole(taken: &[u8]) -> bool {
        let Some(end) = taken.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
        let head = String::from_utf8_lossy(&taken[..end]).to_lowercase();
        let length = head.split("content-length:").nth(1).and_then(|rest| {
            rest.lines().next().and_then(|length| length.trim().parse::<usize>().ok())
        });
        taken.len() >= end + 4 + length.unwrap_or(0)
    }

    #[test]
    fn traces_and_numbers_reach_a_collector_without_what_is_not_allowed() {
        let (url, told) = collector();
        let otlp = Otlp::start(&url, 100).unwrap();
        let recorder = sent_to(otlp.meter());
        metrics::with_local_recorder(&recorder, || {
            metrics::counter!("stories_told_total", "code" => "ok").increment(3);
            metrics::gauge!("stories_open").increment(2.0);
            metrics::histogram!("story_seconds").record(0.25);
        });
        tracing::subscriber::with_default(Registry::default().with(otlp.layer()), || {
            let span = tracing::info_span!("request", request_id = "r-17", email = "ana@x.example");
            let _in_request = span.enter();
            tracing::info!(route = "/graphql", phone = "+8613800138000", "told");
        });
        otlp.shutdown();
        let taken: Vec<String> =
            told.try_iter().map(|request| String::from_utf8_lossy(&request).into_owned()).collect();
        let of = |path: &str| -> String {
            taken.iter().filter(|request| request.starts_with(path)).cloned().collect()
        };
        let (traces, numbers) = (of("POST /v1/traces "), of("POST /v1/metrics "));
        for word in ["fairstall", "request", "r-17", "told", "/graphql"] {
            assert!(traces.contains(word), "{word} is missing in {traces:?}");
        }
        for word in ["ana@x.example", "+8613800138000", "phone"] {
            assert!(!traces.contains(word), "{word} has left the house");
        }
        for word in ["stories_told_total", "stories_open", "story_seconds", "code"] {
            assert!(numbers.contains(word), "{word} is missing in {numbers:?}");
        }
    }
}
