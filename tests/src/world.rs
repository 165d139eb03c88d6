//! The world of one test: the shop over a database of its own, with time in the test's hand.

use std::future::Future;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::Duration;

use axum::Router;

use fairstall::orders::Signer;
use fairstall::payments::provider::Providers;
use fairstall::privacy::Safe;
use fairstall::{server, worker};
use migration::key_store;
use platform::blobs::Blobs;
use platform::chance::Chance;
use platform::clock::{Clock, from_millis};
use platform::config::Settings;
use platform::database::{Connect, Database};
use platform::delivery::{Address, Letter, Letterbox};
use platform::events::{self, Consumer};
use platform::keys::Keys;
use platform::timers::{self, TimerHandler};
use platform::{App, Belongings, Parts};
use sea_orm::{ConnectionTrait, DatabaseConnection, FromQueryResult, Statement};
use time::OffsetDateTime;
use time::macros::datetime;
use vault::provider::FileProvider;

use crate::answer::Answer;
use crate::database::{Engine, Fresh};

/// Every test begins here: a Sunday, ten in the morning in Shanghai.
pub const BEGINNING: OffsetDateTime = datetime!(2026-11-22 02:00 UTC);

/// Who reacts to what; a test may bring its own.
#[derive(Clone, Default)]
pub struct Reactions {
    pub consumers: Vec<Consumer>,
    pub timers: Vec<TimerHandler>,
}

/// What people were sent, and how much of it the test has read.
#[derive(Default)]
struct Sent {
    all: Vec<Letter>,
    read: usize,
}

impl Reactions {
    /// Those of the shop.
    pub fn of_the_shop() -> Self {
        Self { consumers: worker::consumers(), timers: worker::timers() }
    }
}

/// The shop as one test has it.
pub struct World {
    fresh: Fresh,
    app: App,
    clock: Clock,
    blobs: Blobs,
    letterbox: Arc<Letterbox>,
    reactions: Reactions,
    direct: DatabaseConnection,
    router: OnceLock<Router>,
    sent: Mutex<Sent>,
    /// The states' edges as the migrations made them.
    pub(crate) edges: Vec<String>,
}

impl World {
    /// A world with the shop's own reactions.
    pub async fn open(engine: Engine) -> Option<Self> {
        Self::reacting(engine, Reactions::of_the_shop()).await
    }

    /// A world whose consumers and timers are the given ones; nothing where the engine is not
    /// installed.
    pub async fn reacting(engine: Engine, reactions: Reactions) -> Option<Self> {
        let fresh = Fresh::migrated(engine).await?;
        let files = fresh.folder().join("files");
        let blobs = Blobs::local(&files).expect("a folder for files");
        let clock = Clock::manual(BEGINNING);
        let letterbox = Arc::new(Letterbox::default());
        let app = server(&fresh, &clock, &blobs, &letterbox, &reactions).await;
        let direct = fresh.connect().await;
        let mut world = Self {
            fresh,
            app,
            clock,
            blobs,
            letterbox,
            reactions,
            direct,
            router: OnceLock::new(),
            sent: Mutex::default(),
            edges: Vec::new(),
        };
        world.edges = world.edges_now().await;
        Some(world)
    }

    /// The application, for tests of the machinery; tests of the trade speak GraphQL.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Another server of the same shop: same database, files, keys and time.
    pub async fn another_server(&self) -> App {
        server(&self.fresh, &self.clock, &self.blobs, &self.letterbox, &self.reactions).await
    }

    pub fn engine(&self) -> Engine {
        self.fresh.engine()
    }

    /// A connection beside the application's, for what only a test may do.
    pub fn direct(&self) -> &DatabaseConnection {
        &self.direct
    }

    /// A folder of this world's own, in which its files, its keys and on SQLite its data are.
    pub fn folder(&self) -> PathBuf {
        self.fresh.folder().to_owned()
    }

    /// Every folder in which data, keys and logs are kept.
    pub fn folders(&self) -> Vec<PathBuf> {
        self.fresh.folders()
    }

    /// A connection to the key store beside the application's.
    pub async fn key_store(&self) -> DatabaseConnection {
        self.fresh.connect_to_keys().await
    }

    /// How many subjects have a key.
    pub async fn keys_in_store(&self) -> i64 {
        let connection = self.key_store().await;
        let sql = "SELECT count(*) AS count FROM subject_key";
        let ask = Statement::from_string(connection.get_database_backend(), sql);
        let row = connection.query_one_raw(ask).await.expect(sql).expect("a count");
        connection.close().await.expect("a closed connection");
        row.try_get("", "count").expect("a number")
    }

