//! What returns hold of people: who gave what back, and who did what about it. What was said and
//! shown lies under the return's own key, and goes three years after it has ended.

use platform::kernel::Id;
use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::party::{Party, Side};
use super::store::{returns, words as rows};
use super::words;
use crate::privacy::personal::Category::{Behaviour, Content, Relation, Standing};
use crate::privacy::personal::Export::{Opened, Plain, Withheld};
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const ANOTHER: &str = "another person";
const FOR_DISPUTES: &str = "what was given back and refunded, for three years";

const fn of_return(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept(FOR_DISPUTES),
        personal: &[],
        impersonal,
    }
}

const fn done_by(
    name: &'static str,
    by: &'static [&'static str],
    personal: &'static [Column],
    impersonal: &'static str,
) -> Table {
    Table {
        name,
        subject: Subject::Columns(by),
        class: Class::Trade,
        erasure: Erasure::Kept(FOR_DISPUTES),
        personal,
        impersonal,
    }
}

/// Every table of returns.
pub const TABLES: [Table; 9] = [
    done_by(
        "goods_return",
        &["buyer_id"],
        &[
            Column("kind", Behaviour, Plain),
            Column("state", Standing, Plain),
            Column("requested_at", Behaviour, Plain),
            Column("waybill", Behaviour, Plain),
            Column("goods_minor", Behaviour, Plain),
        ],
        "id order_id operator_id buyer_id profile rule_version is_open currency due_at answered_at \
         carrier shipped_at carriage_minor received_at refund_by flaw deduction_minor \
         freight_minor advanced_minor settled_at settled_by sent_carrier sent_waybill ended_at \
         version",
    ),
    of_return("returned_piece", "order_id position quantity taken"),
    of_return("return_line", "return_id position order_id quantity"),
    done_by(
        "return_word",
        &["author"],
        &[Column("words", Content, Opened), Column("at", Behaviour, Plain)],
        "return_id kind author",
    ),
    done_by(
        "return_evidence",
        &["owner"],
        &[Column("sha256", Content, Plain), Column("at", Behaviour, Plain)],
        "id return_id document_id owner by_seller",
    ),
    of_return("return_breach", "return_id kind at"),
    done_by(
        "return_promise",
        &["set_by"],
        &[Column("from_at", Behaviour, Plain)],
        "operator_id seq days bears_carriage takes_excluded set_by",
    ),
    done_by(
        "return_limit",
        &["account_id"],
        &[
            Column("reason", Standing, Plain),
            Column("from_at", Standing, Plain),
            Column("until_at", Standing, Plain),
            Column("lifted_at", Standing, Plain),
            Column("set_by", Relation, Withheld(ANOTHER)),
            Column("lifted_by", Relation, Withheld(ANOTHER)),
        ],
        "id account_id",
    ),
    of_return("return_receipt", "return_id text sha256 at"),
];

/// What a person has said about returns, for their own eyes: of those in which they were the buyer
/// or answered for the shop; at most two hundred.
///
/// # Errors
/// Either database's own.
pub async fn export(app: &App, subject: Uuid) -> Result<Map<String, Value>, Failure> {
    let mut found = Map::new();
    let own = rows::of_author(app.reader(), subject).await?;
    let ids = own.iter().map(|said| said.of.uuid());
    let mut texts = Vec::new();
    for back in returns::many(app.reader(), ids).await? {
        let said: Vec<_> = own.iter().filter(|said| said.of == back.id).cloned().collect();
        let side = if back.buyer_id.uuid() == subject { Side::Buyer } else { Side::Seller };
        let party = Party { side, account: Id::from_uuid(subject) };
        texts.extend(words::read(app, &back, party, &said).await?.into_iter().flatten());
    }
    if !texts.is_empty() {
        found.insert("return_word.words".to_owned(), texts.into());
    }
    Ok(found)
}
