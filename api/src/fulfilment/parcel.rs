//! A parcel and what happens to it. What is told may come in any order: a parcel goes forward, or
//! stays where it is.

pub use entity::fulfilment::tracking_event::{TrackingKind, TrackingSource};
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::OffsetDateTime;

use crate::operators::Operator;
use crate::orders::Order;

/// A parcel of one order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcel {
    pub id: Id<Parcel>,
    pub order_id: Id<Order>,
    pub operator_id: Id<Operator>,
    /// The carrier's code.
    pub carrier: String,
    pub waybill: String,
    pub state: ParcelState,
    pub created_at: OffsetDateTime,
    /// When the carrier had it first, by what is known.
    pub scanned_at: Option<OffsetDateTime>,
    pub delivered_at: Option<OffsetDateTime>,
    /// How many events it has.
    pub events: i32,
}

impl Noun for Parcel {
    const PREFIX: &'static str = "parcel";
}

/// Something that happened to a parcel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackingEvent {
    /// From 1, in the order in which it was told.
    pub seq: i32,
    pub kind: TrackingKind,
    pub source: TrackingSource,
    /// When it happened, by whoever told it.
    pub at: OffsetDateTime,
    /// When it was told.
    pub recorded_at: OffsetDateTime,
    /// A town, at most; may be empty.
    pub place: String,
    /// The same event is told once.
    pub provider_event_id: String,
}

/// Where a parcel is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParcelState {
    Created,
    Collected,
    InTransit,
    Signed,
    Refused,
    Lost,
    Returned,
}

use ActorKind::{Buyer, External, Operator as Seller};

impl States for ParcelState {
    const MACHINE: &'static str = "parcel";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Created, Self::Collected, &[External, Seller]),
        (Self::Created, Self::InTransit, &[External, Seller]),
        (Self::Created, Self::Signed, &[External, Seller, Buyer]),
        (Self::Created, Self::Refused, &[External, Seller]),
        (Self::Created, Self::Lost, &[External, Seller]),
        (Self::Created, Self::Returned, &[External, Seller]),
        (Self::Collected, Self::InTransit, &[External, Seller]),
        (Self::Collected, Self::Signed, &[External, Seller, Buyer]),
        (Self::Collected, Self::Refused, &[External, Seller]),
        (Self::Collected, Self::Lost, &[External, Seller]),
        (Self::Collected, Self::Returned, &[External, Seller]),
        (Self::InTransit, Self::Signed, &[External, Seller, Buyer]),
        (Self::InTransit, Self::Refused, &[External, Seller]),
        (Self::InTransit, Self::Lost, &[External, Seller]),
        (Self::InTransit, Self::Returned, &[External, Seller]),
        (Self::Refused, Self::Returned, &[External, Seller]),
        (Self::Lost, Self::Signed, &[External, Seller, Buyer]),
    ];

    fn name(self) -> String {
        match self {
            Self::Created => "CREATED",
            Self::Collected => "COLLECTED",
            Self::InTransit => "IN_TRANSIT",
            Self::Signed => "SIGNED",
            Self::Refused => "REFUSED",
            Self::Lost => "LOST",
            Self::Returned => "RETURNED",
        }
        .to_owned()
    }
}

impl ParcelState {
    /// Where an event takes a parcel; nothing where it stays, because the event is older than what
    /// is known, or comes too late.
    pub fn after(self, kind: TrackingKind) -> Option<Self> {
        let to = match kind {
            TrackingKind::Collected => Self::Collected,
            TrackingKind::InTransit | TrackingKind::OutForDelivery => Self::InTransit,
            TrackingKind::Delivered => Self::Signed,
            TrackingKind::Refused => Self::Refused,
            TrackingKind::Lost => Self::Lost,
            TrackingKind::Returned => Self::Returned,
        };
        self.may_become(to, External).then_some(to)
    }
}

/// Whose word counts as a scan: a carrier's always; a shop's only where its carrier keeps no
/// records; a buyer who has the parcel in hands needs no scan.
pub fn counts_as_scan(source: TrackingSource, is_tracked: bool) -> bool {
    match source {
        TrackingSource::Carrier | TrackingSource::Buyer => true,
        TrackingSource::Manual | TrackingSource::Csv => !is_tracked,
    }
}

/// When something happened, for the clocks: a carrier's own time; for everybody else not before it
/// was told, so that nobody is earlier than they were [TB25 25].
pub fn counted_at(
    source: TrackingSource,
    at: OffsetDateTime,
    told_at: OffsetDateTime,
) -> OffsetDateTime {
    match source {
        TrackingSource::Carrier => at.min(told_at),
        TrackingSource::Manual | TrackingSource::Csv | TrackingSource::Buyer => told_at,
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_parcel_goes_forward_in_whatever_order_it_is_told() {
        use ParcelState::{Collected, Created, InTransit, Lost, Refused, Returned, Signed};
        let table = [
            (Created, TrackingKind::Collected, Some(Collected)),
            (Created, TrackingKind::Delivered, Some(Signed)),
            (Collected, TrackingKind::Collected, None),
            (InTransit, TrackingKind::Collected, None),
            (InTransit, TrackingKind::OutForDelivery, None),
            (InTransit, TrackingKind::Delivered, Some(Signed)),
            (Signed, TrackingKind::InTransit, None),
            (Signed, TrackingKind::Lost, None),
            (Lost, TrackingKind::Delivered, Some(Signed)),
            (Refused, TrackingKind::Returned, Some(Returned)),
            (Returned, TrackingKind::Delivered, None),
        ];
        for (from, kind, to) in table {
            assert_eq!(from.after(kind), to, "{from:?} {kind:?}");
        }
    }

    #[test]
    fn the_word_of_a_shop_is_no_scan_where_the_carrier_keeps_records() {
        assert!(counts_as_scan(TrackingSource::Carrier, true));
        assert!(!counts_as_scan(TrackingSource::Manual, true));
        assert!(!counts_as_scan(TrackingSource::Csv, true));
        assert!(counts_as_scan(TrackingSource::Manual, false));
    }

    #[test]
    fn a_lie_about_time_makes_nothing_earlier() {
        let (early, told) = (datetime!(2026-11-20 8:00 UTC), datetime!(2026-11-22 8:00 UTC));
        assert_eq!(counted_at(TrackingSource::Carrier, early, told), early);
        assert_eq!(counted_at(TrackingSource::Manual, early, told), told);
        assert_eq!(counted_at(TrackingSource::Csv, early, told), told);
        assert_eq!(counted_at(TrackingSource::Carrier, told, early), early);
    }
}
