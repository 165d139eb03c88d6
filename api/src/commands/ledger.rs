//! `ledger`: the whole of it, read anew.

use platform::clock::Clock;
use platform::config::InForce;

use super::arguments::LedgerAct;
use super::ending::Ending;
use super::progress::Shown;
use super::{assembly, migrate};
use crate::ledger::{Verified, verify};
use crate::worker;

/// Verifies, and says what came of it.
pub async fn run(in_force: &InForce, act: LedgerAct) -> Result<(), Ending> {
    let LedgerAct::Verify = act;
    let connect = assembly::connect(&in_force.settings)?;
    let migrated = async { migrate::up(&connect).await.map(|_| ()) };
    let app = assembly::app(in_force, &connect, Clock::system(), migrated).await?;
    let shown = Shown::new();
    let at = |what, done, of| {
        let number = |count| usize::try_from(count).unwrap_or(usize::MAX);
        shown.at(what, number(done), number(of));
    };
    let verified = verify(&app, &worker::whole_checks(), at).await;
    app.database().clone().close().await?;
    tell(&verified?)
}

fn tell(verified: &Verified) -> Result<(), Ending> {
    let Verified { accounts, escrows, sums, differing } = verified;
    if verified.is_whole() {
        println!("The ledger is whole: {accounts} accounts, {escrows} escrows.");
        let codes: Vec<&str> = sums.iter().map(|sum| sum.currency().code()).collect();
        if !codes.is_empty() {
            println!("Sums to zero: {}.", codes.join(", "));
        }
        return Ok(());
    }
    for (check, found) in differing {
        let subject = found.subject.simple();
        println!("{check}: {subject} is {}, should be {}", found.found, found.expected);
    }
    for sum in sums.iter().filter(|sum| !sum.is_zero()) {
        println!("{} sums to {sum}, should be nothing", sum.currency());
    }
    let many = differing.len();
    Err(Ending::Failed(format!("the ledger differs in {many} places and its sums")))
}
