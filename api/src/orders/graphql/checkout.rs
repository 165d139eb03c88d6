//! Checkout: what it would cost, and submitting it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::{DateTime, Int64, Money};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{Refusal, Refused, payload};

use super::loaders::CheckoutOrdersLoader;
use super::order::{Order, OrderPrice};
use super::papers::InvoiceTitleKind;
use super::refused::{CheckoutSubmitUserError, LawProfile};
use crate::catalog::graphql::{CoolingOffClass, SalesChannel, Sku};
use crate::identity::graphql::ViewerExt;
use crate::operators::graphql::Operator;
use crate::orders::actions::checkout::{self, CheckoutInput as Input, LineInput, SubmitRefusal};
use crate::orders::actions::invoices::InvoiceInput as Invoice;
use crate::orders::quote::{QuotedLine, QuotedOrder};
use crate::orders::{self, store};
use crate::payments::graphql::{Payment, load_payment_of};

/// What you want to order, and where it goes. Nothing is in it but what you put there: no extra is
/// chosen for you, and no right given up.
#[derive(InputObject)]
pub struct CheckoutInput {
    /// An address of your book, beginning with `address_`.
    pub address_id: ID,
    /// The way it comes to you.
    #[graphql(default)]
    pub channel: SalesChannel,
    /// 1 to 50 variants, each once.
    pub lines: Vec<CheckoutLineInput>,
}

/// How many pieces of what.
#[derive(InputObject)]
pub struct CheckoutLineInput {
    /// The variant, beginning with `sku_`.
    pub sku_id: ID,
    /// How many pieces, 1 to 999.
    pub quantity: i32,
    /// The price of one piece that you saw, in minor units: an order is only taken at that price.
    /// Left out in a preview.
    pub seen_price_minor: Option<Int64>,
    /// Only for goods whose class lets the right to change one's mind be given up: that the buyer
    /// was told so and confirmed it, at this purchase. Without it the right stays.
    #[graphql(default)]
    pub confirms_no_cooling_off: bool,
}

/// What to submit.
#[derive(InputObject)]
pub struct CheckoutSubmitInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// checkout again, for 72 hours.
    pub idempotency_key: String,
    /// What is ordered, with the prices that the buyer saw.
    pub checkout: CheckoutInput,
    /// What the buyer saw that all of it costs, in minor units.
    pub seen_total_minor: Int64,
    /// An invoice for each of the orders; left out for none.
    pub invoice: Option<InvoiceInput>,
}

/// What to write on an invoice.
#[derive(InputObject)]
pub struct InvoiceInput {
    /// Whose name stands on it.
    #[graphql(default)]
    pub title_kind: InvoiceTitleKind,
    /// The name, 2 to 120 characters. It is kept sealed.
    pub title: String,
    /// The unified social credit code; for a business, and for nobody else.
    pub tax_number: Option<String>,
}

/// What a checkout would cost.
#[derive(SimpleObject)]
pub struct CheckoutPreview {
    /// One for each shop, in the order of the lines; at most 50, and empty where nothing could be
    /// reckoned.
    pub orders: Vec<QuotedOrderPreview>,
    /// What all of it would cost; null where nothing could be reckoned.
    pub total: Option<Money>,
    /// Whose law the orders would follow; null where nothing could be reckoned.
    pub profile: Option<LawProfile>,
    /// What stands against submitting it, in order of precedence; at most 150, and empty if nothing
    /// does.
    pub problems: Vec<CheckoutSubmitUserError>,
}

/// What one shop's part would cost.
pub struct QuotedOrderPreview(QuotedOrder);

/// What one shop's part would cost.
#[Object]
impl QuotedOrderPreview {
    /// The shop.
    async fn operator(&self) -> Operator {
        Operator(self.0.operator.clone())
    }

    /// What would be ordered of it; at most 50.
    async fn lines(&self) -> Vec<QuotedLinePreview> {
        self.0.lines.iter().cloned().map(QuotedLinePreview).collect()
    }

    /// What it would cost, in its parts; null where the shop does not send there.
    async fn price(&self) -> Option<OrderPrice> {
        self.0.price.map(Into::into)
    }
}

/// What one line would cost.
pub struct QuotedLinePreview(QuotedLine);

/// What one line would cost.
#[Object]
impl QuotedLinePreview {
    /// The variant.
    async fn sku(&self) -> Sku {
        Sku(self.0.offer.sku.clone())
    }

    /// The title of its product.
    async fn title(&self) -> &str {
        &self.0.offer.product.title
    }

    /// How many pieces.
    async fn quantity(&self) -> i32 {
        self.0.wish.quantity
    }

    /// The price of one piece now: send it back as `seenPriceMinor`.
    async fn unit_price(&self) -> Money {
        self.0.offer.sku.price.into()
    }

    /// Pieces times price.
    async fn total(&self) -> Money {
        self.0.total.into()
    }

