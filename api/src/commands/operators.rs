//! `operators`: reports about those who sell, for whoever the law says.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use platform::Failure;
use platform::clock::Clock;
use platform::config::InForce;

use super::arguments::OperatorsAct;
use super::ending::Ending;
use super::progress::Shown;
use super::{assembly, migrate};
use crate::operators::{Half, Report, report_identities};

/// Makes the report in the database of the settings, beside servers that run on it.
pub async fn run(in_force: &InForce, act: OperatorsAct) -> Result<(), Ending> {
    let OperatorsAct::IdentityReport { half, out } = act;
    // Before anything personal is read.
    let file = fresh(&out)?;
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let written = write(&app, half, file).await;
    app.database().clone().close().await?;
    match written {
        Ok(report) => {
            println!(
                "{} operators of {half} are in {}; SHA-256 {}",
                report.operators,
                out.display(),
                report.sha256
            );
            Ok(())
        }
        Err(failure) => {
            // What was written is no report, and personal data lies in it.
            let _ = std::fs::remove_file(&out);
            Err(failure.into())
        }
    }
}

/// A new file that only its owner may read.
fn fresh(path: &Path) -> Result<File, Ending> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Ending::Failed(format!("{} is there already; it is not overwritten", path.display()))
        }
        _ => Ending::failed(&path.display().to_string(), &error),
    })
}

async fn write(app: &platform::App, half: Half, file: File) -> Result<Report, Failure> {
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
