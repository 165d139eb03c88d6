//! Root fields that found a shop, show its logo, and dismiss its members.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::actions::{self, DismissRefusal, LogoRefusal, OpenInput, OpenRefusal};
use super::graphql::Operator;
use crate::identity::graphql::ViewerExt;

/// What to open a shop with.
#[derive(InputObject)]
pub struct OperatorOpenInput {
    /// 3 to 30 letters, digits, `_` or `.`, beginning with a letter; unique whatever the case.
    pub handle: String,
    /// 1 to 60 characters on one line.
    pub name: String,
    /// What the shop says of itself, up to 1,000 characters.
    #[graphql(default)]
    pub about: String,
}

/// Which picture to show as a shop's logo.
#[derive(InputObject)]
pub struct OperatorLogoSetInput {
    /// The shop.
    pub operator_id: ID,
    /// An upload of yours that is `READY`.
    pub image_id: ID,
}

/// Whom to dismiss from a shop.
#[derive(InputObject)]
pub struct OperatorMemberDismissInput {
    /// The shop.
    pub operator_id: ID,
    /// The person; yourself to leave.
    pub user_id: ID,
}

payload! {
    /// The answer of `operatorOpen`.
    pub struct OperatorOpenPayload refused by OpenRefusal {
        /// The new shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorLogoSet`.
    pub struct OperatorLogoSetPayload refused by LogoRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

payload! {
    /// The answer of `operatorMemberDismiss`.
    pub struct OperatorMemberDismissPayload refused by DismissRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

#[derive(Default)]
pub struct OperatorMutation;

#[Object]
impl OperatorMutation {
    /// Found a shop, with you as its owner. It is a draft, whose goods can be drafted; it lists
    /// them once its registration is approved (`registrationFill`). Takes a second factor shown in
    /// this session.
    async fn operator_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to open it with.")] input: OperatorOpenInput,
    ) -> Result<OperatorOpenPayload> {
        let OperatorOpenInput { handle, name, about } = input;
        let input = OpenInput { handle, name, about };
        reply(actions::open(ctx.app(), ctx.person()?, input).await.map(Operator))
    }

    /// Show a picture of yours as a shop's logo. Managers and owners, with a second factor.
    async fn operator_logo_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which picture, for which shop.")] input: OperatorLogoSetInput,
    ) -> Result<OperatorLogoSetPayload> {
        let (operator, image) = (parse_id(&input.operator_id)?, parse_id(&input.image_id)?);
        let shown = actions::show_logo(ctx.app(), ctx.person()?, operator, image).await;
        reply(shown.map(Operator))
    }

    /// Dismiss a person from a shop (owners only), or leave one yourself. The last owner stays.
    async fn operator_member_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to dismiss.")] input: OperatorMemberDismissInput,
    ) -> Result<OperatorMemberDismissPayload> {
        let operator = parse_id(&input.operator_id)?;
        let account = parse_id(&input.user_id)?;
        let dismissed = actions::dismiss(ctx.app(), ctx.person()?, operator, account).await;
        reply(dismissed.map(Operator))
    }
}
