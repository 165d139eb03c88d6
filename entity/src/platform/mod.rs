//! Tables of the machinery that every slice shares.

pub mod allowed_transition;
pub mod calendar_day;
pub mod event;
pub mod event_delivery;
pub mod idempotency;
pub mod timer;
pub mod transition;
