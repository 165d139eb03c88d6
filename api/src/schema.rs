//! The schema: the root fields of every slice, put together. The order is that of the rooms.

use async_graphql::{
    Context, ID, Interface, MergedObject, MergedSubscription, Object, SDLExportOptions,
    ValidationMode,
};
use futures_util::future::try_join_all;
use platform::graphql::{ErrorCode, RequestError, loader};
use platform::kernel::{Noun, split_id};
use platform::{App, Failure};

use crate::catalog::graphql::{
    CatalogMutation, CatalogQuery, Category, CategoryLoader, ExtrasLoader, GoodsListMutation,
    GoodsListQuery, HitsLoader, LabelMutation, LabelsLoader, Product, ProductLoader,
    ProductPicturesLoader, SkuLoader, SkusOfLoader, load_category, load_product,
};
use crate::compensation::graphql::{CompensationMutation, CompensationQuery};
use crate::complaints::graphql::{
    Complaint, ComplaintEvidenceLoader, ComplaintLoader, ComplaintOffersLoader, ComplaintQuery,
    ComplaintRulingsLoader, ComplaintSeatsLoader, ComplaintSubscription, ComplaintsMutation,
    load_complaint,
};
use crate::data_rights::graphql::{DataRightsMutation, DataRightsQuery};
use crate::deals::group_buy;
use crate::deals::group_buy::graphql::{
    CampaignLoader, GroupBuy, GroupBuyMutation, GroupBuyQuery, GroupBuySubscription, GroupLoader,
    OrderMemberLoader, OwnSeatLoader, ProductCampaignsLoader, load_group,
};
use crate::deals::invitation::graphql::{AttributionLoader, InvitationMutation, InvitationQuery};
use crate::deals::price_cut::graphql::{
    PriceCutCampaignLoader, PriceCutLoader, PriceCutMutation, PriceCutQuery,
    PriceCutSellingMutation, PriceCutSubscription, ProductCampaignLoader,
};
use crate::fulfilment::graphql::{
    CarrierQuery, ClaimQuery, FulfilmentMutation, OrderClaimsLoader, OrderParcelsLoader,
    ParcelLinesLoader, SendingMutation,
};
use crate::identity::graphql::{IdentityMutation, IdentityQuery, User, UserLoader, load_user};
use crate::identity::passkey::Passkeys;
use crate::ledger::graphql::{LedgerMutation, LedgerQuery};
use crate::media::graphql::{ImageLoader, PictureMutation, UploadMutation, UploadQuery};
use crate::notices::graphql::{NotificationMutation, NotificationQuery, NotificationSubscription};
use crate::operators::graphql::{
    MembershipLoader, Operator, OperatorLoader, OperatorQuery, load_operator,
};
use crate::operators::graphql_licence::{RegistrationLoader, UnderWayLoader};
use crate::operators::graphql_permits::{PermitMutation, PermitsLoader};
use crate::operators::graphql_shop::OperatorMutation;
use crate::operators::graphql_standing::StandingMutation;
use crate::operators::graphql_team::{TeamMutation, TeamQuery};
use crate::operators::registration::graphql::RegistrationMutation;
use crate::operators::registration::graphql_review::{RegistrationQuery, ReviewMutation};
use crate::orders::graphql::{
    AddressMutation, CartMutation, CartQuery, CheckoutMutation, CheckoutOrdersLoader,
    CheckoutQuery, ContractLoader, InvoiceLoader, Order, OrderAddressLoader, OrderLinesLoader,
    OrderLoader, OrderMutation, OrderQuery, OrderSubscription, RatesLoader, SellingMutation,
    load_order,
};
use crate::payments::graphql::{PaymentLoader, PaymentMutation, PaymentQuery, PaymentSubscription};
use crate::returns::graphql::{
    PromiseLoader, Return, ReturnBreachesLoader, ReturnEvidenceLoader, ReturnLinesLoader,
    ReturnLoader, ReturnMutation, ReturnQuery, ReturnSubscription, TakenLoader, load_return,
};
use crate::settlement::graphql::{SettlementMutation, SettlementQuery};
use crate::social::graphql::{
    Comment, Post, ReachLoader, SocialMutation, SocialQuery, SocialSubscription, TiesLoader,
    load_comment, load_post,
};
use crate::{catalog, complaints, identity, operators, orders, returns, social};

