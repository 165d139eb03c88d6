//! Required deposits: of each category the newest level that has begun; and where those of shops
//! stand.

use entity::settlement::operator_deposit;
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, LockType, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryResult, QuerySelect, Statement,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::ledger::{self, Account};
use crate::operators::Operator;
use crate::settlement::deposit::Deposit;
use crate::settlement::shortfall::DepositState;

/// Where the deposit of a shop stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    pub id: Uuid,
    pub operator: Id<Operator>,
    pub state: DepositState,
    /// Since when it is short, and the first instant at which nothing new is listed for it.
    pub short: Option<(OffsetDateTime, OffsetDateTime)>,
}

/// What is asked of the shop `$2` at `$1`.
const REQUIRED: &str = "SELECT CAST(coalesce(max(l.amount_minor), 0) AS bigint) AS minor \
    FROM deposit_level AS l WHERE l.effective_from <= $1 AND NOT EXISTS ( \
    SELECT 1 FROM deposit_level AS newer WHERE newer.effective_from <= $1 \
    AND newer.id > l.id AND newer.category_id IS NOT DISTINCT FROM l.category_id) \
    AND (l.category_id IS NULL OR EXISTS (SELECT 1 FROM product AS p \
    WHERE p.operator_id = {shop} AND p.category_id = l.category_id AND p.state = 'LIVE'))";

/// The most that any category asks for in which the shop has something live, and what is asked of
/// everybody, in fen.
pub async fn required(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    now: OffsetDateTime,
) -> Result<i64, Failure> {
    let sql = REQUIRED.replace("{shop}", "$2");
    let values = [to_millis(now).into(), operator.uuid().into()];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let row = db.query_one_raw(ask).await?;
    let row = row.ok_or_else(|| Failure::broken("a maximum without a row"))?;
    Ok(row.try_get("", "minor")?)
}

/// The deposit of a shop, in yuan: what is asked, what is there, where it stands.
pub async fn read(
    db: &impl ConnectionTrait,
    id: Id<Operator>,
    now: OffsetDateTime,
) -> Result<Deposit, Failure> {
    let required = Money::new(required(db, id, now).await?, Currency::Cny);
    let balance = ledger::balance(db, Account::Deposit(id), Currency::Cny).await?.balance;
    let standing = of_operator(db, id).await?;
    let unseen = if balance.minor() >= required.minor() {
        DepositState::Sufficient
    } else {
        DepositState::Required
    };
    let state = standing.as_ref().map_or(unseen, |standing| standing.state);
    let restrict_at = standing.and_then(|standing| standing.short).map(|(_, by)| by);
    Ok(Deposit { required, balance, state, restrict_at })
}

/// Shops whose deposit is short and not known to be, or the other way round, by id.
pub async fn uneven(
    db: &impl ConnectionTrait,
    now: OffsetDateTime,
    (after, limit): (Option<Id<Operator>>, u64),
) -> Result<Vec<Id<Operator>>, Failure> {
    let sql = format!(
        "SELECT o.id AS id FROM operator AS o \
         LEFT JOIN operator_deposit AS d ON d.operator_id = o.id \
         LEFT JOIN ledger_account AS a ON a.kind = 'DEPOSIT' AND a.owner_id = o.id \
         AND a.currency = 'CNY' WHERE o.id > $2 AND o.state <> 'EXITED' \
         AND coalesce(d.state, 'REQUIRED') <> 'RETURNED' \
         AND (coalesce(a.balance_minor, 0) < ({})) \
         <> (coalesce(d.state, 'REQUIRED') IN ('SHORT', 'RESTRICTED')) ORDER BY o.id LIMIT {limit}",
        REQUIRED.replace("{shop}", "o.id")
    );
    let after = after.map_or(Uuid::nil(), Id::uuid);
    let values = [to_millis(now).into(), after.into()];
    let ask = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(ask).await?;
    let id = |row: &QueryResult| Ok(Id::from_uuid(row.try_get("", "id")?));
    rows.iter().map(id).collect()
}

/// Where the deposit of a shop stands, as it is known; nothing where nobody has looked yet.
pub async fn of_operator(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
) -> Result<Option<Standing>, Failure> {
    let found = operator_deposit::Entity::find()
        .filter(operator_deposit::Column::OperatorId.eq(operator.uuid()))
        .one(db)
        .await?;
    found.as_ref().map(from_row).transpose()
}

/// The deposit of a shop, its row locked; it begins here where nobody has looked yet.
pub async fn lock(tx: &Tx, operator: Id<Operator>) -> Result<Standing, Failure> {
    let row = operator_deposit::ActiveModel {
        id: Set(tx.app().new_uuid()),
        operator_id: Set(operator.uuid()),
        state: Set(DepositState::Required.name()),
        short_at: NotSet,
        restrict_at: NotSet,
        returned_at: NotSet,
    };
    operator_deposit::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    let found = operator_deposit::Entity::find()
        .filter(operator_deposit::Column::OperatorId.eq(operator.uuid()))
        .lock(LockType::NoKeyUpdate)
        .one(tx.conn())
        .await?;
    from_row(&found.ok_or_else(|| Failure::broken("a deposit that was begun is gone"))?)
}

/// A deposit by its own id, its row locked.
pub async fn lock_by_id(tx: &Tx, id: Uuid) -> Result<Option<Standing>, Failure> {
    let found = operator_deposit::Entity::find_by_id(id).lock(LockType::NoKeyUpdate);
    found.one(tx.conn()).await?.as_ref().map(from_row).transpose()
}

/// Moves a deposit to a state, with since when it is short; false if it is not where it was read.
pub async fn go(tx: &Tx, after: &Standing, to: DepositState) -> Result<bool, Failure> {
    let millis = |at: Option<OffsetDateTime>| Expr::value(at.map(to_millis));
    let returned = (to == DepositState::Returned).then_some(tx.now());
    let moved = operator_deposit::Entity::update_many()
        .col_expr(operator_deposit::Column::State, Expr::value(to.name()))
        .col_expr(operator_deposit::Column::ShortAt, millis(after.short.map(|(since, _)| since)))
        .col_expr(operator_deposit::Column::RestrictAt, millis(after.short.map(|(_, by)| by)))
        .col_expr(operator_deposit::Column::ReturnedAt, millis(returned))
        .filter(operator_deposit::Column::Id.eq(after.id))
        .filter(operator_deposit::Column::State.eq(after.state.name()))
        .exec(tx.conn())
        .await?;
    Ok(moved.rows_affected == 1)
}

fn from_row(row: &operator_deposit::Model) -> Result<Standing, Failure> {
    Ok(Standing {
        id: row.id,
        operator: Id::from_uuid(row.operator_id),
        state: DepositState::named(&row.state)
            .ok_or_else(|| Failure::broken("a deposit's state is not known"))?,
        short: row.short_at.zip(row.restrict_at).map(|(since, by)| (since.0, by.0)),
    })
}
