//! Rules and stops as staff of risk see them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{connection, payload};

use super::rules::{self, RiskRulesProposeRefusal, RiskRulesPublishRefusal, Version};
use super::stops::{self, EmergencyStopLiftRefusal, EmergencyStopSetRefusal, NewStop};
use super::store;
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::identity::viewer::Risk;
use crate::operators::graphql::{Operator, load_operator};

/// A version of the rules that confirmations are weighed by.
#[derive(Clone)]
pub struct RiskRules(Version);

/// A version of the rules that confirmations are weighed by.
#[Object]
impl RiskRules {
    /// Its number, from 1.
    async fn version(&self) -> i32 {
        i32::try_from(self.0.number).unwrap_or(i32::MAX)
    }

    /// The rules as JSON: `factors`, `challenge_from`, `hold_from`, `deny_from`, and `rules` with
    /// `name`, `condition`, `threshold` and `weight`.
    async fn body(&self) -> &str {
        &self.0.body
    }

    /// Who proposed it; null for the version that the house began with.
    async fn proposed_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.proposed_by {
            Some(id) => load_user(ctx, id).await,
            None => Ok(None),
        }
    }

    /// When it was proposed.
    async fn proposed_at(&self) -> DateTime {
        DateTime(self.0.proposed_at)
    }

    /// Who published it; null before, and for the first version.
    async fn published_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        match self.0.published_by {
            Some(id) => load_user(ctx, id).await,
            None => Ok(None),
        }
    }

    /// Since when it is in force, until a newer one is; null before it is published.
    async fn published_at(&self) -> Option<DateTime> {
        self.0.published_at.map(DateTime)
    }
}

connection!(RiskRulesConnection, RiskRulesEdge, RiskRules, "versions of the rules of risk");

/// Payments that are stopped for now: of all, through one provider, or to one operator.
#[derive(Clone)]
pub struct EmergencyStop(stops::EmergencyStop);

/// Payments that are stopped for now: of all, through one provider, or to one operator.
#[Object]
impl EmergencyStop {
    /// The id, beginning with `stop_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is stopped.
    async fn scope(&self) -> EmergencyStopScope {
        self.0.scope.into()
    }

    /// The provider that is stopped, by its name in small letters; null if it is not one.
    async fn provider(&self) -> Option<&str> {
        self.0.provider.as_deref()
    }

    /// The operator that is stopped; null if it is not one.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Operator>> {
        match self.0.operator {
            Some(id) => load_operator(ctx, id.uuid()).await,
            None => Ok(None),
        }
    }

    /// Why, 1 to 200 characters.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who set it.
    async fn set_by(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.set_by).await
    }

    /// Since when it stands.
    async fn from_at(&self) -> DateTime {
        DateTime(self.0.from_at)
    }

    /// When it ends by itself; null if only `emergencyStopLift` ends it.
    async fn until_at(&self) -> Option<DateTime> {
        self.0.until_at.map(DateTime)
    }

    /// When it was lifted; null if it was not.
    async fn lifted_at(&self) -> Option<DateTime> {
        self.0.lifted_at.map(DateTime)
    }
}

/// What is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "stops::StopScope")]
pub enum EmergencyStopScope {
    /// Every new payment.
    Platform,
    /// New payments through one provider.
    Provider,
    /// New payments to one operator.
    Operator,
}

/// What to propose.
#[derive(InputObject)]
pub struct RiskRulesProposeInput {
    /// The rules as JSON, at most 20,000 characters, in the shape of `RiskRules.body`.
    pub body: String,
}

/// What to publish.
#[derive(InputObject)]
pub struct RiskRulesPublishInput {
    /// The number of a proposal of somebody else.
    pub version: i32,
}

/// What to stop, why, and until when.
#[derive(InputObject)]
pub struct EmergencyStopSetInput {
    /// Stop payments through this provider only.
    pub provider: Option<StoppedProvider>,
    /// Stop payments to this operator only; beginning with `operator_`.
    pub operator_id: Option<ID>,
    /// Why, 1 to 200 characters on one line. No personal data.
    pub reason: String,
    /// When it ends by itself; never, if left out.
    pub until_at: Option<DateTime>,
}

