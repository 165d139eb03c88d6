//! What is no body of a contract is not formed: a wrong sum, a barred way, a member too many.

use serde_json::{Value, json};

use super::sample::{body, body_with, contract, key};
use crate::body::BadBody;
use crate::{Body, Head, Link, NotFormed, form};

fn refused(body: &Value) -> String {
    match form(body, contract().link(), &key()).unwrap_err() {
        NotFormed::Body(BadBody::Member { pointer, .. }) => pointer,
        NotFormed::Body(BadBody::Form(_)) => "form".to_owned(),
        other => other.to_string(),
    }
}

#[test]
fn a_body_is_the_same_as_a_value_and_as_a_struct() {
    let read = Body::read(&body()).unwrap();
    assert_eq!(read.to_value().unwrap(), body());
}

#[test]
fn mon_1_sums_that_do_not_agree_form_no_contract() {
    for pointer in [
        "/lines/0/goodsMinor",
        "/lines/0/totalMinor",
        "/price/goodsMinor",
        "/price/promotionMinor",
        "/price/totalMinor",
    ] {
        assert_eq!(refused(&body_with(pointer, json!(1))), pointer);
    }
    assert_eq!(refused(&body_with("/promotions", json!([]))), "/price/promotionMinor");
}

#[test]
fn negative_huge_and_broken_amounts_form_no_contract() {
    assert_eq!(refused(&body_with("/lines/0/quantity", json!(0))), "/lines/0/quantity");
    assert_eq!(refused(&body_with("/lines/0/quantity", json!(-1))), "/lines/0/quantity");
    assert_eq!(refused(&body_with("/lines/0/quantity", json!(1000))), "/lines/0/quantity");
    assert_eq!(
        refused(&body_with("/lines/0/unitPriceMinor", json!(-1))),
        "/lines/0/unitPriceMinor"
    );
    let huge = json!(i64::MAX);
    assert_eq!(refused(&body_with("/price/freightMinor", huge.clone())), "/price/freightMinor");
    assert_eq!(refused(&body_with("/lines/0/unitPriceMinor", huge)), "/lines/0/unitPriceMinor");
    assert_eq!(refused(&body_with("/price/freightMinor", json!(1.5))), "form");
    assert_eq!(refused(&body_with("/price/freightMinor", json!("8.00"))), "form");
    assert_eq!(refused(&body_with("/lines", json!([]))), "/lines");
}

#[test]
fn void_terms_have_no_place() {
    let mut accepted = body();
    accepted["delivery"]["signingAcceptsQuality"] = json!(true);
    assert_eq!(refused(&accepted), "form");
    assert_eq!(refused(&body_with("/disputes/ways", json!(["NEGOTIATION"]))), "/disputes/ways");
    let no_court = json!(["NEGOTIATION", "MEDIATION", "PLATFORM_RULING", "REGULATOR"]);
    assert_eq!(refused(&body_with("/disputes/ways", no_court)), "/disputes/ways");
    assert_eq!(refused(&body_with("/risk/carriage", json!("BUYER"))), "/risk/carriage");
    assert_eq!(refused(&body_with("/risk/passesAt", json!("HANDOVER"))), "/risk/passesAt");
    assert_eq!(
        refused(&body_with("/delivery/deliveredAt", json!("HANDOVER"))),
        "/delivery/deliveredAt"
    );
    assert_eq!(refused(&body_with("/backup/years", json!(2))), "/backup/years");
}

#[test]
fn a_seller_shows_a_licence_or_why_there_is_none() {
    assert_eq!(refused(&body_with("/seller/licence", json!(null))), "/seller/licence");
    assert_eq!(refused(&body_with("/seller/badge", json!("EXEMPT"))), "/seller/licence");
    let mut exempt = body();
    exempt["seller"]["badge"] = json!("EXEMPT");
    exempt["seller"]["licence"] = json!(null);
    assert_eq!(refused(&exempt), "/seller/exemption");
    exempt["seller"]["exemption"] = json!("HOUSEHOLD_HANDICRAFT");
    assert!(form(&exempt, contract().link(), &key()).is_ok());
}

#[test]
fn texts_times_and_insurances_are_held_to_their_form() {
    assert_eq!(refused(&body_with("/seller/name", json!(""))), "/seller/name");
    assert_eq!(refused(&body_with("/lines/0/title", json!("a\nb"))), "/lines/0/title");
    assert_eq!(refused(&body_with("/lines/0/title", json!("a".repeat(301)))), "/lines/0/title");
    assert_eq!(refused(&body_with("/currency", json!("yuan"))), "/currency");
    let shanghai = json!("2026-11-22T16:30:00+08:00");
    assert_eq!(refused(&body_with("/formedAt", shanghai)), "/formedAt");
    assert_eq!(refused(&body_with("/formedAt", json!("2026-11-22T08:30:00.000Z"))), "form");
    assert_eq!(
        refused(&body_with("/buyer/addressCommitment", json!("王"))),
        "/buyer/addressCommitment"
    );
    assert_eq!(refused(&body_with("/insurance/chosen", json!(false))), "/insurance/insurer");
    assert_eq!(refused(&body_with("/insurance/offered", json!(false))), "/insurance/chosen");
    assert_eq!(refused(&body_with("/rules/0/version", json!(0))), "/rules/0/version");
    assert_eq!(refused(&body_with("/rules/0/textHash", json!("00"))), "/rules/0/textHash");
}

#[test]
fn a_place_that_no_chain_has_is_refused() {
    let chain = contract().link().chain.clone();
    for (seq, previous) in [(0, [0; 32]), (1, [1; 32]), (2, [0; 32])] {
        let link = Link { chain: chain.clone(), seq, previous };
        assert_eq!(form(&body(), &link, &key()), Err(NotFormed::Link));
    }
    assert_eq!(Head::start("operator_1").next().seq, 1);
    assert_eq!(Head::stored("operator_1", 1, "short"), None);
}
