//! An entry of the access ledger: who wanted to read what of whom, for what, and what came of it.
//! Ids and names of fields only; no value ever.

use time::OffsetDateTime;
use uuid::Uuid;

use crate::place::tuple;

/// What came of a wish to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// A grant was issued.
    Granted,
    /// No grant was issued.
    Denied,
}

/// One line of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// When it was decided.
    pub at: OffsetDateTime,
    /// Who reads.
    pub actor: Uuid,
    /// As what: the code of a role.
    pub role: String,
    /// Whose data.
    pub subject: Uuid,
    /// The table of the field.
    pub table: String,
    /// The column of the field.
    pub column: String,
    /// What for: the name of a purpose.
    pub purpose: String,
    /// The consent or the legal basis it rests on.
    pub basis: String,
    /// The request it came with.
    pub request: String,
    /// What came of it.
    pub decision: Decision,
}

impl Entry {
    /// The bytes that are sealed: the same for the same entry, on every machine and engine.
    /// Instants count microseconds, which is what a database keeps of them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let micros = self.at.unix_timestamp_nanos().div_euclid(1_000);
        let decision: &[u8] = match self.decision {
            Decision::Granted => b"granted",
            Decision::Denied => b"denied",
        };
        tuple(&[
            b"fairstall/vault/entry/1",
            self.id.as_bytes(),
            &micros.to_be_bytes(),
            self.actor.as_bytes(),
            self.role.as_bytes(),
            self.subject.as_bytes(),
            self.table.as_bytes(),
            self.column.as_bytes(),
            self.purpose.as_bytes(),
            self.basis.as_bytes(),
            self.request.as_bytes(),
            decision,
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;

    #[test]
    fn every_part_of_an_entry_counts() {
        let entry = Entry {
            id: Uuid::from_u128(1),
            at: OffsetDateTime::UNIX_EPOCH,
            actor: Uuid::from_u128(2),
            role: "SUPPORT".to_owned(),
            subject: Uuid::from_u128(3),
            table: "contact".to_owned(),
            column: "phone".to_owned(),
            purpose: "DELIVERY".to_owned(),
            basis: "consent 4".to_owned(),
            request: "r-5".to_owned(),
            decision: Decision::Granted,
        };
        let other = |change: fn(&mut Entry)| {
            let mut other = entry.clone();
            change(&mut other);
            other.to_bytes()
        };
        assert_eq!(entry.to_bytes(), entry.clone().to_bytes());
        let changes: [fn(&mut Entry); 11] = [
            |entry| entry.id = Uuid::from_u128(9),
            |entry| entry.at += Duration::microseconds(1),
            |entry| entry.actor = Uuid::from_u128(9),
            |entry| entry.role = "ADMIN".to_owned(),
            |entry| entry.subject = Uuid::from_u128(9),
            |entry| entry.table = "account".to_owned(),
            |entry| entry.column = "email".to_owned(),
            |entry| entry.purpose = "SUPPORT".to_owned(),
            |entry| entry.basis = "consent 9".to_owned(),
            |entry| entry.request = "r-9".to_owned(),
            |entry| entry.decision = Decision::Denied,
        ];
        for (place, change) in changes.into_iter().enumerate() {
            assert_ne!(entry.to_bytes(), other(change), "change {place}");
        }
        // A database keeps no nanoseconds: an entry read back is the entry that was written.
        assert_eq!(entry.to_bytes(), other(|entry| entry.at += Duration::nanoseconds(999)));
    }
}
