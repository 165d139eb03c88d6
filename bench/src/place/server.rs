//! The server under measurement, and the floor beside it: two programs on ports of their own.

use std::fs;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::watched::{Program, Watched};
use crate::fault::{Fault, Outcome, While};
use crate::measure::wire::{Call, once};

/// Where the first start may take long: it draws the demo's pictures.
const READY_WITHIN: Duration = Duration::from_mins(4);

/// A program that answers.
pub struct Answering {
    watched: Watched,
    pub address: SocketAddr,
}

impl Answering {
    /// Its process.
    pub fn pid(&self) -> u32 {
        self.watched.pid()
    }

    /// Ends it without a word of warning.
    pub fn kill(self) -> Outcome<()> {
        self.watched.kill()
    }
}

/// Starts the server's binary over a database and waits until it is ready.
pub async fn server(binary: &Path, folder: &Path, url: Option<&str>) -> Outcome<Answering> {
    let binary = fs::canonicalize(binary)
        .when(&format!("{}; build it or name it with --server", binary.display()))?;
    let address = free_port()?;
    let watched = Program {
        name: "server",
        line: vec![binary.display().to_string(), "serve".to_owned()],
        folder,
        signal: "TERM",
        owner: None,
        environment: settings(address, folder, url),
    }
    .start()?;
    ready(watched, address, "/readyz").await
}

/// As it comes, but for what would stop one machine that plays all its customers: how much one
/// address may ask for, and how long a token lives. Where customers say that they are is believed.
fn settings(address: SocketAddr, folder: &Path, url: Option<&str>) -> Vec<(String, String)> {
    let most = "10000000".to_owned();
    let mut settings = vec![
        ("FAIRSTALL_SERVER__LISTEN", address.to_string()),
        ("FAIRSTALL_DATA__DIR", folder.join("data").display().to_string()),
        ("FAIRSTALL_BUCKETS__SIGNED_IN_BURST", most.clone()),
        ("FAIRSTALL_BUCKETS__SIGNED_IN_PER_SECOND", most.clone()),
        ("FAIRSTALL_BUCKETS__VISITOR_BURST", most.clone()),
        ("FAIRSTALL_BUCKETS__VISITOR_PER_SECOND", most),
        ("FAIRSTALL_SERVER__TRUSTED_PROXIES", "127.0.0.0/8".to_owned()),
        ("FAIRSTALL_IDENTITY__ACCESS_LIFETIME", "1h".to_owned()),
        ("FAIRSTALL_TELEMETRY__LOG_LEVEL", "warn".to_owned()),
    ];
    if let Some(url) = url {
        settings.push(("FAIRSTALL_DATABASE__URL", url.to_owned()));
    }
    settings.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}

/// Starts ourselves as the floor, over the same database.
pub async fn floor(folder: &Path, url: &str, origin: &str) -> Outcome<Answering> {
    let own = std::env::current_exe().when("the path of this program")?;
    let address = free_port()?;
    let listen = address.to_string();
    let own = own.display().to_string();
    let line = [&own, "floor", "--database", url, "--origin", origin, "--listen", &listen];
    let watched = Program {
        name: "floor",
        line: line.map(ToString::to_string).to_vec(),
        folder,
        signal: "TERM",
        owner: None,
        environment: Vec::new(),
    }
    .start()?;
    ready(watched, address, "/readyz").await
}

async fn ready(mut watched: Watched, address: SocketAddr, path: &str) -> Outcome<Answering> {
    let began = Instant::now();
    let call = Call::get(path);
    while let Err(fault) = once(address, &call).await {
        watched.still_runs()?;
        if began.elapsed() > READY_WITHIN {
            return Err(Fault::new(format!("not ready in time: {fault}")));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(Answering { watched, address })
}

/// A port that nobody has; between now and its use somebody else could take it, and then the start
/// says so.
fn free_port() -> Outcome<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0").when("a free port")?.local_addr()?)
}

/// The file of the root key in the server's folder.
pub fn root_key_file(folder: &Path) -> PathBuf {
    folder.join("data/root.key")
}

/// The file of the embedded database in the server's folder.
pub fn sqlite_file(folder: &Path) -> PathBuf {
    folder.join("data/fairstall.db")
}
