//! What the reconciler compares of price cuts each minute: cuts and what remains are the difference
//! (PC-2), and what campaigns have given out is what sessions have.

use futures_util::FutureExt;
use platform::{App, Failure};
use uuid::Uuid;

use super::store::checks;
use crate::ledger::{Check, Difference};

/// The comparisons of price cuts.
pub const CHECKS: [Check; 2] = [
    Check { name: "price_cuts.sums", run: |app| sums(app).boxed() },
    Check { name: "price_cuts.taken", run: |app| taken(app).boxed() },
];

/// A row of a comparison: of what, and the two numbers.
pub struct Unequal {
    pub subject: Uuid,
    pub expected: i64,
    pub found: i64,
}

async fn sums(app: App) -> Result<Vec<Difference>, Failure> {
    Ok(checks::sums(app.reader()).await?.iter().map(told).collect())
}

async fn taken(app: App) -> Result<Vec<Difference>, Failure> {
    Ok(checks::taken(app.reader()).await?.iter().map(told).collect())
}

fn told(row: &Unequal) -> Difference {
    Difference {
        subject: row.subject,
        currency: None,
        expected: row.expected,
        found: row.found,
        freeze: None,
    }
}
