//! Rows of the roster and of the seats of panels.

use entity::complaints::{complaint_seat, dispute_officer};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, Statement,
};
use uuid::Uuid;

use super::small;
use crate::complaints::complaint::Complaint;
use crate::complaints::panel::{Officer, OfficerDuty, Seat};
use crate::identity::{Account, Arbitrator, Person, Staff};
use crate::operators;

/// How many of the roster are looked at for one case.
const CANDIDATES: u64 = 200;

/// Puts somebody on the roster, or changes what it says of them.
pub async fn put_officer(tx: &Tx, officer: &Officer) -> Result<(), Failure> {
    use dispute_officer::Column as C;
    let row = dispute_officer::ActiveModel {
        account_id: Set(officer.account.uuid()),
        duty: Set(officer.duty),
        background: Set(officer.background),
        organisation: Set(officer.organisation.clone()),
        is_listed: Set(officer.is_listed),
        listed_at: Set(officer.listed_at.into()),
    };
    let known = OnConflict::columns([C::AccountId, C::Duty])
        .update_columns([C::Background, C::Organisation, C::IsListed, C::ListedAt])
        .to_owned();
    dispute_officer::Entity::insert(row)
        .on_conflict(known)
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// A page of the roster of a duty, one row more than was asked for.
pub async fn roster(
    db: &impl ConnectionTrait,
    duty: OfficerDuty,
    page: &Asked<Uuid>,
) -> Result<Vec<Officer>, Failure> {
    let mut rows = dispute_officer::Entity::find()
        .filter(dispute_officer::Column::Duty.eq(duty))
        .filter(dispute_officer::Column::IsListed.eq(true));
    if let Some(after) = page.after {
        rows = rows.filter(dispute_officer::Column::AccountId.gt(after));
    }
    let rows =
        rows.order_by_asc(dispute_officer::Column::AccountId).limit(page.rows()).all(db).await?;
    Ok(rows.into_iter().map(officer).collect())
}

/// Who of the roster has no part in a case (CM-6): not its parties, nobody of the shop, nobody who
/// works on it or worked on it before, nobody who has ordered from the shop or complained of it.
pub async fn without_part(
    tx: &Tx,
    duty: OfficerDuty,
    case: &Complaint,
) -> Result<Vec<Id<Account>>, Failure> {
    use sea_orm::ActiveEnum as _;
    let operator = case.operator_id.map(Id::uuid);
    let order = case.order_id.map(Id::uuid);
    let own = [case.assigned_to, case.mediator].map(|one| one.map(Id::uuid));
    let question = Statement::from_sql_and_values(
        tx.conn().get_database_backend(),
        "SELECT o.account_id AS id FROM dispute_officer o \
         JOIN account a ON a.id = o.account_id AND a.state = 'ACTIVE' \
         JOIN staff_role r ON r.account_id = o.account_id AND r.role = o.duty \
         WHERE o.duty = $1 AND o.is_listed AND o.account_id <> $2 \
         AND ($3 IS NULL OR o.account_id <> $3) AND ($4 IS NULL OR o.account_id <> $4) \
         AND NOT EXISTS (SELECT 1 FROM complaint_seat s \
            WHERE s.complaint_id = $5 AND s.arbitrator = o.account_id) \
         AND NOT EXISTS (SELECT 1 FROM complaint_message m \
            WHERE m.complaint_id = $5 AND m.author = o.account_id) \
         AND NOT EXISTS (SELECT 1 FROM operator_member m \
            WHERE m.operator_id = $6 AND m.account_id = o.account_id) \
         AND NOT EXISTS (SELECT 1 FROM trade_order t \
            WHERE t.operator_id = $6 AND t.buyer_id = o.account_id) \
         AND NOT EXISTS (SELECT 1 FROM complaint c \
            WHERE c.operator_id = $6 AND c.complainant = o.account_id) \
         AND ($7 IS NULL OR o.account_id <> (SELECT buyer_id FROM trade_order WHERE id = $7)) \
         ORDER BY o.account_id LIMIT $8",
        [
            duty.to_value().into(),
            case.complainant.uuid().into(),
            own[0].into(),
            own[1].into(),
            case.id.uuid().into(),
            operator.into(),
            order.into(),
            i64::try_from(CANDIDATES).unwrap_or(i64::MAX).into(),
        ],
    );
    let rows = tx.conn().query_all_raw(question).await?;
    rows.iter().map(|row| Ok(Id::from_uuid(row.try_get("", "id")?))).collect()
}

/// What tells who a person is in a case: whether they are of the shop, and the seats of its panel;
/// those are left out for who is no arbitrator.
pub async fn known(
    db: &impl ConnectionTrait,
    person: &Person,
    case: &Complaint,
) -> Result<(bool, Vec<Seat>), Failure> {
    let account = person.account_id();
    let is_member = match case.operator_id {
        Some(operator) => operators::is_member(db, operator.uuid(), account).await?,
        None => false,
    };
    let seats = match Staff::<Arbitrator>::of(person) {
        Ok(_) => of_case(db, case.id).await?,
        Err(_) => Vec::new(),
    };
    Ok((is_member, seats))
}

/// The seats of a case, of both instances, those of who stepped down included.
pub async fn of_case(db: &impl ConnectionTrait, case: Id<Complaint>) -> Result<Vec<Seat>, Failure> {
    of_cases(db, [case.uuid()]).await
}

/// The seats of cases, likewise.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Seat>, Failure> {
    let rows = complaint_seat::Entity::find()
        .filter(complaint_seat::Column::ComplaintId.is_in(padded(cases)))
        .order_by_asc(complaint_seat::Column::Id)
        .all(db)
        .await?;
    rows.iter().map(seat).collect()
}

