//! Sockets over real connections: every close code of `graphql-transport-ws`, and its flow.

use std::sync::atomic::Ordering;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use super::connections::{Served, serve};

mod drain;

struct Client(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Served {
    async fn handshake(&self, headers: &[(&'static str, &str)]) -> Result<Client, Error> {
        let mut request = format!("ws://{}/graphql", self.address).into_client_request()?;
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        connect_async(request).await.map(|(socket, _)| Client(socket))
    }

    async fn socket(&self) -> Client {
        self.handshake(&[("sec-websocket-protocol", "graphql-transport-ws")]).await.unwrap()
    }

    /// A socket whose `connection_init` was acknowledged.
    async fn ready(&self, payload: Value) -> Client {
        let mut client = self.socket().await;
        client.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
        client
    }
}

impl Client {
    async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    async fn send(&mut self, message: Message) {
        self.0.send(message).await.unwrap();
    }

    async fn subscribe(&mut self, id: &str, document: &str) {
        let payload = json!({ "query": document });
        self.say(json!({ "type": "subscribe", "id": id, "payload": payload })).await;
    }

    async fn next(&mut self) -> Message {
        let next = timeout(Duration::from_secs(10), self.0.next()).await;
        next.expect("the server says something").expect("the socket is open").unwrap()
    }

    /// The next message, whatever pings come before it.
    async fn hear(&mut self) -> Value {
        loop {
            match self.next().await {
                Message::Text(text) => return serde_json::from_str(text.as_str()).unwrap(),
                Message::Ping(_) => {}
                other => panic!("{other:?}"),
            }
        }
    }

    /// The code and the reason with which the server hangs up, whatever it says before.
    async fn goodbye(&mut self) -> (u16, String) {
        loop {
            match self.next().await {
                Message::Close(Some(frame)) => {
                    return (frame.code.into(), frame.reason.as_str().to_owned());
                }
                Message::Close(None) => panic!("closed without a code"),
                _ => {}
            }
        }
    }
}

#[tokio::test]
async fn a_subscription_flows_and_completes_and_its_id_is_free_again() {
    let served = serve(|_| {}).await;
    let mut client = served.ready(Value::Null).await;
    for _ in 0..2 {
        client.subscribe("1", "subscription { count(to: 2) }").await;
        let first = client.hear().await;
        assert_eq!((&first["type"], &first["id"]), (&json!("next"), &json!("1")));
        assert_eq!(first["payload"]["data"], json!({ "count": 1 }));
        assert_eq!(first["payload"]["extensions"]["cost"]["requested"], 1);
        let second = client.hear().await;
        assert_eq!(
            second,
            json!({ "type": "next", "id": "1", "payload": { "data": { "count": 2 } } })
        );
        assert_eq!(client.hear().await, json!({ "type": "complete", "id": "1" }));
    }
}

#[tokio::test]
async fn queries_and_mutations_work_beside_subscriptions() {
    let served = serve(|_| {}).await;
    let mut client = served.ready(json!({ "Authorization": "Bearer ana" })).await;
    client.subscribe("s", "subscription { private }").await;
    client.subscribe("q", "{ secret }").await;
    assert_eq!(client.hear().await["payload"]["data"]["secret"], "for people");
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "q" }));
    client.subscribe("m", "mutation { bump }").await;
    assert_eq!(client.hear().await["payload"]["data"]["bump"], 1);
    assert_eq!(client.hear().await["type"], "complete");
    client.subscribe("f", "{ hello fails }").await;
    let failed = client.hear().await;
    assert_eq!(failed["type"], "next");
    assert_eq!(failed["payload"]["errors"][0]["extensions"]["code"], "INTERNAL");
    assert_eq!(client.hear().await["type"], "complete");
}

#[tokio::test]
async fn what_cannot_run_is_an_error_message_and_the_socket_stays() {
    let served = serve(|_| {}).await;
    let mut client = served.ready(Value::Null).await;
    for (document, code) in [
        ("{", "GRAPHQL_PARSE_FAILED"),
        ("subscription { nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { private }", "UNAUTHENTICATED"),
        ("{ panics }", "INTERNAL"),
    ] {
        client.subscribe("1", document).await;
        let told = client.hear().await;
        assert_eq!((&told["type"], &told["id"]), (&json!("error"), &json!("1")), "{document}");
        assert_eq!(told["payload"][0]["extensions"]["code"], code);
    }
    client.subscribe("1", "subscription { bursts }").await;
    assert_eq!(client.hear().await["payload"]["data"]["bursts"], 1);
    assert_eq!(client.hear().await["payload"]["data"]["bursts"], 2);
    assert_eq!(client.hear().await["payload"][0]["extensions"]["code"], "INTERNAL");
    client.subscribe("1", "{ hello }").await;
    assert_eq!(client.hear().await["payload"]["data"]["hello"], "hello world");
}

