//! What a body must keep beyond its form: sums that agree, sides that fit, nothing barred.

use time::UtcOffset;

use super::{BadBody, Badge, Bearer, Body, Carrier, DisputeStep, Line, Moment, Version};
use crate::hexadecimal;

/// The largest amount: the largest integer of the canonical text.
const LARGEST: i64 = crate::canonical::LARGEST;

type Checked = Result<(), BadBody>;

pub fn check(body: &Body) -> Checked {
    texts(body)?;
    seller(body)?;
    let years_kept = body.backup.years >= 3;
    demand(body.formed_at.offset() == UtcOffset::UTC, "/formedAt", "is not in UTC")?;
    let currency = body.currency.len() == 3;
    let letters = body.currency.bytes().all(|letter| letter.is_ascii_uppercase());
    demand(currency && letters, "/currency", "is not a currency")?;
    demand((1..=200).contains(&body.lines.len()), "/lines", "are not 1 to 200")?;
    for (place, one) in body.lines.iter().enumerate() {
        line(&format!("/lines/{place}"), one)?;
    }
    sums(body)?;
    demand(years_kept, "/backup/years", "is below 3")?;
    carriage(body)?;
    insurance(body)?;
    for way in [DisputeStep::Regulator, DisputeStep::Court] {
        let open = body.disputes.ways.contains(&way);
        demand(open, "/disputes/ways", "bar the regulator or the court")?;
    }
    for (list, name) in [(&body.rules, "rules"), (&body.notices, "notices")] {
        for (place, one) in list.iter().enumerate() {
            version(&format!("/{name}/{place}"), one)?;
        }
    }
    Ok(())
}

fn demand(holds: bool, pointer: &str, says: &'static str) -> Checked {
    if holds { Ok(()) } else { Err(BadBody::Member { pointer: pointer.to_owned(), says }) }
}

fn text(pointer: &str, text: &str, most: usize) -> Checked {
    let fits = !text.is_empty() && text.chars().count() <= most;
    demand(fits, pointer, "is empty or too long")?;
    demand(!text.chars().any(char::is_control), pointer, "has control characters")
}

fn texts(body: &Body) -> Checked {
    text("/order", &body.order, 64)?;
    text("/seller/operator", &body.seller.operator, 64)?;
    text("/seller/name", &body.seller.name, 200)?;
    text("/buyer/pseudonym", &body.buyer.pseudonym, 64)?;
    text("/disputes/forum", &body.disputes.forum, 200)?;
    text("/disputes/law", &body.disputes.law, 16)?;
    if let Some(commitment) = &body.buyer.address_commitment {
        let hash = hexadecimal::read::<32>(commitment).is_some();
        demand(hash, "/buyer/addressCommitment", "is not a hash")?;
    }
    for (place, promotion) in body.promotions.iter().enumerate() {
        text(&format!("/promotions/{place}/id"), &promotion.id, 64)?;
        text(&format!("/promotions/{place}/title"), &promotion.title, 200)?;
    }
    Ok(())
}

/// A registered business shows its licence, an exempt person why there is none (OP-2).
fn seller(body: &Body) -> Checked {
    let seller = &body.seller;
    if let Some(licence) = &seller.licence {
        text("/seller/licence/name", &licence.name, 200)?;
        text("/seller/licence/number", &licence.number, 64)?;
    }
    let exempt = seller.badge == Badge::Exempt;
    demand(seller.licence.is_some() != exempt, "/seller/licence", "does not fit the badge")?;
    demand(seller.exemption.is_some() == exempt, "/seller/exemption", "does not fit the badge")
}

fn line(pointer: &str, line: &Line) -> Checked {
    let at = |member: &str| format!("{pointer}/{member}");
    for (member, value) in
        [("id", &line.id), ("listing", &line.listing), ("variant", &line.variant)]
    {
        text(&at(member), value, 64)?;
    }
    text(&at("title"), &line.title, 300)?;
    for (place, choice) in line.options.iter().enumerate() {
        text(&at(&format!("options/{place}/name")), &choice.name, 100)?;
        text(&at(&format!("options/{place}/value")), &choice.value, 200)?;
    }
    demand((1..=999).contains(&line.quantity), &at("quantity"), "is not 1 to 999")?;
    amount(&at("unitPriceMinor"), line.unit_price_minor)?;
    amount(&at("promotionMinor"), line.promotion_minor)?;
    let goods = line.unit_price_minor.checked_mul(line.quantity);
    demand(goods == Some(line.goods_minor), &at("goodsMinor"), "is not quantity × unit price")?;
    let total = line.goods_minor.checked_sub(line.promotion_minor);
    let agrees = total == Some(line.total_minor) && line.total_minor >= 0;
    demand(agrees, &at("totalMinor"), "is not goods less promotion")
}

