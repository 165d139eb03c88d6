//! Rows of breaches and of those concerned.

use entity::data_rights::{breach, breach_subject};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Place;
use crate::data_rights::breach::{Breach, BreachState, Clock, Duty, Known};
use crate::privacy::consent::{kinds_of, words_of};

fn from_row(row: breach::Model) -> Breach {
    let instant = |at: Option<entity::Instant>| at.map(|at| at.0);
    let duty = |due, overdue| Duty { due_at: instant(due), overdue_at: instant(overdue) };
    Breach {
        id: Id::from_uuid(row.id),
        state: row.state.into(),
        known: Known {
            title: row.title,
            grade: row.grade,
            concerns_eu: row.concerns_eu,
            data_kinds: kinds_of(&row.data_kinds),
            people_count: row.people_count,
            cause: row.cause,
            harm: row.harm,
            measures: row.measures,
            advice: row.advice,
            contact: row.contact,
        },
        opened_by: row.opened_by,
        suspected_at: row.suspected_at.0,
        confirmed_at: instant(row.confirmed_at),
        reported_at: instant(row.reported_at),
        report_reference: row.report_reference,
        telling_at: instant(row.telling_at),
        told_at: instant(row.told_at),
        closed_at: instant(row.closed_at),
        regulator: duty(row.regulator_due_at, row.regulator_overdue_at),
        subjects: duty(row.subjects_due_at, row.subjects_overdue_at),
        eu: duty(row.eu_due_at, row.eu_overdue_at),
    }
}

fn to_row(breach: &Breach) -> breach::ActiveModel {
    let instant = |at: Option<OffsetDateTime>| Set(at.map(Into::into));
    let known = breach.known.clone();
    breach::ActiveModel {
        id: Set(breach.id.uuid()),
        state: NotSet,
        title: Set(known.title),
        grade: Set(known.grade),
        concerns_eu: Set(known.concerns_eu),
        data_kinds: Set(words_of(&known.data_kinds)),
        people_count: Set(known.people_count),
        cause: Set(known.cause),
        harm: Set(known.harm),
        measures: Set(known.measures),
        advice: Set(known.advice),
        contact: Set(known.contact),
        opened_by: Set(breach.opened_by),
        suspected_at: Set(breach.suspected_at.into()),
        confirmed_at: instant(breach.confirmed_at),
        reported_at: instant(breach.reported_at),
        report_reference: Set(breach.report_reference.clone()),
        telling_at: instant(breach.telling_at),
        told_at: instant(breach.told_at),
        closed_at: instant(breach.closed_at),
        regulator_due_at: instant(breach.regulator.due_at),
        regulator_overdue_at: instant(breach.regulator.overdue_at),
        subjects_due_at: instant(breach.subjects.due_at),
        subjects_overdue_at: instant(breach.subjects.overdue_at),
        eu_due_at: instant(breach.eu.due_at),
        eu_overdue_at: instant(breach.eu.overdue_at),
    }
}

/// Opens a file.
pub async fn insert(tx: &Tx, breach: &Breach) -> Result<(), Failure> {
    let row = breach::ActiveModel { state: Set(breach.state.into()), ..to_row(breach) };
    breach::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A breach by its id.
pub async fn by_id(conn: &impl ConnectionTrait, id: Id<Breach>) -> Result<Option<Breach>, Failure> {
    Ok(breach::Entity::find_by_id(id.uuid()).one(conn).await?.map(from_row))
}

/// Reads a breach and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Id<Breach>) -> Result<Option<Breach>, Failure> {
    let row = breach::Entity::find_by_id(id.uuid()).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// Writes what is known of a locked breach, and its state; `false` if it was no longer in `from`.
pub async fn save(tx: &Tx, breach: &Breach, from: BreachState) -> Result<bool, Failure> {
    let row = breach::ActiveModel { state: Set(breach.state.into()), ..to_row(breach) };
    let saved = breach::Entity::update_many()
        .set(row)
        .filter(breach::Column::Id.eq(breach.id.uuid()))
        .filter(breach::Column::State.eq(breach::BreachState::from(from)))
        .exec(tx.conn())
        .await?;
    Ok(saved.rows_affected == 1)
}

/// Marks a duty as overdue.
pub async fn mark_overdue(tx: &Tx, id: Id<Breach>, clock: Clock) -> Result<(), Failure> {
    let column = match clock {
        Clock::Regulator => breach::Column::RegulatorOverdueAt,
        Clock::Subjects => breach::Column::SubjectsOverdueAt,
        Clock::Eu => breach::Column::EuOverdueAt,
    };
    breach::Entity::update_many()
        .col_expr(column, Expr::value(to_millis(tx.now())))
        .filter(breach::Column::Id.eq(id.uuid()))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Adds people to those concerned; who is there already stays as they are.
pub async fn add_subjects(tx: &Tx, id: Id<Breach>, people: &[Uuid]) -> Result<(), Failure> {
    let rows = people.iter().map(|account| breach_subject::ActiveModel {
        breach_id: Set(id.uuid()),
        account_id: Set(*account),
        told_at: Set(None),
        reached: Set(false),
    });
    breach_subject::Entity::insert_many(rows)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Some of those who have not been told, in the order of their ids.
pub async fn untold(
    conn: &impl ConnectionTrait,
    id: Id<Breach>,
    limit: u64,
) -> Result<Vec<Uuid>, Failure> {
    let rows = breach_subject::Entity::find()
        .filter(breach_subject::Column::BreachId.eq(id.uuid()))
        .filter(breach_subject::Column::ToldAt.is_null())
        .order_by_asc(breach_subject::Column::AccountId)
        .limit(limit)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}

/// Marks people as told, and whether there was an address to write to.
pub async fn mark_told(
    tx: &Tx,
    id: Id<Breach>,
    people: &[Uuid],
    reached: bool,
) -> Result<(), Failure> {
    breach_subject::Entity::update_many()
        .col_expr(breach_subject::Column::ToldAt, Expr::value(to_millis(tx.now())))
        .col_expr(breach_subject::Column::Reached, Expr::value(reached))
        .filter(breach_subject::Column::BreachId.eq(id.uuid()))
        .filter(breach_subject::Column::AccountId.is_in(padded(people.iter().copied())))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// How many are concerned, and how many of them have been told.
pub async fn counts(conn: &impl ConnectionTrait, id: Id<Breach>) -> Result<(u64, u64), Failure> {
    let all = breach_subject::Entity::find()
        .filter(breach_subject::Column::BreachId.eq(id.uuid()))
        .count(conn)
        .await?;
    let told = breach_subject::Entity::find()
        .filter(breach_subject::Column::BreachId.eq(id.uuid()))
        .filter(breach_subject::Column::ToldAt.is_not_null())
        .count(conn)
        .await?;
    Ok((all, told))
}

/// A page of breaches, the newest first, and one row more.
pub async fn page(
    conn: &impl ConnectionTrait,
    asked: &Asked<Place>,
) -> Result<Vec<Breach>, Failure> {
    let mut rows = breach::Entity::find();
    if let Some(Place(at, id)) = asked.after {
        let key =
            Expr::tuple([Expr::col(breach::Column::SuspectedAt), Expr::col(breach::Column::Id)]);
        rows = rows.filter(key.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = rows
        .order_by_desc(breach::Column::SuspectedAt)
        .order_by_desc(breach::Column::Id)
        .limit(asked.rows())
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}
