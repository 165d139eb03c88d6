//! The same key with the same input gets the first answer again, for 72 hours; the effect happens
//! once. The key is written in the transaction of the effect, so neither is there without the
//! other, and two requests at once meet at its primary key.

use entity::platform::idempotency::{self, Column};
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, Iterable, QueryFilter};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use time::Duration;

use crate::app::App;
use crate::clock::to_millis;
use crate::database::Tx;
use crate::failure::Failure;
use crate::refusal::{Error, Refusal};
use crate::transaction;

/// How long a first answer is kept.
pub const KEPT: Duration = Duration::hours(72);

/// A request that may come twice: who, what, under which key, with which input.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// `Principal::key`.
    pub principal: &'a str,
    /// The mutation's name.
    pub operation: &'static str,
    /// 8 to 128 visible ASCII characters, chosen by the client.
    pub key: &'a str,
    input_hash: String,
}

/// What became of a request with a key.
#[derive(Debug, PartialEq, Eq)]
pub enum Replay<T> {
    /// It is the first; go on.
    First,
    /// It was answered before; this is the answer.
    Answered(T),
    /// The key was used with another input.
    Conflict,
}

impl<T> Replay<T> {
    /// The first answer, or nothing where this is the first request.
    ///
    /// # Errors
    /// `conflict` where the key was used with another input.
    pub fn or_refuse<R: Refusal>(self, conflict: R) -> Result<Option<T>, R> {
        match self {
            Self::First => Ok(None),
            Self::Answered(answer) => Ok(Some(answer)),
            Self::Conflict => Err(conflict),
        }
    }
}

/// What a first answer named. That it is gone by now is our failure.
///
/// # Errors
/// It is gone.
pub fn kept<T, R: Refusal>(found: Option<T>) -> Result<T, Error<R>> {
    found.ok_or_else(|| Failure::broken("a kept answer names what is gone").into())
}

impl<'a> Request<'a> {
    /// A request with its input; `None` if the key is shorter than 8, longer than 128 or holds
    /// anything but visible ASCII.
    pub fn new<I: Serialize>(
        principal: &'a str,
        operation: &'static str,
        key: &'a str,
        input: &I,
    ) -> Option<Self> {
        let sound = (8..=128).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        let input = serde_json::to_vec(input).ok()?;
        let input_hash = hex(&Sha256::digest(&input));
        sound.then_some(Self { principal, operation, key, input_hash })
    }

    /// Looks for the first answer. Call it before the rules are checked: what was done stays done,
    /// even if today's rules would refuse it.
    ///
    /// # Errors
    /// The database's own.
    pub async fn replay<T: DeserializeOwned>(
        &self,
        db: &impl ConnectionTrait,
        now: time::OffsetDateTime,
    ) -> Result<Replay<T>, Failure> {
        let key = (self.principal.to_owned(), self.operation.to_owned(), self.key.to_owned());
        let found = idempotency::Entity::find_by_id(key)
            .filter(idempotency::Column::ExpiresAt.gt(to_millis(now)))
            .one(db)
            .await?;
        match found {
            None => Ok(Replay::First),
            Some(row) if row.input_hash != self.input_hash => Ok(Replay::Conflict),
            Some(row) => serde_json::from_value(row.answer)
                .map(Replay::Answered)
                .map_err(|error| Failure::because("stored answer", error)),
        }
    }

    /// The first answer, within the transaction of the effect. Ask before the rules are checked.
    ///
    /// # Errors
    /// `conflict` where the key was used with another input; the database's own.
    pub async fn answered<T: DeserializeOwned, R: Refusal>(
        &self,
        tx: &Tx,
        conflict: R,
    ) -> Result<Option<T>, Error<R>> {
        Ok(self.replay(tx.conn(), tx.now()).await?.or_refuse(conflict)?)
    }

    /// What another request with this key was answered, which was under way when this one was
    /// refused: the seat that is taken was taken by themselves. Call it when a rule said no, after
    /// the transaction; whoever sent one request twice at once hears the same twice.
    ///
    /// # Errors
    /// The database's own.
    pub async fn meanwhile<T: DeserializeOwned>(&self, app: &App) -> Result<Option<T>, Failure> {
        Ok(match self.replay(app.reader(), app.now()).await? {
            Replay::Answered(answer) => Some(answer),
            Replay::First | Replay::Conflict => None,
        })
    }

    /// Keeps the answer, in the transaction of the effect. When another request with the key came
    /// first, this one is told to start again, and then finds that one's answer.
    ///
    /// # Errors
    /// Contention, as said; the database's own.
    pub async fn keep<T: Serialize>(&self, tx: &Tx, answer: &T) -> Result<(), Failure> {
        let answer =
            serde_json::to_value(answer).map_err(|error| Failure::because("answer", error))?;
        let now = tx.now();
        let row = idempotency::ActiveModel {
            principal: Set(self.principal.to_owned()),
            operation: Set(self.operation.to_owned()),
            idempotency_key: Set(self.key.to_owned()),
            input_hash: Set(self.input_hash.clone()),
            answer: Set(answer),
            expires_at: Set((now + KEPT).into()),
        };
        let again = OnConflict::columns(idempotency::PrimaryKey::iter())
            .update_columns([Column::InputHash, Column::Answer, Column::ExpiresAt])
            // A key is free again once its answer is past its time.
            .action_and_where(
                Expr::col((idempotency::Entity, Column::ExpiresAt)).lte(to_millis(now)),
            )
            .to_owned();
        let kept = idempotency::Entity::insert(row)
            .on_conflict(again)
            .exec_without_returning(tx.conn())
            .await?;
        match kept {
            1 => Ok(()),
            _ => Err(Failure::contention("another request with this idempotency key came first")),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |four: u8| char::from(DIGITS[usize::from(four & 15)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(*byte)]).collect()
}

/// Removes answers that are past their time; a housekeeping task calls it.
///
/// # Errors
/// The database's own.
pub async fn sweep(app: &App) -> Result<u64, Failure> {
    let now = to_millis(app.now());
    transaction!(app, |tx| {
        let swept = idempotency::Entity::delete_many()
            .filter(idempotency::Column::ExpiresAt.lte(now))
            .exec(tx.conn())
            .await?;
        Ok::<u64, Failure>(swept.rows_affected)
    })
}
