//! A PostgreSQL server to throw away: started by the first test that asks, on a socket in a
//! private folder, stopped and removed when the test process ends, however it ends.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

/// A running server. It lives as long as the process.
pub struct Server {
    folder: PathBuf,
    // Its stdin is the life line: when this process is gone, the pipe closes and the server stops.
    _watchdog: Child,
}

impl Server {
    /// Where it keeps everything.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The address of one database on this server.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://test@localhost/{database}?host={}", self.folder.display())
    }
}

/// The server, or nothing where PostgreSQL is not installed; said in one line, once.
///
/// # Panics
/// It is not installed and `REQUIRE_POSTGRES=1`, or it is and does not start.
pub fn server() -> Option<&'static Server> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    let server = SERVER.get_or_init(|| {
        let Some(programs) = programs() else {
            // Not `eprintln!`: the test harness would swallow it.
            let line = "PostgreSQL is not installed: its half of the suite is skipped \
                        (REQUIRE_POSTGRES=1 makes that a failure; PG_BIN says where it is)\n";
            std::io::stderr().write_all(line.as_bytes()).ok();
            return None;
        };
        Some(start(&programs))
    });
    let required = std::env::var_os("REQUIRE_POSTGRES").is_some_and(|value| value == "1");
    assert!(server.is_some() || !required, "PostgreSQL is required and not installed");
    server.as_ref()
}

/// The folder of `initdb` and `postgres`: `$PG_BIN`, what `pg_config` says, the newest version in
/// the layout of Debian, `PATH`.
fn programs() -> Option<PathBuf> {
    let named = std::env::var_os("PG_BIN").map(PathBuf::from);
    let configured = Command::new("pg_config")
        .arg("--bindir")
        .output()
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map(|line| PathBuf::from(line.trim()));
    let mut candidates: Vec<PathBuf> = named.into_iter().chain(configured).collect();
    candidates.extend(installed_versions());
    candidates.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
    candidates
        .into_iter()
        .find(|folder| ["initdb", "postgres"].iter().all(|program| folder.join(program).is_file()))
}

fn installed_versions() -> Vec<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut numbered: Vec<(u32, PathBuf)> = versions
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    numbered.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    numbered.into_iter().map(|(_, folder)| folder).collect()
}

/// Runs the server, and beside it waits for the end of its input: the server is told to stop and
/// its folder removed when whoever holds the other end is gone.
const WATCHDOG: &str = r#"
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c max_connections=400 \
    -c shared_buffers=64MB -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c autovacuum=off -c log_min_messages=warning >"$2/log" 2>&1 </dev/null &
server=$!
read -r _
kill -INT "$server"
wait "$server"
rm -rf "$2"
"#;

fn start(programs: &Path) -> Server {
    let folder = private_folder();
    let owner = unprivileged(&folder);
    let command = |program: &Path| {
        let mut command = Command::new(program);
        command.current_dir(&folder).env("LC_ALL", "C").env_remove("PGDATA");
        if let Some((user, group)) = owner {
            command.uid(user).gid(group);
        }
        command
    };
    let made = command(&programs.join("initdb"))
        .args(["-N", "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C", "-D"])
        .arg(folder.join("data"))
        .output()
        .expect("initdb runs");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let watchdog = command(Path::new("/bin/sh"))
        .args(["-c", WATCHDOG, "watchdog"])
        .args([programs, &folder])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Of a group of its own: Ctrl-C ends the tests, and the closed pipe then ends this.
        .process_group(0)
        .spawn()
        .expect("a shell");
    wait_until_ready(&folder);
    Server { folder, _watchdog: watchdog }
}

/// Short, because the path of a socket may have no more than 107 bytes.
fn private_folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("fairstall-pg-{}", std::process::id()));
    // Of an earlier process that had the same number.
    fs::remove_dir_all(&folder).ok();
    fs::DirBuilder::new().mode(0o700).create(&folder).expect("a private folder");
    folder
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
fn unprivileged(folder: &Path) -> Option<(u32, u32)> {
    if fs::metadata(folder).expect("the folder just made").uid() != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").expect("a list of users");
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let (user, group) = find("postgres").or_else(|| find("nobody")).expect("a user but root");
    chown(folder, Some(user), Some(group)).expect("root may give its folder away");
    Some((user, group))
}

fn wait_until_ready(folder: &Path) {
    for _ in 0..600 {
        let state = fs::read_to_string(folder.join("data/postmaster.pid")).unwrap_or_default();
        if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let log = File::open(folder.join("log")).and_then(std::io::read_to_string);
    panic!("PostgreSQL is not ready after 30 s: {}", log.unwrap_or_default());
}
