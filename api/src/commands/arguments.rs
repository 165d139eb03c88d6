//! What can be typed: the commands, and flags for the settings that are set by hand most.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use platform::config::Sources;
use platform::graphql::Role;

use crate::operators::Half;

/// Fairstall: a shop of small stalls, where people show each other what they like.
#[derive(Debug, Parser)]
#[command(name = "fairstall", version, max_term_width = 100)]
#[command(after_help = "Every setting: docs/CONFIGURATION.md, or `fairstall config`.")]
pub struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    settings: SettingFlags,
}

/// What to do; to serve where nothing is said.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Serve; this is what is done where no command is given
    Serve,
    /// Bring the database's tables up to date, or take steps back
    Migrate {
        #[command(subcommand)]
        way: Option<Way>,
    },
    /// Load the demo shop, unless other people are in the database
    Demo {
        /// Load it beside other people's data too
        #[arg(long)]
        force: bool,
    },
    /// Appoint the platform's own people: how the first admin comes to be
    Staff {
        #[command(subcommand)]
        act: StaffAct,
    },
    /// The keys that personal data is sealed with: how they stand, and turning them over
    Keys {
        #[command(subcommand)]
        act: KeysAct,
    },
    /// The ledger of who read what of whom
    Privacy {
        #[command(subcommand)]
        act: PrivacyAct,
    },
    /// The ledger of money
    Ledger {
        #[command(subcommand)]
        act: LedgerAct,
    },
    /// Reports about those who sell
    Operators {
        #[command(subcommand)]
        act: OperatorsAct,
    },
    /// Electronic contracts; needs no server, no database and no network
    Contract {
        #[command(subcommand)]
        act: ContractAct,
    },
    /// Price cuts; needs no server, no database and no network
    PriceCut {
        #[command(subcommand)]
        act: PriceCutAct,
    },
    /// Archives of disputes' cases; needs no server, no database and no network
    Case {
        #[command(subcommand)]
        act: CaseAct,
    },
    /// Print the public schema, as schema.graphql keeps it
    Schema,
    /// Print every setting, its value in force and where it came from
    Config,
}

/// What to do about the platform's own people.
#[derive(Debug, Clone, Subcommand)]
pub enum StaffAct {
    /// Give a registered person a standing; it works once they have shown a second factor
    Appoint {
        /// Their handle
        #[arg(long, value_name = "HANDLE")]
        handle: String,
        /// Which standing
        #[arg(long, value_name = "ROLE", value_parser = role_of)]
        role: Role,
    },
}

/// What to do about keys. Servers go on meanwhile.
#[derive(Debug, Clone, Subcommand)]
pub enum KeysAct {
    /// Say which epoch it is and how many keys are wrapped in earlier ones
    Status,
    /// Begin a new epoch; due every 90 days
    Rotate,
    /// Wrap every key of earlier epochs in the current one; stopped anywhere, it goes on there
    Rewrap,
    /// Print the secret that a carrier signs its callbacks with, to be handed to that carrier
    Carrier {
        /// Its code, such as SF
        #[arg(long, value_name = "CODE")]
        code: String,
        /// Make another one first; those before stay good for `--overlap`
        #[arg(long)]
        renew: bool,
        /// Days for which earlier secrets stay good
        #[arg(long, value_name = "DAYS", default_value_t = 7)]
        overlap: u16,
    },
}

/// What to do about the ledger.
#[derive(Debug, Clone, Subcommand)]
pub enum PrivacyAct {
    /// Read the whole ledger and say whether anybody has tampered with it
    Verify {
        /// Checkpoints that were kept elsewhere, as `vault.anchor_file` has them
        #[arg(long, value_name = "FILE")]
        anchors: Option<PathBuf>,
        /// The key that signs, as `privacy key` printed it; the server's own if left out
        #[arg(long, value_name = "HEX")]
        key: Option<String>,
    },
    /// Print the key that verifies checkpoints, to be kept where the anchors are
    Key,
}

/// What to do about money. Servers go on meanwhile.
#[derive(Debug, Clone, Subcommand)]
pub enum LedgerAct {
    /// Work every balance and every escrow out anew from all transfers, and say what differs
    Verify,
}

/// What to report about those who sell.
#[derive(Debug, Clone, Subcommand)]
pub enum OperatorsAct {
    /// Write who stands behind every operator of a half-year, for the authority: in the clear, one
    /// line of JSON each. Every reading goes into the access ledger
    IdentityReport {
        /// Which half-year, as in 2026-H2
        #[arg(long, value_name = "HALF")]
        half: Half,
        /// The file to make; one that is there is not overwritten
        #[arg(long, value_name = "PATH")]
        out: PathBuf,
    },
}

