//! From the definitions of the schema language to the model: names become numbers, and what may
//! stand for an abstract type is worked out once.

use std::collections::{HashMap, HashSet};

use async_graphql::parser::types::{
    BaseType, ConstDirective, DirectiveDefinition, FieldDefinition, InputValueDefinition,
    ObjectType, Type, TypeDefinition, TypeKind, TypeSystemDefinition,
};
use async_graphql::{Name, Positioned};

use super::super::ast::Kind;
use super::{DirectiveDef, FieldDef, InputDef, Model, Shape, TypeDef, TypeIx, TypeRef, TypeSet};

const BUILT_IN: [&str; 5] = ["Int", "Float", "String", "Boolean", "ID"];

/// The definitions met so far; the first of a name counts.
#[derive(Default)]
pub struct Definitions {
    types: Vec<TypeDefinition>,
    directives: Vec<DirectiveDefinition>,
    roots: [Option<String>; 3],
    names: HashMap<Name, TypeIx>,
    repeatable: HashSet<String>,
}

impl Definitions {
    /// The library's parser takes every directive for a repeatable one, so the text is asked.
    pub fn new(sdl: &str) -> Self {
        let name = |line: &str| {
            let rest = line.trim_start().strip_prefix("directive @")?;
            let (name, _) = rest.split_once(|c: char| c != '_' && !c.is_ascii_alphanumeric())?;
            rest.contains(" repeatable on ").then(|| name.to_owned())
        };
        Self { repeatable: sdl.lines().filter_map(name).collect(), ..Self::default() }
    }

    pub fn add(&mut self, definition: TypeSystemDefinition) {
        match definition {
            TypeSystemDefinition::Schema(schema) => {
                let name = |root: Option<Positioned<Name>>| root.map(|root| root.node.to_string());
                let schema = schema.node;
                self.roots = [name(schema.query), name(schema.mutation), name(schema.subscription)];
            }
            TypeSystemDefinition::Type(ty) if !self.names.contains_key(&ty.node.name.node) => {
                self.names.insert(ty.node.name.node.clone(), self.types.len());
                self.types.push(ty.node);
            }
            TypeSystemDefinition::Directive(directive) => {
                let known = |other: &DirectiveDefinition| other.name == directive.node.name;
                if !self.directives.iter().any(known) {
                    self.directives.push(directive.node);
                }
            }
            TypeSystemDefinition::Type(_) => {}
        }
    }

    pub fn build(mut self) -> Result<Model, String> {
        for name in BUILT_IN {
            if !self.names.contains_key(name) {
                self.add(TypeSystemDefinition::Type(Positioned::new(
                    TypeDefinition {
                        extend: false,
                        description: None,
                        name: Positioned::new(Name::new(name), async_graphql::Pos::default()),
                        directives: Vec::new(),
                        kind: TypeKind::Scalar,
                    },
                    async_graphql::Pos::default(),
                )));
            }
        }
        let definitions = std::mem::take(&mut self.types);
        let mut types = Vec::with_capacity(definitions.len());
        for definition in &definitions {
            types.push(self.type_def(definition, &definitions)?);
        }
        let typename = FieldDef {
            name: Name::new("__typename"),
            ty: TypeRef::NonNull(Box::new(TypeRef::Named(self.ix("String")?))),
            arguments: Vec::new(),
        };
        let directives = self.directive_defs()?;
        let roots = self.root_types()?;
        let mut model = Model { types, names: self.names, directives, roots, typename };
        model.add_introspection()?;
        Ok(model)
    }

    fn root_types(&self) -> Result<[Option<TypeIx>; 3], String> {
        if self.roots.iter().all(Option::is_none) {
            return Ok(
                ["Query", "Mutation", "Subscription"].map(|name| self.names.get(name).copied())
            );
        }
        let mut roots = [None; 3];
        for (root, name) in roots.iter_mut().zip(&self.roots) {
            *root = name.as_deref().map(|name| self.ix(name)).transpose()?;
        }
        Ok(roots)
    }

    fn ix(&self, name: &str) -> Result<TypeIx, String> {
        self.names.get(name).copied().ok_or_else(|| format!("the schema has no type {name}"))
    }

    fn reference(&self, ty: &Type) -> Result<TypeRef, String> {
        let base = match &ty.base {
            BaseType::Named(name) => TypeRef::Named(self.ix(name)?),
            BaseType::List(item) => TypeRef::List(Box::new(self.reference(item)?)),
        };
        Ok(if ty.nullable { base } else { TypeRef::NonNull(Box::new(base)) })
    }

