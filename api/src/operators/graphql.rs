//! Operators as clients see them.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{App, payload};
use uuid::Uuid;

use super::actions::{AdmitRefusal, DismissRefusal, LogoRefusal};
use super::graphql_permits::{OperatorPermit, load_permits};
use super::{OpenInput, OpenRefusal, actions, member, store};
use crate::identity::graphql::ViewerExt;
use crate::media::graphql::{Image, load_image};

/// Somebody who sells here: a shop.
#[derive(Clone)]
pub struct Operator(pub super::Operator);

/// Somebody who sells here: a shop.
#[Object]
impl Operator {
    /// The id, beginning with `operator_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The unique short name in the shop's address, in lower case.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// The shop's name, 1 to 60 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the shop says of itself, up to 1,000 characters.
    async fn about(&self) -> &str {
        &self.0.about
    }

    /// Its logo; null if it has none.
    async fn logo(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        match self.0.logo_id {
            Some(id) => load_image(ctx, id).await,
            None => Ok(None),
        }
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// The licences and filings it has shown, the one that ends last first; at most 50. One that
    /// has ended counts no more.
    async fn permits(&self, ctx: &Context<'_>) -> Result<Vec<OperatorPermit>> {
        load_permits(ctx, self.0.id.uuid()).await
    }

    /// The role in which you act for this shop; null if you do not.
    async fn viewer_role(&self, ctx: &Context<'_>) -> Result<Option<OperatorRole>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
        let key = Membership { account: person.account_id().uuid(), operator: self.0.id.uuid() };
        let role = ctx.data_unchecked::<DataLoader<MembershipLoader>>().load_one(key).await?;
        Ok(role.map(Into::into))
    }
}

/// In which capacity a person acts for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "member::MemberRole")]
pub enum OperatorRole {
    /// Sees money and statements, and nothing else.
    Finance,
    /// Answers buyers.
    Support,
    /// Also lists goods and changes prices and stock.
    Manager,
    /// Also admits and dismisses members, and sees money.
    Owner,
}

/// A shop you act for.
#[derive(SimpleObject)]
pub struct OperatorMembership {
    /// The shop.
    pub operator: Operator,
    /// Your role in it.
    pub role: OperatorRole,
}

/// Reads operators by id.
pub struct OperatorLoader(pub App);

impl Loader<Uuid> for OperatorLoader {
    type Value = Operator;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Operator>> {
        let rows = store::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), Operator(row))).collect())
    }
}

/// A person and an operator of whom they may be a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Membership {
    account: Uuid,
    operator: Uuid,
}

/// Reads in which roles people act for operators.
pub struct MembershipLoader(pub App);

impl Loader<Membership> for MembershipLoader {
    type Value = member::MemberRole;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Membership]) -> Result<HashMap<Membership, Self::Value>> {
        let accounts = keys.iter().map(|key| key.account);
        let operators = keys.iter().map(|key| key.operator);
        let rows = store::roles(self.0.reader(), accounts, operators).await?;
        let keyed = |(account, operator, role)| (Membership { account, operator }, role);
        Ok(rows.into_iter().map(keyed).collect())
    }
}

/// One operator by id, through the loader; `None` if there is none.
pub async fn load_operator(ctx: &Context<'_>, id: Uuid) -> Result<Option<Operator>> {
    ctx.data_unchecked::<DataLoader<OperatorLoader>>().load_one(id).await
}

#[derive(Default)]
pub struct OperatorQuery;

#[Object]
impl OperatorQuery {
    /// A shop by its id or its handle; null if there is none. Give exactly one of the two.
    async fn operator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop.")] by: OperatorBy,
    ) -> Result<Option<Operator>> {
        match by {
            OperatorBy::Id(id) => {
                load_operator(ctx, parse_id::<super::Operator>(&id)?.uuid()).await
            }
            OperatorBy::Handle(handle) => {
                let found = store::by_handle(ctx.app().reader(), &handle.to_lowercase()).await?;
                Ok(found.map(Operator))
            }
        }
    }

    /// The shops you act for, at most 50.
    async fn my_operators(&self, ctx: &Context<'_>) -> Result<Vec<OperatorMembership>> {
        let person = ctx.person()?;
        let rows = store::memberships(ctx.app().reader(), person.account_id()).await?;
        Ok(rows
            .into_iter()
            .map(|(operator, role)| OperatorMembership {
                operator: Operator(operator),
                role: role.into(),
            })
            .collect())
    }
}

/// Which shop.
#[derive(async_graphql::OneofObject)]
pub enum OperatorBy {
    /// By id.
    Id(ID),
    /// By handle, in any case.
    Handle(String),
}

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

/// Whom to admit to a shop.
#[derive(InputObject)]
pub struct OperatorMemberAdmitInput {
    /// The shop.
    pub operator_id: ID,
    /// The person.
    pub user_id: ID,
    /// Their role from now on.
    pub role: OperatorRole,
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
    /// The answer of `operatorMemberAdmit`.
    pub struct OperatorMemberAdmitPayload refused by AdmitRefusal {
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
    /// Open a shop, with you as its owner. Takes a second factor shown in this session.
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

    /// Admit a person to a shop, or change their role. Owners only, with a second factor.
    async fn operator_member_admit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, in which role.")] input: OperatorMemberAdmitInput,
    ) -> Result<OperatorMemberAdmitPayload> {
        let operator = parse_id(&input.operator_id)?;
        let account = parse_id(&input.user_id)?;
        let (app, person) = (ctx.app(), ctx.person()?);
        let admitted = actions::admit(app, person, operator, account, input.role.into()).await;
        reply(admitted.map(Operator))
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
