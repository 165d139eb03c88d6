//! Rows of complaints themselves.

use entity::complaints::complaint::{ActiveModel, Column as C, Entity, Model};
use entity::complaints::{complaint_pause, complaint_pause::Column as P};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, next_seq, padded};
use platform::kernel::Id;
use platform::transitions::States as _;
use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ActiveEnum, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Select,
};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{at, small, state_of};
use crate::complaints::complaint::{About, Complaint, Issue, Pause};
use crate::identity::Account;
use crate::orders;

/// The noun of a row.
pub fn from_row(row: &Model) -> Result<Complaint, Failure> {
    let pause = match (&row.suspended_from, row.suspended_why, row.suspended_at, row.left_millis) {
        (Some(from), Some(why), Some(since), Some(left)) => Some(Pause {
            from: state_of(from)?,
            why,
            since: since.0,
            left: Duration::milliseconds(left),
        }),
        _ => None,
    };
    let currency = row.currency.as_deref().map(str::parse).transpose();
    Ok(Complaint {
        id: Id::from_uuid(row.id),
        about: row.about,
        about_id: row.about_id,
        order_id: row.order_id.map(Id::from_uuid),
        operator_id: row.operator_id.map(Id::from_uuid),
        complainant: Id::from_uuid(row.complainant),
        issue: row.issue,
        priority: small(row.priority)?,
        wish: row.wish,
        currency: currency.map_err(|_| Failure::broken("a complaint's currency is not known"))?,
        claim_minor: row.claim_minor,
        channel: row.channel,
        state: state_of(&row.state)?,
        filed_at: row.filed_at.0,
        answered_at: row.answered_at.map(|at| at.0),
        breached_at: row.breached_at.map(|at| at.0),
        due_at: row.due_at.map(|at| at.0),
        replied_at: row.replied_at.map(|at| at.0),
        is_silent: row.is_silent,
        assigned_to: row.assigned_to.map(Id::from_uuid),
        mediator: row.mediator.map(Id::from_uuid),
        instance: small(row.instance)?,
        pause,
        pause_asked: row.pause_asked,
        declined_why: row.declined_why,
        referred_to: row.referred_to,
        resolved_how: row.resolved_how,
        resolved_at: row.resolved_at.map(|at| at.0),
        appeal_by: row.appeal_by.map(|at| at.0),
        satisfaction: row.satisfaction.map(small).transpose()?,
        ended_at: row.ended_at.map(|at| at.0),
        version: row.version,
    })
}

/// A new complaint; one that is open about the same fact already is a clash of
/// `uq_complaint__open` (CM-4).
pub async fn insert(tx: &Tx, new: &Complaint) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(new.id.uuid()),
        about: Set(new.about),
        about_id: Set(new.about_id),
        order_id: Set(new.order_id.map(Id::uuid)),
        operator_id: Set(new.operator_id.map(Id::uuid)),
        complainant: Set(new.complainant.uuid()),
        issue: Set(new.issue),
        priority: Set(i16::from(new.priority)),
        wish: Set(new.wish),
        currency: Set(new.currency.map(|currency| currency.code().to_owned())),
        claim_minor: Set(new.claim_minor),
        channel: Set(new.channel),
        state: Set(new.state.name()),
        is_open: Set(new.state.is_open()),
        filed_at: Set(new.filed_at.into()),
        due_at: Set(new.due_at.map(Into::into)),
        is_silent: Set(new.is_silent),
        instance: Set(i16::from(new.instance)),
        version: Set(new.version),
        ..Default::default()
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Keeps a case, if it still stands as it was read; `false` if it does not.
pub async fn put(tx: &Tx, before: &Complaint, after: &Complaint) -> Result<bool, Failure> {
    let id = |account: Option<Id<Account>>| Expr::value(account.map(Id::uuid));
    let word = |word: Option<String>| Expr::value(word);
    let pause = after.pause;
    let left = pause.map(|pause| i64::try_from(pause.left.whole_milliseconds()));
    let left = left.transpose().map_err(|_| Failure::broken("a pause has no end"))?;
    let done = Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::IsOpen, Expr::value(after.state.is_open()))
        .col_expr(C::AnsweredAt, at(after.answered_at))
        .col_expr(C::BreachedAt, at(after.breached_at))
        .col_expr(C::DueAt, at(after.due_at))
        .col_expr(C::RepliedAt, at(after.replied_at))
        .col_expr(C::IsSilent, Expr::value(after.is_silent))
        .col_expr(C::AssignedTo, id(after.assigned_to))
        .col_expr(C::Mediator, id(after.mediator))
        .col_expr(C::Instance, Expr::value(i16::from(after.instance)))
        .col_expr(C::SuspendedFrom, word(pause.map(|pause| pause.from.name())))
        .col_expr(C::SuspendedWhy, word(pause.map(|pause| pause.why.to_value())))
        .col_expr(C::SuspendedAt, at(pause.map(|pause| pause.since)))
        .col_expr(C::LeftMillis, Expr::value(left))
        .col_expr(C::PauseAsked, word(after.pause_asked.map(|side| side.to_value())))
        .col_expr(C::DeclinedWhy, word(after.declined_why.map(|why| why.to_value())))
        .col_expr(C::ReferredTo, word(after.referred_to.map(|to| to.to_value())))
        .col_expr(C::ResolvedHow, word(after.resolved_how.map(|how| how.to_value())))
        .col_expr(C::ResolvedAt, at(after.resolved_at))
        .col_expr(C::AppealBy, at(after.appeal_by))
        .col_expr(C::Satisfaction, Expr::value(after.satisfaction.map(i16::from)))
        .col_expr(C::EndedAt, at(after.ended_at))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(before.id.uuid()))
        .filter(C::Version.eq(before.version))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// A case by its id.
