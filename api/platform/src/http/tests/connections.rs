//! Real connections: what the listener does with slow, silent and oversized ones, and the drain.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use super::toy::{World, world_with};
use crate::http::TransportSettings;

/// A world that is being served.
pub(super) struct Served {
    pub(super) world: Arc<World>,
    pub(super) address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    done: JoinHandle<std::io::Result<()>>,
}

/// Serves a world with these settings on this machine.
pub(super) async fn serve(change: impl FnOnce(&mut TransportSettings)) -> Served {
    let world = Arc::new(world_with(change));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel();
    let transport = world.transport.clone();
    let done = tokio::spawn(async move {
        transport
            .serve(listener, async {
                let _ = stopped.await;
            })
            .await
    });
    Served { world, address, stop: Some(stop), done }
}

impl Served {
    pub(super) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// Asks it to stop, as a signal would.
    pub(super) fn stop(&mut self) {
        self.stop.take().unwrap().send(()).unwrap();
    }

    /// Waits until it has stopped.
    pub(super) async fn stopped(self) {
        timeout(Duration::from_secs(20), self.done).await.unwrap().unwrap().unwrap();
    }
}

fn post(document: &str, more: &str) -> String {
    let body = serde_json::json!({ "query": document }).to_string();
    format!(
        "POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n{more}\r\n{body}",
        body.len()
    )
}

/// Everything until the other side hangs up.
async fn rest(stream: &mut TcpStream) -> String {
    let mut told = Vec::new();
    let read = timeout(Duration::from_secs(10), stream.read_to_end(&mut told)).await;
    read.expect("the server hangs up").ok();
    String::from_utf8_lossy(&told).into_owned()
}

#[tokio::test]
async fn headers_beyond_the_limit_are_431() {
    let served = serve(|_| {}).await;
    let mut stream = served.connect().await;
    let long = format!("x-long: {}\r\n", "x".repeat(17 * 1024));
    stream.write_all(post("{ hello }", &long).as_bytes()).await.ok();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 431"));
    let mut stream = served.connect().await;
    let many = "x-many: 1\r\n".repeat(101);
    stream.write_all(post("{ hello }", &many).as_bytes()).await.ok();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 431"));
    let mut stream = served.connect().await;
    let fits = format!("x-long: {}\r\nconnection: close\r\n", "x".repeat(14 * 1024));
    stream.write_all(post("{ hello }", &fits).as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.contains("hello world"));
}

#[tokio::test]
async fn who_says_nothing_or_says_it_slowly_is_let_go() {
    let served = serve(|settings| {
        settings.server.header_timeout = Duration::from_millis(200);
        settings.server.request_timeout = Duration::from_millis(300);
    })
    .await;
    for said in ["", "P", "PRI * HTT", "POST /graphql HTTP/1.1\r\nhost: x\r\nx-slow: "] {
        let mut stream = served.connect().await;
        let begun = Instant::now();
        stream.write_all(said.as_bytes()).await.unwrap();
        rest(&mut stream).await;
        assert!(begun.elapsed() < Duration::from_secs(3), "{said:?}");
    }
    let mut stream = served.connect().await;
    let request = post("{ hello }", "connection: close\r\n");
    stream.write_all(&request.as_bytes()[..request.len() - 3]).await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 504"), "the body never ends");
}

#[tokio::test]
async fn a_connection_survives_a_panic_and_speaks_http_2_too() {
    let served = serve(|_| {}).await;
    let mut stream = served.connect().await;
    stream.write_all(post("{ panics }", "").as_bytes()).await.unwrap();
    let mut told = vec![0; 4096];
    let read = stream.read(&mut told).await.unwrap();
    assert!(String::from_utf8_lossy(&told[..read]).starts_with("HTTP/1.1 500"));
    stream.write_all(post("{ hello }", "connection: close\r\n").as_bytes()).await.unwrap();
    assert!(rest(&mut stream).await.contains("hello world"));
    let mut stream = served.connect().await;
    // The preface and an empty SETTINGS frame; a server of HTTP/2 answers with its own SETTINGS.
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0").await.unwrap();
    let mut frame = [0; 9];
    stream.read_exact(&mut frame).await.unwrap();
    assert_eq!(frame[3], 4);
}

#[tokio::test]
async fn who_takes_nothing_of_the_answer_is_cut_off() {
    let served = serve(|settings| {
        settings.server.stall_timeout = Duration::from_millis(300);
        settings.streams.ping_interval = Duration::from_mins(10);
    })
    .await;
    let mut stream = served.connect().await;
    let flood = post("subscription { flood(kib: 1024) }", "accept: text/event-stream\r\n");
    stream.write_all(flood.as_bytes()).await.unwrap();
    let open = &served.world.transport.shared.open;
    sleep(Duration::from_millis(100)).await;
    assert_eq!(open.len(), 1);
    timeout(Duration::from_secs(5), async {
        while !open.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the server lets it go");
}

#[tokio::test]
async fn a_drain_lets_what_is_in_flight_finish_and_takes_nothing_new() {
    let mut served = serve(|_| {}).await;
    let mut idle = served.connect().await;
    idle.write_all(post("{ hello }", "").as_bytes()).await.unwrap();
    assert!(idle.read(&mut [0; 4096]).await.unwrap() > 0);
    let mut busy = served.connect().await;
    busy.write_all(post("{ slow(ms: 500) }", "").as_bytes()).await.unwrap();
    let mut events = served.connect().await;
    let stream =
        post("subscription { count(to: 9, everyMs: 9999) }", "accept: text/event-stream\r\n");
    events.write_all(stream.as_bytes()).await.unwrap();
    sleep(Duration::from_millis(150)).await;
    served.stop();
    assert_eq!(rest(&mut idle).await, "", "an idle connection is closed");
    let told = rest(&mut events).await;
    assert!(told.starts_with("HTTP/1.1 200") && !told.contains("complete"), "{told}");
    let told = rest(&mut busy).await;
    assert!(told.starts_with("HTTP/1.1 200") && told.contains(r#""slow":500"#), "{told}");
    assert!(TcpStream::connect(served.address).await.is_err());
    served.stopped().await;
}

#[tokio::test]
async fn a_drain_waits_no_longer_than_it_may() {
    let mut served = serve(|settings| {
        settings.server.drain_grace = Duration::from_millis(200);
        settings.server.request_timeout = Duration::from_mins(1);
    })
    .await;
    let mut busy = served.connect().await;
    busy.write_all(post("{ slow(ms: 60000) }", "").as_bytes()).await.unwrap();
    sleep(Duration::from_millis(100)).await;
    let begun = Instant::now();
    served.stop();
    assert_eq!(rest(&mut busy).await, "");
    served.stopped().await;
    assert!(begun.elapsed() < Duration::from_secs(3));
}
