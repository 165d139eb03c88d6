//! The end of a server: what was asked is answered, and sockets are closed with 1001.

use super::*;

#[tokio::test]
async fn a_drain_says_1001_after_what_was_asked_is_answered() {
    let mut served = serve(|_| {}).await;
    let mut idle = served.socket().await;
    let mut client = served.ready(Value::Null).await;
    client.subscribe("s", "subscription { count(to: 9, everyMs: 9999) }").await;
    client.subscribe("q", "{ slow(ms: 400) }").await;
    sleep(Duration::from_millis(150)).await;
    served.stop();
    assert_eq!(idle.goodbye().await, (1001, "Going away".to_owned()));
    assert_eq!(client.hear().await["payload"]["data"]["slow"], 400);
    assert_eq!(client.hear().await, json!({ "type": "complete", "id": "q" }));
    assert_eq!(client.goodbye().await, (1001, "Going away".to_owned()));
    drop((idle, client));
    served.stopped().await;
}
