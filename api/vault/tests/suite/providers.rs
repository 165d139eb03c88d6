//! Key providers against a server that really encrypts: what they send, what they refuse, how
//! long they wait, and what their errors do not tell.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::Duration;

use vault::System;
use vault::blind::IndexRoot;
use vault::keys::{EpochKey, WrappedEpochKey};
use vault::provider::{
    FileProvider, HttpProvider, KeyProvider, Limits, ProviderError, Secret, TransitProvider,
    WrapContext,
};

use super::key_server::{Fault, KeyServer, TOKEN};

const CONTEXT: WrapContext = WrapContext { purpose: "test", epoch: 4 };

fn limits() -> Limits {
    Limits {
        connect: Duration::from_millis(200),
        answer: Duration::from_millis(400),
        tries: 3,
        pause: Duration::from_millis(5),
    }
}

fn token() -> Secret {
    Secret::new(TOKEN.to_owned())
}

fn transit(server: &KeyServer, token: &Secret) -> TransitProvider {
    TransitProvider::new(&server.address, "epochs", token, Some("shops"), limits()).unwrap()
}

fn service(server: &KeyServer, token: &Secret) -> HttpProvider {
    HttpProvider::new(&format!("{}/kms/", server.address), "key-1", token, limits()).unwrap()
}

/// Both kinds against one server.
async fn both(server: &KeyServer) -> [Box<dyn KeyProvider>; 2] {
    [Box::new(transit(server, &token())), Box::new(service(server, &token()))]
}

#[tokio::test]
async fn what_is_wrapped_is_unwrapped_in_its_context_only() {
    let server = KeyServer::start().await;
    for provider in both(&server).await {
        let wrapped = provider.wrap(b"secret", &CONTEXT).await.unwrap();
        assert!(!wrapped.windows(6).any(|window| window == b"secret"));
        assert_eq!(&*provider.unwrap(&wrapped, &CONTEXT).await.unwrap(), b"secret");
        for other in [WrapContext { epoch: 5, ..CONTEXT }, WrapContext { purpose: "a", ..CONTEXT }]
        {
            let refused = provider.unwrap(&wrapped, &other).await.unwrap_err();
            assert!(matches!(refused, ProviderError::Unopened), "{refused}");
        }
        let mut changed = wrapped.clone();
        *changed.last_mut().unwrap() ^= 1;
        let refused = provider.unwrap(&changed, &CONTEXT).await.unwrap_err();
        assert!(matches!(refused, ProviderError::Unopened), "{refused}");
    }
}

#[tokio::test]
async fn keys_of_every_rung_go_through_every_provider() {
    let server = KeyServer::start().await;
    let folder = tempfile::tempdir().unwrap();
    let (file, _) = FileProvider::open(&folder.path().join("root.key")).unwrap();
    let [transit, service] = both(&server).await;
    for provider in [transit, service, Box::new(file)] {
        let (key, stored) = EpochKey::create(&*provider, 7, &System).await.unwrap();
        let again = EpochKey::unwrap(&*provider, &stored).await.unwrap();
        assert_eq!((again.id(), again.epoch()), (key.id(), 7));
        let claimed = WrappedEpochKey { epoch: 8, ..stored };
        let refused = EpochKey::unwrap(&*provider, &claimed).await.err().unwrap();
        assert!(matches!(refused, ProviderError::Unopened), "{}", provider.name());
        let (_, wrapped) = IndexRoot::create(&*provider, &System).await.unwrap();
        assert!(IndexRoot::unwrap(&*provider, &wrapped).await.is_ok());
        let as_epoch = WrappedEpochKey { epoch: 0, wrapped };
        assert!(EpochKey::unwrap(&*provider, &as_epoch).await.is_err(), "{}", provider.name());
    }
}

