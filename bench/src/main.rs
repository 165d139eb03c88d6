//! The load tool: drives a server over HTTP beside a floor that answers the same bytes from
//! hand-written SQL, checks every answer, and says what each of them costs. docs/PERFORMANCE.md
//! tells how it measures and how to add a scenario.

mod buyers;
mod clock;
mod crash;
mod crowd;
mod cuts;
mod dice;
mod fault;
mod fill;
mod floor;
mod groups;
mod id;
mod laws;
mod measure;
mod mixed;
mod pages;
mod place;
mod report;
mod run;
mod rush;
mod scenario;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::fault::{Fault, Outcome, While};
use crate::place::Place;
use crate::report::Report;
use crate::run::{Pace, engines, say};

/// The server's own, so that the floor is not slower for want of it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Measures a Fairstall server beside a floor of hand-written SQL.
#[derive(Debug, Parser)]
#[command(name = "bench", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure scenarios, each on a fresh database with the demo and generated posts
    Run {
        #[command(flatten)]
        common: Common,
        /// Only these; all if left out
        #[arg(long, value_name = "NAME")]
        scenario: Vec<String>,
        /// Posts to generate beside the demo's
        #[arg(long, default_value_t = 10_000)]
        posts: usize,
        /// Arrivals a second in the open model [default: half of what the slower side can]
        #[arg(long)]
        rate: Option<f64>,
        /// Look for the highest rate that is kept up
        #[arg(long)]
        saturate: bool,
        /// Milliseconds that the 99th of a hundred answers may take at that rate
        #[arg(long, default_value_t = 50)]
        bound: u64,
    },
    /// Compare the first and the 50th page of a feed in a small town and in a large one
    Pages {
        #[command(flatten)]
        common: Common,
        /// Posts, from small to large
        #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
        sizes: Vec<usize>,
    },
    /// Let many want the last pieces at once, and look that exactly so many are sold
    Rush {
        #[command(flatten)]
        common: Common,
        /// How many wishes to order, each by a key of its own
        #[arg(long, default_value_t = 10_000)]
        wishes: usize,
        /// How many new people to make, who wish in turn; the demo's forty if left out
        #[arg(long, value_name = "COUNT")]
        buyers: Option<usize>,
        /// How many pieces there are
        #[arg(long, value_delimiter = ',', default_values_t = [1, 100])]
        pieces: Vec<u32>,
        /// Servers over one PostgreSQL
        #[arg(long, default_value_t = 3)]
        servers: usize,
        /// One answer in so many is thrown away and asked for again by its key; 0 for none
        #[arg(long, default_value_t = 5)]
        lost: usize,
    },
    /// Let thousands join groups at once, and look that every seat and every fen is somebody's
    Groups(Joining),
    /// Let thousands help at one price cut, and verify it offline, as it is and altered
    Cuts(Cutting),
    /// Kill the server again and again under load, and look that nothing acknowledged is lost
    Crash {
        #[command(flatten)]
        common: Common,
        /// How often to kill it
        #[arg(long, default_value_t = 100)]
        kills: u32,
    },
    /// Lose answers of mixed mutations and ask again, and look that each has one effect
    Retry {
        #[command(flatten)]
        common: Common,
        /// How many mutations, about
        #[arg(long, default_value_t = 10_000)]
        mutations: usize,
        /// One answer in so many is thrown away and asked for again by its key; 0 for none
        #[arg(long, default_value_t = 5)]
        lost: usize,
    },
    /// Add generated posts to a database that has the demo; stop the server first on SQLite
    Fill {
        /// How many to add
        #[arg(long)]
        posts: usize,
        /// Its address, as the server is given it
        #[arg(long, value_name = "URL")]
        database: String,
    },
    /// List the scenarios
    Scenarios,
    /// Answer as the floor; started by the other commands
    #[command(hide = true)]
    Floor {
        #[arg(long)]
        database: String,
        #[arg(long)]
        origin: String,
        #[arg(long)]
        listen: SocketAddr,
    },
}

