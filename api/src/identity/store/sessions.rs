//! Sessions and the refresh tokens of their families.

use entity::identity::{refresh_token, session};
use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Failure};
use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::identity::contact::keyed_hash;
use crate::identity::session::{
    EndCause, RefreshToken, Session, SessionLife, SignInMethod, StepUpFactor,
};
use crate::privacy::retention;

fn from_row(row: session::Model) -> Session {
    Session {
        id: Id::from_uuid(row.id),
        account_id: Id::from_uuid(row.account_id),
        method: row.method,
        device_name: row.device_name,
        created_at: row.created_at.0,
        refreshed_at: row.refreshed_at.0,
        second_factor_at: row.second_factor_at.map(|at| at.0),
        step_up_factor: row.step_up_factor,
        life: SessionLife {
            expires_at: row.expires_at.0,
            ended: row.ended_at.is_some(),
            stepped_up_at: row.stepped_up_at.map(|at| at.0),
        },
    }
}

/// What a new session begins with.
pub struct NewSession {
    pub account_id: Uuid,
    pub method: SignInMethod,
    pub device_name: String,
    /// The sign-in itself was a fresh and sufficient proof.
    pub stepped_up: bool,
    /// A second factor was part of it.
    pub second_factor: bool,
}

impl NewSession {
    fn factor(&self) -> StepUpFactor {
        match (self.method, self.second_factor) {
            (SignInMethod::Passkey, _) => StepUpFactor::Passkey,
            (_, true) => StepUpFactor::Totp,
            (SignInMethod::Password, false) => StepUpFactor::Password,
            (SignInMethod::Code, false) => StepUpFactor::Code,
        }
    }
}

/// Writes a session that begins now.
pub async fn insert(tx: &Tx, new: NewSession) -> Result<Session, Failure> {
    let now = tx.now();
    let factor = new.stepped_up.then(|| new.factor());
    let row = session::ActiveModel {
        id: Set(tx.app().new_uuid()),
        account_id: Set(new.account_id),
        method: Set(new.method),
        device_name: Set(new.device_name),
        created_at: Set(now.into()),
        refreshed_at: Set(now.into()),
        expires_at: Set((now + tx.app().settings().identity.refresh_lifetime).into()),
        stepped_up_at: Set(new.stepped_up.then(|| now.into())),
        step_up_factor: Set(factor),
        second_factor_at: Set(new.second_factor.then(|| now.into())),
        ended_at: Set(None),
        end_cause: Set(None),
    };
    Ok(from_row(session::Entity::insert(row).exec_with_returning(tx.conn()).await?))
}

/// A session by its id.
pub async fn by_id(db: &impl ConnectionTrait, id: Uuid) -> Result<Option<Session>, Failure> {
    Ok(session::Entity::find_by_id(id).one(db).await?.map(from_row))
}

/// Reads a session and keeps its row locked until the transaction ends.
pub async fn lock(tx: &Tx, id: Uuid) -> Result<Option<Session>, Failure> {
    let row = session::Entity::find_by_id(id).lock_exclusive().one(tx.conn()).await?;
    Ok(row.map(from_row))
}

/// The live sessions of an account, the newest first, from after a place on.
pub async fn live(
    app: &App,
    account: Uuid,
    after: Option<(i64, Uuid)>,
    limit: u64,
) -> Result<Vec<Session>, Failure> {
    let now: entity::Instant = app.now().into();
    let mut query = session::Entity::find()
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::EndedAt.is_null())
        .filter(session::Column::ExpiresAt.gt(now));
    if let Some((at, id)) = after {
        query = query.filter(
            Expr::tuple([Expr::col(session::Column::CreatedAt), Expr::col(session::Column::Id)])
                .lt(Expr::tuple([Expr::val(at), Expr::val(id)])),
        );
    }
    let rows = query
        .order_by_desc(session::Column::CreatedAt)
        .order_by_desc(session::Column::Id)
        .limit(limit)
        .all(app.reader())
        .await?;
    Ok(rows.into_iter().map(from_row).collect())
}

/// Ends one session of an account; `false` if it was not live or not theirs.
pub async fn end(tx: &Tx, account: Uuid, id: Uuid, cause: EndCause) -> Result<bool, Failure> {
    let ended = session::Entity::update_many()
        .set(over(tx, cause))
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(ended.rows_affected == 1)
}

/// Ends all live sessions of an account but one; answers how many.
pub async fn end_others(
    tx: &Tx,
    account: Uuid,
    keep: Option<Uuid>,
    cause: EndCause,
) -> Result<u64, Failure> {
    let mut update = session::Entity::update_many()
        .set(over(tx, cause))
        .filter(session::Column::AccountId.eq(account))
        .filter(session::Column::EndedAt.is_null());
    if let Some(keep) = keep {
        update = update.filter(session::Column::Id.ne(keep));
    }
    Ok(update.exec(tx.conn()).await?.rows_affected)
}

