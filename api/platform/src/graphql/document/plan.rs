//! What an operation asks for once its conditions are decided: fields that share a response key
//! are one field, as the language's `CollectFields` has it, and fragments are gone. The executor
//! would resolve such fields twice; here nothing can run twice.

use std::collections::{HashMap, HashSet};

use async_graphql::indexmap::IndexMap;
use async_graphql::{Pos, Value};

use super::ast::{DirectiveNode, Document, FieldNode, Literal, Selection, ValueNode};
use super::coerce::Coerced;
use super::model::{FieldDef, Model, TypeIx, TypeSet};
use super::scan::too_complex;
use crate::graphql::{ErrorCode, RequestError};

/// Selections that may be looked at. More than the document has, because a field on an interface
/// may have to be planned once for each object that it could be.
const BUDGET: usize = 6_000;

/// One selection set: fields for whatever the object is, and fields for one type of object.
pub enum Item<'d> {
    Field(Planned<'d>),
    On(TypeIx, Vec<Planned<'d>>),
}

/// One field of the answer.
pub struct Planned<'d> {
    pub node: &'d FieldNode,
    pub parent: TypeIx,
    pub definition: &'d FieldDef,
    pub items: Vec<Item<'d>>,
}

impl Planned<'_> {
    pub fn pos(&self) -> Pos {
        self.node.pos
    }
}

/// Plans the selections of an operation's root.
pub fn plan<'d>(
    (document, model): (&'d Document, &'d Model),
    root: TypeIx,
    selections: &'d [Selection],
    variables: &'d Coerced,
) -> Result<Vec<Item<'d>>, RequestError> {
    let mut planner = Planner { document, model, variables, left: BUDGET };
    planner.set(root, &[selections])
}

struct Planner<'d> {
    document: &'d Document,
    model: &'d Model,
    variables: &'d Coerced,
    left: usize,
}

/// A field as it was met, and for which objects.
struct Met<'d> {
    objects: TypeSet,
    node: &'d FieldNode,
}

type Groups<'d> = IndexMap<&'d str, Vec<Met<'d>>>;

