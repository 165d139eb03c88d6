//! What somebody tells of a parcel, before it is known what comes of it.

use platform::transitions::Actor;
use time::OffsetDateTime;

use super::{TrackingKind, TrackingSource};

/// Something that is told of a parcel.
#[derive(Debug, Clone)]
pub struct Told {
    pub kind: TrackingKind,
    pub source: TrackingSource,
    pub at: OffsetDateTime,
    /// A town, at most.
    pub place: String,
    /// The same event has the same name, whoever brings it again.
    pub event_id: String,
    pub actor: Actor,
}

/// The shop's word that it handed a parcel over, where no carrier keeps records.
pub fn first_word(now: OffsetDateTime) -> Told {
    Told {
        kind: TrackingKind::Collected,
        source: TrackingSource::Manual,
        at: now,
        place: String::new(),
        event_id: "shop:handed-over".to_owned(),
        actor: Actor::SYSTEM,
    }
}
