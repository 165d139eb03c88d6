//! Rows of appeals against findings.

use entity::settlement::fraud_appeal;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::identity::Account;
use crate::settlement::appeal::{Appeal, AppealState};
use crate::settlement::fraud::Finding;

/// One for each finding: `uq_fraud_appeal__finding_id`.
pub async fn insert(tx: &Tx, new: &Appeal, found_by: Id<Account>) -> Result<(), Failure> {
    let row = fraud_appeal::ActiveModel {
        id: Set(new.id.uuid()),
        finding_id: Set(new.finding.uuid()),
        found_by: Set(found_by.uuid()),
        state: Set(new.state.name()),
        words: Set(new.words.clone()),
        filed_by: Set(new.filed_by.uuid()),
        filed_at: Set(new.filed_at.into()),
        decided_by: NotSet,
        decided_at: NotSet,
    };
    fraud_appeal::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Which finding an appeal is against.
pub async fn finding_of(
    db: &impl ConnectionTrait,
    id: Id<Appeal>,
) -> Result<Option<Id<Finding>>, Failure> {
    let row = fraud_appeal::Entity::find_by_id(id.uuid()).one(db).await?;
    Ok(row.map(|row| Id::from_uuid(row.finding_id)))
}

/// The appeals against findings, in no order.
pub async fn of_findings(
    db: &impl ConnectionTrait,
    findings: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Appeal>, Failure> {
    let rows = fraud_appeal::Entity::find()
        .filter(fraud_appeal::Column::FindingId.is_in(padded(findings)))
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// A page of the appeals that wait for a decision, those filed first before the others; one row
/// more than was asked for.
pub async fn waiting(
    db: &impl ConnectionTrait,
    page: &Asked<Uuid>,
) -> Result<Vec<Appeal>, Failure> {
    let mut ask = fraud_appeal::Entity::find()
        .filter(fraud_appeal::Column::State.eq(AppealState::Filed.name()))
        .order_by_asc(fraud_appeal::Column::Id)
        .limit(page.rows());
    if let Some(after) = page.after {
        ask = ask.filter(fraud_appeal::Column::Id.gt(after));
    }
    ask.all(db).await?.into_iter().map(from_row).collect()
}

/// Decides one that waits; `false` if it waits no more.
pub async fn decide(tx: &Tx, after: &Appeal) -> Result<bool, Failure> {
    let (at, by) = after.decided.unzip();
    let done = fraud_appeal::Entity::update_many()
        .set(fraud_appeal::ActiveModel {
            state: Set(after.state.name()),
            decided_at: Set(at.map(Into::into)),
            decided_by: Set(by.map(Id::uuid)),
            ..Default::default()
        })
        .filter(fraud_appeal::Column::Id.eq(after.id.uuid()))
        .filter(fraud_appeal::Column::State.eq(AppealState::Filed.name()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// What somebody wrote in appeals, sealed, with the ids of the appeals; at most 200.
pub async fn words_of(
    db: &impl ConnectionTrait,
    writer: Uuid,
) -> Result<Vec<(Uuid, Vec<u8>)>, Failure> {
    let rows = fraud_appeal::Entity::find()
        .filter(fraud_appeal::Column::FiledBy.eq(writer))
        .order_by_asc(fraud_appeal::Column::Id)
        .limit(200)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.words)).collect())
}

fn from_row(row: fraud_appeal::Model) -> Result<Appeal, Failure> {
    let state = AppealState::named(&row.state);
    let decided = row.decided_at.zip(row.decided_by);
    Ok(Appeal {
        id: Id::from_uuid(row.id),
        finding: Id::from_uuid(row.finding_id),
        state: state.ok_or_else(|| Failure::broken("an appeal's state is not known"))?,
        words: row.words,
        filed_by: Id::from_uuid(row.filed_by),
        filed_at: row.filed_at.0,
        decided: decided.map(|(at, by)| (at.0, Id::from_uuid(by))),
    })
}
