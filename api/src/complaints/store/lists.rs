//! Lists of complaints by keyset; an index for each of them.

use entity::complaints::complaint::{Column as C, Entity, Model};
use platform::Failure;
use platform::clock::to_millis;
use platform::kernel::Asked;
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cases::from_row;
use crate::complaints::complaint::{Complaint, ComplaintState};

/// Whose complaints, the newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    Complainant(Uuid),
    Operator(Uuid),
    Order(Uuid),
}

/// Where a page of them ended: ids grow with time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CasePlace(pub Uuid);

/// One row more than the page.
pub async fn newest(
    db: &impl ConnectionTrait,
    whose: Whose,
    page: &Asked<CasePlace>,
) -> Result<Vec<Complaint>, Failure> {
    let mut rows = match whose {
        Whose::Complainant(id) => Entity::find().filter(C::Complainant.eq(id)),
        Whose::Operator(id) => Entity::find().filter(C::OperatorId.eq(id)),
        Whose::Order(id) => Entity::find().filter(C::OrderId.eq(id)),
    };
    if let Some(CasePlace(id)) = page.after {
        rows = rows.filter(C::Id.lt(id));
    }
    read(db, rows.order_by_desc(C::Id).limit(page.rows())).await
}

/// Which open cases somebody works through, the next deadline first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Queue {
    /// Everything in a state, the urgent first.
    In(ComplaintState),
    /// What is assigned to somebody of the desk, the urgent first.
    Assigned(Uuid),
    /// What somebody mediates.
    Mediated(Uuid),
    /// What a shop has to answer.
    Shop(Uuid),
}

/// Where a page of a queue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlace {
    pub priority: u8,
    /// Without a deadline: the last of its priority.
    pub due: Option<i64>,
    pub id: Uuid,
}

impl QueuePlace {
    /// The place of a case.
    pub fn of(case: &Complaint) -> Self {
        Self { priority: case.priority, due: case.due_at.map(to_millis), id: case.id.uuid() }
    }
}

/// One row more than the page. Every open case has a deadline, so none is passed over.
pub async fn queue(
    db: &impl ConnectionTrait,
    queue: Queue,
    page: &Asked<QueuePlace>,
) -> Result<Vec<Complaint>, Failure> {
    let mut rows = Entity::find().filter(C::IsOpen.eq(true));
    let by_priority = matches!(queue, Queue::In(_) | Queue::Assigned(_));
    rows = match queue {
        Queue::In(state) => rows.filter(C::State.eq(state.name())),
        Queue::Assigned(account) => rows.filter(C::AssignedTo.eq(account)),
        Queue::Mediated(account) => rows.filter(C::Mediator.eq(account)),
        Queue::Shop(operator) => rows.filter(C::OperatorId.eq(operator)),
    };
    if let Some(place) = page.after {
        rows = rows.filter(after(place, by_priority));
    }
    if by_priority {
        rows = rows.order_by_asc(C::Priority);
    }
    read(db, rows.order_by_asc(C::DueAt).order_by_asc(C::Id).limit(page.rows())).await
}

/// What stands behind a place.
fn after(place: QueuePlace, by_priority: bool) -> Condition {
    let due = place.due.unwrap_or(i64::MAX);
    let later = Expr::col(C::DueAt).gt(due);
    let same = Expr::col(C::DueAt).eq(due).and(Expr::col(C::Id).gt(place.id));
    let within = Condition::any().add(later).add(same);
    if !by_priority {
        return within;
    }
    let priority = i16::from(place.priority);
    Condition::any()
        .add(C::Priority.gt(priority))
        .add(Condition::all().add(C::Priority.eq(priority)).add(within))
}

/// The open cases in which somebody has a seat: at most 200, the next deadline first.
pub async fn of_arbitrator(
    db: &impl ConnectionTrait,
    cases: Vec<Uuid>,
) -> Result<Vec<Complaint>, Failure> {
    let rows = Entity::find()
        .filter(C::Id.is_in(platform::database::padded(cases)))
        .filter(C::IsOpen.eq(true))
        .order_by_asc(C::DueAt)
        .order_by_asc(C::Id);
    read(db, rows).await
}

async fn read(db: &impl ConnectionTrait, rows: Select<Entity>) -> Result<Vec<Complaint>, Failure> {
    let rows: Vec<Model> = rows.all(db).await?;
    rows.iter().map(from_row).collect()
}
