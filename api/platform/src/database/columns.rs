//! Columns of several tables in one statement.

use sea_orm::{EntityTrait, IdenStatic, Iterable};

/// The columns of a table under names of their own, for a statement that reads several tables:
/// `a.id AS a_id, a.name AS a_name`. A row is read back with the prefix `a_`.
pub fn columns<E: EntityTrait>(alias: &str) -> String {
    let one = |column: E::Column| {
        let name = column.as_str();
        format!("{alias}.{name} AS {alias}_{name}")
    };
    E::Column::iter().map(one).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_named_after_its_table() {
        let text = columns::<entity::platform::calendar_day::Entity>("d");
        assert!(text.starts_with("d."), "{text}");
        let whole =
            |part: &str| part.split(" AS ").last().is_some_and(|name| name.starts_with("d_"));
        assert!(text.split(", ").all(whole), "{text}");
    }
}
