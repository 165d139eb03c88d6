//! The vault: it holds the keys of the epochs, and makes, opens and rewraps the keys of subjects.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use uuid::Uuid;

use super::{Issuer, Mark};
use crate::chance::Chance;
use crate::keys::{EpochKey, SubjectKey, WrappedSubjectKey};
use crate::record::Unopened;

/// Holds the epochs. New keys are wrapped in the latest one, old ones open until their epoch is
/// closed.
pub struct Vault {
    epochs: RwLock<Epochs>,
    mark: Mark,
}

struct Epochs {
    keys: BTreeMap<u32, EpochKey>,
    current: u32,
    minimum: u32,
}

impl Vault {
    /// Opens the vault over the key of the current epoch and gives its one issuer, which the
    /// policy engine is to own. Keys and grants of another vault are refused by this one.
    pub fn open(current: EpochKey, chance: &dyn Chance) -> (Self, Issuer) {
        let mark = Mark::random(chance);
        let epoch = current.epoch();
        let keys = BTreeMap::from([(epoch, current)]);
        let epochs = Epochs { keys, current: epoch, minimum: 0 };
        let vault = Self { epochs: RwLock::new(epochs), mark: mark.clone() };
        (vault, Issuer::new(mark))
    }

    /// Adds an epoch: an older one, to open what was wrapped in it, or a newer one, which becomes
    /// the current one. An epoch that is there stays as it is, and a closed one stays closed.
    pub fn add_epoch(&self, key: EpochKey) {
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        if key.epoch() < epochs.minimum {
            return;
        }
        epochs.current = epochs.current.max(key.epoch());
        epochs.keys.entry(key.epoch()).or_insert(key);
    }

    /// Closes every epoch before `minimum`, when nothing wrapped in them is left, and wipes their
    /// keys. The current epoch is never closed.
    pub fn close_epochs_before(&self, minimum: u32) {
        let mut epochs = self.epochs.write().unwrap_or_else(PoisonError::into_inner);
        epochs.minimum = epochs.minimum.max(minimum.min(epochs.current));
        let minimum = epochs.minimum;
        epochs.keys.retain(|epoch, _| *epoch >= minimum);
    }

    /// The epoch that new keys are wrapped in.
    pub fn current_epoch(&self) -> u32 {
        self.epochs().current
    }

    /// Makes the key of a subject, and what is to be stored of it. It is used only after that is
    /// stored: what was sealed under a lost key is lost.
    ///
    /// # Errors
    /// None that can happen; encryption of a key does not fail.
    pub fn create_subject_key(
        &self,
        subject: Uuid,
        chance: &dyn Chance,
    ) -> Result<(SubjectKey, WrappedSubjectKey), Unopened> {
        let epochs = self.epochs();
        let above = epochs.keys.get(&epochs.current).ok_or(Unopened)?;
        let key = SubjectKey::random(above.epoch(), subject, self.mark.clone(), chance);
        let wrapped = key.wrap(above, chance)?;
        Ok((key, wrapped))
    }

    /// Opens the stored key of a subject.
    ///
    /// # Errors
    /// It is another subject's, its bytes were changed, or its epoch is not open here.
    pub fn subject_key(
        &self,
        wrapped: &WrappedSubjectKey,
        subject: Uuid,
    ) -> Result<SubjectKey, Unopened> {
        let epochs = self.epochs();
        let above = epochs.keys.get(&wrapped.epoch()).ok_or(Unopened)?;
        SubjectKey::unwrap(wrapped, above, subject, self.mark.clone())
    }

    /// Wraps a stored key in the current epoch; what was sealed under it stays as it is. A key
    /// that is in the current epoch already is given back wrapped anew.
    ///
    /// # Errors
    /// As [`Self::subject_key`].
    pub fn rewrap(
        &self,
        wrapped: &WrappedSubjectKey,
        subject: Uuid,
        chance: &dyn Chance,
    ) -> Result<WrappedSubjectKey, Unopened> {
        let key = self.subject_key(wrapped, subject)?;
        let epochs = self.epochs();
        key.wrap(epochs.keys.get(&epochs.current).ok_or(Unopened)?, chance)
    }

    fn epochs(&self) -> RwLockReadGuard<'_, Epochs> {
        self.epochs.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}
