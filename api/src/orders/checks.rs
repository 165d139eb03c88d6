//! What the reconciler compares of orders: their money with their escrow, and what they hold with
//! the stock. Each minute it takes the newest, and the next some thousands of each state; all of
//! them where somebody asks for it (`fairstall ledger verify`).

use futures_util::FutureExt;
use platform::kernel::Currency;
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::store;
use super::store::checks::Places;
use crate::ledger::{Check, Difference, Freeze};

/// The comparisons of each minute.
pub const CHECKS: [Check; 2] = [
    Check { name: "orders.escrow", run: |app| next_escrows(app).boxed() },
    Check { name: "orders.reserved", run: |app| next_reserved(app).boxed() },
];

/// The same of everything at once.
pub const WHOLE_CHECKS: [Check; 2] = [
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

async fn next_escrows(app: App) -> Result<Vec<Difference>, Failure> {
    let before = store::checks::places(app.reader()).await?;
    let unequal = store::checks::escrow_of_windows(app.reader(), &before).await?;
    let after = store::checks::after_orders(app.reader(), &before).await?;
    keep(&app, &before, after).await?;
    Ok(unequal.iter().map(frozen).collect())
}

async fn next_reserved(app: App) -> Result<Vec<Difference>, Failure> {
    let before = store::checks::places(app.reader()).await?;
    let unequal = store::checks::reserved_of_window(app.reader(), &before).await?;
    let after = store::checks::after_skus(app.reader(), &before).await?;
    keep(&app, &before, after).await?;
    Ok(unequal.iter().map(difference).collect())
}

async fn keep(app: &App, before: &Places, after: Places) -> Result<(), Failure> {
    if !after.differs(before) {
        return Ok(());
    }
    transaction!(app, |tx| { store::checks::put(tx, before, &after).await })
}

/// An order that is paid has its whole price in escrow; one that waits or was cancelled has nothing
/// of it there.
async fn escrow(app: App) -> Result<Vec<Difference>, Failure> {
    let unequal = store::checks::escrow(app.reader()).await?;
    Ok(unequal.iter().map(frozen).collect())
}

fn frozen(row: &Unequal) -> Difference {
    Difference { freeze: Some(Freeze::Order(row.subject)), ..difference(row) }
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
