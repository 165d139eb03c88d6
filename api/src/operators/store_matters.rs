//! Rows of what the law counts, reminds of and holds: turnover, prompts, payout holders, deposit
//! accounts, open matters, runs of the report.

pub use entity::operators::operator_prompt::PromptKind;
use entity::operators::{
    identity_report_run, operator, operator_deposit_account, operator_open_matter,
    operator_payout_holder, operator_prompt, operator_turnover,
};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::pii::Pii;

use super::Operator;
use super::payout::{Holder, HolderName};
use crate::identity::Account;

/// What a shop turned over in a year.
pub struct Turnover {
    pub operator: Uuid,
    pub minor: i64,
    pub flagged: bool,
}

pub async fn turnover(
    db: &impl ConnectionTrait,
    operators: &[Uuid],
    year: i32,
) -> Result<Vec<Turnover>, Failure> {
    let rows = operator_turnover::Entity::find()
        .filter(operator_turnover::Column::OperatorId.is_in(padded(operators.iter().copied())))
        .filter(operator_turnover::Column::Year.eq(year))
        .all(db)
        .await?;
    let row = |row: operator_turnover::Model| Turnover {
        operator: row.operator_id,
        minor: row.amount_minor,
        flagged: row.flagged_at.is_some(),
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Puts the total of a shop for a year; the shop's row is locked.
pub async fn put_turnover(tx: &Tx, id: Id<Operator>, year: i32, minor: i64) -> Result<(), Failure> {
    let row = operator_turnover::ActiveModel {
        operator_id: Set(id.uuid()),
        year: Set(year),
        amount_minor: Set(minor),
        flagged_at: Set(None),
    };
    let known = OnConflict::columns([
        operator_turnover::Column::OperatorId,
        operator_turnover::Column::Year,
    ])
    .update_column(operator_turnover::Column::AmountMinor)
    .to_owned();
    operator_turnover::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Flags a shop for a year, whether or not it turned over anything itself.
pub async fn flag_turnover(tx: &Tx, id: Id<Operator>, year: i32) -> Result<(), Failure> {
    let row = operator_turnover::ActiveModel {
        operator_id: Set(id.uuid()),
        year: Set(year),
        amount_minor: Set(0),
        flagged_at: Set(Some(tx.now().into())),
    };
    let known = OnConflict::columns([
        operator_turnover::Column::OperatorId,
        operator_turnover::Column::Year,
    ])
    .update_column(operator_turnover::Column::FlaggedAt)
    .to_owned();
    operator_turnover::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Writes down that people were reminded.
pub async fn add_prompts(
    tx: &Tx,
    id: Id<Operator>,
    people: &[Uuid],
    kind: PromptKind,
) -> Result<(), Failure> {
    if people.is_empty() {
        return Ok(());
    }
    let rows = people.iter().map(|account| operator_prompt::ActiveModel {
        id: Set(tx.app().new_uuid()),
        operator_id: Set(id.uuid()),
        account_id: Set(*account),
        kind: Set(kind),
        text_version: Set(super::prompts::TEXT_VERSION.to_owned()),
        at: Set(tx.now().into()),
    });
    operator_prompt::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A reminder that was given.
#[derive(Debug, Clone)]
pub struct Prompt {
    pub account_id: Id<Account>,
    pub kind: PromptKind,
    pub text_version: String,
    pub at: OffsetDateTime,
}

/// The last reminders about an operator, the latest first; at most 50.
pub async fn prompts(db: &impl ConnectionTrait, id: Id<Operator>) -> Result<Vec<Prompt>, Failure> {
    let rows = operator_prompt::Entity::find()
        .filter(operator_prompt::Column::OperatorId.eq(id.uuid()))
        .order_by_desc(operator_prompt::Column::Id)
        .limit(50)
        .all(db)
        .await?;
    let prompt = |row: operator_prompt::Model| Prompt {
        account_id: Id::from_uuid(row.account_id),
        kind: row.kind,
        text_version: row.text_version,
        at: row.at.0,
    };
    Ok(rows.into_iter().map(prompt).collect())
}

pub async fn put_holder(
    tx: &Tx,
    id: Id<Operator>,
    (sealed, index): (Pii<HolderName>, String),
    by: Id<Account>,
) -> Result<(), Failure> {
    let row = operator_payout_holder::ActiveModel {
        operator_id: Set(id.uuid()),
        name_sealed: Set(sealed.as_bytes().to_vec()),
        name_index: Set(index),
        set_by: Set(by.uuid()),
        set_at: Set(tx.now().into()),
    };
    let known = OnConflict::column(operator_payout_holder::Column::OperatorId)
        .update_columns([
            operator_payout_holder::Column::NameSealed,
            operator_payout_holder::Column::NameIndex,
            operator_payout_holder::Column::SetBy,
            operator_payout_holder::Column::SetAt,
        ])
        .to_owned();
    operator_payout_holder::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// The names in which a person had shops paid out.
///
/// # Errors
/// The database's own.
pub async fn holders_set_by(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<Holder>, Failure> {
    let rows = operator_payout_holder::Entity::find()
        .filter(operator_payout_holder::Column::SetBy.eq(account))
        .order_by_asc(operator_payout_holder::Column::OperatorId)
        .all(db)
        .await?;
    let holder = |row: operator_payout_holder::Model| {
        let sealed = Pii::from_bytes(row.name_sealed);
        let sealed = sealed.map_err(|_| Failure::broken("a sealed name is no record"))?;
        Ok(Holder { operator: row.operator_id, set_at: row.set_at.0, sealed })
    };
    rows.into_iter().map(holder).collect()
}

/// Since when an operator has a payout holder.
pub async fn holder_since(
    db: &impl ConnectionTrait,
    id: Id<Operator>,
) -> Result<Option<OffsetDateTime>, Failure> {
    let row = operator_payout_holder::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.map(|row| row.set_at.0))
}

/// Where the name of an operator's payout holder is found again.
pub async fn holder_index(
    db: &impl ConnectionTrait,
    id: Id<Operator>,
) -> Result<Option<String>, Failure> {
    let row = operator_payout_holder::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.map(|row| row.name_index))
}

/// Deletes a payout holder of another name.
pub async fn drop_other_holders(tx: &Tx, id: Id<Operator>, index: &str) -> Result<(), Failure> {
    operator_payout_holder::Entity::delete_many()
        .filter(operator_payout_holder::Column::OperatorId.eq(id.uuid()))
        .filter(operator_payout_holder::Column::NameIndex.ne(index))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Since when an operator lists nothing new; nothing lets it list again.
pub async fn put_listing_stopped(
    tx: &Tx,
    id: Id<Operator>,
    since: Option<OffsetDateTime>,
) -> Result<(), Failure> {
    operator::Entity::update_many()
        .col_expr(operator::Column::ListingStoppedAt, Expr::value(since.map(to_millis)))
        .filter(operator::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

pub async fn has_deposit(db: &impl ConnectionTrait, id: Id<Operator>) -> Result<bool, Failure> {
    let row = operator_deposit_account::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.is_some())
}

pub async fn open_deposit(tx: &Tx, id: Id<Operator>, by: Id<Account>) -> Result<(), Failure> {
    let row = operator_deposit_account::ActiveModel {
        operator_id: Set(id.uuid()),
        opened_by: Set(by.uuid()),
        opened_at: Set(tx.now().into()),
    };
    operator_deposit_account::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

pub async fn open(
    tx: &Tx,
    id: Id<Operator>,
    kind: &'static str,
    matter: Uuid,
) -> Result<(), Failure> {
    let row = operator_open_matter::ActiveModel {
        operator_id: Set(id.uuid()),
        matter_id: Set(matter),
        kind: Set(kind.to_owned()),
        since: Set(tx.now().into()),
    };
    operator_open_matter::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

pub async fn close(tx: &Tx, id: Id<Operator>, matter: Uuid) -> Result<(), Failure> {
    operator_open_matter::Entity::delete_by_id((id.uuid(), matter)).exec(tx.conn()).await?;
    Ok(())
}

pub async fn are_open(tx: &Tx, id: Id<Operator>) -> Result<bool, Failure> {
    let open = operator_open_matter::Entity::find()
        .filter(operator_open_matter::Column::OperatorId.eq(id.uuid()))
        .count(tx.conn())
        .await?;
    Ok(open > 0)
}

/// Writes down that identities were reported.
pub async fn add_run(tx: &Tx, half: &str, (operators, sha256): (u64, &str)) -> Result<(), Failure> {
    let row = identity_report_run::ActiveModel {
        id: Set(tx.app().new_uuid()),
        half: Set(half.to_owned()),
        operators: Set(i64::try_from(operators).unwrap_or(i64::MAX)),
        sha256: Set(sha256.to_owned()),
        at: Set(tx.now().into()),
    };
    identity_report_run::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}
