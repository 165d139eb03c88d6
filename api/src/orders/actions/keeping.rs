//! How long it is known who bought: under a key of its own, while orders run, and for three years
//! after the last of them [ECL 31], whether or not the account is still there.

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::{App, Failure, transaction};
use time::Duration;
use uuid::Uuid;
use vault::pii::Field;

use crate::identity::Account;
use crate::identity::facts::AccountClosed;
use crate::orders::store::trade_subjects::{self, Trade};
use crate::orders::{jobs, store};
use crate::privacy::retention::{self, Class};
use crate::privacy::{self, Asking, Denied, Opened, SubjectKeys, Wish, keys_of};

/// How long after a hold was met, or an order that runs, somebody looks again.
const LOOK_AGAIN: Duration = Duration::DAY;

/// Who a buyer is to the vault, and the keys to seal what orders know of them.
pub struct TradeKeys {
    pub subject: Uuid,
    pub keys: SubjectKeys,
}

/// The keys of a buyer's trade, made when they are asked for first. Ask before the transaction that
/// seals.
///
/// # Errors
/// What was kept of them has been erased; either database's own.
pub async fn trade_keys(app: &App, buyer: Id<Account>) -> Result<TradeKeys, Failure> {
    let account = buyer.uuid();
    let mut known = trade_subjects::of(app.reader(), account).await?;
    if known.is_none() {
        let id = app.new_uuid();
        known = transaction!(app, |tx| {
            trade_subjects::insert(tx, id, account).await?;
            trade_subjects::of(tx.conn(), account).await
        })?;
    }
    let subject = known.ok_or_else(|| Failure::broken("a buyer is nobody to the vault"))?;
    Ok(TradeKeys { subject, keys: keys_of(app, subject).await? })
}

/// Asks the gate for a field that is sealed under the key of a buyer's trade; answers also the
/// subject of its rows.
///
/// # Errors
/// The inner one says why it stays shut; the outer one is ours.
pub async fn open_trade<F: Field>(
    app: &App,
    asking: &Asking,
) -> Result<Result<(Opened, Uuid), Denied>, Failure> {
    let Some(subject) = trade_subjects::of(app.reader(), asking.subject).await? else {
        return Ok(Err(Denied::Erased));
    };
    let wish = Wish { asking: asking.clone(), fields: vec![F::name()], sealed_under: subject };
    let opened = privacy::open_all(app, std::slice::from_ref(&wish)).await?.pop();
    let opened = opened.ok_or_else(|| Failure::broken("the gate gave no answer"))?;
    Ok(opened.map(|opened| (opened, subject)))
}

/// An account was closed: its cart and its book go at once, and what its orders name as soon as the
/// law lets it go.
///
/// # Errors
/// The database's own; it is then tried again.
pub async fn account_closed(app: App, delivery: Delivery) -> Result<(), Failure> {
    let Some(fact) = delivery.event.fact::<AccountClosed>()? else { return Ok(()) };
    let account = Id::from_uuid(fact.account_id);
    transaction!(&app, |tx| {
        store::cart::clear(tx, account).await?;
        store::addresses::remove_all(tx, account).await?;
        look(tx, fact.account_id).await?;
        delivery.settle(tx).await
    })
}

/// It is time to look again whether what is kept of somebody may go.
///
/// # Errors
/// The database's own; it is then tried again.
pub async fn look_again(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        look(tx, firing.aggregate).await
    })
}

/// Erases what is known of somebody who has left; or notes that from now on it is read for the law
/// alone (PD-4), and when to look again.
async fn look(tx: &Tx, account: Uuid) -> Result<(), Failure> {
    let Some(subject) = trade_subjects::of(tx.conn(), account).await? else { return Ok(()) };
    let again = tx.now() + LOOK_AGAIN;
    let cause = match trade_subjects::trade_of(tx, account).await? {
        Trade::None => "ACCOUNT_CLOSED",
        Trade::Running => return timers::set(tx, jobs::FORGET, account, again).await,
        Trade::Ended(ended) => {
            privacy::restrict_reading(tx, &[subject], "ACCOUNT_CLOSED").await?;
            match Class::Trade.free_from(ended) {
                Some(free) if free <= tx.now() => "TERM_OVER",
                Some(free) => return timers::set(tx, jobs::FORGET, account, free).await,
                None => return Ok(()),
            }
        }
    };
    if retention::is_held(tx.conn(), [account, subject]).await? {
        return timers::set(tx, jobs::FORGET, account, again).await;
    }
    privacy::erase(tx, subject, cause).await
}
