//! What the transport counts. Labels are closed sets: nothing a caller writes becomes one.

use http::Method;
use metrics::{counter, gauge, histogram};

use super::answer::Refused;

/// One answered request.
pub(crate) fn answered(method: &Method, route: &str, status: u16, seconds: f64) {
    let (method, route) = (method_label(method), route.to_owned());
    let status = status.to_string();
    counter!("http_requests_total", "method" => method, "route" => route.clone(), "status" => status)
        .increment(1);
    histogram!("http_request_duration_seconds", "route" => route).record(seconds);
}

/// One refusal, by its documented code.
pub(crate) fn refused(refused: &Refused) {
    counter!("graphql_rejections_total", "code" => refused.code().as_str()).increment(1);
}

fn method_label(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "POST" => "POST",
        "PUT" => "PUT",
        "HEAD" => "HEAD",
        "OPTIONS" => "OPTIONS",
        "DELETE" => "DELETE",
        "PATCH" => "PATCH",
        _ => "OTHER",
    }
}

/// Counts one of something for as long as it lives.
pub(crate) struct Held(&'static str);

impl Held {
    /// A connection.
    pub(crate) fn connection() -> Self {
        Self::new("http_connections")
    }

    /// A request being worked on.
    pub(crate) fn request() -> Self {
        Self::new("http_requests_in_flight")
    }

    /// An open socket.
    pub(crate) fn socket() -> Self {
        Self::new("graphql_sockets")
    }

    /// An open event stream.
    pub(crate) fn event_stream() -> Self {
        Self::new("graphql_event_streams")
    }

    fn new(name: &'static str) -> Self {
        gauge!(name).increment(1.0);
        Self(name)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
