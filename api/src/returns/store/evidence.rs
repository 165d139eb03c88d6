//! Rows of what was shown about returns; they are added and never changed.

pub use entity::returns::return_evidence::Model as Evidence;
use entity::returns::return_evidence::{ActiveModel, Column as C, Entity};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Id, Noun};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::returns::goods_return::Return;

/// What an id of evidence is an id of.
pub struct ReturnEvidence;

impl Noun for ReturnEvidence {
    const PREFIX: &'static str = "return_evidence";
}

pub async fn insert(tx: &Tx, new: &Evidence) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(new.id),
        return_id: Set(new.return_id),
        document_id: Set(new.document_id),
        owner: Set(new.owner),
        by_seller: Set(new.by_seller),
        sha256: Set(new.sha256.clone()),
        at: Set(new.at),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// How much one side has shown about a return.
pub async fn count_of(tx: &Tx, id: Id<Return>, by_seller: bool) -> Result<u64, Failure> {
    let rows = Entity::find().filter(C::ReturnId.eq(id.uuid())).filter(C::BySeller.eq(by_seller));
    Ok(rows.count(tx.conn()).await?)
}

pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Evidence>, Failure> {
    Ok(Entity::find_by_id(id).one(db).await?)
}

/// All that was shown about returns, first to last; it is bounded where it is handed in.
pub async fn of_returns(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Evidence>, Failure> {
    let rows = Entity::find()
        .filter(C::ReturnId.is_in(padded(ids)))
        .order_by_asc(C::ReturnId)
        .order_by_asc(C::Id)
        .limit(2_000)
        .all(db)
        .await?;
    Ok(rows)
}
