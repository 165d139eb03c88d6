//! An order and what hangs on it.

use std::sync::Arc;

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::graphql::ContextExt;
use platform::graphql::scalars::{DateTime, Money};
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::transitions::{ActorKind, States as _};
use platform::{Failure, connection};

use super::address::PostalAddress;
use super::loaders::{ContractLoader, InvoiceLoader, OrderAddressLoader, load_lines};
use super::papers::{OrderContract, OrderInvoice};
use super::refused::LawProfile;
use crate::catalog::graphql::{CoolingOffClass, Product, SalesChannel, SkuOption, load_product};
use crate::complaints::graphql::{ComplaintConnection, complaints_of_order};
use crate::deals::graphql::{GroupBuy, OrderAttribution, attribution_of, group_of_order};
use crate::fulfilment::graphql::{Parcel, ShippingClaim, claims_of, parcels_of};
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::media::graphql::{Image, load_image};
use crate::operators::graphql::{Operator, load_operator, load_role};
use crate::orders::order as noun;
use crate::orders::{self, terms};
use crate::returns::graphql::{ReturnConnection, ReturnTerms, returns_of_order, terms_of};

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::OrderState")]
pub enum OrderState {
    /// Its contract is formed and its pieces are reserved; it waits to be paid until `payBy`.
    Submitted,
    /// Its money is in escrow. Its buyer may take it back for ten minutes more.
    Paid,
    /// It waits for its group to be filled.
    Forming,
    /// It is to be sent by `shipBy`.
    ToShip,
    /// It is on its way.
    Shipped,
    /// It was delivered. It completes at `completeBy`, unless something about it is open.
    Signed,
    /// It is over, and its money goes to the shop.
    Completed,
    /// It was put away; nothing about it changes any more.
    Archived,
    /// It is not carried out. What was paid goes back.
    Cancelled,
}

/// What a buyer has ordered at one shop. Its buyer, members of its shop and support staff see it.
#[derive(Clone)]
pub struct Order(pub Arc<orders::Order>);

impl From<orders::Order> for Order {
    fn from(order: orders::Order) -> Self {
        Self(Arc::new(order))
    }
}

/// What a buyer has ordered at one shop. Its buyer, members of its shop and support staff see it.
#[Object]
impl Order {
    /// The id, beginning with `order_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The id of the checkout it was submitted in, beginning with `checkout_`; the checkout is paid
    /// as a whole.
    async fn checkout_id(&self) -> ID {
        self.0.checkout_id.to_string().into()
    }

