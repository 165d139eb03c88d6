//! The key of one person: all that is sealed about them opens with it, and with it deleted
//! nothing does.

use uuid::Uuid;

use super::{EpochKey, Holder, KeyId};
use crate::chance::Chance;
use crate::padding::Padding;
use crate::pii::Mark;
use crate::place::{Category, Place};
use crate::record::{KeyUse, Record, Unopened};

/// 256 random bits of one subject, unwrapped. Got from [`crate::pii::Vault`] only.
pub struct SubjectKey {
    holder: Holder,
    subject: Uuid,
    mark: Mark,
}

/// A subject's key as the key database keeps it: a record, bound to the subject and the epoch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedSubjectKey(Record);

impl WrappedSubjectKey {
    /// Takes stored bytes.
    ///
    /// # Errors
    /// They are no record.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Unopened> {
        Record::from_bytes(bytes).map(Self)
    }

    /// What is stored.
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// The epoch whose key opens it.
    pub fn epoch(&self) -> u32 {
        self.0.epoch()
    }
}

impl SubjectKey {
    pub(crate) fn random(epoch: u32, subject: Uuid, mark: Mark, chance: &dyn Chance) -> Self {
        Self { holder: Holder::random(epoch, chance), subject, mark }
    }

    /// Wraps the key under the key of an epoch; the id of the subject key stays.
    pub(crate) fn wrap(
        &self,
        above: &EpochKey,
        chance: &dyn Chance,
    ) -> Result<WrappedSubjectKey, Unopened> {
        let padded = Padding::Short.pad(&self.holder.to_bytes());
        let place = place(self.subject, above.epoch());
        Record::seal_with(&above.0, KeyUse::Key, &place, &padded, chance).map(WrappedSubjectKey)
    }

    pub(crate) fn unwrap(
        wrapped: &WrappedSubjectKey,
        above: &EpochKey,
        subject: Uuid,
        mark: Mark,
    ) -> Result<Self, Unopened> {
        let place = place(subject, above.epoch());
        let secret = wrapped.0.open_with(&above.0, KeyUse::Key, &place)?;
        Ok(Self { holder: Holder::from_bytes(above.epoch(), &secret)?, subject, mark })
    }

    pub(crate) fn holder(&self) -> &Holder {
        &self.holder
    }

    pub(crate) fn mark(&self) -> &Mark {
        &self.mark
    }

    /// Whose key it is.
    pub fn subject(&self) -> Uuid {
        self.subject
    }

    /// What records name it by; the same after a rewrap.
    pub fn id(&self) -> KeyId {
        self.holder.id
    }

    /// The epoch it was wrapped in when it was read.
    pub fn epoch(&self) -> u32 {
        self.holder.epoch
    }
}

fn place(subject: Uuid, epoch: u32) -> Place {
    Place {
        tenant: Uuid::nil(),
        table: "subject_key",
        column: "wrapped",
        subject,
        record: Uuid::nil(),
        row_version: u64::from(epoch),
        category: Category::Key,
    }
}
