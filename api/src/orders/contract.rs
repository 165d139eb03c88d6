//! The contract of an order: a snapshot of what was agreed, in the chain of its operator, signed by
//! the platform (OR-1). Formed in the transaction that submits the order; nothing changes it after
//! (OR-5).

use platform::kernel::hex;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use contract::body::{
    Backup, BackupDuty, Badge, Bearer, Body, Buyer, Carrier, Choice, CoolingOff, Delivery,
    DisputeStep, Disputes, Exemption, Ground, Insurance, Licence, Line, Moment, Price, Profile,
    Promotion, Risk, Seller, Side, Termination, Version,
};
use contract::{Head, PublicKey, SigningKey};
use hmac::{Hmac, KeyInit, Mac};
use platform::database::Tx;
use platform::keys::Keys;
use platform::{App, Failure, transaction};
use sha2::{Digest, Sha256};
use time::Duration;
use uuid::Uuid;

use super::order::{self, Checkout, Order};
use super::quote::{self, Quote, QuotedLine, QuotedOrder};
use super::store::contracts::{self, Kept};
use super::{PostalAddress, terms};
use crate::catalog::CoolingOffClass;
use crate::operators::registration::{self, ExemptionGround, Registration};
use crate::operators::{self, Operator};

/// The terms that every contract points to, by their hash.
pub const TERMS: &str = include_str!("terms.txt");

/// What this server signs contracts with. Every server of one platform has the same key: it is
/// made of the root.
pub struct Signer {
    key: SigningKey,
    archives: archive::Signer,
    pseudonyms: [u8; 32],
    is_published: AtomicBool,
}

impl Signer {
    /// The signer of a platform's root.
    ///
    /// # Errors
    /// The library knows no such key, which no root brings about.
    pub fn new(keys: &Keys) -> Result<Self, Failure> {
        let (seed, broken) = (keys.derive("orders/contract-signer/1"), "nothing can be signed");
        let key = SigningKey::from_seed(&seed).ok_or_else(|| Failure::broken(broken))?;
        let archives = archive::Signer::from_seed(&seed).ok_or_else(|| Failure::broken(broken))?;
        let pseudonyms = keys.derive("orders/pseudonym/1");
        Ok(Self { key, archives, pseudonyms, is_published: AtomicBool::new(false) })
    }

    /// Stands for a buyer in contracts with one operator, and with no other.
    fn pseudonym(&self, buyer: Uuid, operator: Uuid) -> String {
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.pseudonyms);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(buyer.as_bytes());
        mac.update(operator.as_bytes());
        format!("buyer_{}", &hex(&mac.finalize().into_bytes())[..32])
    }
}

/// Signs the archive of a case with the key that signs contracts, whose public half is where
/// everybody finds it.
///
/// # Errors
/// The archive is too large, or its parts have no proper names; ours.
pub async fn sign_archive(app: &App, archive: archive::Builder) -> Result<Vec<u8>, Failure> {
    let signer = app.belonging::<Signer>()?;
    let published: Result<(), Failure> = transaction!(app, |tx| { publish_key(tx, signer).await });
    published?;
    archive.sign(&signer.archives).map_err(|why| Failure::because("the archive of a case", why))
}

/// A contract of this server's was committed, and with it the public half of its key.
///
/// # Errors
/// The server was put together without a signer.
pub fn committed(app: &App) -> Result<(), Failure> {
    app.belonging::<Signer>()?.is_published.store(true, Ordering::Release);
    Ok(())
}

/// A contract is formed a moment before its key is published, and perhaps by another server whose
/// clock is behind: by this much more than clocks ever differ, the key counts earlier.
const CLOCKS_APART: Duration = Duration::HOUR;

/// Puts the public half of the key where everybody finds it, with the first contract it signs.
async fn publish_key(tx: &Tx, signer: &Signer) -> Result<(), Failure> {
    if signer.is_published.load(Ordering::Acquire) {
        return Ok(());
    }
    let public = signer.key.public(tx.now() - CLOCKS_APART);
    contracts::add_key(tx, &public.id(), &hex(&public.key), public.valid_from).await
}

/// Every key that ever signed.
///
/// # Errors
/// The database's own.
pub async fn keys(app: &App) -> Result<Vec<PublicKey>, Failure> {
    let kept = contracts::keys(app.reader()).await?;
    let key = |(hex, valid_from): (String, _)| {
        let key = unhex(&hex).ok_or_else(|| Failure::broken("a public key is not 32 bytes"))?;
        Ok(PublicKey { key, valid_from, valid_until: None })
    };
    kept.into_iter().map(key).collect()
}

