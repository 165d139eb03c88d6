//! Rows of what was said about returns; they are added and never changed.

pub use entity::returns::return_word::Word;
use entity::returns::return_word::{ActiveModel, Column as C, Entity, Model};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::Account;
use crate::returns::goods_return::Return;

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub of: Id<Return>,
    pub kind: Word,
    pub author: Id<Account>,
    /// Sealed under the return's key.
    pub words: Vec<u8>,
    pub at: OffsetDateTime,
}

pub async fn insert(tx: &Tx, new: &Said) -> Result<(), Failure> {
    let row = ActiveModel {
        return_id: Set(new.of.uuid()),
        kind: Set(new.kind),
        author: Set(new.author.uuid()),
        words: Set(new.words.clone()),
        at: Set(new.at.into()),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// All that was said about a return: one of each kind at most.
pub async fn of_return(db: &impl ConnectionTrait, id: Id<Return>) -> Result<Vec<Said>, Failure> {
    let rows = Entity::find()
        .filter(C::ReturnId.eq(id.uuid()))
        .order_by_asc(C::At)
        .order_by_asc(C::Kind)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// What somebody said, the newest first; at most two hundred.
pub async fn of_author(db: &impl ConnectionTrait, author: Uuid) -> Result<Vec<Said>, Failure> {
    let rows =
        Entity::find().filter(C::Author.eq(author)).order_by_desc(C::At).limit(200).all(db).await?;
    Ok(rows.into_iter().map(from_row).collect())
}

fn from_row(row: Model) -> Said {
    Said {
        of: Id::from_uuid(row.return_id),
        kind: row.kind,
        author: Id::from_uuid(row.author),
        words: row.words,
        at: row.at.0,
    }
}
