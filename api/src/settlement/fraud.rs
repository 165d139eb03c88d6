//! Fraud that staff found out about an order, and what follows for money paid early: the platform
//! covers no fake or brushed trade, but it excludes none without a finding (FN-2). The shop may say
//! why it disagrees (`appeal`).

pub use entity::settlement::fraud_finding::FraudKind;
use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::calendar::{Deadline, Period, Roll, WorkingDays};
use platform::kernel::{Id, Noun};
use platform::{App, Error, Failure, events, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::appeal::{Appeal, AppealState};
use super::receivable;
use super::store::findings as store;
use crate::identity::{Account, Person, Risk, Staff};
use crate::operators::facts::{Notice, OperatorNotified};
use crate::operators::{self, Operator};
use crate::orders::{self, Order};

/// How long a shop may appeal (P).
pub const APPEAL_WITHIN: Period = Period::Days(7, Roll::Stay);

/// A fraud that staff found out about an order.
#[derive(Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: Id<Finding>,
    pub order: Id<Order>,
    pub operator: Id<Operator>,
    pub kind: FraudKind,
    pub found_at: OffsetDateTime,
    pub found_by: Id<Account>,
    /// Since when the platform advances nothing for this order, and who said so.
    pub excluded: Option<(OffsetDateTime, Id<Account>)>,
    /// What the shop says against it.
    pub appeal: Option<Appeal>,
}

impl Finding {
    /// Whether the platform advances nothing for its order: until an appeal against it is granted.
    pub fn excludes(&self) -> bool {
        self.excluded.is_some() && !self.is_set_aside()
    }

    /// Whether an appeal against it was granted: it is the ground of nothing any more.
    pub fn is_set_aside(&self) -> bool {
        self.appeal.as_ref().is_some_and(|appeal| appeal.state == AppealState::Granted)
    }

    /// The first instant that is too late to appeal: seven natural days after it was found, or
    /// after it last became worse for the shop.
    ///
    /// # Errors
    /// Beyond the calendar.
    pub fn appeal_by(&self) -> Result<OffsetDateTime, Failure> {
        let from = self.excluded.map_or(self.found_at, |(at, _)| at);
        let end = APPEAL_WITHIN.deadline(from, &WorkingDays::built_in());
        end.map(Deadline::instant).map_err(|error| Failure::because("days of an appeal", error))
    }
}

impl Noun for Finding {
    const PREFIX: &'static str = "fraud_finding";
}

refusals! {
    /// Why no finding was recorded, in order of precedence.
    pub enum FindRefusal: "FraudFindingRecordErrorCode", FraudFindingRecordUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such order.
        OrderNotFound at ["orderId"] says "There is no such order.",
        /// You bought it, or belong to its shop: somebody else decides.
        OwnMatter at ["orderId"] says "Somebody who has no part in it decides this.",
        /// A finding of another kind is recorded for this order, and stays.
        AlreadyFound at ["kind"] says "Another finding is recorded for this order.",
    }
}

refusals! {
    /// Why nothing was excluded, in order of precedence.
    pub enum ExcludeRefusal: "CoverExcludeErrorCode", CoverExcludeUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such order.
        OrderNotFound at ["orderId"] says "There is no such order.",
        /// You bought it, or belong to its shop: somebody else decides.
        OwnMatter at ["orderId"] says "Somebody who has no part in it decides this.",
        /// No fraud is recorded for this order, or its shop was right to appeal (FN-2).
        FindingNeeded at ["orderId"] says "Record first what was found about this order.",
    }
}

/// Records that an order was a fraud. The same finding again is the same one.
///
/// # Errors
/// [`FindRefusal`], or ours.
pub async fn record(
    app: &App,
    staff: &Staff<Risk>,
    key: &str,
    (id, kind): (Id<Order>, FraudKind),
) -> Result<Finding, Error<FindRefusal>> {
    use FindRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "fraudFindingRecord", key, &(id.uuid(), kind));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(order) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(store::of_order(tx.conn(), Id::from_uuid(order)).await?);
        }
        if !by.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let order = orders::lock(tx, id).await?.ok_or(R::OrderNotFound)?;
        if has_part(tx, by, &order).await? {
            return Err(R::OwnMatter.into());
        }
        let known = store::of_order(tx.conn(), id).await?;
        if known.as_ref().is_some_and(|known| known.kind != kind) {
            return Err(R::AlreadyFound.into());
        }
        let finding = match known {
            Some(known) => known,
            None => found(tx, by, &order, kind).await?,
        };
        asked.keep(tx, &id.uuid()).await?;
        Ok(finding)
    })
}

async fn found(tx: &Tx, by: &Person, order: &Order, kind: FraudKind) -> Result<Finding, Failure> {
    let finding = Finding {
        id: tx.app().new_id(),
        order: order.id,
        operator: order.operator_id,
        kind,
        found_at: tx.now(),
        found_by: by.account_id(),
        excluded: None,
        appeal: None,
    };
    store::insert(tx, &finding).await?;
    events::record(tx, &OperatorNotified::owners(finding.operator, Notice::FraudFound)).await?;
    Ok(finding)
}

/// Excludes an order from what the platform pays early: nothing is advanced for it any more, and
/// what was is taken back at once. Excluded again, it stays so.
///
/// # Errors
/// [`ExcludeRefusal`], or ours.
pub async fn exclude(
    app: &App,
    staff: &Staff<Risk>,
    key: &str,
    id: Id<Order>,
) -> Result<Finding, Error<ExcludeRefusal>> {
    use ExcludeRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "coverExclude", key, &id.uuid());
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(order) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(store::of_order(tx.conn(), Id::from_uuid(order)).await?);
        }
        if !by.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let order = orders::lock(tx, id).await?.ok_or(R::OrderNotFound)?;
        if has_part(tx, by, &order).await? {
            return Err(R::OwnMatter.into());
        }
        let finding = store::of_order(tx.conn(), id).await?;
        let finding = finding.filter(|finding| !finding.is_set_aside()).ok_or(R::FindingNeeded)?;
        asked.keep(tx, &id.uuid()).await?;
        if finding.excluded.is_some() {
            return Ok(finding);
        }
        let excluded = Finding { excluded: Some((tx.now(), by.account_id())), ..finding };
        store::exclude(tx, &excluded).await?;
        receivable::take_excluded(tx, &order).await?;
        let told = OperatorNotified::owners(excluded.operator, Notice::CoverExcluded);
        events::record(tx, &told).await?;
        Ok(excluded)
    })
}

pub(super) async fn has_part(tx: &Tx, by: &Person, order: &Order) -> Result<bool, Failure> {
    let parties = (order.buyer_id, order.operator_id);
    operators::has_part(tx.conn(), by.account_id(), parties).await
}

/// Whether the platform advances nothing for an order.
///
/// # Errors
/// The database's own.
pub(super) async fn is_excluded(tx: &Tx, order: Uuid) -> Result<bool, Failure> {
    let finding = store::of_order(tx.conn(), Id::from_uuid(order)).await?;
    Ok(finding.is_some_and(|finding| finding.excludes()))
}
