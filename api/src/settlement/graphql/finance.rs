//! Fast collection and the figures of shops, for those who see their money.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{CurrencyCode, DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel;
use platform::{connection, payload};
use uuid::Uuid;

use super::sees_money;
use crate::identity::graphql::ViewerExt;
use crate::settlement::agreement::{self, FastCollectionRefusal};
use crate::settlement::figures::OperatorDay;
use crate::settlement::receivable;
use crate::settlement::store::{agreements, days, receivables};

/// Where money stands that was paid early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "receivable::ReceivableState")]
pub enum ReceivableState {
    /// The order is on its way; by the agreement its money may be paid early.
    Offered,
    /// The platform pays it early.
    Accepted,
    /// The shop has the money.
    Funded,
    /// The platform has it back.
    Repaid,
    /// The order did not repay it, or not in time.
    Overdue,
    /// It is taken from what the shop is owed.
    Recourse,
}

/// Money of an order that was paid to its shop early.
#[derive(Clone)]
pub struct Receivable(receivable::Receivable);

/// Money of an order that was paid to its shop early. Owners and finance of the shop see it.
#[Object]
impl Receivable {
    /// The id, beginning with `receivable_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order: its id, beginning with `order_`.
    async fn order_id(&self) -> ID {
        format!("order_{}", self.0.order.simple()).into()
    }

    /// How much was paid early.
    async fn advanced(&self) -> Money {
        self.0.advanced.into()
    }

    /// How much of it was repaid.
    async fn repaid(&self) -> Money {
        self.0.repaid.into()
    }

    /// Where it stands.
    async fn state(&self) -> ReceivableState {
        self.0.state.into()
    }

    /// When it was paid early.
    async fn offered_at(&self) -> DateTime {
        DateTime(self.0.offered_at)
    }

    /// When it is taken back, whatever became of the order: 60 days later.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// The version of the agreement it was paid on.
    async fn agreement_version(&self) -> i32 {
        self.0.agreement_version
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(ReceivableConnection, ReceivableEdge, Receivable, "receivables, newest first");

/// The agreement about money that is paid early.
#[derive(SimpleObject)]
pub struct FinanceAgreement {
    /// Its number; give it when accepting.
    pub version: i32,
    /// What it says, in Chinese.
    pub text_zh: String,
    /// What it says, in English.
    pub text_en: String,
    /// Since when it is in force.
    pub effective_from: DateTime,
}

/// What a shop did on a day of Shanghai, in one currency.
#[derive(Clone)]
pub struct ShopDay(OperatorDay);

/// What a shop did on a day of Shanghai, in one currency; counted within seconds.
#[Object]
impl ShopDay {
    /// The day, such as `2026-11-22`.
    async fn day(&self) -> String {
        self.0.day.to_string()
    }

    /// How many orders were paid.
    async fn paid_orders(&self) -> i64 {
        self.0.figures.paid_orders
    }

    /// What the paid orders cost.
    async fn paid(&self) -> Money {
        self.money(self.0.figures.paid_minor)
    }

    /// How many orders were cancelled.
    async fn cancelled_orders(&self) -> i64 {
        self.0.figures.cancelled_orders
    }

    /// How many orders were sent.
    async fn shipped_orders(&self) -> i64 {
        self.0.figures.shipped_orders
    }

    /// How many of those were sent late.
    async fn late_orders(&self) -> i64 {
        self.0.figures.late_orders
    }

    /// Of the orders sent, how many in ten thousand were sent late; null where none was sent.
    async fn late_rate_points(&self) -> Option<i64> {
        self.0.figures.late_points()
    }

    /// How many orders were settled.
    async fn completed_orders(&self) -> i64 {
        self.0.figures.completed_orders
    }

    /// What left the escrow of the settled orders, fees included.
    async fn settled(&self) -> Money {
        self.money(self.0.figures.settled_minor)
    }

    /// The platform's fees of them.
    async fn fees(&self) -> Money {
        self.money(self.0.figures.fee_minor)
    }

    /// What had been refunded of the settled orders.
    async fn refunded(&self) -> Money {
        self.money(self.0.figures.refunded_minor)
    }
}

impl ShopDay {
    fn money(&self, minor: i64) -> Money {
        kernel::Money::new(minor, self.0.currency).into()
    }
}

connection!(ShopDayConnection, ShopDayEdge, ShopDay, "days of a shop, the latest first");

/// Whether a shop is paid early from now on.
#[derive(InputObject)]
pub struct FastCollectionSetInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The version of the agreement that you have read; the one in force.
    pub agreement_version: i32,
    /// True to accept it, false to end it for orders that follow.
    pub is_accepted: bool,
}

/// What was set.
#[derive(SimpleObject)]
pub struct FastCollection {
    /// Whether the shop is paid early from now on.
    pub is_on: bool,
}

payload! {
    /// The answer of `fastCollectionSet`.
    pub struct FastCollectionSetPayload refused by FastCollectionRefusal {
        /// What is so now; null when refused.
        fast_collection: FastCollection,
    }
}

/// Root fields that read what is financed.
#[derive(Default)]
pub struct FinanceQuery;

/// Root fields that read what is financed.
#[Object]
impl FinanceQuery {
    /// The agreement about money that is paid early, as it is in force; null if there is none.
    async fn finance_agreement(&self, ctx: &Context<'_>) -> Result<Option<FinanceAgreement>> {
        let app = ctx.app();
        let current = agreements::current(app.reader(), app.now()).await?;
        Ok(current.map(|current| FinanceAgreement {
            version: current.version,
            text_zh: current.text_zh,
            text_en: current.text_en,
            effective_from: DateTime(current.effective_from),
        }))
    }

    /// What was paid early to a shop, newest first; null unless you act for it as owner or finance
    /// and have shown a second factor in this session.
    async fn receivables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<ReceivableConnection>> {
        let Some(id) = sees_money(ctx, &operator_id).await? else { return Ok(None) };
        let (app, list) = (ctx.app(), format!("receivables.{id}"));
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = receivables::list(app.reader(), id, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(Some(slice.map(Receivable).into()))
    }

    /// The days of a shop, the latest first, for a dashboard; null unless you act for it as owner
    /// or finance and have shown a second factor in this session.
    async fn operator_days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "In which currency.", default_with = "CurrencyCode::Cny")]
        currency: CurrencyCode,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<ShopDayConnection>> {
        let Some(id) = sees_money(ctx, &operator_id).await? else { return Ok(None) };
        let currency: kernel::Currency = currency.into();
        let (app, list) = (ctx.app(), format!("operator_days.{id}.{currency}"));
        let page = asked::<i32>(app.cursors(), &list, first, after.as_deref())?;
        let rows = days::list(app.reader(), (id, currency), &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.day.0);
        Ok(Some(slice.map(ShopDay).into()))
    }
}

/// Root fields that agree to financing.
#[derive(Default)]
pub struct FinanceMutation;

/// Root fields that agree to financing.
#[Object]
impl FinanceMutation {
    /// Be paid when goods are sent, on the agreement in force (FN-3), or no longer. Owners only,
    /// with a second factor; step up first.
    async fn fast_collection_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop, on which agreement, and whether.")]
        input: FastCollectionSetInput,
    ) -> Result<FastCollectionSetPayload> {
        let id = parse_id(&input.operator_id)?;
        let wanted = (input.agreement_version, input.is_accepted);
        let set = agreement::set(ctx.app(), ctx.person()?, id, wanted).await;
        reply(set.map(|is_on| FastCollection { is_on }))
    }
}
