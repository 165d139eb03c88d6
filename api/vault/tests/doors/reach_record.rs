//! What a sealed value holds is reached as ciphertext only.

use vault::normal::Phone;
use vault::pii::{Field, Pii};

fn text<F: Field<Value = Phone>>(sealed: &Pii<F>) -> &Phone {
    sealed.expose()
}

fn inside<F: Field<Value = Phone>>(sealed: Pii<F>) {
    let _ = sealed.record;
}

fn main() {}
