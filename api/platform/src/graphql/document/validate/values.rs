//! Values written in the document: of the right type, complete, without a field given twice; and
//! the variables in them, remembered with what their place expects.

use std::collections::HashSet;

use super::super::ast::{ArgumentNode, Literal, ValueNode};
use super::super::coerce::constant;
use super::super::model::{InputDef, Shape, TypeIx, TypeRef};
use super::{Usage, Walk};

/// Where a value stands.
#[derive(Clone, Copy)]
pub struct Place<'d> {
    ty: &'d TypeRef,
    has_default: bool,
    one_of: Option<TypeIx>,
}

impl<'d> Place<'d> {
    pub fn of(definition: &'d InputDef) -> Self {
        Self { ty: &definition.ty, has_default: definition.default.is_some(), one_of: None }
    }

    pub fn plain(ty: &'d TypeRef) -> Self {
        Self { ty, has_default: false, one_of: None }
    }
}

impl<'d> Walk<'d> {
    /// Checks a value against its place; without a place only its own form and its variables.
    pub(super) fn value(&mut self, place: Option<Place<'d>>, value: &'d ValueNode) {
        if let Literal::Variable(name) = &value.literal {
            self.seen.usages.push(Usage {
                name,
                pos: value.pos,
                expected: place.map(|place| place.ty.clone()),
                place_has_default: place.is_some_and(|place| place.has_default),
                one_of: place.and_then(|place| place.one_of),
            });
            return;
        }
        let Some(place) = place else { return self.untyped(value) };
        if let (Literal::Null, ty) = (&value.literal, place.ty) {
            if ty.is_non_null() {
                let message =
                    format!("Expected value of type \"{}\", found null.", self.model.show(ty));
                self.report(message, value.pos);
            }
            return;
        }
        match (place.ty.item(), &value.literal) {
            (Some(item), Literal::List(items)) => {
                for value in items {
                    self.value(Some(Place::plain(item)), value);
                }
            }
            // One value stands for a list of it.
            (Some(item), _) => {
                let item = item.nullable();
                self.value(Some(Place::plain(item)), value);
            }
            (None, _) => self.named_value(place.ty, value),
        }
    }

    fn named_value(&mut self, ty: &'d TypeRef, value: &'d ValueNode) {
        let ix = ty.named();
        let definition = self.model.ty(ix);
        match (definition.shape, &value.literal) {
            (Shape::Input { one_of }, Literal::Object(fields)) => {
                self.input_object(ix, fields, value);
                if one_of {
                    self.exactly_one(ix, fields, value);
                }
            }
            (Shape::Input { .. }, _) => {
                let name = &definition.name;
                let message = format!("Expected value of type \"{name}\", found {}.", show(value));
                self.report(message, value.pos);
            }
            (Shape::Enum, Literal::Enum(name)) => {
                if !definition.values.contains(name) {
                    let message =
                        format!("Value \"{name}\" does not exist in \"{}\" enum.", definition.name);
                    self.report(message, value.pos);
                }
            }
            (Shape::Enum, _) => {
                let message = format!(
                    "Enum \"{}\" cannot represent non-enum value: {}.",
                    definition.name,
                    show(value)
                );
                self.report(message, value.pos);
                self.untyped(value);
            }
            _ => {
                if let Some(message) = self.scalar(definition.name.as_str(), value) {
                    self.report(message, value.pos);
                }
                self.untyped(value);
            }
        }
    }

