//! A revealed value cannot be serialised into an answer.

use vault::normal::Phone;
use vault::pii::Plain;

fn answer(phone: &Plain<Phone>) -> String {
    serde_json::to_string(phone).unwrap()
}

fn main() {}
