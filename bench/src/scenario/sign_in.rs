//! Signing in with a password: dear on purpose, so the floor is the hash alone, with the same
//! parameters and as many at once as there are cores.

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordVerifier, Version};
use serde_json::json;
use tokio::sync::Semaphore;

use super::{Aim, Boxed, Ground, PASSWORD, Scenario};
use crate::fault::{Fault, Outcome};
use crate::floor::db::Given;
use crate::floor::json::Json;
use crate::floor::{Ask, Floor};
use crate::id;
use crate::measure::check::Expected;

/// A sign-in of one of the demo's people.
pub struct SignIn;

impl Scenario for SignIn {
    fn name(&self) -> &'static str {
        "sign-in"
    }

    fn about(&self) -> &'static str {
        "people sign in with their passwords; the floor verifies the hash and no more"
    }

    /// The server counts attempts under way from one address against it.
    fn most_connections(&self) -> usize {
        8
    }

    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            let aim = |person: &super::Somebody| {
                let mut user = Json::new("\",\"user\":{\"id\":");
                user.id("user", person.id).raw(",\"displayName\":").text(&person.name);
                user.raw("}},\"userErrors\":[]}}");
                let after = String::from_utf8_lossy(&user.done()).into_owned();
                Aim {
                    document: DOCUMENT.to_owned(),
                    variables: json!({ "email": person.email, "password": PASSWORD }),
                    token: None,
                    ask: Ask {
                        viewer: Some(person.id),
                        secret: PASSWORD.to_owned(),
                        ..Ask::default()
                    },
                    expected: Some(Expected::text(BEGINNING.to_owned(), after)),
                }
            };
            Ok(ground.people.iter().map(aim).collect())
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let viewer = ask.person()?;
            let sql = "SELECT p.hash, a.display_name FROM password p \
                       JOIN account a ON a.id = p.account_id WHERE p.account_id = $1";
            let rows = floor.db.rows(sql, &[Given::Id(Some(viewer))]).await?;
            let hash = rows.text(0, 0)?.to_owned();
            if !verify(hash, ask.secret).await? {
                return Err(Fault::new("another password"));
            }
            let mut json = Json::new(BEGINNING);
            // In place of a token: nobody is signed in here.
            json.raw("none\",\"user\":{\"id\":").id("user", viewer);
            json.raw(",\"displayName\":").text(rows.text(0, 1)?);
            json.raw("}},\"userErrors\":[]}}}");
            Ok(json.done())
        })
    }
}

const BEGINNING: &str = "{\"data\":{\"signingIn\":{\"signIn\":{\"accessToken\":\"";

/// Signs in with `$email` and `$password`.
pub const DOCUMENT: &str = "mutation SignIn($email: String!, $password: String!) { \
    signingIn: sessionCreateWithPassword(input: { contact: { email: $email }, \
    password: $password }) { signIn { accessToken user { id displayName } } \
    userErrors { code } } }";

static TURNS: LazyLock<Semaphore> = LazyLock::new(|| {
    Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get))
});

async fn verify(stored: String, shown: String) -> Outcome<bool> {
    let _turn = TURNS.acquire().await?;
    tokio::task::spawn_blocking(move || {
        let wrong = |error: &dyn std::fmt::Display| Fault::new(error.to_string());
        let hash = PasswordHash::new(&stored).map_err(|error| wrong(&error))?;
        let params = Params::new(19 * 1_024, 2, 1, Some(32)).map_err(|error| wrong(&error))?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(argon.verify_password(shown.as_bytes(), &hash).is_ok())
    })
    .await?
}

/// The id of the account that `data` of [`DOCUMENT`] signed in, and the token; why not otherwise.
pub fn signed_in(data: &serde_json::Value) -> Outcome<(uuid::Uuid, String)> {
    let signed = &data["signingIn"]["signIn"];
    let account = signed["user"]["id"].as_str().and_then(|text| id::parse("user", text));
    match (account, signed["accessToken"].as_str()) {
        (Some(account), Some(token)) => Ok((account, token.to_owned())),
        _ => Err(Fault::new(format!("not signed in: {data}"))),
    }
}
