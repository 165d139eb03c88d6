//! What the reconciler compares of groups each minute: groups with their members, members with
//! their orders, campaigns with what was taken of them.

use futures_util::FutureExt;
use platform::{App, Failure};

use super::store::checks::{self, Unequal};
use crate::ledger::{Check, Difference};

/// The comparisons of group buys.
pub const CHECKS: [Check; 3] = [
    Check { name: "group_buys.seats", run: |app| seats(app).boxed() },
    Check { name: "group_buys.orders", run: |app| orders(app).boxed() },
    Check { name: "group_buys.taken", run: |app| taken(app).boxed() },
];

async fn seats(app: App) -> Result<Vec<Difference>, Failure> {
    Ok(told(checks::seats(app.reader()).await?))
}

async fn orders(app: App) -> Result<Vec<Difference>, Failure> {
    Ok(told(checks::orders(app.reader()).await?))
}

async fn taken(app: App) -> Result<Vec<Difference>, Failure> {
    Ok(told(checks::taken(app.reader()).await?))
}

fn told(rows: Vec<Unequal>) -> Vec<Difference> {
    let difference = |row: Unequal| Difference {
        subject: row.subject,
        currency: None,
        expected: row.expected,
        found: row.found,
        freeze: None,
    };
    rows.into_iter().map(difference).collect()
}
