//! The desk where the tests of identity ask: the slice's own schema and authenticator over a world,
//! with verbs that read like a story.

use std::sync::Arc;

use async_graphql::{EmptySubscription, Request, Schema, Variables};
use fairstall::identity::Authenticator;
use fairstall::identity::graphql::{IdentityMutation, IdentityQuery, UserLoader};
use kit::World;
use kit::world::Reactions;
use platform::App;
use platform::graphql::{Principal, loader};
use serde_json::{Value, json};

/// What identity reacts to.
pub fn reactions() -> Reactions {
    Reactions { consumers: fairstall::identity::jobs::consumers(), timers: Vec::new() }
}

/// The fields of a sign-in that tests read.
pub const SIGN_IN: &str = "signIn { accessToken refreshToken accessExpiresAt refreshExpiresAt \
     user { id handle } session { id method hasSecondFactor steppedUpUntil } }";

/// One server of the world, asked from one address.
pub struct Desk<'world> {
    pub world: &'world World,
    app: App,
    schema: Schema<IdentityQuery, IdentityMutation, EmptySubscription>,
    authenticator: Authenticator,
    address: String,
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    pub access: String,
    pub refresh: String,
    pub id: String,
    pub session: String,
}

/// The answer to a mutation.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The payload, with `userErrors`.
    pub payload: Value,
    /// The code of the top-level error, if the request could not be run.
    pub top: Option<String>,
}

impl Outcome {
    /// The code of the refusal; panics if it was done.
    pub fn refusal(&self) -> &str {
        let code = &self.payload["userErrors"][0]["code"];
        code.as_str().unwrap_or_else(|| panic!("was not refused: {self:?}"))
    }

    /// The payload's object; panics if it was refused.
    pub fn done(&self) -> &Value {
        let errors = self.payload["userErrors"].as_array();
        assert!(self.top.is_none() && errors.is_none_or(Vec::is_empty), "{self:?}");
        let object = self.payload.as_object().expect("a payload");
        object
            .iter()
            .find(|(name, _)| *name != "userErrors")
            .map_or(&Value::Null, |(_, value)| value)
    }

    /// The sign-in in the payload.
    pub fn signed_in(&self) -> SignedIn {
        let done = self.done();
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        SignedIn {
            access: text(&done["accessToken"]),
            refresh: text(&done["refreshToken"]),
            id: text(&done["user"]["id"]),
            session: text(&done["session"]["id"]),
        }
    }
}

impl<'world> Desk<'world> {
    /// A desk on the world's own server.
    pub fn new(world: &'world World) -> Self {
        Self::on(world, world.app().clone())
    }

    /// A desk on another server of the world.
    pub fn on(world: &'world World, app: App) -> Self {
        let schema = Schema::build(IdentityQuery, IdentityMutation::default(), EmptySubscription)
            .data(app.clone())
            .data(loader(UserLoader(app.clone())))
            .finish();
        let authenticator = Authenticator::new(&app).expect("an authenticator");
        Self { world, app, schema, authenticator, address: "198.51.100.7".to_owned() }
    }

    /// The same desk, asked from another address.
    pub fn from(mut self, address: &str) -> Self {
        address.clone_into(&mut self.address);
        self
    }

    /// The same desk with another authenticator.
    pub fn trusting(mut self, authenticator: Authenticator) -> Self {
        self.authenticator = authenticator;
        self
    }

    /// The principal that a token stands for, or the code of the refusal.
    pub async fn principal(&self, bearer: Option<&str>) -> Result<Principal, String> {
        let found = self.authenticator.principal(bearer, &self.address).await;
        found.map_err(|error| error.code.as_str().to_owned())
    }

    /// Whether an open socket of this principal stays open.
    pub async fn stands(&self, principal: &Principal) -> bool {
        self.authenticator.stands(principal).await
    }

    /// Runs a document; answers its data, or the code of its first error.
    pub async fn ask(
        &self,
        bearer: Option<&str>,
        document: &str,
        variables: Value,
    ) -> Result<Value, String> {
        let principal = self.principal(bearer).await?;
        let request = Request::new(document)
            .variables(Variables::from_json(variables))
            .data(Arc::new(principal));
        let response = self.schema.execute(request).await;
        if let Some(error) = response.errors.first() {
            let code = error.extensions.as_ref().and_then(|values| values.get("code"));
            let code = code.map_or_else(|| error.message.clone(), ToString::to_string);
            return Err(code.trim_matches('"').to_owned());
        }
        Ok(response.data.into_json().expect("JSON"))
    }

