//! Which days' statements were compared.

use entity::payments::payment_statement;
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, FromQueryResult, Statement};
use time::Date;
use uuid::Uuid;

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

/// Notes that a day was compared; another server may have done so at the same moment.
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
    payment_statement::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// One that staff have not looked at.
#[derive(Debug, FromQueryResult)]
pub struct Untold {
    pub id: Uuid,
    pub expected_minor: i64,
    pub found_minor: i64,
}

/// Incidents that are not resolved in the ledger's list of incidents; at most 1,000.
pub async fn unresolved(
    db: &impl ConnectionTrait,
    check: &str,
    since: i64,
) -> Result<Vec<Untold>, Failure> {
    let sql = "SELECT id, expected_minor, found_minor FROM payment_incident WHERE at > $1 \
        AND NOT EXISTS (SELECT 1 FROM ledger_incident WHERE check_name = $2 \
        AND subject_id = payment_incident.id AND state <> 'OPEN') ORDER BY at LIMIT 1000";
    let ask = Statement::from_sql_and_values(
        db.get_database_backend(),
        sql,
        [since.into(), check.into()],
    );
    Ok(Untold::find_by_statement(ask).all(db).await?)
}