#[derive(Debug, Args)]
struct Common {
    /// sqlite, postgres or both
    #[arg(long, default_value = "both", value_parser = ["sqlite", "postgres", "both"])]
    engine: String,
    /// The server's program
    #[arg(long, default_value = "target/release/fairstall", value_name = "PATH")]
    server: PathBuf,
    /// Seconds for each side of a scenario, in each model
    #[arg(long, default_value_t = 6)]
    seconds: u64,
    /// Turns in which these seconds are spent
    #[arg(long, default_value_t = 3)]
    rounds: u32,
    /// Connections that ask as fast as they are answered
    #[arg(long, default_value_t = 16)]
    connections: usize,
    /// Also write everything to this file
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Joining {
    #[command(flatten)]
    common: Common,
    /// How many want the seats of one group
    #[arg(long, default_value_t = 5_000)]
    joiners: usize,
    /// How many groups are filled at once, by as many people as they have seats
    #[arg(long, default_value_t = 1_000)]
    groups: usize,
    /// Members of a group
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u8).range(2..=50))]
    size: u8,
    /// Joins in bare SQL, to compare with
    #[arg(long, default_value_t = 3_000)]
    bare: usize,
    /// Servers over one PostgreSQL
    #[arg(long, default_value_t = 3)]
    servers: usize,
}

impl Joining {
    async fn carry_out(self) -> Outcome<()> {
        let how = groups::Groups {
            hot: self.joiners,
            many: self.groups,
            size: usize::from(self.size),
            bare: self.bare,
            servers: self.servers,
            connections: self.common.connections,
        };
        for engine in engines(&self.common.engine) {
            let mut place = Place::new(engine, &self.common.server).await?;
            print(&groups::groups(&mut place, &how).await?);
        }
        Ok(())
    }
}

#[derive(Debug, Args)]
struct Cutting {
    #[command(flatten)]
    common: Common,
    /// How many help, 2,000 at most
    #[arg(long, default_value_t = 2_000)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=2_000))]
    helpers: u16,
    /// Parts of the difference: the most helps that count
    #[arg(long, default_value_t = 100, value_parser = clap::value_parser!(u8).range(2..=100))]
    parts: u8,
    /// Servers over one PostgreSQL
    #[arg(long, default_value_t = 3)]
    servers: usize,
}

impl Cutting {
    async fn carry_out(self) -> Outcome<()> {
        let how = cuts::Cuts {
            helpers: usize::from(self.helpers),
            parts: usize::from(self.parts),
            servers: self.servers,
            connections: self.common.connections,
        };
        for engine in engines(&self.common.engine) {
            let mut place = Place::new(engine, &self.common.server).await?;
            print(&cuts::cuts(&mut place, &how).await?);
        }
        Ok(())
    }
}

impl Common {
    fn pace(&self) -> Pace {
        Pace {
            time: Duration::from_secs(self.seconds.clamp(1, 600)),
            rounds: self.rounds.clamp(1, 100),
            connections: self.connections.clamp(1, 1_000),
            rate: None,
            saturate: None,
        }
    }
}

fn main() -> ExitCode {
    let command = Arguments::parse().command;
    let done = match command {
        // The floor may use every core, as the server does.
        Command::Floor { database, origin, listen } => tokio::runtime::Runtime::new()
            .when("the runtime")
            .and_then(|runtime| runtime.block_on(floor::serve(&database, &origin, listen))),
        // The load leaves the others to what it measures.
        other => tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .when("the runtime")
            .and_then(|runtime| runtime.block_on(until_stopped(other))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            say(&format!("bench: {fault}"));
            ExitCode::FAILURE
        }
    }
}

