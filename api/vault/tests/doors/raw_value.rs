//! A normalised value is made by its parser and by nothing else.

use vault::normal::Phone;
use zeroize::Zeroizing;

fn main() {
    let _ = Phone(Zeroizing::new("anything".to_owned()));
}
