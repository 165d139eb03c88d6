//! Ordering one piece: the shop's dearest transaction. Forty people order a hundred variants of
//! twelve shops, each order by a key of its own; the floor writes the same rows and locks the same
//! ones, without rules, signatures and prices that were seen.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Aim, Boxed, Ground, Scenario, Somebody, run};
use crate::clock;
use crate::dice::Dice;
use crate::fault::{Fault, Outcome};
use crate::floor::db::{Given, Tx};
use crate::floor::{Ask, Floor};
use crate::id;
use crate::measure::check::Expected;

/// How many orders are prepared: more than either side gets through.
const ORDERS: usize = 40_000;

/// Orders of one piece each.
pub struct Order;

impl Scenario for Order {
    fn name(&self) -> &'static str {
        "order"
    }

    fn about(&self) -> &'static str {
        "people order: stock, contract and its chain, payment, clock, event, key, one commit"
    }

    fn writes(&self) -> bool {
        true
    }

    /// Stock that is held is what orders hold, and every order has its contract.
    fn settled<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, ()> {
        Box::pin(async move {
            for (what, sql) in LAWS {
                let wrong = ground.db.rows(sql, &[]).await?.number(0, 0)?;
                if wrong != 0 {
                    return Err(Fault::new(format!("{wrong} {what}")));
                }
            }
            Ok(())
        })
    }

    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            let mut tx = ground.db.begin().await?;
            tx.rows(STOCK_UP, &[]).await?;
            tx.commit().await?;
            let mut buyers = Vec::new();
            for person in &ground.people {
                buyers.push((person, address(ground.server, person).await?));
            }
            let goods = goods(ground).await?;
            if goods.is_empty() || buyers.is_empty() {
                return Err(Fault::new("nobody to order, or nothing"));
            }
            // Far apart in both rows, so that neighbours in time rarely meet at one variant.
            let one = |nth: usize| {
                let (person, address) = &buyers[nth % buyers.len()];
                let good = &goods[(nth * 7 + nth / buyers.len()) % goods.len()];
                // Nobody orders at a shop of their own.
                (!good.sellers.contains(&person.id)).then(|| aim(person, address, good, nth))
            };
            Ok((0..ORDERS).filter_map(one).collect())
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let sku = ask.subject.ok_or_else(|| Fault::new("nothing to order"))?;
            let mut tx = floor.db.begin().await?;
            order_rows(&mut tx, ask.person()?, sku).await?;
            tx.commit().await?;
            Ok(ANSWER.as_bytes().to_vec())
        })
    }
}

/// A variant that can be ordered, and who sells it.
pub struct Good {
    pub sku: Uuid,
    pub price: i64,
    pub sellers: Vec<Uuid>,
}

/// The first hundred variants that anybody can order by itself, in yuan.
pub async fn goods(ground: &Ground) -> Outcome<Vec<Good>> {
    let (on_sale, members) =
        (ground.db.rows(ON_SALE, &[]).await?, ground.db.rows(MEMBERS, &[]).await?);
    let mut sellers: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for row in 0..members.len() {
        sellers.entry(members.id(row, 0)?).or_default().push(members.id(row, 1)?);
    }
    let good = |row| {
        let sellers = sellers.get(&on_sale.id(row, 2)?).cloned().unwrap_or_default();
        Ok(Good { sku: on_sale.id(row, 0)?, price: on_sale.number(row, 1)?, sellers })
    };
    (0..on_sale.len()).map(good).collect()
}

const ANSWER: &str = "{\"data\":{\"checkoutSubmit\":{\"checkout\":{\"orders\":\
    [{\"state\":\"SUBMITTED\"}]},\"userErrors\":[]}}}";

/// One piece, at the price that it has.
pub fn aim(person: &Somebody, address: &str, good: &Good, nth: usize) -> Aim {
    let (sku, price) = (good.sku, good.price);
    let line = json!({
        "skuId": id::text("sku", sku), "quantity": 1, "seenPriceMinor": price.to_string(),
    });
    Aim {
        document: "mutation Order($input: CheckoutSubmitInput!) { checkoutSubmit(input: $input) { \
                   checkout { orders { state } } userErrors { code } } }"
            .to_owned(),
        variables: json!({ "input": {
            "idempotencyKey": format!("bench-order-{nth}"),
            "checkout": { "addressId": address, "lines": [line] },
            "seenTotalMinor": price.to_string(),
        } }),
        token: Some(person.token.clone()),
        ask: Ask { viewer: Some(person.id), subject: Some(sku), ..Ask::default() },
        expected: Some(Expected::same(ANSWER.as_bytes())),
    }
}

