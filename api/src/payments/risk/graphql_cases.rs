//! Cases of the risk centre, as payers and staff see them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::clock::to_millis;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::{self, Currency};
use platform::transitions::States as _;
use platform::{connection, payload};

use super::cases::{
    self, PaymentAppealRefusal, PaymentUnauthorisedReportRefusal, RiskCaseDecideRefusal,
};
use super::{case, rule, store, words};
use crate::identity::graphql::ViewerExt;
use crate::identity::viewer::Risk;
use crate::payments::graphql::Payment;
use crate::payments::store::{Place, intents};

/// Something about a payment that staff of risk decide. Its payer sees it too.
#[derive(Clone)]
pub struct RiskCase(case::RiskCase);

/// Something about a payment that staff of risk decide. Its payer sees it too.
#[Object]
impl RiskCase {
    /// The id, beginning with `risk_case_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is about.
    async fn kind(&self) -> RiskCaseKind {
        self.0.kind.into()
    }

    /// The payment; null if it is gone.
    async fn payment(&self, ctx: &Context<'_>) -> Result<Option<Payment>> {
        Ok(intents::by_id(ctx.app().reader(), self.0.payment).await?.map(Payment))
    }

    /// Where it stands.
    async fn state(&self) -> RiskCaseState {
        self.0.state.into()
    }

    /// What the payer wrote; null if nothing. Each reading is logged.
    async fn text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(words::read(ctx.app(), ctx.person()?, &self.0).await?)
    }

    /// What the rules found in the payer's confirmations, the newest first; at most 20, for staff
    /// only: whoever knew them could go around them.
    async fn findings(&self, ctx: &Context<'_>) -> Result<Vec<RiskFinding>> {
        if ctx.staff::<Risk>().is_err() {
            return Ok(Vec::new());
        }
        let found = store::findings(ctx.app().reader(), self.0.payment.uuid()).await?;
        let shown = |(at, version, found): (_, i64, rule::Finding)| RiskFinding {
            at: DateTime(at),
            rules_version: i32::try_from(version).unwrap_or(i32::MAX),
            score: i32::try_from(found.score).unwrap_or(i32::MAX),
            verdict: found.verdict.into(),
            hits: found.hits,
        };
        Ok(found.into_iter().map(shown).collect())
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// By when staff have to decide.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// Whether it was not decided in time, or is late now.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        self.0.decided_at.unwrap_or_else(|| ctx.app().now()) >= self.0.due_at
    }

    /// When it was decided; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// Why it was decided so; null before.
    async fn reason(&self) -> Option<RiskCaseReason> {
        self.0.reason.map(Into::into)
    }

    /// What fraud cost the platform here: what was no longer in escrow.
    async fn loss(&self) -> Money {
        kernel::Money::new(self.0.loss_minor, Currency::Cny).into()
    }
}

connection!(RiskCaseConnection, RiskCaseEdge, RiskCase, "cases of risk");

/// What the rules found in one confirmation.
#[derive(SimpleObject)]
pub struct RiskFinding {
    /// When the payer confirmed.
    pub at: DateTime,
    /// The version of the rules.
    pub rules_version: i32,
    /// The points of all rules that were met.
    pub score: i32,
    /// What followed.
    pub verdict: RiskVerdict,
    /// The names of the rules that were met, at most 50.
    pub hits: Vec<String>,
}

/// What becomes of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rule::Verdict")]
pub enum RiskVerdict {
    /// It goes on.
    Allow,
    /// The payer has to show more.
    Challenge,
    /// Staff look at it first.
    Hold,
    /// It does not go on.
    Deny,
}

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "case::CaseKind")]
pub enum RiskCaseKind {
    /// A payment is held.
    Held,
    /// The payer disagrees with a hold or a denial.
    Appeal,
    /// The payer says that it was not them who paid.
    Unauthorised,
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "case::CaseState")]
pub enum RiskCaseState {
    /// Staff have to decide.
    Open,
    /// In the payer's favour: what is stopped may be confirmed again, unauthorised use is made
    /// good.
    Upheld,
    /// Not in the payer's favour.
    Dismissed,
}

/// Why a case was decided so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "case::CaseReason")]
pub enum RiskCaseReason {
    /// The payer was asked, and it was them.
    PayerConfirmed,
    /// Nothing was found.
    NoRiskFound,
    /// It is fraud.
    FraudFound,
    /// The payer made it possible.
    PayerAtFault,
    /// Nobody answered.
    NotReached,
}

