//! A small schema that has one of everything, and counts what it resolves. Its twin for the
//! reference implementation answered the corpus.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_graphql::{
    Context, Enum, ID, InputObject, InputValueError, InputValueResult, Interface, Json, Object,
    OneofObject, Scalar, ScalarType, Schema, SimpleObject, Subscription, Union, Value,
};
use futures_util::{Stream, stream};
use serde_json::json;

use super::super::{CostTable, Documents, FrontRules, ScalarCheck};
use crate::graphql::access::{Access, AccessRow, Role};

/// How often something was resolved or changed.
#[derive(Clone, Default)]
pub struct Counts(Arc<AtomicU32>);

impl Counts {
    pub fn get(&self) -> u32 {
        self.0.load(Ordering::SeqCst)
    }

    fn up(&self) -> i32 {
        i32::try_from(self.0.fetch_add(1, Ordering::SeqCst) + 1).unwrap()
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum Status {
    Draft,
    Published,
}

/// A day, ten characters long.
pub struct Day(String);

#[Scalar]
impl ScalarType for Day {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) if text.len() == 10 => Ok(Self(text)),
            other => Err(InputValueError::expected_type(other)),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}

#[derive(InputObject)]
pub struct Filter {
    text: Option<String>,
    status: Option<Vec<Status>>,
    #[graphql(default = 1)]
    min: i32,
    nested: Option<Box<Filter>>,
    ids: Option<Vec<ID>>,
    max: Option<i32>,
    on: Option<Day>,
}

impl Filter {
    fn json(&self) -> serde_json::Value {
        let ids = self.ids.iter().flatten().map(|id| id.0.clone()).collect::<Vec<_>>();
        let status = self.status.iter().flatten().copied().map(name).collect::<Vec<_>>();
        json!({
            "text": self.text,
            "status": self.status.as_ref().map(|_| status),
            "min": self.min,
            "nested": self.nested.as_ref().map(|inner| inner.json()),
            "ids": self.ids.as_ref().map(|_| ids),
            "max": self.max,
            "on": self.on.as_ref().map(|day| day.0.clone()),
        })
    }
}

fn name(status: Status) -> &'static str {
    match status {
        Status::Draft => "DRAFT",
        Status::Published => "PUBLISHED",
    }
}

#[derive(OneofObject)]
pub enum Pick {
    Id(ID),
    Name(String),
}

#[derive(SimpleObject)]
pub struct Money {
    amount: String,
}

#[derive(SimpleObject)]
pub struct Tag {
    label: String,
}