    /// How the right to change one's mind applies to goods of this kind.
    async fn cooling_off(&self) -> CoolingOffClass {
        self.0.offer.category.cooling_off.into()
    }

    /// Whether to ask the buyer, without proposing an answer, if they give up the right to change
    /// their mind for this line (`confirmsNoCoolingOff`).
    async fn may_confirm_no_cooling_off(&self) -> bool {
        self.0.may_be_excluded()
    }
}

/// What was ordered at once, of one shop or of several; paid as a whole.
#[derive(Clone)]
pub struct Checkout(pub orders::Checkout);

/// What was ordered at once, of one shop or of several; paid as a whole.
#[Object]
impl Checkout {
    /// The id, beginning with `checkout_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its orders, one for each shop; at most 50.
    async fn orders(&self, ctx: &Context<'_>) -> Result<Vec<Order>> {
        let loader = ctx.data_unchecked::<DataLoader<CheckoutOrdersLoader>>();
        Ok(loader.load_one(self.0.id.uuid()).await?.unwrap_or_default())
    }

    /// What all of it costs.
    async fn total(&self) -> Money {
        self.0.total.into()
    }

    /// What pays for it: read its amount, payees and `confirmationDigest`, show them, and confirm
    /// by `paymentConfirm`. One payment for all orders.
    async fn payment(&self, ctx: &Context<'_>) -> Result<Option<Payment>> {
        load_payment_of(ctx, self.0.id.uuid()).await
    }

    /// When it was submitted.
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.0.submitted_at)
    }
}

payload! {
    /// The answer of `checkoutSubmit`.
    pub struct CheckoutSubmitPayload refused by SubmitRefusal {
        /// The checkout with its orders, to be paid now; null when refused.
        checkout: Checkout,
    }
}

#[derive(Default)]
pub struct CheckoutQuery;

#[Object]
impl CheckoutQuery {
    /// What a checkout would cost, split by shop, and what stands against it. Holds nothing and
    /// promises nothing.
    async fn checkout_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What you want to order.")] input: CheckoutInput,
    ) -> Result<CheckoutPreview> {
        let input = input.read(None, None)?;
        let (quote, bars) = checkout::preview(ctx.app(), ctx.person()?, &input).await?;
        let told = |code| SubmitRefusal::user_error(Refused { code, retry_at: None });
        Ok(CheckoutPreview {
            total: quote.as_ref().map(|quote| quote.total.into()),
            profile: quote.as_ref().map(|quote| quote.profile.into()),
            orders: quote
                .map(|quote| quote.orders.into_iter().map(QuotedOrderPreview).collect())
                .unwrap_or_default(),
            problems: bars.into_iter().map(told).collect(),
        })
    }

    /// A checkout of yours; null if there is none.
    async fn checkout(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `checkout_`.")] id: ID,
    ) -> Result<Option<Checkout>> {
        let id = parse_id::<orders::Checkout>(&id)?.uuid();
        let buyer = ctx.person()?.account_id();
        let found = store::orders::checkout(ctx.app().reader(), id).await?;
        Ok(found.filter(|checkout| checkout.buyer_id == buyer).map(Checkout))
    }
}

#[derive(Default)]
pub struct CheckoutMutation;

#[Object]
impl CheckoutMutation {
    /// Order what you saw in the preview, at the prices you saw. This forms a contract with each
    /// shop and reserves the pieces for thirty minutes; pay within them. Up to then you may correct
    /// everything, by the preview, or cancel.
    async fn checkout_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to submit.")] input: CheckoutSubmitInput,
    ) -> Result<CheckoutSubmitPayload> {
        let key = input.idempotency_key;
        let read = input.checkout.read(Some(input.seen_total_minor.0), input.invoice)?;
        let person = ctx.person()?;
        reply(checkout::submit(ctx.app(), person, &key, &read).await.map(Checkout))
    }
}

impl CheckoutInput {
    fn read(self, seen_total: Option<i64>, invoice: Option<InvoiceInput>) -> Result<Input> {
        let line = |line: CheckoutLineInput| {
            Ok(LineInput {
                sku_id: parse_id(&line.sku_id)?,
                quantity: line.quantity,
                seen_minor: line.seen_price_minor.map(|minor| minor.0),
                no_cooling_off_confirmed: line.confirms_no_cooling_off,
            })
        };
        Ok(Input {
            address_id: parse_id(&self.address_id)?,
            channel: self.channel.into(),
            lines: self.lines.into_iter().map(line).collect::<Result<_>>()?,
            seen_total_minor: seen_total,
            invoice: invoice.map(Into::into),
        })
    }
}

impl From<InvoiceInput> for Invoice {
    fn from(input: InvoiceInput) -> Self {
        Self {
            title_kind: Some(input.title_kind.into()),
            title: input.title,
            tax_number: input.tax_number,
        }
    }
}
