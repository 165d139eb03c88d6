//! What this server keeps to open personal data: the vault over the key store, the one issuer of
//! grants, the root of the indices, and the key that signs the ledger.

use std::collections::HashMap;

use platform::database::Database;
use platform::{App, Failure};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::System;
use vault::blind::{IndexKey, IndexRoot};
use vault::chain::Signer;
use vault::keys::{EpochKey, SubjectKey, WrappedSubjectKey};
use vault::pii::{Field, Issuer, Pii, Row, Vault};
use vault::provider::{KeyProvider, WrapContext};
use zeroize::Zeroizing;

use super::file::FileSealer;
use super::ledger;
use super::store::{erasures, keys};

/// The vault, its keys and its doors. Its parts are this slice's alone.
pub struct Safe {
    pub(super) vault: Vault,
    pub(super) issuer: Issuer,
    pub(super) signer: Signer,
    pub(super) provider: Box<dyn KeyProvider>,
    index: IndexRoot,
    store: Database,
}

const INDEX_ROOT: &str = "index-root";
const SIGNER: &str = "ledger-signer";
const SIGNER_CONTEXT: WrapContext = WrapContext { purpose: "ledger-signer", epoch: 0 };

impl Safe {
    /// Opens the safe over a key store and the holder of the root. The first server makes the
    /// first epoch and the secrets; of two that do so at once, one finds the other's.
    ///
    /// # Errors
    /// The root does not open what is there, or cannot be asked; the key store's own.
    pub async fn open(
        store: Database,
        provider: Box<dyn KeyProvider>,
        now: OffsetDateTime,
    ) -> Result<Self, Failure> {
        let db = &store;
        if keys::epochs(db).await?.is_empty() {
            let made = EpochKey::create(&*provider, 1, &System).await;
            let (_, wrapped) = made.map_err(|error| Failure::because("make an epoch", error))?;
            keys::add_epoch(db, &wrapped, now).await?;
        }
        let mut opened = Vec::new();
        for stored in keys::epochs(db).await? {
            opened.push(unwrap(&*provider, &stored).await?);
        }
        let newest = opened.pop().ok_or_else(|| Failure::broken("the key store has no epoch"))?;
        let (vault, issuer) = Vault::open(newest, &System);
        for key in opened {
            vault.add_epoch(key);
        }
        let index = index_root(db, &*provider, now).await?;
        let signer = signer(db, &*provider, now).await?;
        Ok(Self { vault, issuer, signer, provider, index, store })
    }

    /// The one of this server.
    pub(super) fn of(app: &App) -> Result<&Self, Failure> {
        app.belonging::<Self>()
    }

    /// The key store.
    pub(super) fn store(&self) -> &Database {
        &self.store
    }

    /// Takes in the epochs that other servers made, and closes those they closed.
    pub(super) async fn follow(&self) -> Result<(), Failure> {
        let stored = keys::epochs(self.store()).await?;
        for epoch in stored.iter().filter(|epoch| epoch.epoch > self.vault.current_epoch()) {
            self.vault.add_epoch(unwrap(&*self.provider, epoch).await?);
        }
        if let Some(oldest) = stored.first() {
            self.vault.close_epochs_before(oldest.epoch);
        }
        Ok(())
    }

    /// The keys of several subjects; whoever has none is left out.
    pub(super) async fn keys_of_all(
        &self,
        subjects: &[Uuid],
    ) -> Result<HashMap<Uuid, SubjectKey>, Failure> {
        let wrapped = keys::subjects(self.store(), subjects).await?;
        if wrapped.iter().any(|(_, key)| key.epoch() > self.vault.current_epoch()) {
            self.follow().await?;
        }
        let open = |(subject, wrapped): (Uuid, WrappedSubjectKey)| {
            let opened = self.vault.subject_key(&wrapped, subject);
            let opened = opened.map_err(|_| Failure::broken("a subject's key does not open"))?;
            Ok((subject, opened))
        };
        wrapped.into_iter().map(open).collect()
    }

    /// The key of a subject, if they have one.
    pub(super) async fn key_of(&self, subject: Uuid) -> Result<Option<SubjectKey>, Failure> {
        let Some(wrapped) = keys::subject(self.store(), subject).await? else {
            return Ok(None);
        };
        if wrapped.epoch() > self.vault.current_epoch() {
            self.follow().await?;
        }
        let opened = self.vault.subject_key(&wrapped, subject);
        opened.map(Some).map_err(|_| Failure::broken("a subject's key does not open"))
    }
}

async fn unwrap(
    provider: &dyn KeyProvider,
    stored: &vault::keys::WrappedEpochKey,
) -> Result<EpochKey, Failure> {
    let key = EpochKey::unwrap(provider, stored).await;
    key.map_err(|error| Failure::because("open an epoch's key", error))
}

