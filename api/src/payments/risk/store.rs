//! Rows of the risk centre.

use entity::payments::risk_assessment;
use entity::payments::risk_rules;
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::{Asked, Id};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseBackend, EntityTrait, FromQueryResult,
    QueryFilter, QueryOrder, QuerySelect, Statement,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::rule::Finding;
use super::rules::Version;
pub use super::store_cases::*;
use crate::operators::Operator;
use crate::payments::intent::Intent;

/// What a payer did before.
#[derive(Debug, FromQueryResult)]
pub struct Past {
    pub in_hour: i64,
    pub failed_in_hour: i64,
    pub day_minor: i64,
    pub ever: i64,
    pub from_place: i64,
}

/// What a payer confirmed within an hour and a day, and whether ever, and ever from this place.
pub async fn past(
    tx: &Tx,
    payer: Uuid,
    (hour_ago, day_ago): (i64, i64),
    place: &str,
) -> Result<Past, Failure> {
    let sql = "SELECT \
        (SELECT count(*) FROM risk_assessment WHERE payer = $1 AND at > $2) AS in_hour, \
        (SELECT count(*) FROM risk_assessment JOIN payment ON payment.id = payment_id \
            WHERE risk_assessment.payer = $1 AND at > $2 \
            AND (verdict IN ('HOLD', 'DENY') OR stopped_reason IS NOT NULL)) AS failed_in_hour, \
        (SELECT CAST(coalesce(sum(least_minor), 0) AS bigint) FROM \
            (SELECT amount_minor AS least_minor FROM risk_assessment \
             WHERE payer = $1 AND at > $3 AND verdict = 'ALLOW' LIMIT 1000) AS day) AS day_minor, \
        (SELECT count(*) FROM (SELECT 1 FROM risk_assessment WHERE payer = $1 LIMIT 1) AS any_of) \
            AS ever, \
        (SELECT count(*) FROM (SELECT 1 FROM risk_assessment WHERE payer = $1 AND place = $4 \
            LIMIT 1) AS here) AS from_place";
    let values = [payer.into(), hour_ago.into(), day_ago.into(), place.into()];
    let ask = Statement::from_sql_and_values(backend(tx), sql, values);
    let past = Past::find_by_statement(ask).one(tx.conn()).await?;
    past.ok_or_else(|| Failure::broken("a count without a row"))
}

fn backend(tx: &Tx) -> DatabaseBackend {
    tx.conn().get_database_backend()
}

/// Whether a payer has paid every one of some payees before.
pub async fn paid_all(tx: &Tx, payer: Uuid, payees: &[Id<Operator>]) -> Result<bool, Failure> {
    use entity::payments::{payment, payment_part};
    let mut wanted: Vec<Uuid> = payees.iter().map(|payee| payee.uuid()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let paid: Vec<Option<Uuid>> = payment_part::Entity::find()
        .select_only()
        .column(payment_part::Column::OperatorId)
        .distinct()
        .filter(payment_part::Column::OperatorId.is_in(padded(wanted.iter().copied())))
        .filter(payment_part::Column::CapturedMinor.gt(0))
        .filter(
            Expr::col((payment_part::Entity, payment_part::Column::PaymentId)).in_subquery(
                sea_orm::sea_query::Query::select()
                    .column(payment::Column::Id)
                    .from(payment::Entity)
                    .and_where(Expr::col(payment::Column::Payer).eq(payer))
                    .to_owned(),
            ),
        )
        .into_tuple()
        .all(tx.conn())
        .await?;
    Ok(paid.len() == wanted.len())
}

/// Keeps what was found.
pub async fn keep(
    tx: &Tx,
    intent: &Intent,
    version: i64,
    found: &Finding,
    place: &str,
) -> Result<(), Failure> {
    let row = risk_assessment::ActiveModel {
        id: Set(tx.app().new_uuid()),
        payment_id: Set(intent.id.uuid()),
        payer: Set(intent.payer.uuid()),
        rules_version: Set(version),
        score: Set(found.score),
        verdict: Set(found.verdict),
        hits: Set(found.hits.join(" ")),
        amount_minor: Set(intent.amount.minor()),
        place: Set(place.to_owned()),
        at: Set(tx.now().into()),
    };
    risk_assessment::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// What was found for a payment, the newest first; at most 20.
pub async fn findings(
    db: &impl ConnectionTrait,
    payment: Uuid,
) -> Result<Vec<(OffsetDateTime, i64, Finding)>, Failure> {
    let rows = risk_assessment::Entity::find()
        .filter(risk_assessment::Column::PaymentId.eq(payment))
        .order_by_desc(risk_assessment::Column::Id)
        .limit(20)
        .all(db)
        .await?;
    let found = |row: risk_assessment::Model| {
        let hits = row.hits.split_whitespace().map(str::to_owned).collect();
        (row.at.0, row.rules_version, Finding { score: row.score, verdict: row.verdict, hits })
    };
    Ok(rows.into_iter().map(found).collect())
}

fn version_from(row: risk_rules::Model) -> Version {
    Version {
        number: row.version,
        body: row.body,
        proposed_by: row.proposed_by,
        proposed_at: row.proposed_at.0,
        published_by: row.published_by,
        published_at: row.published_at.map(|at| at.0),
    }
}

/// The newest published version.
pub async fn published(db: &impl ConnectionTrait) -> Result<Option<Version>, Failure> {
    let row = risk_rules::Entity::find()
        .filter(risk_rules::Column::PublishedAt.is_not_null())
        .order_by_desc(risk_rules::Column::Version)
        .limit(1)
        .one(db)
        .await?;
    Ok(row.map(version_from))
}

/// Versions, the newest first, below a number; one more than a page.
pub async fn versions(
    db: &impl ConnectionTrait,
    asked: &Asked<i64>,
) -> Result<Vec<Version>, Failure> {
    let mut rows = risk_rules::Entity::find();
    if let Some(below) = asked.after {
        rows = rows.filter(risk_rules::Column::Version.lt(below));
    }
    let rows = rows.order_by_desc(risk_rules::Column::Version).limit(asked.rows()).all(db).await?;
    Ok(rows.into_iter().map(version_from).collect())
}

/// Reads a version and keeps its row locked until the transaction ends.
pub async fn lock_version(tx: &Tx, version: i64) -> Result<Option<Version>, Failure> {
    let row = risk_rules::Entity::find_by_id(version).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(version_from))
}

/// The number of the newest version, published or not.
pub async fn newest_version(tx: &Tx) -> Result<i64, Failure> {
    let last: Option<Option<i64>> = risk_rules::Entity::find()
        .select_only()
        .column_as(risk_rules::Column::Version.max(), "last")
        .into_tuple()
        .one(tx.conn())
        .await?;
    Ok(last.flatten().unwrap_or(0))
}

/// Writes a proposal.
pub async fn propose(tx: &Tx, version: i64, body: &str, by: Uuid) -> Result<(), Failure> {
    let row = risk_rules::ActiveModel {
        version: Set(version),
        body: Set(body.to_owned()),
        proposed_by: Set(Some(by)),
        proposed_at: Set(tx.now().into()),
        published_by: Set(None),
        published_at: Set(None),
    };
    risk_rules::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Publishes a locked proposal.
pub async fn publish(tx: &Tx, version: i64, by: Uuid) -> Result<(), Failure> {
    risk_rules::Entity::update_many()
        .set(risk_rules::ActiveModel {
            published_by: Set(Some(by)),
            published_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(risk_rules::Column::Version.eq(version))
        .filter(risk_rules::Column::PublishedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}