/// Forms the contracts of a checkout's orders, each at the end of its operator's chain.
///
/// # Errors
/// Another contract came in between: contention, and the story is told again; the database's own.
pub async fn form(
    tx: &Tx,
    checkout: &Checkout,
    address: &PostalAddress,
    quote: &Quote,
    orders: &[Order],
) -> Result<(), Failure> {
    let signer = tx.app().belonging::<Signer>()?;
    publish_key(tx, signer).await?;
    let sellers = sellers(tx, quote).await?;
    let heads = contracts::lock_heads(tx, orders.iter().map(|one| one.operator_id.uuid())).await?;
    let mut kept = Vec::with_capacity(orders.len());
    for (order, quoted) in orders.iter().zip(&quote.orders) {
        let seller = sellers.get(&order.operator_id.uuid());
        let seller = seller.ok_or_else(|| Failure::broken("a seller without a registration"))?;
        let buyer = signer.pseudonym(checkout.buyer_id.uuid(), order.operator_id.uuid());
        let body = body(order, quoted, (seller, buyer), address);
        let body = body.to_value().map_err(|error| Failure::because("contract", error))?;
        let before = heads.get(&order.operator_id.uuid());
        let chain = order.operator_id.to_string();
        let head = match before {
            None => Some(Head::start(&chain)),
            Some(head) => {
                u64::try_from(head.seq).ok().and_then(|seq| Head::stored(&chain, seq, &head.hash))
            }
        };
        let head = head.ok_or_else(|| Failure::broken("the end of a chain is not readable"))?;
        let formed = contract::form(&body, &head.next(), &signer.key);
        let formed = formed.map_err(|error| Failure::because("form a contract", error))?;
        let after = contracts::Head {
            seq: before.map_or(0, |head| head.seq) + 1,
            hash: formed.hash_text(),
        };
        if !contracts::move_head(tx, order.operator_id, before, &after).await? {
            return Err(Failure::contention("the chain of contracts"));
        }
        let file = formed.to_json().map_err(|error| Failure::because("contract", error))?;
        kept.push(Kept {
            order: order.id.uuid(),
            operator: order.operator_id,
            seq: after.seq,
            hash: after.hash,
            file,
            formed_at: tx.now(),
        });
    }
    contracts::insert(tx, &kept).await
}

/// The sellers as contracts name them, by operator.
async fn sellers(tx: &Tx, quote: &Quote) -> Result<HashMap<Uuid, Seller>, Failure> {
    let operators: Vec<&Operator> = quote.orders.iter().map(|order| &order.operator).collect();
    let ids = operators.iter().filter_map(|operator| Some(operator.registration_id?.uuid()));
    let versions = registration::many(tx.conn(), ids).await?;
    let seller = |operator: &&Operator| {
        let version = versions.iter().find(|one| Some(one.id) == operator.registration_id)?;
        Some((operator.id.uuid(), seller(operator, version)))
    };
    Ok(operators.iter().filter_map(seller).collect())
}

fn seller(operator: &Operator, version: &Registration) -> Seller {
    let badge = match operators::badge(version.kind) {
        operators::Badge::Registered => Badge::Registered,
        operators::Badge::Exempt => Badge::Exempt,
        operators::Badge::SelfOperated => Badge::SelfOperated,
    };
    let public = &version.public;
    let licence = || Licence {
        name: public.legal_name.clone().unwrap_or_else(|| operator.name.clone()),
        number: public.credit_code.clone().unwrap_or_default(),
    };
    let exemption = match public.exemption_ground {
        Some(ExemptionGround::OwnFarmProducts) => Exemption::OwnFarmProducts,
        Some(ExemptionGround::HouseholdHandicraft) => Exemption::HouseholdHandicraft,
        Some(ExemptionGround::LicenceFreeLabour) => Exemption::LicenceFreeLabour,
        Some(ExemptionGround::SmallSporadicTrade) | None => Exemption::SmallSporadicTrade,
    };
    Seller {
        operator: operator.id.to_string(),
        name: operator.name.clone(),
        badge,
        licence: (badge != Badge::Exempt).then(licence),
        exemption: (badge == Badge::Exempt).then_some(exemption),
    }
}

