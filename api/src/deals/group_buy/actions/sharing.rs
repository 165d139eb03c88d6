//! Who may ask others to a group, or show it in a post; and by what somebody came to their seat.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{Error, Failure};
use uuid::Uuid;

use super::seats::{SeatInput, SeatRefusal};
use crate::deals::carried::{self, Carried, Offered};
use crate::deals::group_buy::benefit::BenefitState;
use crate::deals::group_buy::group::GroupBuy;
use crate::deals::group_buy::member::Member;
use crate::deals::group_buy::store;
use crate::deals::invitation::actions::redeeming::{find, redeem};
use crate::deals::invitation::{Attribution, Deal, NotRedeemed, Redeemed, store as invitations};
use crate::identity::{Account, Person};
use crate::orders::Order;

/// A group that forms, in which somebody has a seat.
async fn joined(tx: &Tx, who: Id<Account>, id: Uuid) -> Result<Option<GroupBuy>, Failure> {
    let found = store::groups::many(tx.conn(), [id]).await?.pop();
    let Some(group) = found.filter(|group| group.forms(tx.now())) else { return Ok(None) };
    let own = store::members::of_account_in(tx.conn(), who.uuid(), [id]).await?;
    Ok(own.values().any(Member::has_seat).then_some(group))
}

/// Whether somebody may ask others to a group: it forms, and they have a seat in it.
///
/// # Errors
/// The database's own.
pub async fn may_invite(tx: &Tx, who: Id<Account>, id: Uuid) -> Result<bool, Failure> {
    Ok(joined(tx, who, id).await?.is_some())
}

/// A group as one of its members may show it in a post; a leader who is promised something gains
/// by that.
///
/// # Errors
/// The database's own.
pub async fn to_show(tx: &Tx, who: Id<Account>, id: Uuid) -> Result<Option<Offered>, Failure> {
    let Some(group) = joined(tx, who, id).await? else { return Ok(None) };
    let promised = group.benefit.is_some_and(|own| own.state == BenefitState::Promised);
    Ok(Some(Offered {
        operator: group.operator_id,
        product: group.product_id,
        gains: group.leader_id == who && promised,
        invites: group.deadline.map(|deadline| (Deal::GroupBuy(id), deadline)),
    }))
}

/// A campaign as anybody may show it in a post: it opens groups now.
///
/// # Errors
/// The database's own.
pub async fn campaign_to_show(tx: &Tx, id: Uuid) -> Result<Option<Offered>, Failure> {
    let found = store::campaigns::many(tx.conn(), [id]).await?.pop();
    let open = found.filter(|own| own.opens_groups(tx.now()));
    Ok(open.map(|own| Offered {
        operator: own.operator_id,
        product: own.product_id,
        gains: false,
        invites: None,
    }))
}

/// Whether an order is a seat of a group.
///
/// # Errors
/// The database's own.
pub async fn is_seat(tx: &Tx, order: Id<Order>, group: Uuid) -> Result<bool, Failure> {
    let member = store::members::of_order(tx.conn(), order.uuid()).await?;
    Ok(member.is_some_and(|member| member.group_id.uuid() == group))
}

impl From<NotRedeemed> for SeatRefusal {
    fn from(why: NotRedeemed) -> Self {
        match why {
            NotRedeemed::Unknown => Self::InvitationInvalid,
            NotRedeemed::Revoked => Self::InvitationRevoked,
            NotRedeemed::Expired => Self::InvitationExpired,
            NotRedeemed::UsedUp => Self::InvitationUsedUp,
        }
    }
}

/// What a seat is due to: an invitation, a post, or nothing but its group.
pub(super) struct Way {
    invited: Option<Redeemed>,
    post: Option<Uuid>,
}

/// By what somebody comes to a locked group, before they order anything: an invitation to this
/// group that is open and not their own, and a post that they see and that leads here.
pub(super) async fn by_way(
    tx: &Tx,
    person: &Person,
    (group, leads): (&GroupBuy, Carried),
    input: &SeatInput,
) -> Result<Way, Error<SeatRefusal>> {
    use SeatRefusal as R;
    let buyer = person.account_id();
    let invited = match &input.token {
        None => None,
        Some(token) => {
            let deal = Deal::GroupBuy(group.id.uuid());
            let found = find(tx, token).await?.filter(|found| found.deal == deal);
            let found = found.ok_or(R::InvitationInvalid)?;
            if found.inviter_id == buyer {
                return Err(R::OwnInvitation.into());
            }
            Some(redeem(tx, token, buyer, deal).await?.map_err(R::from)?)
        }
    };
    let post = match input.post {
        None => None,
        Some(post) if post.is_seen && carried::leads_to(tx, post.id, leads).await? => Some(post.id),
        Some(_) => return Err(R::PostNotFound.into()),
    };
    Ok(Way { invited, post })
}

/// Writes down what the order of a seat is due to, where it is due to anything.
pub(super) async fn attribute(
    tx: &Tx,
    person: &Person,
    member: &Member,
    way: &Way,
) -> Result<(), Failure> {
    if way.invited.is_none() && way.post.is_none() {
        return Ok(());
    }
    let due = Attribution {
        order: member.order_id.uuid(),
        invitation: way.invited.map(|by| by.invitation.uuid()),
        inviter: way.invited.map(|by| by.inviter.uuid()),
        deal: Deal::GroupBuy(member.group_id.uuid()),
        post: way.post,
        place: person.place(tx.app()),
        network: person.network(tx.app()),
        at: tx.now(),
    };
    invitations::attribute(tx, &due).await
}
