//! A product on its way: submitted to the screen, let through or blocked, delisted.

use platform::database::Tx;
use platform::events;
use platform::kernel::{Id, Line};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, refusals, transaction};

use super::screening::{find_bar, find_gap, find_hits};
use crate::catalog::facts::{ProductSubmitted, ProductWentLive, ProductWithdrawn};
use crate::catalog::label::Gap;
use crate::catalog::measure::{Basis, Measure, MeasureKind};
use crate::catalog::rule::{Verdict, verdict as verdict_of};
use crate::catalog::seller::SellerBar;
use crate::catalog::{Product, ProductState, store};
use crate::identity::{Compliance, Person, Staff};
use crate::operators::{self, Member, MemberRole, NotEntitled};

/// Why a product was not submitted, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubmitRefusal {
    /// No such product, or not a member of its operator.
    ProductNotFound,
    /// Listing goods takes a manager or an owner.
    RoleTooLow,
    /// No second factor was shown in this session.
    SecondFactorNeeded,
    /// It is being screened, or live already.
    NotSubmittable,
    /// Its operator may not list, or not goods of this kind (OP-4, OP-5).
    Seller(SellerBar),
    /// What must be told of it, or be on file, is not (CA-4, CA-5, CA-7).
    Incomplete(Gap),
}

/// Hands a product to the screen; for a blocked one this is the appeal.
///
/// # Errors
/// [`SubmitRefusal`], or ours.
pub async fn submit(
    app: &App,
    person: &Person,
    id: Id<Product>,
) -> Result<Product, Error<SubmitRefusal>> {
    let told: Result<Result<Product, SubmitRefusal>, Error<SubmitRefusal>> =
        transaction!(app, |tx| {
            let product = store::lock(tx, id).await?.ok_or(SubmitRefusal::ProductNotFound)?;
            let member = member(tx, person, &product).await?.map_err(|why| {
                why.refusal(
                    SubmitRefusal::ProductNotFound,
                    SubmitRefusal::RoleTooLow,
                    SubmitRefusal::SecondFactorNeeded,
                )
            })?;
            if !product.state.may_become(ProductState::Screening, ActorKind::Operator) {
                return Err(SubmitRefusal::NotSubmittable.into());
            }
            if let Some(bar) = find_bar(tx, &product).await? {
                return Err(SubmitRefusal::Seller(bar).into());
            }
            match find_gap(tx, &product).await? {
                None => {}
                Some(gap @ Gap::ChineseLabel) => {
                    // Told apart from the others: this refusal leaves a record of who answers.
                    take(tx, &product, MeasureKind::Refused, &Basis::of_gap(gap)).await?;
                    return Ok(Err(SubmitRefusal::Incomplete(gap)));
                }
                Some(gap) => return Err(SubmitRefusal::Incomplete(gap).into()),
            }
            let step = Passage::to(ProductState::Screening, member.actor(), "submitted");
            Ok(Ok(go(tx, product, step).await?))
        });
    Ok(told??)
}

/// What a screen found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScreenVerdict {
    /// Nothing against it.
    Approve,
    /// A rule forbids it; the reason is shown to the operator.
    Block { reason: String },
}

refusals! {
    /// Why a screen's verdict was not taken, in order of precedence.
    pub enum ScreenRefusal: "ProductScreenErrorCode", ProductScreenUserError {
        /// There is no such product.
        ProductNotFound at ["id"] says "There is no such product.",
        /// It is neither before the screen nor live.
        NotScreenable at ["id"] says "This product is not before the screen.",
        /// A block needs a reason of 1 to 300 characters.
        ReasonInvalid at ["blockReason"] says "A block has a reason of 1 to 300 characters.",
        /// A rule forbids it everywhere; staff cannot let it pass.
        Prohibited at ["id"] says "A rule of a list forbids this product everywhere.",
        /// Its shop may no longer list, or not goods of this kind.
        SellerBarred at ["id"] says "The shop of this product may not list it now.",
        /// Its label or its shop's permits are no longer complete.
        Incomplete at ["id"] says "The label or a permit of this product is missing.",
    }
}

/// Lets a product through the screen, or blocks it with a reason. To let it through also clears the
/// restrictions that speak of it, as it does for one that is live.
///
/// # Errors
/// [`ScreenRefusal`], or ours.
pub async fn screen(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Product>,
    verdict: ScreenVerdict,
) -> Result<Product, Error<ScreenRefusal>> {
    let actor = Actor::person(ActorKind::Staff, staff.person().account_id().uuid());
    match verdict {
        ScreenVerdict::Approve => {
            transaction!(app, |tx| {
                let product = store::lock(tx, id).await?.ok_or(ScreenRefusal::ProductNotFound)?;
                let waits = product.state.may_become(ProductState::Live, actor.kind);
                if !waits && product.state != ProductState::Live {
                    return Err(ScreenRefusal::NotScreenable.into());
                }
                let hits = find_hits(tx, &product).await?;
                if waits && matches!(verdict_of(&hits, tx.now()), Verdict::Blocked(_)) {
                    return Err(ScreenRefusal::Prohibited.into());
                }
                if waits && find_bar(tx, &product).await?.is_some() {
                    return Err(ScreenRefusal::SellerBarred.into());
                }
                if waits && find_gap(tx, &product).await?.is_some() {
                    return Err(ScreenRefusal::Incomplete.into());
                }
                store::clear(tx, product.id, staff.person().account_id()).await?;
                if !waits {
                    return Ok(product);
                }
                Ok(go(tx, product, Passage::to(ProductState::Live, actor, "screened")).await?)
            })
        }
        ScreenVerdict::Block { reason } => block(app, actor, id, &reason).await,
    }
}