    /// Who ordered; null if their account is gone.
    async fn buyer(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.buyer_id.uuid()).await
    }

    /// The shop that sells.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Operator> {
        let found = load_operator(ctx, self.0.operator_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("an order's operator is gone").into())
    }

    /// Where it stands.
    async fn state(&self) -> OrderState {
        self.0.state.into()
    }

    /// Where the viewer may move it from here by themselves; empty for staff.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<OrderState>> {
        let Some(person) = ctx.viewer().as_person() else { return Ok(Vec::new()) };
        let account = person.account_id();
        let mut next = Vec::new();
        if self.0.buyer_id == account {
            next.extend(self.0.state.next_for(ActorKind::Buyer));
        }
        if load_role(ctx, self.0.operator_id.uuid()).await?.is_some() {
            next.extend(self.0.state.next_for(ActorKind::Operator));
        }
        next.sort_by_key(|state| state.name());
        next.dedup();
        Ok(next.into_iter().map(Into::into).collect())
    }

    /// What was ordered, as it was then; at most 50.
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<OrderLine>> {
        let lines = load_lines(ctx, self.0.id.uuid()).await?;
        Ok(lines.into_iter().map(OrderLine).collect())
    }

    /// What is given back of it, the newest first.
    async fn returns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ReturnConnection> {
        returns_of_order(ctx, self.0.id.uuid(), first, after).await
    }

    /// The complaints about it, the newest first.
    async fn complaints(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ComplaintConnection> {
        complaints_of_order(ctx, self.0.id.uuid(), first, after).await
    }

    /// What it costs, in its parts.
    async fn price(&self) -> OrderPrice {
        self.0.price.into()
    }

    /// The way it comes to its buyer.
    async fn channel(&self) -> SalesChannel {
        self.0.channel.into()
    }

    /// Whose law its periods and rights follow, whatever becomes law later.
    async fn profile(&self) -> LawProfile {
        self.0.profile.into()
    }

    /// Where it goes, behind stars; `orderAddressReveal` shows all to whoever may read it.
    async fn address(&self, ctx: &Context<'_>) -> Result<PostalAddress> {
        let loader = ctx.data_unchecked::<DataLoader<OrderAddressLoader>>();
        let found = loader.load_one(self.0.address_id).await?;
        let address = found.ok_or_else(|| Failure::broken("an order's address is gone"))?;
        Ok(PostalAddress(address))
    }

    /// Its contract, which proves itself.
    async fn contract(&self, ctx: &Context<'_>) -> Result<OrderContract> {
        let loader = ctx.data_unchecked::<DataLoader<ContractLoader>>();
        let found = loader.load_one(self.0.id.uuid()).await?;
        let kept = found.ok_or_else(|| Failure::broken("an order without a contract"))?;
        Ok(OrderContract::of(self.0.id, kept))
    }

    /// Its parcels, in the order in which its shop told of them; at most 20.
    async fn parcels(&self, ctx: &Context<'_>) -> Result<Vec<Parcel>> {
        parcels_of(ctx, self.0.id.uuid()).await
    }

    /// What clocks found against its shop about sending it, and what that costs; at most three.
    async fn shipping_claims(&self, ctx: &Context<'_>) -> Result<Vec<ShippingClaim>> {
        claims_of(ctx, self.0.id.uuid()).await
    }

    /// The group that it is in; null for an order of no group.
    async fn group_buy(&self, ctx: &Context<'_>) -> Result<Option<GroupBuy>> {
        group_of_order(ctx, self.0.id.uuid()).await
    }

    /// The invoice that was asked for; null if none was.
    async fn invoice(&self, ctx: &Context<'_>) -> Result<Option<OrderInvoice>> {
        let loader = ctx.data_unchecked::<DataLoader<InvoiceLoader>>();
        Ok(loader.load_one(self.0.id.uuid()).await?.map(OrderInvoice))
    }

    /// What it is due to: a deal, and perhaps an invitation; null if that was not said.
    async fn attribution(&self, ctx: &Context<'_>) -> Result<Option<OrderAttribution>> {
        attribution_of(ctx, self.0.id.uuid()).await
    }

    /// When it was submitted and its contract formed.
    async fn submitted_at(&self) -> DateTime {
        DateTime(self.0.submitted_at)
    }

    /// From this instant on it is too late to pay; it is then cancelled.
    async fn pay_by(&self) -> DateTime {
        DateTime(self.0.pay_by)
    }

    /// When its money came into escrow; null before.
    async fn paid_at(&self) -> Option<DateTime> {
        self.0.paid_at.map(DateTime)
    }

    /// Until when its buyer may take it back by `orderCancel`: until it is too late to pay, and
    /// after that for ten minutes from the payment. Null once that is over.
    async fn cancel_by(&self) -> Option<DateTime> {
        match self.0.state {
            noun::OrderState::Submitted => Some(DateTime(self.0.pay_by)),
            noun::OrderState::Paid => {
                self.0.paid_at.map(|at| DateTime(at + terms::SECOND_THOUGHTS))
            }
            _ => None,
        }
    }

    /// From this instant on it is sent late; null until it is to be sent.
    async fn ship_by(&self) -> Option<DateTime> {
        self.0.ship_by.map(DateTime)
    }

    /// When its first parcel was taken by a carrier; null before.
    async fn shipped_at(&self) -> Option<DateTime> {
        self.0.shipped_at.map(DateTime)
    }

    /// When all of it was delivered; null before.
    async fn signed_at(&self) -> Option<DateTime> {
        self.0.signed_at.map(DateTime)
    }

    /// When it completes by itself; null before it is delivered. While `isPaused` it moves on with
    /// the clock.
    async fn complete_by(&self) -> Option<DateTime> {
        self.0.complete_by.map(DateTime)
    }

    /// Whether its completion waits for something that is open about it.
    async fn is_paused(&self) -> bool {
        self.0.paused_at.is_some()
    }

    /// When it was complete; null before.
    async fn completed_at(&self) -> Option<DateTime> {
        self.0.completed_at.map(DateTime)
    }

    /// When it was cancelled; null unless it was.
    async fn cancelled_at(&self) -> Option<DateTime> {
        self.0.cancelled_at.map(DateTime)
    }

    /// Whether an electronic signature is advised for an order of this size [ESL 13].
    async fn is_signature_advised(&self) -> bool {
        self.0.price.total.minor() > terms::SIGNATURE_ADVISED
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(OrderConnection, OrderEdge, Order, "orders");

/// What an order costs, in its parts: goods and freight less discount is the total.
#[derive(SimpleObject)]
pub struct OrderPrice {
    /// All lines together.
    pub goods: Money,
    /// What carriage costs.
    pub freight: Money,
    /// What promotions take off, above zero.
    pub discount: Money,
    /// What is paid.
    pub total: Money,
}

impl From<noun::Price> for OrderPrice {
    fn from(price: noun::Price) -> Self {
        Self {
            goods: price.goods.into(),
            freight: price.freight.into(),
            discount: price.discount.into(),
            total: price.total.into(),
        }
    }
}

/// One line of an order, as it was when it was submitted.
pub struct OrderLine(pub orders::Line);

/// One line of an order, as it was when it was submitted.
#[Object]
impl OrderLine {
    /// Its number within the order, from 1.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// The product as it is now; null if you may no longer see it.
    async fn product(&self, ctx: &Context<'_>) -> Result<Option<Product>> {
        load_product(ctx, self.0.product_id.uuid()).await
    }

    /// The id of the variant, beginning with `sku_`.
    async fn sku_id(&self) -> ID {
        self.0.sku_id.to_string().into()
    }

    /// The title of the product then.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What set the variant apart then; at most five.
    async fn options(&self) -> Vec<SkuOption> {
        let option = |(name, value): &(String, String)| SkuOption {
            name: name.clone(),
            value: value.clone(),
        };
        self.0.options.iter().map(option).collect()
    }

    /// The first picture of the product then; null if it had none.
    async fn image(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        match self.0.image_id {
            Some(id) => load_image(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The price of one piece then.
    async fn unit_price(&self) -> Money {
        self.0.unit.into()
    }

    /// How many pieces, 1 to 999.
    async fn quantity(&self) -> i32 {
        self.0.quantity
    }

    /// Pieces times price.
    async fn total(&self) -> Money {
        self.0.total.into()
    }

    /// How the right to change one's mind applied to goods of this kind then.
    async fn cooling_off(&self) -> CoolingOffClass {
        self.0.cooling_off.into()
    }

    /// How many pieces of it can still be given back, and until when.
    async fn return_terms(&self, ctx: &Context<'_>) -> Result<ReturnTerms> {
        terms_of(ctx, &self.0).await
    }

    /// Whether that right is out for this line: by law, or because its buyer confirmed so at this
    /// purchase where the law lets them.
    async fn is_cooling_off_excluded(&self) -> bool {
        self.0.is_excluded()
    }
}