/// Gives a seat to somebody; a seat has one at a time, and nobody sits twice in a case.
pub async fn sit(tx: &Tx, new: &Seat) -> Result<(), Failure> {
    let row = complaint_seat::ActiveModel {
        id: Set(new.id),
        complaint_id: Set(new.complaint.uuid()),
        instance: Set(i16::from(new.instance)),
        seat: Set(i16::from(new.number)),
        arbitrator: Set(new.arbitrator.uuid()),
        drawn_at: Set(new.drawn_at.into()),
        recused_at: Set(None),
    };
    complaint_seat::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Whoever sits there steps down; `false` if they have already.
pub async fn recuse(tx: &Tx, seat: Uuid) -> Result<bool, Failure> {
    use complaint_seat::Column as C;
    let done = complaint_seat::Entity::update_many()
        .col_expr(C::RecusedAt, Expr::value(platform::clock::to_millis(tx.now())))
        .filter(C::Id.eq(seat))
        .filter(C::RecusedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The last two hundred cases in which somebody was given a seat and has not stepped down.
pub async fn cases_of(
    db: &impl ConnectionTrait,
    arbitrator: Id<Account>,
) -> Result<Vec<Uuid>, Failure> {
    let rows = complaint_seat::Entity::find()
        .filter(complaint_seat::Column::Arbitrator.eq(arbitrator.uuid()))
        .filter(complaint_seat::Column::RecusedAt.is_null())
        .order_by_desc(complaint_seat::Column::Id)
        .select_only()
        .column(complaint_seat::Column::ComplaintId)
        .limit(200)
        .into_tuple();
    Ok(rows.all(db).await?)
}

fn officer(row: dispute_officer::Model) -> Officer {
    Officer {
        account: Id::from_uuid(row.account_id),
        duty: row.duty,
        background: row.background,
        organisation: row.organisation,
        is_listed: row.is_listed,
        listed_at: row.listed_at.0,
    }
}

fn seat(row: &complaint_seat::Model) -> Result<Seat, Failure> {
    Ok(Seat {
        id: row.id,
        complaint: Id::from_uuid(row.complaint_id),
        instance: small(row.instance)?,
        number: small(row.seat)?,
        arbitrator: Id::from_uuid(row.arbitrator),
        drawn_at: row.drawn_at.0,
        recused_at: row.recused_at.map(|at| at.0),
    })
}
