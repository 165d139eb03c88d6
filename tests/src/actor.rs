//! People of a story, who speak GraphQL through the real router.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU32, Ordering};

use axum::body::Body;
use axum::extract::ConnectInfo;
use http::{Request, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use totp_rs::Totp;
use tower::ServiceExt;

use crate::answer::Answer;
use crate::database::Engine;
use crate::world::{World, seconds};

/// Somebody with a device of their own: an address, and perhaps a session.
pub struct Actor<'world> {
    world: &'world World,
    address: IpAddr,
    /// The access token; a visitor has none.
    pub token: Option<String>,
    pub refresh_token: Option<String>,
    /// `user_…`; empty for a visitor.
    pub id: String,
    pub handle: String,
    pub email: String,
    totp_secret: Option<String>,
}

const PASSWORD: &str = "correct horse battery staple";

const REGISTER_START: &str = "mutation ($input: AccountRegisterStartInput!) {
    accountRegisterStart(input: $input) { challenge { id } userErrors { code } } }";

const REGISTER_CONFIRM: &str = "mutation ($input: AccountRegisterConfirmInput!) {
    accountRegisterConfirm(input: $input) {
        signIn { accessToken refreshToken user { id } } userErrors { code message } } }";

const SIGN_IN: &str = "mutation ($input: SessionCreateWithPasswordInput!) {
    sessionCreateWithPassword(input: $input) {
        signIn { accessToken refreshToken user { id } } userErrors { code message } } }";

const REFRESH: &str = "mutation ($input: SessionRefreshInput!) { sessionRefresh(input: $input) {
    signIn { accessToken refreshToken user { id } } userErrors { code } } }";

const TOTP_START: &str = "mutation { totpStart { totp { uri } userErrors { code } } }";

const TOTP_CONFIRM: &str = "mutation ($input: TotpConfirmInput!) {
    totpConfirm(input: $input) { recoveryCodes userErrors { code } } }";

const OPERATOR_OPEN: &str = "mutation ($input: OperatorOpenInput!) {
    operatorOpen(input: $input) { operator { id } userErrors { code message } } }";

