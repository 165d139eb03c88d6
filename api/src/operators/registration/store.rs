//! Rows of registrations, of their documents, and of what was decided about them.

use std::collections::HashMap;

use entity::operators::{operator, registration, registration_review};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use platform::transitions::States;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::pii::{Field, Pii};

pub use super::store_papers::{attach, attachment_of, attachments, reviews};
use super::{Public, Registration, RegistrationState, ReviewDecision, SealedTexts};
use crate::identity::Account;
use crate::operators::Operator;

/// Versions by id, in no order; the missing are left out.
///
/// # Errors
/// The database's own.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Registration>, Failure> {
    let rows = registration::Entity::find()
        .filter(registration::Column::Id.is_in(padded(ids)))
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// The versions that an account filled in or submitted, the oldest first.
///
/// # Errors
/// The database's own.
pub async fn given_by(
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Vec<Registration>, Failure> {
    let by = Condition::any()
        .add(registration::Column::CreatedBy.eq(account))
        .add(registration::Column::SubmittedBy.eq(account));
    let rows = registration::Entity::find()
        .filter(by)
        .order_by_asc(registration::Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Reads a version and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Registration>) -> Result<Option<Registration>, Failure> {
    let row = registration::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    row.map(from_row).transpose()
}

/// The version of an operator that is on its way, its row locked.
pub async fn open(tx: &Tx, operator: Id<Operator>) -> Result<Option<Registration>, Failure> {
    let row = registration::Entity::find()
        .filter(registration::Column::OperatorId.eq(operator.uuid()))
        // In the words of the partial index.
        .filter(Expr::cust("state IN ('DRAFT', 'SUBMITTED', 'RECOMMENDED')"))
        .lock_exclusive()
        .one(tx.conn())
        .await?;
    row.map(from_row).transpose()
}

/// The versions on their way, by operator.
pub async fn open_of(
    db: &impl ConnectionTrait,
    operators: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Registration>, Failure> {
    let rows = registration::Entity::find()
        .filter(registration::Column::OperatorId.is_in(padded(operators)))
        .filter(Expr::cust("state IN ('DRAFT', 'SUBMITTED', 'RECOMMENDED')"))
        .all(db)
        .await?;
    rows.into_iter().map(|row| Ok((row.operator_id, from_row(row)?))).collect()
}

/// The number of the last version of an operator; 0 where there is none.
pub async fn last_version(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
) -> Result<i32, Failure> {
    let last: Option<Option<i32>> = registration::Entity::find()
        .select_only()
        .column_as(registration::Column::Version.max(), "last")
        .filter(registration::Column::OperatorId.eq(operator.uuid()))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// Writes a draft, or writes over it.
pub async fn save_draft(tx: &Tx, draft: &Registration, known: bool) -> Result<(), Failure> {
    let row = to_row(draft);
    if known {
        registration::Entity::update(row).exec(tx.conn()).await?;
    } else {
        registration::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Hands a draft in; it was locked as one.
pub async fn submit(
    tx: &Tx,
    id: Id<Registration>,
    by: Id<Account>,
    due: OffsetDateTime,
) -> Result<(), Failure> {
    registration::Entity::update_many()
        .set(registration::ActiveModel {
            state: Set(RegistrationState::Submitted.name()),
            submitted_by: Set(Some(by.uuid())),
            submitted_at: Set(Some(tx.now().into())),
            due_at: Set(Some(due.into())),
            ..Default::default()
        })
        .filter(registration::Column::Id.eq(id.uuid()))
        .filter(registration::Column::State.eq(RegistrationState::Draft.name()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes what was decided; the row was locked in its state.
pub async fn decide(
    tx: &Tx,
    before: &Registration,
    to: RegistrationState,
    staff: Id<Account>,
) -> Result<(), Failure> {
    let first = to == RegistrationState::Recommended;
    let decided = (!first).then(|| tx.now().into());
    registration::Entity::update_many()
        .set(registration::ActiveModel {
            state: Set(to.name()),
            decided_at: Set(decided),
            recommended_by: if first { Set(Some(staff.uuid())) } else { NotSet },
            ..Default::default()
        })
        .filter(registration::Column::Id.eq(before.id.uuid()))
        .filter(registration::Column::State.eq(before.state.name()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Notes that the platform is late, while nobody has decided.
pub async fn mark_overdue(tx: &Tx, id: Id<Registration>) -> Result<(), Failure> {
    registration::Entity::update_many()
        .col_expr(registration::Column::OverdueAt, Expr::value(to_millis(tx.now())))
        .filter(registration::Column::Id.eq(id.uuid()))
        .filter(Expr::cust("state IN ('SUBMITTED', 'RECOMMENDED')"))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Writes down a decision for good.
pub async fn add_review(
    tx: &Tx,
    id: Id<Registration>,
    (staff, decision, reasons): (Id<Account>, ReviewDecision, Vec<(String, String)>),
) -> Result<(), Failure> {
    let row = registration_review::ActiveModel {
        id: Set(tx.app().new_uuid()),
        registration_id: Set(id.uuid()),
        staff_id: Set(staff.uuid()),
        decision: Set(decision),
        reasons: Set(registration_review::Reasons(reasons)),
        at: Set(tx.now().into()),
    };
    registration_review::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The index of the person's name that is in force for an operator.
///
/// # Errors
/// The database's own.
pub async fn name_index_in_force(
    db: &impl ConnectionTrait,
    id: Id<Operator>,
) -> Result<Option<String>, Failure> {
    let operator = operator::Entity::find_by_id(id.uuid()).one(db).await?;
    let in_force = operator.and_then(|operator| operator.registration_id);
    let Some(in_force) = in_force else { return Ok(None) };
    let row = registration::Entity::find_by_id(in_force).one(db).await?;
    Ok(row.and_then(|row| row.name_index))
}

/// Where a page of the queue ended: when it was submitted, and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlace(pub i64, pub Uuid);

/// Where a version stands in the queue.
pub fn queue_place(version: &Registration) -> QueuePlace {
    QueuePlace(version.submitted_at.map_or(0, to_millis), version.id.uuid())
}

/// What waits for staff, the oldest first; one more than asked for, where there is more.
pub async fn queue(
    db: &impl ConnectionTrait,
    page: &Asked<QueuePlace>,
) -> Result<Vec<Registration>, Failure> {
    let mut rows = registration::Entity::find()
        .filter(Expr::cust("state IN ('SUBMITTED', 'RECOMMENDED')"))
        .order_by_asc(registration::Column::SubmittedAt)
        .order_by_asc(registration::Column::Id)
        .limit(u64::from(page.first) + 1);
    if let Some(QueuePlace(at, id)) = page.after {
        rows = rows.filter(
            Expr::tuple([
                Expr::col(registration::Column::SubmittedAt),
                Expr::col(registration::Column::Id),
            ])
            .gt(Expr::tuple([Expr::val(at), Expr::val(id)])),
        );
    }
    rows.all(db).await?.into_iter().map(from_row).collect()
}

/// The versions of an operator, the newest first, below a number.
pub async fn of_operator(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    page: &Asked<i32>,
) -> Result<Vec<Registration>, Failure> {
    let mut rows = registration::Entity::find()
        .filter(registration::Column::OperatorId.eq(operator.uuid()))
        .order_by_desc(registration::Column::Version)
        .limit(u64::from(page.first) + 1);
    if let Some(below) = page.after {
        rows = rows.filter(registration::Column::Version.lt(below));
    }
    rows.all(db).await?.into_iter().map(from_row).collect()
}

fn to_row(version: &Registration) -> registration::ActiveModel {
    let (public, sealed) = (version.public.clone(), version.sealed.clone());
    registration::ActiveModel {
        id: Set(version.id.uuid()),
        operator_id: Set(version.operator_id.uuid()),
        version: Set(version.version),
        purpose: Set(version.purpose),
        kind: Set(version.kind),
        state: Set(version.state.name()),
        confirms_id: Set(version.confirms_id.map(Id::uuid)),
        legal_name: Set(public.legal_name),
        credit_code: Set(public.credit_code),
        business_address: Set(public.business_address),
        region: Set(public.region),
        licence_from: Set(public.licence_from.map(Into::into)),
        licence_until: Set(public.licence_until.map(Into::into)),
        exemption_ground: Set(public.exemption_ground),
        declaration: Set(public.declaration),
        name_sealed: Set(bytes(sealed.name)),
        name_index: Set(version.name_index.clone()),
        identity_sealed: Set(bytes(sealed.identity)),
        identity_index: Set(version.identity_index.clone()),
        address_sealed: Set(bytes(sealed.address)),
        phone_sealed: Set(bytes(sealed.phone)),
        email_sealed: Set(bytes(sealed.email)),
        changed_on: Set(version.changed_on.map(Into::into)),
        created_by: Set(version.created_by.uuid()),
        created_at: Set(version.created_at.into()),
        submitted_by: Set(None),
        submitted_at: Set(None),
        due_at: Set(None),
        overdue_at: Set(None),
        decided_at: Set(None),
        recommended_by: Set(None),
    }
}

fn bytes<F: Field>(sealed: Option<Pii<F>>) -> Option<Vec<u8>> {
    sealed.map(|sealed| sealed.as_bytes().to_vec())
}

fn record<F: Field>(bytes: Option<Vec<u8>>) -> Result<Option<Pii<F>>, Failure> {
    let read = bytes.map(Pii::from_bytes).transpose();
    read.map_err(|_| Failure::broken("a sealed text is no record"))
}

fn from_row(row: registration::Model) -> Result<Registration, Failure> {
    Ok(Registration {
        id: Id::from_uuid(row.id),
        operator_id: Id::from_uuid(row.operator_id),
        version: row.version,
        purpose: row.purpose,
        kind: row.kind,
        state: RegistrationState::named(&row.state)
            .ok_or_else(|| Failure::broken("a registration's state is not known"))?,
        confirms_id: row.confirms_id.map(Id::from_uuid),
        public: Public {
            legal_name: row.legal_name,
            credit_code: row.credit_code,
            business_address: row.business_address,
            region: row.region,
            licence_from: row.licence_from.map(|at| at.0),
            licence_until: row.licence_until.map(|at| at.0),
            exemption_ground: row.exemption_ground,
            declaration: row.declaration,
        },
        sealed: SealedTexts {
            name: record(row.name_sealed)?,
            identity: record(row.identity_sealed)?,
            address: record(row.address_sealed)?,
            phone: record(row.phone_sealed)?,
            email: record(row.email_sealed)?,
        },
        name_index: row.name_index,
        identity_index: row.identity_index,
        changed_on: row.changed_on.map(|at| at.0),
        created_by: Id::from_uuid(row.created_by),
        created_at: row.created_at.0,
        submitted_by: row.submitted_by.map(Id::from_uuid),
        submitted_at: row.submitted_at.map(|at| at.0),
        due_at: row.due_at.map(|at| at.0),
        overdue_at: row.overdue_at.map(|at| at.0),
        decided_at: row.decided_at.map(|at| at.0),
        recommended_by: row.recommended_by.map(Id::from_uuid),
    })
}
