//! Rows of transfers: inserted, and read back by their keys.

use std::collections::HashMap;

use entity::ledger::ledger_transfer;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use sea_orm::{
    ActiveEnum,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::ledger::statement::Day;
use crate::ledger::transfer::{Content, Line};

/// What was posted under these keys.
pub async fn by_keys(tx: &Tx, keys: Vec<String>) -> Result<HashMap<String, Content>, Failure> {
    if keys.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = ledger_transfer::Entity::find()
        .filter(ledger_transfer::Column::Key.is_in(of_few_lengths(keys)))
        .all(tx.conn())
        .await?;
    let content = |row: ledger_transfer::Model| {
        let content = Content {
            debit: row.debit_id,
            credit: row.credit_id,
            currency: row.currency,
            amount_minor: row.amount_minor,
            kind: row.kind,
            subject: row.subject_id,
        };
        (row.key, content)
    };
    Ok(rows.into_iter().map(content).collect())
}

/// A move of money, as it is told to who may know of it: kinds of accounts, and no owners.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Move {
    /// Milliseconds since 1970 in UTC.
    pub at: i64,
    pub from: String,
    pub to: String,
    pub kind: String,
    pub amount_minor: i64,
    pub currency: String,
}

/// What was moved about a subject, first to last; at most a thousand.
///
/// # Errors
/// The database's own.
pub async fn of_subject(db: &impl ConnectionTrait, subject: Uuid) -> Result<Vec<Move>, Failure> {
    let rows = ledger_transfer::Entity::find()
        .filter(ledger_transfer::Column::SubjectId.eq(subject))
        .order_by_asc(ledger_transfer::Column::Position)
        .limit(1_000)
        .all(db)
        .await?;
    let told = |row: ledger_transfer::Model| Move {
        at: to_millis(row.at.0),
        from: row.debit_kind.to_value(),
        to: row.credit_kind.to_value(),
        kind: row.kind.to_value(),
        amount_minor: row.amount_minor,
        currency: row.currency,
    };
    Ok(rows.into_iter().map(told).collect())
}

/// As `padded`: lists of few lengths make few statements, which stay prepared.
fn of_few_lengths(mut keys: Vec<String>) -> Vec<String> {
    const LENGTHS: [usize; 4] = [1, 4, 20, 50];
    let wanted = LENGTHS.into_iter().find(|length| *length >= keys.len()).unwrap_or(keys.len());
    let last = keys.last().cloned().unwrap_or_default();
    keys.resize(wanted, last);
    keys
}

/// Inserts transfers, which carries them out. Whoever used one of the keys at the same moment came
/// first: the story is told again, and finds it.
pub async fn insert(tx: &Tx, lines: &[Line]) -> Result<(), Failure> {
    let (journal, now) = (tx.app().new_uuid(), tx.now());
    let day = Day::at(now).0;
    let rows: Vec<ledger_transfer::ActiveModel> = lines
        .iter()
        .map(|line| ledger_transfer::ActiveModel {
            position: NotSet,
            id: Set(tx.app().new_uuid()),
            journal_id: Set(journal),
            debit_id: Set(line.debit.id),
            debit_kind: Set(line.debit.kind),
            credit_id: Set(line.credit.id),
            credit_kind: Set(line.credit.kind),
            currency: Set(line.debit.currency.code().to_owned()),
            amount_minor: Set(line.amount_minor),
            kind: Set(line.kind),
            subject_id: Set(line.subject),
            key: Set(line.key.clone()),
            day: Set(day),
            at: Set(now.into()),
            tx: NotSet,
        })
        .collect();
    let inserted =
        ledger_transfer::Entity::insert_many(rows).exec_without_returning(tx.conn()).await;
    inserted.map(|_| ()).map_err(|error| {
        let failure = Failure::from(error);
        if failure.constraint() == Some("uq_ledger_transfer__key") {
            Failure::contention("the same movement was posted at the same moment")
        } else {
            failure
        }
    })
}
