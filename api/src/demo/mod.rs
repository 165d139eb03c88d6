//! The demo: a small town of people, shops, goods and posts, with a past of four months.
//!
//! Everything is told through the actions that requests use, as of the time at which it is meant
//! to have happened, so that whatever holds for real data holds for it: states and timelines,
//! counts, labels, facts. Each act is told so that telling it again changes nothing; a load that
//! broke off is taken up where it ended by loading again.

mod content;
mod deals;
mod echo;
mod gallery;
mod market;
mod papers;
mod registry;
mod store;
mod studio;
mod town;

use std::sync::Arc;

use platform::clock::{Clock, from_millis, to_millis};
use platform::{App, Error, Failure, Refusal};

use content::Content;
use gallery::Gallery;

/// What everybody in the demo signs in with.
pub const PASSWORD: &str = "fairstall-demo";

/// Who reads, orders and buys with others.
const READER: &str = "linxiaoman";

/// How to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    /// Also where there are other people already.
    pub force: bool,
    /// Pictures of one colour instead of drawn ones: they cost nothing, which tests want.
    pub blank_pictures: bool,
}

/// How a load ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The town is there now.
    Loaded,
    /// It was there before.
    AlreadyLoaded,
    /// There are other people here; nothing was changed. `force` loads all the same.
    NotEmpty,
}

/// A part of the load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    People,
    Products,
    Posts,
}

/// How far a part of the load is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub stage: Stage,
    pub done: usize,
    pub total: usize,
}

/// Who hears of progress.
pub type Listener<'a> = &'a (dyn Fn(Progress) + Send + Sync);

/// Somebody to sign in as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    pub email: String,
    pub name: String,
    /// What they are here.
    pub part: &'static str,
}

/// Three people to sign in as: one who reads, one who sells, one who screens.
///
/// # Errors
/// The built-in content is broken.
pub fn sign_ins() -> Result<Vec<SignIn>, Failure> {
    let content = Content::read()?;
    let parts = [
        (Some(READER), "consumer"),
        (content.operators.first().map(|shop| shop.owner.as_str()), "shop owner"),
        (Some(town::COMPLIANCE), "staff, compliance"),
    ];
    let find = |handle: Option<&str>| {
        content.accounts.iter().find(|person| Some(person.handle.as_str()) == handle)
    };
    Ok(parts
        .into_iter()
        .filter_map(|(handle, part)| find(handle).map(|person| (person, part)))
        .map(|(person, part)| SignIn { email: person.email(), name: person.name.clone(), part })
        .collect())
}

/// Loads the demo into an empty database; with `force` also beside other people's data. Loading
/// again changes nothing, and goes on where a load broke off.
///
/// # Errors
/// The file store's or the database's own; the built-in content is broken.
pub async fn load(app: &App, force: bool, tell: Listener<'_>) -> Result<Outcome, Failure> {
    load_with(app, Options { force, blank_pictures: false }, tell).await
}

/// Loads the demo as told.
///
/// # Errors
/// As [`load`].
pub async fn load_with(
    app: &App,
    options: Options,
    tell: Listener<'_>,
) -> Result<Outcome, Failure> {
    let content = Arc::new(Content::read()?);
    let handles: Vec<String> =
        content.accounts.iter().map(|person| person.handle.to_lowercase()).collect();
    if store::published(app.reader(), &handles).await? >= content.posts.len() as u64 {
        return Ok(Outcome::AlreadyLoaded);
    }
    let (all, ours) = store::accounts(app.reader(), &handles).await?;
    if all > ours && !options.force {
        return Ok(Outcome::NotEmpty);
    }
    app.database().hurry(true).await?;
    let told = tell_all(app, &content, options, tell).await;
    app.database().hurry(false).await?;
    told.map(|()| Outcome::Loaded)
}

async fn tell_all(
    app: &App,
    content: &Arc<Content>,
    options: Options,
    tell: Listener<'_>,
) -> Result<(), Failure> {
    let mut gallery = Gallery::open(content, options.blank_pictures);
    let town = town::found(app, content, &mut gallery, tell).await?;
    let market = market::Market { app, content, town: &town };
    market::tell_orders(&market, READER).await?;
    deals::tell_deals(&market, READER).await?;
    echo::tell_posts(app, content, &town, (&mut gallery, tell)).await
}

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;

/// The application as of so many milliseconds before now.
fn ago(app: &App, ms: i64) -> App {
    app.told_by(Clock::manual(from_millis(to_millis(app.now()) - ms)))
}

/// A rule that refuses the demo is a defect of the demo.
fn granted<T, R: Refusal>(outcome: Result<T, Error<R>>) -> Result<T, Failure> {
    outcome.map_err(|error| match error {
        Error::Failed(failure) => failure,
        Error::Refused(refused) => Failure::because("a rule refused the demo", refused.code.code()),
    })
}
