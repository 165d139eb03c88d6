//! Staff open a claim on an order.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::{Currency, Id, Money};
use platform::{App, Error, Failure, refusals, transaction};
use serde::Serialize;
use uuid::Uuid;

use super::claiming::{NewClaim, NotClaimed, claim};
use crate::compensation::claim::{
    Basis, BasisKind, Compensation, Demand, Proof, ProofKind, Reference, Regime,
};
use crate::compensation::statute::{Chosen, Ground, InjuryCost};
use crate::compensation::store::claims;
use crate::identity::{Person, Staff, Support};
use crate::{operators, orders};

/// The most costs of an injury.
const MOST_COSTS: usize = 7;
/// The most lines of an order.
const MOST_LINES: usize = 50;

/// What staff claim for a buyer, as it is asked for.
#[derive(Debug, Clone, Serialize)]
pub struct OpenInput {
    pub order: Uuid,
    pub lines: Vec<i32>,
    pub ground: Ground,
    pub basis: BasisKind,
    pub reference: Option<String>,
    /// What was lost, where the ground asks for it.
    pub loss_minor: Option<i64>,
    /// What is asked for, where the law only bounds it.
    pub asked_minor: Option<i64>,
    pub costs: Vec<(InjuryCost, i64)>,
    pub is_label_flaw: bool,
    pub household: Option<i32>,
}

refusals! {
    /// Why no claim was opened, in order of precedence.
    pub enum OpenRefusal: "CompensationOpenErrorCode", CompensationOpenUserError {
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
        /// What the law adds takes an admission, a mediation, an award or a judgment (CP-4).
        ProofNeeded at ["basis"] says "This takes an admission, a mediation, an award or a judgment.",
        /// Not 1 to 80 characters.
        ReferenceInvalid at ["reference"] says "A reference has 1 to 80 characters.",
        /// An award and a judgment have a number.
        NumberNeeded at ["reference"] says "Give the number of the award or the judgment.",
        /// Nothing was paid for it.
        NotPaid at ["orderId"] says "Nothing was paid for this order.",
        /// The order has no such line, or more than 50 are named.
        LineUnknown at ["lines"] says "The order has no such line.",
        /// A sum is missing, is not above zero, or is too large; or a cost is named twice.
        AmountInvalid at ["lossMinor"] says "Give sums above zero, each cost once.",
        /// A flaw of the label that harms nobody gives nothing.
        LabelFlaw at ["isLabelFlaw"] says "A flaw of the label that harms nobody gives nothing.",
        /// The law that holds for the order adds nothing.
        NoExtraHere at ["ground"] says "The law that holds for this order adds nothing.",
        /// A claim of this order was faked (CP-8).
        Fabricated at ["orderId"] says "A claim of this order was found to be faked.",
        /// Escrow still holds the price: refund it from there.
        InEscrow at ["ground"] says "The price is still in escrow: refund it from there.",
        /// The loss is claimed already, or paid: that is done once (CP-6).
        LossClaimed at ["ground"] says "This loss is claimed or paid already.",
    }
}

impl From<NotClaimed> for OpenRefusal {
    fn from(why: NotClaimed) -> Self {
        match why {
            NotClaimed::OrderNotFound => Self::OrderNotFound,
            NotClaimed::NotPaid => Self::NotPaid,
            NotClaimed::LineUnknown => Self::LineUnknown,
            NotClaimed::NumberNeeded => Self::NumberNeeded,
            NotClaimed::AmountInvalid => Self::AmountInvalid,
            NotClaimed::LabelFlaw => Self::LabelFlaw,
            NotClaimed::NoExtraHere => Self::NoExtraHere,
            NotClaimed::Fabricated => Self::Fabricated,
            NotClaimed::InEscrow => Self::InEscrow,
            NotClaimed::LossClaimed => Self::LossClaimed,
        }
    }
}

