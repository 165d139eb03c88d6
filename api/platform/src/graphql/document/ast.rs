//! The tree of an executable document as the parser reads it: every node knows its place, names
//! are shared strings that the executor's tree can take over without copying.

use async_graphql::{Name, Pos};

/// A whole document: operations and fragments in the order of the text.
#[derive(Debug)]
pub struct Document {
    pub operations: Vec<OperationNode>,
    pub fragments: Vec<FragmentNode>,
}

impl Document {
    /// The first fragment of that name.
    pub fn fragment(&self, name: &str) -> Option<&FragmentNode> {
        self.fragments.iter().find(|fragment| fragment.name.name == *name)
    }
}

/// What an operation does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Reads.
    Query,
    /// Changes something, then reads.
    Mutation,
    /// Reads again whenever something happens.
    Subscription,
}

impl Kind {
    /// The keyword of the language.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Query => "query",
            Self::Mutation => "mutation",
            Self::Subscription => "subscription",
        }
    }
}

/// A name with its place.
#[derive(Debug, Clone)]
pub struct Named {
    pub pos: Pos,
    pub name: Name,
}

#[derive(Debug)]
pub struct OperationNode {
    pub pos: Pos,
    pub kind: Kind,
    pub name: Option<Named>,
    pub variables: Vec<VariableNode>,
    pub directives: Vec<DirectiveNode>,
    pub selections: Vec<Selection>,
}

#[derive(Debug)]
pub struct FragmentNode {
    pub pos: Pos,
    pub name: Named,
    pub on: Named,
    pub directives: Vec<DirectiveNode>,
    pub selections: Vec<Selection>,
}

#[derive(Debug)]
pub struct VariableNode {
    pub pos: Pos,
    pub name: Name,
    pub ty: TypeNode,
    pub default: Option<ValueNode>,
    pub directives: Vec<DirectiveNode>,
}

/// A type as written: `[ID!]!` and the like.
#[derive(Debug)]
pub struct TypeNode {
    pub pos: Pos,
    pub base: TypeBase,
    pub non_null: bool,
}

#[derive(Debug)]
pub enum TypeBase {
    Named(Name),
    List(Box<TypeNode>),
}

impl TypeNode {
    /// The name at the heart of it.
    pub fn named(&self) -> &Name {
        match &self.base {
            TypeBase::Named(name) => name,
            TypeBase::List(inner) => inner.named(),
        }
    }
}

#[derive(Debug)]
pub enum Selection {
    Field(FieldNode),
    Spread(SpreadNode),
    Inline(InlineNode),
}

impl Selection {
    pub fn directives(&self) -> &[DirectiveNode] {
        match self {
            Self::Field(field) => &field.directives,
            Self::Spread(spread) => &spread.directives,
            Self::Inline(inline) => &inline.directives,
        }
    }
}

#[derive(Debug)]
pub struct FieldNode {
    /// Numbers the fields of a document, so that sets of them can be compared cheaply.
    pub id: u32,
    pub pos: Pos,
    pub alias: Option<Named>,
    pub name: Named,
    pub arguments: Vec<ArgumentNode>,
    pub directives: Vec<DirectiveNode>,
    pub selections: Vec<Selection>,
}

impl FieldNode {
    /// The key under which the answer stands.
    pub fn key(&self) -> &Name {
        self.alias.as_ref().map_or(&self.name.name, |alias| &alias.name)
    }
}

#[derive(Debug)]
pub struct SpreadNode {
    pub pos: Pos,
    pub name: Named,
    pub directives: Vec<DirectiveNode>,
}

#[derive(Debug)]
pub struct InlineNode {
    pub pos: Pos,
    pub on: Option<Named>,
    pub directives: Vec<DirectiveNode>,
    pub selections: Vec<Selection>,
}

#[derive(Debug)]
pub struct DirectiveNode {
    pub pos: Pos,
    pub name: Name,
    pub arguments: Vec<ArgumentNode>,
}

#[derive(Debug)]
pub struct ArgumentNode {
    pub pos: Pos,
    pub name: Name,
    pub value: ValueNode,
}

#[derive(Debug)]
pub struct ValueNode {
    pub pos: Pos,
    pub literal: Literal,
}

/// A value as written; numbers stay text until their type is known.
#[derive(Debug)]
pub enum Literal {
    Variable(Name),
    Int(String),
    Float(String),
    Text(String),
    Boolean(bool),
    Null,
    Enum(Name),
    List(Vec<ValueNode>),
    Object(Vec<ArgumentNode>),
}
