//! Posting: transfers are made in the transaction of whoever moves the money, once for each key.

use std::collections::{BTreeSet, HashMap};

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Money;
use uuid::Uuid;

use super::account::{Account, AccountKind, Place, is_guarded};
use super::store::{accounts, escrows, transfers};
use super::transfer::{Content, Known, Line, MOST, NotPosted, Transfer, weigh};

/// Posts transfers in order. One whose key was posted before with the same content is passed over;
/// with another content it is a failure of ours.
///
/// The rows that must not go below zero are locked first, in one order, and the rules asked; then
/// the database carries each transfer out as it is inserted, and refuses by itself what the rules
/// would have.
///
/// # Errors
/// The inner one says why; whoever reads it must not commit. The outer one is the database's own.
pub async fn post(tx: &Tx, transfers: &[Transfer]) -> Result<Result<(), NotPosted>, Failure> {
    let lines: Vec<Line> = transfers.iter().map(Line::of).collect::<Result<_, _>>()?;
    let lines = unposted(tx, lines).await?;
    if lines.is_empty() {
        return Ok(Ok(()));
    }
    let places: Vec<Place> = lines.iter().flat_map(|line| [line.debit, line.credit]).collect();
    accounts::open(tx, &places).await?;
    if let Err(why) = weigh(&lines, locked(tx, &places).await?)? {
        return Ok(Err(why));
    }
    transfers::insert(tx, &lines).await?;
    Ok(Ok(()))
}

/// The lines whose keys nobody has used.
async fn unposted(tx: &Tx, lines: Vec<Line>) -> Result<Vec<Line>, Failure> {
    let keys = lines.iter().map(|line| line.key.clone()).collect();
    let mut posted: HashMap<String, Content> = transfers::by_keys(tx, keys).await?;
    let mut new = Vec::new();
    for line in lines {
        match posted.get(&line.key) {
            None => {
                posted.insert(line.key.clone(), line.content());
                new.push(line);
            }
            Some(before) if *before == line.content() => {}
            Some(_) => {
                return Err(Failure::broken("a key of the ledger was used for another movement"));
            }
        }
    }
    Ok(new)
}

async fn locked(tx: &Tx, places: &[Place]) -> Result<Known, Failure> {
    let guarded: BTreeSet<Uuid> =
        places.iter().filter(|place| is_guarded(place.kind)).map(|place| place.id).collect();
    let escrow: BTreeSet<Uuid> = places
        .iter()
        .filter(|place| place.kind == AccountKind::Escrow)
        .map(|place| place.id)
        .collect();
    let available = accounts::lock_available(tx, guarded).await?;
    let escrows = escrows::lock_left(tx, escrow).await?;
    Ok(Known { available, escrows })
}

/// Holds part of a guarded account: a payout that is being decided, a payment that is authorised.
///
/// # Errors
/// As [`post`].
pub async fn hold(
    tx: &Tx,
    account: Account,
    amount: Money,
) -> Result<Result<(), NotPosted>, Failure> {
    let place = held_place(account, amount)?;
    let held = accounts::hold(tx, place.id, amount.minor()).await?;
    Ok(if held { Ok(()) } else { Err(NotPosted::Short) })
}

/// Lets go of what [`hold`] held.
///
/// # Errors
/// More than is held: a failure of ours.
pub async fn unhold(tx: &Tx, account: Account, amount: Money) -> Result<(), Failure> {
    let place = held_place(account, amount)?;
    if accounts::unhold(tx, place.id, amount.minor()).await? {
        Ok(())
    } else {
        Err(Failure::broken("more was let go of than is held"))
    }
}

fn held_place(account: Account, amount: Money) -> Result<Place, Failure> {
    if !is_guarded(account.kind()) {
        return Err(Failure::broken("only accounts that keep a balance can be held"));
    }
    if amount.minor() < 1 || amount.minor() > MOST {
        return Err(Failure::broken("a hold of nothing, or of more than the ledger moves"));
    }
    Ok(account.place(amount.currency(), Uuid::nil()))
}
