//! A PostgreSQL server to throw away, on a socket in a private folder. Unlike the one of the test
//! suite it keeps its promises about the disk, because what they cost is part of what is measured.

use std::fs;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::watched::{Program, Watched};
use crate::fault::{Fault, Outcome, While};

/// A running server. Its folder goes with it.
pub struct Postgres {
    server: Option<Watched>,
    folder: PathBuf,
}

impl Postgres {
    /// Makes a cluster and starts it.
    pub fn start() -> Outcome<Self> {
        let programs = programs().ok_or_else(|| {
            Fault::new("PostgreSQL is not installed here (PG_BIN says where its programs are)")
        })?;
        let folder = private_folder()?;
        let mut postgres = Self { server: None, folder };
        let folder = &postgres.folder;
        let owner = unprivileged(folder)?;
        let mut made = Command::new(programs.join("initdb"));
        made.current_dir(folder).env("LC_ALL", "C").env_remove("PGDATA");
        if let Some((user, group)) = owner {
            made.uid(user).gid(group);
        }
        let made = made
            .args(["-N", "-A", "trust", "-U", "test", "-E", "UTF8", "--locale=C", "-D"])
            .arg(folder.join("data"))
            .output()
            .when("initdb")?;
        if !made.status.success() {
            return Err(Fault::new(format!("initdb: {}", String::from_utf8_lossy(&made.stderr))));
        }
        let mut server = Program {
            name: "postgres",
            line: line(&programs, folder),
            folder,
            signal: "INT",
            owner,
            environment: vec![("LC_ALL".to_owned(), "C".to_owned())],
        }
        .start()?;
        let status = folder.join("data/postmaster.pid");
        server.wait_for(Duration::from_secs(30), |_| {
            let text = fs::read_to_string(&status).ok()?;
            (text.lines().nth(7)?.trim() == "ready").then_some(())
        })?;
        postgres.server = Some(server);
        Ok(postgres)
    }

    /// The address of its first database.
    pub fn url(&self) -> String {
        format!("postgres://test@localhost/postgres?host={}", self.folder.display())
    }

    /// The process whose children do the work.
    pub fn pid(&self) -> u32 {
        self.server.as_ref().map_or(0, Watched::pid)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.server.take());
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Settings of a small machine that is PostgreSQL's own; all else is as it comes.
fn line(programs: &Path, folder: &Path) -> Vec<String> {
    let mut line = vec![
        programs.join("postgres").display().to_string(),
        "-D".to_owned(),
        folder.join("data").display().to_string(),
        "-k".to_owned(),
        folder.display().to_string(),
    ];
    for setting in [
        "listen_addresses=",
        "shared_buffers=512MB",
        "max_wal_size=4GB",
        "maintenance_work_mem=256MB",
        "log_min_messages=warning",
    ] {
        line.extend(["-c".to_owned(), setting.to_owned()]);
    }
    line
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

/// Short, because the path of a socket may have no more than 107 bytes.
fn private_folder() -> Outcome<PathBuf> {
    let folder = std::env::temp_dir().join(format!("fairstall-bench-pg-{}", std::process::id()));
    // Of an earlier process that had the same number.
    let _ = fs::remove_dir_all(&folder);
    fs::DirBuilder::new().mode(0o700).create(&folder).when("a private folder")?;
    Ok(folder)
}

/// PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`.
fn unprivileged(folder: &Path) -> Outcome<Option<(u32, u32)>> {
    if fs::metadata(folder)?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").when("the list of users")?;
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let owner = find("postgres").or_else(|| find("nobody"));
    let (user, group) = owner.ok_or_else(|| Fault::new("no user but root to run PostgreSQL as"))?;
    chown(folder, Some(user), Some(group))?;
    Ok(Some((user, group)))
}