/// An address of a person, added through the server, which seals it.
pub async fn address(server: SocketAddr, person: &Somebody) -> Outcome<String> {
    let add = Aim {
        document: "mutation Add($input: AddressAddInput!) { addressAdd(input: $input) { \
                   address { id } userErrors { code } } }"
            .to_owned(),
        variables: json!({ "input": {
            "region": "CN-33", "recipient": person.name, "phone": "13800138000",
            "street": "杭州市西湖区示例路 1 号", "postcode": "310012",
        } }),
        token: Some(person.token.clone()),
        ask: Ask::default(),
        expected: None,
    };
    let added: Value = run(server, &add).await?;
    let id = added.pointer("/addressAdd/address/id").and_then(Value::as_str);
    id.map(str::to_owned).ok_or_else(|| Fault::new(format!("no address: {added}")))
}

/// The rows that the server writes, in its order; answers the order's id.
pub async fn order_rows(tx: &mut Tx, buyer: Uuid, sku: Uuid) -> Outcome<Uuid> {
    let now = Given::Number(clock::now_millis());
    let by = Given::Number(clock::now_millis() + 1_800_000);
    let [checkout, order, payment, event, key] = std::array::from_fn(|_| fresh());
    let ordered = order;
    let [checkout, order, payment, event] =
        [checkout, order, payment, event].map(|id| Given::Id(Some(id)));
    let (who, what) = (Given::Id(Some(buyer)), Given::Id(Some(sku)));
    let known = tx.rows(KNOWN, &[who, what]).await?;
    let [address, operator, product] = [known.id(0, 0)?, known.id(0, 1)?, known.id(0, 2)?];
    let [address, operator, product] = [address, operator, product].map(|id| Given::Id(Some(id)));
    let price = Given::Number(known.number(0, 3)?);
    let key = key.to_string();
    tx.rows(PAYMENT, &[payment, who, checkout, price, now, by]).await?;
    tx.rows(PART, &[order, payment, operator, price]).await?;
    tx.rows(CLOSE, &[payment, by]).await?;
    tx.rows(CHECKOUT, &[checkout, who, address, price, payment, now]).await?;
    tx.rows(ORDER, &[order, checkout, who, operator, address, price, now, by]).await?;
    tx.rows(LINE, &[order, what, product, price]).await?;
    tx.rows(PAY_BY, &[order, by]).await?;
    match &*tx {
        Tx::Postgres(_) => tx.rows(TELL_POSTGRES, &[event, order, now]).await?,
        Tx::Sqlite(_) => tx.rows(TELL_SQLITE, &[event, order, now]).await?,
    };
    if tx.rows(RESERVE, &[what]).await?.len() != 1 {
        return Err(Fault::new("sold out"));
    }
    tx.rows(HOLD, &[order, what]).await?;
    tx.rows(MATTER, &[operator, order, now]).await?;
    let hash = format!("{}{}", fresh().simple(), fresh().simple());
    let seq = tx.rows(CHAIN, &[operator, Given::Text(&hash)]).await?.number(0, 0)?;
    let file = format!("{{\"contract\":\"{}\"}}", "c".repeat(CONTRACT_BYTES));
    let formed = [order, operator, Given::Number(seq), Given::Text(&hash), Given::Text(&file), now];
    tx.rows(CONTRACT, &formed).await?;
    match &*tx {
        Tx::Postgres(_) => tx.rows(KEY_POSTGRES, &[Given::Text(&key), by]).await?,
        Tx::Sqlite(_) => tx.rows(KEY_SQLITE, &[Given::Text(&key), by]).await?,
    };
    Ok(ordered)
}

/// As long as the contract of an order of one line.
const CONTRACT_BYTES: usize = 2_600;

/// Sets apart the ids of one millisecond.
static MADE: AtomicU64 = AtomicU64::new(0);

/// An id that nobody has.
pub fn fresh() -> Uuid {
    let now = clock::now_millis();
    let chance = Dice::new(MADE.fetch_add(1, Ordering::Relaxed) ^ now.unsigned_abs() << 20).wide();
    id::version_7(now, chance)
}

const LAWS: [(&str, &str); 2] = [
    (
        "variants hold another number of pieces than their orders",
        "SELECT COUNT(*) FROM sku s WHERE s.reserved <> (SELECT COALESCE(SUM(r.quantity), 0) \
         FROM stock_reservation r WHERE r.sku_id = s.id AND r.state = 'HELD')",
    ),
    (
        "orders have no contract",
        "SELECT COUNT(*) FROM trade_order o WHERE NOT EXISTS \
         (SELECT 1 FROM order_contract c WHERE c.order_id = o.id)",
    ),
];