/// The most ids of one `nodes`.
const MOST_NODES: usize = 50;

/// Everything that can be read.
#[derive(MergedObject, Default)]
pub struct Query(
    NodeQuery,
    IdentityQuery,
    UploadQuery,
    OperatorQuery,
    RegistrationQuery,
    TeamQuery,
    NotificationQuery,
    CatalogQuery,
    GoodsListQuery,
    CartQuery,
    CheckoutQuery,
    OrderQuery,
    LedgerQuery,
    PaymentQuery,
    CarrierQuery,
    ClaimQuery,
    SettlementQuery,
    CompensationQuery,
    GroupBuyQuery,
    PriceCutQuery,
    InvitationQuery,
    SocialQuery,
    ReturnQuery,
    ComplaintQuery,
    DataRightsQuery,
);

/// Everything that can be done.
#[derive(MergedObject, Default)]
pub struct Mutation(
    IdentityMutation,
    UploadMutation,
    PictureMutation,
    OperatorMutation,
    PermitMutation,
    RegistrationMutation,
    ReviewMutation,
    StandingMutation,
    TeamMutation,
    NotificationMutation,
    CatalogMutation,
    LabelMutation,
    GoodsListMutation,
    AddressMutation,
    CartMutation,
    CheckoutMutation,
    OrderMutation,
    SellingMutation,
    LedgerMutation,
    PaymentMutation,
    SendingMutation,
    FulfilmentMutation,
    SettlementMutation,
    CompensationMutation,
    GroupBuyMutation,
    PriceCutSellingMutation,
    PriceCutMutation,
    InvitationMutation,
    SocialMutation,
    ReturnMutation,
    ComplaintsMutation,
    DataRightsMutation,
);

/// Everything that can be followed live.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    NotificationSubscription,
    SocialSubscription,
    OrderSubscription,
    PaymentSubscription,
    GroupBuySubscription,
    PriceCutSubscription,
    ReturnSubscription,
    ComplaintSubscription,
);

/// The schema of this server.
pub type Schema = async_graphql::Schema<Query, Mutation, Subscription>;

/// Builds the schema over an application. Must be called within the runtime.
///
/// # Errors
/// The settings of passkeys do not fit each other.
pub fn build(app: &App) -> Result<Schema, Failure> {
    let passkeys = Passkeys::new(app.settings())?;
    let schema = bare()
        .data(passkeys)
        .data(app.clone())
        .data(loader(ImageLoader::new(app.clone())))
        .data(loader(UserLoader(app.clone())))
        .data(loader(OperatorLoader(app.clone())))
        .data(loader(MembershipLoader(app.clone())))
        .data(loader(PermitsLoader(app.clone())))
        .data(loader(RegistrationLoader(app.clone())))
        .data(loader(UnderWayLoader(app.clone())))
        .data(loader(CategoryLoader(app.clone())))
        .data(loader(ProductLoader(app.clone())))
        .data(loader(ProductPicturesLoader(app.clone())))
        .data(loader(SkusOfLoader(app.clone())))
        .data(loader(SkuLoader(app.clone())))
        .data(loader(HitsLoader(app.clone())))
        .data(loader(LabelsLoader(app.clone())))
        .data(loader(ExtrasLoader(app.clone())))
        .data(loader(OrderLoader(app.clone())))
        .data(loader(CheckoutOrdersLoader(app.clone())))
        .data(loader(OrderLinesLoader(app.clone())))
        .data(loader(ContractLoader(app.clone())))
        .data(loader(InvoiceLoader(app.clone())))
        .data(loader(OrderAddressLoader(app.clone())))
        .data(loader(RatesLoader(app.clone())))
        .data(loader(PaymentLoader(app.clone())))
        .data(loader(OrderParcelsLoader(app.clone())))
        .data(loader(OrderClaimsLoader(app.clone())))
        .data(loader(ParcelLinesLoader(app.clone())))
        .data(loader(CampaignLoader(app.clone())))
        .data(loader(GroupLoader(app.clone())))
        .data(loader(ProductCampaignsLoader(app.clone())))
        .data(loader(OrderMemberLoader(app.clone())))
        .data(loader(OwnSeatLoader(app.clone())))
        .data(loader(PriceCutCampaignLoader(app.clone())))
        .data(loader(PriceCutLoader(app.clone())))
        .data(loader(ProductCampaignLoader(app.clone())))
        .data(loader(AttributionLoader(app.clone())))
        .data(loader(ReachLoader(app.clone())))
        .data(loader(TiesLoader(app.clone())))
        .data(loader(ReturnLoader(app.clone())))
        .data(loader(ReturnLinesLoader(app.clone())))
        .data(loader(ReturnEvidenceLoader(app.clone())))
        .data(loader(ReturnBreachesLoader(app.clone())))
        .data(loader(TakenLoader(app.clone())))
        .data(loader(PromiseLoader(app.clone())))
        .data(loader(ComplaintLoader(app.clone())))
        .data(loader(ComplaintEvidenceLoader(app.clone())))
        .data(loader(ComplaintOffersLoader(app.clone())))
        .data(loader(ComplaintRulingsLoader(app.clone())))
        .data(loader(ComplaintSeatsLoader(app.clone())));
    Ok(schema.finish())
}

