//! Rows of payouts and of the accounts they go to.

use entity::settlement::{payout, payout_account};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id, Money};
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveEnum as _, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;
use vault::pii::Pii;

use super::currency;
use crate::identity::Account;
use crate::operators::Operator;
use crate::settlement::payout::{Payout, PayoutAccount, PayoutNumber, PayoutState};

pub async fn insert_account(
    tx: &Tx,
    account: &PayoutAccount,
    number: &Pii<PayoutNumber>,
    by: Id<Account>,
) -> Result<(), Failure> {
    let row = payout_account::ActiveModel {
        id: Set(account.id),
        operator_id: Set(account.operator.uuid()),
        number_sealed: Set(number.as_bytes().to_vec()),
        masked: Set(account.masked.clone()),
        set_by: Set(by.uuid()),
        set_at: Set(account.set_at.into()),
    };
    payout_account::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The account in force of a shop.
pub async fn account_of(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
) -> Result<Option<PayoutAccount>, Failure> {
    let row = payout_account::Entity::find()
        .filter(payout_account::Column::OperatorId.eq(operator.uuid()))
        .order_by_desc(payout_account::Column::Id)
        .one(db)
        .await?;
    Ok(row.map(account_row))
}

/// An account by its id, in force or not.
pub async fn account(
    db: &impl ConnectionTrait,
    id: Uuid,
) -> Result<Option<PayoutAccount>, Failure> {
    let row = payout_account::Entity::find_by_id(id).one(db).await?;
    Ok(row.map(account_row))
}

fn account_row(row: payout_account::Model) -> PayoutAccount {
    PayoutAccount {
        id: row.id,
        operator: Id::from_uuid(row.operator_id),
        masked: row.masked,
        set_at: row.set_at.0,
    }
}

pub async fn insert(tx: &Tx, new: &Payout) -> Result<(), Failure> {
    let row = payout::ActiveModel {
        id: Set(new.id.uuid()),
        operator_id: Set(new.operator.uuid()),
        payout_account_id: Set(new.account),
        currency: Set(new.amount.currency().code().to_owned()),
        amount_minor: Set(new.amount.minor()),
        state: Set(new.state.name()),
        requested_by: Set(new.requested_by.uuid()),
        requested_at: Set(new.requested_at.into()),
        sent_at: Set(None),
        ended_at: Set(None),
        reference: Set(None),
        failure: Set(None),
    };
    payout::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn by_id(db: &impl ConnectionTrait, id: Id<Payout>) -> Result<Option<Payout>, Failure> {
    let row = payout::Entity::find_by_id(id.uuid()).one(db).await?;
    row.map(from_row).transpose()
}

/// Reads a payout, its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Payout>) -> Result<Option<Payout>, Failure> {
    let row = payout::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// Keeps what became of a payout that was in a state; false if it no longer is.
pub async fn put(tx: &Tx, before: PayoutState, after: &Payout) -> Result<bool, Failure> {
    let failure = after.failure.map(|failure| failure.to_value());
    let put = payout::Entity::update_many()
        .col_expr(payout::Column::State, Expr::value(after.state.name()))
        .col_expr(payout::Column::SentAt, Expr::value(after.sent_at.map(to_millis)))
        .col_expr(payout::Column::EndedAt, Expr::value(after.ended_at.map(to_millis)))
        .col_expr(payout::Column::Reference, Expr::value(after.reference.clone()))
        .col_expr(payout::Column::Failure, Expr::value(failure))
        .filter(payout::Column::Id.eq(after.id.uuid()))
        .filter(payout::Column::State.eq(before.name()))
        .exec(tx.conn())
        .await?;
    Ok(put.rows_affected == 1)
}

/// The payouts of a shop, the latest first.
pub async fn list(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    asked: &Asked<Uuid>,
) -> Result<Vec<Payout>, Failure> {
    let mut select = payout::Entity::find()
        .filter(payout::Column::OperatorId.eq(operator.uuid()))
        .order_by_desc(payout::Column::Id)
        .limit(asked.rows());
    if let Some(after) = asked.after {
        select = select.filter(payout::Column::Id.lt(after));
    }
    select.all(db).await?.into_iter().map(from_row).collect()
}

fn from_row(row: payout::Model) -> Result<Payout, Failure> {
    Ok(Payout {
        id: Id::from_uuid(row.id),
        operator: Id::from_uuid(row.operator_id),
        account: row.payout_account_id,
        amount: Money::new(row.amount_minor, currency(&row.currency)?),
        state: PayoutState::named(&row.state)
            .ok_or_else(|| Failure::broken("a payout's state is not known"))?,
        requested_by: Id::from_uuid(row.requested_by),
        requested_at: row.requested_at.0,
        sent_at: row.sent_at.map(|at| at.0),
        ended_at: row.ended_at.map(|at| at.0),
        reference: row.reference,
        failure: row.failure,
    })
}
