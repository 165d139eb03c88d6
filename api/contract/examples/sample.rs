//! Writes a sample contract, its PDF and the key that verifies it into a folder: to be looked at,
//! and to be verified by programs of others.
//!
//!     cargo run -p fairstall-contract --example sample -- FOLDER

use std::error::Error;
use std::path::PathBuf;

use contract::{Head, SigningKey, canonical, form, keys_document, pdf};
use time::macros::datetime;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).ok_or("which folder?")?);
    let key = SigningKey::from_seed(&[7; 32]).ok_or("no key")?;
    let body = canonical::read(include_str!("../tests/vectors/body.json"))?;
    let start = Head::start("operator_0193566ee00070008000000000000001");
    let contract = form(&body, &start.next(), &key)?;
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("contract_1.json"), contract.to_json()?)?;
    std::fs::write(folder.join("contract_1.pdf"), pdf::render(&contract)?)?;
    let keys = keys_document(&[key.public(datetime!(2026-01-01 0:00 UTC))]);
    std::fs::write(folder.join("fairstall-contract-keys.json"), keys)?;
    Ok(())
}
