//! Rows of what belongs to a version: its documents, and what was decided about it.

use std::collections::HashMap;

use entity::operators::{registration_document, registration_review};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};
use uuid::Uuid;

use super::{Attachment, DocumentKind, Registration, Review};

/// What was decided, by version, the oldest first.
pub async fn reviews(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<HashMap<Uuid, Vec<Review>>, Failure> {
    let rows = registration_review::Entity::find()
        .filter(registration_review::Column::RegistrationId.is_in(padded(ids)))
        .order_by_asc(registration_review::Column::Id)
        .all(db)
        .await?;
    let mut reviews: HashMap<Uuid, Vec<Review>> = HashMap::new();
    for row in rows {
        reviews.entry(row.registration_id).or_default().push(Review {
            staff_id: Id::from_uuid(row.staff_id),
            decision: row.decision,
            reasons: row.reasons.0,
            at: row.at.0,
        });
    }
    Ok(reviews)
}

pub async fn attach(
    tx: &Tx,
    id: Id<Registration>,
    document: Uuid,
    kind: DocumentKind,
) -> Result<(), Failure> {
    let row = registration_document::ActiveModel {
        document_id: Set(document),
        registration_id: Set(id.uuid()),
        kind: Set(kind),
    };
    registration_document::Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The documents of versions, in the order in which they were announced.
pub async fn attachments(
    db: &impl ConnectionTrait,
    ids: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Attachment>, Failure> {
    let rows = registration_document::Entity::find()
        .filter(registration_document::Column::RegistrationId.is_in(padded(ids)))
        .order_by_asc(registration_document::Column::DocumentId)
        .all(db)
        .await?;
    Ok(rows.iter().map(attachment).collect())
}

/// Where a document belongs.
pub async fn attachment_of(
    db: &impl ConnectionTrait,
    document: Uuid,
) -> Result<Option<Attachment>, Failure> {
    let row = registration_document::Entity::find_by_id(document).one(db).await?;
    Ok(row.as_ref().map(attachment))
}

fn attachment(row: &registration_document::Model) -> Attachment {
    Attachment {
        registration_id: Id::from_uuid(row.registration_id),
        document_id: row.document_id,
        kind: row.kind,
    }
}
