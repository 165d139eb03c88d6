//! Who may read what of whom, for what, and until when: made by the one issuer of a vault, good
//! for a minute, and for nothing beside what it names.

use std::collections::BTreeSet;

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::Withheld;
use crate::chance::{self, Chance};
use crate::keys::SubjectKey;
use crate::place::Place;

/// How long a grant is good for, in seconds.
pub const GRANT_SECONDS: i64 = 60;

/// Ties grants and keys to the vault they came from: who opens a second vault to get an issuer
/// has one whose grants open nothing of the first.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Mark([u8; 16]);

impl Mark {
    pub(crate) fn random(chance: &dyn Chance) -> Self {
        Self(chance::draw(chance))
    }
}

/// A column, as grants and the access ledger name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FieldName {
    /// The table's name.
    pub table: &'static str,
    /// The column's name.
    pub column: &'static str,
}

/// What a value is read for. The slices name their purposes; the vault only carries the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Purpose(&'static str);

impl Purpose {
    /// A purpose of this name, such as `DELIVERY`.
    pub const fn named(name: &'static str) -> Self {
        Self(name)
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        self.0
    }
}

/// Leave to read some fields of one subject, for one purpose, for a minute. It cannot be made,
/// copied or widened; only an [`Issuer`] gives one out.
pub struct AccessGrant {
    mark: Mark,
    actor: Uuid,
    subject: Uuid,
    fields: BTreeSet<FieldName>,
    purpose: Purpose,
    issued_at: OffsetDateTime,
}

impl AccessGrant {
    /// Who reads.
    pub fn actor(&self) -> Uuid {
        self.actor
    }

    /// Whose data is read.
    pub fn subject(&self) -> Uuid {
        self.subject
    }

    /// Which fields, in order.
    pub fn fields(&self) -> impl Iterator<Item = FieldName> + '_ {
        self.fields.iter().copied()
    }

    /// What for.
    pub fn purpose(&self) -> Purpose {
        self.purpose
    }

    /// From this instant on it is good for nothing.
    pub fn expires_at(&self) -> OffsetDateTime {
        self.issued_at.saturating_add(Duration::seconds(GRANT_SECONDS))
    }

    /// Whether the value at `place` may be opened with `key` at `now`.
    pub(crate) fn allows(
        &self,
        key: &SubjectKey,
        place: &Place,
        now: OffsetDateTime,
    ) -> Result<(), Withheld> {
        let field = FieldName { table: place.table, column: place.column };
        if self.mark != *key.mark() {
            return Err(Withheld::OtherVault);
        }
        if self.subject != place.subject || self.subject != key.subject() {
            return Err(Withheld::OtherSubject);
        }
        if !self.fields.contains(&field) {
            return Err(Withheld::OtherField);
        }
        // A clock that ran backwards must not lengthen a grant.
        if now < self.issued_at || now >= self.expires_at() {
            return Err(Withheld::Expired);
        }
        Ok(())
    }
}

impl std::fmt::Debug for AccessGrant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AccessGrant(…)")
    }
}

/// Gives out grants. There is one for a vault; it cannot be made or cloned, so whoever holds it
/// is the policy engine.
pub struct Issuer {
    mark: Mark,
}

impl Issuer {
    pub(super) fn new(mark: Mark) -> Self {
        Self { mark }
    }

    /// A grant that begins `now`. The caller has decided that it may be, and has the decision in
    /// the access ledger, committed, before the grant is used.
    pub fn issue(
        &self,
        actor: Uuid,
        subject: Uuid,
        fields: &[FieldName],
        purpose: Purpose,
        now: OffsetDateTime,
    ) -> AccessGrant {
        let fields = fields.iter().copied().collect();
        AccessGrant { mark: self.mark.clone(), actor, subject, fields, purpose, issued_at: now }
    }
}

impl std::fmt::Debug for Issuer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issuer(…)")
    }
}
