//! One-time codes: what was sent where, and how many tries are left.

use entity::identity::one_time_code;
use platform::database::Tx;
use platform::{App, Failure};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::identity::code::{CodePurpose, SentCode};
use crate::identity::contact::{Contact, keyed_hash};
use crate::identity::seal;

/// A code to be stored and sent, or to look from outside as if it were.
pub struct NewCode<'a> {
    pub id: Uuid,
    pub purpose: CodePurpose,
    pub contact: &'a Contact,
    pub lookup: &'a str,
    /// Whose address it is, or who asks.
    pub account_id: Option<Uuid>,
    /// No answer will ever be right.
    pub decoy: bool,
    pub code: &'a str,
    pub locale: &'a str,
}

/// A code that was stored.
pub struct StoredCode {
    pub id: Uuid,
    pub purpose: CodePurpose,
    pub account_id: Option<Uuid>,
    pub decoy: bool,
    pub lookup: String,
    pub locale: String,
    pub state: SentCode,
    hash: String,
    sealed: String,
    sealed_code: Option<String>,
}

impl StoredCode {
    /// Whether an answer is the code. A decoy has no right answer.
    pub fn is_right(&self, app: &App, answer: &str) -> bool {
        use subtle::ConstantTimeEq as _;
        let same = hash_of(app, self.id, answer.trim()).as_bytes().ct_eq(self.hash.as_bytes());
        bool::from(same) && !self.decoy
    }

    /// Where it was sent.
    pub fn contact(&self, app: &App) -> Result<Contact, Failure> {
        let text = seal::open(app, "one_time_code.sealed", self.id, &self.sealed)?;
        let kind = if text.contains('@') { Contact::email(&text) } else { Contact::phone(&text) };
        kind.map_err(|_| Failure::broken("a stored contact is malformed"))
    }

    /// The code itself, as long as it has not been sent.
    pub fn unsent(&self, app: &App) -> Result<Option<Zeroizing<String>>, Failure> {
        let open = |sealed: &String| seal::open(app, "one_time_code.sealed_code", self.id, sealed);
        self.sealed_code.as_ref().map(open).transpose()
    }
}

fn hash_of(app: &App, id: Uuid, code: &str) -> String {
    let key = app.keys().derive("identity/one-time-code/1");
    keyed_hash(&key, &[id.as_bytes(), code.as_bytes()])
}

fn from_row(row: one_time_code::Model) -> StoredCode {
    StoredCode {
        id: row.id,
        purpose: row.purpose,
        account_id: row.account_id,
        decoy: row.decoy,
        lookup: row.lookup,
        locale: row.locale,
        state: SentCode {
            tries_left: row.tries_left,
            expires_at: row.expires_at.0,
            spent: row.spent_at.is_some(),
        },
        hash: row.hash,
        sealed: row.sealed,
        sealed_code: row.sealed_code,
    }
}

/// Stores a code; the older ones for the same purpose and address are dead from now on.
pub async fn insert(tx: &Tx, new: &NewCode<'_>) -> Result<SentCode, Failure> {
    let now = tx.now();
    let (app, id) = (tx.app(), new.id);
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::SpentAt, Expr::value(platform::clock::to_millis(now)))
        .filter(one_time_code::Column::Lookup.eq(new.lookup))
        .filter(one_time_code::Column::Purpose.eq(new.purpose))
        .filter(one_time_code::Column::SpentAt.is_null())
        .exec(tx.conn())
        .await?;
    let state = SentCode::new(now);
    one_time_code::Entity::insert(one_time_code::ActiveModel {
        id: Set(id),
        purpose: Set(new.purpose),
        lookup: Set(new.lookup.to_owned()),
        sealed: Set(seal::seal(app, "one_time_code.sealed", id, new.contact.value())?),
        account_id: Set(new.account_id),
        decoy: Set(new.decoy),
        hash: Set(hash_of(app, id, new.code)),
        sealed_code: Set(Some(seal::seal(app, "one_time_code.sealed_code", id, new.code)?)),
        locale: Set(new.locale.to_owned()),
        tries_left: Set(state.tries_left),
        sent_at: Set(now.into()),
        expires_at: Set(state.expires_at.into()),
        spent_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(state)
}

/// When codes were sent to an address within the last hour, whatever for.
pub async fn sent_at(
    db: &impl ConnectionTrait,
    lookup: &str,
    now: OffsetDateTime,
) -> Result<Vec<OffsetDateTime>, Failure> {
    let since: entity::Instant = (now - Duration::HOUR).into();
    let rows = one_time_code::Entity::find()
        .filter(one_time_code::Column::Lookup.eq(lookup))
        .filter(one_time_code::Column::SentAt.gt(since))
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| row.sent_at.0).collect())
}

/// Reads a code and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<StoredCode>, Failure> {
    let row = one_time_code::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// A code by its id.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<StoredCode>, Failure> {
    Ok(one_time_code::Entity::find_by_id(id).one(db).await?.map(from_row))
}

/// Writes what an answer did to a code.
pub async fn save(tx: &Tx, id: Uuid, state: SentCode) -> Result<(), Failure> {
    one_time_code::Entity::update_many()
        .set(one_time_code::ActiveModel {
            tries_left: Set(state.tries_left),
            spent_at: Set(state.spent.then(|| tx.now().into())),
            ..Default::default()
        })
        .filter(one_time_code::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Forgets the text of a code that has been handed to the carrier.
pub async fn forget_text(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    one_time_code::Entity::update_many()
        .col_expr(one_time_code::Column::SealedCode, Expr::value(Option::<String>::None))
        .filter(one_time_code::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deletes codes that no limit needs any more.
pub async fn delete_old(tx: &Tx) -> Result<u64, Failure> {
    let before: entity::Instant = (tx.now() - Duration::hours(2)).into();
    let gone = one_time_code::Entity::delete_many()
        .filter(one_time_code::Column::SentAt.lt(before))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}
