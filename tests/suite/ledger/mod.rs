//! Money: posted once, never lost, never overdrawn, whoever asks.

mod direct;
mod escrow;
mod model;
mod posting;
mod reconciling;
mod statements;

use fairstall::ledger::{self, Account, NotPosted, Transfer, TransferKind};
use platform::database::Tx;
use platform::kernel::{Currency, Id, Money};
use platform::{App, Failure, WriteError, transaction};
use uuid::Uuid;

/// Why a story of the ledger did not come to its end.
#[derive(Debug)]
pub enum No {
    Posted(NotPosted),
    Failed(Failure),
}

impl From<Failure> for No {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<NotPosted> for No {
    fn from(not: NotPosted) -> Self {
        Self::Posted(not)
    }
}

impl WriteError for No {
    fn is_contention(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_contention())
    }
}

/// Does something with the ledger in a transaction of its own.
pub async fn write(
    app: &App,
    act: impl AsyncFn(&Tx) -> Result<Result<(), NotPosted>, Failure>,
) -> Result<(), No> {
    transaction!(app, |tx| {
        act(tx).await??;
        Ok(())
    })
}

pub async fn post(app: &App, transfers: &[Transfer]) -> Result<(), No> {
    write(app, async |tx| ledger::post(tx, transfers).await).await
}

pub fn yuan(minor: i64) -> Money {
    Money::new(minor, Currency::Cny)
}

pub fn shop(number: u128) -> Account {
    Account::Payable(Id::from_uuid(Uuid::from_u128(number)))
}

/// A movement that may be made between any two accounts but escrows.
pub fn moves(from: Account, to: Account, minor: i64, key: &str) -> Transfer {
    let (amount, kind) = (yuan(minor), TransferKind::Compensation);
    Transfer { from, to, amount, kind, subject: Uuid::from_u128(1), key: key.to_owned() }
}

/// Money that a provider brings to an account.
pub fn comes(to: Account, minor: i64, key: &str) -> Transfer {
    Transfer { kind: TransferKind::Capture, ..moves(Account::Provider("sandbox"), to, minor, key) }
}

/// A paid order: its escrow holds so much.
pub async fn paid(app: &App, order: Uuid, minor: i64) {
    let capture = comes(Account::Transit, minor, &format!("capture:{order}"));
    post(app, &[Transfer { subject: order, ..capture }]).await.unwrap();
    write(app, async |tx| ledger::escrow::fund(tx, order, yuan(minor)).await).await.unwrap();
}

pub async fn minor(app: &App, account: Account) -> i64 {
    let balance = ledger::balance(app.reader(), account, Currency::Cny).await.unwrap();
    balance.balance.minor()
}
