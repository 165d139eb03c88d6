//! Receipts: everybody can check one, nobody can change one, and only its owner gets it.

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kit::scenario;
use serde_json::{Value, json};

use super::{GIVE, given};

const RECEIPT: &str = "query ($id: ID!) { consentReceipt(id: $id) { json jws } }";

fn holds(jwk: &Value, jws: &str) -> bool {
    let (signed, signature) = jws.rsplit_once('.').unwrap();
    let x = URL_SAFE_NO_PAD.decode(jwk["x"].as_str().unwrap()).unwrap();
    let Ok(signature) = URL_SAFE_NO_PAD.decode(signature) else { return false };
    UnparsedPublicKey::new(&ED25519, x).verify(signed.as_bytes(), &signature).is_ok()
}

scenario! {
    async fn a_receipt_can_be_checked_with_the_published_key(world) {
        let (ana, eve) = (world.person("ana").await, world.person("eve").await);
        let granted = ana.act(GIVE, given("MARKETING")).await.done();
        let key = world.visitor().say("{ consentReceiptKey }").await.text("consentReceiptKey");
        let jwk: Value = serde_json::from_str(&key).unwrap();
        let jws = granted.text("consentGive.consent.receipt.jws");
        assert!(holds(&jwk, &jws));
        let body = jws.split('.').nth(1).unwrap();
        let record: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).unwrap()).unwrap();
        assert_eq!(record["pii_principal_id"], json!(ana.id));
        assert_eq!(record["event"][0]["event_state"], "consent given");
        let forged = URL_SAFE_NO_PAD.encode(record.to_string().replace("MARKETING", "PUBLICATION"));
        assert!(!holds(&jwk, &jws.replace(body, &forged)));

        let history = ana.say("{ consentHistory { nodes { id } } }").await;
        let id = history.text("consentHistory.nodes.0.id");
        let own = ana.run(RECEIPT, json!({ "id": id })).await;
        assert_eq!(own.text("consentReceipt.jws"), jws);
        let foreign = eve.run(RECEIPT, json!({ "id": id })).await;
        assert_eq!(foreign.data("consentReceipt"), &Value::Null);
        let none = json!({ "id": "consent_0192f00000007000800000000000dead" });
        assert_eq!(ana.run(RECEIPT, none).await.data("consentReceipt"), &Value::Null);
    }
}