/// Which payment you did not make.
#[derive(InputObject)]
pub struct PaymentUnauthorisedReportInput {
    /// The payment, beginning with `payment_`.
    pub payment_id: ID,
    /// What happened, 1 to 1,000 characters.
    pub text: String,
}

/// Which payment you want to go on.
#[derive(InputObject)]
pub struct PaymentAppealInput {
    /// The payment, beginning with `payment_`.
    pub payment_id: ID,
    /// Why you disagree, 1 to 1,000 characters.
    pub text: String,
}

/// What to decide.
#[derive(InputObject)]
pub struct RiskCaseDecideInput {
    /// The case, beginning with `risk_case_`.
    pub case_id: ID,
    /// Whether the payer is right, or may go on.
    pub is_upheld: bool,
    /// Why; the payer reads it.
    pub reason: RiskCaseReason,
}

payload! {
    /// The answer of `paymentUnauthorisedReport`.
    pub struct PaymentUnauthorisedReportPayload refused by PaymentUnauthorisedReportRefusal {
        /// The case; null when refused.
        case: RiskCase,
    }
}

payload! {
    /// The answer of `paymentAppeal`.
    pub struct PaymentAppealPayload refused by PaymentAppealRefusal {
        /// The case; null when refused.
        case: RiskCase,
    }
}

payload! {
    /// The answer of `riskCaseDecide`.
    pub struct RiskCaseDecidePayload refused by RiskCaseDecideRefusal {
        /// The case; null when refused.
        case: RiskCase,
    }
}

/// Root fields that read cases.
#[derive(Default)]
pub struct CaseQuery;

/// Root fields that read cases.
#[Object]
impl CaseQuery {
    /// A case about a payment of yours, or any for staff of risk; null if there is none.
    async fn risk_case(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `risk_case_`.")] id: ID,
    ) -> Result<Option<RiskCase>> {
        let own = ctx.person()?.account_id();
        let is_staff = ctx.staff::<Risk>().is_ok();
        let found = store::case(ctx.app().reader(), parse_id(&id)?).await?;
        Ok(found.filter(|case| is_staff || case.payer == own).map(RiskCase))
    }

    /// Cases in a state, the most urgent first. Staff of risk, with a second factor.
    async fn risk_case_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which state.", default_with = "RiskCaseState::Open")]
        state: RiskCaseState,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<RiskCaseConnection> {
        ctx.staff::<Risk>()?;
        let state: case::CaseState = state.into();
        let (app, list) = (ctx.app(), format!("risk_case.{}", state.name()));
        let page = asked::<Place>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::queue(app.reader(), state, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| {
            Place(to_millis(row.due_at), row.id.uuid())
        });
        Ok(slice.map(RiskCase).into())
    }
}

/// Root fields that open and decide cases.
#[derive(Default)]
pub struct CaseMutation;

/// Root fields that open and decide cases.
#[Object]
impl CaseMutation {
    /// Say that you did not make a payment: at once nothing more is paid from your account, and
    /// nothing leaves the escrow of this payment until staff have decided.
    async fn payment_unauthorised_report(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and what happened.")] input: PaymentUnauthorisedReportInput,
    ) -> Result<PaymentUnauthorisedReportPayload> {
        let id = parse_id(&input.payment_id)?;
        let told = cases::report_unauthorised(ctx.app(), ctx.person()?, id, &input.text).await;
        reply(told.map(RiskCase))
    }

    /// Disagree with a payment being held or denied; somebody else decides.
    async fn payment_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: PaymentAppealInput,
    ) -> Result<PaymentAppealPayload> {
        let id = parse_id(&input.payment_id)?;
        reply(cases::appeal(ctx.app(), ctx.person()?, id, &input.text).await.map(RiskCase))
    }

    /// Decide a case, with a reason. Staff of risk, stepped up; never about a payment of one's own,
    /// and an appeal never by whoever decided before.
    async fn risk_case_decide(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to decide, and why.")] input: RiskCaseDecideInput,
    ) -> Result<RiskCaseDecidePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.case_id)?);
        let decision = (input.is_upheld, input.reason.into());
        reply(cases::decide(ctx.app(), &staff, id, decision).await.map(RiskCase))
    }
}
