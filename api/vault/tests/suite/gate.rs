//! The gate: a grant opens what it names, of whom it names, for a minute, and nothing else.

use time::macros::datetime;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use vault::keys::{EpochKey, SubjectKey};
use vault::normal::{Email, Normal as _, Phone};
use vault::padding::Padding;
use vault::pii::{
    AccessGrant, Field, FieldName, GRANT_SECONDS, Issuer, Pii, Purpose, Row, Vault, Withheld,
};
use vault::provider::FileProvider;
use vault::stream::{Decryptor, Encryptor};
use vault::{Category, System, Unopened};
use zeroize::Zeroizing;

const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);
const ACTOR: Uuid = Uuid::from_u128(1);
const SUBJECT: Uuid = Uuid::from_u128(2);

struct ContactPhone;

impl Field for ContactPhone {
    type Value = Phone;
    const TABLE: &'static str = "contact";
    const COLUMN: &'static str = "phone";
    const CATEGORY: Category = Category::Contact;
    const PADDING: Padding = Padding::Short;
}

struct ContactEmail;

impl Field for ContactEmail {
    type Value = Email;
    const TABLE: &'static str = "contact";
    const COLUMN: &'static str = "email";
    const CATEGORY: Category = Category::Contact;
    const PADDING: Padding = Padding::Address;
}

struct Evidence;

impl Field for Evidence {
    type Value = Vec<u8>;
    const TABLE: &'static str = "evidence";
    const COLUMN: &'static str = "file";
    const CATEGORY: Category = Category::Document;
    const PADDING: Padding = Padding::Short;
}

fn row() -> Row {
    Row { tenant: Uuid::nil(), subject: SUBJECT, record: Uuid::from_u128(3), version: 1 }
}

struct House {
    vault: Vault,
    issuer: Issuer,
    key: SubjectKey,
    phone: Pii<ContactPhone>,
}

impl House {
    async fn build() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (provider, _) = FileProvider::open(&folder.path().join("root.key")).unwrap();
        let (epoch, _) = EpochKey::create(&provider, 1, &System).await.unwrap();
        let (vault, issuer) = Vault::open(epoch, &System);
        let (key, _) = vault.create_subject_key(SUBJECT, &System).unwrap();
        let value = Phone::parse("138 1234 5678").ok().unwrap();
        let phone = Pii::seal(&value, &key, &row(), &System).unwrap();
        Self { vault, issuer, key, phone }
    }

    fn grant(&self, subject: Uuid, fields: &[FieldName]) -> AccessGrant {
        self.issuer.issue(ACTOR, subject, fields, Purpose::named("DELIVERY"), NOW)
    }

    fn reveal(&self, grant: &AccessGrant, now: OffsetDateTime) -> Result<String, Withheld> {
        let plain = self.phone.reveal(grant, &self.key, &row(), now)?;
        Ok(plain.expose().as_str().to_owned())
    }
}

#[tokio::test]
async fn a_grant_opens_what_it_names() {
    let house = House::build().await;
    let grant = house.grant(SUBJECT, &[ContactPhone::name(), ContactEmail::name()]);
    assert_eq!(house.reveal(&grant, NOW), Ok("+8613812345678".to_owned()));
    assert_eq!((grant.actor(), grant.subject()), (ACTOR, SUBJECT));
    assert_eq!(grant.purpose().name(), "DELIVERY");
    let fields: Vec<FieldName> = grant.fields().collect();
    assert_eq!(fields, [ContactEmail::name(), ContactPhone::name()]);
}

#[tokio::test]
async fn a_grant_is_good_for_a_minute() {
    let house = House::build().await;
    let grant = house.grant(SUBJECT, &[ContactPhone::name()]);
    let almost = Duration::seconds(GRANT_SECONDS) - Duration::nanoseconds(1);
    assert!(house.reveal(&grant, NOW + almost).is_ok());
    assert_eq!(grant.expires_at(), NOW + Duration::seconds(60));
    assert_eq!(house.reveal(&grant, grant.expires_at()), Err(Withheld::Expired));
    let before = NOW - Duration::nanoseconds(1);
    assert_eq!(house.reveal(&grant, before), Err(Withheld::Expired));
}

#[tokio::test]
async fn a_grant_for_somebody_or_something_else_is_refused() {
    let house = House::build().await;
    let stranger = house.grant(Uuid::from_u128(9), &[ContactPhone::name()]);
    assert_eq!(house.reveal(&stranger, NOW), Err(Withheld::OtherSubject));
    let other_field = house.grant(SUBJECT, &[ContactEmail::name()]);
    assert_eq!(house.reveal(&other_field, NOW), Err(Withheld::OtherField));
    assert_eq!(house.reveal(&house.grant(SUBJECT, &[]), NOW), Err(Withheld::OtherField));
    // A row that claims to be the stranger's does not help.
    let claimed = Row { subject: Uuid::from_u128(9), ..row() };
    let opened = house.phone.reveal(&stranger, &house.key, &claimed, NOW);
    assert_eq!(opened.err(), Some(Withheld::OtherSubject));
}

