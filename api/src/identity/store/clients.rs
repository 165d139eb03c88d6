//! Programs of partners.

use entity::identity::partner_client;
use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Failure};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::identity::client::PartnerClient;
use crate::identity::contact::keyed_hash;

fn from_row(row: partner_client::Model) -> PartnerClient {
    PartnerClient {
        id: Id::from_uuid(row.id),
        name: row.name,
        scopes: row.scopes.split_ascii_whitespace().map(str::to_owned).collect(),
        created_at: row.created_at.0,
        revoked_at: row.revoked_at.map(|at| at.0),
        secret_hash: row.secret_hash,
    }
}

/// How a client's secret is stored: it is 256 random bits, so a keyed hash suffices.
pub fn secret_hash(app: &App, client: Uuid, secret: &str) -> String {
    let key = app.keys().derive("identity/client-secret/1");
    keyed_hash(&key, &[client.as_bytes(), secret.as_bytes()])
}

/// Writes a new client. Names are unique: `uq_partner_client__name`.
pub async fn insert(tx: &Tx, client: &PartnerClient, created_by: Uuid) -> Result<(), Failure> {
    let scopes: Vec<&str> = client.scopes.iter().map(String::as_str).collect();
    partner_client::Entity::insert(partner_client::ActiveModel {
        id: Set(client.id.uuid()),
        name: Set(client.name.clone()),
        secret_hash: Set(client.secret_hash.clone()),
        scopes: Set(scopes.join(" ")),
        created_by: Set(created_by),
        created_at: Set(client.created_at.into()),
        revoked_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    Ok(())
}

/// A client by its id, revoked or not.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<PartnerClient>, Failure> {
    Ok(partner_client::Entity::find_by_id(id).one(db).await?.map(from_row))
}

/// Revokes a client; `false` if there is none, or it was revoked before.
pub async fn revoke(tx: &Tx, id: Uuid) -> Result<bool, Failure> {
    let revoked = partner_client::Entity::update_many()
        .set(partner_client::ActiveModel {
            revoked_at: Set(Some(tx.now().into())),
            ..Default::default()
        })
        .filter(partner_client::Column::Id.eq(id))
        .filter(partner_client::Column::RevokedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(revoked.rows_affected == 1)
}
