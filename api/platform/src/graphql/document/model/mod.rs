//! The schema as the front needs it, read once from the schema language that the executor prints:
//! types by number, fields by name, and which objects an abstract type may turn out to be.

mod read;

use std::collections::{HashMap, HashSet};

use async_graphql::{Name, Value};

use self::read::Definitions;
use super::ast::Kind;

/// The number of a type.
pub type TypeIx = usize;

/// A type reference with its list and non-null marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeRef {
    Named(TypeIx),
    List(Box<TypeRef>),
    NonNull(Box<TypeRef>),
}

impl TypeRef {
    pub fn named(&self) -> TypeIx {
        match self {
            Self::Named(ix) => *ix,
            Self::List(inner) | Self::NonNull(inner) => inner.named(),
        }
    }

    pub fn is_non_null(&self) -> bool {
        matches!(self, Self::NonNull(_))
    }

    pub fn nullable(&self) -> &Self {
        match self {
            Self::NonNull(inner) => inner,
            other => other,
        }
    }

    /// The item of a list, whether or not the list itself may be null.
    pub fn item(&self) -> Option<&Self> {
        match self.nullable() {
            Self::List(item) => Some(item),
            _ => None,
        }
    }
}

/// A set of object types.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct TypeSet(Vec<u64>);

impl TypeSet {
    pub fn insert(&mut self, ix: TypeIx) {
        let (word, bit) = (ix / 64, ix % 64);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    pub fn contains(&self, ix: TypeIx) -> bool {
        self.0.get(ix / 64).is_some_and(|word| word & (1 << (ix % 64)) != 0)
    }

    pub fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(mine, yours)| mine & yours).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub fn within(&self, other: &Self) -> bool {
        self.iter().all(|ix| other.contains(ix))
    }

    pub fn iter(&self) -> impl Iterator<Item = TypeIx> + '_ {
        (0..self.0.len() * 64).filter(|ix| self.contains(*ix))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Scalar,
    Enum,
    Input { one_of: bool },
    Object,
    Interface,
    Union,
}

impl Shape {
    pub fn is_composite(self) -> bool {
        matches!(self, Self::Object | Self::Interface | Self::Union)
    }

    pub fn is_input(self) -> bool {
        matches!(self, Self::Scalar | Self::Enum | Self::Input { .. })
    }
}

/// An argument, or a field of an input object.
#[derive(Debug)]
pub struct InputDef {
    pub name: Name,
    pub ty: TypeRef,
    pub default: Option<Value>,
}

impl InputDef {
    pub fn is_required(&self) -> bool {
        self.ty.is_non_null() && self.default.is_none()
    }
}

#[derive(Debug)]
pub struct FieldDef {
    pub name: Name,
    pub ty: TypeRef,
    pub arguments: Vec<InputDef>,
}

impl FieldDef {
    pub fn argument(&self, name: &str) -> Option<&InputDef> {
        self.arguments.iter().find(|argument| argument.name == *name)
    }
}

#[derive(Debug)]
pub struct TypeDef {
    pub name: Name,
    pub shape: Shape,
    pub fields: HashMap<Name, FieldDef>,
    /// Fields of an input object, in their order.
    pub inputs: Vec<InputDef>,
    pub values: HashSet<Name>,
    /// The objects that this composite type may be; an object is itself.
    pub possible: TypeSet,
}

impl TypeDef {
    pub fn input(&self, name: &str) -> Option<&InputDef> {
        self.inputs.iter().find(|input| input.name == *name)
    }
}

#[derive(Debug)]
pub struct DirectiveDef {
    pub arguments: Vec<InputDef>,
    pub repeatable: bool,
    /// In capitals, as the language writes them.
    pub locations: Vec<String>,
}

/// The whole schema.
#[derive(Debug)]
pub struct Model {
    types: Vec<TypeDef>,
    names: HashMap<Name, TypeIx>,
    pub directives: HashMap<Name, DirectiveDef>,
    roots: [Option<TypeIx>; 3],
    typename: FieldDef,
}

/// Where a document may carry directives.
const EXECUTABLE: [&str; 8] = [
    "QUERY",
    "MUTATION",
    "SUBSCRIPTION",
    "FIELD",
    "FRAGMENT_DEFINITION",
    "FRAGMENT_SPREAD",
    "INLINE_FRAGMENT",
    "VARIABLE_DEFINITION",
];

impl Model {
    /// Reads the schema language.
    pub fn read(sdl: &str) -> Result<Self, String> {
        let ours = async_graphql::parser::parse_schema(sdl)
            .map_err(|error| format!("the schema cannot be read: {error}"))?;
        let standard =
            async_graphql::parser::parse_schema(include_str!("introspection.graphql"))
                .map_err(|error| format!("the introspection schema cannot be read: {error}"))?;
        let mut definitions = Definitions::new(sdl);
        for definition in ours.definitions.into_iter().chain(standard.definitions) {
            definitions.add(definition);
        }
        let model = definitions.build()?;
        match model.unknown_condition() {
            Some(name) => Err(format!("@{name} would be lost: only @skip and @include are known")),
            None => Ok(model),
        }
    }

    /// A directive that documents may use and that the conversion would drop.
    fn unknown_condition(&self) -> Option<&Name> {
        let documents = |at: &String| EXECUTABLE.contains(&at.as_str());
        let mut known = self.directives.iter();
        known
            .find(|(name, directive)| {
                !matches!(name.as_str(), "skip" | "include")
                    && directive.locations.iter().any(documents)
            })
            .map(|(name, _)| name)
    }

    pub fn ty(&self, ix: TypeIx) -> &TypeDef {
        // Indices come from this model alone.
        &self.types[ix]
    }

    pub fn types(&self) -> impl Iterator<Item = &TypeDef> {
        self.types.iter()
    }

    pub fn find(&self, name: &str) -> Option<TypeIx> {
        self.names.get(name).copied()
    }

    pub fn root(&self, kind: Kind) -> Option<TypeIx> {
        let [query, mutation, subscription] = self.roots;
        match kind {
            Kind::Query => query,
            Kind::Mutation => mutation,
            Kind::Subscription => subscription,
        }
    }

    /// The definition of a field that a selection on this type may name.
    pub fn field(&self, parent: TypeIx, name: &str) -> Option<&FieldDef> {
        let ty = self.ty(parent);
        if name == "__typename" && ty.shape.is_composite() {
            return Some(&self.typename);
        }
        ty.fields.get(name)
    }

    /// The reference as the language writes it.
    pub fn show(&self, ty: &TypeRef) -> String {
        match ty {
            TypeRef::Named(ix) => self.ty(*ix).name.to_string(),
            TypeRef::List(item) => format!("[{}]", self.show(item)),
            TypeRef::NonNull(inner) => format!("{}!", self.show(inner)),
        }
    }
}
