//! Standings of the platform's own people.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::StaffRole;
use super::types::User;
use super::viewer::ViewerExt;
use crate::identity::actions::staff;

/// Whom to appoint.
#[derive(InputObject)]
pub struct StaffRoleGrantInput {
    /// Whom, beginning with `user_`.
    pub user_id: ID,
    /// To what.
    pub role: StaffRole,
}

/// Whose role to take away.
#[derive(InputObject)]
pub struct StaffRoleRevokeInput {
    /// Whose, beginning with `user_`.
    pub user_id: ID,
    /// Which.
    pub role: StaffRole,
}

payload! {
    /// The answer of `staffRoleGrant`.
    pub struct StaffRoleGrantPayload refused by staff::StaffRoleGrantRefusal {
        /// The member of staff; null when refused.
        user: User,
    }
}

payload! {
    /// The answer of `staffRoleRevoke`.
    pub struct StaffRoleRevokePayload refused by staff::StaffRoleRevokeRefusal {
        /// Who lost the role; null when refused.
        user_id: ID,
    }
}

/// Root fields for staff.
#[derive(Default)]
pub struct StaffMutation;

#[Object]
impl StaffMutation {
    /// Give somebody a standing as staff; it counts in their sessions with a second factor. Admins
    /// only; step up first.
    async fn staff_role_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to what.")] input: StaffRoleGrantInput,
    ) -> Result<StaffRoleGrantPayload> {
        let (admin, id) = (ctx.staff()?, parse_id(&input.user_id)?);
        reply(staff::grant(ctx.app(), &admin, id, input.role.into()).await.map(User::from))
    }

    /// Take a standing away; felt everywhere within five seconds. Admins only; step up first.
    async fn staff_role_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and which.")] input: StaffRoleRevokeInput,
    ) -> Result<StaffRoleRevokePayload> {
        let (admin, id) = (ctx.staff()?, parse_id(&input.user_id)?);
        let revoked = staff::revoke(ctx.app(), &admin, id, input.role.into()).await;
        reply(revoked.map(|id| ID::from(id.to_string())))
    }
}
