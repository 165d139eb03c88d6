//! Root fields that change orders.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::address::RevealedAddress;
use super::checkout::InvoiceInput;
use super::order::Order;
use super::papers::OrderInvoice;
use crate::identity::graphql::ViewerExt;
use crate::orders::actions::{invoices, moving, reading};

/// Which order to cancel.
#[derive(InputObject)]
pub struct OrderCancelInput {
    /// The order, beginning with `order_`.
    pub id: ID,
}

/// Which order to complete.
#[derive(InputObject)]
pub struct OrderCompleteInput {
    /// The order, beginning with `order_`.
    pub id: ID,
}

/// Whose address to show.
#[derive(InputObject)]
pub struct OrderAddressRevealInput {
    /// The order, beginning with `order_`.
    pub id: ID,
}

/// Which invoice to ask for.
#[derive(InputObject)]
pub struct InvoiceRequestInput {
    /// The order, beginning with `order_`.
    pub order_id: ID,
    /// What to write on it.
    pub invoice: InvoiceInput,
}

/// Which wish for an invoice to show.
#[derive(InputObject)]
pub struct InvoiceRevealInput {
    /// The wish, beginning with `invoice_`.
    pub id: ID,
}

/// What is to stand on an invoice, in the clear.
#[derive(SimpleObject)]
pub struct RevealedInvoice {
    /// The wish.
    pub invoice: OrderInvoice,
    /// The name of the person or the business.
    pub title: String,
}

/// The answer to a wish for an invoice.
#[derive(InputObject)]
pub struct InvoiceAnswerInput {
    /// The wish, beginning with `invoice_`.
    pub id: ID,
    /// The number of the invoice that was issued: 1 to 40 letters, digits and hyphens.
    pub number: String,
}

payload! {
    /// The answer of `orderCancel`.
    pub struct OrderCancelPayload refused by moving::CancelRefusal {
        /// The cancelled order; null when refused.
        order: Order,
    }
}

payload! {
    /// The answer of `orderComplete`.
    pub struct OrderCompletePayload refused by moving::CompleteRefusal {
        /// The completed order; null when refused.
        order: Order,
    }
}

payload! {
    /// The answer of `orderAddressReveal`.
    pub struct OrderAddressRevealPayload refused by reading::OrderAddressRefusal {
        /// The address in the clear; null when refused.
        revealed: RevealedAddress,
    }
}

payload! {
    /// The answer of `invoiceRequest`.
    pub struct InvoiceRequestPayload refused by invoices::InvoiceRefusal {
        /// The order with its invoice; null when refused.
        order: Order,
    }
}

payload! {
    /// The answer of `invoiceReveal`.
    pub struct InvoiceRevealPayload refused by reading::InvoiceRevealRefusal {
        /// What is to stand on it, in the clear; null when refused.
        revealed: RevealedInvoice,
    }
}

payload! {
    /// The answer of `invoiceAnswer`.
    pub struct InvoiceAnswerPayload refused by invoices::InvoiceAnswerRefusal {
        /// The order with its invoice; null when refused.
        order: Order,
    }
}

#[derive(Default)]
pub struct OrderMutation;

#[Object]
impl OrderMutation {
    /// Cancel an order of yours: before it is paid, or within ten minutes after. What was paid goes
    /// back by the way it came.
    async fn order_cancel(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: OrderCancelInput,
    ) -> Result<OrderCancelPayload> {
        let id = parse_id(&input.id)?;
        reply(moving::cancel(ctx.app(), ctx.person()?, id).await.map(Order::from))
    }

    /// Complete an order of yours that was delivered, before it does so by itself. The shop is then
    /// paid; your rights to give goods back and to complain stay.
    async fn order_complete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: OrderCompleteInput,
    ) -> Result<OrderCompletePayload> {
        let id = parse_id(&input.id)?;
        reply(moving::complete(ctx.app(), ctx.person()?, id).await.map(Order::from))
    }

    /// Show where an order goes, in the clear: to its buyer, and to its shop while it sends. The
    /// access is written down, and the buyer sees it.
    async fn order_address_reveal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which order.")] input: OrderAddressRevealInput,
    ) -> Result<OrderAddressRevealPayload> {
        let (id, person) = (parse_id(&input.id)?, ctx.person()?);
        let shown = reading::reveal_for_order(ctx.app(), person, id).await;
        let own = |shown: &(crate::orders::PostalAddress, crate::orders::AddressText)| {
            shown.0.account_id == person.account_id()
        };
        reply(shown.map(|shown| {
            let own = own(&shown);
            RevealedAddress::of(shown, own)
        }))
    }

    /// Ask for the invoice of an order of yours that is paid. The shop answers within ten days.
    async fn invoice_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invoice.")] input: InvoiceRequestInput,
    ) -> Result<InvoiceRequestPayload> {
        let id = parse_id(&input.order_id)?;
        let wish = input.invoice.into();
        reply(invoices::request(ctx.app(), ctx.person()?, id, &wish).await.map(Order::from))
    }

    /// Show whose name is to stand on an invoice: to the buyer, and to finance and owners of the
    /// shop, with a second factor. The access is written down, and the buyer sees it.
    async fn invoice_reveal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which wish.")] input: InvoiceRevealInput,
    ) -> Result<InvoiceRevealPayload> {
        let id = parse_id(&input.id)?;
        let shown = reading::reveal_invoice(ctx.app(), ctx.person()?, id).await;
        reply(
            shown.map(|(invoice, title)| RevealedInvoice { invoice: OrderInvoice(invoice), title }),
        )
    }

    /// Answer a wish for an invoice with the number of the one that was issued. Finance and owners,
    /// with a second factor.
    async fn invoice_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The answer.")] input: InvoiceAnswerInput,
    ) -> Result<InvoiceAnswerPayload> {
        let id = parse_id(&input.id)?;
        let answered = invoices::answer(ctx.app(), ctx.person()?, id, &input.number).await;
        reply(answered.map(Order::from))
    }
}
