//! What a seller tells of a product: its label, and what may be bought along with it.

use std::collections::HashSet;

use platform::database::Tx;
use platform::kernel::{Id, Line};
use platform::{App, Error, Failure, refusals, transaction};

use crate::catalog::extra::Extra;
use crate::catalog::label::{self, LabelFault, LabelLanguage, LabelLine};
use crate::catalog::{Product, ProductState, store};
use crate::identity::Person;
use crate::operators::{self, MemberRole, NotEntitled};

/// The most extras of one product.
const MOST_EXTRAS: usize = 10;

refusals! {
    /// Why a label was not kept, in order of precedence.
    pub enum LabelRefusal: "ProductLabelSetErrorCode", ProductLabelSetUserError {
        /// No such product, or you are no member of its operator.
        ProductNotFound at ["id"] says "There is no such product of yours.",
        /// Labels take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It is before the screen or live: delist it first.
        NotEditable at ["id"] says "A label is changed while the product is off the shelves.",
        /// A field twice.
        FieldTwice at ["lines", "field"] says "A label has each field once.",
        /// Not 1 to 1,000 characters.
        ValueInvalid at ["lines", "value"] says "A line of a label has 1 to 1,000 characters.",
        /// Not a day such as `2026-11-22`, or safe use that ends before the making.
        DateInvalid at ["lines", "value"] says "Give the day as 2026-11-22.",
        /// A label in Chinese that does not name the product in Chinese.
        NameNotChinese at ["lines", "value"] says "A label in Chinese has a name in Chinese.",
    }
}

/// Replaces the label of a product in one language; no line at all takes it off.
///
/// # Errors
/// [`LabelRefusal`], or ours.
pub async fn set_label(
    app: &App,
    person: &Person,
    id: Id<Product>,
    (language, lines): (LabelLanguage, Vec<LabelLine>),
) -> Result<Product, Error<LabelRefusal>> {
    transaction!(app, |tx| {
        let product = own(tx, person, id).await?.map_err(|why| {
            why.refusal(
                LabelRefusal::ProductNotFound,
                LabelRefusal::RoleTooLow,
                LabelRefusal::SecondFactorNeeded,
            )
        })?;
        // What the screen has read is what buyers read.
        if matches!(product.state, ProductState::Screening | ProductState::Live) {
            return Err(LabelRefusal::NotEditable.into());
        }
        let lines = label::read(language, &lines).map_err(|fault| match fault {
            LabelFault::Twice => LabelRefusal::FieldTwice,
            LabelFault::Value => LabelRefusal::ValueInvalid,
            LabelFault::Date => LabelRefusal::DateInvalid,
            LabelFault::Name => LabelRefusal::NameNotChinese,
        })?;
        store::put_label(tx, id, language, &lines).await?;
        Ok(product)
    })
}

refusals! {
    /// Why extras were not kept, in order of precedence.
    pub enum ExtrasRefusal: "ProductExtrasSetErrorCode", ProductExtrasSetUserError {
        /// No such product, or you are no member of its operator.
        ProductNotFound at ["id"] says "There is no such product of yours.",
        /// Extras take a manager or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// More than ten, or one twice.
        ExtraCountInvalid at ["extras"] says "A product has up to ten extras, each once.",
        /// More than 120 characters, or more than one line.
        NoteInvalid at ["extras", "note"] says "A note has at most 120 characters.",
        /// No such variant of another product of this shop.
        SkuNotFound at ["extras", "skuId"] says "There is no such variant of this shop's.",
    }
}

/// Replaces what may be bought along with a product. Nothing of it is ever chosen for a buyer
/// (CA-8): there is nowhere to say so.
///
/// # Errors
/// [`ExtrasRefusal`], or ours.
pub async fn set_extras(
    app: &App,
    person: &Person,
    id: Id<Product>,
    extras: Vec<Extra>,
) -> Result<Product, Error<ExtrasRefusal>> {
    transaction!(app, |tx| {
        let product = own(tx, person, id).await?.map_err(|why| {
            why.refusal(
                ExtrasRefusal::ProductNotFound,
                ExtrasRefusal::RoleTooLow,
                ExtrasRefusal::SecondFactorNeeded,
            )
        })?;
        let distinct: HashSet<_> = extras.iter().map(|extra| extra.sku_id.uuid()).collect();
        if distinct.len() != extras.len() || extras.len() > MOST_EXTRAS {
            return Err(ExtrasRefusal::ExtraCountInvalid.into());
        }
        if extras.iter().any(|extra| Line::<0, 120>::parse(&extra.note).is_err()) {
            return Err(ExtrasRefusal::NoteInvalid.into());
        }
        let parents = store::products_of_skus(tx, distinct.iter().copied()).await?;
        let others = store::many(tx.conn(), parents.values().copied()).await?;
        let foreign =
            |other: &Product| other.operator_id != product.operator_id || other.id == product.id;
        if parents.len() != extras.len() || others.iter().any(foreign) {
            return Err(ExtrasRefusal::SkuNotFound.into());
        }
        store::put_extras(tx, id, &extras).await?;
        Ok(product)
    })
}

/// A product of somebody who may list goods, locked; a foreign one is answered as if there were
/// none.
async fn own(
    tx: &Tx,
    person: &Person,
    id: Id<Product>,
) -> Result<Result<Product, NotEntitled>, Failure> {
    let Some(product) = store::lock(tx, id).await? else { return Ok(Err(NotEntitled::NotMember)) };
    let member = operators::entitled(tx, person, product.operator_id, MemberRole::Manager).await?;
    Ok(member.map(|_| product))
}
