//! The shape of an operation with its fragments in place: depth, roots and directives, and how far
//! introspection may follow its own lists. Expansion has bounded how much there is to walk.

use std::collections::HashSet;

use super::ast::{Document, Kind, OperationNode, Selection};
use super::limits::DocumentLimits;
use super::scan::too_complex;
use crate::graphql::RequestError;

/// Refuses operations that are too deep or too wide.
pub fn check(document: &Document, limits: &DocumentLimits) -> Result<(), RequestError> {
    for operation in &document.operations {
        let mut walk = Walk { document, limits, used: HashSet::new(), directives: 0 };
        check_operation(&mut walk, operation)
            .map_err(|error| error.at(operation.pos.line, operation.pos.column))?;
    }
    Ok(())
}

fn check_operation<'d>(
    walk: &mut Walk<'d>,
    operation: &'d OperationNode,
) -> Result<(), RequestError> {
    walk.directives(operation.directives.len())?;
    walk.set(&operation.selections, Place { depth: 1, introspection: false, lists: 0 })?;
    let mut keys = HashSet::new();
    root_keys(walk.document, &operation.selections, &mut keys);
    let limit = match operation.kind {
        Kind::Mutation => 1,
        Kind::Query | Kind::Subscription => walk.limits.root_fields,
    };
    if keys.len() > limit {
        let what = match operation.kind {
            Kind::Mutation => "A mutation may have one field at its root: each is one decision.",
            Kind::Query | Kind::Subscription => "Too many fields at the root of the operation.",
        };
        return Err(too_complex(format!("{what} It has {}; {limit} allowed.", keys.len())));
    }
    Ok(())
}

/// The fields at the root, counting those that share a key once and `__typename` not at all unless
/// it has an alias.
fn root_keys<'d>(document: &'d Document, selections: &'d [Selection], keys: &mut HashSet<&'d str>) {
    for selection in selections {
        match selection {
            Selection::Field(field) => {
                if field.key().as_str() != "__typename" {
                    keys.insert(field.key().as_str());
                }
            }
            Selection::Inline(inline) => root_keys(document, &inline.selections, keys),
            Selection::Spread(spread) => {
                if let Some(fragment) = document.fragment(&spread.name.name) {
                    root_keys(document, &fragment.selections, keys);
                }
            }
        }
    }
}

struct Walk<'d> {
    document: &'d Document,
    limits: &'d DocumentLimits,
    used: HashSet<&'d str>,
    directives: usize,
}

#[derive(Clone, Copy)]
struct Place {
    depth: usize,
    introspection: bool,
    /// Lists of the introspection schema inside each other: three of them, and the answer grows
    /// with the third power of the schema.
    lists: usize,
}

const SCHEMA_LISTS: [&str; 4] = ["fields", "interfaces", "possibleTypes", "inputFields"];

impl<'d> Walk<'d> {
    fn directives(&mut self, on_node: usize) -> Result<(), RequestError> {
        if on_node > self.limits.node_directives {
            return Err(too_complex(format!(
                "There are {on_node} directives on one place; {} are allowed.",
                self.limits.node_directives
            )));
        }
        self.directives += on_node;
        if self.directives > self.limits.operation_directives {
            return Err(too_complex(format!(
                "The operation has more than {} directives.",
                self.limits.operation_directives
            )));
        }
        Ok(())
    }

    fn set(&mut self, selections: &'d [Selection], place: Place) -> Result<(), RequestError> {
        let limit =
            if place.introspection { self.limits.introspection_depth } else { self.limits.depth };
        if place.depth > limit {
            return Err(too_complex(format!("The operation is more than {limit} levels deep.")));
        }
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    self.directives(field.directives.len())?;
                    let name = field.name.name.as_str();
                    let lists = place.lists + usize::from(SCHEMA_LISTS.contains(&name));
                    let place = Place {
                        depth: place.depth + 1,
                        introspection: place.introspection || matches!(name, "__schema" | "__type"),
                        lists: if place.introspection { lists } else { 0 },
                    };
                    if place.lists > 2 {
                        return Err(too_complex("The introspection follows its lists too far."));
                    }
                    if !field.selections.is_empty() {
                        self.set(&field.selections, place)?;
                    }
                }
                Selection::Inline(inline) => {
                    self.directives(inline.directives.len())?;
                    self.set(&inline.selections, place)?;
                }
                Selection::Spread(spread) => {
                    self.directives(spread.directives.len())?;
                    let Some(fragment) = self.document.fragment(&spread.name.name) else {
                        continue;
                    };
                    if self.used.insert(fragment.name.name.as_str()) {
                        self.directives(fragment.directives.len())?;
                    }
                    self.set(&fragment.selections, place)?;
                }
            }
        }
        Ok(())
    }
}