fn amount(pointer: &str, minor: i64) -> Checked {
    demand((0..=LARGEST).contains(&minor), pointer, "is not an amount")
}

fn version(pointer: &str, version: &Version) -> Checked {
    text(&format!("{pointer}/id"), &version.id, 100)?;
    demand(version.version >= 1, &format!("{pointer}/version"), "is below 1")?;
    let hash = hexadecimal::read::<32>(&version.text_hash).is_some();
    demand(hash, &format!("{pointer}/textHash"), "is not a hash")
}

/// Sum of amounts; nothing beyond what a number can hold.
fn sum(amounts: impl Iterator<Item = i64>) -> Option<i64> {
    amounts.into_iter().try_fold(0_i64, i64::checked_add)
}

/// What is paid is the sum of its parts, all the way down (MON-1).
fn sums(body: &Body) -> Checked {
    let price = &body.price;
    for (pointer, minor) in [
        ("/price/goodsMinor", price.goods_minor),
        ("/price/promotionMinor", price.promotion_minor),
        ("/price/freightMinor", price.freight_minor),
        ("/price/insuranceMinor", price.insurance_minor),
        ("/price/totalMinor", price.total_minor),
    ] {
        amount(pointer, minor)?;
    }
    for (place, promotion) in body.promotions.iter().enumerate() {
        amount(&format!("/promotions/{place}/amountMinor"), promotion.amount_minor)?;
    }
    let goods = sum(body.lines.iter().map(|line| line.goods_minor));
    demand(goods == Some(price.goods_minor), "/price/goodsMinor", "is not the sum of lines")?;
    let shares = sum(body.lines.iter().map(|line| line.promotion_minor));
    let given = sum(body.promotions.iter().map(|promotion| promotion.amount_minor));
    let promotion = Some(price.promotion_minor);
    let agrees = shares == promotion && given == promotion;
    demand(agrees, "/price/promotionMinor", "is not the sum of promotions, and of lines' shares")?;
    let total = sum([
        price.goods_minor,
        -price.promotion_minor,
        price.freight_minor,
        price.insurance_minor,
    ]
    .into_iter());
    let says = "is not goods less promotions, and freight and insurance";
    demand(total == Some(price.total_minor), "/price/totalMinor", says)
}

/// Carriage is the seller's risk until signing, unless the buyer chose the carrier [ECL 20, 51].
fn carriage(body: &Body) -> Checked {
    let (delivery, risk) = (&body.delivery, &body.risk);
    demand(delivery.delivered_at == Moment::Signing, "/delivery/deliveredAt", "is not signing")?;
    let hours = (1..=10_000).contains(&delivery.ship_within_hours);
    demand(hours, "/delivery/shipWithinHours", "is not 1 to 10000")?;
    let days = (0..=365).contains(&delivery.completes_after_days);
    demand(days, "/delivery/completesAfterDays", "is not 0 to 365")?;
    let of_buyer = delivery.carrier == Carrier::OfBuyer;
    let passes = risk.passes_at == Moment::Signing || of_buyer;
    demand(passes, "/risk/passesAt", "is before signing")?;
    let bears = risk.carriage != Bearer::Buyer;
    demand(bears, "/risk/carriage", "puts carriage on the buyer")
}

/// An insurance that was not chosen costs nothing, and one that was chosen was offered.
fn insurance(body: &Body) -> Checked {
    let insurance = &body.insurance;
    amount("/insurance/coverMinor", insurance.cover_minor)?;
    if let Some(insurer) = &insurance.insurer {
        text("/insurance/insurer", insurer, 200)?;
    }
    let offered = insurance.offered || !insurance.chosen;
    demand(offered, "/insurance/chosen", "was not offered")?;
    let named = insurance.insurer.is_some() == insurance.chosen;
    demand(named, "/insurance/insurer", "does not fit the choice")?;
    let free = body.price.insurance_minor == 0 && insurance.cover_minor == 0;
    demand(insurance.chosen || free, "/price/insuranceMinor", "is for no insurance")
}
