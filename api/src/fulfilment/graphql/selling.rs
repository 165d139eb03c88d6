//! What a shop tells of its parcels.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::parcel::{Parcel, TrackingKind};
use crate::fulfilment::actions::import::{self, ImportRefusal, Outcome};
use crate::fulfilment::actions::send::{self, SendInput, SendRefusal};
use crate::fulfilment::actions::tracking::{self, EventInput, EventRefusal};
use crate::fulfilment::store::parcels::Pieces;
use crate::identity::graphql::ViewerExt;

/// A parcel that is sent.
#[derive(InputObject)]
pub struct ParcelCreateInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`; you answer for orders of its shop.
    pub order_id: ID,
    /// The code of the carrier; `carriers` lists them, `OTHER` is any other.
    pub carrier: String,
    /// The carrier's number of the parcel: 6 to 40 letters, digits and hyphens.
    pub waybill: String,
    /// What is in it; everything that was not sent yet if left out.
    #[graphql(default)]
    pub lines: Vec<ParcelLineInput>,
}

/// Pieces of a line in a parcel.
#[derive(InputObject)]
pub struct ParcelLineInput {
    /// The line's number within the order, from 1.
    pub position: i32,
    /// How many pieces, 1 to 999.
    pub quantity: i32,
}

/// Something that happened to a parcel.
#[derive(InputObject)]
pub struct ParcelTrackingAddInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The parcel, beginning with `parcel_`.
    pub parcel_id: ID,
    /// What happened.
    pub kind: TrackingKind,
    /// When it happened; not in the future.
    pub at: DateTime,
    /// Where, as a town: up to 60 characters, without names or telephone numbers.
    #[graphql(default)]
    pub place: String,
}

/// A list of parcels.
#[derive(InputObject)]
pub struct ParcelsImportInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// Text of at most 16 KiB. The first line is `orderId,carrier,waybill,event,at,place`; then 1
    /// to 100 rows, without quotes. `event`, `at` and `place` may be empty together.
    pub csv: String,
}

/// What became of one row of a list.
#[derive(SimpleObject)]
pub struct ParcelImportRow {
    /// The line of the list, from 2.
    pub line: i32,
    /// The parcel; null where the row was not taken.
    pub parcel: Option<Parcel>,
    /// Whether the row does not have six columns that can be read.
    pub is_malformed: bool,
    /// Why the parcel was not taken; null if it was.
    pub parcel_refusal: Option<SendRefusal>,
    /// Why its event was not taken; null if it was, or there was none.
    pub event_refusal: Option<EventRefusal>,
}

impl From<import::Row> for ParcelImportRow {
    fn from(row: import::Row) -> Self {
        let none = Self {
            line: row.line,
            parcel: None,
            is_malformed: false,
            parcel_refusal: None,
            event_refusal: None,
        };
        match row.outcome {
            Outcome::Taken(parcel) => Self { parcel: Some(Parcel(parcel)), ..none },
            Outcome::Malformed => Self { is_malformed: true, ..none },
            Outcome::NotSent(why) => Self { parcel_refusal: Some(why), ..none },
            Outcome::NotTracked(parcel, why) => {
                Self { parcel: Some(Parcel(parcel)), event_refusal: Some(why), ..none }
            }
        }
    }
}

/// What became of a list, row by row.
#[derive(SimpleObject)]
pub struct ParcelImport {
    /// In the order of the list; at most 100.
    pub rows: Vec<ParcelImportRow>,
}

payload! {
    /// The answer of `parcelCreate`.
    pub struct ParcelCreatePayload refused by SendRefusal {
        /// The parcel; null when refused.
        parcel: Parcel,
    }
}

payload! {
    /// The answer of `parcelTrackingAdd`.
    pub struct ParcelTrackingAddPayload refused by EventRefusal {
        /// The parcel as it is now; null when refused.
        parcel: Parcel,
    }
}

payload! {
    /// The answer of `parcelsImport`.
    pub struct ParcelsImportPayload refused by ImportRefusal {
        /// What became of each row; null when the list was not read at all.
        parcel_import: ParcelImport,
    }
}

/// What a shop tells of its parcels.
#[derive(Default)]
pub struct SendingMutation;

/// What a shop tells of its parcels.
#[Object]
impl SendingMutation {
    /// Tell that a parcel is sent. The order is `SHIPPED` with the carrier's first scan; with a
    /// carrier that keeps no records, now. The same waybill with the same in it is the same parcel
    /// told again. Members who answer for orders, with a second factor.
    async fn parcel_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The parcel.")] input: ParcelCreateInput,
    ) -> Result<ParcelCreatePayload> {
        let pieces =
            |line: ParcelLineInput| Pieces { position: line.position, quantity: line.quantity };
        let key = input.idempotency_key;
        let input = SendInput {
            order_id: parse_id(&input.order_id)?,
            carrier: input.carrier,
            waybill: input.waybill,
            pieces: input.lines.into_iter().map(pieces).collect(),
        };
        reply(send::create(ctx.app(), ctx.person()?, &key, &input).await.map(Parcel))
    }

    /// Tell what happened to a parcel, where no carrier tells it. Where the carrier keeps records,
    /// it is shown and moves nothing. Members who answer for orders, with a second factor.
    async fn parcel_tracking_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What happened.")] input: ParcelTrackingAddInput,
    ) -> Result<ParcelTrackingAddPayload> {
        let key = input.idempotency_key;
        let event = EventInput {
            parcel_id: parse_id(&input.parcel_id)?,
            kind: input.kind.into(),
            at: input.at.0,
            place: input.place,
        };
        reply(tracking::add(ctx.app(), ctx.person()?, &key, &event).await.map(Parcel))
    }

    /// Tell of up to 100 parcels in a list, each row with everything of its order that was not sent
    /// yet. A row that is refused stops no other; a list that is brought again changes nothing.
    /// Members who answer for orders, with a second factor.
    async fn parcels_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The list.")] input: ParcelsImportInput,
    ) -> Result<ParcelsImportPayload> {
        let key = &input.idempotency_key;
        let rows = import::import(ctx.app(), ctx.person()?, key, &input.csv).await;
        reply(rows.map(|rows| ParcelImport { rows: rows.into_iter().map(Into::into).collect() }))
    }
}
