//! Values as the executor wants them: variables checked against their types before anything runs,
//! literals read by the type of their place. Messages never repeat what a variable held.

use std::collections::HashMap;

use async_graphql::{Name, Pos, Value};
use serde_json::{Map, Number, Value as Json};

use super::ast::{Literal, ValueNode};
use super::limits::{DocumentLimits, ScalarCheck};
use super::model::{Model, Shape, TypeDef, TypeRef};
use crate::graphql::{ErrorCode, RequestError};

/// The variables of one request, checked and completed by their defaults. One that was not given
/// and has no default is absent, which is not the same as null.
#[derive(Debug, Clone, Default)]
pub struct Coerced(HashMap<Name, Value>);

impl Coerced {
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// All that are there, in no order.
    pub fn iter(&self) -> impl Iterator<Item = (&Name, &Value)> {
        self.0.iter()
    }
}

/// A variable with its type known.
#[derive(Debug)]
pub struct Variable {
    pub name: Name,
    pub pos: Pos,
    pub ty: TypeRef,
    pub default: Option<Value>,
}

/// Reads the variables that a request brings.
pub struct Reader<'m> {
    pub model: &'m Model,
    pub limits: &'m DocumentLimits,
    pub scalars: &'m [ScalarCheck],
}

fn bad(message: impl Into<String>) -> RequestError {
    RequestError::new(ErrorCode::BadRequest, message)
}

/// Where within a variable a fault is, and what it is.
struct Fault {
    path: String,
    message: String,
}

fn fault(message: impl Into<String>) -> Fault {
    Fault { path: String::new(), message: message.into() }
}

