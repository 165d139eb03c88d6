//! Log lines: one event a line, with the allowed fields of the event and of the spans around it.

use std::fmt::{self, Write};

use serde_json::{Map, Value};
use time::format_description::well_known::Rfc3339;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::fields::{harmless, is_allowed};
use crate::clock::Clock;

/// Writes a line for each event.
pub(super) struct Lines<W> {
    json: bool,
    colours: bool,
    clock: Clock,
    write: W,
}

impl<W: Fn(&[u8])> Lines<W> {
    /// Lines as JSON or for people; `write` gets each whole, with its line break.
    pub fn new(json: bool, colours: bool, clock: Clock, write: W) -> Self {
        Self { json, colours, clock, write }
    }

    fn line(&self, metadata: &Metadata<'_>, fields: Seen) -> String {
        let now = self.clock.now();
        let mut line = if self.json {
            let mut object = Map::new();
            let at = now.format(&Rfc3339).unwrap_or_default();
            object.insert("timestamp".to_owned(), Value::String(at));
            object.insert("level".to_owned(), Value::String(metadata.level().to_string()));
            object.insert("target".to_owned(), Value::String(metadata.target().to_owned()));
            object.insert("message".to_owned(), Value::String(fields.message));
            let allowed = fields.allowed.into_iter();
            object.extend(allowed.map(|(name, value)| (name.to_owned(), value)));
            Value::Object(object).to_string()
        } else {
            self.pretty(metadata, &fields, now.time())
        };
        line.push('\n');
        line
    }

    fn pretty(&self, metadata: &Metadata<'_>, fields: &Seen, at: time::Time) -> String {
        let paint = |code: &str, text: &str| {
            if self.colours { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
        };
        let (hour, minute, second, ms) = at.as_hms_milli();
        let code = match *metadata.level() {
            Level::ERROR => "31",
            Level::WARN => "33",
            Level::INFO => "32",
            _ => "34",
        };
        let level = paint(code, &format!("{:<5}", metadata.level().as_str()));
        let clock = paint("2", &format!("{hour:02}:{minute:02}:{second:02}.{ms:03}"));
        let target = paint("2", metadata.target());
        let mut line = format!("{clock} {level} {target} {}", fields.message);
        for (name, value) in &fields.allowed {
            let text = match value {
                Value::String(text) if !text.is_empty() && !text.contains([' ', '"', '=']) => {
                    text.clone()
                }
                value => value.to_string(),
            };
            // Writing to a string cannot fail.
            let _ = write!(line, " {}{text}", paint("2", &format!("{name}=")));
        }
        line
    }
}

impl<S, W> Layer<S> for Lines<W>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
    W: Fn(&[u8]) + 'static,
{
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut seen = Seen::default();
        attributes.record(&mut seen);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(seen);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(seen) = span.extensions_mut().get_mut::<Seen>()
        {
            values.record(seen);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Seen::default();
        for span in
            context.event_scope(event).into_iter().flatten().collect::<Vec<_>>().iter().rev()
        {
            if let Some(seen) = span.extensions().get::<Seen>() {
                fields.take_from(seen);
            }
        }
        event.record(&mut fields);
        (self.write)(self.line(event.metadata(), fields).as_bytes());
    }
}

/// What was said and may be told. A name said again, by an inner span or the event, replaces.
#[derive(Default)]
struct Seen {
    message: String,
    allowed: Vec<(&'static str, Value)>,
}

impl Seen {
    fn set(&mut self, field: &Field, value: impl FnOnce() -> Value) {
        if is_allowed(field.name()) {
            self.put(field.name(), value());
        }
    }

    fn put(&mut self, name: &'static str, value: Value) {
        match self.allowed.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = value,
            None => self.allowed.push((name, value)),
        }
    }

    fn take_from(&mut self, outer: &Self) {
        for (name, value) in &outer.allowed {
            self.put(name, value.clone());
        }
    }

    fn say(&mut self, text: &str) {
        // An event can have a field of that name beside its message.
        if !self.message.is_empty() {
            self.message.push_str(": ");
        }
        self.message.push_str(&harmless(text));
    }
}

impl Visit for Seen {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            self.say(value);
        } else {
            self.set(field, || Value::String(harmless(value)));
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, || value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, || value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, || value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, || value.into());
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.say(&format!("{value:?}"));
        } else {
            self.set(field, || Value::String(harmless(&format!("{value:?}"))));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use time::macros::datetime;
    use tracing_subscriber::Registry;
    use tracing_subscriber::layer::SubscriberExt;

    use super::*;

    fn written(json: bool, story: impl FnOnce()) -> String {
        let text = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&text);
        let clock = Clock::manual(datetime!(2026-11-22 08:00:00.123 UTC));
        let lines = Lines::new(json, false, clock, move |line| sink.lock().unwrap().extend(line));
        tracing::subscriber::with_default(Registry::default().with(lines), story);
        let text = text.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }

    fn story() {
        let span =
            tracing::info_span!("request", request_id = "r1", status = tracing::field::Empty);
        let _in_request = span.enter();
        span.record("status", 200);
        let inner = tracing::info_span!("inner", kind = "a", email = "ana@example.com");
        let _in_inner = inner.enter();
        let name = "x\r\ny";
        tracing::warn!(kind = "b", code = %name, phone = "+8613800138000", "it went {name}");
    }

    #[test]
    fn a_line_has_the_allowed_fields_of_the_event_and_of_its_spans() {
        let line = written(true, story);
        let expected = serde_json::json!({
            "timestamp": "2026-11-22T08:00:00.123Z",
            "level": "WARN",
            "target": "platform::telemetry::log::tests",
            "message": "it went x  y",
            "request_id": "r1",
            "status": 200,
            "kind": "b",
            "code": "x  y",
        });
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), expected);
        assert_eq!(line.matches('\n').count(), 1);
    }

    #[test]
    fn people_read_the_same() {
        assert_eq!(
            written(false, story),
            "08:00:00.123 WARN  platform::telemetry::log::tests it went x  y request_id=r1 \
             status=200 kind=b code=\"x  y\"\n"
        );
    }
}
