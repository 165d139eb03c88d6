//! A group and its members as clients see them: everybody sees how full it is and who leads it, its
//! members see each other, and nobody sees more of a person than their public profile.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::clock::to_millis;
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use uuid::Uuid;

use super::campaign::{GroupBuyBenefitFunder, GroupBuyCampaign, GroupBuyDisclosure, disclosure};
use super::loaders::own_seat;
use crate::catalog::graphql::{Product, Sku, SkuLoader, load_product};
use crate::deals::group_buy::store::groups::NearPlace;
use crate::deals::group_buy::store::members::MemberPlace;
use crate::deals::group_buy::{benefit, group as noun, member, store};
use crate::identity::graphql::{User, load_user};
use crate::operators::graphql::load_role;
use crate::orders::graphql::{Order, load_order};

/// Where a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::GroupState")]
pub enum GroupBuyState {
    /// It waits for its leader's payment; only its leader sees it.
    Opened,
    /// It is being filled until `deadline`.
    Forming,
    /// It is complete; its orders are to be sent.
    Succeeded,
    /// The first of its orders is on its way.
    Fulfilling,
    /// Every order of it is over.
    Closed,
    /// It was not full in time.
    Failed,
    /// It was cancelled before it was full.
    Cancelled,
    /// Everybody is being refunded, in full.
    Refunding,
    /// Everybody has their money again.
    Refunded,
}

/// Where a member stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "member::MemberState")]
pub enum GroupBuyMemberState {
    /// The seat is held until `payBy`; pay the order.
    Seated,
    /// Paid; waits for the others.
    Paid,
    /// The group is complete.
    Confirmed,
    /// Gave the seat up.
    Left,
    /// Did not pay in time.
    Expired,
    /// Is given back what was paid.
    Refunded,
}

/// Where the benefit of a leader stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "benefit::BenefitState")]
pub enum GroupBuyBenefitState {
    /// It is owed once the group is a success and the leader has kept what they bought.
    Promised,
    /// It is in the leader's balance.
    Paid,
    /// The group was no success, or the leader took their money back.
    Lost,
}

/// What the leader of a group gets.
#[derive(SimpleObject)]
pub struct GroupBuyLeaderBenefit {
    /// How much, into the leader's balance.
    pub amount: Money,
    /// Who pays it.
    pub funder: GroupBuyBenefitFunder,
    /// Where it stands.
    pub state: GroupBuyBenefitState,
}

/// That the shop declared a group complete with fewer members than its size.
#[derive(SimpleObject)]
pub struct GroupBuyWaiver {
    /// With how many members.
    pub completed_with: i32,
    /// Of how many.
    pub size: i32,
    /// When the shop declared it.
    pub declared_at: DateTime,
}

/// Your seat in a group.
#[derive(Clone)]
pub struct GroupBuySeat(pub member::Member);

/// Your seat in a group; nobody else sees it.
#[Object]
impl GroupBuySeat {
    /// Where it stands.
    async fn state(&self) -> GroupBuyMemberState {
        self.0.state.into()
    }

    /// Whether you opened the group.
    async fn is_leader(&self) -> bool {
        self.0.is_leader
    }

    /// How many pieces you buy.
    async fn quantity(&self) -> i32 {
        self.0.quantity
    }

    /// The first instant at which it is paid too late.
    async fn pay_by(&self) -> DateTime {
        DateTime(self.0.pay_by)
    }

    /// Your order: pay it as any other.
    async fn order(&self, ctx: &Context<'_>) -> Result<Option<Order>> {
        load_order(ctx, self.0.order_id.uuid()).await
    }

    /// When everything you had paid had reached you again; null unless it has.
    async fn refunded_at(&self) -> Option<DateTime> {
        self.0.refunded_at.map(DateTime)
    }
}

/// Somebody in a group, as the other members see them.
#[derive(Clone)]
pub struct GroupBuyMember(pub member::Member);

/// Somebody in a group, as the other members see them.
#[Object]
impl GroupBuyMember {
    /// Their public profile; null if they have left the platform.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.account_id.uuid()).await
    }

    /// Whether they opened the group.
    async fn is_leader(&self) -> bool {
        self.0.is_leader
    }

    /// Whether they have paid, or hold a seat for some minutes.
    async fn has_paid(&self) -> bool {
        self.0.state != member::MemberState::Seated
    }
}

connection!(
    GroupBuyMemberConnection,
    GroupBuyMemberEdge,
    GroupBuyMember,
    "members of a group, in the order in which they came"
);

/// A group that buys together.
#[derive(Clone)]
pub struct GroupBuy(pub noun::GroupBuy);

