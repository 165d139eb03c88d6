//! The validation rules of the language, after the reference implementation: one walk over every
//! definition, then the rules that need whole operations. Messages suggest names of the schema
//! only where the settings say so.

mod arguments;
mod overlap;
mod suggest;
mod values;
mod variables;

pub use variables::resolve;

use std::collections::{HashMap, HashSet};

use async_graphql::Pos;

use super::FrontRules;
use super::ast::{
    DirectiveNode, Document, FieldNode, FragmentNode, Kind, Named, OperationNode, Selection,
};
use super::limits::ScalarCheck;
use super::model::{Model, Shape, TypeIx, TypeRef};
use crate::graphql::{ErrorCode, RequestError};

/// More than this helps nobody.
const ERROR_LIMIT: usize = 20;

/// Everything that is wrong with the document; empty if nothing is.
pub fn validate(document: &Document, model: &Model, rules: &FrontRules) -> Vec<RequestError> {
    let mut walk = Walk {
        document,
        model,
        scalars: rules.scalars,
        suggestions: rules.suggestions,
        errors: Vec::new(),
        seen: Seen::default(),
        fragments: HashMap::new(),
    };
    walk.fragments();
    walk.operations();
    if walk.errors.is_empty() {
        for operation in &document.operations {
            if let Some(root) = model.root(operation.kind) {
                overlap::check(document, model, (root, operation), &mut walk.errors);
            }
        }
    }
    walk.errors.truncate(ERROR_LIMIT);
    walk.errors
}

pub fn invalid(message: impl Into<String>, pos: Pos) -> RequestError {
    RequestError::new(ErrorCode::GraphqlValidationFailed, message).at(pos.line, pos.column)
}

/// A variable met in a value, with what its place expects.
struct Usage<'d> {
    name: &'d str,
    pos: Pos,
    /// Unknown where the place itself is wrong.
    expected: Option<TypeRef>,
    place_has_default: bool,
    one_of: Option<TypeIx>,
}

/// What a definition mentions, kept for the rules that look at whole operations.
#[derive(Default)]
struct Seen<'d> {
    usages: Vec<Usage<'d>>,
    spreads: Vec<&'d str>,
}

struct Walk<'d> {
    document: &'d Document,
    model: &'d Model,
    scalars: &'d [ScalarCheck],
    suggestions: bool,
    errors: Vec<RequestError>,
    seen: Seen<'d>,
    fragments: HashMap<&'d str, Seen<'d>>,
}

impl<'d> Walk<'d> {
    fn report(&mut self, message: impl Into<String>, pos: Pos) {
        if self.errors.len() < ERROR_LIMIT {
            self.errors.push(invalid(message, pos));
        }
    }

