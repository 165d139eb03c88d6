//! What clients send, read.

use async_graphql::{Context, ID, InputObject, OneofObject, Result};
use platform::graphql::parse_id;
use platform::graphql::scalars::{DateTime, Int64};

use super::campaign::GroupBuyBenefitFunder;
use crate::catalog::graphql::SalesChannel;
use crate::deals::carried::graphql::come_from;
use crate::deals::group_buy::actions::campaigns::{BenefitInput, CampaignInput};
use crate::deals::group_buy::actions::seats::{SeatInput, Which};

/// What to plan for groups.
#[derive(InputObject)]
pub struct GroupBuyCampaignCreateInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// campaign again, for 72 hours.
    pub idempotency_key: String,
    /// The variant, beginning with `sku_`; its product is on the shelves.
    pub sku_id: ID,
    /// What one piece costs in a group, in minor units: above zero, below the price of one alone.
    pub group_price_minor: Int64,
    /// How many members fill a group, 2 to 50.
    pub size: i32,
    /// For how many hours a group forms, from its leader's payment; 1 to 72.
    #[graphql(default = 24)]
    pub hours: i32,
    /// From when on groups are opened.
    pub starts_at: DateTime,
    /// The first instant at which none is opened any more; at most 90 days later.
    pub ends_at: DateTime,
    /// How many pieces there are for all groups together; at least one for each seat of one group.
    pub stock: i32,
    /// How many pieces one person may have in all groups of the campaign, 1 to 999.
    #[graphql(default = 1)]
    pub most_per_person: i32,
    /// What leaders get once their group is a success; left out for nothing.
    pub leader_benefit: Option<GroupBuyBenefitInput>,
}

/// What leaders are to get.
#[derive(InputObject)]
pub struct GroupBuyBenefitInput {
    /// What each of them gets, in minor units: above zero, and at most the price of one piece.
    pub amount_minor: Int64,
    /// Who pays it; what the platform pays it agrees to by letting the campaign through.
    pub funder: GroupBuyBenefitFunder,
    /// The most that all leaders get together, in minor units.
    pub cap_minor: Int64,
}

/// What to buy in a group, and where it goes.
#[derive(InputObject)]
pub struct GroupBuyPurchaseInput {
    /// An address of your book, beginning with `address_`.
    pub address_id: ID,
    /// The way it comes to you.
    #[graphql(default)]
    pub channel: SalesChannel,
    /// How many pieces; at most what the campaign lets one person have.
    #[graphql(default = 1)]
    pub quantity: i32,
    /// Only for goods whose class lets the right to change one's mind be given up: that the buyer
    /// was told so and confirmed it, at this purchase. Without it the right stays.
    #[graphql(default)]
    pub confirms_no_cooling_off: bool,
}

/// A new group, to be opened by paying for your own order in it.
#[derive(InputObject)]
pub struct GroupBuyOpenInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first seat
    /// again, for 72 hours.
    pub idempotency_key: String,
    /// The running campaign, beginning with `group_campaign_`.
    pub campaign_id: ID,
    /// What you buy, and where it goes.
    pub purchase: GroupBuyPurchaseInput,
    /// What you saw that it costs with freight, in minor units: `groupBuyPreview` says it.
    pub seen_total_minor: Int64,
    /// The post with this campaign that you came from, beginning with `post_`; left out if it was
    /// none. Your order is put down to it.
    pub post_id: Option<ID>,
}

/// A seat in a group that forms.
#[derive(InputObject)]
pub struct GroupBuyJoinInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first seat
    /// again, for 72 hours.
    pub idempotency_key: String,
    /// The group, beginning with `group_buy_`.
    pub group_id: ID,
    /// What you buy, and where it goes.
    pub purchase: GroupBuyPurchaseInput,
    /// What you saw that it costs with freight, in minor units: `groupBuyPreview` says it.
    pub seen_total_minor: Int64,
    /// What the link of an invitation to this group carries after `/i/`, or `Post.dealToken`; left
    /// out if nobody invited you. Your order is put down to its inviter.
    pub invitation_token: Option<String>,
    /// The post with this group that you came from, beginning with `post_`; left out if it was
    /// none. Your order is put down to it.
    pub post_id: Option<ID>,
}

/// Where a seat would be: exactly one of the two.
#[derive(OneofObject)]
pub enum GroupBuyPlaceInput {
    /// The first seat of a new group of this campaign, beginning with `group_campaign_`.
    CampaignId(ID),
    /// A seat in this group, beginning with `group_buy_`.
    GroupId(ID),
}

/// What to reckon.
#[derive(InputObject)]
pub struct GroupBuyPreviewInput {
    /// Where the seat would be.
    pub place: GroupBuyPlaceInput,
    /// What you would buy, and where it would go.
    pub purchase: GroupBuyPurchaseInput,
}

impl GroupBuyCampaignCreateInput {
    pub fn read(&self) -> Result<CampaignInput> {
        Ok(CampaignInput {
            sku_id: parse_id(&self.sku_id)?,
            unit_minor: self.group_price_minor.0,
            size: self.size,
            hours: self.hours,
            starts_at: self.starts_at.0,
            ends_at: self.ends_at.0,
            stock: self.stock,
            most_per_person: self.most_per_person,
            benefit: self.leader_benefit.as_ref().map(|benefit| BenefitInput {
                amount_minor: benefit.amount_minor.0,
                funder: benefit.funder.into(),
                cap_minor: benefit.cap_minor.0,
            }),
        })
    }
}

impl GroupBuyPurchaseInput {
    fn read(self, which: Which, seen_total_minor: i64) -> Result<SeatInput> {
        Ok(SeatInput {
            token: None,
            post: None,
            which,
            address_id: parse_id(&self.address_id)?,
            channel: self.channel.into(),
            quantity: self.quantity,
            no_cooling_off_confirmed: self.confirms_no_cooling_off,
            seen_total_minor,
        })
    }
}

impl GroupBuyOpenInput {
    pub async fn read(self, ctx: &Context<'_>) -> Result<(String, SeatInput)> {
        let which = Which::Open(parse_id(&self.campaign_id)?);
        let read = self.purchase.read(which, self.seen_total_minor.0)?;
        let post = come_from(ctx, self.post_id.as_ref()).await?;
        Ok((self.idempotency_key, SeatInput { post, ..read }))
    }
}

impl GroupBuyJoinInput {
    pub async fn read(self, ctx: &Context<'_>) -> Result<(String, SeatInput)> {
        let which = Which::Join(parse_id(&self.group_id)?);
        let read = self.purchase.read(which, self.seen_total_minor.0)?;
        let post = come_from(ctx, self.post_id.as_ref()).await?;
        let token = self.invitation_token;
        Ok((self.idempotency_key, SeatInput { token, post, ..read }))
    }
}

impl GroupBuyPreviewInput {
    pub fn read(self) -> Result<SeatInput> {
        let which = match self.place {
            GroupBuyPlaceInput::CampaignId(id) => Which::Open(parse_id(&id)?),
            GroupBuyPlaceInput::GroupId(id) => Which::Join(parse_id(&id)?),
        };
        self.purchase.read(which, 0)
    }
}
