//! What is on paper of an order: its contract and its invoice.

use async_graphql::{Context, Enum, ID, Object};
use platform::graphql::ContextExt;
use platform::graphql::scalars::DateTime;
use platform::kernel::Id;

use crate::orders::Order;
use crate::orders::actions::{invoices, reading};
use crate::orders::store::contracts::Kept;

/// The contract of an order: a file with its hash, its place in the shop's chain and the platform's
/// signature. Anybody can verify it offline with the keys at
/// `/.well-known/fairstall-contract-keys.json`.
pub struct OrderContract {
    order: Id<Order>,
    kept: Kept,
}

/// The contract of an order: a file with its hash, its place in the shop's chain and the platform's
/// signature. Anybody can verify it offline with the keys at
/// `/.well-known/fairstall-contract-keys.json`.
#[Object]
impl OrderContract {
    /// Its SHA-256 in 64 hexadecimal digits; the next contract of the shop points back to it.
    async fn hash(&self) -> &str {
        &self.kept.hash
    }

    /// Its number in the chain of the shop, from 1.
    async fn sequence(&self) -> i32 {
        i32::try_from(self.kept.seq).unwrap_or(i32::MAX)
    }

    /// When it was formed.
    async fn formed_at(&self) -> DateTime {
        DateTime(self.kept.formed_at)
    }

    /// The file itself, as canonical JSON: keep it byte for byte.
    async fn file(&self) -> &str {
        &self.kept.file
    }

    /// Where to fetch the file as JSON, within ten minutes; ask again for a new link.
    async fn file_url(&self, ctx: &Context<'_>) -> String {
        self.url(ctx, "json")
    }

    /// Where to fetch it as PDF, with the file attached, within ten minutes; ask again for a new
    /// link.
    async fn pdf_url(&self, ctx: &Context<'_>) -> String {
        self.url(ctx, "pdf")
    }
}

impl OrderContract {
    /// The contract of an order.
    pub fn of(order: Id<Order>, kept: Kept) -> Self {
        Self { order, kept }
    }

    fn url(&self, ctx: &Context<'_>, kind: &str) -> String {
        let origin = ctx.app().settings().server.public_url.as_str();
        let token = reading::link(ctx.app(), self.order);
        format!("{}/contracts/{token}/contract.{kind}", origin.trim_end_matches('/'))
    }
}

/// A wish for an invoice, and the answer to it.
pub struct OrderInvoice(pub invoices::InvoiceRequest);

/// A wish for an invoice, and the answer to it.
#[Object]
impl OrderInvoice {
    /// The id, beginning with `invoice_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> InvoiceState {
        self.0.state.into()
    }

    /// Whose name stands on it.
    async fn title_kind(&self) -> InvoiceTitleKind {
        self.0.title_kind.into()
    }

    /// The credit code of a business; null for a person.
    async fn tax_number(&self) -> Option<&str> {
        self.0.tax_number.as_deref()
    }

    /// The number of the invoice that was issued; null before.
    async fn number(&self) -> Option<&str> {
        self.0.invoice_number.as_deref()
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// Until when the shop answers.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// When the shop answered; null before.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered_at.map(DateTime)
    }

    /// Whether the shop is late, or answered late.
    async fn is_overdue(&self) -> bool {
        self.0.overdue_at.is_some()
    }
}

/// Where a wish for an invoice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "invoices::InvoiceState")]
pub enum InvoiceState {
    /// The shop has not answered yet.
    Requested,
    /// The shop has issued it.
    Answered,
    /// The order was cancelled before.
    Withdrawn,
}

/// Whose name stands on an invoice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
#[graphql(remote = "invoices::TitleKind")]
pub enum InvoiceTitleKind {
    /// The name of a person.
    #[default]
    Person,
    /// The name of a business, with its credit code.
    Business,
}
