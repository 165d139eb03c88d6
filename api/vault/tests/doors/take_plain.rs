//! A revealed value cannot be taken out of what wipes it, nor put into it.

use vault::normal::Phone;
use vault::pii::Plain;

fn take(phone: Plain<Phone>) -> Phone {
    phone.0
}

fn put(phone: Phone) -> Plain<Phone> {
    Plain::new(phone)
}

fn main() {}