pub struct User(&'static str);

#[Object]
impl User {
    async fn id(&self) -> ID {
        self.0.into()
    }
    async fn name(&self) -> String {
        format!("User {}", self.0)
    }
    async fn email(&self) -> String {
        format!("{}@example.org", self.0)
    }
    async fn counted(&self, ctx: &Context<'_>) -> i32 {
        ctx.data_unchecked::<Counts>().up()
    }
    async fn friend(&self) -> User {
        User("u2")
    }
    async fn related(&self) -> Option<Node> {
        Some(Post.into())
    }
    async fn friends(&self) -> Vec<User> {
        vec![User("u2"), User("u3")]
    }
    async fn best(&self) -> Option<Post> {
        (self.0 == "u1").then_some(Post)
    }
    async fn posts(&self, #[graphql(default = 20)] first: i32) -> PostConnection {
        PostConnection { size: first }
    }
}

pub struct Post;

#[Object]
impl Post {
    async fn id(&self) -> ID {
        "p1".into()
    }
    async fn text(&self) -> Option<&str> {
        Some("Hello")
    }
    async fn author(&self) -> User {
        User("u1")
    }
    async fn tags(&self) -> Vec<Tag> {
        vec![Tag { label: "a".into() }, Tag { label: "b".into() }]
    }
    async fn status(&self) -> Status {
        Status::Published
    }
    async fn friend(&self) -> Post {
        Post
    }
    async fn related(&self) -> Option<Node> {
        Some(Product.into())
    }
    async fn size(&self) -> i32 {
        5
    }
}

pub struct Product;

#[Object]
impl Product {
    async fn id(&self) -> ID {
        "x1".into()
    }
    async fn name(&self) -> String {
        "Lamp".into()
    }
    async fn price(&self, #[graphql(default)] rebate: i32) -> Money {
        Money { amount: format!("{}.00", 30 - rebate) }
    }
    async fn size(&self) -> &str {
        "large"
    }
    async fn friend(&self) -> Option<Product> {
        None
    }
    async fn related(&self) -> Option<Node> {
        Some(User("u1").into())
    }
}

pub struct PostConnection {
    size: i32,
}

#[Object]
impl PostConnection {
    async fn edges(&self) -> Vec<PostEdge> {
        (0..self.size.min(2)).map(|_| PostEdge { node: Post }).collect()
    }
    async fn nodes(&self) -> Vec<Post> {
        (0..self.size.min(2)).map(|_| Post).collect()
    }
    async fn page_info(&self) -> PageInfo {
        PageInfo { has_next_page: self.size > 2 }
    }
}

#[derive(SimpleObject)]
pub struct PostEdge {
    node: Post,
}

#[derive(SimpleObject)]
pub struct PageInfo {
    has_next_page: bool,
}

#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID"), field(name = "related", ty = "Option<Node>"))]
pub enum Node {
    User(User),
    Post(Post),
    Product(Product),
}

#[derive(Interface)]
#[graphql(field(name = "name", ty = "String"))]
pub enum Named {
    User(User),
    Product(Product),
}

#[derive(Union)]
pub enum Item {
    User(User),
    Post(Post),
    Product(Product),
}

pub struct Query;

fn node(id: &str) -> Option<Node> {
    match id {
        "u1" => Some(User("u1").into()),
        "p1" => Some(Post.into()),
        "x1" => Some(Product.into()),
        _ => None,
    }
}

#[Object]
impl Query {
    async fn me(&self) -> User {
        User("u1")
    }
    async fn nothing(&self) -> Option<User> {
        None
    }
    async fn secret(&self) -> Money {
        Money { amount: "1".into() }
    }
    async fn hidden(&self) -> i32 {
        0
    }
    async fn node(&self, id: ID) -> Option<Node> {
        node(&id)
    }
    async fn nodes(&self, ids: Vec<ID>) -> Vec<Option<Node>> {
        ids.iter().map(|id| node(id)).collect()
    }
    async fn items(&self) -> Vec<Item> {
        vec![User("u1").into(), Post.into(), Product.into()]
    }
    async fn item(&self) -> Option<Item> {
        Some(Post.into())
    }
    async fn named(&self) -> Vec<Named> {
        vec![User("u1").into(), Product.into()]
    }
    async fn search(&self, filter: Filter) -> Json<serde_json::Value> {
        Json(filter.json())
    }
    async fn pick(&self, by: Pick) -> String {
        match by {
            Pick::Id(id) => format!("id {}", id.0),
            Pick::Name(name) => format!("name {name}"),
        }
    }
    async fn int(&self, value: Option<i32>) -> Option<i32> {
        value
    }
    async fn float(&self, value: Option<f64>) -> Option<f64> {
        value
    }
    async fn text(&self, value: Option<String>) -> Option<String> {
        value
    }
    async fn flag(&self, value: Option<bool>) -> Option<bool> {
        value
    }
    async fn id(&self, value: Option<ID>) -> Option<ID> {
        value
    }
    async fn status(&self, value: Option<Status>) -> Option<Status> {
        value
    }
    async fn day(&self, value: Option<Day>) -> Option<Day> {
        value
    }
    async fn ints(&self, value: Option<Vec<i32>>) -> Option<Vec<i32>> {
        value
    }
    async fn matrix(&self, value: Option<Vec<Option<Vec<i32>>>>) -> Json<serde_json::Value> {
        Json(json!(value))
    }
    async fn any(&self, value: Option<Json<serde_json::Value>>) -> Option<Json<serde_json::Value>> {
        value
    }
    async fn needed(&self, value: i32) -> i32 {
        value
    }
    async fn defaulted(&self, #[graphql(default = 7)] value: i32) -> i32 {
        value
    }
}

pub struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, ctx: &Context<'_>) -> User {
        ctx.data_unchecked::<Counts>().up();
        User("u1")
    }
    async fn other(&self) -> i32 {
        1
    }
}

pub struct Feed;

#[Subscription]
impl Feed {
    async fn ticks(&self, #[graphql(default = 2)] count: i32) -> impl Stream<Item = User> {
        stream::iter((0..count).map(|_| User("u1")))
    }
    async fn posts(&self) -> impl Stream<Item = Post> {
        stream::iter([Post])
    }
}

pub type Toy = Schema<Query, Mutation, Feed>;

pub fn schema() -> Toy {
    Schema::new(Query, Mutation, Feed)
}

const ROWS: &[AccessRow] = &[
    ("Query", Access::Anyone, "me nothing node nodes items item named search pick"),
    ("Query", Access::Anyone, "int float text flag id status day ints matrix any needed defaulted"),
    ("Query", Access::Staff(Role::Risk), "secret"),
    ("Mutation", Access::Anyone, "bump other"),
    ("Feed", Access::Anyone, "ticks posts"),
    ("User", Access::Anyone, "id name counted friend friends related best posts"),
    ("User", Access::Person, "email"),
    ("Post", Access::Anyone, "id text author tags status friend size related"),
    ("Product", Access::Anyone, "id name price size friend related"),
    ("Money", Access::Anyone, "amount"),
    ("Tag", Access::Anyone, "label"),
    ("PostConnection", Access::Anyone, "edges nodes pageInfo"),
    ("PostEdge", Access::Anyone, "node"),
    ("PageInfo", Access::Anyone, "hasNextPage"),
];

const SCALARS: &[ScalarCheck] = &[ScalarCheck::of::<Day>("Day")];

pub fn rules() -> FrontRules {
    FrontRules {
        access: ROWS,
        costs: CostTable { list_sizes: &[("Post.tags", 3)], ..CostTable::default() },
        scalars: SCALARS,
        introspection: true,
        ..FrontRules::default()
    }
}

pub fn documents() -> Documents {
    Documents::new(&schema().sdl(), rules()).unwrap()
}
