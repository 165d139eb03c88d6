//! The pages carry the contract, and nothing of them can be changed unseen.

use serde_json::json;

use super::*;
use crate::tests::sample::{body_with, chain, contract, key, keys};
use crate::{Head, form, verify};

#[test]
fn the_pdf_alone_can_be_verified() {
    let pdf = render(&contract()).unwrap();
    assert!(is_pdf(&pdf) && pdf.ends_with(b"%%EOF"));
    let read = read(&pdf).unwrap();
    assert_eq!(read, contract());
    assert_eq!(verify(&read, &keys()), Ok(()));
}

#[test]
fn the_same_contract_gives_the_same_bytes_and_another_gives_others() {
    assert_eq!(render(&contract()).unwrap(), render(&contract()).unwrap());
    let two = chain(2);
    assert_ne!(render(&two[0]).unwrap(), render(&two[1]).unwrap());
}

/// Pages or attachment, at any place.
#[test]
fn or_1_every_changed_byte_of_a_pdf_is_found() {
    let (pdf, keys) = (render(&contract()).unwrap(), keys());
    // The pages are drawn anew for each, so not every single byte.
    for place in (0..pdf.len()).step_by(23) {
        let mut bytes = pdf.clone();
        bytes[place] ^= 0x01;
        let holds = read(&bytes).is_ok_and(|contract| verify(&contract, &keys).is_ok());
        assert!(!holds, "byte {place} was changed unseen");
    }
}

#[test]
fn pages_of_one_contract_around_another_are_found() {
    let two = chain(2);
    let pdf = render(&two[0]).unwrap();
    let (one, other) = (two[0].to_json().unwrap(), two[1].to_json().unwrap());
    let at = pdf.windows(one.len()).position(|window| window == one.as_bytes()).unwrap();
    let mut swapped = pdf.clone();
    swapped.splice(at..at + one.len(), other.into_bytes());
    assert_eq!(attached(&swapped).unwrap(), two[1]);
    assert!(matches!(read(&swapped), Err(NotOurs::Pages { .. })));
}

#[test]
fn what_is_no_pdf_of_ours_says_so() {
    for bytes in [b"".as_slice(), b"%PDF-1.7", b"{}", b"/Type /EmbeddedFile stream\n\xff\n"] {
        assert_eq!(read(bytes), Err(NotOurs::Nothing));
    }
    let broken = b"/Type /EmbeddedFile\nstream\n{}\nendstream";
    assert!(matches!(read(broken), Err(NotOurs::Attachment(_))));
}

/// Two hundred lines with long titles: many pages, all of it still there.
#[test]
fn a_long_contract_has_many_pages() {
    let mut body = body_with("/order", json!("order_long"));
    let mut line = body["lines"][0].clone();
    line["title"] = json!("龙泉青瓷".repeat(70));
    line["promotionMinor"] = json!(0);
    line["totalMinor"] = json!(24_000);
    body["lines"] = json!(vec![line; 200]);
    body["price"] = json!({ "goodsMinor": 4_800_000, "promotionMinor": 0, "freightMinor": 800,
        "insuranceMinor": 100, "totalMinor": 4_800_900 });
    body["promotions"] = json!([]);
    let start = Head::start("operator_0193566ee00070008000000000000001");
    let long = form(&body, &start.next(), &key()).unwrap();
    let pdf = render(&long).unwrap();
    let pages = pdf.windows(11).filter(|window| *window == b"/Type /Page").count();
    assert!(pages > 60, "{pages} pages");
    assert_eq!(read(&pdf).unwrap(), long);
}