fn over(tx: &Tx, cause: EndCause) -> session::ActiveModel {
    session::ActiveModel {
        ended_at: Set(Some(tx.now().into())),
        end_cause: Set(Some(cause)),
        ..Default::default()
    }
}

/// Marks a session as freshly proved, and by what.
pub async fn step_up(tx: &Tx, id: Uuid, factor: StepUpFactor) -> Result<(), Failure> {
    let now: entity::Instant = tx.now().into();
    let mut mark = session::ActiveModel {
        stepped_up_at: Set(Some(now)),
        step_up_factor: Set(Some(factor)),
        ..Default::default()
    };
    if matches!(factor, StepUpFactor::Totp | StepUpFactor::Passkey) {
        mark.second_factor_at = Set(Some(now));
    }
    session::Entity::update_many()
        .set(mark)
        .filter(session::Column::Id.eq(id))
        .filter(session::Column::EndedAt.is_null())
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Deletes sessions, with their tokens, that ended by themselves before an instant; not those that
/// are held, or whose account is (RT-5).
pub async fn delete_expired(tx: &Tx, before: OffsetDateTime) -> Result<u64, Failure> {
    let before: entity::Instant = before.into();
    let gone = session::Entity::delete_many()
        .filter(session::Column::ExpiresAt.lt(before))
        .filter(Expr::cust(retention::unheld("session.id, session.account_id")))
        .exec(tx.conn())
        .await?;
    Ok(gone.rows_affected)
}

/// How a refresh token is stored.
pub fn refresh_hash(app: &App, token: &str) -> String {
    keyed_hash(&app.keys().derive("identity/refresh-token/1"), &[token.as_bytes()])
}

fn token_from(row: &refresh_token::Model) -> RefreshToken {
    RefreshToken {
        id: row.id,
        parent: row.parent_id,
        used: row.used_at.is_some(),
        superseded: row.superseded_at.is_some(),
    }
}

/// The session and the row of a refresh token.
pub async fn refresh_token(
    db: &impl ConnectionTrait,
    hash: &str,
) -> Result<Option<(Uuid, RefreshToken)>, Failure> {
    let row =
        refresh_token::Entity::find().filter(refresh_token::Column::Hash.eq(hash)).one(db).await?;
    Ok(row.map(|row| (row.session_id, token_from(&row))))
}

/// The newest refresh token of a session.
pub async fn newest_token(tx: &Tx, session: Uuid) -> Result<Option<RefreshToken>, Failure> {
    Ok(newest_row(tx, session).await?.map(|row| token_from(&row)))
}

async fn newest_row(tx: &Tx, session: Uuid) -> Result<Option<refresh_token::Model>, Failure> {
    Ok(refresh_token::Entity::find()
        .filter(refresh_token::Column::SessionId.eq(session))
        .order_by_desc(refresh_token::Column::Seq)
        .limit(1)
        .one(tx.conn())
        .await?)
}

/// Writes the next refresh token of a session.
pub async fn add_token(
    tx: &Tx,
    session: Uuid,
    parent: Option<Uuid>,
    token: &str,
) -> Result<(), Failure> {
    let seq = newest_row(tx, session).await?.map_or(1, |row| row.seq + 1);
    refresh_token::Entity::insert(refresh_token::ActiveModel {
        id: Set(tx.app().new_uuid()),
        session_id: Set(session),
        parent_id: Set(parent),
        seq: Set(seq),
        hash: Set(refresh_hash(tx.app(), token)),
        issued_at: Set(tx.now().into()),
        used_at: Set(None),
        superseded_at: Set(None),
    })
    .exec_without_returning(tx.conn())
    .await?;
    session::Entity::update_many()
        .set(session::ActiveModel { refreshed_at: Set(tx.now().into()), ..Default::default() })
        .filter(session::Column::Id.eq(session))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Marks a token as exchanged.
pub async fn use_token(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    let mark =
        refresh_token::ActiveModel { used_at: Set(Some(tx.now().into())), ..Default::default() };
    mark_token(tx, id, mark).await
}

/// Sets a token aside.
pub async fn supersede_token(tx: &Tx, id: Uuid) -> Result<(), Failure> {
    let mark = refresh_token::ActiveModel {
        superseded_at: Set(Some(tx.now().into())),
        ..Default::default()
    };
    mark_token(tx, id, mark).await
}

async fn mark_token(tx: &Tx, id: Uuid, mark: refresh_token::ActiveModel) -> Result<(), Failure> {
    refresh_token::Entity::update_many()
        .set(mark)
        .filter(refresh_token::Column::Id.eq(id))
        .exec(tx.conn())
        .await?;
    Ok(())
}
