//! The schema as clients see it by introspection, for the tests that look at all of it.

use std::sync::LazyLock;

use kit::{Engine, World};
use serde::Deserialize;
use serde_json::json;

const QUERY: &str =
    "{ __schema { queryType { name } mutationType { name } subscriptionType { name }
    types { kind name description
        fields(includeDeprecated: true) { name description args { ...I } type { ...T } }
        inputFields { ...I } enumValues(includeDeprecated: true) { name description }
        interfaces { name } possibleTypes { name } } } }
    fragment I on __InputValue { name description defaultValue type { ...T } }
    fragment T on __Type { kind name
        ofType { kind name ofType { kind name ofType { kind name ofType { kind name } } } } }";

#[derive(Debug, Clone, Deserialize)]
pub struct Type {
    pub kind: String,
    pub name: String,
    pub description: Option<String>,
    pub fields: Option<Vec<Field>>,
    #[serde(rename = "inputFields")]
    pub input_fields: Option<Vec<Input>>,
    #[serde(rename = "enumValues")]
    pub enum_values: Option<Vec<EnumValue>>,
    pub interfaces: Option<Vec<Named>>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Named {
    pub name: String,
}

#[derive(Debug, Clone, Deserialize)]
pub struct EnumValue {
    pub name: String,
    pub description: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Field {
    pub name: String,
    pub description: Option<String>,
    pub args: Vec<Input>,
    #[serde(rename = "type")]
    pub ty: Ref,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Input {
    pub name: String,
    pub description: Option<String>,
    #[serde(rename = "defaultValue")]
    pub default: Option<String>,
    #[serde(rename = "type")]
    pub ty: Ref,
}

#[derive(Debug, Clone, Deserialize)]
pub struct Ref {
    pub kind: String,
    pub name: Option<String>,
    #[serde(rename = "ofType")]
    pub of: Option<Box<Ref>>,
}

impl Ref {
    /// The type inside all lists and non-nulls.
    pub fn inner(&self) -> &str {
        match &self.of {
            Some(of) => of.inner(),
            None => self.name.as_deref().unwrap_or_default(),
        }
    }

    pub fn is_required(&self) -> bool {
        self.kind == "NON_NULL"
    }

    pub fn is_list(&self) -> bool {
        match (self.kind.as_str(), &self.of) {
            ("LIST", _) => true,
            ("NON_NULL", Some(of)) => of.is_list(),
            _ => false,
        }
    }

    /// As the schema language writes it.
    pub fn text(&self) -> String {
        match (self.kind.as_str(), &self.of) {
            ("NON_NULL", Some(of)) => format!("{}!", of.text()),
            ("LIST", Some(of)) => format!("[{}]", of.text()),
            _ => self.name.clone().unwrap_or_default(),
        }
    }
}

impl Type {
    pub fn fields(&self) -> &[Field] {
        self.fields.as_deref().unwrap_or_default()
    }

    pub fn inputs(&self) -> &[Input] {
        self.input_fields.as_deref().unwrap_or_default()
    }

    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields().iter().find(|field| field.name == name)
    }
}

/// Every type of ours; those of introspection itself are left out.
pub struct Schema {
    pub types: Vec<Type>,
}

impl Schema {
    /// Asked for once in the process.
    pub fn get() -> &'static Self {
        static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
            let ask = || {
                let runtime = tokio::runtime::Runtime::new().unwrap();
                runtime.block_on(Schema::ask())
            };
            std::thread::spawn(ask).join().expect("a schema that can be asked for")
        });
        &SCHEMA
    }

    async fn ask() -> Self {
        let world = World::open(Engine::Sqlite).await.expect("SQLite is built in");
        let answer = world.visitor().run(QUERY, json!({})).await;
        let types = answer.data("__schema.types").clone();
        let types: Vec<Type> = serde_json::from_value(types).unwrap();
        world.close().await;
        Self { types: types.into_iter().filter(|ty| !ty.name.starts_with("__")).collect() }
    }

    pub fn find(&self, name: &str) -> &Type {
        let found = self.types.iter().find(|ty| ty.name == name);
        found.unwrap_or_else(|| panic!("no type {name}"))
    }

    pub fn of_kind<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Type> {
        self.types.iter().filter(move |ty| ty.kind == kind)
    }
}
