//! The sections of the settings that the transport obeys, taken out of the whole.

use crate::config::{Buckets, Graphql, Server, Settings, Streams};

/// What an operator may set about the transport.
#[derive(Debug, Clone)]
pub struct TransportSettings {
    /// Limits of connections and requests.
    pub server: Server,
    /// Which operations are run, and whether the explorer is served.
    pub graphql: Graphql,
    /// Tokens per caller.
    pub buckets: Buckets,
    /// Sockets and event streams.
    pub streams: Streams,
}

impl From<&Settings> for TransportSettings {
    fn from(settings: &Settings) -> Self {
        Self {
            server: settings.server.clone(),
            graphql: settings.graphql.clone(),
            buckets: settings.buckets.clone(),
            streams: settings.streams.clone(),
        }
    }
}