#[tokio::test]
async fn pings_are_answered_before_and_after_the_init() {
    let served = serve(|_| {}).await;
    let mut client = served.socket().await;
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
    client.say(json!({ "type": "pong", "payload": { "unasked": true } })).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.hear().await, json!({ "type": "connection_ack" }));
    client.say(json!({ "type": "ping", "payload": { "n": 1 } })).await;
    assert_eq!(client.hear().await, json!({ "type": "pong", "payload": { "n": 1 } }));
    client.say(json!({ "type": "complete", "id": "never begun" })).await;
    client.send(Message::binary(br#"{"type":"ping"}"#.to_vec())).await;
    assert_eq!(client.hear().await, json!({ "type": "pong" }));
}

#[tokio::test]
async fn a_completed_operation_says_nothing_more() {
    let served = serve(|_| {}).await;
    let mut client = served.ready(Value::Null).await;
    client.subscribe("1", "subscription { count(to: 1000000) }").await;
    client.hear().await;
    client.say(json!({ "type": "complete", "id": "1" })).await;
    client.say(json!({ "type": "ping" })).await;
    while client.hear().await["type"] != "pong" {}
    let silence = timeout(Duration::from_millis(200), client.0.next()).await;
    assert!(silence.is_err(), "{silence:?}");
}

#[tokio::test]
async fn an_invalid_message_is_4400() {
    let served = serve(|_| {}).await;
    for wrong in [
        "nonsense",
        "{}",
        r#"{"type":"connection_ack"}"#,
        r#"{"type":"subscribe","id":"1"}"#,
        r#"{"type":"connection_init","payload":1}"#,
    ] {
        let mut client = served.socket().await;
        client.send(Message::text(wrong)).await;
        assert_eq!(client.goodbye().await.0, 4400, "{wrong}");
    }
    let mut client = served.socket().await;
    client.send(Message::binary(vec![0xff, 0xfe])).await;
    assert_eq!(client.goodbye().await.0, 4400);
}

#[tokio::test]
async fn a_subscribe_before_the_init_is_4401_and_a_second_init_4429() {
    let served = serve(|_| {}).await;
    let mut client = served.socket().await;
    client.subscribe("1", "{ hello }").await;
    assert_eq!(client.goodbye().await, (4401, "Unauthorized".to_owned()));
    let mut client = served.ready(Value::Null).await;
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.goodbye().await, (4429, "Too many initialisation requests".to_owned()));
}

#[tokio::test]
async fn a_token_that_is_not_good_is_4403() {
    let served = serve(|_| {}).await;
    for payload in [
        json!({ "Authorization": "Bearer stolen" }),
        json!({ "authorization": "ana" }),
        json!({ "token": "stolen" }),
    ] {
        let mut client = served.socket().await;
        client.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(client.goodbye().await, (4403, "Forbidden".to_owned()));
    }
    let mut client = served.socket().await;
    let payload = json!({ "token": "broken" });
    client.say(json!({ "type": "connection_init", "payload": payload })).await;
    assert_eq!(client.goodbye().await.0, 4500, "our fault, not the token's");
    served.ready(json!({ "token": "ana" })).await;
    let headers =
        [("sec-websocket-protocol", "graphql-transport-ws"), ("authorization", "Bearer ana")];
    let mut client = served.handshake(&headers).await.unwrap();
    client.say(json!({ "type": "connection_init" })).await;
    client.hear().await;
    client.subscribe("1", "{ secret }").await;
    assert_eq!(client.hear().await["payload"]["data"]["secret"], "for people");
}

#[tokio::test]
async fn who_does_not_say_who_they_are_in_time_is_4408() {
    let served = serve(|settings| settings.streams.init_timeout = Duration::from_millis(150)).await;
    let mut client = served.socket().await;
    client.say(json!({ "type": "ping" })).await;
    assert_eq!(client.goodbye().await, (4408, "Connection initialisation timeout".to_owned()));
    let mut client = served.socket().await;
    client.say(json!({ "type": "connection_init", "payload": { "token": "slow" } })).await;
    assert_eq!(client.goodbye().await.0, 4408);
}

#[tokio::test]
async fn an_id_in_use_is_4409() {
    let served = serve(|_| {}).await;
    let mut client = served.ready(json!({ "token": "ana" })).await;
    client.subscribe("one", "subscription { private }").await;
    client.subscribe("one", "{ hello }").await;
    assert_eq!(client.goodbye().await, (4409, "Subscriber for one already exists".to_owned()));
    let mut client = served.ready(json!({ "token": "ana" })).await;
    let long = "长".repeat(500);
    client.subscribe(&long, "subscription { private }").await;
    client.subscribe(&long, "{ hello }").await;
    assert_eq!(client.goodbye().await.0, 4409, "however long the id");
}

#[tokio::test]
async fn another_subprotocol_is_4406() {
    let served = serve(|_| {}).await;
    let mut client = served.handshake(&[]).await.unwrap();
    assert_eq!(client.goodbye().await, (4406, "Subprotocol not acceptable".to_owned()));
    // This client refuses a handshake that chose none of the protocols it offered, as browsers do.
    assert!(served.handshake(&[("sec-websocket-protocol", "graphql-ws")]).await.is_err());
    let both = [("sec-websocket-protocol", "graphql-ws, graphql-transport-ws")];
    let mut client = served.handshake(&both).await.unwrap();
    client.say(json!({ "type": "connection_init" })).await;
    assert_eq!(client.hear().await["type"], "connection_ack");
}

