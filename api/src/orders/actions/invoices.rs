//! Invoices: asked for with the order or after it, and answered by the operator within ten days
//! (OR-6) [ECL 14].

use platform::database::Tx;
use platform::kernel::calendar::{Period, Roll, WorkingDays};
use platform::kernel::{Id, Line as TextLine, Noun};
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use serde::Serialize;
use time::OffsetDateTime;
use vault::normal::{CreditCode, Normal};
use vault::pii::Pii;
use zeroize::Zeroizing;

use super::keeping::{TradeKeys, trade_keys};
use crate::identity::{Account, Person};
use crate::operators::{self, MemberRole};
use crate::orders::facts::OrderChanged;
pub use crate::orders::store::invoices::TitleKind;
use crate::orders::{Order, OrderState, jobs, store, terms};
use crate::privacy::{self, fields};

fields! {
    /// Whose name stands on an invoice.
    InvoiceTitle = "invoice_request"."title_sealed": Vec<u8>, Name, Short;
}

/// A wish for an invoice.
#[derive(Debug, Clone)]
pub struct InvoiceRequest {
    pub id: Id<InvoiceRequest>,
    pub order_id: Id<Order>,
    pub state: InvoiceState,
    pub title_kind: TitleKind,
    pub title: Pii<InvoiceTitle>,
    /// Of a business.
    pub tax_number: Option<String>,
    /// Once it is answered.
    pub invoice_number: Option<String>,
    pub requested_at: OffsetDateTime,
    pub due_at: OffsetDateTime,
    pub answered_at: Option<OffsetDateTime>,
    /// Since when the operator is late.
    pub overdue_at: Option<OffsetDateTime>,
}

impl Noun for InvoiceRequest {
    const PREFIX: &'static str = "invoice";
}

/// Where a wish for an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvoiceState {
    Requested,
    Answered,
    Withdrawn,
}

impl States for InvoiceState {
    const MACHINE: &'static str = "invoice_request";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Requested, Self::Answered, &[ActorKind::Operator]),
        (Self::Requested, Self::Withdrawn, &[ActorKind::Buyer, ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Requested => "REQUESTED",
            Self::Answered => "ANSWERED",
            Self::Withdrawn => "WITHDRAWN",
        }
        .to_owned()
    }
}

/// What to write on an invoice.
#[derive(Debug, Clone, Serialize)]
pub struct InvoiceInput {
    #[serde(skip)]
    pub title_kind: Option<TitleKind>,
    pub title: String,
    pub tax_number: Option<String>,
}

/// What to write on an invoice, read and with the keys to seal it.
pub struct Prepared {
    kind: TitleKind,
    title: Zeroizing<Vec<u8>>,
    tax_number: Option<String>,
    under: TradeKeys,
}

/// The title or the number is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoInvoice;

refusals! {
    /// Why an invoice was not asked for, in order of precedence.
    pub enum InvoiceRefusal: "InvoiceRequestErrorCode", InvoiceRequestUserError {
        /// There is no such order of yours.
        OrderNotFound at ["orderId"] says "There is no such order of yours.",
        /// The title is not 2 to 120 characters, or a business has no credit code.
        TitleInvalid at ["invoice"]
            says "A title has 2 to 120 characters; a business gives its credit code.",
        /// Nothing was paid for this order, or it was cancelled.
        NotPaid at ["orderId"] says "An invoice takes an order that is paid.",
        /// One was asked for already.
        AlreadyRequested at ["orderId"] says "An invoice was asked for already.",
    }
}