/// Anybody in the program may open a vault of their own; its grants are worth nothing here.
#[tokio::test]
async fn a_grant_of_another_vault_is_refused() {
    let (house, other) = (House::build().await, House::build().await);
    let grant = other.grant(SUBJECT, &[ContactPhone::name()]);
    assert_eq!(house.reveal(&grant, NOW), Err(Withheld::OtherVault));
}

#[tokio::test]
async fn a_value_in_the_wrong_row_column_or_version_stays_sealed() {
    let house = House::build().await;
    let grant = house.grant(SUBJECT, &[ContactPhone::name(), ContactEmail::name()]);
    let sealed = Err(Withheld::Unopened(Unopened));
    for row in [
        Row { record: Uuid::from_u128(9), ..row() },
        Row { version: 2, ..row() },
        Row { tenant: Uuid::from_u128(9), ..row() },
    ] {
        let opened = house.phone.reveal(&grant, &house.key, &row, NOW).map(|_| ());
        assert_eq!(opened, sealed);
    }
    let bytes = house.phone.as_bytes().to_vec();
    let as_email = Pii::<ContactEmail>::from_bytes(bytes).unwrap();
    let opened = as_email.reveal(&grant, &house.key, &row(), NOW).map(|_| ());
    assert_eq!(opened, sealed);
}

#[tokio::test]
async fn a_value_goes_with_its_row_and_shows_nothing() {
    let house = House::build().await;
    let grant = house.grant(SUBJECT, &[ContactPhone::name()]);
    let later = Row { version: 2, ..row() };
    let (_, wrapped) = house.vault.create_subject_key(SUBJECT, &System).unwrap();
    let successor = house.vault.subject_key(&wrapped, SUBJECT).unwrap();
    let from = (&house.key, &row());
    let moved = house.phone.reseal(from, (&successor, &later), &System).unwrap();
    let plain = moved.reveal(&grant, &successor, &later, NOW).ok().unwrap();
    assert_eq!(plain.expose().as_str(), "+8613812345678");
    assert_eq!(moved.record().key_id(), successor.id());
    let shown = format!("{moved:?} {grant:?} {:?} {:?}", house.issuer, house.vault);
    assert_eq!(shown, "Pii(…) AccessGrant(…) Issuer(…) Vault(…)");
}

/// What was sealed by other rules is not taken for a value of these.
#[tokio::test]
async fn bytes_that_are_no_such_value_stay_sealed() {
    struct LoosePhone;

    impl Field for LoosePhone {
        type Value = Vec<u8>;
        const TABLE: &'static str = ContactPhone::TABLE;
        const COLUMN: &'static str = ContactPhone::COLUMN;
        const CATEGORY: Category = ContactPhone::CATEGORY;
        const PADDING: Padding = Padding::Short;
    }

    let house = House::build().await;
    let grant = house.grant(SUBJECT, &[ContactPhone::name()]);
    for text in ["138 1234 5678", "no phone", "\u{0}"] {
        let value = text.as_bytes().to_vec();
        let loose = Pii::<LoosePhone>::seal(&value, &house.key, &row(), &System).unwrap();
        let phone = Pii::<ContactPhone>::from_bytes(loose.as_bytes().to_vec()).unwrap();
        let opened = phone.reveal(&grant, &house.key, &row(), NOW).map(|_| ());
        assert_eq!(opened, Err(Withheld::Unopened(Unopened)));
    }
}

#[tokio::test]
async fn documents_need_a_grant_too() {
    let house = House::build().await;
    let place = row().place::<Evidence>();
    let (mut encryptor, header) = Encryptor::new(&house.key, &place, &System).unwrap();
    let mut sealed = Vec::new();
    encryptor.push(b"a photograph", &mut sealed).unwrap();
    encryptor.finish(&mut sealed).unwrap();

    let other = house.grant(SUBJECT, &[ContactPhone::name()]);
    let refused = Decryptor::new(&header, &place, &house.key, &other, NOW).err();
    assert_eq!(refused, Some(Withheld::OtherField));
    let grant = house.grant(SUBJECT, &[Evidence::name()]);
    let expired = Decryptor::new(&header, &place, &house.key, &grant, grant.expires_at()).err();
    assert_eq!(expired, Some(Withheld::Expired));
    let mut decryptor = Decryptor::new(&header, &place, &house.key, &grant, NOW).ok().unwrap();
    let mut text = Zeroizing::new(Vec::new());
    decryptor.push(&sealed, &mut text).unwrap();
    decryptor.finish(&mut text).unwrap();
    assert_eq!(text.as_slice(), b"a photograph");
}