impl World {
    /// Somebody who has not signed in, at an address of their own.
    pub fn visitor(&self) -> Actor<'_> {
        Actor {
            world: self,
            address: new_address(),
            token: None,
            refresh_token: None,
            id: String::new(),
            handle: String::new(),
            email: String::new(),
            totp_secret: None,
        }
    }

    /// An adult who has registered with a code by e-mail and is signed in with a password.
    pub async fn person(&self, handle: &str) -> Actor<'_> {
        self.person_of(handle, "ADULT").await
    }

    /// The same, of an age band: `UNDER_14`, `FROM_14_TO_17`, `ADULT`.
    pub async fn person_of(&self, handle: &str, age_band: &str) -> Actor<'_> {
        self.register(handle, &format!("{handle}@example.com"), age_band).await
    }

    /// An adult with an address of their own.
    pub async fn person_at(&self, handle: &str, email: &str) -> Actor<'_> {
        self.register(handle, email, "ADULT").await
    }

    /// A child below 14 with an address of their own.
    pub async fn child_at(&self, handle: &str, email: &str) -> Actor<'_> {
        self.register(handle, email, "UNDER_14").await
    }

    async fn register(&self, handle: &str, email: &str, age_band: &str) -> Actor<'_> {
        let mut person = self.visitor();
        person.handle = handle.to_owned();
        person.email = email.to_owned();
        let start = json!({ "contact": { "email": person.email } });
        let started = person.act(REGISTER_START, start).await.done();
        self.settle().await;
        let input = json!({
            "challengeId": started.text("accountRegisterStart.challenge.id"),
            "code": self.code_for(&person.email),
            "handle": handle,
            "displayName": handle,
            "ageBand": age_band,
            "password": PASSWORD,
        });
        let registered = person.act(REGISTER_CONFIRM, input).await.done();
        person.keep(&registered, "accountRegisterConfirm");
        self.settle().await;
        person
    }

    /// A person who has shown a second factor in this session, as shops and staff must.
    pub async fn careful_person(&self, handle: &str) -> Actor<'_> {
        self.careful_person_at(handle, &format!("{handle}@example.com")).await
    }

    /// The same, with an address of their own.
    pub async fn careful_person_at(&self, handle: &str, email: &str) -> Actor<'_> {
        let mut person = self.person_at(handle, email).await;
        let started = person.run(TOTP_START, json!({})).await.done();
        person.totp_secret = Some(started.text("totpStart.totp.uri"));
        let code = person.totp();
        let _ = person.act(TOTP_CONFIRM, json!({ "code": code })).await.done();
        self.settle().await;
        person.sign_in_again().await;
        person
    }

    /// A member of the platform's staff: `SUPPORT`, `MEDIATOR`, `ARBITRATOR`, `COMPLIANCE`, `RISK`,
    /// `ADMIN`. Appointed as by the command line.
    pub async fn staff(&self, role: &str) -> Actor<'_> {
        let handle = format!("{}_{}", role.to_lowercase(), next_number());
        let mut person = self.careful_person(&handle).await;
        let grant = format!(
            "INSERT INTO staff_role (account_id, role, granted_at) \
             SELECT id, '{role}', 0 FROM account WHERE handle = '{handle}'"
        );
        self.run(&grant).await;
        // A standing is read when a session begins, and again within seconds.
        person.sign_in_again().await;
        person
    }

    /// A person who owns a verified shop of the same handle, a registered business with a deposit
    /// account; answers also the shop's id.
    ///
    /// The way there (documents, two members of staff) is told in `tests/suite/operators`; here its
    /// end is written beside the application, because half of all stories need a seller and none of
    /// them the twelve requests and six sign-ins. No clock of its verification runs.
    pub async fn seller(&self, handle: &str) -> (Actor<'_>, String) {
        let (owner, shop) = self.founder(handle).await;
        self.verify(&shop, &owner.id).await;
        (owner, shop)
    }

    async fn verify(&self, shop: &str, owner: &str) {
        let hex = |id: &str| id.rsplit('_').next().unwrap_or_default().to_owned();
        let uuid = |digits: &str| match self.engine() {
            Engine::Sqlite => format!("x'{digits}'"),
            Engine::Postgres => format!("'{digits}'::uuid"),
        };
        let (shop, owner) = (hex(shop), hex(owner));
        // The version has the shop's digits but for the last four.
        let version = format!("{}{:04x}", &shop[..28], next_number() % 0x1_0000);
        let (shop, owner, version) = (uuid(&shop), uuid(&owner), uuid(&version));
        let now = self.app().clock().now_millis();
        let until = now + 182 * 86_400_000;
        let staff = &owner;
        // A record in form only, version 1 of suite 1; nothing of this shop is ever opened.
        let blank = match self.engine() {
            Engine::Sqlite => format!("x'0101{}'", "00".repeat(198)),
            Engine::Postgres => "decode('0101' || repeat('00', 198), 'hex')".to_owned(),
        };
        for sql in [
            format!(
                "INSERT INTO registration (id, operator_id, version, purpose, kind, state, \
                 legal_name, credit_code, business_address, licence_from, name_sealed, created_by, \
                 created_at, submitted_by, submitted_at, due_at, decided_at, recommended_by) \
                 VALUES ({version}, {shop}, 1, 'FIRST', 'REGISTERED', 'APPROVED', 'Stall', \
                 '91350100M000100Y43', 'Street 1', 0, {blank}, {owner}, {now}, {owner}, {now}, {now}, \
                 {now}, {staff})"
            ),
            format!("UPDATE operator SET state = 'SUBMITTED' WHERE id = {shop}"),
            format!(
                "UPDATE operator SET state = 'ACTIVE', kind = 'REGISTERED', \
                 registration_id = {version}, verified_at = {now}, reverify_by = {until} \
                 WHERE id = {shop}"
            ),
            format!(
                "INSERT INTO operator_deposit_account (operator_id, opened_by, opened_at) \
                 VALUES ({shop}, {owner}, {now})"
            ),
        ] {
            self.run(&sql).await;
        }
    }

    /// A person who owns a shop of the same handle that has shown nothing yet; answers also the
    /// shop's id.
    pub async fn founder(&self, handle: &str) -> (Actor<'_>, String) {
        let owner = self.careful_person(handle).await;
        let input = json!({ "handle": format!("shop_{handle}"), "name": format!("{handle}'s") });
        let opened = owner.act(OPERATOR_OPEN, input).await.done();
        let shop = opened.text("operatorOpen.operator.id");
        self.settle().await;
        (owner, shop)
    }

    /// The last six digits that were sent to an address.
    pub fn code_for(&self, address: &str) -> String {
        let letters = self.letters_to(address);
        let digits = |text: &str| {
            let mut words = text.split(|c: char| !c.is_ascii_digit());
            words.find(|word| word.len() == 6).map(str::to_owned)
        };
        let code = letters
            .iter()
            .rev()
            .find_map(|letter| digits(&letter.text).or_else(|| digits(&letter.subject)));
        code.unwrap_or_else(|| panic!("no code was sent to {address}: {letters:?}"))
    }
}

