//! Statements written by hand, where the order and plan of a list matter more than the shape of one
//! table.

use sea_orm::sea_query::{Expr, ExprTrait, Func, Query};
use sea_orm::{DatabaseBackend, EntityTrait, Statement, Value};
use uuid::Uuid;

use super::padded;

/// A statement in the making: text, and the values its marks stand for.
pub struct Sql {
    /// What was written so far.
    pub text: String,
    values: Vec<Value>,
}

impl Sql {
    /// Begins a statement.
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), values: Vec::new() }
    }

    /// Adds text that has no value of anybody in it.
    pub fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value and its mark.
    pub fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.text.push('$');
        self.text.push_str(&self.values.len().to_string());
        self
    }

    /// Adds ids in brackets, padded.
    pub fn list(&mut self, ids: impl IntoIterator<Item = Uuid>) -> &mut Self {
        for (index, id) in padded(ids).into_iter().enumerate() {
            self.push(if index == 0 { "(" } else { ", " }).bind(id);
        }
        self.push(")")
    }

    /// The statement for an engine.
    pub fn statement(self, backend: DatabaseBackend) -> Statement {
        Statement::from_sql_and_values(backend, self.text, self.values)
    }
}

/// One more than the highest number `among` some rows, counted from 1: for a row that is being
/// inserted. Two who insert at once get the same, and the later one meets a unique index.
pub fn next_seq<E: EntityTrait>(seq: E::Column, among: Expr) -> Expr {
    let last = Func::coalesce([Expr::col(seq).max(), Expr::val(0_i64)]);
    let mut next = Query::select();
    next.expr(Expr::from(last).add(1_i64)).from(E::default()).and_where(among);
    Expr::SubQuery(None, Box::new(next.into()))
}