const STOCK_UP: &str = "UPDATE sku SET on_hand = 100000000";

const MEMBERS: &str = "SELECT operator_id, account_id FROM operator_member";

const ON_SALE: &str = "SELECT s.id, s.price_minor, p.operator_id FROM sku s JOIN product p ON p.id = s.product_id \
    JOIN operator o ON o.id = p.operator_id \
    WHERE p.state = 'LIVE' AND o.state = 'ACTIVE' AND s.currency = 'CNY' AND s.price_minor < 100000 \
    AND p.category_id IN (SELECT id FROM category WHERE cooling_off = 'STANDARD') \
    ORDER BY s.id LIMIT 100";

const KNOWN: &str = "SELECT a.id, p.operator_id, p.id, s.price_minor FROM sku s \
    JOIN product p ON p.id = s.product_id JOIN postal_address a ON a.account_id = $1 \
    WHERE s.id = $2 ORDER BY a.id LIMIT 1";

const PAYMENT: &str = "INSERT INTO payment (id, payer, purpose, subject, state, currency, \
    amount_minor, created_at, expires_at) \
    VALUES ($1, $2, 'CHECKOUT', $3, 'CREATED', 'CNY', $4, $5, $6)";

const PART: &str = "INSERT INTO payment_part (subject, payment_id, position, operator_id, \
    amount_minor) VALUES ($1, $2, 0, $3, $4)";

const CLOSE: &str = "INSERT INTO timer (kind, aggregate, generation, due_at, next_at) \
    VALUES ('bench.close', $1, 1, $2, $2)";

const CHECKOUT: &str = "INSERT INTO checkout (id, buyer_id, channel, address_id, currency, \
    total_minor, payment_id, submitted_at) VALUES ($1, $2, 'DOMESTIC', $3, 'CNY', $4, $5, $6)";

const ORDER: &str = "INSERT INTO trade_order (id, checkout_id, buyer_id, operator_id, address_id, \
    channel, country, profile, state, currency, goods_minor, freight_minor, discount_minor, \
    total_minor, waits_for_group, submitted_at, pay_by, version) \
    VALUES ($1, $2, $3, $4, $5, 'DOMESTIC', 'CN', 'CN', 'SUBMITTED', 'CNY', $6, 0, 0, $6, false, \
    $7, $8, 1)";

const LINE: &str = "INSERT INTO order_line (order_id, position, sku_id, product_id, title, options, \
    unit_minor, quantity, total_minor, cooling_off, no_cooling_off_confirmed) \
    VALUES ($1, 1, $2, $3, 'Tea for two', '[]', $4, 1, $4, 'STANDARD', false)";

const PAY_BY: &str = "INSERT INTO timer (kind, aggregate, generation, due_at, next_at) \
    VALUES ('bench.pay_by', $1, 1, $2, $2)";

const TELL_POSTGRES: &str = "INSERT INTO event (id, aggregate, seq, kind, body, at) \
    VALUES ($1, $2, 1, 'bench.order', CAST('{\"total\": 1}' AS jsonb), $3)";

const TELL_SQLITE: &str = "INSERT INTO event (id, aggregate, seq, kind, body, at) \
    VALUES ($1, $2, 1, 'bench.order', '{\"total\": 1}', $3)";

const RESERVE: &str = "UPDATE sku SET reserved = reserved + 1 \
    WHERE id = $1 AND on_hand - reserved >= 1 RETURNING id";

const HOLD: &str = "INSERT INTO stock_reservation (order_id, sku_id, quantity, state) \
    VALUES ($1, $2, 1, 'HELD')";

const MATTER: &str = "INSERT INTO operator_open_matter (operator_id, matter_id, kind, since) \
    VALUES ($1, $2, 'order', $3)";

const CHAIN: &str = "INSERT INTO order_chain (operator_id, seq, head) VALUES ($1, 1, $2) \
    ON CONFLICT (operator_id) DO UPDATE SET seq = order_chain.seq + 1, head = excluded.head \
    RETURNING seq";

const CONTRACT: &str = "INSERT INTO order_contract (order_id, operator_id, seq, hash, file, \
    formed_at) VALUES ($1, $2, $3, $4, $5, $6)";

const KEY_POSTGRES: &str = "INSERT INTO idempotency (principal, operation, idempotency_key, \
    input_hash, answer, expires_at) \
    VALUES ('bench', 'order', $1, 'hash', CAST('\"id\"' AS jsonb), $2)";

const KEY_SQLITE: &str = "INSERT INTO idempotency (principal, operation, idempotency_key, \
    input_hash, answer, expires_at) VALUES ('bench', 'order', $1, 'hash', '\"id\"', $2)";
