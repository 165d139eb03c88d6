//! Only normalised values of the kinds that may be looked up are indexed.

use vault::blind::IndexKey;
use vault::normal::Address;

fn raw(key: &IndexKey) {
    let _ = key.unique(&"138 1234 5678");
}

fn address(key: &IndexKey, address: &Address) {
    let _ = key.bucket(address);
}

fn main() {}
