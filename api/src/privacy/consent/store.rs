//! The SQL of consents: one event after another, and the last one of each.

use entity::privacy::{consent_event, notice, processing_restriction};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::notice::{kinds_of, words_of};
use super::purpose::Purpose;
use super::state::{Consent, ConsentState, Kind, Method, Standing};

/// The most purposes and recipients of one person that are looked at together.
const MOST_STANDINGS: u64 = 200;

/// A place in a history: instant and id.
pub type History = (i64, Uuid);

#[derive(FromQueryResult)]
struct Last {
    id: Uuid,
    kind: String,
    expires_at: Option<i64>,
    given_on: i32,
    in_force: i32,
    restrictions: i64,
}

/// The consent that lets something be done with a subject's data for a purpose and recipient, if
/// there is one now. Ask it in the transaction that acts: what was taken back before opens nothing.
///
/// # Errors
/// The database's own.
pub async fn live(
    conn: &impl ConnectionTrait,
    subject: Uuid,
    purpose: Purpose,
    recipient: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<Option<Id<Consent>>, Failure> {
    let question = Statement::from_sql_and_values(
        conn.get_database_backend(),
        "SELECT e.id, e.kind, e.expires_at, n.version AS given_on, \
         (SELECT max(c.version) FROM notice c WHERE c.purpose = e.purpose \
          AND c.effective_from <= $4) AS in_force, \
         (SELECT count(*) FROM processing_restriction r WHERE r.subject = e.subject \
          AND r.lifted_at IS NULL) AS restrictions \
         FROM consent_event e JOIN notice n ON n.id = e.notice_id \
         WHERE e.subject = $1 AND e.purpose = $2 AND e.recipient = $3 \
         ORDER BY e.seq DESC LIMIT 1",
        [
            subject.into(),
            sea_orm::ActiveEnum::to_value(&purpose).into(),
            recipient.unwrap_or_default().into(),
            to_millis(now).into(),
        ],
    );
    let Some(last) = Last::find_by_statement(question).one(conn).await? else { return Ok(None) };
    let kind = if last.kind == "GRANTED" { Kind::Granted } else { Kind::Withdrawn };
    let expires_at = last.expires_at.map(platform::clock::from_millis);
    let state = ConsentState::of(kind, expires_at, last.given_on, last.in_force, now);
    let rests = last.restrictions > 0 && !super::demands(purpose).necessary;
    Ok((state == ConsentState::Granted && !rests).then(|| Id::from_uuid(last.id)))
}

/// Where the consent of a subject to a purpose and recipient stands; nothing if they never spoke.
///
/// # Errors
/// The database's own.
pub async fn standing(
    conn: &impl ConnectionTrait,
    subject: Uuid,
    purpose: Purpose,
    recipient: Option<Uuid>,
    now: OffsetDateTime,
) -> Result<Option<Standing>, Failure> {
    let row = consent_event::Entity::find()
        .filter(consent_event::Column::Subject.eq(subject))
        .filter(consent_event::Column::Purpose.eq(purpose))
        .filter(consent_event::Column::Recipient.eq(recipient.unwrap_or_default()))
        .order_by_desc(consent_event::Column::Seq)
        .one(conn)
        .await?;
    let rows = judged(conn, row.into_iter().collect(), now).await?;
    Ok(rows.into_iter().next())
}

/// Where everything stands that a subject ever spoke about, the last said first; at most 200.
///
/// # Errors
/// The database's own.
pub async fn standings(
    conn: &impl ConnectionTrait,
    subject: Uuid,
    now: OffsetDateTime,
) -> Result<Vec<Standing>, Failure> {
    let later = "NOT EXISTS (SELECT 1 FROM consent_event later \
                 WHERE later.subject = consent_event.subject \
                 AND later.purpose = consent_event.purpose \
                 AND later.recipient = consent_event.recipient AND later.seq > consent_event.seq)";
    let rows = consent_event::Entity::find()
        .filter(consent_event::Column::Subject.eq(subject))
        .filter(Expr::cust(later))
        .order_by_desc(consent_event::Column::At)
        .order_by_desc(consent_event::Column::Id)
        .limit(MOST_STANDINGS)
        .all(conn)
        .await?;
    judged(conn, rows, now).await
}

async fn judged(
    conn: &impl ConnectionTrait,
    rows: Vec<consent_event::Model>,
    now: OffsetDateTime,
) -> Result<Vec<Standing>, Failure> {
    let in_force = super::store_notices::versions_in_force(conn, now).await?;
    let consents = with_versions(conn, rows).await?;
    let judge = |consent: Consent| {
        let newest = in_force.get(&consent.purpose).copied().unwrap_or(consent.notice_version);
        let state =
            ConsentState::of(consent.kind, consent.expires_at, consent.notice_version, newest, now);
        Standing { consent, state }
    };
    Ok(consents.into_iter().map(judge).collect())
}

async fn with_versions(
    conn: &impl ConnectionTrait,
    rows: Vec<consent_event::Model>,
) -> Result<Vec<Consent>, Failure> {
    let ids = platform::database::padded(rows.iter().map(|row| row.notice_id));
    let notices = notice::Entity::find().filter(notice::Column::Id.is_in(ids)).all(conn).await?;
    let version = |id: Uuid| notices.iter().find(|notice| notice.id == id).map_or(0, |n| n.version);
    let consent = |row: consent_event::Model| {
        let version = version(row.notice_id);
        from_row(row, version)
    };
    Ok(rows.into_iter().map(consent).collect())
}

/// One event by its id, of any of these subjects.
///
/// # Errors
/// The database's own.
pub async fn by_id(
    conn: &impl ConnectionTrait,
    id: Id<Consent>,
) -> Result<Option<Consent>, Failure> {
    let row = consent_event::Entity::find_by_id(id.uuid()).one(conn).await?;
    Ok(with_versions(conn, row.into_iter().collect()).await?.pop())
}

/// A page of what a subject said, the last first, and one row more.
///
/// # Errors
/// The database's own.
pub async fn history(
    conn: &impl ConnectionTrait,
    subject: Uuid,
    asked: &Asked<History>,
) -> Result<Vec<Consent>, Failure> {
    let mut rows = consent_event::Entity::find().filter(consent_event::Column::Subject.eq(subject));
    if let Some((at, id)) = asked.after {
        let place = Expr::tuple([
            Expr::col(consent_event::Column::At),
            Expr::col(consent_event::Column::Id),
        ]);
        rows = rows.filter(place.lt(Expr::tuple([Expr::val(at), Expr::val(id)])));
    }
    let rows = rows
        .order_by_desc(consent_event::Column::At)
        .order_by_desc(consent_event::Column::Id)
        .limit(asked.rows())
        .all(conn)
        .await?;
    with_versions(conn, rows).await
}

/// Writes an event behind the last one of its subject, purpose and recipient.
///
/// # Errors
/// The database's own; a violated constraint when another writer spoke meanwhile, which whoever
/// records a fact of the subject first is spared.
pub async fn record(tx: &Tx, consent: &Consent) -> Result<(), Failure> {
    let recipient = consent.recipient.unwrap_or_default();
    let last: Option<Option<i32>> = consent_event::Entity::find()
        .select_only()
        .column_as(consent_event::Column::Seq.max(), "last")
        .filter(consent_event::Column::Subject.eq(consent.subject))
        .filter(consent_event::Column::Purpose.eq(consent.purpose))
        .filter(consent_event::Column::Recipient.eq(recipient))
        .into_tuple()
        .one(tx.conn())
        .await?;
    let row = to_row(consent, last.flatten().unwrap_or(0) + 1);
    consent_event::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Takes back all that a subject has given, or all that somebody else gave for them.
///
/// # Errors
/// The database's own.
pub async fn withdraw_all(
    tx: &Tx,
    subject: Uuid,
    only_by_others: bool,
    method: Method,
) -> Result<(), Failure> {
    let rows = consent_event::Entity::find()
        .filter(consent_event::Column::Subject.eq(subject))
        .order_by_asc(consent_event::Column::Seq)
        .all(tx.conn())
        .await?;
    let mut last: std::collections::BTreeMap<(Purpose, Uuid), consent_event::Model> =
        rows.into_iter().map(|row| ((row.purpose, row.recipient), row)).collect();
    last.retain(|_, row| row.kind == Kind::Granted);
    if only_by_others {
        last.retain(|_, row| row.given_by != Some(subject));
    }
    let events = last.into_values().map(|row| {
        let seq = row.seq + 1;
        let consent = Consent {
            id: tx.app().new_id(),
            kind: Kind::Withdrawn,
            method,
            session_id: None,
            given_by: None,
            at: tx.now(),
            expires_at: None,
            ..from_row(row, 0)
        };
        to_row(&consent, seq)
    });
    let events: Vec<consent_event::ActiveModel> = events.collect();
    if !events.is_empty() {
        consent_event::Entity::insert_many(events).exec_without_returning(tx.conn()).await?;
    }
    Ok(())
}

/// Lets a subject's data rest: neither profiled nor shared until it is lifted. Twice is once.
///
/// # Errors
/// The database's own.
pub async fn restrict(tx: &Tx, subject: Uuid) -> Result<(), Failure> {
    let row = processing_restriction::ActiveModel {
        id: Set(tx.app().new_uuid()),
        subject: Set(subject),
        from_at: Set(tx.now().into()),
        lifted_at: Set(None),
    };
    processing_restriction::Entity::insert(row)
        .on_conflict(OnConflict::new().do_nothing().to_owned())
        .exec_without_returning(tx.conn())
        .await?;
    Ok(())
}

/// Ends a subject's restriction; `false` if there was none.
///
/// # Errors
/// The database's own.
pub async fn lift_restriction(tx: &Tx, subject: Uuid) -> Result<bool, Failure> {
    let lifted = processing_restriction::Entity::update_many()
        .col_expr(processing_restriction::Column::LiftedAt, Expr::value(to_millis(tx.now())))
        .filter(processing_restriction::Column::Subject.eq(subject))
        .filter(processing_restriction::Column::LiftedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(lifted.rows_affected == 1)
}

/// Whether a subject's data rests.
///
/// # Errors
/// The database's own.
pub async fn is_restricted(conn: &impl ConnectionTrait, subject: Uuid) -> Result<bool, Failure> {
    let standing = processing_restriction::Entity::find()
        .filter(processing_restriction::Column::Subject.eq(subject))
        .filter(processing_restriction::Column::LiftedAt.is_null())
        .count(conn)
        .await?;
    Ok(standing > 0)
}

fn to_row(consent: &Consent, seq: i32) -> consent_event::ActiveModel {
    consent_event::ActiveModel {
        id: Set(consent.id.uuid()),
        subject: Set(consent.subject),
        purpose: Set(consent.purpose),
        recipient: Set(consent.recipient.unwrap_or_default()),
        seq: Set(seq),
        kind: Set(consent.kind),
        notice_id: Set(consent.notice_id.uuid()),
        language: Set(consent.language.clone()),
        text_sha256: Set(consent.text_sha256.clone()),
        data_kinds: Set(words_of(&consent.data_kinds)),
        separate: Set(consent.separate),
        method: Set(consent.method),
        session_id: Set(consent.session_id),
        given_by: Set(consent.given_by),
        at: Set(consent.at.into()),
        expires_at: Set(consent.expires_at.map(Into::into)),
    }
}

fn from_row(row: consent_event::Model, notice_version: i32) -> Consent {
    Consent {
        id: Id::from_uuid(row.id),
        subject: row.subject,
        purpose: row.purpose,
        recipient: Some(row.recipient).filter(|id| !id.is_nil()),
        kind: row.kind,
        notice_id: Id::from_uuid(row.notice_id),
        notice_version,
        language: row.language,
        text_sha256: row.text_sha256,
        data_kinds: kinds_of(&row.data_kinds),
        separate: row.separate,
        method: row.method,
        session_id: row.session_id,
        given_by: row.given_by,
        at: row.at.0,
        expires_at: row.expires_at.map(|at| at.0),
    }
}
