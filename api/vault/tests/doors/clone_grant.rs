//! A grant cannot be copied or made to last longer.

use time::OffsetDateTime;
use vault::pii::AccessGrant;

fn keep(grant: &AccessGrant) -> AccessGrant {
    grant.clone()
}

fn widen(grant: &mut AccessGrant) {
    grant.issued_at = OffsetDateTime::UNIX_EPOCH;
}

fn main() {}