    /// What is wrong with a literal of a scalar type.
    fn scalar(&self, name: &str, value: &ValueNode) -> Option<String> {
        let shown = || show(value);
        match (name, &value.literal) {
            ("Int", Literal::Int(digits)) if digits.parse::<i32>().is_ok() => None,
            ("Int", Literal::Int(_)) => {
                Some(format!("Int cannot represent non 32-bit signed integer value: {}", shown()))
            }
            ("Int", _) => Some(format!("Int cannot represent non-integer value: {}", shown())),
            ("Float", Literal::Int(digits) | Literal::Float(digits)) => {
                let finite = digits.parse::<f64>().is_ok_and(f64::is_finite);
                (!finite).then(|| format!("Float cannot represent non numeric value: {}", shown()))
            }
            ("Float", _) => Some(format!("Float cannot represent non numeric value: {}", shown())),
            ("String" | "ID", Literal::Text(_))
            | ("Boolean", Literal::Boolean(_))
            | ("ID", Literal::Int(_)) => None,
            ("String", _) => {
                Some(format!("String cannot represent a non string value: {}", shown()))
            }
            ("Boolean", _) => {
                Some(format!("Boolean cannot represent a non boolean value: {}", shown()))
            }
            ("ID", _) => {
                Some(format!("ID cannot represent a non-string and non-integer value: {}", shown()))
            }
            _ => {
                let check = self.scalars.iter().find(|check| check.name == name)?;
                let refused = constant(value).is_some_and(|value| !(check.accepts)(&value));
                refused.then(|| format!("Expected value of type \"{name}\", found {}.", shown()))
            }
        }
    }

    fn input_object(&mut self, ix: TypeIx, fields: &'d [ArgumentNode], value: &'d ValueNode) {
        let definition = self.model.ty(ix);
        let one_of = self.is_input_object(ix).unwrap_or(false).then_some(ix);
        self.repeated(fields);
        for field in fields {
            match definition.input(&field.name) {
                None => {
                    let names = definition.inputs.iter().map(|input| input.name.as_str());
                    let meant = self.meant(&field.name, names);
                    let message = format!(
                        "Field \"{}\" is not defined by type \"{}\".{meant}",
                        field.name, definition.name
                    );
                    self.report(message, field.pos);
                    self.value(None, &field.value);
                }
                Some(input) => {
                    let place = Place { one_of, ..Place::of(input) };
                    self.value(Some(place), &field.value);
                }
            }
        }
        for input in definition.inputs.iter().filter(|input| input.is_required()) {
            if !fields.iter().any(|field| field.name == input.name) {
                let message = format!(
                    "Field \"{}.{}\" of required type \"{}\" was not provided.",
                    definition.name,
                    input.name,
                    self.model.show(&input.ty)
                );
                self.report(message, value.pos);
            }
        }
    }

    fn exactly_one(&mut self, ix: TypeIx, fields: &'d [ArgumentNode], value: &'d ValueNode) {
        let name = &self.model.ty(ix).name;
        if let [only] = fields {
            if matches!(only.value.literal, Literal::Null) {
                let message = format!("Field \"{name}.{}\" must be non-null.", only.name);
                self.report(message, only.pos);
            }
        } else {
            let message = format!("OneOf Input Object \"{name}\" must specify exactly one key.");
            self.report(message, value.pos);
        }
    }

    fn repeated(&mut self, fields: &'d [ArgumentNode]) {
        let mut met = HashSet::new();
        for field in fields {
            if !met.insert(field.name.as_str()) {
                let message =
                    format!("There can be only one input field named \"{}\".", field.name);
                self.report(message, field.pos);
            }
        }
    }

    /// What can be said of a value without knowing its type.
    fn untyped(&mut self, value: &'d ValueNode) {
        match &value.literal {
            Literal::List(items) => {
                for item in items {
                    self.value(None, item);
                }
            }
            Literal::Object(fields) => {
                self.repeated(fields);
                for field in fields {
                    self.value(None, &field.value);
                }
            }
            _ => {}
        }
    }
}

/// The value as written, cut short if it is long.
fn show(value: &ValueNode) -> String {
    let written = match &value.literal {
        Literal::Variable(name) => format!("${name}"),
        Literal::Int(digits) | Literal::Float(digits) => digits.clone(),
        Literal::Text(text) => format!("{text:?}"),
        Literal::Boolean(given) => given.to_string(),
        Literal::Null => "null".to_owned(),
        Literal::Enum(name) => name.to_string(),
        Literal::List(items) => {
            let items: Vec<String> = items.iter().take(5).map(show).collect();
            format!("[{}]", items.join(", "))
        }
        Literal::Object(fields) => {
            let field = |field: &ArgumentNode| format!("{}: {}", field.name, show(&field.value));
            let fields: Vec<String> = fields.iter().take(5).map(field).collect();
            format!("{{ {} }}", fields.join(", "))
        }
    };
    match written.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", written.get(..end).unwrap_or_default()),
        None => written,
    }
}
