//! Who may see an order, read an address in the clear, and take a contract along.

use platform::clock::to_millis;
use platform::kernel::{Asked, Id};
use platform::{App, Error, Failure, refusals, transaction};
use time::Duration;
use uuid::Uuid;

use crate::identity::{Person, Staff, Support, Viewer};
use crate::operators::{self, MemberRole};
use crate::orders::actions::invoices::{InvoiceRequest, InvoiceState, InvoiceTitle};
use crate::orders::actions::keeping::open_trade;
use crate::orders::address::{self, AddressText, PostalAddress};
use crate::orders::store::lists::{OrderPlace, Whose};
use crate::orders::{Order, OrderState, store};
use crate::privacy::{self, Asking, Denied, Ground, Purpose, Reader};

/// How long the link to a contract's file is good.
pub const LINK_LASTS: Duration = Duration::minutes(10);

const LINK: &str = "contract.link";

/// An order if this viewer may see it: its buyer, members of its operator, support staff.
///
/// # Errors
/// The database's own.
pub async fn seen(app: &App, viewer: &Viewer, order: &Order) -> Result<bool, Failure> {
    if is_close(viewer, order) {
        return Ok(true);
    }
    let Some(person) = viewer.as_person() else { return Ok(false) };
    operators::is_member(app.reader(), order.operator_id.uuid(), person.account_id()).await
}

/// Whether a viewer may see an order whoever its operator is: its buyer, and support staff.
pub fn is_close(viewer: &Viewer, order: &Order) -> bool {
    let person = viewer.as_person();
    person.is_some_and(|person| {
        order.buyer_id == person.account_id() || Staff::<Support>::of(person).is_ok()
    })
}

/// A page of orders, one row more than was asked for; nobody else's than the viewer may see.
///
/// # Errors
/// The database's own.
pub async fn list(
    app: &App,
    person: &Person,
    whose: Whose,
    state: Option<OrderState>,
    page: &Asked<OrderPlace>,
) -> Result<Vec<Order>, Failure> {
    let may = match whose {
        Whose::Buyer(account) => account == person.account_id().uuid(),
        Whose::Operator(operator) => {
            operators::is_member(app.reader(), operator, person.account_id()).await?
        }
        Whose::All => Staff::<Support>::of(person).is_ok(),
    };
    if !may {
        return Ok(Vec::new());
    }
    store::lists::list(app.reader(), whose, state, page).await
}

refusals! {
    /// Why an address was not shown, in order of precedence.
    pub enum AddressRevealRefusal: "AddressRevealErrorCode", AddressRevealUserError {
        /// There is no such address of yours.
        AddressNotFound at ["id"] says "There is no such address of yours.",
    }
}

refusals! {
    /// Why an order's address was not shown, in order of precedence.
    pub enum OrderAddressRefusal: "OrderAddressRevealErrorCode", OrderAddressRevealUserError {
        /// No such order of yours, or at a shop of yours.
        OrderNotFound at ["id"] says "There is no such order of yours or of your shop.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// A shop sees the address from when it is to send until the order is complete.
        NotToShip at ["id"] says "The address is shown while the order is being sent.",
        /// As much was read within an hour as one may.
        QuotaSpent at [] says "You have opened too much within an hour. Wait a little.",
        /// Its owner's data has been erased.
        Erased at ["id"] says "The data of this person has been erased.",
    }
}

/// One of a person's own addresses in the clear.
///
/// # Errors
/// [`AddressRevealRefusal`], or ours.
pub async fn reveal_own(
    app: &App,
    person: &Person,
    id: Id<PostalAddress>,
) -> Result<(PostalAddress, AddressText), Error<AddressRevealRefusal>> {
    use AddressRevealRefusal as R;
    let found = store::addresses::many(app.reader(), [id.uuid()]).await?.remove(&id.uuid());
    let own = found.filter(|address| address.account_id == person.account_id());
    let address = own.ok_or(R::AddressNotFound)?;
    let account = person.account_id().uuid();
    let asking = asking(Reader::Subject(account), account, Purpose::OwnData, Ground::Subject);
    let opened = address::open(app, &asking, std::slice::from_ref(&address)).await?;
    let text = opened.map_err(|_| R::AddressNotFound)?.pop().ok_or(R::AddressNotFound)?;
    Ok((address, text))
}