    /// What may have been meant; empty where the settings want no suggestions.
    fn meant<'n>(&self, word: &str, names: impl IntoIterator<Item = &'n str>) -> String {
        if self.suggestions { suggest::nearest(word, names) } else { String::new() }
    }

    fn fragments(&mut self) {
        let mut names = HashSet::new();
        for fragment in &self.document.fragments {
            let name = fragment.name.name.as_str();
            if !names.insert(name) {
                let message = format!("There can be only one fragment named \"{name}\".");
                self.report(message, fragment.name.pos);
            }
            self.fragment(fragment);
            let seen = std::mem::take(&mut self.seen);
            self.fragments.entry(name).or_insert(seen);
        }
    }

    fn fragment(&mut self, fragment: &'d FragmentNode) {
        let (on, name) = (&fragment.on, &fragment.name.name);
        let parent = self.condition(on, || format!("Fragment \"{name}\""));
        self.directives(&fragment.directives, "FRAGMENT_DEFINITION");
        self.selections(parent, &fragment.selections);
    }

    /// The composite type that a condition names.
    fn condition(&mut self, on: &'d Named, what: impl Fn() -> String) -> Option<TypeIx> {
        let Some(ix) = self.model.find(&on.name) else {
            let meant = self.meant(&on.name, self.model.types().map(|ty| ty.name.as_str()));
            self.report(format!("Unknown type \"{}\".{meant}", on.name), on.pos);
            return None;
        };
        if !self.model.ty(ix).shape.is_composite() {
            let message =
                format!("{} cannot condition on non composite type \"{}\".", what(), on.name);
            self.report(message, on.pos);
            return None;
        }
        Some(ix)
    }

    fn operations(&mut self) {
        let document = self.document;
        let mut names = HashSet::new();
        let mut used: HashSet<&'d str> = HashSet::new();
        for operation in &document.operations {
            match &operation.name {
                None if document.operations.len() > 1 => {
                    let message = "This anonymous operation must be the only defined operation.";
                    self.report(message, operation.pos);
                }
                Some(name) if !names.insert(name.name.as_str()) => {
                    let message =
                        format!("There can be only one operation named \"{}\".", name.name);
                    self.report(message, name.pos);
                }
                _ => {}
            }
            self.operation(operation);
            let seen = std::mem::take(&mut self.seen);
            let reached = self.reach(&seen);
            used.extend(&reached);
            self.whole_operation(operation, &seen, &reached);
        }
        for fragment in &document.fragments {
            if !used.contains(fragment.name.name.as_str()) {
                let message = format!("Fragment \"{}\" is never used.", fragment.name.name);
                self.report(message, fragment.pos);
            }
        }
    }

    /// The fragments that a definition spreads, directly or through others.
    fn reach(&self, seen: &Seen<'d>) -> HashSet<&'d str> {
        let mut reached = HashSet::new();
        let mut open = seen.spreads.clone();
        while let Some(name) = open.pop() {
            if let Some(fragment) = self.fragments.get(name)
                && reached.insert(name)
            {
                open.extend(&fragment.spreads);
            }
        }
        reached
    }

    fn operation(&mut self, operation: &'d OperationNode) {
        let root = self.model.root(operation.kind);
        let keyword = operation.kind.keyword();
        if root.is_none() {
            let message = format!("The schema has no {keyword} operations.");
            self.report(message, operation.pos);
        }
        self.variable_definitions(operation);
        self.directives(&operation.directives, &keyword.to_uppercase());
        self.selections(root, &operation.selections);
        if operation.kind == Kind::Subscription {
            self.single_root(operation);
        }
    }

    fn selections(&mut self, parent: Option<TypeIx>, selections: &'d [Selection]) {
        for selection in selections {
            match selection {
                Selection::Field(field) => self.field(parent, field),
                Selection::Inline(inline) => {
                    self.directives(&inline.directives, "INLINE_FRAGMENT");
                    let inner = match &inline.on {
                        None => parent,
                        Some(on) => {
                            let inner = self.condition(on, || "Fragment".to_owned());
                            self.possible(parent, inner, None, inline.pos);
                            inner
                        }
                    };
                    self.selections(inner, &inline.selections);
                }
                Selection::Spread(spread) => {
                    self.directives(&spread.directives, "FRAGMENT_SPREAD");
                    let name = &spread.name.name;
                    self.seen.spreads.push(name.as_str());
                    match self.document.fragment(name) {
                        None => {
                            self.report(format!("Unknown fragment \"{name}\"."), spread.name.pos);
                        }
                        Some(fragment) => {
                            let inner = self.model.find(&fragment.on.name);
                            self.possible(parent, inner, Some(name), spread.pos);
                        }
                    }
                }
            }
        }
    }

    /// A fragment must be able to apply to something.
    fn possible(&mut self, of: Option<TypeIx>, on: Option<TypeIx>, name: Option<&str>, pos: Pos) {
        let (Some(of), Some(on)) = (of, on) else { return };
        let (of, on) = (self.model.ty(of), self.model.ty(on));
        let composite = of.shape.is_composite() && on.shape.is_composite();
        if composite && of.possible.and(&on.possible).is_empty() {
            let what = name.map_or("Fragment".to_owned(), |name| format!("Fragment \"{name}\""));
            let (of, on) = (&of.name, &on.name);
            let message = format!(
                "{what} cannot be spread here as objects of type \"{of}\" can never be of type \
                 \"{on}\"."
            );
            self.report(message, pos);
        }
    }

    fn field(&mut self, parent: Option<TypeIx>, field: &'d FieldNode) {
        let name = &field.name.name;
        self.directives(&field.directives, "FIELD");
        let found = parent.and_then(|parent| self.model.field(parent, name));
        let (Some(parent), Some(definition)) = (parent, found) else {
            if let Some(parent) = parent {
                let ty = self.model.ty(parent);
                let meant = self.meant(name, ty.fields.keys().map(async_graphql::Name::as_str));
                let ty = &ty.name;
                let message = format!("Cannot query field \"{name}\" on type \"{ty}\".{meant}");
                self.report(message, field.name.pos);
            }
            self.unknown_arguments(&field.arguments);
            self.selections(None, &field.selections);
            return;
        };
        let coordinate = format!("{}.{name}", self.model.ty(parent).name);
        self.field_arguments(&coordinate, definition, field);
        let ty = definition.ty.named();
        let composite = self.model.ty(ty).shape.is_composite();
        let shown = || self.model.show(&definition.ty);
        if composite && field.selections.is_empty() {
            let message = format!(
                "Field \"{name}\" of type \"{}\" must have a selection of subfields.",
                shown()
            );
            self.report(message, field.pos);
        } else if !composite && !field.selections.is_empty() {
            let message = format!(
                "Field \"{name}\" must not have a selection since type \"{}\" has no subfields.",
                shown()
            );
            self.report(message, field.pos);
        }
        self.selections(composite.then_some(ty), &field.selections);
    }

    fn directives(&mut self, directives: &'d [DirectiveNode], location: &str) {
        let mut met = HashSet::new();
        for directive in directives {
            let name = directive.name.as_str();
            let Some(definition) = self.model.directives.get(name) else {
                self.report(format!("Unknown directive \"@{name}\"."), directive.pos);
                self.unknown_arguments(&directive.arguments);
                continue;
            };
            if !definition.locations.iter().any(|allowed| allowed == location) {
                let message = format!("Directive \"@{name}\" may not be used on {location}.");
                self.report(message, directive.pos);
            }
            if !met.insert(name) && !definition.repeatable {
                let message =
                    format!("The directive \"@{name}\" can only be used once at this location.");
                self.report(message, directive.pos);
            }
            self.directive_arguments(definition, directive);
        }
    }

    /// A subscription is one stream: one field at its root, always the same one.
    fn single_root(&mut self, operation: &'d OperationNode) {
        let name = operation.name.as_ref();
        let what = name.map_or("Anonymous Subscription".to_owned(), |name| {
            format!("Subscription \"{}\"", name.name)
        });
        let mut roots = Roots::default();
        roots.collect(self.document, &operation.selections, &mut HashSet::new());
        if roots.keys.len() > 1 {
            self.report(format!("{what} must select only one top level field."), operation.pos);
        }
        if let Some(pos) = roots.introspective {
            let message = format!("{what} must not select an introspection top level field.");
            self.report(message, pos);
        }
        if let Some(pos) = roots.conditional {
            let message = format!("{what} must not use @skip or @include at its top level.");
            self.report(message, pos);
        }
    }

    fn is_input_object(&self, ix: TypeIx) -> Option<bool> {
        match self.model.ty(ix).shape {
            Shape::Input { one_of } => Some(one_of),
            _ => None,
        }
    }
}

#[derive(Default)]
struct Roots<'d> {
    keys: HashSet<&'d str>,
    introspective: Option<Pos>,
    conditional: Option<Pos>,
}

impl<'d> Roots<'d> {
    fn collect(
        &mut self,
        document: &'d Document,
        selections: &'d [Selection],
        met: &mut HashSet<&'d str>,
    ) {
        for selection in selections {
            let mut conditions = selection
                .directives()
                .iter()
                .filter(|directive| matches!(directive.name.as_str(), "skip" | "include"));
            if let Some(condition) = conditions.next() {
                self.conditional.get_or_insert(condition.pos);
            }
            match selection {
                Selection::Field(field) => {
                    self.keys.insert(field.key().as_str());
                    if field.name.name.starts_with("__") {
                        self.introspective.get_or_insert(field.pos);
                    }
                }
                Selection::Inline(inline) => self.collect(document, &inline.selections, met),
                Selection::Spread(spread) => {
                    if let Some(fragment) = document.fragment(&spread.name.name)
                        && met.insert(fragment.name.name.as_str())
                    {
                        self.collect(document, &fragment.selections, met);
                    }
                }
            }
        }
    }
}
