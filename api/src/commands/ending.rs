//! How a command that did not do its work ends: one line on standard error, and a status.

use std::fmt::Display;
use std::process::ExitCode;

use platform::Failure;
use platform::config::SettingFault;

/// Why a command did not do its work.
#[derive(Debug)]
pub enum Ending {
    /// A setting cannot be used: status 2.
    Setting(SettingFault),
    /// Something failed: status 1.
    Failed(String),
}

impl Ending {
    /// What was being done, and what came of it.
    pub fn failed(doing: &str, error: &dyn Display) -> Self {
        Self::Failed(format!("{doing}: {error}"))
    }

    /// Says it, on one line.
    pub fn tell(self) -> ExitCode {
        let (line, status) = match self {
            Self::Setting(fault) => (fault.to_string(), 2),
            Self::Failed(line) => (line, 1),
        };
        let line: String =
            line.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
        eprintln!("fairstall: {line}");
        ExitCode::from(status)
    }
}

impl From<SettingFault> for Ending {
    fn from(fault: SettingFault) -> Self {
        Self::Setting(fault)
    }
}

/// Whoever runs a command runs the server: they may read what a client may not.
impl From<Failure> for Ending {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure.chain())
    }
}
