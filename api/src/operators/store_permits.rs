//! Rows of permits.

use std::collections::HashMap;

use entity::operators::operator_permit;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::Permit;
use crate::identity::Account;

/// Permits by operator, whether or not they are good, the one that ends last first.
///
/// # Errors
/// The database's own.
pub async fn permits_of(
    db: &impl ConnectionTrait,
    operators: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Permit>>, Failure> {
    let rows = operator_permit::Entity::find()
        .filter(operator_permit::Column::OperatorId.is_in(padded(operators)))
        .order_by_desc(operator_permit::Column::ValidUntil)
        .order_by_desc(operator_permit::Column::Id)
        .all(db)
        .await?;
    let mut permits: HashMap<Uuid, Vec<Permit>> = HashMap::new();
    for row in rows {
        permits.entry(row.operator_id).or_default().push(from_row(row));
    }
    Ok(permits)
}

pub(super) async fn insert(tx: &Tx, permit: &Permit, by: Id<Account>) -> Result<(), Failure> {
    let row = operator_permit::ActiveModel {
        id: Set(permit.id.uuid()),
        operator_id: Set(permit.operator_id.uuid()),
        kind: Set(permit.kind),
        number: Set(permit.number.clone()),
        valid_from: Set(permit.valid_from.into()),
        valid_until: Set(permit.valid_until.into()),
        document_id: Set(permit.document_id),
        filed_by: Set(by.uuid()),
        filed_at: Set(permit.filed_at.into()),
    };
    operator_permit::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn from_row(row: operator_permit::Model) -> Permit {
    Permit {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        kind: row.kind,
        number: row.number,
        valid_from: row.valid_from.0,
        valid_until: row.valid_until.0,
        document_id: row.document_id,
        filed_at: row.filed_at.0,
    }
}