/// Opens a claim on an order; somebody else decides about it.
///
/// # Errors
/// [`OpenRefusal`], or ours.
pub async fn open(
    app: &App,
    staff: &Staff<Support>,
    key: &str,
    input: &OpenInput,
) -> Result<Compensation, Error<OpenRefusal>> {
    use OpenRefusal as R;
    let by = staff.person();
    let principal = by.account_id().to_string();
    let asked = Request::new(&principal, "compensationOpen", key, input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(claims::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        let currency = currency_of(tx, by, input.order).await??;
        let new = NewClaim {
            order: Id::from_uuid(input.order),
            lines: input.lines.clone(),
            demand: demand(input, currency)?,
            matter: None,
            by: Some(by.account_id()),
        };
        if new.lines.len() > MOST_LINES {
            return Err(R::LineUnknown.into());
        }
        let claim = claim(tx, &new).await?.map_err(R::from)?;
        asked.keep(tx, &claim.id.uuid()).await?;
        Ok(claim)
    })
}

/// The currency of an order that somebody may open a claim on.
async fn currency_of(
    tx: &Tx,
    by: &Person,
    order: Uuid,
) -> Result<Result<Currency, OpenRefusal>, Failure> {
    if !by.stepped_up(tx).await? {
        return Ok(Err(OpenRefusal::StepUpNeeded));
    }
    let Some(order) = orders::many(tx.conn(), [order]).await?.pop() else {
        return Ok(Err(OpenRefusal::OrderNotFound));
    };
    let parties = (order.buyer_id, order.operator_id);
    if operators::has_part(tx.conn(), by.account_id(), parties).await? {
        return Ok(Err(OpenRefusal::OwnMatter));
    }
    Ok(Ok(order.price.total.currency()))
}

/// What is asked for as one demand of the law.
fn demand(input: &OpenInput, currency: Currency) -> Result<Demand, OpenRefusal> {
    let basis = basis(input)?;
    let money = |minor: Option<i64>| {
        minor.map(|minor| Money::new(minor, currency)).ok_or(OpenRefusal::AmountInvalid)
    };
    let chosen = match input.loss_minor {
        Some(minor) => Chosen::Loss(Money::new(minor, currency)),
        None => Chosen::Price,
    };
    let regime = match input.ground {
        Ground::Refund => return Ok(Demand::Refund(basis)),
        Ground::Loss => return Ok(Demand::Loss(money(input.loss_minor)?, basis)),
        Ground::Injury => {
            if input.costs.len() > MOST_COSTS {
                return Err(OpenRefusal::AmountInvalid);
            }
            let cost = |(kind, minor): &(InjuryCost, i64)| (*kind, Money::new(*minor, currency));
            return Ok(Demand::Injury(input.costs.iter().map(cost).collect(), basis));
        }
        Ground::Fraud => Regime::Fraud { is_label_flaw: input.is_label_flaw },
        Ground::UnsafeFood => Regime::UnsafeFood {
            chosen,
            is_label_flaw: input.is_label_flaw,
            household: input.household,
        },
        Ground::UnsafeDrug => Regime::UnsafeDrug { chosen },
        Ground::KnownDefect => {
            let (loss, asked) = (money(input.loss_minor)?, money(input.asked_minor)?);
            Regime::KnownDefect { loss, asked }
        }
    };
    match basis {
        Basis::Ruling => Err(OpenRefusal::ProofNeeded),
        Basis::Proven(proof) => Ok(Demand::Extra(regime, proof)),
    }
}

fn basis(input: &OpenInput) -> Result<Basis, OpenRefusal> {
    let reference = input.reference.as_deref().map(Reference::parse).transpose();
    let reference = reference.map_err(|_| OpenRefusal::ReferenceInvalid)?;
    let kind = match input.basis {
        BasisKind::Ruling => return Ok(Basis::Ruling),
        BasisKind::Admission => ProofKind::Admission,
        BasisKind::Mediation => ProofKind::Mediation,
        BasisKind::Award => ProofKind::Award,
        BasisKind::Judgment => ProofKind::Judgment,
    };
    Ok(Basis::Proven(Proof { kind, reference }))
}
