//! Rows of agreements, and who accepted which.

use entity::settlement::{finance_acceptance, finance_agreement};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use time::OffsetDateTime;

use crate::identity::Account;
use crate::operators::Operator;
use crate::settlement::agreement::Agreement;

/// The agreement that is in force.
pub async fn current(
    db: &impl ConnectionTrait,
    now: OffsetDateTime,
) -> Result<Option<Agreement>, Failure> {
    let row = finance_agreement::Entity::find()
        .filter(finance_agreement::Column::EffectiveFrom.lte(to_millis(now)))
        .order_by_desc(finance_agreement::Column::Version)
        .one(db)
        .await?;
    Ok(row.map(|row| Agreement {
        version: row.version,
        text_zh: row.text_zh,
        text_en: row.text_en,
        effective_from: row.effective_from.0,
    }))
}

/// The version that a shop accepted last and has not ended.
pub async fn accepted(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
) -> Result<Option<i32>, Failure> {
    let row = finance_acceptance::Entity::find()
        .filter(finance_acceptance::Column::OperatorId.eq(operator.uuid()))
        .order_by_desc(finance_acceptance::Column::Id)
        .one(db)
        .await?;
    Ok(row.filter(|row| row.accepted).map(|row| row.version))
}

/// Writes down that a shop accepts a version, or ends it.
pub async fn put(
    tx: &Tx,
    operator: Id<Operator>,
    (version, accepted): (i32, bool),
    by: Id<Account>,
) -> Result<(), Failure> {
    let row = finance_acceptance::ActiveModel {
        id: Set(tx.app().new_uuid()),
        operator_id: Set(operator.uuid()),
        version: Set(version),
        accepted: Set(accepted),
        account_id: Set(by.uuid()),
        at: Set(tx.now().into()),
    };
    finance_acceptance::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