refusals! {
    /// Why a wish for an invoice was not answered, in order of precedence.
    pub enum InvoiceAnswerRefusal: "InvoiceAnswerErrorCode", InvoiceAnswerUserError {
        /// No such request at a shop of yours.
        InvoiceNotFound at ["id"] says "There is no such request at a shop of yours.",
        /// Answering takes finance or an owner.
        RoleTooLow at ["id"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not 1 to 40 letters, digits and hyphens.
        NumberInvalid at ["number"] says "A number has 1 to 40 letters, digits and hyphens.",
        /// It was answered or withdrawn.
        NotOpen at ["id"] says "This request was answered or withdrawn.",
    }
}

/// Reads what to write on an invoice, with the keys of the buyer.
///
/// # Errors
/// The inner one: it is no title; the outer one is the key store's own.
pub async fn prepare(
    app: &App,
    buyer: Id<Account>,
    input: &InvoiceInput,
) -> Result<Result<Prepared, NoInvoice>, Failure> {
    let kind = input.title_kind.unwrap_or(TitleKind::Person);
    let title = TextLine::<2, 120>::parse(&input.title).map_err(|_| NoInvoice);
    let number = match (kind, &input.tax_number) {
        (TitleKind::Person, None) => Ok(None),
        (TitleKind::Business, Some(number)) => CreditCode::parse(number)
            .map(|code| Some(code.as_str().to_owned()))
            .map_err(|_| NoInvoice),
        _ => Err(NoInvoice),
    };
    let (Ok(title), Ok(tax_number)) = (title, number) else { return Ok(Err(NoInvoice)) };
    let under = trade_keys(app, buyer).await?;
    let title = Zeroizing::new(title.into_string().into_bytes());
    Ok(Ok(Prepared { kind, title, tax_number, under }))
}

/// Keeps a wish for an invoice of an order.
pub(super) async fn add(
    tx: &Tx,
    order: Id<Order>,
    wish: &Prepared,
) -> Result<InvoiceRequest, Failure> {
    let id: Id<InvoiceRequest> = tx.app().new_id();
    let row = privacy::row(wish.under.subject, id.uuid(), 1);
    let days = Period::Days(terms::INVOICE_DAYS, Roll::Stay);
    let due = days
        .deadline(tx.now(), &WorkingDays::built_in())
        .map_err(|error| Failure::because("when an invoice is due", error))?;
    let request = InvoiceRequest {
        id,
        order_id: order,
        state: InvoiceState::Requested,
        title_kind: wish.kind,
        title: wish.under.keys.seal::<InvoiceTitle>(&wish.title, &row)?,
        tax_number: wish.tax_number.clone(),
        invoice_number: None,
        requested_at: tx.now(),
        due_at: due.instant(),
        answered_at: None,
        overdue_at: None,
    };
    store::invoices::insert(tx, &request).await?;
    timers::set(tx, jobs::INVOICE_DUE, id.uuid(), request.due_at).await?;
    Ok(request)
}

/// Asks for the invoice of an order that is paid.
///
/// # Errors
/// [`InvoiceRefusal`], or ours.
pub async fn request(
    app: &App,
    person: &Person,
    order: Id<Order>,
    input: &InvoiceInput,
) -> Result<Order, Error<InvoiceRefusal>> {
    let buyer = person.account_id();
    let prepared = prepare(app, buyer, input).await?;
    transaction!(app, |tx| {
        let found = store::orders::lock(tx, order).await?.filter(|own| own.buyer_id == buyer);
        let found = found.ok_or(InvoiceRefusal::OrderNotFound)?;
        let wish = prepared.as_ref().map_err(|_| InvoiceRefusal::TitleInvalid)?;
        if matches!(found.state, OrderState::Submitted | OrderState::Cancelled) {
            return Err(InvoiceRefusal::NotPaid.into());
        }
        if store::invoices::of_orders(tx.conn(), [order.uuid()]).await?.contains_key(&order.uuid())
        {
            return Err(InvoiceRefusal::AlreadyRequested.into());
        }
        add(tx, order, wish).await?;
        events::record(tx, &OrderChanged::of(&found)).await?;
        Ok(found)
    })
}

/// Answers a wish for an invoice with the number of the invoice that was issued.
///
/// # Errors
/// [`InvoiceAnswerRefusal`], or ours.
pub async fn answer(
    app: &App,
    person: &Person,
    id: Id<InvoiceRequest>,
    number: &str,
) -> Result<Order, Error<InvoiceAnswerRefusal>> {
    use InvoiceAnswerRefusal as R;
    transaction!(app, |tx| {
        let request = store::invoices::lock(tx, id).await?.ok_or(R::InvoiceNotFound)?;
        let order = store::orders::many(tx.conn(), [request.order_id.uuid()]).await?.pop();
        let order = order.ok_or(R::InvoiceNotFound)?;
        let member = operators::entitled(tx, person, order.operator_id, MemberRole::Finance);
        let member = member
            .await?
            .map_err(|why| why.refusal(R::InvoiceNotFound, R::RoleTooLow, R::SecondFactorNeeded))?;
        let sound = (1..=40).contains(&number.len())
            && number.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if !sound {
            return Err(R::NumberInvalid.into());
        }
        if request.state != InvoiceState::Requested {
            return Err(R::NotOpen.into());
        }
        store::invoices::answer(tx, &request, number).await?;
        timers::cancel(tx, jobs::INVOICE_DUE, id.uuid()).await?;
        record(tx, &request, InvoiceState::Answered, member.actor()).await?;
        events::record(tx, &OrderChanged::of(&order)).await?;
        Ok(order)
    })
}

/// An order was cancelled: nobody owes an invoice for it.
pub(super) async fn withdraw(tx: &Tx, order: Id<Order>) -> Result<(), Failure> {
    let found = store::invoices::of_orders(tx.conn(), [order.uuid()]).await?.remove(&order.uuid());
    let open = found.filter(|request| request.state == InvoiceState::Requested);
    let Some(request) = open else { return Ok(()) };
    store::invoices::withdraw(tx, request.id).await?;
    timers::cancel(tx, jobs::INVOICE_DUE, request.id.uuid()).await?;
    record(tx, &request, InvoiceState::Withdrawn, Actor::SYSTEM).await
}

/// Ten days have passed, and a wish for an invoice was not answered: it is marked, and stays open.
///
/// # Errors
/// The database's own.
pub async fn fall_due(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        let request = store::invoices::lock(tx, Id::from_uuid(firing.aggregate)).await?;
        firing.settle(tx).await?;
        match request.filter(|request| request.state == InvoiceState::Requested) {
            Some(request) => store::invoices::mark_overdue(tx, request.id).await,
            None => Ok(()),
        }
    })
}

async fn record(
    tx: &Tx,
    request: &InvoiceRequest,
    to: InvoiceState,
    actor: Actor,
) -> Result<(), Failure> {
    let step = Step {
        aggregate: request.id.uuid(),
        from: request.state,
        to,
        actor,
        cause: "invoice (OR-6)".to_owned(),
        rule_version: Some(terms::VERSION.to_owned()),
    };
    transitions::record(tx, step).await
}
