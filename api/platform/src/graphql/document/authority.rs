//! What the fields of a document demand of the one who asks, worked out once per document. A field
//! without a row in the authority table is open to nobody.

use std::collections::{HashMap, HashSet};

use async_graphql::{Name, Pos};

use super::ast::{Document, OperationNode, Selection};
use super::model::{Model, Shape, TypeIx};
use crate::graphql::access::AccessRow;
use crate::graphql::{Access, ErrorCode, Grants, RequestError};

/// The authority table, looked up by type and field.
#[derive(Debug)]
pub struct Authority {
    rows: HashMap<(TypeIx, Name), Access>,
    introspection: bool,
}

/// One thing that an operation demands; the same demand is kept once.
#[derive(Debug)]
pub struct Demand {
    /// What is asked for, as `Type.field`.
    coordinate: String,
    pos: Pos,
    access: Demanded,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Demanded {
    Access(Access),
    /// No row names the field.
    Undeclared,
    /// Introspection, while it is off.
    Introspection,
}

impl Authority {
    /// Reads the table; every row must name what the schema has, and no field twice.
    pub fn read(model: &Model, rows: &[AccessRow], introspection: bool) -> Result<Self, String> {
        let mut read = HashMap::new();
        for (ty, access, fields) in rows {
            let ix = model.find(ty).ok_or_else(|| format!("authority table: no type {ty}"))?;
            for field in fields.split_whitespace() {
                let Some(definition) = model.field(ix, field) else {
                    return Err(format!("authority table: no field {ty}.{field}"));
                };
                if read.insert((ix, definition.name.clone()), *access).is_some() {
                    return Err(format!("authority table: {ty}.{field} stands there twice"));
                }
            }
        }
        Ok(Self { rows: read, introspection })
    }

    /// Fields of objects without a row, as `Type.field`, sorted.
    pub fn undeclared(&self, model: &Model) -> Vec<String> {
        let mut missing = Vec::new();
        for ty in model.types().filter(|ty| ty.shape == Shape::Object && !ty.name.starts_with("__"))
        {
            let Some(ix) = model.find(&ty.name) else { continue };
            for name in ty.fields.keys().filter(|name| !name.starts_with("__")) {
                if !self.rows.contains_key(&(ix, name.clone())) {
                    missing.push(format!("{}.{name}", ty.name));
                }
            }
        }
        missing.sort();
        missing
    }

    /// What the operation demands, fragments included.
    pub fn demands(
        &self,
        (document, model): (&Document, &Model),
        root: TypeIx,
        operation: &OperationNode,
    ) -> Vec<Demand> {
        let mut gather = Gather {
            authority: self,
            document,
            model,
            spread: HashSet::new(),
            met: HashSet::new(),
            demands: Vec::new(),
        };
        gather.set(root, &operation.selections);
        gather.demands
    }
}

struct Gather<'d> {
    authority: &'d Authority,
    document: &'d Document,
    model: &'d Model,
    spread: HashSet<&'d str>,
    met: HashSet<Demanded>,
    demands: Vec<Demand>,
}

impl<'d> Gather<'d> {
    fn set(&mut self, parent: TypeIx, selections: &'d [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    let name = &field.name.name;
                    self.field(parent, name, field.pos);
                    if let Some(definition) = self.model.field(parent, name) {
                        self.set(definition.ty.named(), &field.selections);
                    }
                }
                Selection::Inline(inline) => {
                    let named = inline.on.as_ref().and_then(|on| self.model.find(&on.name));
                    self.set(named.unwrap_or(parent), &inline.selections);
                }
                Selection::Spread(node) => {
                    if let Some(fragment) = self.document.fragment(&node.name.name)
                        && self.spread.insert(fragment.name.name.as_str())
                        && let Some(on) = self.model.find(&fragment.on.name)
                    {
                        self.set(on, &fragment.selections);
                    }
                }
            }
        }
    }

    fn field(&mut self, parent: TypeIx, name: &Name, pos: Pos) {
        let ty = self.model.ty(parent);
        if name.as_str() == "__typename" || ty.name.starts_with("__") {
            return;
        }
        if name.starts_with("__") {
            if !self.authority.introspection {
                self.demand(parent, name, pos, Demanded::Introspection);
            }
            return;
        }
        if let Some(access) = self.authority.rows.get(&(parent, name.clone())) {
            return self.demand(parent, name, pos, Demanded::Access(*access));
        }
        if ty.shape == Shape::Object {
            return self.demand(parent, name, pos, Demanded::Undeclared);
        }
        // A field of an interface without a row of its own demands what all its objects demand.
        for object in ty.possible.iter() {
            let row = self.authority.rows.get(&(object, name.clone()));
            let access = row.map_or(Demanded::Undeclared, |access| Demanded::Access(*access));
            self.demand(object, name, pos, access);
        }
    }

    fn demand(&mut self, parent: TypeIx, name: &Name, pos: Pos, access: Demanded) {
        if access != Demanded::Access(Access::Anyone) && self.met.insert(access) {
            let coordinate = format!("{}.{name}", self.model.ty(parent).name);
            self.demands.push(Demand { coordinate, pos, access });
        }
    }
}

impl Demand {
    /// Refuses whoever does not meet the demand.
    pub fn check(&self, grants: &Grants) -> Result<(), RequestError> {
        let (code, message) = match self.access {
            Demanded::Access(access) if access.allows(grants) => return Ok(()),
            Demanded::Access(access) if access.wants_sign_in(grants) => {
                (ErrorCode::Unauthenticated, format!("Sign in to ask for {}.", self.coordinate))
            }
            Demanded::Access(_) | Demanded::Undeclared => {
                (ErrorCode::Forbidden, format!("{} is not open to you.", self.coordinate))
            }
            Demanded::Introspection => {
                (ErrorCode::Forbidden, "Introspection is switched off on this server.".to_owned())
            }
        };
        Err(RequestError::new(code, message).at(self.pos.line, self.pos.column))
    }
}
