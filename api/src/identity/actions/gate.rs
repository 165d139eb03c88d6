//! The gate before every guess: counts it before the work is done, and takes it back when it was
//! none, so that guesses sent at the same moment cannot pass together.

use platform::database::Tx;
use platform::{App, Failure, transaction};
use time::OffsetDateTime;

use crate::identity::attempts::Counted;
use crate::identity::contact::keyed_hash;
use crate::identity::store::attempts;

/// What one guess is counted against, in the order in which the rows are locked.
pub struct Gate {
    address: String,
    account: Option<String>,
}

impl Gate {
    /// Counts against where the request came from only.
    pub fn address(app: &App, address: &str) -> Self {
        // Addresses of people are not stored in the clear.
        let key = app.keys().derive("identity/attempts/1");
        Self {
            address: format!("address:{}", keyed_hash(&key, &[address.as_bytes()])),
            account: None,
        }
    }

    /// Counts against an account too, or against whatever stands in for one that does not exist.
    pub fn account(app: &App, address: &str, subject: String) -> Self {
        Self { account: Some(subject), ..Self::address(app, address) }
    }

    /// Lets one guess through and counts it as failed, or says when to come back.
    pub async fn enter(&self, app: &App) -> Result<Option<OffsetDateTime>, Failure> {
        transaction!(app, |tx| {
            let now = tx.now();
            let mut counts = Vec::with_capacity(2);
            for (counted, subject) in self.subjects() {
                let before = attempts::lock(tx, subject).await?;
                if let Some(at) = before.and_then(|before| counted.retry_at(before, now)) {
                    return Ok(Some(at));
                }
                counts.push((subject, counted.count(before, now)));
            }
            for (subject, count) in counts {
                attempts::save(tx, subject, count).await?;
            }
            Ok(None)
        })
    }

    /// It was no failure after all; earlier ones still count.
    pub async fn take_back(&self, tx: &Tx) -> Result<(), Failure> {
        for (_, subject) in self.subjects() {
            attempts::take_back(tx, subject).await?;
        }
        Ok(())
    }

    /// The person is who they say: the account's failures are forgotten, the address's are not.
    pub async fn pass(&self, tx: &Tx) -> Result<(), Failure> {
        attempts::take_back(tx, &self.address).await?;
        if let Some(account) = &self.account {
            attempts::clear(tx, account).await?;
        }
        Ok(())
    }

    fn subjects(&self) -> impl Iterator<Item = (Counted, &str)> {
        let account = self.account.as_deref().map(|subject| (Counted::Account, subject));
        std::iter::once((Counted::Address, self.address.as_str())).chain(account)
    }
}
