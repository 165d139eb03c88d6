//! A toy schema, callers to ask it, and a transport around both.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_graphql::{Context, Error, ErrorExtensions, Object, Schema, Subscription};
use futures_util::future::BoxFuture;
use futures_util::stream::{Stream, unfold};
use tokio::task::yield_now;
use tokio::time::sleep;
use uuid::Uuid;

use crate::config::Settings;
use crate::graphql::document::{Documents, FrontRules};
use crate::graphql::{Access, AccessRow, ErrorCode, Grants, Principal, RequestError};
use crate::http::{
    Authenticate, ClientInfo, Example, Ready, RequestId, Transport, TransportBuilder,
    TransportParts, TransportSettings,
};

pub(super) struct Query;

#[Object]
impl Query {
    async fn hello(&self, #[graphql(default = "world")] name: String) -> String {
        format!("hello {name}")
    }

    async fn whoami(&self, ctx: &Context<'_>) -> async_graphql::Result<String> {
        yield_now().await;
        let principal = ctx.data::<Arc<Principal>>()?;
        let client = ctx.data::<Arc<ClientInfo>>()?;
        let id = ctx.data::<RequestId>()?;
        Ok(format!("{} from {} as {id}", principal.key, client.address))
    }

    async fn secret(&self) -> &'static str {
        "for people"
    }

    async fn slow(&self, ms: u64) -> u64 {
        sleep(Duration::from_millis(ms)).await;
        ms
    }

    async fn panics(&self) -> i32 {
        assert_eq!(std::env::args().count(), 0, "the resolver's own words");
        0
    }

    async fn fails(&self) -> async_graphql::Result<i32> {
        yield_now().await;
        Err(Error::new("SELECT secret FROM account"))
    }

    async fn missing(&self) -> async_graphql::Result<i32> {
        yield_now().await;
        Err(Error::new("There is no such thing.").extend_with(|_, e| e.set("code", "NOT_FOUND")))
    }

    async fn big(&self, kib: usize) -> String {
        "x".repeat(kib * 1024)
    }

    async fn bumps(&self, ctx: &Context<'_>) -> u32 {
        ctx.data_unchecked::<Arc<Bumps>>().0.load(Ordering::SeqCst)
    }

    #[graphql(cache_control(max_age = 60))]
    async fn kept(&self) -> i32 {
        1
    }
}

pub(super) struct Mutation;

#[Object]
impl Mutation {
    async fn bump(&self, ctx: &Context<'_>) -> u32 {
        ctx.data_unchecked::<Arc<Bumps>>().0.fetch_add(1, Ordering::SeqCst) + 1
    }
}

/// How often `bump` ran.
#[derive(Default)]
pub(super) struct Bumps(pub(super) AtomicU32);

pub(super) struct Subscription;

#[Subscription]
impl Subscription {
    async fn count(
        &self,
        to: u32,
        #[graphql(default = 1)] every_ms: u64,
    ) -> impl Stream<Item = u32> {
        unfold(0, move |last| async move {
            sleep(Duration::from_millis(every_ms)).await;
            (last < to).then_some((last + 1, last + 1))
        })
    }

    async fn breaks(&self) -> impl Stream<Item = async_graphql::Result<u32>> {
        futures_util::stream::iter([Ok(1), Err(Error::new("secret words"))])
    }

    async fn bursts(&self) -> impl Stream<Item = u32> {
        futures_util::stream::iter(1..=2).chain_panic()
    }

    async fn flood(&self, kib: usize) -> impl Stream<Item = String> {
        futures_util::stream::repeat_with(move || "x".repeat(kib * 1024))
    }

    async fn private(&self) -> impl Stream<Item = u32> {
        futures_util::stream::pending()
    }
}

/// A stream that panics after its last item.
trait ChainPanic: Stream<Item = u32> + Sized {
    fn chain_panic(self) -> impl Stream<Item = u32> {
        use futures_util::StreamExt;
        self.chain(futures_util::stream::once(async { panic!("a stream's own words") }))
    }
}

impl<S: Stream<Item = u32>> ChainPanic for S {}

pub(super) type Toy = Schema<Query, Mutation, Subscription>;

pub(super) fn schema(bumps: &Arc<Bumps>) -> Toy {
    Schema::build(Query, Mutation, Subscription).data(Arc::clone(bumps)).finish()
}

const ACCESS: &[AccessRow] = &[
    ("Query", Access::Anyone, "hello whoami slow panics fails missing big bumps kept"),
    ("Query", Access::Person, "secret"),
    ("Mutation", Access::Anyone, "bump"),
    ("Subscription", Access::Anyone, "count breaks bursts flood"),
    ("Subscription", Access::Person, "private"),
];

