//! Somebody comes by an invitation.

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;

use crate::deals::invitation::{Deal, Invitation, named, store};
use crate::identity::Account;

/// Who has asked, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redeemed {
    pub invitation: Id<Invitation>,
    pub inviter: Id<Account>,
}

/// Why an invitation opens nothing, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRedeemed {
    /// It was made by hand, or is to something else.
    Unknown,
    /// Its inviter took it back.
    Revoked,
    /// Its time is over.
    Expired,
    /// As many as it was for have come.
    UsedUp,
}

/// The invitation of a token, whoever may use it.
///
/// # Errors
/// The database's own.
pub async fn find(tx: &Tx, token: &str) -> Result<Option<Invitation>, Failure> {
    match named(tx.app(), token) {
        Some(id) => store::by_id(tx.conn(), id).await,
        None => Ok(None),
    }
}

/// Somebody comes by an invitation to a deal, counted once however often they come. Whether there
/// is such a deal, and whether they may take part, is the caller's to check; who reads
/// [`NotRedeemed`] must not commit.
///
/// # Errors
/// The inner one says why not; the outer one is the database's own.
pub async fn redeem(
    tx: &Tx,
    token: &str,
    account: Id<Account>,
    deal: Deal,
) -> Result<Result<Redeemed, NotRedeemed>, Failure> {
    let found = find(tx, token).await?.filter(|found| found.deal == deal);
    let Some(found) = found else { return Ok(Err(NotRedeemed::Unknown)) };
    let now = tx.now();
    if found.revoked_at.is_some() {
        return Ok(Err(NotRedeemed::Revoked));
    }
    if now >= found.expires_at {
        return Ok(Err(NotRedeemed::Expired));
    }
    let is_new = store::come(tx, found.id, account.uuid()).await?;
    if is_new && !store::count(tx, found.id, now).await? {
        return Ok(Err(NotRedeemed::UsedUp));
    }
    Ok(Ok(Redeemed { invitation: found.id, inviter: found.inviter_id }))
}