impl<'world> Actor<'world> {
    /// The world they live in.
    pub fn world(&self) -> &'world World {
        self.world
    }
}

impl Actor<'_> {
    /// Sends a document without variables.
    pub async fn say(&self, document: &str) -> Answer {
        self.run(document, json!({})).await
    }

    /// Sends a document with its variables.
    pub async fn run(&self, query: &str, variables: Value) -> Answer {
        self.send(&json!({ "query": query, "variables": variables })).await
    }

    /// Sends a document whose one variable is `$input`.
    pub async fn act(&self, mutation: &str, input: Value) -> Answer {
        self.run(mutation, json!({ "input": input })).await
    }

    /// Sends a body as it is.
    pub async fn send(&self, body: &Value) -> Answer {
        let request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/graphql-response+json")
            .body(Body::from(body.to_string()))
            .expect("a request");
        let (status, bytes) = self.call(request).await;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&bytes)));
        Answer { status, body }
    }

    /// Sends any request, as this actor, and answers its status and body: uploads, pictures.
    pub async fn call(&self, mut request: Request<Body>) -> (u16, Vec<u8>) {
        if let Some(token) = &self.token {
            let value = format!("Bearer {token}").parse().expect("a token is visible ASCII");
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        let peer = SocketAddr::new(self.address, 40_000);
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.world.router().oneshot(request).await.expect("an answer");
        let status = response.status().as_u16();
        let body = response.into_body().collect().await.expect("a body");
        (status, body.to_bytes().to_vec())
    }

    /// The code that the actor's authenticator app shows now.
    pub fn totp(&self) -> String {
        let uri = self.totp_secret.as_ref().expect("an authenticator app");
        let totp = Totp::from_url_unchecked(uri).expect("an address of an app");
        let now = self.world.app().now().unix_timestamp();
        totp.generate(u64::try_from(now).expect("after 1970")).to_string()
    }

    /// Signs in anew with the password, and with the authenticator app where there is one. Takes
    /// half a minute: each code works once.
    pub async fn sign_in_again(&mut self) {
        self.world.later(seconds(31)).await;
        let mut input = json!({ "contact": { "email": self.email }, "password": PASSWORD });
        if self.totp_secret.is_some() {
            input["secondFactor"] = json!({ "totp": self.totp() });
        }
        // An access token that has run out would be refused before anything is read.
        self.token = None;
        let signed_in = self.act(SIGN_IN, input).await.done();
        self.keep(&signed_in, "sessionCreateWithPassword");
    }

    /// New tokens for the same session, as a client fetches them when ten minutes are over; it
    /// takes no time.
    pub async fn wake(&mut self) {
        self.token = None;
        let input = json!({ "refreshToken": self.refresh_token });
        let refreshed = self.act(REFRESH, input).await.done();
        self.keep(&refreshed, "sessionRefresh");
    }

    /// The same person on another device, not signed in there.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        Self {
            world: self.world,
            address: new_address(),
            token: None,
            refresh_token: None,
            id: self.id.clone(),
            handle: self.handle.clone(),
            email: self.email.clone(),
            totp_secret: self.totp_secret.clone(),
        }
    }

    fn keep(&mut self, answer: &Answer, field: &str) {
        self.token = Some(answer.text(&format!("{field}.signIn.accessToken")));
        self.refresh_token = Some(answer.text(&format!("{field}.signIn.refreshToken")));
        self.id = answer.text(&format!("{field}.signIn.user.id"));
    }
}

/// Addresses of the network for documentation and tests, one per device.
fn new_address() -> IpAddr {
    let number = next_number();
    IpAddr::V4(Ipv4Addr::from_bits(Ipv4Addr::new(198, 18, 0, 0).to_bits() + number))
}

fn next_number() -> u32 {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    NUMBER.fetch_add(1, Ordering::Relaxed)
}