impl Fault {
    fn within(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

impl Reader<'_> {
    pub fn read(
        &self,
        variables: &[Variable],
        given: &Map<String, Json>,
    ) -> Result<Coerced, Vec<RequestError>> {
        self.bounded(given).map_err(|error| vec![error])?;
        let mut coerced = Coerced::default();
        let mut errors = Vec::new();
        for variable in variables {
            let name = &variable.name;
            let shown = || self.model.show(&variable.ty);
            let place = |error: RequestError| error.at(variable.pos.line, variable.pos.column);
            match given.get(name.as_str()) {
                None => match &variable.default {
                    Some(default) => {
                        coerced.0.insert(name.clone(), default.clone());
                    }
                    None if variable.ty.is_non_null() => errors.push(place(bad(format!(
                        "Variable \"${name}\" of required type \"{}\" was not provided.",
                        shown()
                    )))),
                    None => {}
                },
                Some(Json::Null) if variable.ty.is_non_null() => errors.push(place(bad(format!(
                    "Variable \"${name}\" of non-null type \"{}\" must not be null.",
                    shown()
                )))),
                Some(value) => match self.value(&variable.ty, value) {
                    Ok(value) => {
                        coerced.0.insert(name.clone(), value);
                    }
                    Err(Fault { path, message }) => {
                        let at = if path.is_empty() {
                            String::new()
                        } else {
                            format!(" at \"{name}{path}\"")
                        };
                        errors.push(place(bad(format!(
                            "Variable \"${name}\" got an invalid value{at}: {message}"
                        ))));
                    }
                },
            }
        }
        if errors.is_empty() { Ok(coerced) } else { Err(errors) }
    }

    /// Size, nesting and lists of all variables, used or not.
    fn bounded(&self, given: &Map<String, Json>) -> Result<(), RequestError> {
        let mut bytes = 0_usize;
        for (name, value) in given {
            bytes = bytes.saturating_add(name.len() + 4);
            self.weigh(value, 1, &mut bytes)?;
        }
        Ok(())
    }

    fn weigh(&self, value: &Json, depth: usize, bytes: &mut usize) -> Result<(), RequestError> {
        let refuse = |message: String| Err(RequestError::new(ErrorCode::TooComplex, message));
        if depth > self.limits.variable_nesting {
            let limit = self.limits.variable_nesting;
            return refuse(format!("Variables are nested more than {limit} deep."));
        }
        *bytes = bytes.saturating_add(match value {
            Json::String(text) => text.len() + 3,
            Json::Number(_) => 9,
            _ => 5,
        });
        if *bytes > self.limits.variable_bytes {
            let limit = self.limits.variable_bytes;
            return refuse(format!("Variables take more than {limit} bytes."));
        }
        match value {
            Json::Array(items) => {
                if items.len() > self.limits.list_items {
                    let limit = self.limits.list_items;
                    return refuse(format!("A list of the variables has more than {limit} items."));
                }
                items.iter().try_for_each(|item| self.weigh(item, depth + 1, bytes))
            }
            Json::Object(fields) => fields.iter().try_for_each(|(name, value)| {
                *bytes = bytes.saturating_add(name.len() + 4);
                self.weigh(value, depth + 1, bytes)
            }),
            _ => Ok(()),
        }
    }

    fn value(&self, ty: &TypeRef, value: &Json) -> Result<Value, Fault> {
        if value.is_null() {
            return if ty.is_non_null() {
                let shown = self.model.show(ty);
                Err(fault(format!("Expected non-nullable type \"{shown}\" not to be null.")))
            } else {
                Ok(Value::Null)
            };
        }
        if let Some(item) = ty.item() {
            let Json::Array(items) = value else {
                return Ok(Value::List(vec![self.value(item, value)?]));
            };
            let read = |(index, value): (usize, &Json)| {
                self.value(item, value).map_err(|fault| fault.within(&format!("[{index}]")))
            };
            return items.iter().enumerate().map(read).collect::<Result<_, _>>().map(Value::List);
        }
        let definition = self.model.ty(ty.named());
        match definition.shape {
            Shape::Input { one_of } => self.input_object(definition, one_of, value),
            Shape::Enum => {
                let name = &definition.name;
                let Json::String(text) = value else {
                    return Err(fault(format!(
                        "Enum \"{name}\" cannot represent non-string value."
                    )));
                };
                definition
                    .values
                    .get(text.as_str())
                    .cloned()
                    .map(Value::Enum)
                    .ok_or_else(|| fault(format!("The value does not exist in \"{name}\" enum.")))
            }
            _ => self.scalar(&definition.name, value),
        }
    }

    fn input_object(
        &self,
        definition: &TypeDef,
        one_of: bool,
        value: &Json,
    ) -> Result<Value, Fault> {
        let name = &definition.name;
        let Json::Object(fields) = value else {
            return Err(fault(format!("Expected type \"{name}\" to be an object.")));
        };
        if let Some(unknown) = fields.keys().find(|field| definition.input(field).is_none()) {
            let shown: String = unknown.chars().take(40).collect();
            return Err(fault(format!("Field \"{shown}\" is not defined by type \"{name}\".")));
        }
        if one_of && fields.len() != 1 {
            let message = format!("Exactly one key must be specified for OneOf type \"{name}\".");
            return Err(fault(message));
        }
        let mut read = async_graphql::indexmap::IndexMap::new();
        for input in &definition.inputs {
            let step = format!(".{}", input.name);
            match fields.get(input.name.as_str()) {
                Some(Json::Null) if one_of => {
                    let message = format!("Field \"{}\" must be non-null.", input.name);
                    return Err(fault(message).within(&step));
                }
                Some(value) => {
                    let value =
                        self.value(&input.ty, value).map_err(|fault| fault.within(&step))?;
                    read.insert(input.name.clone(), value);
                }
                None if input.is_required() => {
                    let ty = self.model.show(&input.ty);
                    return Err(fault(format!(
                        "Field \"{}\" of required type \"{ty}\" was not provided.",
                        input.name
                    )));
                }
                // The executor fills in the default.
                None => {}
            }
        }
        Ok(Value::Object(read))
    }

    fn scalar(&self, name: &str, value: &Json) -> Result<Value, Fault> {
        let read = match (name, value) {
            ("Int", Json::Number(number)) => {
                return integer(number).map(|int| Value::Number(int.into())).ok_or_else(|| {
                    fault("Int cannot represent a value that is not a 32-bit signed integer.")
                });
            }
            ("Int", _) => return Err(fault("Int cannot represent non-integer value.")),
            ("Float", Json::Number(number)) => Value::Number(number.clone()),
            ("Float", _) => return Err(fault("Float cannot represent non numeric value.")),
            ("Boolean", Json::Bool(given)) => Value::Boolean(*given),
            ("Boolean", _) => return Err(fault("Boolean cannot represent a non boolean value.")),
            ("String" | "ID", Json::String(text)) => Value::String(text.clone()),
            ("ID", Json::Number(number)) if number.is_i64() || number.is_u64() => {
                Value::String(number.to_string())
            }
            ("String", _) => return Err(fault("String cannot represent a non string value.")),
            ("ID", _) => {
                return Err(fault("ID cannot represent a non-string and non-integer value."));
            }
            _ => {
                let read = Value::from_json(value.clone())
                    .map_err(|_| fault(format!("Expected type \"{name}\".")))?;
                let check = self.scalars.iter().find(|check| check.name == name);
                if check.is_some_and(|check| !(check.accepts)(&read)) {
                    return Err(fault(format!("Expected type \"{name}\".")));
                }
                read
            }
        };
        Ok(read)
    }
}

/// A whole number within 32 bits; JSON does not tell `1` from `1.0`.
fn integer(number: &Number) -> Option<i32> {
    if let Some(int) = number.as_i64() {
        return i32::try_from(int).ok();
    }
    let float = number.as_f64().filter(|float| float.fract() == 0.0)?;
    // `{:.0}` of a whole float is its digits; what does not fit fails to parse.
    format!("{float:.0}").parse().ok()
}

/// A literal as an untyped constant; none if a variable is in it.
pub fn constant(value: &ValueNode) -> Option<Value> {
    Some(match &value.literal {
        Literal::Variable(_) => return None,
        Literal::Int(digits) | Literal::Float(digits) => number(digits),
        Literal::Text(text) => Value::String(text.clone()),
        Literal::Boolean(given) => Value::Boolean(*given),
        Literal::Null => Value::Null,
        Literal::Enum(name) => Value::Enum(name.clone()),
        Literal::List(items) => {
            Value::List(items.iter().map(constant).collect::<Option<Vec<_>>>()?)
        }
        Literal::Object(fields) => {
            let field = |field: &super::ast::ArgumentNode| {
                Some((field.name.clone(), constant(&field.value)?))
            };
            Value::Object(fields.iter().map(field).collect::<Option<_>>()?)
        }
    })
}

fn number(digits: &str) -> Value {
    let number = digits
        .parse::<i64>()
        .map(Number::from)
        .or_else(|_| digits.parse::<u64>().map(Number::from))
        .ok()
        .or_else(|| digits.parse::<f64>().ok().and_then(Number::from_f64));
    number.map_or(Value::Null, Value::Number)
}

/// A validated literal, read by the type of its place; `None` if it is a variable that is absent.
pub fn typed(model: &Model, ty: &TypeRef, value: &ValueNode, variables: &Coerced) -> Option<Value> {
    if let Literal::Variable(name) = &value.literal {
        return variables.get(name).cloned();
    }
    if matches!(value.literal, Literal::Null) {
        return Some(Value::Null);
    }
    if let Some(item) = ty.item() {
        let Literal::List(items) = &value.literal else {
            return Some(Value::List(vec![typed(model, item, value, variables)?]));
        };
        // An absent variable within a list stands for null.
        let read = |value| typed(model, item, value, variables).unwrap_or_default();
        return Some(Value::List(items.iter().map(read).collect()));
    }
    let definition = model.ty(ty.named());
    match (definition.shape, &value.literal) {
        (Shape::Input { .. }, Literal::Object(fields)) => {
            let read = fields.iter().filter_map(|field| {
                let input = definition.input(&field.name)?;
                let value = typed(model, &input.ty, &field.value, variables)?;
                Some((input.name.clone(), value))
            });
            Some(Value::Object(read.collect()))
        }
        (_, Literal::Int(digits)) if definition.name == *"ID" => {
            Some(Value::String(digits.clone()))
        }
        _ => Some(free(value, variables)),
    }
}

/// A literal of a scalar that may hold anything, variables included.
fn free(value: &ValueNode, variables: &Coerced) -> Value {
    match &value.literal {
        Literal::Variable(name) => variables.get(name).cloned().unwrap_or_default(),
        Literal::List(items) => {
            Value::List(items.iter().map(|item| free(item, variables)).collect())
        }
        Literal::Object(fields) => {
            let field = |field: &super::ast::ArgumentNode| {
                (field.name.clone(), free(&field.value, variables))
            };
            Value::Object(fields.iter().map(field).collect())
        }
        _ => constant(value).unwrap_or_default(),
    }
}
