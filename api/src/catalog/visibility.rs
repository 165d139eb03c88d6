//! Who sees which product: live ones everybody, the others their operator's members and staff.

use platform::{App, Failure};

use super::{Product, ProductState};
use crate::identity::{Compliance, Staff, Viewer};
use crate::operators;

/// Whether a viewer may see a product at all; who may not is answered as if there were none.
///
/// # Errors
/// The database's own.
pub async fn may_see(app: &App, viewer: &Viewer, product: &Product) -> Result<bool, Failure> {
    if product.state == ProductState::Live {
        return Ok(true);
    }
    is_insider(app, viewer, product).await
}

/// Whether a viewer acts for the product's operator, or screens goods.
///
/// # Errors
/// The database's own.
pub async fn is_insider(app: &App, viewer: &Viewer, product: &Product) -> Result<bool, Failure> {
    let Some(person) = viewer.as_person() else { return Ok(false) };
    if Staff::<Compliance>::of(person).is_ok() {
        return Ok(true);
    }
    operators::is_member(app.reader(), product.operator_id.uuid(), person.account_id()).await
}
