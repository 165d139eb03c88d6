//! What people do with operators: open one, change and dismiss members.

use platform::kernel::{Id, Line, Prose};
use platform::{App, Error, refusals, transaction};

use super::member::{MemberRole, NotEntitled, entitled};
use super::standing::OperatorState;
use super::{Operator, store, store_members};
use crate::identity::handle::Handle;
use crate::identity::{Account, Person};
use crate::media::{self, Upload};

/// What an operator is opened with.
#[derive(Debug, Clone)]
pub struct OpenInput {
    pub handle: String,
    pub name: String,
    pub about: String,
}

refusals! {
    /// Why an operator was not opened, in order of precedence.
    pub enum OpenRefusal: "OperatorOpenErrorCode", OperatorOpenUserError {
        /// The account is suspended, or its person is too young to sell.
        AccountRestrained at [] says "This account may not sell.",
        /// Operators act with a second factor: set one up and show it in this session.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not 3 to 30 of a–z, 0–9, `_` and `.`, beginning with a letter.
        HandleInvalid at ["handle"] says "A handle has 3 to 30 letters, digits, _ or dots.",
        /// Not 1 to 60 characters on one line.
        NameInvalid at ["name"] says "A name has 1 to 60 characters.",
        /// More than 1,000 characters.
        AboutInvalid at ["about"] says "The text about a shop has at most 1,000 characters.",
        /// Another operator has this handle.
        HandleTaken at ["handle"] says "This handle is taken.",
    }
}

/// Founds an operator with this person as its owner: a draft, which lists nothing before its
/// registration is approved. Refuses a taken handle.
///
/// # Errors
/// [`OpenRefusal`], or ours.
pub async fn open(
    app: &App,
    person: &Person,
    input: OpenInput,
) -> Result<Operator, Error<OpenRefusal>> {
    person.may_act().map_err(|_| OpenRefusal::AccountRestrained)?;
    if !person.has_shown_second_factor() {
        return Err(OpenRefusal::SecondFactorNeeded.into());
    }
    let operator = Operator {
        id: app.new_id(),
        handle: Handle::parse(&input.handle)
            .map_err(|_| OpenRefusal::HandleInvalid)?
            .folded()
            .to_owned(),
        name: Line::<1, 60>::parse(&input.name)
            .map_err(|_| OpenRefusal::NameInvalid)?
            .into_string(),
        about: Prose::<0, 1000>::parse(&input.about)
            .map_err(|_| OpenRefusal::AboutInvalid)?
            .into_string(),
        logo_id: None,
        opened_at: app.now(),
        state: OperatorState::Draft,
        kind: None,
        registration_id: None,
        identity_index: None,
        verified_at: None,
        reverify_by: None,
        exit_at: None,
        exited_at: None,
        listing_stopped_at: None,
    };
    transaction!(app, |tx| {
        store::insert(tx, &operator).await.map_err(|failure| {
            failure.or_refuse("uq_operator__handle", OpenRefusal::HandleTaken)
        })?;
        store_members::set_role(tx, operator.id, person.account_id(), MemberRole::Owner).await?;
        Ok(operator.clone())
    })
}

refusals! {
    /// Why a logo was not shown, in order of precedence.
    pub enum LogoRefusal: "OperatorLogoSetErrorCode", OperatorLogoSetUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Showing a logo takes a manager or an owner.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not a picture of yours that is ready and not in use.
        ImageInvalid at ["imageId"] says "Choose a picture of your own that is not in use.",
    }
}

/// Shows a picture as the operator's logo.
///
/// # Errors
/// [`LogoRefusal`], or ours.
pub async fn show_logo(
    app: &App,
    person: &Person,
    id: Id<Operator>,
    image: Id<Upload>,
) -> Result<Operator, Error<LogoRefusal>> {
    transaction!(app, |tx| {
        let member = entitled(tx, person, id, MemberRole::Manager).await?;
        let member = member.map_err(|why| {
            why.refusal(
                LogoRefusal::OperatorNotFound,
                LogoRefusal::RoleTooLow,
                LogoRefusal::SecondFactorNeeded,
            )
        })?;
        let attached = media::attach(tx, member.account_id, &[image]).await?;
        let logo = attached.and_then(|ids| ids.first().copied());
        store::set_logo(tx, id, logo.ok_or(LogoRefusal::ImageInvalid)?).await?;
        reread(tx, id).await
    })
}

