//! What was measured: a table for whoever waits for it, JSON for what comes after.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::Command;

use serde::Serialize;

use crate::measure::load::Tally;
use crate::place::{Cost, Engine, Side};

/// Everything of one run.
#[derive(Debug, Serialize)]
pub struct Report {
    pub command: String,
    /// Of the working folder.
    pub commit: String,
    pub cores: usize,
    /// Answers that cost nothing in a second: what the load can bring at most.
    pub ceiling_per_second: Option<f64>,
    pub lines: Vec<Line>,
}

/// One side of one scenario on one engine.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    pub scenario: String,
    pub engine: Engine,
    pub side: Side,
    /// Posts in the database besides the demo's.
    pub posts: usize,
    pub connections: usize,
    /// Right answers in a second, every connection asking as fast as it is answered.
    pub per_second: f64,
    pub answers: u64,
    pub errors: BTreeMap<String, u64>,
    pub bytes_per_answer: u64,
    /// Time on a core for one answer, in milliseconds.
    pub own_cpu_millis: f64,
    pub database_cpu_millis: f64,
    pub own_mib: u64,
    pub database_mib: u64,
    pub open: Option<OpenLine>,
    /// The highest rate that was kept up, where it was looked for.
    pub sustained_per_second: Option<f64>,
}

/// What arrivals at a fixed rate waited.
#[derive(Debug, Clone, Serialize)]
pub struct OpenLine {
    pub rate: f64,
    pub answers: u64,
    pub p50_millis: f64,
    pub p99_millis: f64,
}

impl OpenLine {
    /// Of a round at this rate.
    pub fn of(rate: f64, tally: &Tally) -> Self {
        Self {
            rate,
            answers: tally.answers(),
            p50_millis: tally.times.within(500),
            p99_millis: tally.times.within(990),
        }
    }
}

/// Which line it will be.
#[derive(Debug, Clone)]
pub struct Heading {
    pub scenario: String,
    pub engine: Engine,
    pub posts: usize,
    pub connections: usize,
}

impl Line {
    /// Of closed rounds and what they cost.
    pub fn of(heading: &Heading, side: Side, tally: &Tally, cost: Cost) -> Self {
        let answers = tally.answers();
        let share = |millis: u64| as_float(millis) / as_float(answers.max(1));
        Self {
            scenario: heading.scenario.clone(),
            engine: heading.engine,
            side,
            posts: heading.posts,
            connections: heading.connections,
            per_second: tally.per_second(),
            answers,
            errors: tally.errors.clone(),
            bytes_per_answer: tally.bytes / answers.max(1),
            own_cpu_millis: share(cost.own_millis),
            database_cpu_millis: share(cost.database_millis),
            own_mib: cost.own_mib,
            database_mib: cost.database_mib,
            open: None,
            sustained_per_second: None,
        }
    }

    fn errors(&self) -> u64 {
        self.errors.values().sum()
    }
}

fn as_float(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

impl Report {
    /// An empty report of the command that was typed.
    pub fn new() -> Self {
        let typed: Vec<String> = std::env::args().skip(1).collect();
        Self {
            command: format!("cargo run --release -p fairstall-bench -- {}", typed.join(" ")),
            commit: commit().unwrap_or_else(|| "unknown".to_owned()),
            cores: std::thread::available_parallelism().map_or(0, std::num::NonZero::get),
            ceiling_per_second: None,
            lines: Vec::new(),
        }
    }

    /// The table, with each server's line beside its floor's, and the ratio between them.
    pub fn table(&self) -> String {
        let ceiling = self.ceiling_per_second.map_or(String::new(), |most| {
            format!("; the load itself brings at most {most:.0} requests a second")
        });
        let mut text = format!(
            "\n{}\ncommit {}, {} cores{ceiling}\n\n{:<13} {:<8} {:>9} {:<6} {:>9} {:>6} {:>8} {:>9} {:>9} \
             {:>6} {:>8} {:>8} {:>7} {:>6} {:>6}\n",
            self.command,
            self.commit,
            self.cores,
            "scenario",
            "engine",
            "posts",
            "side",
            "req/s",
            "floor",
            "at rate",
            "p50 ms",
            "p99 ms",
            "errors",
            "cpu ms",
            "db ms",
            "KiB",
            "MiB",
            "db MiB",
        );
        for line in &self.lines {
            let ratio = self.ratio(line).map_or(String::new(), |ratio| format!("{ratio:.2}×"));
            let open = line.open.as_ref();
            let shown = |value: Option<f64>| value.map_or(String::new(), |v| format!("{v:.2}"));
            let rate = open.map_or(String::new(), |open| format!("{:.0}", open.rate));
            let side = if line.side == Side::Server { "server" } else { "floor" };
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{:<13} {:<8} {:>9} {:<6} {:>9.1} {:>6} {:>8} {:>9} {:>9} {:>6} {:>8.3} {:>8.3} \
                 {:>7.1} {:>6} {:>6}",
                line.scenario,
                line.engine,
                line.posts,
                side,
                line.per_second,
                ratio,
                rate,
                shown(open.map(|open| open.p50_millis)),
                shown(open.map(|open| open.p99_millis)),
                line.errors(),
                line.own_cpu_millis,
                line.database_cpu_millis,
                as_float(line.bytes_per_answer) / 1_024.0,
                line.own_mib,
                line.database_mib,
            );
            if let Some(sustained) = line.sustained_per_second {
                let _ = writeln!(text, "{:<13} sustained {sustained:.0}/s at a fixed rate", "");
            }
            for (what, count) in &line.errors {
                let _ = writeln!(text, "    {count} × {what}");
            }
        }
        text
    }

    /// What a server reaches of its floor.
    fn ratio(&self, line: &Line) -> Option<f64> {
        let same = |other: &&Line| {
            (&other.scenario, other.engine, other.posts)
                == (&line.scenario, line.engine, line.posts)
        };
        let floor = self.lines.iter().filter(same).find(|other| other.side == Side::Floor)?;
        (line.side == Side::Server).then(|| line.per_second / floor.per_second.max(1e-9))
    }

    /// How many answers were wrong or missing.
    pub fn errors(&self) -> u64 {
        self.lines.iter().map(Line::errors).sum()
    }
}

fn commit() -> Option<String> {
    let output = Command::new("git").args(["describe", "--always", "--dirty"]).output().ok()?;
    if !output.status.success() {
        return None;
    }
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(side: Side, answers: u64) -> Line {
        let heading = Heading {
            scenario: "feed".to_owned(),
            engine: Engine::Sqlite,
            posts: 0,
            connections: 4,
        };
        let mut tally = Tally { took: std::time::Duration::from_secs(1), ..Tally::default() };
        (0..answers).for_each(|_| tally.times.add(std::time::Duration::from_millis(2)));
        let cost = Cost { own_millis: 500, database_millis: 250, own_mib: 40, database_mib: 90 };
        Line::of(&heading, side, &tally, cost)
    }

    #[test]
    fn a_server_stands_beside_its_floor() {
        let mut report = Report::new();
        report.lines = vec![line(Side::Floor, 200), line(Side::Server, 100)];
        let table = report.table();
        assert!(table.contains("0.50×"), "{table}");
        let server = table.lines().last().unwrap();
        assert!(server.contains(" 5.000 ") && server.contains(" 2.500 "), "{server}");
        assert_eq!(report.errors(), 0);
    }
}