pub async fn by_id(
    db: &impl ConnectionTrait,
    id: Id<Complaint>,
) -> Result<Option<Complaint>, Failure> {
    Entity::find_by_id(id.uuid()).one(db).await?.as_ref().map(from_row).transpose()
}

/// Cases by their ids, in no order.
pub async fn many(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Complaint>, Failure> {
    Entity::find().filter(C::Id.is_in(padded(ids))).all(db).await?.iter().map(from_row).collect()
}

/// A case, with its order locked where it has one: money and matters of an order move under its
/// lock, which everybody takes first.
pub async fn lock(tx: &Tx, id: Id<Complaint>) -> Result<Option<Complaint>, Failure> {
    let Some(known) = by_id(tx.conn(), id).await? else { return Ok(None) };
    let Some(order) = known.order_id else { return Ok(Some(known)) };
    orders::lock(tx, order).await?;
    by_id(tx.conn(), id).await
}

/// What somebody complains of.
pub type Fact = (About, Option<Uuid>, Issue);

fn of_fact(complainant: Id<Account>, (about, about_id, issue): Fact) -> Select<Entity> {
    let rows = Entity::find()
        .filter(C::Complainant.eq(complainant.uuid()))
        .filter(C::About.eq(about))
        .filter(C::Issue.eq(issue));
    match about_id {
        Some(id) => rows.filter(C::AboutId.eq(id)),
        None => rows.filter(C::AboutId.is_null()),
    }
}

/// What somebody has complained of before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// The same is open.
    pub is_open: bool,
    /// The same was decided, declined or taken elsewhere (CM-4); what they took back does not
    /// count.
    pub was_decided: bool,
    /// How many complaints of theirs are open.
    pub open: u64,
}

/// What somebody has complained of before.
pub async fn before(
    db: &impl ConnectionTrait,
    complainant: Id<Account>,
    fact: Fact,
) -> Result<Before, Failure> {
    let same = of_fact(complainant, fact).filter(C::IsOpen.eq(true)).limit(1).one(db).await?;
    let ended = of_fact(complainant, fact)
        .filter(C::IsOpen.eq(false))
        .filter(C::State.is_in(["CLOSED", "DECLINED", "REFERRED"]))
        .limit(1)
        .one(db)
        .await?;
    let open = Entity::find()
        .filter(C::Complainant.eq(complainant.uuid()))
        .filter(C::IsOpen.eq(true))
        .count(db)
        .await?;
    Ok(Before { is_open: same.is_some(), was_decided: ended.is_some(), open })
}

/// Writes down for how long a case rested.
pub async fn keep_pause(
    tx: &Tx,
    case: Id<Complaint>,
    pause: Pause,
    until: OffsetDateTime,
) -> Result<(), Failure> {
    let row: [(P, Expr); 5] = [
        (P::ComplaintId, case.uuid().into()),
        (P::Seq, next_seq::<complaint_pause::Entity>(P::Seq, P::ComplaintId.eq(case.uuid()))),
        (P::Why, pause.why.to_value().into()),
        (P::FromAt, to_millis(pause.since).into()),
        (P::UntilAt, to_millis(until).into()),
    ];
    let (columns, values): (Vec<P>, Vec<Expr>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(complaint_pause::Entity).columns(columns);
    insert.values(values).map_err(|error| Failure::because("columns of a pause", error))?;
    tx.conn().execute(&insert).await?;
    Ok(())
}

/// The pauses of a case, first to last; at most a hundred.
pub async fn pauses(
    db: &impl ConnectionTrait,
    case: Id<Complaint>,
) -> Result<Vec<complaint_pause::Model>, Failure> {
    let rows = complaint_pause::Entity::find()
        .filter(P::ComplaintId.eq(case.uuid()))
        .order_by_asc(P::Seq)
        .limit(100)
        .all(db)
        .await?;
    Ok(rows)
}