/// A provider whose payments are stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "crate::payments::attempt::ProviderKind")]
pub enum StoppedProvider {
    /// The sandbox: no money moves there anyway.
    Sandbox,
    /// Cards, through Stripe.
    Stripe,
    /// Alipay.
    Alipay,
    /// `WeChat` Pay.
    Wechat,
}

/// Which stop to lift.
#[derive(InputObject)]
pub struct EmergencyStopLiftInput {
    /// The stop, beginning with `stop_`.
    pub stop_id: ID,
}

payload! {
    /// The answer of `riskRulesPropose`.
    pub struct RiskRulesProposePayload refused by RiskRulesProposeRefusal {
        /// The proposal; null when refused.
        rules: RiskRules,
    }
}

payload! {
    /// The answer of `riskRulesPublish`.
    pub struct RiskRulesPublishPayload refused by RiskRulesPublishRefusal {
        /// The version now in force; null when refused.
        rules: RiskRules,
    }
}

payload! {
    /// The answer of `emergencyStopSet`.
    pub struct EmergencyStopSetPayload refused by EmergencyStopSetRefusal {
        /// The stop; null when refused.
        stop: EmergencyStop,
    }
}

payload! {
    /// The answer of `emergencyStopLift`.
    pub struct EmergencyStopLiftPayload refused by EmergencyStopLiftRefusal {
        /// The stop that has ended; null when refused.
        stop: EmergencyStop,
    }
}

/// Root fields that read rules and stops.
#[derive(Default)]
pub struct RiskQuery;

/// Root fields that read rules and stops.
#[Object]
impl RiskQuery {
    /// The versions of the rules of risk, newest first, proposals among them. Staff of risk.
    async fn risk_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<RiskRulesConnection> {
        ctx.staff::<Risk>()?;
        let app = ctx.app();
        let page = asked::<i64>(app.cursors(), "risk_rules", first, after.as_deref())?;
        let rows = store::versions(app.reader(), &page).await?;
        let slice = Slice::cut(app.cursors(), "risk_rules", page.first, rows, |row| row.number);
        Ok(slice.map(RiskRules).into())
    }

    /// The stops that stand now, newest first; at most 100. Staff of risk.
    async fn emergency_stops(&self, ctx: &Context<'_>) -> Result<Vec<EmergencyStop>> {
        ctx.staff::<Risk>()?;
        let stops = store::stops(ctx.app().reader(), ctx.app().now()).await?;
        Ok(stops.into_iter().map(EmergencyStop).collect())
    }
}

/// Root fields that change rules and stops.
#[derive(Default)]
pub struct RiskMutation;

/// Root fields that change rules and stops.
#[Object]
impl RiskMutation {
    /// Propose the next version of the rules of risk. Staff of risk, stepped up.
    async fn risk_rules_propose(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The rules.")] input: RiskRulesProposeInput,
    ) -> Result<RiskRulesProposePayload> {
        let proposed = rules::propose(ctx.app(), &ctx.staff()?, &input.body).await;
        reply(proposed.map(RiskRules))
    }

    /// Publish a proposal of somebody else; it is in force at once. Staff of risk, stepped up.
    async fn risk_rules_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which version.")] input: RiskRulesPublishInput,
    ) -> Result<RiskRulesPublishPayload> {
        let version = i64::from(input.version);
        let published = rules::publish(ctx.app(), &ctx.staff()?, version).await;
        reply(published.map(RiskRules))
    }

    /// Stop new payments: all, through one provider, or to one operator. What is on its way goes
    /// on. Staff of risk, stepped up.
    async fn emergency_stop_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, why, until when.")] input: EmergencyStopSetInput,
    ) -> Result<EmergencyStopSetPayload> {
        let new = NewStop {
            provider: input.provider.map(Into::into),
            operator: input.operator_id.as_ref().map(|id| parse_id(id)).transpose()?,
            reason: input.reason,
            until_at: input.until_at.map(|at| at.0),
        };
        reply(stops::set(ctx.app(), &ctx.staff()?, new).await.map(EmergencyStop))
    }

    /// Let payments go on before a stop ends by itself. Staff of risk, stepped up.
    async fn emergency_stop_lift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which stop.")] input: EmergencyStopLiftInput,
    ) -> Result<EmergencyStopLiftPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.stop_id)?);
        reply(stops::lift(ctx.app(), &staff, id).await.map(EmergencyStop))
    }
}