/// Blocks a product, by staff or by the platform's own screen. Its tags break, and it is gone from
/// every list.
///
/// # Errors
/// [`ScreenRefusal`], or ours.
pub async fn block(
    app: &App,
    actor: Actor,
    id: Id<Product>,
    reason: &str,
) -> Result<Product, Error<ScreenRefusal>> {
    let reason = Line::<1, 300>::parse(reason).map_err(|_| ScreenRefusal::ReasonInvalid)?;
    transaction!(app, |tx| {
        let product = store::lock(tx, id).await?.ok_or(ScreenRefusal::ProductNotFound)?;
        if !product.state.may_become(ProductState::Blocked, actor.kind) {
            return Err(ScreenRefusal::NotScreenable.into());
        }
        let passage = Passage::block(actor, reason.as_str(), Basis::of_staff());
        Ok(go(tx, product, passage).await?)
    })
}

refusals! {
    /// Why a product was not delisted, in order of precedence.
    pub enum DelistRefusal: "ProductDelistErrorCode", ProductDelistUserError {
        /// No such product, or you are no member of its operator.
        ProductNotFound at ["id"] says "There is no such product of yours.",
        /// Listing goods takes a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is not live.
        NotLive at ["id"] says "Only a live product is delisted.",
    }
}

/// Takes a live product off the shelves. Earlier orders go on.
///
/// # Errors
/// [`DelistRefusal`], or ours.
pub async fn delist(
    app: &App,
    person: &Person,
    id: Id<Product>,
) -> Result<Product, Error<DelistRefusal>> {
    transaction!(app, |tx| {
        let product = store::lock(tx, id).await?.ok_or(DelistRefusal::ProductNotFound)?;
        let member = member(tx, person, &product).await?.map_err(|why| {
            why.refusal(
                DelistRefusal::ProductNotFound,
                DelistRefusal::RoleTooLow,
                DelistRefusal::SecondFactorNeeded,
            )
        })?;
        if !product.state.may_become(ProductState::Delisted, ActorKind::Operator) {
            return Err(DelistRefusal::NotLive.into());
        }
        let step = Passage::to(ProductState::Delisted, member.actor(), "delisted");
        Ok(go(tx, product, step).await?)
    })
}

async fn member(
    tx: &Tx,
    person: &Person,
    product: &Product,
) -> Result<Result<Member, NotEntitled>, Failure> {
    operators::entitled(tx, person, product.operator_id, MemberRole::Manager).await
}

/// One move of a product.
pub(super) struct Passage<'a> {
    to: ProductState,
    actor: Actor,
    cause: &'a str,
    /// The rule that blocks it; there if and only if it is blocked.
    basis: Option<Basis>,
}

impl<'a> Passage<'a> {
    pub(super) fn to(to: ProductState, actor: Actor, cause: &'a str) -> Self {
        Self { to, actor, cause, basis: None }
    }

    /// Off the shelves, or not let on them; the cause is the reason that its operator reads.
    pub(super) fn block(actor: Actor, reason: &'a str, basis: Basis) -> Self {
        Self { to: ProductState::Blocked, actor, cause: reason, basis: Some(basis) }
    }
}

/// Saves the move, writes the timeline, the prices on offer and the measure taken, and tells
/// whoever must react. The row is locked.
pub(super) async fn go(
    tx: &Tx,
    product: Product,
    passage: Passage<'_>,
) -> Result<Product, Failure> {
    let block_reason = passage.basis.is_some().then_some(passage.cause);
    if !store::move_state(tx, &product, passage.to, block_reason).await? {
        return Err(Failure::broken("a locked product was moved by somebody else"));
    }
    let step = Step {
        aggregate: product.id.uuid(),
        from: product.state,
        to: passage.to,
        actor: passage.actor,
        cause: passage.cause.to_owned(),
        rule_version: passage.basis.as_ref().map(|basis| basis.rule.clone()),
    };
    transitions::record(tx, step).await?;
    let id = product.id.uuid();
    if passage.to == ProductState::Live {
        store::offer_all(tx, product.id, true).await?;
        events::record(tx, &ProductWentLive { product: id }).await?;
    } else if product.state == ProductState::Live {
        store::offer_all(tx, product.id, false).await?;
        let blocked = passage.to == ProductState::Blocked;
        events::record(tx, &ProductWithdrawn { product: id, blocked }).await?;
    }
    if passage.to == ProductState::Screening {
        events::record(tx, &ProductSubmitted { product: id }).await?;
    }
    if let Some(basis) = &passage.basis {
        take(tx, &product, MeasureKind::Blocked, basis).await?;
    }
    let listed_at = if passage.to == ProductState::Live { tx.now() } else { product.listed_at };
    Ok(Product {
        state: passage.to,
        block_reason: block_reason.map(ToOwned::to_owned),
        listed_at,
        version: product.version + 1,
        ..product
    })
}

/// Records a measure about a product.
async fn take(tx: &Tx, product: &Product, kind: MeasureKind, basis: &Basis) -> Result<(), Failure> {
    let measure = Measure {
        product_id: product.id,
        product_version: product.version,
        kind,
        rule: basis.rule.clone(),
        rule_id: basis.rule_id,
        liable: basis.liable,
        taken_at: tx.now(),
    };
    store::add_measure(tx, &measure).await
}