#[tokio::test]
async fn requests_are_as_the_servers_want_them() {
    let server = KeyServer::start().await;
    let engine = transit(&server, &token()).mounted_at("shop/engine");
    engine.wrap(b"secret", &CONTEXT).await.unwrap();
    service(&server, &token()).wrap(b"secret", &CONTEXT).await.unwrap();
    let [transit, service] = server.seen().try_into().ok().unwrap();
    assert_eq!(transit.path, "/v1/shop/engine/encrypt/epochs");
    assert!(transit.head.contains("x-vault-namespace: shops\r\n"));
    assert!(transit.head.contains("x-vault-request: true\r\n"));
    assert_eq!(transit.body["plaintext"], "c2VjcmV0");
    assert_eq!(transit.body["context"], transit.body["associated_data"]);
    assert_eq!(service.path, "/kms/encrypt");
    assert_eq!(service.body["keyId"], "key-1");
    let context = serde_json::json!({ "purpose": "test", "epoch": "4" });
    assert_eq!(service.body["encryptionContext"], context);
}

#[tokio::test]
async fn passing_faults_are_tried_again_and_lasting_ones_end() {
    let server = KeyServer::start().await;
    for provider in both(&server).await {
        for fault in [Fault::Status(503), Fault::Status(429), Fault::HangUp, Fault::Silence] {
            let before = server.seen().len();
            server.fail(&[fault, fault]);
            assert!(provider.wrap(b"a", &CONTEXT).await.is_ok());
            assert_eq!(server.seen().len() - before, 3);
        }
        let before = server.seen().len();
        server.fail(&[Fault::Status(500), Fault::Status(502), Fault::Status(503)]);
        let refused = provider.wrap(b"a", &CONTEXT).await.unwrap_err();
        assert!(matches!(refused, ProviderError::Busy { status: 503 }), "{refused}");
        assert_eq!(server.seen().len() - before, 3);
        server.fail(&[Fault::Silence; 3]);
        let refused = provider.wrap(b"a", &CONTEXT).await.unwrap_err();
        assert!(matches!(refused, ProviderError::TimedOut), "{refused}");
    }
}

#[tokio::test]
async fn what_is_refused_is_not_tried_again() {
    let server = KeyServer::start().await;
    for provider in both(&server).await {
        let before = server.seen().len();
        let mut errors = Vec::new();
        let faults = [
            Fault::Status(401),
            Fault::Status(403),
            Fault::Status(404),
            Fault::Status(307),
            Fault::Garbage,
            Fault::Empty,
            Fault::Flood,
        ];
        for fault in faults {
            server.fail(&[fault]);
            errors.push(provider.unwrap(b"a", &CONTEXT).await.unwrap_err());
        }
        assert!(matches!(
            errors.as_slice(),
            [
                ProviderError::Denied,
                ProviderError::Denied,
                ProviderError::Refused { status: 404 },
                ProviderError::Refused { status: 307 },
                ProviderError::Malformed,
                ProviderError::Malformed,
                ProviderError::Malformed,
            ]
        ));
        assert_eq!(server.seen().len() - before, faults.len());
    }
}

/// The server repeats the token in every error; ours do not.
#[tokio::test]
async fn errors_and_descriptions_tell_no_secret() {
    let server = KeyServer::start().await;
    let mut shown = String::new();
    for provider in both(&server).await {
        for status in [400, 403, 404] {
            server.fail(&[Fault::Status(status)]);
            let error = provider.wrap(b"secret", &CONTEXT).await.unwrap_err();
            let _ = write!(shown, "{error} {error:?} {:?}", error.source());
        }
        shown.push_str(&provider.describe());
    }
    let wrong = Secret::new("s.wrong-canary".to_owned());
    let error = transit(&server, &wrong).wrap(b"secret", &CONTEXT).await.unwrap_err();
    assert!(matches!(error, ProviderError::Denied));
    let _ = write!(shown, "{error:?} {wrong:?} {:?}", token());
    assert!(!shown.contains("canary") && !shown.contains("secret"), "{shown}");
    assert!(shown.contains("key epochs of the transit engine transit at 127.0.0.1"), "{shown}");
}

#[tokio::test]
async fn nobody_there_is_an_error_of_its_own() {
    let nobody = HttpProvider::new("http://127.0.0.1:1/", "key-1", &token(), limits()).unwrap();
    let refused = nobody.wrap(b"a", &CONTEXT).await.unwrap_err();
    assert!(matches!(refused, ProviderError::Unreachable), "{refused}");
    let elsewhere = HttpProvider::new("http://kms.example.com/", "k", &token(), limits());
    assert!(matches!(elsewhere.err(), Some(ProviderError::Address)));
}