/// Knows one person, whose session a test may end.
#[derive(Default)]
pub(super) struct Doorkeeper {
    pub(super) ended: AtomicBool,
}

/// The session of the one person.
pub(super) const SESSION: Uuid = Uuid::from_u128(7);

impl Authenticate for Doorkeeper {
    fn authenticate<'a>(
        &'a self,
        bearer: Option<&'a str>,
        client: &'a ClientInfo,
    ) -> BoxFuture<'a, Result<Principal, RequestError>> {
        Box::pin(async move {
            let visitor = Principal::visitor(&client.address_key());
            match bearer {
                None => Ok(visitor),
                Some("ana") => Ok(Principal {
                    key: "user_ana".to_owned(),
                    grants: Grants { person: true, ..Grants::default() },
                    session: Some(SESSION),
                    ..visitor
                }),
                Some("slow") => {
                    sleep(Duration::from_mins(1)).await;
                    Ok(visitor)
                }
                Some("broken") => Err(RequestError::new(ErrorCode::Internal, "internal error")),
                Some(_) => Err(RequestError::new(
                    ErrorCode::Unauthenticated,
                    "The token is not good; sign in again.",
                )),
            }
        })
    }

    fn still_valid<'a>(&'a self, principal: &'a Principal) -> BoxFuture<'a, bool> {
        let visitor = principal.session.is_none();
        Box::pin(async move { visitor || !self.ended.load(Ordering::SeqCst) })
    }
}

/// A transport and what a test wants to look at behind it.
pub(super) struct World {
    /// What the transport believes to have happened, where it keeps answers.
    pub(super) happened: Arc<AtomicU64>,
    pub(super) transport: Transport,
    pub(super) bumps: Arc<Bumps>,
    pub(super) doorkeeper: Arc<Doorkeeper>,
}

/// The settings of a test: the defaults of development.
pub(super) fn settings() -> TransportSettings {
    TransportSettings::from(&Settings::defaults().unwrap())
}

fn documents() -> Arc<Documents> {
    static DOCUMENTS: OnceLock<Arc<Documents>> = OnceLock::new();
    Arc::clone(DOCUMENTS.get_or_init(|| {
        let rules = FrontRules { access: ACCESS, introspection: true, ..FrontRules::default() };
        Arc::new(Documents::new(&schema(&Arc::default()).sdl(), rules).unwrap())
    }))
}

/// A world with these settings.
pub(super) fn world_with(change: impl FnOnce(&mut TransportSettings)) -> World {
    try_world(change).unwrap()
}

/// A world with the defaults.
pub(super) fn world() -> World {
    world_with(|_| {})
}

/// A world with these settings, if they can be meant.
pub(super) fn try_world(change: impl FnOnce(&mut TransportSettings)) -> Result<World, String> {
    let mut settings = settings();
    change(&mut settings);
    let (bumps, doorkeeper) = (Arc::new(Bumps::default()), Arc::new(Doorkeeper::default()));
    let ready: Ready = Arc::new(|| Box::pin(async { Ok(()) }));
    let transport = parts(settings, (&bumps, &doorkeeper), ready).build()?;
    Ok(World { transport, bumps, doorkeeper, happened: Arc::default() })
}

/// A world that keeps public answers.
pub(super) fn keeping_world() -> World {
    let world = world();
    let ready: Ready = Arc::new(|| Box::pin(async { Ok(()) }));
    let happened = Arc::clone(&world.happened);
    let transport = parts(settings(), (&world.bumps, &world.doorkeeper), ready)
        .keep_public_answers(Arc::new(move || happened.load(Ordering::SeqCst)))
        .build()
        .unwrap();
    World { transport, ..world }
}

impl World {
    /// The same world with another answer to whether it is ready.
    pub(super) fn rebuilt(&self, ready: Ready) -> Transport {
        parts(settings(), (&self.bumps, &self.doorkeeper), ready).build().unwrap()
    }
}

fn parts(
    settings: TransportSettings,
    (bumps, doorkeeper): (&Arc<Bumps>, &Arc<Doorkeeper>),
    ready: Ready,
) -> TransportBuilder {
    let ids = AtomicU32::new(0);
    let parts = TransportParts {
        documents: documents(),
        executor: Arc::new(schema(bumps)),
        authenticate: Arc::clone(doorkeeper) as Arc<dyn Authenticate>,
        new_id: Arc::new(move || Uuid::from_u128(ids.fetch_add(1, Ordering::SeqCst).into())),
    };
    let example = Example {
        title: "Hello".to_owned(),
        query: "{ hello }".to_owned(),
        variables: String::new(),
    };
    Transport::builder(settings, parts)
        .metrics(Arc::new(|| "counted 1\n".to_owned()))
        .examples(vec![example])
        .ready(ready)
        .merge(super::limits::routes())
}
