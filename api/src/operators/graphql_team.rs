//! The team of a shop: who is asked to act for it, and who answers.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::Failure;
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::actions::{self, RoleRefusal};
use super::graphql::{Operator, OperatorRole, load_operator};
use super::invitation::{
    self, AcceptRefusal, DeclineRefusal, Invitation, InviteRefusal, Invited, WithdrawRefusal,
};
use super::store_team;
use crate::identity::graphql::{User, ViewerExt, load_user};

/// A person who is asked to act for a shop. Owners of the shop and the person see it.
#[derive(Clone)]
pub struct OperatorInvitation(pub Invitation);

/// A person who is asked to act for a shop. Owners of the shop and the person see it.
#[Object]
impl OperatorInvitation {
    /// The id, beginning with `invitation_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The shop.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Operator> {
        let found = load_operator(ctx, self.0.operator_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("an invitation's operator is gone").into())
    }

    /// Who is asked; null if the account is gone.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.account_id.uuid()).await
    }

    /// The role they would have.
    async fn role(&self) -> OperatorRole {
        self.0.role.into()
    }

    /// Where it stands.
    async fn state(&self) -> OperatorInvitationState {
        self.0.state.into()
    }

    /// When it was made.
    async fn invited_at(&self) -> DateTime {
        DateTime(self.0.invited_at)
    }

    /// Until when it can be accepted: seven days.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "invitation::InvitationState")]
pub enum OperatorInvitationState {
    /// The person has not answered.
    Open,
    /// They are a member.
    Accepted,
    /// They said no.
    Declined,
    /// The shop took it back.
    Withdrawn,
    /// Seven days have passed.
    Expired,
}

/// An invitation with its token.
#[derive(SimpleObject)]
pub struct OperatorInvited {
    /// The invitation.
    pub invitation: OperatorInvitation,
    /// What the person needs to accept; told here and never again. Hand it to the person you mean.
    pub token: String,
}

#[derive(Default)]
pub struct TeamQuery;

#[Object]
impl TeamQuery {
    /// The open invitations to you, the newest first; at most 50.
    async fn my_operator_invitations(&self, ctx: &Context<'_>) -> Result<Vec<OperatorInvitation>> {
        let person = ctx.person()?;
        let rows = store_team::invitations_to(ctx.app().reader(), person.account_id()).await?;
        Ok(rows.into_iter().map(OperatorInvitation).collect())
    }
}

/// Whom to invite.
#[derive(InputObject)]
pub struct OperatorMemberInviteInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The handle of the person, in any case.
    pub handle: String,
    /// The role they would have.
    pub role: OperatorRole,
}

/// Which invitation to accept.
#[derive(InputObject)]
pub struct OperatorInvitationAcceptInput {
    /// The invitation, beginning with `invitation_`.
    pub invitation_id: ID,
    /// The token that the owner has handed over.
    pub token: String,
}

/// Which invitation to decline.
#[derive(InputObject)]
pub struct OperatorInvitationDeclineInput {
    /// The invitation, beginning with `invitation_`.
    pub invitation_id: ID,
}

/// Which invitation to take back.
#[derive(InputObject)]
pub struct OperatorInvitationWithdrawInput {
    /// The invitation, beginning with `invitation_`.
    pub invitation_id: ID,
}

/// Whose role to change.
#[derive(InputObject)]
pub struct OperatorMemberRoleSetInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The member, beginning with `user_`.
    pub user_id: ID,
    /// Their role from now on.
    pub role: OperatorRole,
}

payload! {
    /// The answer of `operatorMemberInvite`.
    pub struct OperatorMemberInvitePayload refused by InviteRefusal {
        /// The invitation with its token; null when refused.
        invited: OperatorInvited,
    }
}

payload! {
    /// The answer of `operatorInvitationAccept`.
    pub struct OperatorInvitationAcceptPayload refused by AcceptRefusal {
        /// The invitation; null when refused.
        invitation: OperatorInvitation,
    }
}

payload! {
    /// The answer of `operatorInvitationDecline`.
    pub struct OperatorInvitationDeclinePayload refused by DeclineRefusal {
        /// The invitation; null when refused.
        invitation: OperatorInvitation,
    }
}

payload! {
    /// The answer of `operatorInvitationWithdraw`.
    pub struct OperatorInvitationWithdrawPayload refused by WithdrawRefusal {
        /// The invitation; null when refused.
        invitation: OperatorInvitation,
    }
}

payload! {
    /// The answer of `operatorMemberRoleSet`.
    pub struct OperatorMemberRoleSetPayload refused by RoleRefusal {
        /// The shop; null when refused.
        operator: Operator,
    }
}

#[derive(Default)]
pub struct TeamMutation;

#[Object]
impl TeamMutation {
    /// Invite a person to act for a shop. They hear of it by letter, and accept with the token that
    /// you hand over. Owners only, with a second factor.
    async fn operator_member_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, in which role.")] input: OperatorMemberInviteInput,
    ) -> Result<OperatorMemberInvitePayload> {
        let operator = parse_id(&input.operator_id)?;
        let whom = (input.handle.as_str(), input.role.into());
        let invited = invitation::invite(ctx.app(), ctx.person()?, operator, whom).await;
        reply(invited.map(|Invited { invitation, token }| OperatorInvited {
            invitation: OperatorInvitation(invitation),
            token,
        }))
    }

    /// Accept an invitation to a shop.
    async fn operator_invitation_accept(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation, with its token.")] input: OperatorInvitationAcceptInput,
    ) -> Result<OperatorInvitationAcceptPayload> {
        let id = parse_id(&input.invitation_id)?;
        let accepted = invitation::accept(ctx.app(), ctx.person()?, id, &input.token).await;
        reply(accepted.map(OperatorInvitation))
    }

    /// Decline an invitation to a shop.
    async fn operator_invitation_decline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: OperatorInvitationDeclineInput,
    ) -> Result<OperatorInvitationDeclinePayload> {
        let id = parse_id(&input.invitation_id)?;
        reply(invitation::decline(ctx.app(), ctx.person()?, id).await.map(OperatorInvitation))
    }

    /// Take an invitation back. Owners only, with a second factor.
    async fn operator_invitation_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: OperatorInvitationWithdrawInput,
    ) -> Result<OperatorInvitationWithdrawPayload> {
        let id = parse_id(&input.invitation_id)?;
        reply(invitation::withdraw(ctx.app(), ctx.person()?, id).await.map(OperatorInvitation))
    }

    /// Change the role of a member. Owners only, with a second factor; the last owner stays.
    async fn operator_member_role_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose role, and which.")] input: OperatorMemberRoleSetInput,
    ) -> Result<OperatorMemberRoleSetPayload> {
        let operator = parse_id(&input.operator_id)?;
        let account = parse_id(&input.user_id)?;
        let (app, person) = (ctx.app(), ctx.person()?);
        let set = actions::set_role(app, person, operator, account, input.role.into()).await;
        reply(set.map(Operator))
    }
}
