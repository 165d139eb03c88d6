//! How fast contracts are formed, verified and drawn, beside a bare SHA-256 and Ed25519 of the
//! same bytes in the same run.
//!
//!     cargo run --release -p fairstall-contract --example forming

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use aws_lc_rs::signature::Ed25519KeyPair;
use contract::{Contract, Head, PublicKeys, SigningKey, canonical, form, pdf, verify};
use sha2::{Digest as _, Sha256};
use time::macros::datetime;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// How often `work` runs in a second; the best of three rounds.
fn per_second(mut work: impl FnMut() -> Outcome<()>) -> Outcome<u128> {
    let round = Duration::from_millis(700);
    let mut best = 0;
    for _ in 0..3 {
        let (began, mut count) = (Instant::now(), 0_u128);
        while began.elapsed() < round {
            work()?;
            count += 1;
        }
        best = best.max(count * 1_000_000 / began.elapsed().as_micros().max(1));
    }
    Ok(best)
}

fn line(what: &str, figure: u128) {
    println!("{what:<28} {figure:>10} /s");
}

fn main() -> Outcome<()> {
    let key = SigningKey::from_seed(&[7; 32]).ok_or("no key")?;
    let keys: PublicKeys = [key.public(datetime!(2026-01-01 0:00 UTC))].into_iter().collect();
    let body = canonical::read(include_str!("../tests/vectors/body.json"))?;
    let mut head = Head::start("operator_0193566ee00070008000000000000001");
    let contract = form(&body, &head.next(), &key)?;
    let text = contract.to_json()?;
    println!(
        "a contract of two lines: {} bytes, PDF {}",
        text.len(),
        pdf::render(&contract)?.len()
    );

    let bare = Ed25519KeyPair::from_seed_unchecked(&[7; 32]).map_err(|_| "no key")?;
    line(
        "bare hash and signature",
        per_second(|| {
            let hash = Sha256::digest(text.as_bytes());
            black_box(bare.try_sign(&hash).map_err(|_| "not signed")?);
            Ok(())
        })?,
    );
    line(
        "formed, each on the last",
        per_second(|| {
            let next = form(&body, &head.next(), &key)?;
            head = next.head();
            black_box(next.to_json()?);
            Ok(())
        })?,
    );
    line("read and verified", per_second(|| Ok(verify(&Contract::from_json(&text)?, &keys)?))?);
    line(
        "drawn as PDF",
        per_second(|| {
            black_box(pdf::render(&contract)?);
            Ok(())
        })?,
    );
    Ok(())
}
