//! Personal data: its keys, its ledger, its end.

mod canary;
mod consented;
mod erasing;
mod keys;
mod ledger;
mod orphans;
mod quota;
mod rewrap;

use fairstall::privacy::{self, Asking, Denied, Ground, Opened, Purpose, Reader, ledger as access};
use kit::World;
use platform::App;
use uuid::Uuid;
use vault::normal::Phone;
use vault::pii::{Field, FieldName, Pii, Row};

/// A sealed column of no table: the safe does not ask where its caller keeps a value.
pub enum Number {}

impl Field for Number {
    type Value = Phone;
    const TABLE: &'static str = "story";
    const COLUMN: &'static str = "number";
    const CATEGORY: vault::Category = vault::Category::Contact;
    const PADDING: vault::padding::Padding = vault::padding::Padding::Short;
}

pub const NUMBER: FieldName = FieldName { table: "story", column: "number" };

/// A sealed number of a new subject, and its row.
pub async fn sealed(app: &App, number: u64) -> (Pii<Number>, Row) {
    let (subject, record) = (app.new_uuid(), app.new_uuid());
    let keys = privacy::keys_of(app, subject).await.expect("keys");
    let row = privacy::row(subject, record, 1);
    let phone = Phone::parse(&format!("138{number:08}")).expect("a phone");
    (keys.seal::<Number>(&phone, &row).expect("a sealed number"), row)
}

/// The subject themself asks for the number.
pub fn own(subject: Uuid) -> Asking {
    Asking {
        reader: Reader::Subject(subject),
        subject,
        purpose: Purpose::OwnData,
        ground: Ground::Subject,
        request: "req-1".to_owned(),
    }
}

/// What the gate says to somebody who asks for a number.
pub async fn ask(app: &App, asking: &Asking) -> Result<Opened, Denied> {
    privacy::open(app, asking, &[NUMBER]).await.expect("an answer of the gate")
}

/// The number in the clear, read by its subject.
pub async fn read(app: &App, value: &Pii<Number>, row: &Row) -> String {
    use vault::normal::Normal;
    let opened = ask(app, &own(row.subject)).await.expect("an open gate");
    opened.read(value, row).expect("a number").expose().as_str().to_owned()
}

/// What a reading of the whole ledger says.
pub async fn verdict(app: &App) -> access::Verdict {
    let key = access::public_key(app).expect("a key");
    access::verify(app, vec![key], &[]).await.expect("a verdict")
}

/// The key store beside the server's own connections: what only a thief or a restore can do.
pub async fn key_store(world: &World, sql: &str) {
    use sea_orm::ConnectionTrait;
    let connection = world.key_store().await;
    connection.execute_unprepared(sql).await.expect(sql);
    connection.close().await.expect("a closed connection");
}