async fn index_root(
    db: &Database,
    provider: &dyn KeyProvider,
    now: OffsetDateTime,
) -> Result<IndexRoot, Failure> {
    if keys::secret(db, INDEX_ROOT).await?.is_none() {
        let made = IndexRoot::create(provider, &System).await;
        let (_, wrapped) = made.map_err(|error| Failure::because("make the index root", error))?;
        keys::add_secret(db, INDEX_ROOT, wrapped, now).await?;
    }
    let stored = keys::secret(db, INDEX_ROOT).await?;
    let stored = stored.ok_or_else(|| Failure::broken("the index root is gone"))?;
    let root = IndexRoot::unwrap(provider, &stored).await;
    root.map_err(|error| Failure::because("open the index root", error))
}

async fn signer(
    db: &Database,
    provider: &dyn KeyProvider,
    now: OffsetDateTime,
) -> Result<Signer, Failure> {
    if keys::secret(db, SIGNER).await?.is_none() {
        let made = Signer::create(ledger::NAME, &System);
        let (_, seed) = made.map_err(|error| Failure::because("make the signing key", error))?;
        let wrapped = provider.wrap(seed.as_slice(), &SIGNER_CONTEXT).await;
        let wrapped = wrapped.map_err(|error| Failure::because("wrap the signing key", error))?;
        keys::add_secret(db, SIGNER, wrapped, now).await?;
    }
    let stored = keys::secret(db, SIGNER).await?;
    let stored = stored.ok_or_else(|| Failure::broken("the signing key is gone"))?;
    let seed = provider.unwrap(&stored, &SIGNER_CONTEXT).await;
    let seed = seed.map_err(|error| Failure::because("open the signing key", error))?;
    let mut bytes = Zeroizing::new([0; 32]);
    if seed.len() != bytes.len() {
        return Err(Failure::broken("the signing key has another length"));
    }
    bytes.copy_from_slice(&seed);
    Signer::from_seed(ledger::NAME, &bytes)
        .map_err(|error| Failure::because("read the signing key", error))
}

/// The keys of one subject, at hand for sealing. They open nothing.
pub struct SubjectKeys(SubjectKey);

impl SubjectKeys {
    /// Seals a value for its row.
    ///
    /// # Errors
    /// The row is another subject's.
    pub fn seal<F: Field>(&self, value: &F::Value, row: &Row) -> Result<Pii<F>, Failure> {
        Pii::seal(value, &self.0, row, &System)
            .map_err(|_| Failure::broken("sealed for another subject"))
    }

    /// The same value for a later version of its row. Nobody sees it on the way.
    ///
    /// # Errors
    /// It is not of this row, or was sealed for another version of it.
    pub fn reseal<F: Field>(
        &self,
        value: &Pii<F>,
        from: &Row,
        to: &Row,
    ) -> Result<Pii<F>, Failure> {
        let resealed = value.reseal((&self.0, from), (&self.0, to), &System);
        resealed.map_err(|_| Failure::broken("a sealed value is not of its row"))
    }

    /// Begins to seal a file that belongs to its row.
    ///
    /// # Errors
    /// The row is another subject's.
    pub fn file<F: Field>(&self, row: &Row) -> Result<FileSealer, Failure> {
        FileSealer::new::<F>(&self.0, row)
    }
}

/// The keys of a subject; made when they have none yet. Ask before the transaction that seals.
///
/// # Errors
/// The subject's data has been erased; the key store's own.
pub async fn keys_of(app: &App, subject: Uuid) -> Result<SubjectKeys, Failure> {
    made_or_found(app, subject, None).await
}

/// The same for somebody who is only about to be: whose row in that table the transaction that
/// follows will write. Where it never does, the key is destroyed after a day.
///
/// # Errors
/// As [`keys_of`].
pub async fn keys_of_newcomer(
    app: &App,
    subject: Uuid,
    table: &'static str,
) -> Result<SubjectKeys, Failure> {
    made_or_found(app, subject, Some(table)).await
}

async fn made_or_found(
    app: &App,
    subject: Uuid,
    awaits: Option<&str>,
) -> Result<SubjectKeys, Failure> {
    let safe = Safe::of(app)?;
    if let Some(key) = safe.key_of(subject).await? {
        return Ok(SubjectKeys(key));
    }
    if erasures::is_erased(app.reader(), subject).await? {
        return Err(Failure::broken("the subject's data has been erased"));
    }
    // The newest epoch, whoever made it: a key wrapped in an old one would have to be rewrapped.
    safe.follow().await?;
    let made = safe.vault.create_subject_key(subject, &System);
    let (_, wrapped) = made.map_err(|error| Failure::because("make a subject's key", error))?;
    keys::add_subject(safe.store(), subject, &wrapped, (app.now(), awaits)).await?;
    let key = safe.key_of(subject).await?;
    key.map(SubjectKeys).ok_or_else(|| Failure::broken("a key that was just made is gone"))
}

/// The key of a column's blind index.
///
/// # Errors
/// The server was put together without a safe.
pub fn index_key(app: &App, table: &str, column: &str) -> Result<IndexKey, Failure> {
    Ok(Safe::of(app)?.index.key(table, column, 1))
}
