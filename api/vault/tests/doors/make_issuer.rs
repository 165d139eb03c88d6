//! There is no issuer but the one of a vault, and it cannot be copied.

use vault::pii::Issuer;

fn make() -> Issuer {
    Issuer::new(todo!())
}

fn keep(issuer: &Issuer) -> Issuer {
    issuer.clone()
}

fn main() {}
