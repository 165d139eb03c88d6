//! A normalised value cannot be printed either, nor what is inside of a revealed one.

use vault::normal::Phone;
use vault::pii::Plain;

fn log(typed: &Phone, revealed: &Plain<Phone>) {
    println!("{typed:?}");
    println!("{}", revealed.expose());
}

fn main() {}
