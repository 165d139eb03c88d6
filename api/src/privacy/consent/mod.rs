//! Consent: what a person allowed, on which notice, to whom, until when. Nothing is updated: giving
//! and taking back are events, and the last of a subject, purpose and recipient counts.
//!
//! `ABSENT` → `GRANTED` → `WITHDRAWN`, and by the clock alone `GRANTED` → `STALE` (a newer
//! notice is in force, PD-3) or `EXPIRED`. [`live`] reads the database itself, in the transaction
//! of whoever acts, so that a withdrawal counts on every server from its commit on (PD-2).

mod notice;
mod purpose;
mod receipt;
mod state;
mod store;
mod store_notices;

pub use notice::{DataKind, Notice, NoticeText, kinds_of, sha256_of, words_of};
pub use purpose::{ALL as PURPOSES, Demands, Purpose, RecipientKind, demands};
pub use receipt::{Receipt, Signer};
pub use state::{Consent, ConsentState, Kind, Method, REST_AFTER_NO, Standing, is_due};
pub use store::{
    History, by_id, history, is_restricted, lift_restriction, live, record, restrict, standing,
    standings, withdraw_all,
};
pub use store_notices::{in_force, insert as insert_notice, newest, notices, texts_of};