/// Ctrl-C ends what was started too: it is dropped with the work.
async fn until_stopped(command: Command) -> Outcome<()> {
    tokio::select! {
        done = carry_out(command) => done,
        _ = tokio::signal::ctrl_c() => Err(Fault::new("stopped")),
    }
}

async fn carry_out(command: Command) -> Outcome<()> {
    let mut report = Report::new();
    match command {
        Command::Run { common, scenario, posts, rate, saturate, bound } => {
            let wanted = chosen(&scenario)?;
            let saturate = saturate.then(|| Duration::from_millis(bound.max(1)));
            let pace = Pace { rate, saturate, ..common.pace() };
            for engine in engines(&common.engine) {
                let mut place = Place::new(engine, &common.server).await?;
                run::run(&mut place, posts, &wanted, &pace, &mut report).await?;
            }
            conclude(&report, &report.table(), common.json.as_deref())
        }
        Command::Pages { common, mut sizes } => {
            sizes.sort_unstable();
            let mut verdicts = String::new();
            for engine in engines(&common.engine) {
                let mut place = Place::new(engine, &common.server).await?;
                pages::pages(&mut place, &sizes, &common.pace(), &mut report).await?;
                verdicts.push_str(&pages::verdict(&report.lines, engine, &sizes));
            }
            let text = format!("{}\n{verdicts}", report.table());
            conclude(&report, &text, common.json.as_deref())
        }
        Command::Rush { common, wishes, buyers, pieces, servers, lost } => {
            let connections = common.connections;
            let rush = rush::Rush { wishes, buyers, servers, lost, connections };
            for engine in engines(&common.engine) {
                let mut place = Place::new(engine, &common.server).await?;
                print(&rush::rush(&mut place, &pieces, &rush).await?);
            }
            Ok(())
        }
        Command::Groups(joining) => joining.carry_out().await,
        Command::Cuts(cutting) => cutting.carry_out().await,
        Command::Crash { common, kills } => {
            for engine in engines(&common.engine) {
                let mut place = Place::new(engine, &common.server).await?;
                print(&crash::crash(&mut place, kills, common.connections).await?);
            }
            Ok(())
        }
        Command::Retry { common, mutations, lost } => {
            for engine in engines(&common.engine) {
                let mut place = Place::new(engine, &common.server).await?;
                let how = (lost, common.connections);
                print(&crash::retry(&mut place, mutations, how).await?);
            }
            Ok(())
        }
        Command::Fill { posts, database } => fill::fill(&database, posts).await,
        Command::Scenarios => {
            let line = |one: &&dyn scenario::Scenario| format!("{:13} {}", one.name(), one.about());
            print(&scenario::ALL.iter().map(line).collect::<Vec<_>>().join("\n"));
            Ok(())
        }
        Command::Floor { .. } => Err(Fault::new("the floor has a runtime of its own")),
    }
}

fn chosen(names: &[String]) -> Outcome<Vec<&'static dyn scenario::Scenario>> {
    if names.is_empty() {
        return Ok(scenario::ALL.to_vec());
    }
    let found = |name: &String| {
        scenario::by_name(name).ok_or_else(|| Fault::new(format!("no scenario is called {name}")))
    };
    names.iter().map(found).collect()
}

/// Prints the result, writes it where that was asked for, and fails where answers were wrong.
fn conclude(report: &Report, text: &str, file: Option<&Path>) -> Outcome<()> {
    print(text);
    if let Some(file) = file {
        std::fs::write(file, serde_json::to_vec_pretty(report)?).when("the JSON file")?;
    }
    match report.errors() {
        0 => Ok(()),
        errors => Err(Fault::new(format!("{errors} answers were wrong or missing"))),
    }
}

fn print(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn scenarios_are_chosen_by_name() {
        assert_eq!(chosen(&[]).unwrap().len(), scenario::ALL.len());
        assert_eq!(chosen(&["like".to_owned()]).unwrap()[0].name(), "like");
        assert!(chosen(&["dislike".to_owned()]).is_err());
    }
}