/// What to do with price cuts.
#[derive(Debug, Clone, Subcommand)]
pub enum PriceCutAct {
    /// Say whether a price cut kept to what it was bound to at its start, and if not, what was
    /// changed
    Verify {
        /// Its file, as `PriceCut.file` gives it once it has ended
        file: PathBuf,
        /// The commitment that was shown at its start
        #[arg(long, value_name = "HEX")]
        commitment: Option<String>,
    },
}

/// What to do with archives of cases.
#[derive(Debug, Clone, Subcommand)]
pub enum CaseAct {
    /// Say whether an archive is what the platform signed, and if not, what was changed
    Verify {
        /// The archive
        file: PathBuf,
        /// The public keys, as /.well-known/fairstall-contract-keys.json has them
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
    },
}

/// What to do with contracts.
#[derive(Debug, Clone, Subcommand)]
pub enum ContractAct {
    /// Say whether a contract is what the platform signed, and if not, what was changed
    Verify {
        /// The contract: its JSON, or the PDF with the JSON inside
        file: PathBuf,
        /// The public keys, as /.well-known/fairstall-contract-keys.json has them
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// Contracts of the same operator before and after it, in any order
        #[arg(long, value_name = "FILE", num_args = 1..)]
        chain: Vec<PathBuf>,
        /// A later end of the chain that was kept elsewhere
        #[arg(long, value_name = "NUMBER:HASH")]
        head: Option<String>,
        /// The original, to name what differs with both values
        #[arg(long, value_name = "FILE")]
        against: Option<PathBuf>,
    },
}

/// A standing by its name, in any case.
fn role_of(word: &str) -> Result<Role, String> {
    let roles = Role::ALL.iter().copied();
    let known = || roles.clone().map(Role::name).collect::<Vec<_>>().join(", ");
    let found = roles.clone().find(|role| role.name().eq_ignore_ascii_case(word));
    found.ok_or_else(|| format!("it is one of {}", known()))
}

/// Which way to migrate; up where nothing is said.
#[derive(Debug, Clone, Subcommand)]
pub enum Way {
    /// Run every migration that has not run yet
    Up,
    /// Undo the last migrations; what their tables hold is lost
    Down {
        /// How many to undo
        #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
        steps: u32,
    },
    /// List the migrations and whether each has run
    Status,
}

#[derive(Debug, Args)]
struct SettingFlags {
    /// Read settings from this file [default: fairstall.toml, if there is one]
    #[arg(long, global = true, value_name = "PATH")]
    config: Option<PathBuf>,
    /// development or production
    #[arg(long, global = true, value_name = "WORD")]
    environment: Option<String>,
    /// Address and port to listen on
    #[arg(long, global = true, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Folder of the embedded database, the stored files and the root key
    #[arg(long, global = true, value_name = "PATH")]
    data_dir: Option<String>,
    /// Address of the database
    #[arg(long, global = true, value_name = "URL")]
    database_url: Option<String>,
    /// error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "WORD")]
    log_level: Option<String>,
    /// Set any key, as in --set demo.load=false
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    set: Vec<String>,
}

impl Arguments {
    /// What to do.
    pub fn chosen(&self) -> Command {
        self.command.clone().unwrap_or(Command::Serve)
    }

    /// Where settings come from, flags last.
    pub fn sources(&self) -> Sources {
        let flags = &self.settings;
        let own = [
            ("environment", "--environment", &flags.environment),
            ("server.listen", "--listen", &flags.listen),
            ("data.dir", "--data-dir", &flags.data_dir),
            ("database.url", "--database-url", &flags.database_url),
            ("telemetry.log_level", "--log-level", &flags.log_level),
        ];
        let named = own.into_iter().filter_map(|(key, flag, value)| {
            value.as_ref().map(|value| (key.to_owned(), flag.to_owned(), value.clone()))
        });
        let any = flags.set.iter().map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key.trim().to_owned(), "--set".to_owned(), value.to_owned())
        });
        Sources::of_process(flags.config.clone(), any.chain(named).collect())
    }
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
    fn flags_name_their_settings() {
        let typed = "fairstall config --listen 127.0.0.1:9 --set a.b=c=d --set x";
        let arguments = Arguments::try_parse_from(typed.split(' ')).unwrap();
        let own = |key: &str, flag: &str, value: &str| {
            (key.to_owned(), flag.to_owned(), value.to_owned())
        };
        let expected = [
            own("a.b", "--set", "c=d"),
            own("x", "--set", ""),
            own("server.listen", "--listen", "127.0.0.1:9"),
        ];
        assert_eq!(arguments.sources().flags, expected);
    }

    #[test]
    fn steps_back_are_counted_on_purpose() {
        let parse = |typed: &str| Arguments::try_parse_from(typed.split(' '));
        assert!(parse("fairstall migrate down").is_err());
        assert!(parse("fairstall migrate down --steps 0").is_err());
        assert!(parse("fairstall migrate down --steps 1").is_ok());
    }
}
