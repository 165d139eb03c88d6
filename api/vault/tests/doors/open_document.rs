//! A document does not open without a grant.

use vault::Place;
use vault::keys::SubjectKey;
use vault::stream::{Decryptor, HEADER};

fn read(header: &[u8; HEADER], place: &Place, key: &SubjectKey) {
    let _ = Decryptor::open(header, place, key);
}

fn main() {}
