//! The gate: a sealed field is opened with a grant or not at all.
//!
//! [`Vault::open`] gives the vault and its one [`Issuer`]. The policy engine owns the issuer: when
//! it has decided that a person may read fields of a subject for a purpose, and that is written
//! into the access ledger, it issues an [`AccessGrant`]. [`Pii::reveal`] takes the grant and gives
//! a [`Plain`], which cannot be printed, serialised, cloned or compared, and is wiped.

mod field;
mod grant;
mod plain;
mod vault;

use std::marker::PhantomData;

use time::OffsetDateTime;

pub use field::{Field, Row, Stored};
pub use grant::{AccessGrant, FieldName, GRANT_SECONDS, Issuer, Purpose};
pub use plain::Plain;
pub use vault::Vault;

pub(crate) use grant::Mark;

use crate::chance::Chance;
use crate::keys::SubjectKey;
use crate::record::{Record, Unopened};

/// Why a value stays sealed, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Withheld {
    /// The grant is of another vault.
    #[error("the grant is of another vault")]
    OtherVault,
    /// The grant is for another subject.
    #[error("the grant is for another subject")]
    OtherSubject,
    /// The grant does not name the field.
    #[error("the grant does not name this field")]
    OtherField,
    /// The grant is older than [`GRANT_SECONDS`], or of a time to come.
    #[error("the grant is not valid at this time")]
    Expired,
    /// The grant is good and the value does not open.
    #[error(transparent)]
    Unopened(#[from] Unopened),
}

/// A sealed value of the field `F`. Holds ciphertext only, and its type says which column it is
/// of, so that it cannot be read as another.
pub struct Pii<F: Field> {
    record: Record,
    field: PhantomData<fn() -> F>,
}

impl<F: Field> Pii<F> {
    /// Seals a value for one row.
    ///
    /// # Errors
    /// The key is another subject's than the row.
    pub fn seal(
        value: &F::Value,
        key: &SubjectKey,
        row: &Row,
        chance: &dyn Chance,
    ) -> Result<Self, Unopened> {
        let record = Record::seal(key, &row.place::<F>(), F::PADDING, value.stored(), chance)?;
        Ok(Self { record, field: PhantomData })
    }

    /// Opens the value. The only way to its text.
    ///
    /// # Errors
    /// The grant is of another vault, for another subject or field, or not valid at `now`; or the
    /// value does not open with this key in this row.
    pub fn reveal(
        &self,
        grant: &AccessGrant,
        key: &SubjectKey,
        row: &Row,
        now: OffsetDateTime,
    ) -> Result<Plain<F::Value>, Withheld> {
        let place = row.place::<F>();
        grant.allows(key, &place, now)?;
        let bytes = self.record.open(key, &place)?;
        F::Value::from_stored(bytes).map(Plain::new).ok_or(Withheld::Unopened(Unopened))
    }

    /// The same value for another version of its row, or under another key of its subject; nobody
    /// sees it on the way.
    ///
    /// # Errors
    /// It does not open with `key` in `row`, or `new_row` is another row.
    pub fn reseal(
        &self,
        (key, row): (&SubjectKey, &Row),
        (new_key, new_row): (&SubjectKey, &Row),
        chance: &dyn Chance,
    ) -> Result<Self, Unopened> {
        let from = (key, &row.place::<F>());
        let to = (new_key, &new_row.place::<F>());
        Ok(Self { record: self.record.reseal(from, to, chance)?, field: PhantomData })
    }

    /// Takes stored bytes.
    ///
    /// # Errors
    /// They are no record.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, Unopened> {
        Ok(Self { record: Record::from_bytes(bytes)?, field: PhantomData })
    }

    /// What is stored: ciphertext.
    pub fn as_bytes(&self) -> &[u8] {
        self.record.as_bytes()
    }

    /// Which key opens it, and since when.
    pub fn record(&self) -> &Record {
        &self.record
    }
}

impl<F: Field> Clone for Pii<F> {
    fn clone(&self) -> Self {
        Self { record: self.record.clone(), field: PhantomData }
    }
}

impl<F: Field> std::fmt::Debug for Pii<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Pii(…)")
    }
}