    /// Does a mutation with an input.
    pub async fn act(&self, who: Option<&str>, verb: &str, input: Value, select: &str) -> Outcome {
        let (head, tail) = verb.split_at(1);
        let document = format!(
            "mutation Act($input: {}{tail}Input!) {{ {verb}(input: $input) {{ {select} \
             userErrors {{ code field message retryAt }} }} }}",
            head.to_uppercase()
        );
        self.outcome(who, verb, &document, json!({ "input": input })).await
    }

    /// Does a mutation that takes no input.
    pub async fn act_plain(&self, who: Option<&str>, verb: &str, select: &str) -> Outcome {
        let document =
            format!("mutation Act {{ {verb} {{ {select} userErrors {{ code retryAt }} }} }}");
        self.outcome(who, verb, &document, json!({})).await
    }

    async fn outcome(
        &self,
        who: Option<&str>,
        verb: &str,
        document: &str,
        variables: Value,
    ) -> Outcome {
        match self.ask(who, document, variables).await {
            Ok(data) => Outcome { payload: data[verb].clone(), top: None },
            Err(code) => Outcome { payload: Value::Null, top: Some(code) },
        }
    }

    /// The code in the newest letter; panics if there is none.
    pub async fn code(&self) -> String {
        self.world.settle().await;
        let letters = self.world.letters();
        let text = &letters.last().expect("a letter").text;
        let digits = text.split(|letter: char| !letter.is_ascii_digit());
        digits.filter(|part| part.len() == 6).map(str::to_owned).next().expect("a code")
    }

    /// Begins to register; answers the challenge's id.
    pub async fn register_start(&self, email: &str) -> Outcome {
        let input = json!({ "contact": { "email": email }, "locale": "en" });
        let select = "challenge { id expiresAt resendAt }";
        self.act(None, "accountRegisterStart", input, select).await
    }

    /// Registers an adult and signs them in.
    pub async fn register(&self, handle: &str) -> SignedIn {
        self.register_aged(handle, "ADULT", Some(PASSWORD)).await
    }

    /// Registers somebody of an age, with a password or without.
    pub async fn register_aged(&self, handle: &str, age: &str, password: Option<&str>) -> SignedIn {
        let started = self.register_start(&email(handle)).await;
        let input = json!({
            "challengeId": started.done()["id"], "code": self.code().await, "handle": handle,
            "displayName": handle, "ageBand": age, "password": password, "deviceName": "test",
        });
        self.act(None, "accountRegisterConfirm", input, SIGN_IN).await.signed_in()
    }

    /// Signs in with a password.
    pub async fn sign_in(&self, handle: &str, password: &str) -> Outcome {
        let input = json!({ "contact": { "email": email(handle) }, "password": password });
        self.act(None, "sessionCreateWithPassword", input, SIGN_IN).await
    }

    /// Exchanges a refresh token.
    pub async fn refresh(&self, token: &str) -> Outcome {
        self.act(None, "sessionRefresh", json!({ "refreshToken": token }), SIGN_IN).await
    }

    /// `me`, or the code of the refusal.
    pub async fn me(&self, access: &str, select: &str) -> Result<Value, String> {
        let data = self.ask(Some(access), &format!("{{ me {{ {select} }} }}"), json!({})).await?;
        Ok(data["me"].clone())
    }

    /// Makes somebody staff, from the command line.
    pub async fn appoint(&self, handle: &str, role: platform::graphql::Role) {
        let handle = fairstall::identity::handle::Handle::parse(handle).expect("a handle");
        let appointed = fairstall::identity::actions::staff::appoint(&self.app, &handle, role);
        assert!(appointed.await.expect("appointed").is_some());
    }
}

/// The password of everybody in these tests.
pub const PASSWORD: &str = "correct horse battery";

/// The address that belongs to a handle.
pub fn email(handle: &str) -> String {
    format!("{handle}@example.com")
}
