//! What orders hold of people, declared.

use platform::{App, Failure};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::actions::invoices::InvoiceTitle;
use super::actions::keeping::open_trade;
use super::{address, store};
use crate::privacy::personal::Category::{Behaviour, Contact, Name, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;
use crate::privacy::{self, Asking, Ground, Purpose, Reader};

const TRADE: Erasure = Erasure::Kept(
    "orders are kept for three years from their end [ECL 31]; then the key goes (orders.forget)",
);

const fn of_trade(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept("goods and shops, not people"),
        personal: &[],
        impersonal,
    }
}

const fn of_order(column: &'static str) -> Subject {
    Subject::Through { column, table: "trade_order", key: "id", whose: "buyer_id" }
}

/// Every table of orders.
pub const TABLES: [Table; 15] = [
    Table {
        name: "trade_subject",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[],
        impersonal: "id account_id created_at",
    },
    Table {
        name: "postal_address",
        subject: Subject::Columns(&["account_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("country", Contact, Plain),
            Column("region", Contact, Plain),
            Column("masked", Contact, Plain),
            Column("address_sealed", Contact, Opened),
            Column("phone_index", Contact, Withheld("a keyed hash, of use to nobody else")),
            Column("is_preferred", Behaviour, Plain),
            Column("created_at", Behaviour, Plain),
            Column("removed_at", Behaviour, Plain),
        ],
        impersonal: "id account_id commitment",
    },
    Table {
        name: "cart_item",
        subject: Subject::Columns(&["account_id"]),
        class: Class::WhileUsed,
        erasure: Erasure::By("orders.forget"),
        personal: &[
            Column("sku_id", Behaviour, Plain),
            Column("quantity", Behaviour, Plain),
            Column("added_at", Behaviour, Plain),
        ],
        impersonal: "account_id",
    },
    of_trade("shipping_rate", "operator_id region currency first_minor next_minor free_from_minor"),
    Table {
        name: "checkout",
        subject: Subject::Columns(&["buyer_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("address_id", Contact, Plain),
            Column("total_minor", Behaviour, Plain),
            Column("submitted_at", Behaviour, Plain),
        ],
        impersonal: "id buyer_id channel currency payment_id",
    },
    Table {
        name: "trade_order",
        subject: Subject::Columns(&["buyer_id"]),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("operator_id", Behaviour, Plain),
            Column("address_id", Contact, Plain),
            Column("country", Contact, Plain),
            Column("state", Behaviour, Plain),
            Column("currency", Behaviour, Plain),
            Column("goods_minor", Behaviour, Plain),
            Column("freight_minor", Behaviour, Plain),
            Column("discount_minor", Behaviour, Plain),
            Column("total_minor", Behaviour, Plain),
            Column("submitted_at", Behaviour, Plain),
            Column("paid_at", Behaviour, Plain),
            Column("shipped_at", Behaviour, Plain),
            Column("signed_at", Behaviour, Plain),
            Column("completed_at", Behaviour, Plain),
            Column("cancelled_at", Behaviour, Plain),
        ],
        impersonal: "id checkout_id buyer_id channel profile waits_for_group pay_by ship_by \
                     complete_by paused_at version",
    },
    Table {
        name: "order_line",
        subject: of_order("order_id"),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("title", Behaviour, Plain),
            Column("quantity", Behaviour, Plain),
            Column("total_minor", Behaviour, Plain),
            Column("no_cooling_off_confirmed", Standing, Plain),
        ],
        impersonal: "order_id position sku_id product_id options image_id unit_minor cooling_off",
    },
    of_trade("stock_reservation", "order_id sku_id quantity state"),
    of_trade("stock_hold", "holder_id sku_id quantity state"),
    of_trade("order_chain", "operator_id seq head"),
    of_trade("order_check", "name after_id"),
    of_trade("contract_key", "id public_key valid_from"),
    Table {
        name: "order_contract",
        subject: of_order("order_id"),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[Column("file", Behaviour, Plain)],
        impersonal: "order_id operator_id seq hash formed_at",
    },
    of_trade("order_matter", "order_id matter_id opened_at"),
    Table {
        name: "invoice_request",
        subject: of_order("order_id"),
        class: Class::Trade,
        erasure: TRADE,
        personal: &[
            Column("title_sealed", Name, Opened),
            Column("title_kind", Standing, Plain),
            Column("tax_number", Standing, Plain),
            Column("invoice_number", Standing, Plain),
            Column("requested_at", Behaviour, Plain),
            Column("answered_at", Behaviour, Plain),
        ],
        impersonal: "id order_id state due_at overdue_at",
    },
];

/// What orders open for a person beside their tables: their addresses and the titles of their
/// invoices, for their own eyes.
///
/// # Errors
/// Either database's own.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let asking = Asking {
        reader: Reader::Subject(subject),
        subject,
        purpose: Purpose::OwnData,
        ground: Ground::Subject,
        request: String::new(),
    };
    let lists = [
        ("postal_address_opened", addresses(app, &asking).await?),
        ("invoice_titles", invoice_titles(app, &asking).await?),
    ];
    for (name, list) in lists {
        if !list.is_empty() {
            found.insert(name.to_owned(), Value::Array(list));
        }
    }
    Ok(found)
}

async fn addresses(app: &App, asking: &Asking) -> Result<Vec<Value>, Failure> {
    let book = store::addresses::all(app.reader(), asking.subject).await?;
    if book.is_empty() {
        return Ok(Vec::new());
    }
    let Ok(texts) = address::open(app, asking, &book).await? else { return Ok(Vec::new()) };
    let told = book.iter().zip(&texts).map(|(address, text)| {
        json!({
            "id": address.id.to_string(),
            "region": address.region,
            "recipient": text.recipient,
            "phone": text.phone,
            "street": text.street,
            "postcode": text.postcode,
        })
    });
    Ok(told.collect())
}

async fn invoice_titles(app: &App, asking: &Asking) -> Result<Vec<Value>, Failure> {
    let wishes = store::invoices::of_buyer(app.reader(), asking.subject).await?;
    if wishes.is_empty() {
        return Ok(Vec::new());
    }
    let opened = open_trade::<InvoiceTitle>(app, asking).await?;
    let Ok((opened, under)) = opened else { return Ok(Vec::new()) };
    let told = wishes.iter().map(|wish| {
        let plain = opened.read(&wish.title, &privacy::row(under, wish.id.uuid(), 1))?;
        Ok(json!({ "id": wish.id.to_string(), "title": String::from_utf8_lossy(plain.expose()) }))
    });
    told.collect()
}
