//! What is read with posts in the same statement: who wrote them, and what their reader did.

use std::sync::LazyLock;

use entity::identity::account;
use entity::social::post;
use platform::Failure;
use platform::database::columns;
use sea_orm::{FromQueryResult, QueryResult};
use uuid::Uuid;

use super::Sql;
use super::posts::from_row;
use super::reactions::Reactions;
use crate::identity::{self, Account};
use crate::social::post::Post;

/// What to read with posts.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside {
    pub author: bool,
    /// Whose likes and saves.
    pub reader: Option<Uuid>,
}

/// A post with what was read beside it.
#[derive(Debug, Clone)]
pub struct Read {
    pub post: Post,
    pub author: Option<Account>,
    pub reactions: Option<Reactions>,
}

static AUTHOR: LazyLock<String> = LazyLock::new(|| columns::<account::Entity>("a"));

impl Beside {
    /// A statement that reads posts as `p.*`, and with them what is wanted, in the same `order`.
    pub(super) fn around(self, inner: Sql, order: &str) -> Sql {
        if !self.author && self.reader.is_none() {
            return inner;
        }
        let mut sql = inner;
        let posts = std::mem::replace(&mut sql.text, "SELECT p.*".to_owned());
        if self.author {
            sql.push(", ").push(&AUTHOR);
        }
        if let Some(reader) = self.reader {
            for (table, name) in [("post_like", "has_liked"), ("post_save", "has_saved")] {
                sql.push(&format!(", EXISTS (SELECT 1 FROM {table} d WHERE d.account_id = "));
                sql.bind(reader).push(&format!(" AND d.post_id = p.id) AS {name}"));
            }
        }
        sql.push(" FROM (").push(&posts).push(") p");
        if self.author {
            sql.push(" JOIN account a ON a.id = p.author_id");
        }
        sql.push(order);
        sql
    }

    /// A row of that statement.
    pub(super) fn read(self, row: &QueryResult) -> Result<Read, Failure> {
        let author = self.author.then(|| identity::account_of(row, "a_")).transpose()?;
        let reactions = match self.reader {
            Some(_) => Some(Reactions {
                liked: row.try_get("", "has_liked")?,
                saved: row.try_get("", "has_saved")?,
            }),
            None => None,
        };
        let post = from_row(post::Model::from_query_result(row, "")?);
        Ok(Read { post, author, reactions })
    }
}
