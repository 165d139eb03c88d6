//! A parcel and what happened to it.

use async_graphql::dataloader::DataLoader;
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};

use super::loaders::ParcelLinesLoader;
use crate::fulfilment::parcel as noun;
use crate::fulfilment::store::parcels::{self, EventPlace};

/// Where a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::ParcelState")]
pub enum ParcelState {
    /// The shop has told of it; no carrier has seen it yet.
    Created,
    /// The carrier has it.
    Collected,
    /// It was seen on its way.
    InTransit,
    /// It was signed for: delivered.
    Signed,
    /// It was not accepted at the door.
    Refused,
    /// The carrier has lost it.
    Lost,
    /// It came back to the shop.
    Returned,
}

/// What happened to a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::TrackingKind")]
pub enum TrackingKind {
    /// The carrier has taken it: the first scan.
    Collected,
    /// It was seen on its way.
    InTransit,
    /// It is on its last way to the door.
    OutForDelivery,
    /// It was signed for.
    Delivered,
    /// It was not accepted at the door.
    Refused,
    /// The carrier has lost it.
    Lost,
    /// It came back to the shop.
    Returned,
}

/// Who told of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::TrackingSource")]
pub enum TrackingSource {
    /// A member of the shop, by hand. Where the carrier keeps records, it moves nothing.
    Manual,
    /// A member of the shop, in a list. Where the carrier keeps records, it moves nothing.
    Csv,
    /// The carrier itself, signed.
    Carrier,
    /// The buyer, who confirmed the receipt.
    Buyer,
}

/// A parcel of an order. Whoever sees the order sees its parcels: its buyer, members of its shop
/// and support staff.
#[derive(Clone)]
pub struct Parcel(pub noun::Parcel);

/// A parcel of an order. Whoever sees the order sees its parcels: its buyer, members of its shop
/// and support staff.
#[Object]
impl Parcel {
    /// The id, beginning with `parcel_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The order, beginning with `order_`.
    async fn order_id(&self) -> ID {
        self.0.order_id.to_string().into()
    }

    /// The code of the carrier, as `carriers` lists them.
    async fn carrier(&self) -> &str {
        &self.0.carrier
    }

    /// The carrier's number of the parcel.
    async fn waybill(&self) -> &str {
        &self.0.waybill
    }

    /// Where it is.
    async fn state(&self) -> ParcelState {
        self.0.state.into()
    }

    /// What is in it, at most 50 lines.
    async fn lines(&self, ctx: &Context<'_>) -> Result<Vec<ParcelLine>> {
        let loader = ctx.data_unchecked::<DataLoader<ParcelLinesLoader>>();
        let lines = loader.load_one(self.0.id.uuid()).await?.unwrap_or_default();
        let line = |pieces: parcels::Pieces| ParcelLine {
            position: pieces.position,
            quantity: pieces.quantity,
        };
        Ok(lines.into_iter().map(line).collect())
    }

    /// When the shop told of it.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the carrier had it first, by the carrier's own time; null before.
    async fn scanned_at(&self) -> Option<DateTime> {
        self.0.scanned_at.map(DateTime)
    }

    /// When it was signed for; null before.
    async fn delivered_at(&self) -> Option<DateTime> {
        self.0.delivered_at.map(DateTime)
    }

    /// What happened to it, the last that was told first.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TrackingEventConnection> {
        let app = ctx.app();
        let list = format!("tracking.{}", self.0.id.uuid());
        let page = asked::<EventPlace>(app.cursors(), &list, first, after.as_deref())?;
        let rows = parcels::events(app.reader(), self.0.id.uuid(), &page).await?;
        let place = |event: &noun::TrackingEvent| EventPlace(event.seq);
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
        Ok(slice.map(TrackingEvent).into())
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

/// Pieces of a line of the order in a parcel.
#[derive(SimpleObject)]
pub struct ParcelLine {
    /// The line's number within the order, from 1.
    pub position: i32,
    /// How many pieces, 1 to 999.
    pub quantity: i32,
}

/// One thing that happened to a parcel, and who told of it.
#[derive(Clone)]
pub struct TrackingEvent(pub noun::TrackingEvent);

/// One thing that happened to a parcel, and who told of it.
#[Object]
impl TrackingEvent {
    /// What happened.
    async fn kind(&self) -> TrackingKind {
        self.0.kind.into()
    }

    /// Who told of it.
    async fn source(&self) -> TrackingSource {
        self.0.source.into()
    }

    /// When it happened, by whoever told of it.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// When it was told.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// Where, as a town; may be empty.
    async fn place(&self) -> &str {
        &self.0.place
    }
}

connection!(TrackingEventConnection, TrackingEventEdge, TrackingEvent, "events of a parcel");

/// Who carries parcels. No shop is bound to one of them (SH-6).
#[derive(SimpleObject)]
pub struct Carrier {
    /// The code, such as `SF`; `OTHER` for one that is not listed.
    pub code: String,
    /// The name as buyers know it.
    pub name: String,
    /// Whether it tells of its records: then they count, and not the shop's word.
    pub is_tracked: bool,
}

/// What everybody may know of sending.
#[derive(Default)]
pub struct CarrierQuery;

/// What everybody may know of sending.
#[Object]
impl CarrierQuery {
    /// Every carrier that a shop may send by, in the order of their codes; at most 100. A shop
    /// chooses freely, and `OTHER` stands for any that is not listed (SH-6).
    async fn carriers(&self, ctx: &Context<'_>) -> Result<Vec<Carrier>> {
        let rows = parcels::carriers(ctx.app().reader()).await?;
        let carrier = |row: parcels::Carrier| Carrier {
            code: row.code,
            name: row.name,
            is_tracked: row.is_tracked,
        };
        Ok(rows.into_iter().map(carrier).collect())
    }
}
