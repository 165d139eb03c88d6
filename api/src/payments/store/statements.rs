//! Which days' statements were compared.

use entity::payments::payment_statement;
use platform::Failure;
use platform::database::Tx;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait};
use time::Date;

use crate::payments::attempt::ProviderKind;

fn key(kind: ProviderKind, day: Date) -> (String, i64) {
    (kind.name().to_owned(), i64::from(day.to_julian_day()))
}

/// Whether a day was compared.
pub async fn is_compared(
    db: &impl ConnectionTrait,
    kind: ProviderKind,
    day: Date,
) -> Result<bool, Failure> {
    Ok(payment_statement::Entity::find_by_id(key(kind, day)).one(db).await?.is_some())
}

/// Notes that a day was compared. Once: `payment_statement_pkey`.
pub async fn note(
    tx: &Tx,
    (kind, day): (ProviderKind, Date),
    (lines, differences): (usize, usize),
) -> Result<(), Failure> {
    let (provider, day) = key(kind, day);
    let row = payment_statement::ActiveModel {
        provider: Set(provider),
        day: Set(day),
        line_count: Set(i64::try_from(lines).unwrap_or(i64::MAX)),
        difference_count: Set(i64::try_from(differences).unwrap_or(i64::MAX)),
        compared_at: Set(tx.now().into()),
    };
    payment_statement::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
