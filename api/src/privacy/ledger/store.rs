//! Rows of the ledger.

use entity::privacy::{access_checkpoint, access_entry, access_seal, access_unsealed};
use platform::Failure;
use platform::clock::from_millis;
use platform::database::{Tx, padded};
use platform::kernel::Asked;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::chain::{Chain, Checkpoint, Decision, Entry, Hash, Sealed};
use vault::pii::FieldName;

use super::NewEntry;

/// Where a page of a subject's entries ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place(pub i64, pub Uuid);

/// An entry as its subject reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub id: Uuid,
    pub at: OffsetDateTime,
    pub actor: Uuid,
    pub subject: Uuid,
    pub role: String,
    pub table: String,
    pub column: String,
    pub purpose: String,
    pub basis: String,
    pub granted: bool,
}

/// Writes the entries of some wishes, and answers the first one of each; a wish for no field has
/// none, and its answer names none.
pub(super) async fn insert(tx: &Tx, entries: &[NewEntry<'_>]) -> Result<Vec<Uuid>, Failure> {
    let mut firsts = Vec::with_capacity(entries.len());
    let (mut rows, mut waiting) = (Vec::new(), Vec::new());
    for entry in entries {
        let ids: Vec<Uuid> = entry.fields.iter().map(|_| tx.app().new_uuid()).collect();
        firsts.push(ids.first().copied().unwrap_or_default());
        rows.extend(entry.fields.iter().zip(&ids).map(|(field, id)| to_row(tx, entry, field, *id)));
        waiting.extend(ids.iter().map(|id| access_unsealed::ActiveModel { entry_id: Set(*id) }));
    }
    if !rows.is_empty() {
        access_entry::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
        access_unsealed::Entity::insert_many(waiting).exec_without_returning(tx.conn()).await?;
    }
    Ok(firsts)
}

fn to_row(tx: &Tx, entry: &NewEntry<'_>, field: &FieldName, id: Uuid) -> access_entry::ActiveModel {
    use access_entry::Decision::{Denied, Granted};
    access_entry::ActiveModel {
        id: Set(id),
        at: Set(tx.now().into()),
        actor_id: Set(entry.actor),
        role: Set(entry.role.to_owned()),
        subject_id: Set(entry.subject),
        table_name: Set(field.table.to_owned()),
        column_name: Set(field.column.to_owned()),
        purpose: Set(entry.purpose.to_owned()),
        basis: Set(entry.basis.clone()),
        request: Set(entry.request.to_owned()),
        decision: Set(if entry.granted { Granted } else { Denied }),
    }
}

pub(super) async fn reads_since(
    tx: &Tx,
    actor: Uuid,
    since: OffsetDateTime,
) -> Result<u64, Failure> {
    let since: entity::Instant = since.into();
    Ok(access_entry::Entity::find()
        .filter(access_entry::Column::ActorId.eq(actor))
        .filter(access_entry::Column::At.gt(since))
        .filter(access_entry::Column::Decision.eq(access_entry::Decision::Granted))
        .count(tx.conn())
        .await?)
}

/// Entries about a subject, the latest first, and one more.
///
/// # Errors
/// The database's own.
pub async fn of_subject(
    db: &impl ConnectionTrait,
    subject: Uuid,
    asked: &Asked<Place>,
) -> Result<Vec<(Place, Seen)>, Failure> {
    use sea_orm::sea_query::{Expr, ExprTrait};
    let mut select = access_entry::Entity::find()
        .filter(access_entry::Column::SubjectId.eq(subject))
        .order_by_desc(access_entry::Column::At)
        .order_by_desc(access_entry::Column::Id)
        .limit(asked.rows());
    if let Some(Place(at, id)) = asked.after {
        let place =
            Expr::tuple([Expr::col(access_entry::Column::At), Expr::col(access_entry::Column::Id)]);
        let after = Expr::tuple([Expr::value(at), Expr::value(id)]);
        select = select.filter(place.lt(after));
    }
    let rows = select.all(db).await?;
    let placed = |row: access_entry::Model| {
        let place = Place(platform::clock::to_millis(row.at.0), row.id);
        (place, seen(row))
    };
    Ok(rows.into_iter().map(placed).collect())
}

fn seen(row: access_entry::Model) -> Seen {
    Seen {
        id: row.id,
        at: row.at.0,
        actor: row.actor_id,
        subject: row.subject_id,
        role: row.role,
        table: row.table_name,
        column: row.column_name,
        purpose: row.purpose,
        basis: row.basis,
        granted: row.decision == access_entry::Decision::Granted,
    }
}

/// An entry that let somebody read, by its id.
///
/// # Errors
/// The database's own.
pub async fn granted(db: &impl ConnectionTrait, entry: Uuid) -> Result<Option<Seen>, Failure> {
    let found = access_entry::Entity::find_by_id(entry).one(db).await?;
    Ok(found.map(seen).filter(|seen| seen.granted))
}

/// Entries that wait to be sealed, at most `limit`, in the order of their ids.
pub(super) async fn waiting(tx: &Tx, limit: u64) -> Result<Vec<(Uuid, Vec<u8>)>, Failure> {
    let ids: Vec<Uuid> = access_unsealed::Entity::find()
        .order_by_asc(access_unsealed::Column::EntryId)
        .limit(limit)
        .select_only()
        .column(access_unsealed::Column::EntryId)
        .into_tuple()
        .all(tx.conn())
        .await?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows = access_entry::Entity::find()
        .filter(access_entry::Column::Id.is_in(padded(ids)))
        .order_by_asc(access_entry::Column::Id)
        .all(tx.conn())
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, bytes(row))).collect())
}