    /// Everything that the shop answers to, without a socket.
    pub fn router(&self) -> Router {
        let made = || {
            // Stories change rows behind the server's back, and then look at once.
            let mut settings = self.app.settings().clone();
            settings.graphql.public_answers = 0;
            // Buckets fill with the real time, of which stories take none; bucket.rs tests its own.
            settings.buckets.signed_in_burst = 10_000_000;
            settings.buckets.visitor_burst = 10_000_000;
            let transport = server::transport(&self.app, &settings, None);
            transport.expect("a shop that can be put together").router()
        };
        self.router.get_or_init(made).clone()
    }

    /// The messages sent to people since the last call, oldest first.
    pub fn letters(&self) -> Vec<Letter> {
        let mut sent = self.sent.lock().expect("letters");
        sent.all.extend(self.letterbox.take());
        let unread = sent.all[sent.read..].to_vec();
        sent.read = sent.all.len();
        unread
    }

    /// Every message so far to one e-mail address or phone number, oldest first.
    pub fn letters_to(&self, address: &str) -> Vec<Letter> {
        let mut sent = self.sent.lock().expect("letters");
        sent.all.extend(self.letterbox.take());
        let mut letters = sent.all.clone();
        letters.retain(|letter| {
            let (Address::Email(to) | Address::Phone(to)) = &letter.to;
            to == address
        });
        letters
    }

