//! Fields that share a response key must be able to share an answer. Sets are merged level by
//! level and compared with their first member, not pair by pair; a budget bounds what adversarial
//! mixtures of types could still multiply.

use std::collections::{HashMap, HashSet};

use async_graphql::indexmap::IndexMap;

use super::super::ast::{ArgumentNode, Document, FieldNode, Literal, OperationNode, Selection};
use super::super::model::{FieldDef, Model, Shape, TypeIx, TypeRef};
use super::super::scan::too_complex;
use super::invalid;
use crate::graphql::RequestError;

/// Selections looked at per operation. Honest documents look at each of theirs a few times.
const BUDGET: usize = 6_000;

#[derive(Clone, Copy)]
struct Met<'d> {
    parent: TypeIx,
    field: &'d FieldNode,
    definition: &'d FieldDef,
}

/// Reports fields of an operation that conflict.
pub fn check<'d>(
    document: &'d Document,
    model: &'d Model,
    (root, operation): (TypeIx, &'d OperationNode),
    errors: &mut Vec<RequestError>,
) {
    let mut merge = Merge { document, model, left: BUDGET, done: HashSet::new(), errors };
    let fields = merge.collect([(root, operation.selections.as_slice())]);
    merge.same_shape(&fields);
    merge.same_source(&fields);
    if merge.left == 0 {
        merge.errors.push(
            too_complex("The operation merges its selections in too many ways.")
                .at(operation.pos.line, operation.pos.column),
        );
    }
}

struct Merge<'d, 'e> {
    document: &'d Document,
    model: &'d Model,
    left: usize,
    done: HashSet<Vec<(TypeIx, u32)>>,
    errors: &'e mut Vec<RequestError>,
}