/// The address of an order in the clear: for its buyer, and for the operator while it sends.
///
/// # Errors
/// [`OrderAddressRefusal`], or ours.
pub async fn reveal_for_order(
    app: &App,
    person: &Person,
    id: Id<Order>,
) -> Result<(PostalAddress, AddressText), Error<OrderAddressRefusal>> {
    use OrderAddressRefusal as R;
    let account = person.account_id();
    let told: Result<Order, Error<R>> = transaction!(app, |tx| {
        let order = store::orders::many(tx.conn(), [id.uuid()]).await?.pop();
        let order = order.ok_or(R::OrderNotFound)?;
        if order.buyer_id == account {
            return Ok(order);
        }
        let member = operators::entitled(tx, person, order.operator_id, MemberRole::Support);
        member.await?.map_err(|why| {
            why.refusal(R::OrderNotFound, R::OrderNotFound, R::SecondFactorNeeded)
        })?;
        let open =
            matches!(order.state, OrderState::ToShip | OrderState::Shipped | OrderState::Signed);
        if open { Ok(order) } else { Err(R::NotToShip.into()) }
    });
    let order = told?;
    let subject = order.buyer_id.uuid();
    let asking = if order.buyer_id == account {
        asking(Reader::Subject(subject), subject, Purpose::OwnData, Ground::Subject)
    } else {
        asking(Reader::Other(account.uuid()), subject, Purpose::Shipping, Ground::Contract)
    };
    let found = store::addresses::many(app.reader(), [order.address_id]).await?;
    let address = found.into_values().next().ok_or(R::OrderNotFound)?;
    let opened = address::open(app, &asking, std::slice::from_ref(&address)).await?;
    let opened = opened.map_err(|denied| match denied {
        Denied::QuotaSpent => R::QuotaSpent,
        Denied::Erased => R::Erased,
        Denied::NoGround | Denied::NoConsent | Denied::Restricted => R::OrderNotFound,
    })?;
    let text = opened.into_iter().next().ok_or(R::Erased)?;
    Ok((address, text))
}

refusals! {
    /// Why the title of an invoice was not shown, in order of precedence.
    pub enum InvoiceRevealRefusal: "InvoiceRevealErrorCode", InvoiceRevealUserError {
        /// No such request of yours, or at a shop of yours.
        InvoiceNotFound at ["id"] says "There is no such request of yours or of your shop.",
        /// Writing invoices takes finance or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It was withdrawn with its order.
        Withdrawn at ["id"] says "The order was cancelled; nobody needs this invoice.",
        /// As much was read within an hour as one may.
        QuotaSpent at [] says "You have opened too much within an hour. Wait a little.",
        /// Its owner's data has been erased.
        Erased at ["id"] says "The data of this person has been erased.",
    }
}

/// Whose name is to stand on an invoice: for the buyer, and for those who write it.
///
/// # Errors
/// [`InvoiceRevealRefusal`], or ours.
pub async fn reveal_invoice(
    app: &App,
    person: &Person,
    id: Id<InvoiceRequest>,
) -> Result<(InvoiceRequest, String), Error<InvoiceRevealRefusal>> {
    use InvoiceRevealRefusal as R;
    let account = person.account_id();
    let found: Result<(InvoiceRequest, Order), Error<R>> = transaction!(app, |tx| {
        let request = store::invoices::lock(tx, id).await?.ok_or(R::InvoiceNotFound)?;
        let order = store::orders::many(tx.conn(), [request.order_id.uuid()]).await?.pop();
        let order = order.ok_or(R::InvoiceNotFound)?;
        if order.buyer_id == account {
            return Ok((request, order));
        }
        let member = operators::entitled(tx, person, order.operator_id, MemberRole::Finance);
        member
            .await?
            .map_err(|why| why.refusal(R::InvoiceNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
        if request.state == InvoiceState::Withdrawn {
            return Err(R::Withdrawn.into());
        }
        Ok((request, order))
    });
    let (request, order) = found?;
    let subject = order.buyer_id.uuid();
    let asking = if order.buyer_id == account {
        asking(Reader::Subject(subject), subject, Purpose::OwnData, Ground::Subject)
    } else {
        asking(Reader::Other(account.uuid()), subject, Purpose::Invoicing, Ground::Contract)
    };
    let opened = open_trade::<InvoiceTitle>(app, &asking).await?;
    let (opened, sealed_under) = opened.map_err(|denied| match denied {
        Denied::QuotaSpent => R::QuotaSpent,
        Denied::Erased => R::Erased,
        Denied::NoGround | Denied::NoConsent | Denied::Restricted => R::InvoiceNotFound,
    })?;
    let plain = opened.read(&request.title, &privacy::row(sealed_under, id.uuid(), 1))?;
    let title = String::from_utf8(plain.expose().clone())
        .map_err(|_| Failure::broken("the title of an invoice is no text"))?;
    Ok((request, title))
}

fn asking(reader: Reader, subject: Uuid, purpose: Purpose, ground: Ground) -> Asking {
    Asking { reader, subject, purpose, ground, request: String::new() }
}

/// The secret part of a link to an order's contract, good for ten minutes.
pub fn link(app: &App, order: Id<Order>) -> String {
    let until = to_millis(app.now() + LINK_LASTS);
    app.cursors().seal(LINK, &(order.uuid(), until))
}

/// The contract file that a link leads to; nothing for a link that is over, or was never made.
///
/// # Errors
/// The database's own.
pub async fn by_link(app: &App, token: &str) -> Result<Option<(Id<Order>, String)>, Failure> {
    let Ok((order, until)) = app.cursors().open::<(Uuid, i64)>(LINK, token) else {
        return Ok(None);
    };
    if to_millis(app.now()) >= until {
        return Ok(None);
    }
    let kept = store::contracts::of_orders(app.reader(), [order]).await?.remove(&order);
    Ok(kept.map(|kept| (Id::from_uuid(order), kept.file)))
}
