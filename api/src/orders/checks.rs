//! What the reconciler compares of orders each minute: their money with their escrow, and what they
//! hold with the stock.

use futures_util::FutureExt;
use platform::kernel::Currency;
use platform::{App, Failure};
use uuid::Uuid;

use super::store;
use crate::ledger::{Check, Difference, Freeze};

/// The comparisons of this room.
pub const CHECKS: [Check; 2] = [
    Check { name: "orders.escrow", run: |app| escrow(app).boxed() },
    Check { name: "orders.reserved", run: |app| reserved(app).boxed() },
];

/// A row of a comparison: whose, in which currency if money is counted, and the two numbers.
pub struct Unequal {
    pub subject: Uuid,
    pub currency: Option<Currency>,
    pub expected: i64,
    pub found: i64,
}

/// An order that is paid has its whole price in escrow; one that waits or was cancelled has nothing
/// of it there.
async fn escrow(app: App) -> Result<Vec<Difference>, Failure> {
    let unequal = store::checks::escrow(app.reader()).await?;
    let told =
        |row: Unequal| Difference { freeze: Some(Freeze::Order(row.subject)), ..difference(&row) };
    Ok(unequal.into_iter().map(told).collect())
}

/// What is reserved of a variant is the sum of what orders hold of it.
async fn reserved(app: App) -> Result<Vec<Difference>, Failure> {
    let unequal = store::checks::reserved(app.reader()).await?;
    Ok(unequal.iter().map(difference).collect())
}

fn difference(row: &Unequal) -> Difference {
    Difference {
        subject: row.subject,
        currency: row.currency,
        expected: row.expected,
        found: row.found,
        freeze: None,
    }
}
