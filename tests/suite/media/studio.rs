//! The slice by itself over a world: its root fields and its doors, asked by people who registered.

use std::sync::Arc;

use async_graphql::{EmptySubscription, Request, Schema, Variables};
use axum::Router;
use fairstall::media;
use fairstall::media::graphql::{ImageLoader, UploadMutation, UploadQuery};
use kit::World;
use kit::world::Reactions;
use platform::graphql::loader;
use serde_json::{Value, json};

use crate::identity::desk::{Desk, PASSWORD, SignedIn};

/// What identity and media react to.
pub fn reactions() -> Reactions {
    Reactions { consumers: fairstall::identity::jobs::consumers(), timers: media::jobs::timers() }
}

/// One server of the slice.
pub struct Studio<'world> {
    desk: Desk<'world>,
    schema: Schema<UploadQuery, UploadMutation, EmptySubscription>,
    router: Router,
}

/// Somebody who announces and sends pictures; nobody in particular without a token.
pub struct Sender<'studio> {
    studio: &'studio Studio<'studio>,
    access: Option<String>,
    handle: String,
    pub id: String,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub body: Value,
    code: Option<String>,
}

impl<'world> Studio<'world> {
    pub fn new(world: &'world World) -> Self {
        let app = world.app();
        let schema = Schema::build(UploadQuery, UploadMutation, EmptySubscription)
            .data(app.clone())
            .data(loader(ImageLoader::new(app.clone())))
            .finish();
        Self { desk: Desk::new(world), schema, router: media::routes(app) }
    }

    pub fn router(&self) -> Router {
        self.router.clone()
    }

    pub async fn person(&self, handle: &str) -> Sender<'_> {
        let SignedIn { access, id, .. } = self.desk.register(handle).await;
        Sender { studio: self, access: Some(access), handle: handle.to_owned(), id }
    }

    pub fn visitor(&self) -> Sender<'_> {
        Sender { studio: self, access: None, handle: String::new(), id: String::new() }
    }

    /// The same person in a new session: tokens do not last a day.
    pub async fn again(&self, person: Sender<'_>) -> Sender<'_> {
        let SignedIn { access, id, .. } =
            self.desk.sign_in(&person.handle, PASSWORD).await.signed_in();
        Sender { studio: self, access: Some(access), handle: person.handle, id }
    }
}

impl Sender<'_> {
    pub async fn run(&self, document: &str, variables: Value) -> Answer {
        let principal = self.studio.desk.principal(self.access.as_deref()).await;
        let request = Request::new(document)
            .variables(Variables::from_json(variables))
            .data(Arc::new(principal.expect("a token that is good")));
        let response = self.studio.schema.execute(request).await;
        let first = response.errors.first();
        let code = first.and_then(|error| error.extensions.as_ref()?.get("code")).cloned();
        let code = code.map(|code| code.to_string().trim_matches('"').to_owned());
        assert!(first.is_none() || code.is_some(), "{:?}", response.errors);
        Answer { body: json!({ "data": response.data.into_json().expect("JSON") }), code }
    }

    pub async fn act(&self, mutation: &str, input: Value) -> Answer {
        self.run(mutation, json!({ "input": input })).await
    }
}

impl Answer {
    /// What stands at a path.
    pub fn data(&self, path: &str) -> &Value {
        path.split('.').fold(&self.body["data"], |value, step| &value[step])
    }

    pub fn text(&self, path: &str) -> String {
        self.data(path).as_str().unwrap_or_else(|| panic!("no text at {path}: {self:?}")).to_owned()
    }

    #[must_use]
    pub fn done(self) -> Self {
        assert!(self.code.is_none() && self.refusal().is_none(), "{self:?}");
        self
    }

    pub fn refused(&self, code: &str) {
        assert_eq!(self.refusal(), Some(code), "{self:?}");
    }

    pub fn error(&self, code: &str) {
        assert_eq!(self.code.as_deref(), Some(code), "{self:?}");
    }

    fn refusal(&self) -> Option<&str> {
        self.data("uploadCreate.userErrors")[0]["code"].as_str()
    }
}
