//! The yearly total of small and sporadic trade (OP-3): what all shops of one person turn over in a
//! year of Shanghai, together. Past 100,000 yuan the person has to register as a business; they are
//! reminded, and every shop of theirs is flagged.

use platform::database::Tx;
use platform::kernel::calendar::day_of;
use platform::kernel::{Currency, Id, Money};
use platform::{Failure, events};
use time::OffsetDateTime;
use uuid::Uuid;

use super::facts::{Notice, OperatorNotified};
use super::registration::ExemptionGround;
use super::standing::OperatorKind;
use super::store_matters::{self, PromptKind};
use super::{Operator, prompts, registration, store};

/// 100,000.00 yuan, in fen: what is at most this needs no licence.
pub const SMALL_TRADE: i64 = 10_000_000;

/// Why a turnover was not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotCounted {
    /// There is no such operator.
    Unknown,
    /// The total is in yuan: whoever sells in another currency counts the yuan of the day.
    Currency,
    /// It would not fit.
    TooLarge,
}

/// Counts what an operator turned over at an instant; a refund counts with its sign. Answers the
/// total of that year over all shops of the same person.
///
/// # Errors
/// The inner one says why nothing was counted; the outer one is the database's own.
pub async fn record_turnover(
    tx: &Tx,
    id: Id<Operator>,
    money: Money,
    at: OffsetDateTime,
) -> Result<Result<Money, NotCounted>, Failure> {
    if money.currency() != Currency::Cny {
        return Ok(Err(NotCounted::Currency));
    }
    let Some(operator) = store::many(tx.conn(), [id.uuid()]).await?.pop() else {
        return Ok(Err(NotCounted::Unknown));
    };
    // All shops of the person are locked, in one order: two of them may sell at the same moment.
    let shops = match &operator.identity_index {
        Some(identity) => store::lock_shops_of(tx, identity).await?,
        None => store::lock(tx, id).await?.into_iter().collect(),
    };
    let ids: Vec<Uuid> = shops.iter().map(|shop| shop.id.uuid()).collect();
    let year = day_of(at).year();
    let known = store_matters::turnover(tx.conn(), &ids, year).await?;
    let own = known.iter().find(|row| row.operator == id.uuid()).map_or(0, |row| row.minor);
    let sum = known.iter().try_fold(money.minor(), |sum, row| sum.checked_add(row.minor));
    let (Some(sum), Some(own)) = (sum, own.checked_add(money.minor())) else {
        return Ok(Err(NotCounted::TooLarge));
    };
    store_matters::put_turnover(tx, id, year, own).await?;
    if sum > SMALL_TRADE && is_bounded(tx, &shops).await? {
        let flagged: Vec<Uuid> =
            known.iter().filter(|row| row.flagged).map(|row| row.operator).collect();
        for shop in shops.iter().filter(|shop| !flagged.contains(&shop.id.uuid())) {
            flag(tx, shop.id, year).await?;
        }
    }
    Ok(Ok(Money::new(sum, Currency::Cny)))
}

/// Whether one of the shops trades on the ground that is bounded; the others are not [ECL 10].
async fn is_bounded(tx: &Tx, shops: &[Operator]) -> Result<bool, Failure> {
    let persons = shops.iter().filter(|shop| shop.kind == Some(OperatorKind::NaturalPerson));
    let in_force: Vec<Uuid> =
        persons.filter_map(|shop| Some(shop.registration_id?.uuid())).collect();
    let versions = registration::many(tx.conn(), in_force).await?;
    let small = Some(ExemptionGround::SmallSporadicTrade);
    Ok(versions.iter().any(|version| version.public.exemption_ground == small))
}

async fn flag(tx: &Tx, id: Id<Operator>, year: i32) -> Result<(), Failure> {
    store_matters::flag_turnover(tx, id, year).await?;
    prompts::to_owners(tx, id, PromptKind::Turnover).await?;
    events::record(tx, &OperatorNotified::owners(id, Notice::TurnoverPassed)).await
}
