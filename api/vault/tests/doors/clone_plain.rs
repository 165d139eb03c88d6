//! A revealed value cannot be copied or compared.

use vault::normal::Phone;
use vault::pii::Plain;

fn keep(phone: &Plain<Phone>) -> Plain<Phone> {
    phone.clone()
}

fn guess(one: &Plain<Phone>, other: &Plain<Phone>) -> bool {
    one == other
}

fn main() {}
