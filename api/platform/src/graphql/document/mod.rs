//! The document front: all that happens to a document between its text and the executor. It is
//! scanned, parsed, bounded, validated and converted here; the executor's parser sees no user text.
//!
//! The order is the point: each step may rely on the bounds that the steps before it have set, so
//! none of them can be made to run long (`docs/adr/0002-document-front.md`).

mod ast;
mod authority;
mod coerce;
mod convert;
mod cost;
mod expansion;
mod limits;
mod model;
mod parse;
mod plan;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod text;
mod validate;

use std::fmt;
use std::sync::Arc;

use async_graphql::{Request, Response};
use moka::sync::Cache;
use sha2::{Digest, Sha256};

pub use ast::Kind;
pub use coerce::Coerced;
pub use limits::{CostTable, DocumentLimits, ScalarCheck};

use self::ast::{Document, OperationNode};
use self::authority::{Authority, Demand};
use self::coerce::{Reader, Variable, typed};
use self::cost::Meter;
use self::model::{Model, TypeIx};
use self::scan::Token;
use super::access::AccessRow;
use super::{ErrorCode, Grants, RequestError};

/// What the front is built from, besides the schema.
#[derive(Debug, Clone, Default)]
pub struct FrontRules {
    /// The authority table.
    pub access: &'static [AccessRow],
    /// How large and dear documents may be.
    pub limits: DocumentLimits,
    /// What is free, and how long lists are.
    pub costs: CostTable,
    /// Tests for the inputs of our own scalars.
    pub scalars: &'static [ScalarCheck],
    /// Whether `__schema` and `__type` may be asked for.
    pub introspection: bool,
    /// Whether errors say which name may have been meant.
    pub suggestions: bool,
}

struct Front {
    model: Model,
    rules: FrontRules,
    authority: Authority,
}

/// Compiles documents and keeps those that were good.
pub struct Documents {
    front: Arc<Front>,
    compiled: Cache<[u8; 32], Arc<Compiled>>,
}

impl fmt::Debug for Documents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents")
            .field("limits", &self.front.rules.limits)
            .finish_non_exhaustive()
    }
}

impl Documents {
    /// Reads the schema in the schema language, and checks the rules against it.
    pub fn new(sdl: &str, rules: FrontRules) -> Result<Self, String> {
        let model = Model::read(sdl)?;
        let authority = Authority::read(&model, rules.access, rules.introspection)?;
        let compiled = Cache::builder()
            .max_capacity(rules.limits.cache_bytes)
            .weigher(|_, compiled: &Arc<Compiled>| compiled.weight)
            .build();
        Ok(Self { front: Arc::new(Front { model, rules, authority }), compiled })
    }

    /// Fields of objects that the authority table forgets, as `Type.field`; a test wants none.
    pub fn undeclared(&self) -> Vec<String> {
        self.front.authority.undeclared(&self.front.model)
    }

    /// Checks a document, or finds it checked. What fails is checked anew each time: nothing that
    /// was refused takes room.
    pub fn compile(&self, text: &str) -> Result<Arc<Compiled>, Vec<RequestError>> {
        if text.len() > self.front.rules.limits.text_bytes {
            return Err(vec![scan::too_long(text, &self.front.rules.limits)]);
        }
        let hash: [u8; 32] = Sha256::digest(text.as_bytes()).into();
        if let Some(known) = self.compiled.get(&hash) {
            return Ok(known);
        }
        let compiled = Arc::new(Compiled::new(Arc::clone(&self.front), text, hash)?);
        self.compiled.insert(hash, Arc::clone(&compiled));
        Ok(compiled)
    }
}

/// A document that may be run, if the one who asks may ask it.
pub struct Compiled {
    front: Arc<Front>,
    document: Document,
    operations: Vec<Prepared>,
    hash: [u8; 32],
    /// Whether anything may be skipped; only then has an answer something to be undone.
    conditional: bool,
    weight: u32,
}

struct Prepared {
    root: TypeIx,
    variables: Vec<Variable>,
    demands: Vec<Demand>,
}

impl fmt::Debug for Compiled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Compiled").field("document", &self.document).finish_non_exhaustive()
    }
}

impl Compiled {
    fn new(front: Arc<Front>, text: &str, hash: [u8; 32]) -> Result<Self, Vec<RequestError>> {
        let limits = &front.rules.limits;
        let one = |error| vec![error];
        let tokens = scan::scan(text, limits).map_err(one)?;
        // A token becomes at most one node of some 200 bytes, with its share of a vector.
        let weight = u32::try_from(tokens.len() * 256 + 1024).unwrap_or(u32::MAX);
        let conditional =
            tokens.iter().any(|(token, _)| matches!(token, Token::Name("skip" | "include")));
        let document = parse::parse(tokens, limits).map_err(one)?;
        expansion::check(&document, limits).map_err(one)?;
        shape::check(&document, limits).map_err(one)?;
        let errors = validate::validate(&document, &front.model, &front.rules);
        if !errors.is_empty() {
            return Err(errors);
        }
        let mut operations = Vec::new();
        for operation in &document.operations {
            operations.push(prepare(&front, &document, operation).map_err(one)?);
        }
        Ok(Self { front, document, operations, hash, conditional, weight })
    }

