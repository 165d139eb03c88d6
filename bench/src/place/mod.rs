//! Where it is measured: a database, a server over it and the floor beside it, all of our own, all
//! on loopback, all gone afterwards.

mod postgres;
mod server;
mod watched;

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use self::postgres::Postgres;
use self::server::Answering;
use crate::fault::{Fault, Outcome, While};
use crate::floor::Ask;
use crate::floor::db::Db;
use crate::measure::process;
use crate::scenario::{Aim, Ground, PASSWORD, Somebody, run, sign_in};

/// Which engine keeps the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl fmt::Display for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        })
    }
}

/// The two that are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    Server,
    Floor,
}

/// Everything that runs. Fields are dropped in this order: who reads before what is read.
pub struct Place {
    floor: Option<Answering>,
    server: Option<Answering>,
    /// More servers over the same database.
    others: Vec<Answering>,
    postgres: Option<Postgres>,
    folder: TempDir,
    engine: Engine,
    binary: PathBuf,
}

impl Place {
    /// Makes a database and lets the server prepare it: its tables, and the demo.
    pub async fn new(engine: Engine, binary: &Path) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("fairstall-bench-").tempdir()?;
        let postgres = match engine {
            Engine::Postgres => Some(Postgres::start()?),
            Engine::Sqlite => None,
        };
        let binary = binary.to_owned();
        let others = Vec::new();
        let mut place =
            Self { floor: None, server: None, others, postgres, folder, engine, binary };
        place.start_server().await?;
        Ok(place)
    }

    /// The address of the database.
    pub fn url(&self) -> String {
        match &self.postgres {
            Some(postgres) => postgres.url(),
            None => format!("sqlite://{}", server::sqlite_file(self.folder.path()).display()),
        }
    }

    /// The root key that the server made at its first start.
    pub fn root_key(&self) -> Outcome<Vec<u8>> {
        let text = std::fs::read_to_string(server::root_key_file(self.folder.path()))?;
        let digit = |at: usize| {
            let pair = text.get(at..at + 2).ok_or_else(|| Fault::new("half a root key"))?;
            u8::from_str_radix(pair, 16).when("the root key")
        };
        (0..64).step_by(2).map(digit).collect()
    }

    /// Stops what reads the database, so that somebody else may write it.
    pub fn close(&mut self) {
        self.floor = None;
        self.server = None;
        self.others.clear();
    }

    /// Starts more servers over the same PostgreSQL; answers where all of them are. SQLite has one.
    pub async fn widen(&mut self, servers: usize) -> Outcome<Vec<SocketAddr>> {
        let mut all = vec![self.address(Side::Server)?];
        let url = self.postgres.as_ref().map(Postgres::url);
        while url.is_some() && all.len() < servers {
            let more = server::server(&self.binary, self.folder.path(), url.as_deref()).await?;
            all.push(more.address);
            self.others.push(more);
        }
        Ok(all)
    }

    /// Kills the server in the middle of whatever it does, and starts it again; answers how long it
    /// took from the start until it was ready.
    pub async fn crash(&mut self) -> Outcome<Duration> {
        if let Some(server) = self.server.take() {
            server.kill()?;
        }
        let began = Instant::now();
        self.start_server().await?;
        Ok(began.elapsed())
    }

    /// Stops the floor.
    pub fn leave_floor(&mut self) {
        self.floor = None;
    }

    /// Starts what is not running, signs people in, and says where everything is.
    pub async fn open(&mut self) -> Outcome<Ground> {
        self.start_server().await?;
        let server = self.address(Side::Server)?;
        let origin = format!("http://{server}");
        self.floor = Some(server::floor(self.folder.path(), &self.url(), &origin).await?);
        let db = Db::open(&self.url()).await?;
        let people = sign_everybody_in(&db, server).await?;
        Ok(Ground { db, server, floor: self.address(Side::Floor)?, people })
    }

    async fn start_server(&mut self) -> Outcome<()> {
        if self.server.is_none() {
            let url = self.postgres.as_ref().map(Postgres::url);
            let started = server::server(&self.binary, self.folder.path(), url.as_deref()).await?;
            self.server = Some(started);
        }
        Ok(())
    }

    fn side(&self, side: Side) -> Outcome<&Answering> {
        let found = match side {
            Side::Server => &self.server,
            Side::Floor => &self.floor,
        };
        found.as_ref().ok_or_else(|| Fault::new("not started"))
    }

    /// Where a side answers.
    pub fn address(&self, side: Side) -> Outcome<SocketAddr> {
        Ok(self.side(side)?.address)
    }

    /// What the processes have cost so far.
    pub fn cost(&self, side: Side) -> Outcome<Cost> {
        let own = self.side(side)?.pid();
        let database = self.postgres.as_ref().map(Postgres::pid);
        Ok(Cost {
            own_millis: process::cpu_millis(own, false),
            database_millis: database.map_or(0, |pid| process::cpu_millis(pid, true)),
            own_mib: process::memory_mib(own, false),
            database_mib: database.map_or(0, |pid| process::memory_mib(pid, true)),
        })
    }

    /// The server's program.
    pub fn binary(&self) -> &Path {
        &self.binary
    }

    /// A folder that goes with the place.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Which engine.
    pub fn engine(&self) -> Engine {
        self.engine
    }
}

/// Time on a core and memory, of a side and of the database behind it. SQLite is part of the side.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    pub own_millis: u64,
    pub database_millis: u64,
    pub own_mib: u64,
    pub database_mib: u64,
}

/// The demo's people but for its staff, whose eyes see more.
async fn sign_everybody_in(db: &Db, server: SocketAddr) -> Outcome<Vec<Somebody>> {
    let sql = "SELECT a.handle, a.display_name FROM account a \
               JOIN password p ON p.account_id = a.id \
               WHERE NOT EXISTS (SELECT 1 FROM staff_role r WHERE r.account_id = a.id) \
               ORDER BY a.handle";
    let rows = db.rows(sql, &[]).await?;
    let mut people = Vec::with_capacity(rows.len());
    for row in 0..rows.len() {
        // As the demo makes them.
        let email = format!("{}@example.com", rows.text(row, 0)?);
        let aim = Aim {
            document: sign_in::DOCUMENT.to_owned(),
            variables: json!({ "email": email, "password": PASSWORD }),
            token: None,
            ask: Ask::default(),
            expected: None,
        };
        let (id, token) = sign_in::signed_in(&run(server, &aim).await?).when(&email)?;
        people.push(Somebody { id, email, name: rows.text(row, 1)?.to_owned(), token });
    }
    if people.is_empty() {
        return Err(Fault::new("nobody is there to sign in"));
    }
    Ok(people)
}
