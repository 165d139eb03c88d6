//! `operators`: reports about those who sell, for whoever the law says.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use platform::clock::Clock;
use platform::config::InForce;
use platform::{App, Failure};

use super::arguments::OperatorsAct;
use super::ending::Ending;
use super::progress::Shown;
use super::{assembly, migrate};
use crate::operators::{Half, Report, report_identities};

/// Makes the report in the database of the settings, beside servers that run on it.
pub async fn run(in_force: &InForce, act: OperatorsAct) -> Result<(), Ending> {
    let OperatorsAct::IdentityReport { half, out } = act;
    // Before anything is asked of the database.
    refuse_to_overwrite(&out)?;
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let reported = identity_report(&app, half, &out).await;
    app.database().clone().close().await?;
    let report = reported?;
    let (operators, sha256) = (report.operators, report.sha256);
    println!("{operators} operators of {half} are in {}; SHA-256 {sha256}", out.display());
    Ok(())
}

/// Writes the report of a half-year into a new file that only its owner may read. Interrupted, it
/// is made anew from the beginning: it is one state of the register, and each line is one access
/// that the ledger has.
///
/// # Errors
/// The file is there already, or cannot be made; what fails on the way, and the file is then gone.
pub async fn identity_report(app: &App, half: Half, out: &Path) -> Result<Report, Ending> {
    // Before anything personal is read.
    let file = fresh(out)?;
    let written = write(app, half, file).await;
    if written.is_err() {
        // What was written is no report, and personal data lies in it.
        let _ = std::fs::remove_file(out);
    }
    Ok(written?)
}

fn refuse_to_overwrite(path: &Path) -> Result<(), Ending> {
    match path.symlink_metadata() {
        Ok(_) => Err(there_already(path)),
        Err(_) => Ok(()),
    }
}

fn there_already(path: &Path) -> Ending {
    Ending::Failed(format!("{} is there already; it is not overwritten", path.display()))
}

/// A new file that only its owner may read.
fn fresh(path: &Path) -> Result<File, Ending> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => there_already(path),
        _ => Ending::failed(&path.display().to_string(), &error),
    })
}

async fn write(app: &App, half: Half, file: File) -> Result<Report, Failure> {
    let shown = Shown::new();
    let mut out = BufWriter::new(file);
    let mut done = 0;
    let failed = |error: std::io::Error| Failure::because("write the report", error);
    let report = {
        let mut line = |text: &str, total: u64| {
            done += 1;
            shown.at("operators", done, usize::try_from(total).unwrap_or(usize::MAX));
            out.write_all(text.as_bytes()).map_err(failed)
        };
        report_identities(app, half, &mut line).await?
    };
    let file = out.into_inner().map_err(|error| failed(error.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(report)
}
