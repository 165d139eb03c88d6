//! Variables of an operation: of input types, defined where used, used where defined, and fit for
//! every place they stand in, also within lists and objects and behind fragments.

use std::collections::{HashMap, HashSet};

use super::super::ast::{Literal, OperationNode, TypeBase, TypeNode, VariableNode};
use super::super::model::TypeRef;
use super::values::Place;
use super::{Model, Seen, Usage, Walk, invalid};

/// The schema's type for a type as written.
pub fn resolve(model: &Model, ty: &TypeNode) -> Option<TypeRef> {
    let base = match &ty.base {
        TypeBase::Named(name) => TypeRef::Named(model.find(name)?),
        TypeBase::List(item) => TypeRef::List(Box::new(resolve(model, item)?)),
    };
    Some(if ty.non_null { TypeRef::NonNull(Box::new(base)) } else { base })
}

impl<'d> Walk<'d> {
    pub(super) fn variable_definitions(&mut self, operation: &'d OperationNode) {
        let mut met = HashSet::new();
        for variable in &operation.variables {
            let name = &variable.name;
            if !met.insert(name.as_str()) {
                let message = format!("There can be only one variable named \"${name}\".");
                self.report(message, variable.pos);
            }
            self.directives(&variable.directives, "VARIABLE_DEFINITION");
            let Some(ty) = resolve(self.model, &variable.ty) else {
                let message = format!("Unknown type \"{}\".", variable.ty.named());
                self.report(message, variable.ty.pos);
                continue;
            };
            if !self.model.ty(ty.named()).shape.is_input() {
                let shown = self.model.show(&ty);
                let message = format!("Variable \"${name}\" cannot be non-input type \"{shown}\".");
                self.report(message, variable.ty.pos);
            } else if let Some(default) = &variable.default {
                self.default_value(&ty, default);
            }
        }
    }

    fn default_value(&mut self, ty: &TypeRef, default: &'d super::super::ast::ValueNode) {
        // The reference lives in this call only; the default holds no variables to remember.
        let mut inner = Walk {
            document: self.document,
            model: self.model,
            scalars: self.scalars,
            suggestions: self.suggestions,
            errors: Vec::new(),
            seen: Seen::default(),
            fragments: HashMap::new(),
        };
        inner.value(Some(Place::plain(ty)), default);
        self.errors.extend(inner.errors);
    }

    pub(super) fn whole_operation(
        &mut self,
        operation: &'d OperationNode,
        seen: &Seen<'d>,
        reached: &HashSet<&'d str>,
    ) {
        let mut errors = Vec::new();
        let mut used = HashSet::new();
        let spread = reached.iter().filter_map(|name| self.fragments.get(name));
        for usage in seen.usages.iter().chain(spread.flat_map(|fragment| &fragment.usages)) {
            used.insert(usage.name);
            let defined = operation.variables.iter().find(|v| v.name == *usage.name);
            match defined {
                None => {
                    let within = operation
                        .name
                        .as_ref()
                        .map_or(String::new(), |name| format!(" by operation \"{}\"", name.name));
                    let message = format!("Variable \"${}\" is not defined{within}.", usage.name);
                    errors.push(invalid(message, usage.pos));
                }
                Some(variable) => errors.extend(self.position(variable, usage)),
            }
        }
        for variable in &operation.variables {
            if !used.contains(variable.name.as_str()) {
                let within = operation
                    .name
                    .as_ref()
                    .map_or(String::new(), |name| format!(" in operation \"{}\"", name.name));
                let message = format!("Variable \"${}\" is never used{within}.", variable.name);
                errors.push(invalid(message, variable.pos));
            }
        }
        self.errors.extend(errors);
    }

    fn position(
        &self,
        variable: &VariableNode,
        usage: &Usage<'d>,
    ) -> Option<crate::graphql::RequestError> {
        let expected = usage.expected.as_ref()?;
        let ty = resolve(self.model, &variable.ty)?;
        let name = &variable.name;
        let given = || self.model.show(&ty);
        if !allowed(&ty, variable, expected, usage.place_has_default) {
            let message = format!(
                "Variable \"${name}\" of type \"{}\" used in position expecting type \"{}\".",
                given(),
                self.model.show(expected)
            );
            return Some(invalid(message, usage.pos));
        }
        let one_of = usage.one_of.filter(|_| !ty.is_non_null())?;
        let message = format!(
            "Variable \"${name}\" is of type \"{}\" but must be non-nullable to be used for OneOf \
             Input Object \"{}\".",
            given(),
            self.model.ty(one_of).name
        );
        Some(invalid(message, usage.pos))
    }
}

fn allowed(ty: &TypeRef, variable: &VariableNode, expected: &TypeRef, has_default: bool) -> bool {
    if expected.is_non_null() && !ty.is_non_null() {
        let default = variable.default.as_ref();
        let own_default = default.is_some_and(|value| !matches!(value.literal, Literal::Null));
        return (own_default || has_default) && fits(ty, expected.nullable());
    }
    fits(ty, expected)
}

/// Whether every value of the one type is a value of the other; input types have no other
/// subtypes than by their non-null marks.
fn fits(ty: &TypeRef, expected: &TypeRef) -> bool {
    match (ty, expected) {
        (TypeRef::NonNull(inner), TypeRef::NonNull(expected)) => fits(inner, expected),
        (TypeRef::NonNull(inner), expected) => fits(inner, expected),
        (TypeRef::List(item), TypeRef::List(expected)) => fits(item, expected),
        (TypeRef::Named(ix), TypeRef::Named(expected)) => ix == expected,
        _ => false,
    }
}