/// A group that buys together: complete at `size` paid members, or everybody is refunded. Everybody
/// sees it from its leader's payment on.
#[Object]
impl GroupBuy {
    /// The id, beginning with `group_buy_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> GroupBuyState {
        self.0.state.into()
    }

    /// The campaign whose terms it took over when it was opened.
    async fn campaign(&self, ctx: &Context<'_>) -> Result<Option<GroupBuyCampaign>> {
        super::campaign::load_campaign(ctx, self.0.campaign_id.uuid()).await
    }

    /// The product; null once it is not on sale any more, for everybody but its shop and staff.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        load_product(ctx, self.0.product_id.uuid()).await
    }

    /// The id of the variant that is bought, beginning with `sku_`.
    async fn sku_id(&self) -> ID {
        self.0.sku_id.to_string().into()
    }

    /// How many members fill it, 2 to 50.
    async fn size(&self) -> i32 {
        self.0.size
    }

    /// How many have paid: people with an account and an order, and nobody else.
    async fn paid(&self) -> i32 {
        self.0.paid
    }

    /// How many more have to pay.
    async fn members_missing(&self) -> i32 {
        self.0.missing()
    }

    /// How many seats are taken: paid, or held for some minutes for a payment.
    async fn seats(&self) -> i32 {
        self.0.seats_taken
    }

    /// The first instant at which it is too late to pay; null before its leader has paid.
    async fn deadline(&self) -> Option<DateTime> {
        self.0.deadline.map(DateTime)
    }

    /// How many whole seconds are left while it forms; 0 when its time is up, null otherwise.
    async fn seconds_left(&self, ctx: &Context<'_>) -> Option<i32> {
        let forms = self.0.state == noun::GroupState::Forming;
        let deadline = self.0.deadline.filter(|_| forms)?;
        let left = to_millis(deadline).saturating_sub(to_millis(ctx.app().now()));
        i32::try_from(left.max(0) / 1_000).ok()
    }

    /// Who opened it, by their public profile; null if they have left the platform.
    async fn leader(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.leader_id.uuid()).await
    }

    /// What one piece costs in this group, whatever becomes of the campaign or of other members.
    async fn price(&self) -> Money {
        self.0.unit.into()
    }

    /// What one piece costs alone now; null if the variant is gone.
    async fn solo_price(&self, ctx: &Context<'_>) -> Result<Option<Money>> {
        let loader = ctx.data_unchecked::<DataLoader<SkuLoader>>();
        let sku: Option<Sku> = loader.load_one(self.0.sku_id.uuid()).await?;
        Ok(sku.map(|sku| sku.0.price.into()))
    }

    /// How many pieces one person may have in all groups of the campaign.
    async fn most_per_person(&self) -> i32 {
        self.0.most_per_person
    }

    /// What buyers are told before they order.
    async fn disclosure(&self) -> GroupBuyDisclosure {
        disclosure(&self.0.terms_version, self.0.size, self.0.hours)
    }

    /// What its leader gets; null where nothing was promised.
    async fn leader_benefit(&self) -> Option<GroupBuyLeaderBenefit> {
        self.0.benefit.map(|own| GroupBuyLeaderBenefit {
            amount: own.amount.into(),
            funder: own.funder.into(),
            state: own.state.into(),
        })
    }

    /// That its shop declared it complete with fewer than its size; null for one that was full.
    async fn waiver(&self) -> Option<GroupBuyWaiver> {
        let ((_, at), with) = self.0.waiver.zip(self.0.succeeded_with)?;
        Some(GroupBuyWaiver { completed_with: with, size: self.0.size, declared_at: DateTime(at) })
    }

    /// When it was complete; null unless it was.
    async fn succeeded_at(&self) -> Option<DateTime> {
        self.0.succeeded_at.map(DateTime)
    }

    /// Your own seat, the one you hold or held last; null if you never had one.
    async fn my_seat(&self, ctx: &Context<'_>) -> Result<Option<GroupBuySeat>> {
        Ok(own_seat(ctx, self.0.id.uuid()).await?.map(GroupBuySeat))
    }

    /// Who has a seat, in the order in which they came; null unless you have one too, or act for
    /// the shop.
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<GroupBuyMemberConnection>> {
        let seated = own_seat(ctx, self.0.id.uuid()).await?.is_some_and(|own| own.has_seat());
        if !seated && load_role(ctx, self.0.operator_id.uuid()).await?.is_none() {
            return Ok(None);
        }
        let (app, list) = (ctx.app(), format!("group_buy.members.{}", self.0.id));
        let page = asked::<MemberPlace>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::members::page(app.reader(), self.0.id.uuid(), &page).await?;
        let place = |row: &member::Member| MemberPlace(row.id.uuid());
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
        Ok(Some(slice.map(GroupBuyMember).into()))
    }

    /// How it came to stand where it stands, newest first; empty for everybody but its members and
    /// its shop.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        let own = own_seat(ctx, self.0.id.uuid()).await?.is_some();
        if !own && load_role(ctx, self.0.operator_id.uuid()).await?.is_none() {
            return Ok(TimelineConnection::from(Slice { items: Vec::new(), has_next_page: false }));
        }
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(GroupBuyConnection, GroupBuyEdge, GroupBuy, "groups");

/// The forming groups of a product: those that miss the fewest first, then those that end soonest.
pub async fn near_completion_of(
    ctx: &Context<'_>,
    product: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> Result<GroupBuyConnection> {
    let (app, list) = (ctx.app(), format!("group_buy.near.{product}"));
    let page = asked::<NearPlace>(app.cursors(), &list, first, after.as_deref())?;
    let now = app.now();
    let rows = store::groups::near_completion(app.reader(), (product, now), &page).await?;
    let place = |row: &noun::GroupBuy| {
        NearPlace(row.missing(), row.deadline.map_or(0, to_millis), row.id.uuid())
    };
    Ok(Slice::cut(app.cursors(), &list, page.first, rows, place).map(GroupBuy).into())
}