    fn inputs(
        &self,
        definitions: &[Positioned<InputValueDefinition>],
    ) -> Result<Vec<InputDef>, String> {
        let input = |input: &Positioned<InputValueDefinition>| {
            let input = &input.node;
            let default = input.default_value.as_ref().map(|value| value.node.clone());
            Ok(InputDef {
                name: input.name.node.clone(),
                ty: self.reference(&input.ty.node)?,
                default,
            })
        };
        definitions.iter().map(input).collect()
    }

    fn fields(
        &self,
        definitions: &[Positioned<FieldDefinition>],
    ) -> Result<HashMap<Name, FieldDef>, String> {
        let field = |field: &Positioned<FieldDefinition>| {
            let field = &field.node;
            let name = field.name.node.clone();
            let ty = self.reference(&field.ty.node)?;
            let arguments = self.inputs(&field.arguments)?;
            Ok((name.clone(), FieldDef { name, ty, arguments }))
        };
        definitions.iter().map(field).collect()
    }

    fn type_def(&self, def: &TypeDefinition, all: &[TypeDefinition]) -> Result<TypeDef, String> {
        let mut ty = TypeDef {
            name: def.name.node.clone(),
            shape: Shape::Scalar,
            fields: HashMap::new(),
            inputs: Vec::new(),
            values: HashSet::new(),
            possible: TypeSet::default(),
        };
        match &def.kind {
            TypeKind::Scalar => {}
            TypeKind::Enum(def) => {
                ty.shape = Shape::Enum;
                ty.values = def.values.iter().map(|value| value.node.value.node.clone()).collect();
            }
            TypeKind::InputObject(input) => {
                let marked =
                    |directive: &Positioned<ConstDirective>| directive.node.name.node == "oneOf";
                ty.shape = Shape::Input { one_of: def.directives.iter().any(marked) };
                ty.inputs = self.inputs(&input.fields)?;
            }
            TypeKind::Object(object) => {
                ty.shape = Shape::Object;
                ty.fields = self.fields(&object.fields)?;
                ty.possible.insert(self.ix(&ty.name)?);
            }
            TypeKind::Interface(interface) => {
                ty.shape = Shape::Interface;
                ty.fields = self.fields(&interface.fields)?;
                for other in all {
                    if let TypeKind::Object(ObjectType { implements, .. }) = &other.kind
                        && implements.iter().any(|name| name.node == ty.name)
                    {
                        ty.possible.insert(self.ix(&other.name.node)?);
                    }
                }
            }
            TypeKind::Union(union) => {
                ty.shape = Shape::Union;
                for member in &union.members {
                    ty.possible.insert(self.ix(&member.node)?);
                }
            }
        }
        Ok(ty)
    }

    fn directive_defs(&self) -> Result<HashMap<Name, DirectiveDef>, String> {
        let directive = |directive: &DirectiveDefinition| {
            let locations = directive.locations.iter();
            let definition = DirectiveDef {
                arguments: self.inputs(&directive.arguments)?,
                repeatable: self.repeatable.contains(directive.name.node.as_str()),
                locations: locations.map(|at| capitals(&format!("{:?}", at.node))).collect(),
            };
            Ok((directive.name.node.clone(), definition))
        };
        self.directives.iter().map(directive).collect()
    }
}

/// `FieldDefinition` as `FIELD_DEFINITION`.
fn capitals(name: &str) -> String {
    let mut written = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !written.is_empty() {
            written.push('_');
        }
        written.extend(letter.to_uppercase());
    }
    written
}

impl Model {
    /// `__schema` and `__type` stand at the root of queries; the schema language never prints them.
    fn add_introspection(&mut self) -> Result<(), String> {
        let missing = |name: &str| format!("the schema has no type {name}");
        let query = self.root(Kind::Query).ok_or_else(|| missing("Query"))?;
        let schema = self.find("__Schema").ok_or_else(|| missing("__Schema"))?;
        let ty = self.find("__Type").ok_or_else(|| missing("__Type"))?;
        let string = self.find("String").ok_or_else(|| missing("String"))?;
        let name = InputDef {
            name: Name::new("name"),
            ty: TypeRef::NonNull(Box::new(TypeRef::Named(string))),
            default: None,
        };
        let whole = FieldDef {
            name: Name::new("__schema"),
            ty: TypeRef::NonNull(Box::new(TypeRef::Named(schema))),
            arguments: Vec::new(),
        };
        let one =
            FieldDef { name: Name::new("__type"), ty: TypeRef::Named(ty), arguments: vec![name] };
        let Some(root) = self.types.get_mut(query) else { return Err(missing("Query")) };
        root.fields.insert(whole.name.clone(), whole);
        root.fields.insert(one.name.clone(), one);
        Ok(())
    }
}
