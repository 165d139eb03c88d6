//! What is read with posts in the same statement: who wrote them, and what their reader did.

use std::sync::LazyLock;

use entity::by_place::{ByPlace, Columns, columns};
use entity::identity::account;
use entity::social::post;
use platform::Failure;
use sea_orm::QueryResult;
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

/// The columns of posts, which every statement here calls `p`.
pub(super) static POST: LazyLock<String> = LazyLock::new(|| columns::<post::Model>("p"));
static AUTHOR: LazyLock<String> = LazyLock::new(|| columns::<account::Model>("a"));

impl Beside {
    /// A statement that reads with posts, which `inner` selects, what is wanted: first their
    /// columns and their `place`, then what is beside them, in the same `order`.
    pub(super) fn around(self, inner: Sql, order: &str) -> Sql {
        if !self.author && self.reader.is_none() {
            return inner;
        }
        let mut sql = inner;
        let posts = std::mem::replace(&mut sql.text, format!("SELECT {}, p.place", *POST));
        if self.author {
            sql.push(", ").push(&AUTHOR);
        }
        if let Some(reader) = self.reader {
            for table in ["post_like", "post_save"] {
                sql.push(&format!(", EXISTS (SELECT 1 FROM {table} d WHERE d.account_id = "));
                sql.bind(reader).push(" AND d.post_id = p.id)");
            }
        }
        sql.push(" FROM (").push(&posts).push(") p");
        if self.author {
            sql.push(" JOIN account a ON a.id = p.author_id");
        }
        sql.push(order);
        sql
    }

    /// A row of that statement, and the place of its post.
    pub(super) fn read(self, row: &QueryResult) -> Result<(i64, Read), Failure> {
        let mut columns = Columns::of(row);
        let post = from_row(post::Model::take(&mut columns)?);
        let place = columns.value()?;
        let author = self.author.then(|| identity::account_of(&mut columns)).transpose()?;
        let reactions = match self.reader {
            Some(_) => Some(Reactions { liked: columns.value()?, saved: columns.value()? }),
            None => None,
        };
        Ok((place, Read { post, author, reactions }))
    }
}
