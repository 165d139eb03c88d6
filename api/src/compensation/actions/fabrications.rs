//! Staff find that a claim was faked (CP-8), its buyer appeals, and other staff decide.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Prose};
use platform::{App, Error, Failure, events, refusals, transaction};

use super::contests::decided;
use crate::compensation::claim::{OBJECT_WITHIN, end_of};
use crate::compensation::fabrication::{Fabrication, FabricationKind};
use crate::compensation::facts::{CompensationTold, News};
use crate::compensation::objection::{About, Objection, ObjectionState};
use crate::compensation::store::{claims, fabrications, objections};
use crate::compensation::words;
use crate::identity::{Person, Risk, Staff};
use crate::operators;
use crate::orders::{self, Order};
use crate::privacy::keys_of;

refusals! {
    /// Why no finding was recorded, in order of precedence.
    pub enum FabricationRefusal: "FabricationRecordErrorCode", FabricationRecordUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Not 1 to 300 characters.
        ReasonInvalid at ["reason"] says "Say in 1 to 300 characters what was found.",
        /// There is no such order.
        OrderNotFound at ["orderId"] says "There is no such order.",
        /// You bought it, or belong to its shop: somebody else decides.
        OwnMatter at ["orderId"] says "Somebody who has no part in it decides this.",
        /// A finding is recorded for this order, and stays.
        AlreadyFound at ["orderId"] says "A finding is recorded for this order.",
        /// What the law adds was approved for this order: a finding comes too late for it.
        ExtraApproved at ["orderId"] says "What the law adds was approved for this order.",
    }
}

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum FabricationAppealRefusal:
        "FabricationAppealErrorCode", FabricationAppealUserError
    {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Not 1 to 1,000 characters.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why you disagree.",
        /// Nothing like this was found about an order of yours.
        FabricationNotFound at ["id"] says "There is no such finding about an order of yours.",
        /// You have appealed against it already; that is done once.
        AlreadyAppealed at ["id"] says "You have appealed against this.",
        /// Seven days have passed since it was found.
        TooLate at ["id"] says "An appeal is made within seven days.",
    }
}

refusals! {
    /// Why an appeal was not decided, in order of precedence.
    pub enum FabricationDecideRefusal:
        "FabricationAppealDecideErrorCode", FabricationAppealDecideUserError
    {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such finding.
        FabricationNotFound at ["id"] says "There is no such finding.",
        /// You bought the order, or belong to its shop: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// You found it: somebody else decides whether that was right.
        DecidedBySame at ["id"] says "Somebody else has to decide an appeal.",
        /// Nobody has appealed, or that is decided.
        NothingToDecide at ["id"] says "Nobody has appealed, or it is decided.",
    }
}

/// Records that a claim of an order was faked: nothing is added by the law for it any more, unless
/// that was approved before.
///
/// # Errors
/// [`FabricationRefusal`], or ours.
pub async fn record(
    app: &App,
    staff: &Staff<Risk>,
    key: &str,
    (id, kind, reason): (Id<Order>, FabricationKind, &str),
) -> Result<Fabrication, Error<FabricationRefusal>> {
    use FabricationRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "fabricationRecord", key, &(id.uuid(), kind, reason));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let reason = Prose::<1, 300>::parse(reason);
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(fabrications::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if !by.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let reason = reason.as_ref().map_err(|_| R::ReasonInvalid)?;
        let order = orders::lock(tx, id).await?.ok_or(R::OrderNotFound)?;
        if has_part(tx, by, &order).await? {
            return Err(R::OwnMatter.into());
        }
        if fabrications::of_order(tx.conn(), id).await?.is_some() {
            return Err(R::AlreadyFound.into());
        }
        if claims::has_approved_extra(tx, id).await? {
            return Err(R::ExtraApproved.into());
        }
        let finding = Fabrication {
            id: tx.app().new_id(),
            order: order.id,
            operator: order.operator_id,
            buyer: order.buyer_id,
            kind,
            reason: reason.as_str().to_owned(),
            found_by: by.account_id(),
            found_at: tx.now(),
            appeal_by: end_of(OBJECT_WITHIN, tx.now())?,
            appeal: None,
        };
        fabrications::insert(tx, &finding).await?;
        tell(tx, &finding, News::FabricationFound).await?;
        asked.keep(tx, &finding.id.uuid()).await?;
        Ok(finding)
    })
}

