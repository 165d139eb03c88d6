//! Rows of several tables out of one statement: it lists the columns of each table one after the
//! other, and they are taken in that order. Looked up by name, each value costs a text made for it
//! and a search, which was an eighth of what a page of the feed took.

use sea_orm::{DbErr, QueryResult, TryGetable};
use uuid::Uuid;

/// A row of a table that can be one of several in a row of a statement. Made by [`by_place!`].
pub trait ByPlace: Sized {
    /// The table's columns, its key first.
    const COLUMNS: &'static [&'static str];

    /// Takes them in that order.
    ///
    /// # Errors
    /// The row has something else there.
    fn take(columns: &mut Columns<'_>) -> Result<Self, DbErr>;
}

/// The columns of a table for a statement that calls it `alias`: `a.id, a.name`.
#[must_use]
pub fn columns<M: ByPlace>(alias: &str) -> String {
    let one = |column: &&str| format!("{alias}.{column}");
    M::COLUMNS.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// What is not yet taken of a row.
#[derive(Clone, Copy)]
pub struct Columns<'row> {
    row: &'row QueryResult,
    next: usize,
}

impl<'row> Columns<'row> {
    /// All columns of a row.
    #[must_use]
    pub fn of(row: &'row QueryResult) -> Self {
        Self { row, next: 0 }
    }

    /// The next value.
    ///
    /// # Errors
    /// There is none, or it is of another type.
    pub fn value<T: TryGetable>(&mut self) -> Result<T, DbErr> {
        let value = self.row.try_get_by_index(self.next)?;
        self.next += 1;
        Ok(value)
    }

    /// The next row of a table that a left join may not have found: it has no key then.
    ///
    /// # Errors
    /// The row has something else there.
    pub fn found<M: ByPlace>(&mut self) -> Result<Option<M>, DbErr> {
        let key: Option<Uuid> = self.row.try_get_by_index(self.next)?;
        if key.is_some() {
            return M::take(self).map(Some);
        }
        self.next += M::COLUMNS.len();
        Ok(None)
    }
}

/// Lets a model be taken by place. All its fields are named, the key first; one that is forgotten
/// does not compile.
macro_rules! by_place {
    ($($field:ident),+ $(,)?) => {
        impl $crate::by_place::ByPlace for Model {
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn take(
                columns: &mut $crate::by_place::Columns<'_>,
            ) -> Result<Self, sea_orm::DbErr> {
                Ok(Self { $($field: columns.value()?),+ })
            }
        }
    };
}

pub(crate) use by_place;

#[cfg(test)]
mod tests {
    use sea_orm::{EntityTrait, IdenStatic, Iterable};

    use super::*;
    use crate::{catalog, deals, identity, social};

    /// Fields are called as their columns.
    fn named<E: EntityTrait, M: ByPlace>() {
        let columns: Vec<_> = E::Column::iter().map(|column| column.as_str().to_owned()).collect();
        assert_eq!(columns, M::COLUMNS);
    }

    #[test]
    fn fields_are_called_as_their_columns() {
        named::<catalog::category::Entity, catalog::category::Model>();
        named::<catalog::product::Entity, catalog::product::Model>();
        named::<catalog::sku::Entity, catalog::sku::Model>();
        named::<deals::group_buy::Entity, deals::group_buy::Model>();
        named::<deals::group_campaign::Entity, deals::group_campaign::Model>();
        named::<deals::price_cut::Entity, deals::price_cut::Model>();
        named::<deals::price_cut_campaign::Entity, deals::price_cut_campaign::Model>();
        named::<identity::account::Entity, identity::account::Model>();
        named::<social::post::Entity, social::post::Model>();
        named::<social::post_tag::Entity, social::post_tag::Model>();
        assert!(columns::<catalog::category::Model>("c").starts_with("c.id, c.parent_id, "));
    }
}
