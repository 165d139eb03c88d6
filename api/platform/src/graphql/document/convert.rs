//! From plan to the executor's own tree: one operation without variables, fragments or conditions,
//! every value already of its type, so that the executor has nothing left to get wrong.

use std::collections::HashMap;

use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition,
    OperationType, Selection, SelectionSet, TypeCondition,
};
use async_graphql::{Name, Pos, Positioned, Response, Value};

use super::ast::{Kind, OperationNode};
use super::coerce::{Coerced, typed};
use super::model::{Model, TypeIx};
use super::plan::{Item, Planned};

/// The executor answers null for an object of which nothing is left to select, where `{}` is due.
/// This key asks for something, and is taken out of the answer; no document can spell it.
const NOTHING: &str = "\u{0}";

/// The document for the executor.
pub fn convert(
    model: &Model,
    operation: &OperationNode,
    items: &[Item<'_>],
    variables: &Coerced,
) -> ExecutableDocument {
    let converter = Converter { model, variables };
    let definition = OperationDefinition {
        ty: match operation.kind {
            Kind::Query => OperationType::Query,
            Kind::Mutation => OperationType::Mutation,
            Kind::Subscription => OperationType::Subscription,
        },
        variable_definitions: Vec::new(),
        directives: Vec::new(),
        selection_set: converter.set(items, operation.pos),
    };
    let definition = Positioned::new(definition, operation.pos);
    let operations = match &operation.name {
        None => DocumentOperations::Single(definition),
        Some(name) => DocumentOperations::Multiple([(name.name.clone(), definition)].into()),
    };
    ExecutableDocument { operations, fragments: HashMap::new() }
}

struct Converter<'m> {
    model: &'m Model,
    variables: &'m Coerced,
}

impl Converter<'_> {
    fn set(&self, items: &[Item<'_>], pos: Pos) -> Positioned<SelectionSet> {
        let mut selections: Vec<_> = items.iter().map(|item| self.item(item, pos)).collect();
        if selections.is_empty() {
            selections.push(nothing(pos));
        }
        Positioned::new(SelectionSet { items: selections }, pos)
    }

    fn item(&self, item: &Item<'_>, pos: Pos) -> Positioned<Selection> {
        match item {
            Item::Field(field) => self.field(field),
            Item::On(ty, fields) => self.on(*ty, fields, pos),
        }
    }

    fn on(&self, ty: TypeIx, fields: &[Planned<'_>], pos: Pos) -> Positioned<Selection> {
        let pos = fields.first().map_or(pos, Planned::pos);
        let on = Positioned::new(self.model.ty(ty).name.clone(), pos);
        let items = fields.iter().map(|field| self.field(field)).collect();
        let fragment = InlineFragment {
            type_condition: Some(Positioned::new(TypeCondition { on }, pos)),
            directives: Vec::new(),
            selection_set: Positioned::new(SelectionSet { items }, pos),
        };
        Positioned::new(Selection::InlineFragment(Positioned::new(fragment, pos)), pos)
    }

    fn field(&self, field: &Planned<'_>) -> Positioned<Selection> {
        let (node, pos) = (field.node, field.pos());
        let arguments = node.arguments.iter().filter_map(|argument| {
            let definition = field.definition.argument(&argument.name)?;
            let value = typed(self.model, &definition.ty, &argument.value, self.variables)?;
            let name = Positioned::new(definition.name.clone(), argument.pos);
            Some((name, Positioned::new(value.into_value(), argument.value.pos)))
        });
        let converted = Field {
            alias: node.alias.as_ref().map(|alias| Positioned::new(alias.name.clone(), alias.pos)),
            name: Positioned::new(field.definition.name.clone(), node.name.pos),
            arguments: arguments.collect(),
            directives: Vec::new(),
            selection_set: if node.selections.is_empty() {
                Positioned::new(SelectionSet::default(), pos)
            } else {
                self.set(&field.items, pos)
            },
        };
        Positioned::new(Selection::Field(Positioned::new(converted, pos)), pos)
    }
}

fn nothing(pos: Pos) -> Positioned<Selection> {
    let field = Field {
        alias: Some(Positioned::new(Name::new(NOTHING), pos)),
        name: Positioned::new(Name::new("__typename"), pos),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet::default(), pos),
    };
    Positioned::new(Selection::Field(Positioned::new(field, pos)), pos)
}

/// Takes out of an answer what the conversion put in.
pub fn finish(mut response: Response) -> Response {
    strip(&mut response.data);
    response
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.shift_remove(NOTHING);
            fields.values_mut().for_each(strip);
        }
        Value::List(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
