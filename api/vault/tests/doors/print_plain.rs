//! A revealed value cannot be printed.

use vault::normal::Phone;
use vault::pii::Plain;

fn log(phone: &Plain<Phone>) {
    println!("{phone}");
    println!("{phone:?}");
}

fn main() {}
