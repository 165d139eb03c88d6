//! A program that ends when we end, however that happens.

use std::fs::{self, File};
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::fault::{Fault, Outcome, While};
use crate::measure::process;

/// Runs a program and beside it waits for the end of its input, which comes when whoever holds the
/// other end is gone; then the program is told to stop.
const WATCHDOG: &str = r#"
log=$1; pid=$2; signal=$3; shift 3
"$@" >"$log" 2>&1 </dev/null &
child=$!
echo "$child" >"$pid.new" && mv "$pid.new" "$pid"
read -r _
kill -"$signal" "$child" 2>/dev/null
wait "$child"
"#;

/// How to run a program.
pub struct Program<'a> {
    /// What it is called in messages and in the names of its files.
    pub name: &'static str,
    /// The program and its arguments, after the settings of its environment.
    pub line: Vec<String>,
    /// Where its log is kept.
    pub folder: &'a Path,
    /// What tells it to stop.
    pub signal: &'static str,
    /// As whom, if not as ourselves.
    pub owner: Option<(u32, u32)>,
    pub environment: Vec<(String, String)>,
}

/// A running program.
pub struct Watched {
    name: &'static str,
    pid: u32,
    log: PathBuf,
    watchdog: Child,
}

impl Program<'_> {
    /// Starts it, without settings of the server that our own environment may hold.
    pub fn start(self) -> Outcome<Watched> {
        let log = self.folder.join(format!("{}.log", self.name));
        let pid_file = self.folder.join(format!("{}.pid", self.name));
        let _ = fs::remove_file(&pid_file);
        let mut command = Command::new("/bin/sh");
        for (key, _) in std::env::vars_os() {
            let named = key.to_string_lossy();
            if named.starts_with("FAIRSTALL_") || named == "DATABASE_URL" || named == "PGDATA" {
                command.env_remove(&key);
            }
        }
        command
            .args(["-c", WATCHDOG, "watchdog"])
            .args([log.as_os_str(), pid_file.as_os_str()])
            .arg(self.signal)
            .args(&self.line)
            .envs(self.environment)
            .current_dir(self.folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // Of a group of its own: Ctrl-C ends us, and the closed pipe then ends this.
            .process_group(0);
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        let watchdog = command.spawn().when(self.name)?;
        let mut watched = Watched { name: self.name, pid: 0, log, watchdog };
        watched.pid = watched.wait_for(Duration::from_secs(10), |_| {
            fs::read_to_string(&pid_file).ok()?.trim().parse().ok()
        })?;
        Ok(watched)
    }
}

impl Watched {
    /// The program's own process.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Ends the program as a crash does: it is told nothing, and cleans nothing up.
    pub fn kill(self) -> Outcome<()> {
        let pid = self.pid.to_string();
        let done = Command::new("kill").args(["-KILL", &pid]).status().when("kill")?;
        if !done.success() {
            return Err(Fault::new(format!("{} was not there to be killed", self.name)));
        }
        let began = Instant::now();
        while process::runs(self.pid) {
            if began.elapsed() > Duration::from_secs(5) {
                return Err(Fault::new(format!("{} does not end", self.name)));
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        Ok(())
    }

    /// Waits until the program shows something; a fault with the end of its log if it ends before.
    pub fn wait_for<T>(
        &mut self,
        patience: Duration,
        mut shown: impl FnMut(&Path) -> Option<T>,
    ) -> Outcome<T> {
        let began = Instant::now();
        loop {
            if let Some(found) = shown(&self.log) {
                return Ok(found);
            }
            self.still_runs()?;
            if began.elapsed() > patience {
                return Err(self.fault("shows nothing in time"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A fault with the end of its log if the program has ended.
    pub fn still_runs(&mut self) -> Outcome<()> {
        // The watchdog waits for us, also when there is nothing left to watch.
        let ended = self.pid != 0 && !process::runs(self.pid);
        if ended || self.watchdog.try_wait()?.is_some() {
            return Err(self.fault("has ended"));
        }
        Ok(())
    }

    fn fault(&self, what: &str) -> Fault {
        let mut log = String::new();
        let _ = File::open(&self.log).and_then(|mut file| file.read_to_string(&mut log));
        let lines: Vec<&str> = log.lines().rev().take(12).collect();
        let tail: Vec<&str> = lines.into_iter().rev().collect();
        Fault::new(format!("{} {what}:\n{}", self.name, tail.join("\n")))
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        // The end of its input: the watchdog tells the program to stop, and waits for it.
        drop(self.watchdog.stdin.take());
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(20) {
            if matches!(self.watchdog.try_wait(), Ok(Some(_)) | Err(_)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.watchdog.kill();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program<'a>(line: &[&str], folder: &'a Path) -> Program<'a> {
        Program {
            name: "trial",
            line: line.iter().map(ToString::to_string).collect(),
            folder,
            signal: "TERM",
            owner: None,
            environment: Vec::new(),
        }
    }

    #[test]
    fn a_program_ends_with_whoever_watches_it() {
        let folder = tempfile::tempdir().unwrap();
        let watched = program(&["sleep", "60"], folder.path()).start().unwrap();
        let alive = PathBuf::from(format!("/proc/{}", watched.pid()));
        assert!(alive.exists());
        drop(watched);
        assert!(!alive.exists());
    }

    #[test]
    fn a_program_that_is_killed_is_gone_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let watched = program(&["sleep", "60"], folder.path()).start().unwrap();
        let pid = watched.pid();
        watched.kill().unwrap();
        assert!(!process::runs(pid));
    }

    #[test]
    fn a_program_that_ends_at_once_shows_its_log() {
        let folder = tempfile::tempdir().unwrap();
        let mut watched =
            program(&["sh", "-c", "echo no such setting; exit 2"], folder.path()).start().unwrap();
        let fault = watched.wait_for(Duration::from_secs(5), |_| None::<()>).unwrap_err();
        assert_eq!(fault.to_string(), "trial has ended:\nno such setting");
    }
}
