//! The vault over the life of its epochs: create, open, add, rewrap, close.

use time::OffsetDateTime;
use uuid::Uuid;
use vault::keys::{EpochKey, WrappedSubjectKey};
use vault::padding::Padding;
use vault::pii::{Field, Pii, Purpose, Row, Vault};
use vault::provider::FileProvider;
use vault::{Category, System, Unopened};

const SUBJECT: Uuid = Uuid::from_u128(2);

#[tokio::test]
async fn subject_keys_outlive_their_epoch() {
    let folder = tempfile::tempdir().unwrap();
    let (provider, _) = FileProvider::open(&folder.path().join("root.key")).unwrap();
    let (first, stored) = EpochKey::create(&provider, 1, &System).await.unwrap();
    let (vault, _issuer) = Vault::open(first, &System);
    let (key, wrapped) = vault.create_subject_key(SUBJECT, &System).unwrap();
    let (second, _) = EpochKey::create(&provider, 2, &System).await.unwrap();
    vault.add_epoch(second);
    assert_eq!((vault.current_epoch(), wrapped.epoch()), (2, 1));

    let rewrapped = vault.rewrap(&wrapped, SUBJECT, &System).unwrap();
    assert_eq!(rewrapped.epoch(), 2);
    // Both are good until the old epoch is closed: a batch may stop anywhere.
    for wrapped in [&wrapped, &rewrapped] {
        let stored = WrappedSubjectKey::from_bytes(wrapped.as_bytes().to_vec()).unwrap();
        assert_eq!(vault.subject_key(&stored, SUBJECT).ok().unwrap().id(), key.id());
    }
    vault.close_epochs_before(2);
    assert_eq!(vault.subject_key(&wrapped, SUBJECT).err(), Some(Unopened));
    assert!(vault.subject_key(&rewrapped, SUBJECT).is_ok());

    // Another server that starts with the stored key of the first epoch reads the old key.
    let first = EpochKey::unwrap(&provider, &stored).await.unwrap();
    let (elsewhere, _) = Vault::open(first, &System);
    assert_eq!(elsewhere.subject_key(&wrapped, SUBJECT).ok().unwrap().id(), key.id());
    assert_eq!(elsewhere.subject_key(&rewrapped, SUBJECT).err(), Some(Unopened));
}

#[tokio::test]
async fn the_current_epoch_is_never_closed_and_a_closed_one_never_added() {
    let folder = tempfile::tempdir().unwrap();
    let (provider, _) = FileProvider::open(&folder.path().join("root.key")).unwrap();
    let (third, _) = EpochKey::create(&provider, 3, &System).await.unwrap();
    let (vault, _) = Vault::open(third, &System);
    vault.close_epochs_before(9);
    let (_, wrapped) = vault.create_subject_key(SUBJECT, &System).unwrap();
    assert!(vault.subject_key(&wrapped, SUBJECT).is_ok());
    let (second, _) = EpochKey::create(&provider, 2, &System).await.unwrap();
    let (other, _) = Vault::open(second, &System);
    let (_, old) = other.create_subject_key(SUBJECT, &System).unwrap();
    let (second, _) = EpochKey::create(&provider, 2, &System).await.unwrap();
    vault.add_epoch(second);
    assert_eq!(vault.subject_key(&old, SUBJECT).err(), Some(Unopened));
}

/// A rewrap touches the subject key alone: what was sealed before it opens after it.
#[tokio::test]
async fn what_is_sealed_outlives_a_rewrap() {
    struct Note;

    impl Field for Note {
        type Value = Vec<u8>;
        const TABLE: &'static str = "note";
        const COLUMN: &'static str = "text";
        const CATEGORY: Category = Category::Document;
        const PADDING: Padding = Padding::Short;
    }

    let folder = tempfile::tempdir().unwrap();
    let (provider, _) = FileProvider::open(&folder.path().join("root.key")).unwrap();
    let (first, _) = EpochKey::create(&provider, 1, &System).await.unwrap();
    let (vault, issuer) = Vault::open(first, &System);
    let (key, wrapped) = vault.create_subject_key(SUBJECT, &System).unwrap();
    let row = Row { tenant: Uuid::nil(), subject: SUBJECT, record: Uuid::from_u128(3), version: 1 };
    let sealed = Pii::<Note>::seal(&b"note".to_vec(), &key, &row, &System).unwrap();

    let (second, _) = EpochKey::create(&provider, 2, &System).await.unwrap();
    vault.add_epoch(second);
    let rewrapped = vault.rewrap(&wrapped, SUBJECT, &System).unwrap();
    vault.close_epochs_before(2);
    let key = vault.subject_key(&rewrapped, SUBJECT).unwrap();
    let now = OffsetDateTime::UNIX_EPOCH;
    let grant = issuer.issue(SUBJECT, SUBJECT, &[Note::name()], Purpose::named("OWN"), now);
    let plain = sealed.reveal(&grant, &key, &row, now).ok().unwrap();
    assert_eq!(plain.expose(), b"note");
    assert_eq!((sealed.record().epoch(), key.epoch()), (1, 2));
}
