//! A grant cannot be written by hand.

use std::collections::BTreeSet;

use time::OffsetDateTime;
use uuid::Uuid;
use vault::pii::{AccessGrant, Purpose};

fn main() {
    let _ = AccessGrant {
        actor: Uuid::nil(),
        subject: Uuid::nil(),
        fields: BTreeSet::new(),
        purpose: Purpose::named("DELIVERY"),
        issued_at: OffsetDateTime::UNIX_EPOCH,
    };
    let _ = AccessGrant::default();
    let _ = AccessGrant::new();
}
