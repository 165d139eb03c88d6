//! Serves the transport on a socket: connections counted and timed, and a drain that lets what is
//! in flight finish. Our own loop, because the ready-made one has none of these limits.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::Service as _;

use super::meters::Held;
use super::stall::Stalling;
use super::transport::Transport;
use crate::config;

/// How often buckets that are full again are forgotten.
const PRUNE_EVERY: Duration = Duration::from_mins(1);

/// How long to wait when the system has no more sockets to give.
const OUT_OF_SOCKETS: Duration = Duration::from_millis(200);

impl Transport {
    /// Serves until `shutdown` resolves, then drains: no new connections, requests in flight
    /// finish, sockets close with 1001, all within the drain time.
    pub async fn serve(
        &self,
        listener: TcpListener,
        shutdown: impl Future<Output = ()>,
    ) -> io::Result<()> {
        let limits = &self.shared.settings.server;
        // Ends what the drain leaves over.
        let end = CancellationToken::new();
        let _end = end.clone().drop_guard();
        let server = Server {
            transport: self.clone(),
            protocol: Arc::new(protocol(limits)),
            places: Arc::new(Semaphore::new(
                limits.max_connections.clamp(1, Semaphore::MAX_PERMITS),
            )),
            end,
        };
        tokio::select! {
            () = server.accept(&listener) => {}
            () = self.keep_house() => {}
            () = shutdown => {}
        }
        drop(listener);
        self.drain().await;
        Ok(())
    }

    /// Forgets what need not be remembered, for as long as the server runs.
    async fn keep_house(&self) {
        let mut ticks = interval(PRUNE_EVERY);
        loop {
            ticks.tick().await;
            self.shared.engine.buckets.prune();
        }
    }

    async fn drain(&self) {
        let shared = &self.shared;
        shared.drain.cancel();
        shared.open.close();
        tracing::info!(count = shared.open.len(), "draining");
        if timeout(shared.settings.server.drain_grace, shared.open.wait()).await.is_err() {
            tracing::warn!(count = shared.open.len(), "the drain time is up");
        }
    }
}

/// HTTP/1.1 and HTTP/2 with our limits.
fn protocol(limits: &config::Server) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        // The smallest that the library takes is 8 KiB.
        .max_buf_size(limits.max_headers.max(8 * 1024))
        .max_headers(100);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(u32::try_from(limits.max_headers).unwrap_or(u32::MAX))
        .max_concurrent_streams(100)
        .max_send_buf_size(64 * 1024)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(20));
    builder
}

struct Server {
    transport: Transport,
    protocol: Arc<Builder<TokioExecutor>>,
    places: Arc<Semaphore>,
    end: CancellationToken,
}

impl Server {
    /// Takes connections for ever.
    async fn accept(&self, listener: &TcpListener) {
        loop {
            // A full house leaves newcomers in the system's own queue.
            let Ok(place) = Arc::clone(&self.places).acquire_owned().await else { return };
            match listener.accept().await {
                Ok((stream, peer)) => {
                    let connection = self.connection(stream, peer);
                    self.transport.shared.open.spawn(async move {
                        let _place = place;
                        connection.await;
                    });
                }
                Err(error) if is_of_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(reason = %error, "no connection could be taken");
                    sleep(OUT_OF_SOCKETS).await;
                }
            }
        }
    }

    fn connection(&self, stream: TcpStream, peer: SocketAddr) -> impl Future<Output = ()> + use<> {
        let (shared, end) = (Arc::clone(&self.transport.shared), self.end.clone());
        let (protocol, router) = (Arc::clone(&self.protocol), self.transport.router());
        async move {
            let _held = Held::connection();
            let limits = &shared.settings.server;
            // Small answers should not wait for company; if it cannot be set, they do.
            let _ = stream.set_nodelay(true);
            let io = TokioIo::new(Stalling::new(stream, limits.stall_timeout));
            let asked = Arc::new(AtomicBool::new(false));
            let connection = {
                let asked = Arc::clone(&asked);
                let answer = service_fn(move |request| {
                    asked.store(true, Ordering::Relaxed);
                    answer(router.clone(), request, peer)
                });
                protocol.serve_connection_with_upgrades(io, answer).into_owned()
            };
            let mut connection = pin!(connection);
            // The protocol's own timer begins with its first bytes; this one waits for none.
            let mut first = pin!(sleep(limits.header_timeout));
            let mut waiting = true;
            let mut draining = false;
            loop {
                tokio::select! {
                    _ = connection.as_mut() => return,
                    () = end.cancelled() => return,
                    () = shared.drain.cancelled(), if !draining => {
                        draining = true;
                        connection.as_mut().graceful_shutdown();
                    }
                    () = &mut first, if waiting => {
                        waiting = false;
                        if !asked.load(Ordering::Relaxed) {
                            return;
                        }
                    }
                }
            }
        }
    }
}

async fn answer(
    mut router: Router,
    request: Request<Incoming>,
    peer: SocketAddr,
) -> Result<axum::response::Response, std::convert::Infallible> {
    let mut request = request.map(Body::new);
    request.extensions_mut().insert(ConnectInfo(peer));
    router.call(request).await
}

/// Whether only the connection being taken is lost, and the next may be fine.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