    /// The SHA-256 of the document's text.
    pub fn hash(&self) -> &[u8; 32] {
        &self.hash
    }

    /// The operation of that name, or the only one.
    pub fn operation(&self, name: Option<&str>) -> Result<Operation<'_>, RequestError> {
        let unresolved = |message: String| {
            Err(RequestError::new(ErrorCode::OperationResolutionFailure, message))
        };
        let operations = &self.document.operations;
        let index = match name {
            Some(wanted) => operations
                .iter()
                .position(|operation| operation.name.as_ref().is_some_and(|n| n.name == *wanted)),
            None if operations.len() > 1 => {
                let message = "Must provide operation name if query contains multiple operations.";
                return unresolved(message.to_owned());
            }
            None => Some(0),
        };
        let found = index.and_then(|at| Some((operations.get(at)?, self.operations.get(at)?)));
        match (found, name) {
            (Some((node, prepared)), _) => Ok(Operation { compiled: self, node, prepared }),
            (None, Some(name)) => {
                let shown: String = name.chars().take(60).collect();
                unresolved(format!("Unknown operation named \"{shown}\"."))
            }
            (None, None) => unresolved("Must provide an operation.".to_owned()),
        }
    }

    /// Undoes in an answer what the conversion did to the question. For streams, on each item.
    pub fn finish(&self, response: Response) -> Response {
        if self.conditional { convert::finish(response) } else { response }
    }
}

fn prepare(
    front: &Front,
    document: &Document,
    operation: &OperationNode,
) -> Result<Prepared, RequestError> {
    let internal = || {
        let message = "The operation could not be prepared.";
        RequestError::new(ErrorCode::GraphqlValidationFailed, message)
    };
    let model = &front.model;
    let root = model.root(operation.kind).ok_or_else(internal)?;
    let demands = front.authority.demands((document, model), root, operation);
    let mut variables = Vec::new();
    for variable in &operation.variables {
        let ty = validate::resolve(model, &variable.ty).ok_or_else(internal)?;
        let none = Coerced::default();
        let default = variable.default.as_ref().and_then(|value| typed(model, &ty, value, &none));
        variables.push(Variable { name: variable.name.clone(), pos: variable.pos, ty, default });
    }
    Ok(Prepared { root, variables, demands })
}

/// One operation of a compiled document.
#[derive(Clone, Copy)]
pub struct Operation<'c> {
    compiled: &'c Compiled,
    node: &'c OperationNode,
    prepared: &'c Prepared,
}

impl fmt::Debug for Operation<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Operation").field("node", &self.node).finish_non_exhaustive()
    }
}

impl Operation<'_> {
    /// Whether it reads, changes or listens.
    pub fn kind(&self) -> Kind {
        self.node.kind
    }

    /// Its name, if it has one.
    pub fn name(&self) -> Option<&str> {
        self.node.name.as_ref().map(|named| named.name.as_str())
    }

    /// Whether these grants satisfy every field that the operation names.
    pub fn authorise(&self, grants: &Grants) -> Result<(), RequestError> {
        self.prepared.demands.iter().try_for_each(|demand| demand.check(grants))
    }

    /// Reads the variables by their types, or says what is wrong with them.
    pub fn check_variables(
        &self,
        given: &serde_json::Map<String, serde_json::Value>,
    ) -> Result<Coerced, Vec<RequestError>> {
        let Front { model, rules, .. } = &*self.compiled.front;
        let reader = Reader { model, limits: &rules.limits, scalars: rules.scalars };
        reader.read(&self.prepared.variables, given)
    }

    /// How many objects the operation may load; refused beyond the limit.
    pub fn cost(&self, variables: &Coerced) -> Result<u32, RequestError> {
        let Front { model, rules, .. } = &*self.compiled.front;
        let items = self.plan(variables)?;
        let meter = Meter { model, limits: &rules.limits, table: rules.costs, variables };
        meter.operation(self.node.kind, &items)
    }

    /// The request for the executor, already parsed. Its data is the caller's to add.
    pub fn request(&self, variables: &Coerced) -> Result<Request, RequestError> {
        let items = self.plan(variables)?;
        let model = &self.compiled.front.model;
        let document = convert::convert(model, self.node, &items, variables);
        let mut request = Request::new(String::new());
        request.operation_name = self.name().map(str::to_owned);
        request.set_parsed_query(document);
        Ok(request)
    }

    /// Undoes in an answer what the conversion did to the question.
    pub fn finish(&self, response: Response) -> Response {
        self.compiled.finish(response)
    }

    fn plan<'v>(&'v self, variables: &'v Coerced) -> Result<Vec<plan::Item<'v>>, RequestError> {
        let Compiled { document, front, .. } = self.compiled;
        plan::plan((document, &front.model), self.prepared.root, &self.node.selections, variables)
    }
}
