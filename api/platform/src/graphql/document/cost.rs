//! What an operation may load, counted before it runs: one for each object, times the page or the
//! list it stands in. An abstract type costs as much as its dearest object.

use std::collections::HashMap;

use async_graphql::Value;

use super::ast::Kind;
use super::coerce::{Coerced, typed};
use super::limits::{CostTable, DocumentLimits};
use super::model::{Model, TypeIx};
use super::plan::{Item, Planned};
use super::scan::too_complex;
use crate::graphql::{ErrorCode, RequestError};

/// Counts the cost of planned operations.
pub struct Meter<'m> {
    pub model: &'m Model,
    pub limits: &'m DocumentLimits,
    pub table: CostTable,
    pub variables: &'m Coerced,
}

impl Meter<'_> {
    /// The whole cost; refused if it exceeds the limit.
    pub fn operation(&self, kind: Kind, items: &[Item<'_>]) -> Result<u32, RequestError> {
        let base = if kind == Kind::Mutation { u64::from(self.limits.mutation_cost) } else { 0 };
        let cost = base.saturating_add(self.set(items, None)?);
        match u32::try_from(cost) {
            Ok(cost) if cost <= self.limits.cost => Ok(cost.max(1)),
            _ => Err(too_complex(format!(
                "The operation may load {cost} objects; {} are allowed. Ask for smaller pages or \
                 fewer levels.",
                self.limits.cost
            ))),
        }
    }

    /// `page` is how many items the lists of a connection have.
    fn set(&self, items: &[Item<'_>], page: Option<u64>) -> Result<u64, RequestError> {
        let mut common = 0_u64;
        let mut apart: HashMap<TypeIx, u64> = HashMap::new();
        for item in items {
            match item {
                Item::Field(field) => common = common.saturating_add(self.field(field, page)?),
                Item::On(ty, fields) => {
                    let cost = apart.entry(*ty).or_default();
                    for field in fields {
                        *cost = cost.saturating_add(self.field(field, page)?);
                    }
                }
            }
        }
        Ok(common.saturating_add(apart.into_values().max().unwrap_or(0)))
    }

    fn field(&self, field: &Planned<'_>, page: Option<u64>) -> Result<u64, RequestError> {
        let asked = self.page(field)?;
        let ty = self.model.ty(field.definition.ty.named());
        if !ty.shape.is_composite() || ty.name.starts_with("__") {
            return Ok(0);
        }
        let name = ty.name.as_str();
        let is_list = field.definition.ty.item().is_some();
        let is_connection = name.ends_with("Connection") && ty.fields.contains_key("pageInfo");
        let is_edge = name.ends_with("Edge") && ty.fields.contains_key("node");
        let own = u64::from(!is_edge && !self.table.free_types.contains(&name));
        let default_page = u64::from(self.limits.default_page);
        let beneath = if is_connection { Some(asked.unwrap_or(default_page)) } else { None };
        let one = own.saturating_add(self.set(&field.items, beneath)?);
        let count = match (is_list, page) {
            (false, _) => 1,
            (true, Some(page)) => page,
            (true, None) => match asked {
                Some(asked) => asked,
                None => self.list_size(field),
            },
        };
        Ok(one.saturating_mul(count))
    }

    /// The page that `first` or `last` asks for, where the field has them.
    fn page(&self, field: &Planned<'_>) -> Result<Option<u64>, RequestError> {
        for name in ["first", "last"] {
            let Some(Value::Number(number)) = self.argument(field, name) else { continue };
            let asked = number.as_i64().unwrap_or(i64::MAX);
            let place = |error: RequestError| error.at(field.pos().line, field.pos().column);
            let limit = self.limits.page;
            match u64::try_from(asked) {
                Ok(asked) if (1..=u64::from(limit)).contains(&asked) => return Ok(Some(asked)),
                Ok(1..) => {
                    let message =
                        format!("\"{name}\" is {asked}; a page has at most {limit} items.");
                    return Err(place(too_complex(message)));
                }
                _ => {
                    let message = format!("\"{name}\" is {asked}; a page has at least one item.");
                    return Err(place(RequestError::new(ErrorCode::BadRequest, message)));
                }
            }
        }
        Ok(None)
    }

    fn list_size(&self, field: &Planned<'_>) -> u64 {
        for name in ["ids", "representations"] {
            if let Some(Value::List(items)) = self.argument(field, name) {
                return u64::try_from(items.len()).unwrap_or(u64::MAX);
            }
        }
        let coordinate = format!("{}.{}", self.model.ty(field.parent).name, field.definition.name);
        let mut sizes = self.table.list_sizes.iter();
        let declared = sizes.find(|(name, _)| *name == coordinate).map(|(_, size)| *size);
        u64::from(declared.unwrap_or(self.table.list_size))
    }

    /// An argument as the field will see it, its default included.
    fn argument(&self, field: &Planned<'_>, name: &str) -> Option<Value> {
        let definition = field.definition.argument(name)?;
        let written = field.node.arguments.iter().find(|argument| argument.name == *name);
        written
            .and_then(|argument| typed(self.model, &definition.ty, &argument.value, self.variables))
            .or_else(|| definition.default.clone())
    }
}
