//! The loaders behind the fields of group buys: one question for a whole page.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use platform::App;
use uuid::Uuid;

use super::campaign::GroupBuyCampaign;
use super::group::GroupBuy;
use crate::deals::group_buy::actions::reading;
use crate::deals::group_buy::member::Member;
use crate::deals::group_buy::store;
use crate::identity::graphql::ViewerExt;

type Found<T> = Result<HashMap<Uuid, T>>;

/// Reads campaigns by id, whoever may see them.
pub struct CampaignLoader(pub App);

impl Loader<Uuid> for CampaignLoader {
    type Value = GroupBuyCampaign;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<GroupBuyCampaign> {
        let rows = store::campaigns::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), GroupBuyCampaign(row))).collect())
    }
}

/// Reads groups by id, whoever may see them.
pub struct GroupLoader(pub App);

impl Loader<Uuid> for GroupLoader {
    type Value = GroupBuy;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<GroupBuy> {
        let rows = store::groups::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), GroupBuy(row))).collect())
    }
}

/// Reads the running campaigns of products.
pub struct ProductCampaignsLoader(pub App);

impl Loader<Uuid> for ProductCampaignsLoader {
    type Value = Vec<GroupBuyCampaign>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<GroupBuyCampaign>> {
        let rows = store::campaigns::running_of(self.0.reader(), keys.iter().copied()).await?;
        let mut found: HashMap<Uuid, Vec<GroupBuyCampaign>> = HashMap::new();
        for row in rows {
            found.entry(row.product_id.uuid()).or_default().push(GroupBuyCampaign(row));
        }
        Ok(found)
    }
}

/// Reads whose order is in which group.
pub struct OrderMemberLoader(pub App);

impl Loader<Uuid> for OrderMemberLoader {
    type Value = Member;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Member> {
        Ok(store::members::of_orders(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// An account's seat in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SeatOf {
    account: Uuid,
    group: Uuid,
}

/// Reads the seats of one account in groups.
pub struct OwnSeatLoader(pub App);

impl Loader<SeatOf> for OwnSeatLoader {
    type Value = Member;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[SeatOf]) -> Result<HashMap<SeatOf, Member>> {
        let accounts: std::collections::BTreeSet<Uuid> =
            keys.iter().map(|key| key.account).collect();
        let mut found = HashMap::new();
        // Requests at the same moment may share a loader's batch: one question for each person.
        for account in accounts {
            let groups = keys.iter().filter(|key| key.account == account).map(|key| key.group);
            let rows = store::members::of_account_in(self.0.reader(), account, groups).await?;
            found.extend(rows.into_iter().map(|(group, row)| (SeatOf { account, group }, row)));
        }
        Ok(found)
    }
}

/// The viewer's own seat in a group.
pub async fn own_seat(ctx: &Context<'_>, group: Uuid) -> Result<Option<Member>> {
    let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
    let key = SeatOf { account: person.account_id().uuid(), group };
    ctx.data_unchecked::<DataLoader<OwnSeatLoader>>().load_one(key).await
}

/// One group, if this viewer may see it.
pub async fn load_group(ctx: &Context<'_>, id: Uuid) -> Result<Option<GroupBuy>> {
    let found = ctx.data_unchecked::<DataLoader<GroupLoader>>().load_one(id).await?;
    Ok(found.filter(|group| reading::sees_group(ctx.viewer(), &group.0)))
}

/// The group that an order is in, if this viewer may see it.
pub async fn group_of_order(ctx: &Context<'_>, order: Uuid) -> Result<Option<GroupBuy>> {
    let loader = ctx.data_unchecked::<DataLoader<OrderMemberLoader>>();
    let Some(member) = loader.load_one(order).await? else { return Ok(None) };
    load_group(ctx, member.group_id.uuid()).await
}