    /// Moves the clock alone; nothing reacts.
    pub fn pass(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Moves the clock, and on the way runs every timer at its time and every delivery of events.
    pub async fn later(&self, by: Duration) {
        self.settle().await;
        let end = self.clock.now_millis() + i64::try_from(by.as_millis()).expect("a short time");
        while let Some(next) = self.next_due(end).await {
            self.move_to(next);
            self.settle().await;
        }
        self.move_to(end);
        self.settle().await;
    }

    /// Runs what is due now, until nothing is.
    pub async fn settle(&self) {
        for _ in 0..1_000 {
            let delivered = events::deliver_due(&self.app).await.expect("events are delivered");
            let fired = timers::fire_due(&self.app).await.expect("timers fire");
            if delivered + fired == 0 {
                return;
            }
        }
        panic!("the world does not come to rest: events or timers keep causing each other");
    }

    /// Waits until every transaction that is open now has ended, those of other databases included:
    /// on PostgreSQL nothing is settled before, and the reconciler adds up only what is settled.
    pub async fn at_rest(&self) {
        if self.engine() == Engine::Sqlite {
            return;
        }
        let now = self.count("SELECT pg_current_xact_id()::text::bigint").await;
        let oldest = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";
        for _ in 0..6_000 {
            if self.count(oldest).await > now {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("a transaction stays open for a minute");
    }

    /// Does something, and counts the SQL statements it took.
    pub async fn statements<T>(&self, act: impl Future<Output = T>) -> (u64, T) {
        let before = self.app.database().statements();
        let result = act.await;
        (self.app.database().statements() - before, result)
    }

    /// Asks several times, and counts the fewest SQL statements it took: where the machine is busy,
    /// a loader's batch may be cut in two. The fewest are believed once they were seen three times,
    /// and not before twelve answers.
    pub async fn fewest_statements(&self, ask: impl AsyncFn() -> Answer) -> (u64, Answer) {
        let (mut fewest, mut answer) = self.statements(ask()).await;
        let mut seen = 1;
        for asked in 1..60 {
            if seen >= 3 && asked >= 12 {
                break;
            }
            let (statements, again) = self.statements(ask()).await;
            if statements == fewest {
                seen += 1;
            } else if statements < fewest {
                (fewest, seen) = (statements, 1);
            }
            answer = again;
        }
        (fewest, answer)
    }

    /// One column of text from a question asked beside the application.
    pub async fn ask(&self, sql: &str) -> Vec<String> {
        #[derive(FromQueryResult)]
        struct Row {
            text: Option<String>,
        }
        let backend = sea_orm::ConnectionTrait::get_database_backend(&self.direct);
        let question = format!("SELECT CAST(answer AS text) AS text FROM ({sql}) AS asked(answer)");
        let question = match self.engine() {
            Engine::Postgres => question,
            // SQLite has no column aliases on a subquery; a common table has.
            Engine::Sqlite => {
                format!(
                    "WITH asked(answer) AS ({sql}) SELECT CAST(answer AS text) AS text FROM asked"
                )
            }
        };
        let rows = Row::find_by_statement(Statement::from_string(backend, question));
        let rows = rows.all(&self.direct).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.into_iter().map(|row| row.text.unwrap_or_default()).collect()
    }

    /// One number from a question asked beside the application.
    pub async fn count(&self, sql: &str) -> i64 {
        let answer = self.ask(sql).await;
        answer.first().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("{sql}"))
    }

    /// Runs statements beside the application.
    pub async fn run(&self, sql: &str) {
        let run = sea_orm::ConnectionTrait::execute_unprepared(&self.direct, sql);
        run.await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Ends the world and drops its database.
    pub async fn close(self) {
        self.app.database().clone().close().await.ok();
        self.direct.close().await.ok();
        self.fresh.drop().await;
    }

    /// Takes the table of allowed transitions as it is now for right: the test brought a machine.
    pub async fn accept_edges(&mut self) {
        self.edges = self.edges_now().await;
    }

    pub(crate) async fn edges_now(&self) -> Vec<String> {
        let edge = "machine || ': ' || from_state || ' to ' || to_state";
        self.ask(&format!("SELECT {edge} FROM allowed_transition ORDER BY 1")).await
    }

    fn move_to(&self, millis: i64) {
        let ahead = millis - self.clock.now_millis();
        self.clock.advance(Duration::from_millis(u64::try_from(ahead).unwrap_or(0)));
    }

    /// The next instant up to `end` at which a timer or a delivery wants to run.
    async fn next_due(&self, end: i64) -> Option<i64> {
        let now = self.clock.now_millis();
        let of = |table: &str, column: &str| {
            format!("SELECT {column} FROM {table} WHERE {column} > {now} AND {column} <= {end}")
        };
        let due = format!("{} UNION {}", of("timer", "next_at"), of("event_delivery", "due_at"));
        self.ask(&due).await.into_iter().filter_map(|text| text.parse().ok()).min()
    }
}

async fn server(
    fresh: &Fresh,
    clock: &Clock,
    blobs: &Blobs,
    letterbox: &Arc<Letterbox>,
    reactions: &Reactions,
) -> App {
    let connect = Connect {
        url: fresh.url().to_owned(),
        max_connections: 8,
        statement_timeout: Duration::from_secs(10),
        schema: None,
    };
    let keys = Connect {
        url: fresh.key_store(),
        max_connections: 2,
        statement_timeout: Duration::from_secs(10),
        schema: Some(key_store::SCHEMA),
    };
    let keys = Database::open(&keys).await.expect("a key store that answers");
    let (root, _) = FileProvider::open(&fresh.root()).expect("a root");
    let safe = Safe::open(keys, Box::new(root), clock.now()).await.expect("a safe that opens");
    let keys = Keys::new([7; 32]);
    let signer = Signer::new(&keys).expect("a key that signs");
    let settings = Settings::defaults().expect("defaults that are allowed");
    let providers = Providers::of(&settings).expect("providers that can be used");
    App::new(Parts {
        settings: settings.clone(),
        clock: clock.clone(),
        // Servers of one world draw differently, as servers do.
        chance: Chance::seeded(seed()),
        database: Database::open(&connect).await.expect("a database that answers"),
        keys,
        blobs: blobs.clone(),
        delivery: Arc::clone(letterbox) as Arc<dyn platform::delivery::Delivery>,
        consumers: reactions.consumers.clone(),
        timers: reactions.timers.clone(),
        belongings: Belongings::default().with(safe).with(signer).with(providers),
    })
}

/// The seeds of one process, in order; each world needs no more than to repeat itself.
fn seed() -> u64 {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// The instant of milliseconds since 1970.
pub fn instant(millis: i64) -> OffsetDateTime {
    from_millis(millis)
}

/// A moment of real time, between two looks at something that runs beside the test.
pub fn moment() -> Duration {
    Duration::from_millis(10)
}

pub fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

pub fn minutes(count: u64) -> Duration {
    Duration::from_secs(count * 60)
}

pub fn hours(count: u64) -> Duration {
    Duration::from_secs(count * 3_600)
}

pub fn days(count: u64) -> Duration {
    Duration::from_secs(count * 86_400)
}
