//! A person is asked to act for an operator, and says yes or no: nobody is made a member without
//! being asked. The token is told once to the owner, who gives it to the person they mean: a handle
//! can be mistaken for another, a token that was handed over cannot.

use platform::database::Tx;
use platform::kernel::{Id, Noun, hex};
use platform::timers::{self, Firing};
use platform::transitions::{self, Actor, ActorKind, States, Step};
use platform::{App, Error, Failure, events, refusals, transaction};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use time::{Duration, OffsetDateTime};

use super::facts::{Notice, OperatorNotified};
use super::member::{MemberRole, entitled};
use super::{Operator, jobs, store, store_members, store_team};
use crate::identity::handle::Handle;
use crate::identity::{self, Account, Person};

/// How long an invitation is good.
const LIFE: Duration = Duration::days(7);
/// The most open invitations of one operator.
const MOST_OPEN: u64 = 50;

/// An invitation.
#[derive(Debug, Clone)]
pub struct Invitation {
    pub id: Id<Invitation>,
    pub operator_id: Id<Operator>,
    /// Who is asked.
    pub account_id: Id<Account>,
    pub role: MemberRole,
    pub state: InvitationState,
    pub token_hash: String,
    pub invited_by: Id<Account>,
    pub invited_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
}

impl Noun for Invitation {
    const PREFIX: &'static str = "invitation";
}

/// An invitation with the token that is told once.
#[derive(Debug, Clone)]
pub struct Invited {
    pub invitation: Invitation,
    pub token: String,
}

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
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

impl States for InvitationState {
    const MACHINE: &'static str = "operator_invitation";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Open, Self::Accepted, &[ActorKind::User]),
        (Self::Open, Self::Declined, &[ActorKind::User]),
        (Self::Open, Self::Withdrawn, &[ActorKind::Operator]),
        (Self::Open, Self::Expired, &[ActorKind::System]),
    ];

    fn name(self) -> String {
        match self {
            Self::Open => "OPEN",
            Self::Accepted => "ACCEPTED",
            Self::Declined => "DECLINED",
            Self::Withdrawn => "WITHDRAWN",
            Self::Expired => "EXPIRED",
        }
        .to_owned()
    }
}

refusals! {
    /// Why nobody was invited, in order of precedence.
    pub enum InviteRefusal: "OperatorMemberInviteErrorCode", OperatorMemberInviteUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners invite.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// There is no such person.
        UserNotFound at ["handle"] says "There is no such person.",
        /// They are a member: change their role instead.
        AlreadyMember at ["handle"] says "They are a member of this shop.",
        /// They have been invited, and have not answered.
        AlreadyInvited at ["handle"] says "They have been invited already.",
        /// Fifty invitations are open.
        TooManyOpen at ["operatorId"] says "Fifty invitations of this shop are open.",
    }
}

refusals! {
    /// Why an invitation was not accepted, in order of precedence.
    pub enum AcceptRefusal: "OperatorInvitationAcceptErrorCode",
        OperatorInvitationAcceptUserError {
        /// The account is suspended, or its person is too young.
        AccountRestrained at [] says "This account may not act for a shop.",
        /// No such invitation to you, or not its token; the two look alike.
        InvitationNotFound at ["invitationId"] says "There is no such invitation to you.",
        /// It was answered, taken back, or is past its seven days.
        NotOpen at ["invitationId"] says "This invitation is no longer open.",
    }
}

refusals! {
    /// Why an invitation was not declined, in order of precedence.
    pub enum DeclineRefusal: "OperatorInvitationDeclineErrorCode",
        OperatorInvitationDeclineUserError {
        /// No such invitation to you.
        InvitationNotFound at ["invitationId"] says "There is no such invitation to you.",
        /// It was answered, taken back, or is past its seven days.
        NotOpen at ["invitationId"] says "This invitation is no longer open.",
    }
}