impl<'d> Merge<'d, '_> {
    fn collect(
        &mut self,
        sets: impl IntoIterator<Item = (TypeIx, &'d [Selection])>,
    ) -> Vec<Met<'d>> {
        let mut fields = Vec::new();
        let mut spread = HashSet::new();
        for (parent, selections) in sets {
            self.gather(parent, selections, &mut spread, &mut fields);
        }
        fields
    }

    fn gather(
        &mut self,
        parent: TypeIx,
        selections: &'d [Selection],
        spread: &mut HashSet<&'d str>,
        fields: &mut Vec<Met<'d>>,
    ) {
        self.left = self.left.saturating_sub(selections.len());
        let model = self.model;
        let on = |name: &str| model.find(name).unwrap_or(parent);
        for selection in selections {
            match selection {
                Selection::Field(field) => {
                    if let Some(definition) = self.model.field(parent, &field.name.name) {
                        fields.push(Met { parent, field, definition });
                    }
                }
                Selection::Inline(inline) => {
                    let inner = inline.on.as_ref().map_or(parent, |named| on(&named.name));
                    self.gather(inner, &inline.selections, spread, fields);
                }
                Selection::Spread(node) => {
                    if let Some(fragment) = self.document.fragment(&node.name.name)
                        && spread.insert(fragment.name.name.as_str())
                    {
                        self.gather(on(&fragment.on.name), &fragment.selections, spread, fields);
                    }
                }
            }
        }
    }

    fn beneath(&mut self, fields: &[Met<'d>]) -> Vec<Met<'d>> {
        let sets: Vec<_> = fields
            .iter()
            .filter(|met| !met.field.selections.is_empty())
            .map(|met| (met.definition.ty.named(), met.field.selections.as_slice()))
            .collect();
        self.collect(sets)
    }

    fn stopped(&self) -> bool {
        self.left == 0 || self.errors.len() >= super::ERROR_LIMIT
    }

    fn conflict(&mut self, first: &Met<'d>, other: &Met<'d>, why: &str) {
        let key = first.field.key();
        let message = format!(
            "Fields \"{key}\" conflict because {why}. Use different aliases on the fields to fetch \
             both if this was intentional."
        );
        let place = first.field.pos;
        let error = invalid(message, place).at(other.field.pos.line, other.field.pos.column);
        if !self.errors.contains(&error) {
            self.errors.push(error);
        }
    }

    /// Whatever the objects turn out to be, one key has one shape.
    fn same_shape(&mut self, fields: &[Met<'d>]) {
        for group in by_key(fields).into_values() {
            let Some((first, rest)) = group.split_first() else { continue };
            for other in rest {
                if !self.shapes_agree(&first.definition.ty, &other.definition.ty) {
                    let one = self.model.show(&first.definition.ty);
                    let two = self.model.show(&other.definition.ty);
                    let why = format!("they return conflicting types \"{one}\" and \"{two}\"");
                    self.conflict(first, other, &why);
                }
            }
            if self.stopped() {
                return;
            }
            let beneath = self.beneath(&group);
            if !beneath.is_empty() {
                self.same_shape(&beneath);
            }
        }
    }

    fn shapes_agree(&self, one: &TypeRef, two: &TypeRef) -> bool {
        match (one, two) {
            (TypeRef::NonNull(one), TypeRef::NonNull(two))
            | (TypeRef::List(one), TypeRef::List(two)) => self.shapes_agree(one, two),
            (TypeRef::Named(one), TypeRef::Named(two)) => {
                let composite = |ix: TypeIx| self.model.ty(ix).shape.is_composite();
                one == two || (composite(*one) && composite(*two))
            }
            _ => false,
        }
    }

    /// Fields of what may be the same object come from one field with the same arguments.
    fn same_source(&mut self, fields: &[Met<'d>]) {
        let identity = fields.iter().map(|met| (met.parent, met.field.id)).collect();
        if self.stopped() || !self.done.insert(identity) {
            return;
        }
        for group in by_key(fields).into_values() {
            for related in self.by_common_parent(&group) {
                let Some((first, rest)) = related.split_first() else { continue };
                for other in rest {
                    if let Some(why) = differ(first, other) {
                        self.conflict(first, other, &why);
                    }
                }
                if self.stopped() {
                    return;
                }
                let beneath = self.beneath(&related);
                if !beneath.is_empty() {
                    self.same_source(&beneath);
                }
            }
        }
    }

    /// Fields of each object type together with those of abstract types, which may be any of them.
    fn by_common_parent(&self, fields: &[Met<'d>]) -> Vec<Vec<Met<'d>>> {
        let mut concrete: IndexMap<TypeIx, Vec<Met<'d>>> = IndexMap::new();
        let mut open = Vec::new();
        for met in fields {
            if self.model.ty(met.parent).shape == Shape::Object {
                concrete.entry(met.parent).or_default().push(*met);
            } else {
                open.push(*met);
            }
        }
        if concrete.is_empty() {
            return vec![open];
        }
        let mut groups: Vec<_> = concrete.into_values().collect();
        for group in &mut groups {
            group.extend(&open);
        }
        groups
    }
}

fn by_key<'d>(fields: &[Met<'d>]) -> IndexMap<&'d str, Vec<Met<'d>>> {
    let mut groups: IndexMap<&'d str, Vec<Met<'d>>> = IndexMap::new();
    for met in fields {
        groups.entry(met.field.key().as_str()).or_default().push(*met);
    }
    groups
}

fn differ(one: &Met<'_>, two: &Met<'_>) -> Option<String> {
    let (a, b) = (&one.field.name.name, &two.field.name.name);
    if a != b {
        return Some(format!("\"{a}\" and \"{b}\" are different fields"));
    }
    (!same_arguments(&one.field.arguments, &two.field.arguments))
        .then(|| "they have differing arguments".to_owned())
}

/// The same names with the same values, in whatever order.
fn same_arguments(one: &[ArgumentNode], two: &[ArgumentNode]) -> bool {
    if one.len() != two.len() {
        return false;
    }
    let other: HashMap<&str, &ArgumentNode> =
        two.iter().map(|argument| (argument.name.as_str(), argument)).collect();
    one.iter().all(|argument| {
        let same =
            |other: &&ArgumentNode| same_value(&argument.value.literal, &other.value.literal);
        other.get(argument.name.as_str()).is_some_and(same)
    })
}

fn same_value(one: &Literal, two: &Literal) -> bool {
    match (one, two) {
        (Literal::Variable(one), Literal::Variable(two))
        | (Literal::Enum(one), Literal::Enum(two)) => one == two,
        (Literal::Int(one), Literal::Int(two))
        | (Literal::Float(one), Literal::Float(two))
        | (Literal::Text(one), Literal::Text(two)) => one == two,
        (Literal::Boolean(one), Literal::Boolean(two)) => one == two,
        (Literal::Null, Literal::Null) => true,
        (Literal::List(one), Literal::List(two)) => {
            let mut pairs = one.iter().zip(two);
            one.len() == two.len() && pairs.all(|(a, b)| same_value(&a.literal, &b.literal))
        }
        (Literal::Object(one), Literal::Object(two)) => same_arguments(one, two),
        _ => false,
    }
}