#[tokio::test]
async fn a_message_beyond_the_limit_is_1009() {
    let served = serve(|_| {}).await;
    let mut client = served.ready(Value::Null).await;
    let long = format!("{{ hello(name: \"{}\") }}", "x".repeat(33 * 1024));
    client.subscribe("1", &long).await;
    assert_eq!(client.goodbye().await.0, 1009);
}

#[tokio::test]
async fn a_socket_carries_so_many_operations_and_no_more() {
    let served = serve(|settings| settings.streams.operations_per_socket = 2).await;
    let mut client = served.ready(json!({ "token": "ana" })).await;
    client.subscribe("1", "subscription { private }").await;
    client.subscribe("2", "subscription { private }").await;
    client.subscribe("3", "subscription { private }").await;
    let told = client.hear().await;
    assert_eq!((&told["type"], &told["id"]), (&json!("error"), &json!("3")));
    assert_eq!(told["payload"][0]["extensions"]["code"], "RATE_LIMITED");
    client.say(json!({ "type": "complete", "id": "1" })).await;
    client.subscribe("3", "{ hello }").await;
    assert_eq!(client.hear().await["payload"]["data"]["hello"], "hello world");
}

#[tokio::test]
async fn a_session_has_two_sockets_and_an_address_has_its_own() {
    let served = serve(|settings| settings.streams.sockets_per_address = 3).await;
    let ana = json!({ "token": "ana" });
    let (_one, two) = (served.ready(ana.clone()).await, served.ready(ana.clone()).await);
    let mut third = served.socket().await;
    third.say(json!({ "type": "connection_init", "payload": ana })).await;
    assert_eq!(third.goodbye().await, (4403, "Too many sockets".to_owned()));
    drop((two, third));
    sleep(Duration::from_millis(100)).await;
    served.ready(json!({ "token": "ana" })).await;
    let mut visitors = Vec::new();
    for _ in 0..3 {
        visitors.push(served.ready(Value::Null).await);
    }
    let headers = [("sec-websocket-protocol", "graphql-transport-ws")];
    match served.handshake(&headers).await.map(drop) {
        Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), 429),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_session_that_ends_takes_its_sockets_with_it() {
    let served =
        serve(|settings| settings.streams.recheck_interval = Duration::from_millis(100)).await;
    let mut client = served.ready(json!({ "token": "ana" })).await;
    let mut visitor = served.ready(Value::Null).await;
    client.subscribe("1", "subscription { private }").await;
    served.world.doorkeeper.ended.store(true, Ordering::SeqCst);
    assert_eq!(client.goodbye().await, (4403, "The session is over".to_owned()));
    visitor.say(json!({ "type": "ping" })).await;
    assert_eq!(visitor.hear().await["type"], "pong");
}

#[tokio::test]
async fn a_foreign_page_and_a_stolen_header_open_nothing() {
    let served = serve(|_| {}).await;
    let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
    let own = format!("http://{}", served.address);
    assert!(served.handshake(&[protocol, ("origin", &own)]).await.is_ok());
    for (header, status) in
        [(("origin", "https://evil.example"), 400), (("authorization", "Basic x"), 401)]
    {
        match served.handshake(&[protocol, header]).await.map(drop) {
            Err(Error::Http(response)) => assert_eq!(response.status().as_u16(), status),
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn silence_is_broken_by_pings_and_a_dead_peer_is_let_go() {
    let served =
        serve(|settings| settings.streams.ping_interval = Duration::from_millis(100)).await;
    let mut client = served.ready(Value::Null).await;
    assert!(matches!(client.next().await, Message::Ping(_)));
    let open = &served.world.transport.shared.open;
    sleep(Duration::from_millis(50)).await;
    assert!(!open.is_empty());
    // From here on nobody reads, so nobody answers.
    timeout(Duration::from_secs(5), async {
        while !open.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the server lets it go");
}

#[tokio::test]
async fn a_slow_reader_is_cut_off_and_nothing_piles_up() {
    let served = serve(|settings| {
        settings.server.stall_timeout = Duration::from_millis(300);
        settings.streams.ping_interval = Duration::from_mins(10);
    })
    .await;
    let mut client = served.ready(Value::Null).await;
    client.subscribe("1", "subscription { flood(kib: 1024) }").await;
    let open = &served.world.transport.shared.open;
    timeout(Duration::from_secs(10), async {
        while !open.is_empty() {
            sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the server lets it go");
}

#[tokio::test]
async fn who_stops_reading_holds_nobodys_place() {
    let served = serve(|settings| settings.server.max_in_flight = 1).await;
    let mut client = served.ready(Value::Null).await;
    client.subscribe("f", "subscription { flood(kib: 1024) }").await;
    sleep(Duration::from_millis(200)).await;
    client.subscribe("q", "{ slow(ms: 50) }").await;
    sleep(Duration::from_millis(300)).await;
    let told = served.world.query("{ hello }", &[]).await;
    assert_eq!(told.json()["data"]["hello"], "hello world");
}
