//! Standings of the platform's own people: granted and revoked by an admin with a fresh proof; the
//! first admin is appointed from the command line.

use platform::graphql::Role;
use platform::kernel::Id;
use platform::{App, Error, Failure, events, refusals, transaction};

use crate::identity::account::{Account, AccountState};
use crate::identity::facts::{StaffRoleGranted, StaffRoleRevoked};
use crate::identity::handle::Handle;
use crate::identity::store::{accounts, roles};
use crate::identity::viewer::{Admin, Staff};

refusals! {
    /// Why the role was not granted, in order of precedence.
    pub enum StaffRoleGrantRefusal: "StaffRoleGrantErrorCode", StaffRoleGrantUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such active account.
        UserNotFound at ["userId"] says "There is no such active account.",
    }
}

refusals! {
    /// Why the role was not revoked, in order of precedence.
    pub enum StaffRoleRevokeRefusal: "StaffRoleRevokeErrorCode", StaffRoleRevokeUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// An admin does not take away their own standing as admin: somebody else must.
        OwnAdminRole at ["role"] says "Another admin has to do this.",
        /// The account does not hold this role.
        RoleNotHeld at ["role"] says "The account does not hold this role.",
    }
}

/// Gives a role. It works once its holder has shown a second factor.
pub async fn grant(
    app: &App,
    admin: &Staff<Admin>,
    id: Id<Account>,
    role: Role,
) -> Result<Account, Error<StaffRoleGrantRefusal>> {
    use StaffRoleGrantRefusal as R;
    let person = admin.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let account = accounts::lock(tx, id.uuid()).await?;
        let account = account.filter(|account| account.state == AccountState::Active);
        let account = account.ok_or(R::UserNotFound)?;
        roles::grant(tx, id.uuid(), role, Some(person.account_id().uuid())).await?;
        let fact = StaffRoleGranted { account_id: id.uuid(), role: role.name().to_owned() };
        events::record(tx, &fact).await?;
        Ok(account)
    })
}

/// Takes a role away; within three seconds on every server.
pub async fn revoke(
    app: &App,
    admin: &Staff<Admin>,
    id: Id<Account>,
    role: Role,
) -> Result<Id<Account>, Error<StaffRoleRevokeRefusal>> {
    use StaffRoleRevokeRefusal as R;
    let person = admin.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        if id == person.account_id() && role == Role::Admin {
            return Err(R::OwnAdminRole.into());
        }
        if !roles::revoke(tx, id.uuid(), role).await? {
            return Err(R::RoleNotHeld.into());
        }
        let fact = StaffRoleRevoked { account_id: id.uuid(), role: role.name().to_owned() };
        events::record(tx, &fact).await?;
        Ok(id)
    })
}

/// Appoints a member of staff without anybody's authority but that of whoever runs the server: for
/// the command line and the demo. `None` if there is no account with this handle.
pub async fn appoint(app: &App, handle: &Handle, role: Role) -> Result<Option<Account>, Failure> {
    transaction!(app, |tx| {
        let Some(account) = accounts::by_handle(tx.conn(), handle).await? else {
            return Ok(None);
        };
        roles::grant(tx, account.id.uuid(), role, None).await?;
        let fact = StaffRoleGranted { account_id: account.id.uuid(), role: role.name().to_owned() };
        events::record(tx, &fact).await?;
        Ok(Some(account))
    })
}
