//! In whose name an operator is paid out. A natural person is paid in their own name and no other
//! (OP-7); the name is sealed, and compared by its index.

use platform::clock::to_millis;
use platform::database::Tx;
use platform::kernel::{Id, Line};
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;
use vault::pii::{Field as _, FieldName, Pii, Row};
use zeroize::Zeroizing;

use super::member::{MemberRole, entitled};
use super::registration::{name_index, name_index_in_force};
use super::standing::OperatorKind;
pub use super::store_matters::holders_set_by as set_by;
use super::{Operator, store, store_matters, store_members};
use crate::identity::Person;
use crate::privacy::{self, Opened, fields, keys_of};

refusals! {
    /// Why a payout holder was not kept, in order of precedence.
    pub enum PayoutRefusal: "OperatorPayoutHolderSetErrorCode", OperatorPayoutHolderSetUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners say where money goes.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// No registration of the shop is in force yet.
        NotRegistered at ["operatorId"] says "Register this shop first.",
        /// Not 2 to 120 characters on one line.
        NameInvalid at ["name"] says "A name has 2 to 120 characters.",
        /// A natural person is paid out in the name of their identity card.
        NameDiffers at ["name"] says "A person is paid out in their own name.",
    }
}

/// Says in whose name an operator is paid out.
///
/// # Errors
/// [`PayoutRefusal`], or ours.
pub async fn set_holder(
    app: &App,
    person: &Person,
    id: Id<Operator>,
    name: &str,
) -> Result<Operator, Error<PayoutRefusal>> {
    use PayoutRefusal as R;
    let account = person.account_id();
    if store_members::role_of(app.reader(), id, account).await?.is_none() {
        return Err(R::OperatorNotFound.into());
    }
    let keys = keys_of(app, id.uuid()).await?;
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let operator = store::lock(tx, id).await?.ok_or(R::OperatorNotFound)?;
        entitled(tx, person, id, MemberRole::Owner)
            .await?
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        let kind = operator.kind.ok_or(R::NotRegistered)?;
        let name = Line::<2, 120>::parse(name).map_err(|_| R::NameInvalid)?;
        let index = name_index(app, &name)?;
        let own = name_index_in_force(tx.conn(), id).await?;
        if kind == OperatorKind::NaturalPerson && (index.is_none() || own != index) {
            return Err(R::NameDiffers.into());
        }
        let bytes = Zeroizing::new(name.as_bytes().to_vec());
        let sealed = keys.seal::<HolderName>(&bytes, &place(id.uuid(), tx.now()))?;
        store_matters::put_holder(tx, id, (sealed, index.unwrap_or_default()), account).await?;
        Ok(operator)
    })
}

fields! {
    /// In whose name an operator is paid out; of the row as it was set, by its time.
    HolderName = "operator_payout_holder"."name_sealed": Vec<u8>, Payment, Short;
}

fn place(operator: Uuid, set_at: OffsetDateTime) -> Row {
    privacy::row(operator, operator, u64::try_from(to_millis(set_at)).unwrap_or(0))
}

/// A name in which somebody had a shop paid out, sealed.
pub struct Holder {
    pub(super) operator: Uuid,
    pub(super) set_at: OffsetDateTime,
    pub(super) sealed: Pii<HolderName>,
}

impl Holder {
    /// The shop, whose key it is sealed under.
    pub fn operator(&self) -> Uuid {
        self.operator
    }

    /// What to ask the gate for.
    pub fn field() -> FieldName {
        HolderName::name()
    }

    /// The name in the clear, once the gate is open.
    ///
    /// # Errors
    /// The gate was opened for something else.
    pub fn read(&self, opened: &Opened) -> Result<Zeroizing<String>, Failure> {
        let plain = opened.read(&self.sealed, &place(self.operator, self.set_at))?;
        let text = std::str::from_utf8(plain.expose());
        let text = text.map_err(|_| Failure::broken("a sealed name is no text"))?;
        Ok(Zeroizing::new(text.to_owned()))
    }
}

/// Whether it is known in whose name an operator is paid out, and a natural person is in their own
/// (OP-7). Asked by whoever pays out.
///
/// # Errors
/// The database's own.
pub async fn may_be_paid_out(tx: &Tx, id: Id<Operator>) -> Result<bool, Failure> {
    let Some(operator) = store::many(tx.conn(), [id.uuid()]).await?.pop() else {
        return Ok(false);
    };
    let Some(holder) = store_matters::holder_index(tx.conn(), id).await? else { return Ok(false) };
    let own = name_index_in_force(tx.conn(), id).await?;
    Ok(operator.kind != Some(OperatorKind::NaturalPerson) || own == Some(holder))
}

/// A person of another name is in force now: nobody is paid out in the old one.
pub(super) async fn forget_other_names(
    tx: &Tx,
    id: Id<Operator>,
    name_index: Option<&str>,
) -> Result<(), Failure> {
    store_matters::drop_other_holders(tx, id, name_index.unwrap_or_default()).await
}