refusals! {
    /// Why an invitation was not taken back, in order of precedence.
    pub enum WithdrawRefusal: "OperatorInvitationWithdrawErrorCode",
        OperatorInvitationWithdrawUserError {
        /// No such invitation of a shop of yours.
        InvitationNotFound at ["invitationId"] says "There is no such invitation of yours.",
        /// Only owners take invitations back.
        OwnerOnly at ["invitationId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It was answered, taken back, or is past its seven days.
        NotOpen at ["invitationId"] says "This invitation is no longer open.",
    }
}

/// Invites a person by handle. They hear of it; the token is for the owner to hand over.
///
/// # Errors
/// [`InviteRefusal`], or ours.
pub async fn invite(
    app: &App,
    person: &Person,
    operator_id: Id<Operator>,
    (handle, role): (&str, MemberRole),
) -> Result<Invited, Error<InviteRefusal>> {
    use InviteRefusal as R;
    let token = new_token(app);
    transaction!(app, |tx| {
        store::lock(tx, operator_id).await?;
        entitled(tx, person, operator_id, MemberRole::Owner)
            .await?
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        let handle = Handle::parse(handle).map_err(|_| R::UserNotFound)?;
        let invitee = identity::by_handle(tx.conn(), &handle).await?.ok_or(R::UserNotFound)?;
        if store_members::role_of(tx.conn(), operator_id, invitee.id).await?.is_some() {
            return Err(R::AlreadyMember.into());
        }
        if store_team::open_invitations(tx.conn(), operator_id).await? >= MOST_OPEN {
            return Err(R::TooManyOpen.into());
        }
        let invitation = Invitation {
            id: app.new_id(),
            operator_id,
            account_id: invitee.id,
            role,
            state: InvitationState::Open,
            token_hash: hash(&token),
            invited_by: person.account_id(),
            invited_at: tx.now(),
            expires_at: tx.now() + LIFE,
        };
        let twice = "uq_operator_invitation__operator_id__account_id";
        store_team::insert_invitation(tx, &invitation)
            .await
            .map_err(|failure| failure.or_refuse(twice, R::AlreadyInvited))?;
        timers::set(tx, jobs::INVITATION_EXPIRE, invitation.id.uuid(), invitation.expires_at)
            .await?;
        let notice = OperatorNotified::person(operator_id, invitee.id.uuid(), Notice::Invited);
        events::record(tx, &notice).await?;
        Ok(Invited { invitation, token: token.clone() })
    })
}

/// Says yes, with the token that the owner handed over: the person is a member from now on.
///
/// # Errors
/// [`AcceptRefusal`], or ours.
pub async fn accept(
    app: &App,
    person: &Person,
    id: Id<Invitation>,
    token: &str,
) -> Result<Invitation, Error<AcceptRefusal>> {
    use AcceptRefusal as R;
    person.may_act().map_err(|_| R::AccountRestrained)?;
    let own = person.account_id();
    transaction!(app, |tx| {
        let asked = store_team::lock_invitation(tx, id).await?;
        let asked = asked.filter(|asked| asked.account_id == own && is_right(token, asked));
        let asked = asked.ok_or(R::InvitationNotFound)?;
        if !is_open(&asked, tx.now()) {
            return Err(R::NotOpen.into());
        }
        let actor = Actor::person(ActorKind::User, own.uuid());
        let moved = walk(tx, asked, InvitationState::Accepted, actor).await?;
        store_members::set_role(tx, moved.operator_id, own, moved.role).await?;
        Ok(moved)
    })
}

/// Says no.
///
/// # Errors
/// [`DeclineRefusal`], or ours.
pub async fn decline(
    app: &App,
    person: &Person,
    id: Id<Invitation>,
) -> Result<Invitation, Error<DeclineRefusal>> {
    use DeclineRefusal as R;
    let own = person.account_id();
    transaction!(app, |tx| {
        let asked = store_team::lock_invitation(tx, id).await?;
        let asked = asked.filter(|asked| asked.account_id == own).ok_or(R::InvitationNotFound)?;
        if !is_open(&asked, tx.now()) {
            return Err(R::NotOpen.into());
        }
        let actor = Actor::person(ActorKind::User, own.uuid());
        Ok(walk(tx, asked, InvitationState::Declined, actor).await?)
    })
}

/// Takes an invitation back.
///
/// # Errors
/// [`WithdrawRefusal`], or ours.
pub async fn withdraw(
    app: &App,
    person: &Person,
    id: Id<Invitation>,
) -> Result<Invitation, Error<WithdrawRefusal>> {
    use WithdrawRefusal as R;
    transaction!(app, |tx| {
        let asked = store_team::lock_invitation(tx, id).await?.ok_or(R::InvitationNotFound)?;
        let member = entitled(tx, person, asked.operator_id, MemberRole::Owner).await?;
        let member = member.map_err(|why| {
            why.refusal(R::InvitationNotFound, R::OwnerOnly, R::SecondFactorNeeded)
        })?;
        if !is_open(&asked, tx.now()) {
            return Err(R::NotOpen.into());
        }
        Ok(walk(tx, asked, InvitationState::Withdrawn, member.actor()).await?)
    })
}

/// Seven days have passed without an answer.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn expire(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let asked = store_team::lock_invitation(tx, Id::from_uuid(firing.aggregate)).await?;
        if let Some(asked) = asked.filter(|asked| asked.state == InvitationState::Open) {
            walk(tx, asked, InvitationState::Expired, Actor::SYSTEM).await?;
        }
        Ok(())
    })
}

fn is_open(invitation: &Invitation, now: OffsetDateTime) -> bool {
    invitation.state == InvitationState::Open && now < invitation.expires_at
}

async fn walk(
    tx: &Tx,
    before: Invitation,
    to: InvitationState,
    actor: Actor,
) -> Result<Invitation, Failure> {
    store_team::move_invitation(tx, &before, to).await?;
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor,
        cause: "answered".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    if to != InvitationState::Expired {
        timers::cancel(tx, jobs::INVITATION_EXPIRE, before.id.uuid()).await?;
    }
    Ok(Invitation { state: to, ..before })
}

fn new_token(app: &App) -> String {
    let bytes: [u8; 24] = app.chance().bytes();
    hex(&bytes)
}

fn hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

fn is_right(token: &str, invitation: &Invitation) -> bool {
    bool::from(hash(token).as_bytes().ct_eq(invitation.token_hash.as_bytes()))
}
