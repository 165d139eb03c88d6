//! Rows of payment accounts.

use entity::payments::payment_account::{self, Column};
use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
};
use uuid::Uuid;

use crate::identity::Account;
use crate::payments::balance::{PaymentAccount, Spent};

fn from_row(row: payment_account::Model) -> PaymentAccount {
    PaymentAccount {
        account: Id::from_uuid(row.account_id),
        class: row.class,
        password_hash: row.password_hash,
        wrong_tries: row.wrong_tries,
        locked_until: row.locked_until.map(|at| at.0),
        frozen_at: row.frozen_at.map(|at| at.0),
        spent: Spent {
            ever: row.spent_minor,
            year: row.year,
            in_year: row.year_minor,
            day: row.day,
            in_day: row.day_minor,
        },
    }
}

fn to_row(account: &PaymentAccount) -> payment_account::ActiveModel {
    payment_account::ActiveModel {
        account_id: Set(account.account.uuid()),
        class: Set(account.class),
        password_hash: Set(account.password_hash.clone()),
        wrong_tries: Set(account.wrong_tries),
        locked_until: Set(account.locked_until.map(Into::into)),
        frozen_at: Set(account.frozen_at.map(Into::into)),
        spent_minor: Set(account.spent.ever),
        year: Set(account.spent.year),
        year_minor: Set(account.spent.in_year),
        day: Set(account.spent.day),
        day_minor: Set(account.spent.in_day),
        ..Default::default()
    }
}

/// The payment account of somebody; a new one's values where there is none yet.
pub async fn of(db: &impl ConnectionTrait, account: Uuid) -> Result<PaymentAccount, Failure> {
    let row = payment_account::Entity::find_by_id(account).one(db).await?;
    Ok(row.map_or_else(|| PaymentAccount::new(Id::from_uuid(account)), from_row))
}

/// The same, made where it is missing, and locked until the transaction ends.
pub async fn lock(tx: &Tx, account: Id<Account>) -> Result<PaymentAccount, Failure> {
    payment_account::Entity::insert(to_row(&PaymentAccount::new(account)))
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    let row =
        payment_account::Entity::find_by_id(account.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).ok_or_else(|| Failure::broken("a payment account vanished"))
}

/// Writes a locked payment account.
pub async fn save(tx: &Tx, account: &PaymentAccount) -> Result<(), Failure> {
    payment_account::Entity::update_many()
        .set(to_row(account))
        .filter(Column::AccountId.eq(account.account.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Sets the payment password of a locked payment account.
pub async fn set_password(tx: &Tx, account: Id<Account>, hash: &str) -> Result<(), Failure> {
    payment_account::Entity::update_many()
        .set(payment_account::ActiveModel {
            password_hash: Set(Some(hash.to_owned())),
            password_set_at: Set(Some(tx.now().into())),
            wrong_tries: Set(0),
            locked_until: Set(None),
            ..Default::default()
        })
        .filter(Column::AccountId.eq(account.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}