async fn has_part(tx: &Tx, by: &Person, order: &Order) -> Result<bool, Failure> {
    let parties = (order.buyer_id, order.operator_id);
    operators::has_part(tx.conn(), by.account_id(), parties).await
}

async fn tell(tx: &Tx, finding: &Fabrication, news: News) -> Result<(), Failure> {
    let told = CompensationTold {
        subject: finding.id.uuid(),
        order: finding.order.uuid(),
        operator: finding.operator.uuid(),
        buyer: finding.buyer.uuid(),
        news,
    };
    events::record(tx, &told).await
}

/// A finding behind the lock of its order: whatever becomes of it happens there.
async fn locked(tx: &Tx, id: Id<Fabrication>) -> Result<Option<(Order, Fabrication)>, Failure> {
    let Some(known) = fabrications::by_id(tx.conn(), id).await? else { return Ok(None) };
    let order = orders::lock(tx, known.order).await?;
    let order = order.ok_or_else(|| Failure::broken("a finding about no order"))?;
    Ok(fabrications::by_id(tx.conn(), id).await?.map(|finding| (order, finding)))
}

/// Says why a buyer disagrees with a finding.
///
/// # Errors
/// [`FabricationAppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    key: &str,
    (id, text): (Id<Fabrication>, &str),
) -> Result<Fabrication, Error<FabricationAppealRefusal>> {
    use FabricationAppealRefusal as R;
    let account = person.account_id();
    let principal = account.to_string();
    let asked = Request::new(&principal, "fabricationAppeal", key, &(id.uuid(), text));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let text = Prose::<1, 1000>::parse(text);
    let keys = keys_of(app, account.uuid()).await?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(fabrications::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let text = text.as_ref().map_err(|_| R::TextInvalid)?;
        let (_, finding) = locked(tx, id).await?.ok_or(R::FabricationNotFound)?;
        if finding.buyer != account {
            return Err(R::FabricationNotFound.into());
        }
        if finding.appeal.is_some() {
            return Err(R::AlreadyAppealed.into());
        }
        if tx.now() >= finding.appeal_by {
            return Err(R::TooLate.into());
        }
        let objection = app.new_id();
        let appeal = Objection {
            id: objection,
            about: About::Finding(id),
            against: finding.found_by,
            state: ObjectionState::Filed,
            words: words::seal(&keys, account.uuid(), objection.uuid(), text.as_str())?,
            filed_by: account,
            filed_at: tx.now(),
            decided: None,
        };
        objections::insert(tx, &appeal).await?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(Fabrication { appeal: Some(appeal), ..finding })
    })
}

/// Decides an appeal. Granted, the finding bars nothing any more.
///
/// # Errors
/// [`FabricationDecideRefusal`], or ours.
pub async fn decide(
    app: &App,
    staff: &Staff<Risk>,
    key: &str,
    (id, is_granted): (Id<Fabrication>, bool),
) -> Result<Fabrication, Error<FabricationDecideRefusal>> {
    use FabricationDecideRefusal as R;
    let by = staff.person();
    let judge = by.account_id();
    let principal = judge.to_string();
    let asked = Request::new(&principal, "fabricationAppealDecide", key, &(id.uuid(), is_granted));
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(fabrications::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if !by.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let (order, finding) = locked(tx, id).await?.ok_or(R::FabricationNotFound)?;
        if has_part(tx, by, &order).await? {
            return Err(R::OwnMatter.into());
        }
        if finding.found_by == judge {
            return Err(R::DecidedBySame.into());
        }
        let appeal = finding.appeal.clone().ok_or(R::NothingToDecide)?;
        let decided = decided(tx, &appeal, (judge, is_granted)).await?;
        let decided = decided.ok_or(R::NothingToDecide)?;
        tell(tx, &finding, News::AppealDecided).await?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(Fabrication { appeal: Some(decided), ..finding })
    })
}