fn body(
    order: &Order,
    quoted: &QuotedOrder,
    (seller, pseudonym): (&Seller, String),
    address: &PostalAddress,
) -> Body {
    Body {
        order: order.id.to_string(),
        formed_at: order.submitted_at,
        profile: match order.profile {
            order::Profile::Cn => Profile::Cn,
            order::Profile::Eu => Profile::Eu,
        },
        currency: order.price.total.currency().code().to_owned(),
        seller: seller.clone(),
        buyer: Buyer { pseudonym, address_commitment: Some(address.commitment.clone()) },
        lines: (1_i32..).zip(&quoted.lines).map(|(position, one)| line(position, one)).collect(),
        price: Price {
            goods_minor: order.price.goods.minor(),
            promotion_minor: order.price.discount.minor(),
            freight_minor: order.price.freight.minor(),
            insurance_minor: 0,
            total_minor: order.price.total.minor(),
        },
        promotions: quoted.promotion.iter().map(|deal| promotion(deal, order)).collect(),
        rules: vec![rules().clone()],
        notices: Vec::new(),
        delivery: Delivery {
            carrier: Carrier::OfSeller,
            ship_within_hours: terms::SHIP_WITHIN.whole_hours(),
            delivered_at: Moment::Signing,
            completes_after_days: i64::from(terms::COMPLETE_DAYS),
        },
        risk: Risk { carriage: Bearer::Seller, passes_at: Moment::Signing, returns: Bearer::Buyer },
        backup: Backup {
            years: 3,
            duties: vec![BackupDuty::KeepRecords, BackupDuty::RestoreService],
        },
        insurance: Insurance { offered: false, chosen: false, insurer: None, cover_minor: 0 },
        termination: termination(),
        disputes: Disputes {
            ways: vec![
                DisputeStep::Negotiation,
                DisputeStep::Mediation,
                DisputeStep::PlatformRuling,
                DisputeStep::Regulator,
                DisputeStep::Court,
            ],
            forum: forum(order),
            law: order.country.code().to_owned(),
        },
    }
}

fn promotion(deal: &quote::Promotion, order: &Order) -> Promotion {
    Promotion {
        id: deal.id.clone(),
        title: deal.title.clone(),
        amount_minor: order.price.discount.minor(),
    }
}

fn line(position: i32, line: &QuotedLine) -> Line {
    let choice =
        |(name, value): &(String, String)| Choice { name: name.clone(), value: value.clone() };
    Line {
        id: position.to_string(),
        listing: line.offer.product.id.to_string(),
        variant: line.offer.sku.id.to_string(),
        title: line.offer.product.title.clone(),
        options: line.offer.sku.options.iter().map(choice).collect(),
        quantity: i64::from(line.wish.quantity),
        unit_price_minor: line.offer.sku.price.minor(),
        goods_minor: line.total.minor(),
        promotion_minor: line.discount.minor(),
        total_minor: line.total.minor() - line.discount.minor(),
        cooling_off: match line.offer.category.cooling_off {
            CoolingOffClass::Standard => CoolingOff::Standard,
            CoolingOffClass::Custom => CoolingOff::Custom,
            CoolingOffClass::Perishable => CoolingOff::Perishable,
            CoolingOffClass::Digital => CoolingOff::Digital,
            CoolingOffClass::Press => CoolingOff::Press,
            CoolingOffClass::Sealed => CoolingOff::Sealed,
            CoolingOffClass::Activated => CoolingOff::Activated,
            CoolingOffClass::Marked => CoolingOff::Marked,
        },
        exclusion_confirmed: line.confirms_exclusion(),
    }
}

/// Who may end it early: what the terms say, as data.
fn termination() -> Vec<Termination> {
    let way = |ground, by, within_hours| Termination { ground, by, within_hours };
    vec![
        way(Ground::Unpaid, None, None),
        way(Ground::BeforeShipping, Some(Side::Buyer), None),
        way(Ground::CoolingOff, Some(Side::Buyer), None),
        way(Ground::SellerCannotDeliver, Some(Side::Seller), None),
        way(Ground::ForceMajeure, None, None),
        way(Ground::Agreement, None, None),
        way(Ground::Breach, None, None),
    ]
}

/// The courts of the place where the goods are received [CC procedure: sale over a network].
fn forum(order: &Order) -> String {
    format!("Courts of the place of delivery, {}", order.country.code())
}

fn rules() -> &'static Version {
    static RULES: OnceLock<Version> = OnceLock::new();
    RULES.get_or_init(|| Version {
        id: terms::VERSION.to_owned(),
        version: 1,
        text_hash: hex(&Sha256::digest(TERMS.as_bytes())),
    })
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(place * 2..place * 2 + 2)?, 16).ok()?;
    }
    Some(bytes)
}
