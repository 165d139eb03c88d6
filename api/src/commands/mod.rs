//! The commands of the program, and how each ends: 0 done, 1 failed, 2 wrong usage or setting.
//!
//! `arguments` says what can be typed. A command that needs the application gets it from
//! `assembly`. Whatever goes wrong is one line on standard error.

mod arguments;
mod assembly;
mod case;
mod config;
mod contract;
mod demo;
mod ending;
mod keys;
mod ledger;
mod migrate;
mod operators;
mod price_cut;
mod privacy;
mod progress;
mod root_key;
mod safe;
mod schema;
mod serve;
mod staff;
mod terminal;
mod welcome;

use std::future::Future;
use std::process::ExitCode;

use clap::Parser;
use platform::config::Settings;

use arguments::{Arguments, Command};
pub use ending::Ending;
pub use keys::carrier_secret;
pub use operators::identity_report;

/// The stack of a worker thread. Nesting is bounded long before; this is the second belt.
const STACK: usize = 8 << 20;

/// Reads the command line, runs the command, and says how it ended.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(usage) => {
            // Help and version come this way too, and end with 0.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    match begin(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(ending) => ending.tell(),
    }
}

fn begin(arguments: &Arguments) -> Result<(), Ending> {
    let chosen = arguments.chosen();
    // Whoever verifies runs no server: there are no settings to be right.
    match chosen {
        Command::Contract { act } => return contract::run(act),
        Command::PriceCut { act } => return price_cut::run(act),
        Command::Case { act } => return case::run(act),
        _ => {}
    }
    let in_force = Settings::load(&arguments.sources())?;
    match chosen {
        Command::Contract { act } => contract::run(act),
        Command::PriceCut { act } => price_cut::run(act),
        Command::Case { act } => case::run(act),
        Command::Serve => within_runtime(serve::run(&in_force)),
        Command::Migrate { way } => within_runtime(migrate::run(&in_force, way)),
        Command::Demo { force } => within_runtime(demo::run(&in_force, force)),
        Command::Staff { act } => within_runtime(staff::run(&in_force, act)),
        Command::Keys { act } => within_runtime(keys::run(&in_force, act)),
        Command::Privacy { act } => within_runtime(privacy::run(&in_force, act)),
        Command::Ledger { act } => within_runtime(ledger::run(&in_force, act)),
        Command::Operators { act } => within_runtime(operators::run(&in_force, act)),
        Command::Schema => schema::print(),
        Command::Config => config::print(&in_force),
    }
}

/// Runs to the end on the threads that requests run on.
fn within_runtime(work: impl Future<Output = Result<(), Ending>>) -> Result<(), Ending> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(STACK)
        .build()
        .map_err(|error| Ending::failed("the threads could not be started", &error))?
        .block_on(work)
}