refusals! {
    /// Why a member's role was not changed, in order of precedence.
    pub enum RoleRefusal: "OperatorMemberRoleSetErrorCode", OperatorMemberRoleSetUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners change roles.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// They are no member: invite them.
        NotMember at ["userId"] says "They are no member of this shop.",
        /// An operator keeps at least one owner.
        LastOwner at ["role"] says "A shop keeps at least one owner.",
    }
}

/// Changes the role of a member. The last owner stays owner.
///
/// # Errors
/// [`RoleRefusal`], or ours.
pub async fn set_role(
    app: &App,
    person: &Person,
    operator_id: Id<Operator>,
    account_id: Id<Account>,
    role: MemberRole,
) -> Result<Operator, Error<RoleRefusal>> {
    transaction!(app, |tx| {
        store::lock(tx, operator_id).await?;
        entitled(tx, person, operator_id, MemberRole::Owner).await?.map_err(|why| {
            why.refusal(
                RoleRefusal::OperatorNotFound,
                RoleRefusal::OwnerOnly,
                RoleRefusal::SecondFactorNeeded,
            )
        })?;
        let before = store_members::role_of(tx.conn(), operator_id, account_id).await?;
        let before = before.ok_or(RoleRefusal::NotMember)?;
        if before == MemberRole::Owner
            && role != MemberRole::Owner
            && store_members::owners(tx.conn(), operator_id).await? == 1
        {
            return Err(RoleRefusal::LastOwner.into());
        }
        store_members::set_role(tx, operator_id, account_id, role).await?;
        reread(tx, operator_id).await
    })
}

refusals! {
    /// Why a member was not dismissed, in order of precedence.
    pub enum DismissRefusal: "OperatorMemberDismissErrorCode", OperatorMemberDismissUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners dismiss others; everybody may leave.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// They are no member.
        NotMember at ["userId"] says "They are no member of this shop.",
        /// An operator keeps at least one owner.
        LastOwner at ["userId"] says "A shop keeps at least one owner.",
    }
}

/// Dismisses a member, or lets one leave. The last owner stays.
///
/// # Errors
/// [`DismissRefusal`], or ours.
pub async fn dismiss(
    app: &App,
    person: &Person,
    operator_id: Id<Operator>,
    account_id: Id<Account>,
) -> Result<Operator, Error<DismissRefusal>> {
    let least = if account_id == person.account_id() {
        // Whoever leaves needs no rank, but is still asked for membership and second factor.
        MemberRole::Finance
    } else {
        MemberRole::Owner
    };
    transaction!(app, |tx| {
        store::lock(tx, operator_id).await?;
        match entitled(tx, person, operator_id, least).await? {
            Err(NotEntitled::NotMember) => return Err(DismissRefusal::OperatorNotFound.into()),
            Err(NotEntitled::RoleTooLow) if least == MemberRole::Owner => {
                return Err(DismissRefusal::OwnerOnly.into());
            }
            Err(NotEntitled::SecondFactorNeeded) => {
                return Err(DismissRefusal::SecondFactorNeeded.into());
            }
            Ok(_) | Err(NotEntitled::RoleTooLow) => {}
        }
        let role = store_members::role_of(tx.conn(), operator_id, account_id).await?;
        if role == Some(MemberRole::Owner)
            && store_members::owners(tx.conn(), operator_id).await? == 1
        {
            return Err(DismissRefusal::LastOwner.into());
        }
        if !store_members::remove(tx, operator_id, account_id).await? {
            return Err(DismissRefusal::NotMember.into());
        }
        reread(tx, operator_id).await
    })
}

async fn reread<R: platform::Refusal>(
    tx: &platform::database::Tx,
    id: Id<Operator>,
) -> Result<Operator, Error<R>> {
    let found = store::many(tx.conn(), [id.uuid()]).await?.pop();
    found.ok_or_else(|| platform::Failure::broken("an operator vanished in a transaction").into())
}