/// The schema's text, exactly as `schema.graphql` keeps it.
pub fn sdl() -> String {
    let options = SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .use_space_ident();
    bare().finish().sdl_with_options(options)
}

fn bare() -> async_graphql::SchemaBuilder<Query, Mutation, Subscription> {
    // The document front has validated before; the executor need not do it again.
    Schema::build(Query::default(), Mutation::default(), Subscription::default())
        .register_output_type::<Node>()
        .validation_mode(ValidationMode::Fast)
        .disable_suggestions()
}

/// Something with an id of its own.
#[derive(Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id; its prefix tells the type."))]
pub enum Node {
    User(User),
    Operator(Operator),
    Category(Category),
    Product(Product),
    Order(Order),
    GroupBuy(GroupBuy),
    Post(Post),
    Comment(Comment),
    Return(Return),
    Complaint(Complaint),
}

#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Anything by its id; null if there is none, or you may not see it.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id of anything; its prefix tells the type.")] id: ID,
    ) -> async_graphql::Result<Option<Node>> {
        find(ctx, &id).await
    }

    /// Several by their ids, in the order of the ids, null for each that there is not.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "At most 50 ids.")] ids: Vec<ID>,
    ) -> async_graphql::Result<Vec<Option<Node>>> {
        if ids.len() > MOST_NODES {
            let message = format!("`nodes` takes at most {MOST_NODES} ids, not {}.", ids.len());
            return Err(RequestError::new(ErrorCode::BadRequest, message).into());
        }
        try_join_all(ids.iter().map(|id| find(ctx, id))).await
    }
}

async fn find(ctx: &Context<'_>, id: &str) -> async_graphql::Result<Option<Node>> {
    let unknown = || RequestError::new(ErrorCode::InvalidId, "This is not an id of anything here.");
    let (prefix, uuid) = split_id(id).map_err(|_| unknown())?;
    let found = match prefix {
        identity::Account::PREFIX => load_user(ctx, uuid).await?.map(Node::User),
        operators::Operator::PREFIX => load_operator(ctx, uuid).await?.map(Node::Operator),
        catalog::Category::PREFIX => load_category(ctx, uuid).await?.map(Node::Category),
        catalog::Product::PREFIX => load_product(ctx, uuid).await?.map(Node::Product),
        orders::Order::PREFIX => load_order(ctx, uuid).await?.map(Node::Order),
        group_buy::GroupBuy::PREFIX => load_group(ctx, uuid).await?.map(Node::GroupBuy),
        social::Post::PREFIX => load_post(ctx, uuid).await?.map(Node::Post),
        social::Comment::PREFIX => load_comment(ctx, uuid).await?.map(Node::Comment),
        returns::Return::PREFIX => load_return(ctx, uuid).await?.map(Node::Return),
        complaints::Complaint::PREFIX => load_complaint(ctx, uuid).await?.map(Node::Complaint),
        _ => return Err(unknown().into()),
    };
    Ok(found)
}
