//! The whole verification: every account and every escrow against all its transfers, whoever asks
//! for it. It only reads; servers go on meanwhile.

use platform::kernel::Money;
use platform::{App, Failure};

use super::check::{Check, Difference};
use super::incident::{BALANCES, DAYS, ESCROWS};
use super::store::whole;

/// Accounts, and escrows, that are read at once.
const PAGE: i64 = 200;

/// What was read, and what differs.
#[derive(Debug, Default)]
pub struct Verified {
    pub accounts: u64,
    pub escrows: u64,
    /// The sums of all currencies: none is anything but nothing.
    pub sums: Vec<Money>,
    /// The name of the comparison, and what it found.
    pub differing: Vec<(&'static str, Difference)>,
}

impl Verified {
    /// Whether all is as it should be.
    pub fn is_whole(&self) -> bool {
        self.differing.is_empty() && self.sums.iter().all(|sum| sum.is_zero())
    }
}

/// Verifies everything; tells how far it has come: what, how many, of how many.
///
/// # Errors
/// The database's own.
pub async fn verify(
    app: &App,
    checks: &[Check],
    shown: impl Fn(&'static str, u64, u64),
) -> Result<Verified, Failure> {
    let db = app.reader();
    let mut told = Verified::default();
    let (accounts, escrows) = whole::sizes(db).await?;
    let mut after = None;
    loop {
        let (page, days) = whole::accounts(db, after, PAGE).await?;
        let Some(last) = page.last else { break };
        told.accounts = told.accounts.saturating_add(page.rows);
        told.differing.extend(page.differing.into_iter().map(|found| (BALANCES, found)));
        told.differing.extend(days.into_iter().map(|found| (DAYS, found)));
        shown("accounts", told.accounts, accounts.max(told.accounts));
        after = Some(last);
    }
    let mut after = None;
    loop {
        let page = whole::escrows(db, after, PAGE).await?;
        let Some(last) = page.last else { break };
        told.escrows = told.escrows.saturating_add(page.rows);
        told.differing.extend(page.differing.into_iter().map(|found| (ESCROWS, found)));
        shown("escrows", told.escrows, escrows.max(told.escrows));
        after = Some(last);
    }
    let sums = whole::sums(db).await?;
    told.sums = sums.into_iter().map(|(currency, minor)| Money::new(minor, currency)).collect();
    for check in checks {
        let found = (check.run)(app.clone()).await?;
        told.differing.extend(found.into_iter().map(|found| (check.name, found)));
    }
    Ok(told)
}