/// The bytes of an entry that are sealed.
fn bytes(row: access_entry::Model) -> Vec<u8> {
    let decision = match row.decision {
        access_entry::Decision::Granted => Decision::Granted,
        access_entry::Decision::Denied => Decision::Denied,
    };
    let entry = Entry {
        id: row.id,
        at: row.at.0,
        actor: row.actor_id,
        role: row.role,
        subject: row.subject_id,
        table: row.table_name,
        column: row.column_name,
        purpose: row.purpose,
        basis: row.basis,
        request: row.request,
        decision,
    };
    entry.to_bytes()
}

/// Keeps the seals of entries, which wait no longer.
pub(super) async fn add_seals(tx: &Tx, seals: &[(u64, Uuid, Hash)]) -> Result<(), Failure> {
    let mut rows = Vec::with_capacity(seals.len());
    for (seq, entry, hash) in seals {
        rows.push(access_seal::ActiveModel {
            seq: Set(signed(*seq)?),
            entry_id: Set(*entry),
            hash: Set(hash.to_vec()),
        });
    }
    access_seal::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    access_unsealed::Entity::delete_many()
        .filter(access_unsealed::Column::EntryId.is_in(padded(seals.iter().map(|seal| seal.1))))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Where the chain has come to.
pub(super) async fn head(db: &impl ConnectionTrait) -> Result<Chain, Failure> {
    let last = access_seal::Entity::find().order_by_desc(access_seal::Column::Seq).one(db).await?;
    match last {
        Some(seal) => Ok(Chain::resume(seal.seq.unsigned_abs(), hash(&seal.hash)?)),
        None => Ok(Chain::start(super::NAME)),
    }
}

/// The last checkpoint's number; 0 if there is none.
pub(super) async fn signed_up_to(db: &impl ConnectionTrait) -> Result<u64, Failure> {
    let last = access_checkpoint::Entity::find()
        .order_by_desc(access_checkpoint::Column::Seq)
        .one(db)
        .await?;
    Ok(last.map_or(0, |checkpoint| checkpoint.seq.unsigned_abs()))
}

pub(super) async fn add_checkpoint(tx: &Tx, checkpoint: &Checkpoint) -> Result<(), Failure> {
    let row = access_checkpoint::ActiveModel {
        seq: Set(signed(checkpoint.seq)?),
        head: Set(checkpoint.head.to_vec()),
        at: Set(from_millis(checkpoint.at.saturating_mul(1_000)).into()),
        signature: Set(checkpoint.signature.to_vec()),
    };
    access_checkpoint::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Every checkpoint, in order.
pub(super) async fn checkpoints(db: &impl ConnectionTrait) -> Result<Vec<Checkpoint>, Failure> {
    let rows = access_checkpoint::Entity::find()
        .order_by_asc(access_checkpoint::Column::Seq)
        .all(db)
        .await?;
    rows.into_iter().map(checkpoint).collect()
}

fn checkpoint(row: access_checkpoint::Model) -> Result<Checkpoint, Failure> {
    let signature: [u8; 64] = row
        .signature
        .try_into()
        .map_err(|_| Failure::broken("a checkpoint's signature has another length"))?;
    Ok(Checkpoint {
        seq: row.seq.unsigned_abs(),
        head: hash(&row.head)?,
        at: row.at.0.unix_timestamp(),
        signature,
    })
}

/// Sealed entries after a number, in order, at most `limit`.
pub(super) async fn sealed_after(
    db: &impl ConnectionTrait,
    seq: u64,
    limit: u64,
) -> Result<Vec<Sealed>, Failure> {
    let rows = access_seal::Entity::find()
        .filter(access_seal::Column::Seq.gt(signed(seq)?))
        .order_by_asc(access_seal::Column::Seq)
        .limit(limit)
        .all(db)
        .await?;
    let ids = rows.iter().map(|row| row.entry_id);
    let entries = access_entry::Entity::find()
        .filter(access_entry::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    let mut entries: std::collections::HashMap<Uuid, Vec<u8>> =
        entries.into_iter().map(|row| (row.id, bytes(row))).collect();
    let sealed = |row: access_seal::Model| {
        Ok(Sealed {
            seq: row.seq.unsigned_abs(),
            // An entry that is gone has other bytes than those that were sealed: none.
            entry: entries.remove(&row.entry_id).unwrap_or_default(),
            hash: hash(&row.hash)?,
        })
    };
    rows.into_iter().map(sealed).collect()
}

/// How many entries no seal names, among those written before an instant.
pub(super) async fn unsealed_before(
    db: &impl ConnectionTrait,
    before: OffsetDateTime,
) -> Result<u64, Failure> {
    use sea_orm::sea_query::{Expr, ExprTrait, Query};
    let before: entity::Instant = before.into();
    let seal = Query::select()
        .expr(Expr::val(1))
        .from(access_seal::Entity)
        .and_where(
            Expr::col((access_seal::Entity, access_seal::Column::EntryId))
                .equals((access_entry::Entity, access_entry::Column::Id)),
        )
        .to_owned();
    Ok(access_entry::Entity::find()
        .filter(access_entry::Column::At.lt(before))
        .filter(Expr::exists(seal).not())
        .count(db)
        .await?)
}

/// Whether no other server is sealing now. SQLite has one writer anyway.
pub(super) async fn is_my_turn(tx: &Tx) -> Result<bool, Failure> {
    /// "sealer" in ASCII.
    const LOCK: i64 = 0x7365_616c_6572;
    if tx.conn().get_database_backend() != DatabaseBackend::Postgres {
        return Ok(true);
    }
    let sql = "SELECT pg_try_advisory_xact_lock($1) AS mine";
    let ask = Statement::from_sql_and_values(DatabaseBackend::Postgres, sql, [LOCK.into()]);
    let row = tx.conn().query_one_raw(ask).await?;
    let row = row.ok_or_else(|| Failure::broken("a lock that gives no answer"))?;
    Ok(row.try_get("", "mine")?)
}

fn hash(bytes: &[u8]) -> Result<Hash, Failure> {
    bytes.try_into().map_err(|_| Failure::broken("a hash of the ledger has another length"))
}

fn signed(seq: u64) -> Result<i64, Failure> {
    i64::try_from(seq).map_err(|error| Failure::because("a number of the ledger", error))
}
