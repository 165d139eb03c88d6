//! Arguments of fields and directives: known, unique, complete, and of the right type.

use std::collections::HashSet;

use super::super::ast::{ArgumentNode, DirectiveNode, FieldNode};
use super::super::model::{DirectiveDef, FieldDef, InputDef};
use super::Walk;
use super::values::Place;

impl<'d> Walk<'d> {
    pub(super) fn field_arguments(
        &mut self,
        coordinate: &str,
        definition: &'d FieldDef,
        field: &'d FieldNode,
    ) {
        self.arguments(&definition.arguments, &field.arguments, || {
            format!("field \"{coordinate}\"")
        });
        for missing in missing(&definition.arguments, &field.arguments) {
            let (name, ty) = (&missing.name, self.model.show(&missing.ty));
            let message = format!(
                "Field \"{}\" argument \"{name}\" of type \"{ty}\" is required, but it was not \
                 provided.",
                definition.name
            );
            self.report(message, field.pos);
        }
    }

    pub(super) fn directive_arguments(
        &mut self,
        definition: &'d DirectiveDef,
        directive: &'d DirectiveNode,
    ) {
        let name = &directive.name;
        self.arguments(&definition.arguments, &directive.arguments, || {
            format!("directive \"@{name}\"")
        });
        for missing in missing(&definition.arguments, &directive.arguments) {
            let ty = self.model.show(&missing.ty);
            let message = format!(
                "Directive \"@{name}\" argument \"{}\" of type \"{ty}\" is required, but it was \
                 not provided.",
                missing.name
            );
            self.report(message, directive.pos);
        }
    }

    fn arguments(
        &mut self,
        definitions: &'d [InputDef],
        arguments: &'d [ArgumentNode],
        owner: impl Fn() -> String,
    ) {
        let mut met = HashSet::new();
        for argument in arguments {
            let name = argument.name.as_str();
            if !met.insert(name) {
                let message = format!("There can be only one argument named \"{name}\".");
                self.report(message, argument.pos);
            }
            match definitions.iter().find(|definition| definition.name == *name) {
                None => {
                    let names = definitions.iter().map(|definition| definition.name.as_str());
                    let meant = self.meant(name, names);
                    let message = format!("Unknown argument \"{name}\" on {}.{meant}", owner());
                    self.report(message, argument.pos);
                    self.value(None, &argument.value);
                }
                Some(definition) => {
                    self.value(Some(Place::of(definition)), &argument.value);
                }
            }
        }
    }

    /// Arguments of what is itself unknown: their variables still count as used.
    pub(super) fn unknown_arguments(&mut self, arguments: &'d [ArgumentNode]) {
        let mut met = HashSet::new();
        for argument in arguments {
            if !met.insert(argument.name.as_str()) {
                let message =
                    format!("There can be only one argument named \"{}\".", argument.name);
                self.report(message, argument.pos);
            }
            self.value(None, &argument.value);
        }
    }
}

fn missing<'d>(
    definitions: &'d [InputDef],
    arguments: &'d [ArgumentNode],
) -> impl Iterator<Item = &'d InputDef> {
    let given = |name: &str| arguments.iter().any(|argument| argument.name == *name);
    definitions
        .iter()
        .filter(move |definition| definition.is_required() && !given(&definition.name))
}
