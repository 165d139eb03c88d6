//! A product on its way: submitted to the screen, let through or blocked, delisted.

use platform::database::Tx;
use platform::events;
use platform::kernel::{Id, Line};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, refusals, transaction};

use crate::catalog::facts::{ProductWentLive, ProductWithdrawn};
use crate::catalog::{Product, ProductState, store};
use crate::identity::{Compliance, Person, Staff};
use crate::operators::{self, Member, MemberRole, NotEntitled};

refusals! {
    /// Why a product was not submitted, in order of precedence.
    pub enum SubmitRefusal: "ProductSubmitErrorCode", ProductSubmitUserError {
        /// No such product, or you are no member of its operator.
        ProductNotFound at ["id"] says "There is no such product of yours.",
        /// Listing goods takes a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is being screened, or live already.
        NotSubmittable at ["id"] says "Only a draft, delisted or blocked product is submitted.",
    }
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
    transaction!(app, |tx| {
        let product = store::lock(tx, id).await?.ok_or(SubmitRefusal::ProductNotFound)?;
        let member = member(tx, person, &product).await?.map_err(|why| match why {
            NotEntitled::NotMember => SubmitRefusal::ProductNotFound,
            NotEntitled::RoleTooLow => SubmitRefusal::RoleTooLow,
            NotEntitled::SecondFactorNeeded => SubmitRefusal::SecondFactorNeeded,
        })?;
        if !product.state.may_become(ProductState::Screening, ActorKind::Operator) {
            return Err(SubmitRefusal::NotSubmittable.into());
        }
        let step = Passage::to(ProductState::Screening, member.actor(), "submitted");
        Ok(go(tx, product, step).await?)
    })
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
    }
}

/// Lets a product through the screen, or blocks it with a reason; a live one can only be blocked.
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
        ScreenVerdict::Approve => transaction!(app, |tx| {
            let product = store::lock(tx, id).await?.ok_or(ScreenRefusal::ProductNotFound)?;
            if !product.state.may_become(ProductState::Live, actor.kind) {
                return Err(ScreenRefusal::NotScreenable.into());
            }
            Ok(go(tx, product, Passage::to(ProductState::Live, actor, "screened")).await?)
        }),
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
        let mut passage = Passage::to(ProductState::Blocked, actor, reason.as_str());
        passage.block_reason = Some(reason.as_str());
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
        let member = member(tx, person, &product).await?.map_err(|why| match why {
            NotEntitled::NotMember => DelistRefusal::ProductNotFound,
            NotEntitled::RoleTooLow => DelistRefusal::RoleTooLow,
            NotEntitled::SecondFactorNeeded => DelistRefusal::SecondFactorNeeded,
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
struct Passage<'a> {
    to: ProductState,
    actor: Actor,
    cause: &'a str,
    block_reason: Option<&'a str>,
}

impl<'a> Passage<'a> {
    fn to(to: ProductState, actor: Actor, cause: &'a str) -> Self {
        Self { to, actor, cause, block_reason: None }
    }
}

/// Saves the move, writes the timeline and tells whoever must react. The row is locked.
async fn go(tx: &Tx, product: Product, passage: Passage<'_>) -> Result<Product, Failure> {
    if !store::move_state(tx, &product, passage.to, passage.block_reason).await? {
        return Err(Failure::broken("a locked product was moved by somebody else"));
    }
    let step = Step {
        aggregate: product.id.uuid(),
        from: product.state,
        to: passage.to,
        actor: passage.actor,
        cause: passage.cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    let id = product.id.uuid();
    if passage.to == ProductState::Live {
        events::record(tx, &ProductWentLive { product: id }).await?;
    } else if product.state == ProductState::Live {
        let blocked = passage.to == ProductState::Blocked;
        events::record(tx, &ProductWithdrawn { product: id, blocked }).await?;
    }
    let listed_at = if passage.to == ProductState::Live { tx.now() } else { product.listed_at };
    Ok(Product {
        state: passage.to,
        block_reason: passage.block_reason.map(ToOwned::to_owned),
        listed_at,
        version: product.version + 1,
        ..product
    })
}
