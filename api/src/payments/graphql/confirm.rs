//! Reading one's payments, and confirming them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::clock::to_millis;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::Int64;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::types::{Payment, PaymentConnection};
use crate::identity::graphql::ViewerExt;
use crate::payments::actions::confirming::{self, Confirmation, PaymentConfirmRefusal};
use crate::payments::attempt::ProviderKind;
use crate::payments::provider::Providers;
use crate::payments::store::{Place, intents};

/// A way to pay, beside the balance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "ProviderKind")]
pub enum PaymentProvider {
    /// Built in, for trying things out: no money moves. Never on in production.
    Sandbox,
    /// Cards, through Stripe. Card numbers never reach this platform.
    Stripe,
    /// Alipay.
    Alipay,
    /// `WeChat` Pay.
    Wechat,
}

/// What to confirm, and with what.
#[derive(InputObject)]
pub struct PaymentConfirmInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input do it once, for
    /// 72 hours.
    pub idempotency_key: String,
    /// The payment, beginning with `payment_`.
    pub payment_id: ID,
    /// The `confirmationDigest` of the payment as it was shown to the payer.
    pub confirmation_digest: String,
    /// How much of it your balance pays, in minor units.
    #[graphql(default_with = "Int64(0)")]
    pub wallet_amount_minor: Int64,
    /// What pays the rest; null if the balance pays all.
    pub provider: Option<PaymentProvider>,
    /// The payment password, where a factor is needed or a higher limit of the day is wanted.
    pub payment_password: Option<String>,
    /// How the sandbox is to behave, outside of production: `succeed`, `fail:REASON`,
    /// `delay:SECONDS`, `unknown`, `lost`, `duplicate`, `reorder`, `amount:MINOR`, `refund-fail`,
    /// `refund-unknown`, with spaces between.
    pub sandbox_script: Option<String>,
}

payload! {
    /// The answer of `paymentConfirm`.
    pub struct PaymentConfirmPayload refused by PaymentConfirmRefusal {
        /// The payment; null when refused. Look at its state: it may be challenged, held or denied.
        payment: Payment,
    }
}

/// Root fields that read one's payments.
#[derive(Default)]
pub struct PaymentReadQuery;

/// Root fields that read one's payments.
#[Object]
impl PaymentReadQuery {
    /// One of your payments; null if there is none.
    async fn payment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `payment_`.")] id: ID,
    ) -> Result<Option<Payment>> {
        let own = ctx.person()?.account_id();
        let found = intents::by_id(ctx.app().reader(), parse_id(&id)?).await?;
        Ok(found.filter(|intent| intent.payer == own).map(Payment))
    }

    /// Your payments, newest first.
    async fn my_payments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PaymentConnection> {
        let payer = ctx.person()?.account_id().uuid();
        let (app, list) = (ctx.app(), format!("payment.{payer}"));
        let page = asked::<Place>(app.cursors(), &list, first, after.as_deref())?;
        let rows = intents::page_of(app.reader(), payer, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| {
            Place(to_millis(row.created_at), row.id.uuid())
        });
        Ok(slice.map(Payment).into())
    }

    /// The ways to pay that are on, beside your balance.
    async fn payment_providers(&self, ctx: &Context<'_>) -> Result<Vec<PaymentProvider>> {
        let providers = ctx.app().belonging::<Providers>()?;
        Ok(providers.kinds().into_iter().map(Into::into).collect())
    }
}

/// Root fields that pay.
#[derive(Default)]
pub struct PaymentConfirmMutation;

/// Root fields that pay.
#[Object]
impl PaymentConfirmMutation {
    /// Pay: confirm amount and payees as you saw them, with factors as they are needed. The same
    /// again after a try that failed. What becomes of it is told by `paymentUpdated`.
    async fn payment_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to confirm, and with what.")] input: PaymentConfirmInput,
    ) -> Result<PaymentConfirmPayload> {
        let asked = Confirmation {
            payment: parse_id(&input.payment_id)?,
            digest: input.confirmation_digest,
            wallet_minor: input.wallet_amount_minor.0,
            provider: input.provider.map(Into::into),
            password: input.payment_password,
            script: input.sandbox_script,
        };
        let (app, person) = (ctx.app(), ctx.person()?);
        let confirmed = confirming::confirm(app, person, &input.idempotency_key, &asked).await;
        reply(confirmed.map(Payment))
    }
}