impl<'d> Planner<'d> {
    fn set(&mut self, ty: TypeIx, sets: &[&'d [Selection]]) -> Result<Vec<Item<'d>>, RequestError> {
        let all = &self.model.ty(ty).possible;
        let mut groups = Groups::new();
        let mut spread = HashMap::new();
        for selections in sets {
            self.gather(selections, all, &mut spread, &mut groups)?;
        }
        let mut items = Vec::new();
        // Keys that depend on the type, waiting to be written type by type.
        let mut apart: Vec<Vec<Met<'d>>> = Vec::new();
        for met in groups.into_values() {
            if self.is_common(ty, all, &met) {
                self.write_apart(&mut apart, &mut items)?;
                let nodes: Vec<_> = met.iter().map(|met| met.node).collect();
                if let Some(field) = self.field(ty, &nodes)? {
                    items.push(Item::Field(field));
                }
            } else {
                apart.push(met);
            }
        }
        self.write_apart(&mut apart, &mut items)?;
        Ok(items)
    }

    /// Whether one field of this very type answers for every object it may be.
    fn is_common(&self, ty: TypeIx, all: &TypeSet, met: &[Met<'d>]) -> bool {
        let defined =
            met.first().is_some_and(|met| self.model.field(ty, &met.node.name.name).is_some());
        defined && met.iter().all(|met| all.within(&met.objects))
    }

    fn write_apart(
        &mut self,
        apart: &mut Vec<Vec<Met<'d>>>,
        items: &mut Vec<Item<'d>>,
    ) -> Result<(), RequestError> {
        let groups = std::mem::take(apart);
        let mut objects = TypeSet::default();
        for met in groups.iter().flatten() {
            met.objects.iter().for_each(|object| objects.insert(object));
        }
        for object in objects.iter() {
            let mut fields = Vec::new();
            self.spend(groups.len())?;
            for group in &groups {
                let nodes: Vec<_> = group
                    .iter()
                    .filter(|met| met.objects.contains(object))
                    .map(|met| met.node)
                    .collect();
                fields.extend(self.field(object, &nodes)?);
            }
            if !fields.is_empty() {
                items.push(Item::On(object, fields));
            }
        }
        Ok(())
    }

    fn field(
        &mut self,
        parent: TypeIx,
        nodes: &[&'d FieldNode],
    ) -> Result<Option<Planned<'d>>, RequestError> {
        let Some(node) = nodes.first().copied() else { return Ok(None) };
        let Some(definition) = self.model.field(parent, &node.name.name) else { return Ok(None) };
        self.left = self
            .left
            .checked_sub(1)
            .ok_or_else(|| too_complex("The operation merges its selections in too many ways."))?;
        let mut met = HashSet::new();
        let sets: Vec<&'d [Selection]> = nodes
            .iter()
            .filter(|node| met.insert(node.id) && !node.selections.is_empty())
            .map(|node| node.selections.as_slice())
            .collect();
        let items =
            if sets.is_empty() { Vec::new() } else { self.set(definition.ty.named(), &sets)? };
        Ok(Some(Planned { node, parent, definition, items }))
    }

    /// Pays for some more work.
    fn spend(&mut self, work: usize) -> Result<(), RequestError> {
        self.left = self
            .left
            .checked_sub(work)
            .ok_or_else(|| too_complex("The operation merges its selections in too many ways."))?;
        Ok(())
    }

    fn gather(
        &mut self,
        selections: &'d [Selection],
        objects: &TypeSet,
        spread: &mut HashMap<&'d str, TypeSet>,
        groups: &mut Groups<'d>,
    ) -> Result<(), RequestError> {
        self.spend(selections.len())?;
        for selection in selections {
            if self.is_skipped(selection.directives())? {
                continue;
            }
            match selection {
                Selection::Field(node) => {
                    let met = Met { objects: objects.clone(), node };
                    groups.entry(node.key().as_str()).or_default().push(met);
                }
                Selection::Inline(inline) => {
                    let named = inline.on.as_ref().map(|on| on.name.as_str());
                    let objects = self.narrowed(objects, named);
                    if !objects.is_empty() {
                        self.gather(&inline.selections, &objects, spread, groups)?;
                    }
                }
                Selection::Spread(node) => {
                    let Some(fragment) = self.document.fragment(&node.name.name) else { continue };
                    let objects = self.narrowed(objects, Some(fragment.on.name.as_str()));
                    let name = fragment.name.name.as_str();
                    let known = spread.get(name).is_some_and(|known| objects.within(known));
                    if !known {
                        let known = spread.entry(name).or_default();
                        objects.iter().for_each(|object| known.insert(object));
                        self.gather(&fragment.selections, &objects, spread, groups)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn narrowed(&self, objects: &TypeSet, condition: Option<&str>) -> TypeSet {
        match condition.and_then(|name| self.model.find(name)) {
            None => objects.clone(),
            Some(ix) => objects.and(&self.model.ty(ix).possible),
        }
    }

    fn is_skipped(&self, directives: &[DirectiveNode]) -> Result<bool, RequestError> {
        for directive in directives {
            let leaves_out = match directive.name.as_str() {
                "skip" => true,
                "include" => false,
                _ => continue,
            };
            let condition = directive.arguments.iter().find(|argument| argument.name == *"if");
            if let Some(condition) = condition
                && self.truth(&condition.value)? == leaves_out
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn truth(&self, value: &ValueNode) -> Result<bool, RequestError> {
        let given = match &value.literal {
            Literal::Boolean(given) => Some(*given),
            Literal::Variable(name) => match self.variables.get(name) {
                Some(Value::Boolean(given)) => Some(*given),
                _ => None,
            },
            _ => None,
        };
        // A variable with a default may still be given as null.
        given.ok_or_else(|| {
            let message = "Argument \"if\" of non-null type \"Boolean!\" must not be null.";
            RequestError::new(ErrorCode::BadRequest, message).at(value.pos.line, value.pos.column)
        })
    }
}
