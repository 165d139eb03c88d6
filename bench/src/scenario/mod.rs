//! What is measured: each scenario is one file that says what clients ask, how to ask the floor for
//! the same, and how the floor answers. To add one, write its file and put it into [`ALL`].

mod discover;
mod feed;
mod like;
pub mod order;
mod post;
mod product;
pub mod sign_in;

use std::net::SocketAddr;
use std::pin::Pin;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fault::{Fault, Outcome};
use crate::floor::db::Db;
use crate::floor::{Ask, Floor};
use crate::measure::check::Expected;
use crate::measure::load::Shot;
use crate::measure::wire::{Call, once};

pub use feed::Feed;

/// A future of a scenario.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = Outcome<T>> + Send + 'a>>;

/// Something that clients do, again and again.
pub trait Scenario: Sync {
    /// As it is called on the command line, in tables and in the floor's address.
    fn name(&self) -> &'static str;

    /// In a line of the table.
    fn about(&self) -> &'static str;

    /// How many connections it is worth sending over; for what a person may not do many times at
    /// once.
    fn most_connections(&self) -> usize {
        usize::MAX
    }

    /// Whether it changes something: then server and floor take turns in one row of requests.
    fn writes(&self) -> bool {
        false
    }

    /// What to ask, as whom; sent in turn, over and over.
    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>>;

    /// What must hold when all was sent; a fault says what does not.
    fn settled<'a>(&'a self, _ground: &'a Ground) -> Boxed<'a, ()> {
        Box::pin(async { Ok(()) })
    }

    /// The floor's whole answer.
    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>>;
}

/// Every scenario, in the order of the table.
pub const ALL: [&dyn Scenario; 8] = [
    &Feed { page: 1 },
    &Feed { page: 50 },
    &discover::Discover,
    &post::PostDetail,
    &product::ProductPage,
    &like::Like,
    &order::Order,
    &sign_in::SignIn,
];

/// A scenario by its name.
pub fn by_name(name: &str) -> Option<&'static dyn Scenario> {
    ALL.into_iter().find(|scenario| scenario.name() == name)
}

/// One request of a scenario.
#[derive(Clone)]
pub struct Aim {
    pub document: String,
    pub variables: Value,
    pub token: Option<String>,
    /// The same for the floor.
    pub ask: Ask,
    /// What must come back; where nothing is said, the bytes that the floor answers.
    pub expected: Option<Expected>,
}

/// What a scenario is prepared on.
pub struct Ground {
    pub db: Db,
    pub server: SocketAddr,
    pub floor: SocketAddr,
    pub people: Vec<Somebody>,
}

/// A person of the demo who has signed in.
#[derive(Debug, Clone)]
pub struct Somebody {
    pub id: Uuid,
    pub email: String,
    pub name: String,
    pub token: String,
}

/// What everybody in the demo signs in with.
pub const PASSWORD: &str = "fairstall-demo";

impl Ground {
    /// Runs an operation on the server; errors of any kind are a fault.
    pub async fn run(&self, aim: &Aim) -> Outcome<Value> {
        run(self.server, aim).await
    }

    /// The requests of a scenario to the server and to the floor. Each is sent to both once before,
    /// so that a difference shows here and not as thousands of errors.
    pub async fn shots(&self, scenario: &dyn Scenario) -> Outcome<(Vec<Shot>, Vec<Shot>)> {
        let aims = scenario.aims(self).await?;
        if aims.is_empty() {
            return Err(Fault::new(format!("{}: nothing to ask for", scenario.name())));
        }
        let (mut server, mut floor) = (Vec::new(), Vec::new());
        for aim in aims {
            let to_floor = Call::post(&format!("/{}", scenario.name()), &aim.ask)?;
            let to_server = aim.call()?;
            let expected = if let Some(expected) = aim.expected {
                expected
            } else {
                let expected = Expected::same(&once(self.floor, &to_floor).await?);
                let answer = once(self.server, &to_server).await?;
                if let Some(fault) = expected.fault(200, &answer) {
                    let name = scenario.name();
                    return Err(Fault::new(format!("{name}: not the floor's bytes: {fault}")));
                }
                expected
            };
            floor.push(Shot { call: to_floor, expected: expected.clone() });
            server.push(Shot { call: to_server, expected });
        }
        Ok((server, floor))
    }
}

impl Aim {
    /// The request to the server.
    pub fn call(&self) -> Outcome<Call> {
        let body = json!({ "query": self.document, "variables": self.variables });
        let call = Call::post("/graphql", &body)?;
        match &self.token {
            Some(token) => call.with_bearer(token),
            None => Ok(call),
        }
    }
}

/// Runs an operation on a server; errors of any kind are a fault.
pub async fn run(server: SocketAddr, aim: &Aim) -> Outcome<Value> {
    let answer: Value = serde_json::from_slice(&once(server, &aim.call()?).await?)?;
    match answer.get("errors") {
        None => Ok(answer.get("data").cloned().unwrap_or_default()),
        Some(errors) => Err(Fault::new(format!("the server answers {errors}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for scenario in ALL {
            let named: Vec<_> =
                ALL.iter().filter(|other| other.name() == scenario.name()).collect();
            assert_eq!(named.len(), 1, "{}", scenario.name());
            assert!(by_name(scenario.name()).is_some() && !scenario.about().is_empty());
        }
        assert!(by_name("nothing").is_none());
    }
}
