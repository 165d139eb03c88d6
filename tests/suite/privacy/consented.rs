//! PD-1, PD-2: what goes out on consent goes out while the consent lives, and the person sees it.

use fairstall::privacy::consent::Purpose as To;
use fairstall::privacy::{self, Asking, Denied, Ground, Purpose, Reader};
use kit::{Actor, scenario};
use platform::App;
use serde_json::{Value, json};
use vault::pii::FieldName;

use crate::data_rights::{GIVE, WITHDRAW, uuid};

const ADDRESS: FieldName = FieldName { table: "contact", column: "sealed" };
const MINE: &str = "{ myDataAccesses(first: 50) { nodes {
    capacity field purpose basis wasOpened } } }";

/// A shop asks for a person's address on the strength of their consent.
async fn ask(app: &App, person: &str, shop: &str) -> Option<Denied> {
    let asking = Asking {
        reader: Reader::Other(uuid(shop)),
        subject: uuid(person),
        purpose: Purpose::Dispute,
        ground: Ground::Consent { to: To::ShareWithOperator, recipient: Some(uuid(shop)) },
        request: String::new(),
    };
    privacy::open(app, &asking, &[ADDRESS]).await.expect("an answer of the gate").err()
}

async fn accesses(person: &Actor<'_>) -> Vec<Value> {
    person.run(MINE, json!({})).await.list("myDataAccesses.nodes").to_vec()
}

scenario! {
    async fn pd_1_a_consent_opens_for_its_recipient_while_it_lives(world) {
        let (ana, (_, shop)) = (world.person("ana").await, world.seller("mia").await);
        let (_, other) = world.seller("leo").await;
        let there = world.another_server().await;
        assert_eq!(ask(&there, &ana.id, &shop).await, Some(Denied::NoConsent));
        let give = json!({ "purpose": "SHARE_WITH_OPERATOR", "noticeVersion": 1,
                           "language": "en", "recipientId": shop });
        let _ = ana.act(GIVE, give).await.done();
        assert_eq!(ask(&there, &ana.id, &shop).await, None);
        assert_eq!(ask(&there, &ana.id, &other).await, Some(Denied::NoConsent));
        let withdraw = json!({ "purpose": "SHARE_WITH_OPERATOR", "recipientId": shop });
        let began = std::time::Instant::now();
        let _ = ana.act(WITHDRAW, withdraw).await.done();
        assert_eq!(ask(&there, &ana.id, &shop).await, Some(Denied::NoConsent));
        assert!(began.elapsed() < std::time::Duration::from_secs(1));
        let seen = accesses(&ana).await;
        let of_shops: Vec<&Value> =
            seen.iter().filter(|access| access["capacity"] == "OTHER").collect();
        let opened: Vec<bool> =
            of_shops.iter().filter_map(|access| access["wasOpened"].as_bool()).collect();
        assert_eq!(opened.iter().filter(|opened| **opened).count(), 1);
        assert_eq!(opened.len(), 4, "who was turned away is told too");
        let granted = of_shops.iter().find(|access| access["wasOpened"] == true).expect("one");
        let basis = granted["basis"].as_str().expect("a basis");
        assert!(basis.starts_with("consent consent_"), "{basis}");
    }

    async fn pd_8_only_the_person_sees_who_read_what(world) {
        let (ana, ben) = (world.person("ana").await, world.person("ben").await);
        let (_, shop) = world.seller("mia").await;
        ask(world.app(), &ana.id, &shop).await;
        assert_eq!(accesses(&ana).await.iter().filter(|one| one["capacity"] == "OTHER").count(), 1);
        assert_eq!(accesses(&ben).await.iter().filter(|one| one["capacity"] == "OTHER").count(), 0);
        world.visitor().run(MINE, json!({})).await.error("UNAUTHENTICATED");
    }
}
