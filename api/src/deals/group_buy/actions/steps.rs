//! One move of a campaign, a group or a member: the guarded change, its row of the timeline, its
//! fact.

use platform::database::Tx;
use platform::transitions::{self, Actor, States, Step};
use platform::{Failure, events};
use uuid::Uuid;

use crate::deals::group_buy::benefit::{BenefitState, LeaderBenefit};
use crate::deals::group_buy::campaign::{Campaign, CampaignState};
use crate::deals::group_buy::facts::GroupBuyChanged;
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::member::{Member, MemberState};
use crate::deals::group_buy::{store, terms};

/// Who moves it, and why.
pub type Why<'a> = (Actor, &'a str);

async fn record<S: States>(
    tx: &Tx,
    aggregate: Uuid,
    (from, to): (S, S),
    (actor, cause): Why<'_>,
) -> Result<(), Failure> {
    let rule_version = Some(terms::VERSION.to_owned());
    let cause = cause.to_owned();
    transitions::record(tx, Step { aggregate, from, to, actor, cause, rule_version }).await
}

/// Moves a locked campaign.
pub async fn campaign(
    tx: &Tx,
    before: &Campaign,
    to: CampaignState,
    why: Why<'_>,
    change: impl FnOnce(&mut Campaign),
) -> Result<Campaign, Failure> {
    let mut after = Campaign { state: to, ..before.clone() };
    change(&mut after);
    if !store::campaigns::put(tx, before.state, &after).await? {
        return Err(Failure::broken("a locked campaign moved"));
    }
    record(tx, before.id.uuid(), (before.state, to), why).await?;
    Ok(after)
}

/// Moves a locked group.
pub async fn group(
    tx: &Tx,
    before: &GroupBuy,
    to: GroupState,
    why: Why<'_>,
    change: impl FnOnce(&mut GroupBuy),
) -> Result<GroupBuy, Failure> {
    let mut after = GroupBuy { state: to, ..before.clone() };
    change(&mut after);
    keep(tx, before, &after).await?;
    record(tx, before.id.uuid(), (before.state, to), why).await?;
    Ok(after)
}

/// Keeps what changed of a locked group that stands where it stood.
pub async fn keep(tx: &Tx, before: &GroupBuy, after: &GroupBuy) -> Result<(), Failure> {
    if !store::groups::put(tx, before.state, after).await? {
        return Err(Failure::broken("a locked group moved"));
    }
    events::record(tx, &GroupBuyChanged { group: before.id.uuid() }).await
}

/// Moves a member of a locked group.
pub async fn member(
    tx: &Tx,
    before: &Member,
    to: MemberState,
    why: Why<'_>,
    change: impl FnOnce(&mut Member),
) -> Result<Member, Failure> {
    let mut after = Member { state: to, ..before.clone() };
    change(&mut after);
    if !store::members::put(tx, before.state, &after).await? {
        return Err(Failure::broken("a member of a locked group moved"));
    }
    record(tx, before.id.uuid(), (before.state, to), why).await?;
    Ok(after)
}

/// The benefit of a leader who will not get it, if one was promised.
pub fn lost(benefit: Option<LeaderBenefit>) -> Option<LeaderBenefit> {
    benefit.map(|own| match own.state {
        BenefitState::Promised => LeaderBenefit { state: BenefitState::Lost, ..own },
        BenefitState::Paid | BenefitState::Lost => own,
    })
}

/// What a promise that is not to be kept gives back to its campaign, in minor units.
pub fn promised(benefit: Option<LeaderBenefit>) -> i64 {
    let own = benefit.filter(|own| own.state == BenefitState::Promised);
    own.map_or(0, |own| own.amount.minor())
}

/// A seat is free again: the group's counters, without its row.
pub fn without(group: &GroupBuy, member: &Member) -> GroupBuy {
    let paid = i32::from(matches!(member.state, MemberState::Paid | MemberState::Confirmed));
    GroupBuy {
        seats_taken: group.seats_taken.saturating_sub(1),
        paid: group.paid.saturating_sub(paid),
        benefit: if member.is_leader { lost(group.benefit) } else { group.benefit },
        ..group.clone()
    }
}
