//! What runs beside the requests: the sealer of the ledger, and the end of erased keys.

use std::time::Duration;

use platform::events::{Consumer, Delivery, Fact};
use platform::{App, Failure, transaction};
use tokio_util::sync::CancellationToken;

use super::{SubjectErased, erasure, ledger};

/// Within a second of an entry it is sealed.
const SEAL: Duration = Duration::from_millis(500);
/// Each minute what was sealed is signed.
const SIGN: u32 = 120;

/// What this slice does about events.
pub const CONSUMERS: [Consumer; 1] = [Consumer {
    name: "privacy.destroy_key",
    kinds: &[SubjectErased::KIND],
    run: |app, delivery| Box::pin(async move { destroy_key(app, delivery).await }),
}];

/// The key goes before the delivery is settled: a crash in between destroys it again.
async fn destroy_key(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<SubjectErased>()? {
        erasure::destroy(&app, fact.subject_id).await?;
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// Seals and signs until told to stop. Every server runs it; they take turns by themselves.
pub async fn run_sealer(app: App, stop: CancellationToken) {
    let mut round = 0_u32;
    while !stop.is_cancelled() {
        if let Err(failure) = ledger::seal_due(&app).await {
            failure.log("worker");
        }
        if round.is_multiple_of(SIGN)
            && let Err(failure) = ledger::sign_due(&app).await
        {
            failure.log("worker");
        }
        round = round.wrapping_add(1);
        tokio::select! {
            () = tokio::time::sleep(SEAL) => {}
            () = stop.cancelled() => {}
        }
    }
}
