//! Pages of claims: a buyer's, an operator's, and the queue of staff.

use entity::compensation::claim::{self, Column as C};
use platform::Failure;
use platform::clock::{from_millis, to_millis};
use platform::kernel::{Asked, Id};
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use uuid::Uuid;

use super::claims::whole;
use crate::compensation::claim::{Compensation, CompensationState};
use crate::identity::Account;
use crate::operators::Operator;

/// Where a page of the queue ended: deadline and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuePlace {
    due_ms: i64,
    id: Uuid,
}

impl QueuePlace {
    /// The place of a claim; those without a deadline are not in the queue.
    pub fn of(claim: &Compensation) -> Self {
        Self { due_ms: claim.due_at.map_or(i64::MAX, to_millis), id: claim.id.uuid() }
    }

    fn due(self) -> OffsetDateTime {
        from_millis(self.due_ms)
    }
}

/// A page of what is owed to a buyer, newest first; one row more than was asked for.
pub async fn of_buyer(
    db: &impl ConnectionTrait,
    buyer: Id<Account>,
    page: &Asked<Uuid>,
) -> Result<Vec<Compensation>, Failure> {
    newest(db, C::BuyerId.eq(buyer.uuid()), page).await
}

/// A page of what is claimed from an operator, newest first; one row more than was asked for.
pub async fn of_operator(
    db: &impl ConnectionTrait,
    operator: Id<Operator>,
    page: &Asked<Uuid>,
) -> Result<Vec<Compensation>, Failure> {
    newest(db, C::OperatorId.eq(operator.uuid()), page).await
}

async fn newest(
    db: &impl ConnectionTrait,
    whose: Expr,
    page: &Asked<Uuid>,
) -> Result<Vec<Compensation>, Failure> {
    let mut ask = claim::Entity::find().filter(whose).order_by_desc(C::Id).limit(page.rows());
    if let Some(after) = page.after {
        ask = ask.filter(C::Id.lt(after));
    }
    whole(db, ask.all(db).await?).await
}

/// A page of what somebody has to do something about, the next deadline first; one row more than
/// was asked for.
pub async fn queue(
    db: &impl ConnectionTrait,
    state: Option<CompensationState>,
    page: &Asked<QueuePlace>,
) -> Result<Vec<Compensation>, Failure> {
    let mut ask = claim::Entity::find()
        .filter(C::DueAt.is_not_null())
        .order_by_asc(C::DueAt)
        .order_by_asc(C::Id)
        .limit(page.rows());
    if let Some(state) = state {
        ask = ask.filter(C::State.eq(state.name()));
    }
    if let Some(after) = page.after {
        let due: entity::Instant = after.due().into();
        let same = Condition::all().add(C::DueAt.eq(due)).add(C::Id.gt(after.id));
        ask = ask.filter(Condition::any().add(C::DueAt.gt(due)).add(same));
    }
    whole(db, ask.all(db).await?).await
}
