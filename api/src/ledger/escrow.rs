//! Escrow: the money of one order, held by the platform until the order says whose it is.

use platform::database::Tx;
use platform::kernel::Money;
use platform::{Failure, events};
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::EscrowEased;
use super::store::{accounts, escrows, freezes};
use super::{Account, AccountKind, NotPosted, Transfer, TransferKind, post};

pub use super::store::escrows::many;

/// The escrow of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Escrow {
    pub order: Uuid,
    pub funded: Money,
    pub released: Money,
    pub refunded: Money,
    /// Since when nothing leaves it: a dispute, or a difference that was found.
    pub frozen_at: Option<OffsetDateTime>,
}

/// Puts the whole payment of an order from transit into its escrow, once.
///
/// # Errors
/// The inner one says why; the outer one is the database's own.
pub async fn fund(tx: &Tx, order: Uuid, amount: Money) -> Result<Result<(), NotPosted>, Failure> {
    let account = Account::Escrow(order);
    let place = account.place(amount.currency(), order);
    accounts::open(tx, &[place]).await?;
    escrows::open(tx, order, &place).await?;
    let transfer = Transfer {
        from: Account::Transit,
        to: account,
        amount,
        kind: TransferKind::Fund,
        subject: order,
        key: format!("fund:{}", order.simple()),
    };
    post(tx, &[transfer]).await
}

/// Pays shares of the escrow out to accounts; `key` is permanent, and each share's is made of it
/// and its place in the list. A share of nothing is passed over.
///
/// # Errors
/// As [`fund`].
pub async fn release(
    tx: &Tx,
    order: Uuid,
    shares: &[(Account, Money)],
    key: &str,
) -> Result<Result<(), NotPosted>, Failure> {
    let transfers: Vec<Transfer> = shares
        .iter()
        .enumerate()
        .filter(|(_, (_, amount))| !amount.is_zero())
        .map(|(at, (to, amount))| Transfer {
            from: Account::Escrow(order),
            to: *to,
            amount: *amount,
            kind: kind_of_share(*to),
            subject: order,
            key: format!("{key}:{at}"),
        })
        .collect();
    post(tx, &transfers).await
}

fn kind_of_share(to: Account) -> TransferKind {
    match to.kind() {
        AccountKind::Fees => TransferKind::Fee,
        AccountKind::Compensation => TransferKind::Compensation,
        _ => TransferKind::Release,
    }
}

/// Gives part of the escrow back towards the payer, into [`Account::Refunds`].
///
/// # Errors
/// As [`fund`].
pub async fn refund(
    tx: &Tx,
    order: Uuid,
    amount: Money,
    key: &str,
) -> Result<Result<(), NotPosted>, Failure> {
    let transfer = Transfer {
        from: Account::Escrow(order),
        to: Account::Refunds,
        amount,
        kind: TransferKind::Refund,
        subject: order,
        key: key.to_owned(),
    };
    post(tx, &[transfer]).await
}

/// Stops everything that leaves an escrow, for a matter; several matters may freeze it. The escrow
/// may come later.
///
/// # Errors
/// The database's own.
pub async fn freeze(tx: &Tx, order: Uuid, matter: Uuid) -> Result<(), Failure> {
    // Whoever is moving money out of it ends first, or sees the freeze.
    escrows::lock(tx, order).await?;
    freezes::put(tx, order, matter).await
}

/// Ends what [`freeze`] began for a matter; with the last one money may leave again. How long it
/// was frozen is told, for what waited meanwhile.
///
/// # Errors
/// The database's own.
pub async fn thaw(tx: &Tx, order: Uuid, matter: Uuid) -> Result<(), Failure> {
    // Two matters that end at once are counted one after the other.
    escrows::lock(tx, order).await?;
    let before = freezes::since(tx.conn(), [order]).await?.remove(&order);
    freezes::take(tx, order, matter).await?;
    let after = freezes::since(tx.conn(), [order]).await?.remove(&order);
    match before {
        Some(from) if after != Some(from) => {
            let eased = EscrowEased::new(order, from, after.unwrap_or(tx.now()));
            events::record(tx, &eased).await
        }
        _ => Ok(()),
    }
}

impl Escrow {
    /// Whether nothing of it may leave, or nothing is in it any more but what was given back: what
    /// was bought with it does not leave either.
    pub fn is_withheld(&self) -> bool {
        let gone = self.released.minor().checked_add(self.refunded.minor());
        let is_empty = gone.is_some_and(|gone| gone >= self.funded.minor());
        self.frozen_at.is_some() || (is_empty && self.refunded.minor() > 0)
    }
}
