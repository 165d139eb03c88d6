//! The SQL of notices and their texts.

use std::collections::BTreeMap;

use entity::privacy::{notice, notice_text};
use platform::Failure;
use platform::clock::to_millis;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::notice::{Notice, NoticeText, kinds_of, words_of};
use super::purpose::Purpose;

/// The notice of a purpose that is in force at an instant.
///
/// # Errors
/// The database's own.
pub async fn in_force(
    conn: &impl ConnectionTrait,
    purpose: Purpose,
    now: OffsetDateTime,
) -> Result<Option<Notice>, Failure> {
    let row = notice::Entity::find()
        .filter(notice::Column::Purpose.eq(purpose))
        .filter(notice::Column::EffectiveFrom.lte(to_millis(now)))
        .order_by_desc(notice::Column::Version)
        .one(conn)
        .await?;
    Ok(row.map(from_row))
}

/// The last notice of a purpose, in force or not.
///
/// # Errors
/// The database's own.
pub async fn newest(
    conn: &impl ConnectionTrait,
    purpose: Purpose,
) -> Result<Option<Notice>, Failure> {
    let row = notice::Entity::find()
        .filter(notice::Column::Purpose.eq(purpose))
        .order_by_desc(notice::Column::Version)
        .one(conn)
        .await?;
    Ok(row.map(from_row))
}

pub(super) async fn versions_in_force(
    conn: &impl ConnectionTrait,
    now: OffsetDateTime,
) -> Result<BTreeMap<Purpose, i32>, Failure> {
    let notices = all_in_force(conn, now).await?;
    Ok(notices.into_iter().map(|notice| (notice.purpose, notice.version)).collect())
}

async fn all_in_force(
    conn: &impl ConnectionTrait,
    now: OffsetDateTime,
) -> Result<Vec<Notice>, Failure> {
    use sea_orm::sea_query::{Expr, ExprTrait};
    let later = Expr::cust_with_values(
        "NOT EXISTS (SELECT 1 FROM notice later WHERE later.purpose = notice.purpose \
         AND later.version > notice.version AND later.effective_from <= $1)",
        [to_millis(now)],
    );
    let rows = notice::Entity::find()
        .filter(Expr::col(notice::Column::EffectiveFrom).lte(to_millis(now)))
        .filter(later)
        .all(conn)
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// The notices in force, one for each purpose in the order of purposes; and others by their ids.
///
/// # Errors
/// The database's own.
pub async fn notices(
    conn: &impl ConnectionTrait,
    now: OffsetDateTime,
    others: impl IntoIterator<Item = Uuid>,
) -> Result<(Vec<Notice>, Vec<Notice>), Failure> {
    let mut current = all_in_force(conn, now).await?;
    current.sort_by_key(|notice| notice.purpose);
    let rows = notice::Entity::find().filter(notice::Column::Id.is_in(padded(others)));
    let others = rows.all(conn).await?.into_iter().map(from_row).collect();
    Ok((current, others))
}

/// The texts of notices, by notice, in the order of their languages.
///
/// # Errors
/// The database's own.
pub async fn texts_of(
    conn: &impl ConnectionTrait,
    notices: impl IntoIterator<Item = Uuid>,
) -> Result<BTreeMap<Uuid, Vec<NoticeText>>, Failure> {
    let rows = notice_text::Entity::find()
        .filter(notice_text::Column::NoticeId.is_in(padded(notices)))
        .order_by_asc(notice_text::Column::Language)
        .all(conn)
        .await?;
    let mut texts: BTreeMap<Uuid, Vec<NoticeText>> = BTreeMap::new();
    for row in rows {
        let text = NoticeText { language: row.language, text: row.text, sha256: row.sha256 };
        texts.entry(row.notice_id).or_default().push(text);
    }
    Ok(texts)
}

/// Writes a version with its texts. `uq_notice__purpose__version` keeps versions apart.
///
/// # Errors
/// The database's own.
pub async fn insert(tx: &Tx, notice: &Notice, texts: &[NoticeText]) -> Result<(), Failure> {
    let row = notice::ActiveModel {
        id: Set(notice.id.uuid()),
        purpose: Set(notice.purpose),
        version: Set(notice.version),
        method: Set(notice.method.clone()),
        data_kinds: Set(words_of(&notice.data_kinds)),
        term_days: Set(notice.term_days),
        effective_from: Set(notice.effective_from.into()),
        published_by: Set(notice.published_by),
        published_at: Set(tx.now().into()),
    };
    notice::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    let rows = texts.iter().map(|text| notice_text::ActiveModel {
        notice_id: Set(notice.id.uuid()),
        language: Set(text.language.clone()),
        text: Set(text.text.clone()),
        sha256: Set(text.sha256.clone()),
    });
    notice_text::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

fn from_row(row: notice::Model) -> Notice {
    Notice {
        id: Id::from_uuid(row.id),
        purpose: row.purpose,
        version: row.version,
        method: row.method,
        data_kinds: kinds_of(&row.data_kinds),
        term_days: row.term_days,
        effective_from: row.effective_from.0,
        published_by: row.published_by,
    }
}
