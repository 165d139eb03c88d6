//! A sealed value does not open without a grant.

use time::OffsetDateTime;
use vault::keys::SubjectKey;
use vault::pii::{Field, Pii, Row};

fn read<F: Field>(sealed: &Pii<F>, key: &SubjectKey, row: &Row, now: OffsetDateTime) {
    let _ = sealed.reveal(key, row, now);
}

fn main() {}
