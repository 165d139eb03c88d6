//! Rows of objections.

use std::collections::HashMap;

use entity::compensation::objection::{self, Column as C, ObjectionKind};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::compensation::objection::{About, Objection, ObjectionState};

/// One for each payment and each finding: two unique keys.
pub async fn insert(tx: &Tx, new: &Objection) -> Result<(), Failure> {
    let (kind, compensation, finding) = match new.about {
        About::Advance(id) => (ObjectionKind::Contest, Some(id.uuid()), None),
        About::Finding(id) => (ObjectionKind::Appeal, None, Some(id.uuid())),
    };
    let row = objection::ActiveModel {
        id: Set(new.id.uuid()),
        kind: Set(kind),
        compensation_id: Set(compensation),
        finding_id: Set(finding),
        against: Set(new.against.uuid()),
        state: Set(new.state.name()),
        words: Set(new.words.clone()),
        filed_by: Set(new.filed_by.uuid()),
        filed_at: Set(new.filed_at.into()),
        decided_by: NotSet,
        decided_at: NotSet,
    };
    objection::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Decides one that waits; `false` if it waits no more.
pub async fn decide(tx: &Tx, after: &Objection) -> Result<bool, Failure> {
    let (at, by) = after.decided.unzip();
    let done = objection::Entity::update_many()
        .set(objection::ActiveModel {
            state: Set(after.state.name()),
            decided_at: Set(at.map(Into::into)),
            decided_by: Set(by.map(Id::uuid)),
            ..Default::default()
        })
        .filter(C::Id.eq(after.id.uuid()))
        .filter(C::State.eq(ObjectionState::Filed.name()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// What shops say against payments in their place, by claim.
pub async fn of_claims(
    db: &impl ConnectionTrait,
    claims: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Objection>, Failure> {
    let asked = C::CompensationId.is_in(padded(claims));
    let rows = objection::Entity::find().filter(asked).all(db).await?;
    by(rows, |row| row.compensation_id)
}

/// What buyers say against findings, by finding.
pub async fn of_findings(
    db: &impl ConnectionTrait,
    findings: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Objection>, Failure> {
    let asked = C::FindingId.is_in(padded(findings));
    let rows = objection::Entity::find().filter(asked).all(db).await?;
    by(rows, |row| row.finding_id)
}

fn by(
    rows: Vec<objection::Model>,
    key: impl Fn(&objection::Model) -> Option<Uuid>,
) -> Result<HashMap<Uuid, Objection>, Failure> {
    let keyed = |row: objection::Model| {
        let about = key(&row).unwrap_or_default();
        Ok((about, from_row(row)?))
    };
    rows.into_iter().map(keyed).collect()
}

/// A page of the appeals that wait for a decision, those filed first before the others; one row
/// more than was asked for.
pub async fn waiting_appeals(
    db: &impl ConnectionTrait,
    page: &Asked<Uuid>,
) -> Result<Vec<Objection>, Failure> {
    let mut ask = objection::Entity::find()
        .filter(C::State.eq(ObjectionState::Filed.name()))
        .filter(C::Kind.eq(ObjectionKind::Appeal))
        .order_by_asc(C::Id)
        .limit(page.rows());
    if let Some(after) = page.after {
        ask = ask.filter(C::Id.gt(after));
    }
    ask.all(db).await?.into_iter().map(from_row).collect()
}

/// What somebody wrote, sealed, with the ids of the objections; at most 200.
pub async fn words_of(
    db: &impl ConnectionTrait,
    writer: Uuid,
) -> Result<Vec<(Uuid, Vec<u8>)>, Failure> {
    let rows = objection::Entity::find()
        .filter(C::FiledBy.eq(writer))
        .order_by_asc(C::Id)
        .limit(200)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row.words)).collect())
}

fn from_row(row: objection::Model) -> Result<Objection, Failure> {
    let state = ObjectionState::named(&row.state);
    let about = match (row.compensation_id, row.finding_id) {
        (Some(id), None) => Some(About::Advance(Id::from_uuid(id))),
        (None, Some(id)) => Some(About::Finding(Id::from_uuid(id))),
        _ => None,
    };
    let decided = row.decided_at.zip(row.decided_by);
    Ok(Objection {
        id: Id::from_uuid(row.id),
        about: about.ok_or_else(|| Failure::broken("an objection against nothing"))?,
        against: Id::from_uuid(row.against),
        state: state.ok_or_else(|| Failure::broken("an objection's state is not known"))?,
        words: row.words,
        filed_by: Id::from_uuid(row.filed_by),
        filed_at: row.filed_at.0,
        decided: decided.map(|(at, by)| (at.0, Id::from_uuid(by))),
    })
}
