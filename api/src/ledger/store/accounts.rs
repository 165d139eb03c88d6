//! Rows of accounts, and what is on them.

use std::collections::{BTreeSet, HashMap};

use entity::ledger::escrow;
use entity::ledger::ledger_account::{self, AccountKind};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Currency, Id, Money};
use sea_orm::sea_query::{Expr, ExprTrait, LockType, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use super::{places, unbooked, with_ids};
use crate::ledger::account::{Account, Place, is_guarded};
use crate::ledger::transfer::Balance;
use crate::operators::Operator;

/// Makes the rows that are not there yet, in one order.
pub async fn open(tx: &Tx, wanted: &[Place]) -> Result<(), Failure> {
    let mut wanted: Vec<&Place> = wanted.iter().collect();
    wanted.sort_by_key(|place| place.id);
    wanted.dedup_by_key(|place| place.id);
    let rows: Vec<ledger_account::ActiveModel> = wanted
        .into_iter()
        .map(|place| {
            let nothing = is_guarded(place.kind).then_some(0);
            ledger_account::ActiveModel {
                id: Set(place.id),
                kind: Set(place.kind),
                owner_id: Set(place.owner),
                name: Set(place.name.map(str::to_owned)),
                currency: Set(place.currency.code().to_owned()),
                shard: Set(i32::from(place.shard)),
                balance_minor: Set(nothing),
                held_minor: Set(nothing),
                moved_by: NotSet,
                opened_at: Set(tx.now().into()),
            }
        })
        .collect();
    ledger_account::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// What may be moved of guarded accounts, their rows locked in one order.
pub async fn lock_available(tx: &Tx, ids: BTreeSet<Uuid>) -> Result<HashMap<Uuid, i64>, Failure> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = ledger_account::Entity::find()
        .filter(ledger_account::Column::Id.is_in(padded(ids)))
        .order_by_asc(ledger_account::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    let available = |row: ledger_account::Model| {
        let left = row.balance_minor?.checked_sub(row.held_minor?)?;
        Some((row.id, left))
    };
    Ok(rows.into_iter().filter_map(available).collect())
}

/// Waits for whoever moves what the platform owes an operator.
pub async fn lock_of_operator(tx: &Tx, operator: Id<Operator>) -> Result<(), Failure> {
    let kinds = [AccountKind::Payable, AccountKind::Deposit];
    ledger_account::Entity::find()
        .filter(ledger_account::Column::Kind.is_in(kinds))
        .filter(ledger_account::Column::OwnerId.eq(operator.uuid()))
        .order_by_asc(ledger_account::Column::Id)
        .lock(LockType::NoKeyUpdate)
        .all(tx.conn())
        .await?;
    Ok(())
}

/// Holds part of what may be moved; false if there is not so much.
pub async fn hold(tx: &Tx, id: Uuid, minor: i64) -> Result<bool, Failure> {
    let (balance, held) = (
        Expr::col(ledger_account::Column::BalanceMinor),
        Expr::col(ledger_account::Column::HeldMinor),
    );
    let done = ledger_account::Entity::update_many()
        .col_expr(ledger_account::Column::HeldMinor, held.clone().add(minor))
        .filter(ledger_account::Column::Id.eq(id))
        .filter(balance.sub(held).gte(minor))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// Lets go of part of what is held; false if less is.
pub async fn unhold(tx: &Tx, id: Uuid, minor: i64) -> Result<bool, Failure> {
    let held = Expr::col(ledger_account::Column::HeldMinor);
    let done = ledger_account::Entity::update_many()
        .col_expr(ledger_account::Column::HeldMinor, held.clone().sub(minor))
        .filter(ledger_account::Column::Id.eq(id))
        .filter(held.gte(minor))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// What is on an account; zero for one that nothing was moved on.
///
/// # Errors
/// The database's own.
pub async fn balance(
    db: &impl ConnectionTrait,
    account: Account,
    currency: Currency,
) -> Result<Balance, Failure> {
    let (minor, held) = match account {
        Account::Escrow(order) => {
            let row = escrow::Entity::find_by_id(order)
                .filter(escrow::Column::Currency.eq(currency.code()))
                .one(db)
                .await?;
            (row.as_ref().map_or(Some(0), left), 0)
        }
        _ if is_guarded(account.kind()) => {
            let id = account.place(currency, Uuid::nil()).id;
            let row = ledger_account::Entity::find_by_id(id).one(db).await?;
            let row = row.and_then(|row| Some((row.balance_minor?, row.held_minor?)));
            row.map_or((Some(0), 0), |(balance, held)| (Some(balance), held))
        }
        _ => (Some(added_up(db, account, currency).await?), 0),
    };
    let minor = minor.ok_or_else(|| Failure::broken("an escrow's amounts do not fit"))?;
    Ok(Balance { balance: Money::new(minor, currency), held: Money::new(held, currency) })
}

fn left(row: &escrow::Model) -> Option<i64> {
    row.funded_minor.checked_sub(row.released_minor)?.checked_sub(row.refunded_minor)
}

/// The balance of an account that keeps none: its days, and what was not added up yet. In one
/// statement, so that nothing is counted twice or not at all.
async fn added_up(
    db: &impl ConnectionTrait,
    account: Account,
    currency: Currency,
) -> Result<i64, Failure> {
    let backend = db.get_database_backend();
    let ids: Vec<Uuid> = account.places(currency).into_iter().map(|place| place.id).collect();
    let (list, behind) = (places(0, ids.len()), unbooked(backend));
    let sql = format!(
        "SELECT CAST(coalesce(sum(moved), 0) AS bigint) AS minor FROM ( \
         SELECT credit_minor - debit_minor AS moved FROM ledger_day WHERE account_id IN ({list}) \
         UNION ALL SELECT t.amount_minor FROM ledger_book AS b JOIN ledger_transfer AS t \
         ON {behind} WHERE t.credit_id IN ({list}) \
         UNION ALL SELECT -t.amount_minor FROM ledger_book AS b JOIN ledger_transfer AS t \
         ON {behind} WHERE t.debit_id IN ({list})) AS moves"
    );
    let row = db.query_one_raw(with_ids(backend, sql, ids)).await?;
    let row = row.ok_or_else(|| Failure::broken("a sum without a row"))?;
    Ok(row.try_get("", "minor")?)
}
