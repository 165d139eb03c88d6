//! What the catalogue holds of people: next to nothing, but every column is declared.

use crate::privacy::personal::Category::Behaviour;
use crate::privacy::personal::Export::Plain;
use crate::privacy::personal::{Column, Erasure, Subject, Table};
use crate::privacy::retention::Class;

const GOODS: &str = "goods, not people";

const fn of_goods(name: &'static str, impersonal: &'static str) -> Table {
    Table {
        name,
        subject: Subject::Nobody,
        class: Class::Trade,
        erasure: Erasure::Kept(GOODS),
        personal: &[],
        impersonal,
    }
}

/// Every table of the catalogue.
pub const TABLES: [Table; 13] = [
    of_goods("category", "id parent_id slug name_zh name_en cooling_off goods_kind position"),
    of_goods(
        "product",
        "id operator_id category_id title description origin_country state block_reason \
         price_from_minor currency listed_at created_at version",
    ),
    of_goods("product_extra", "product_id position sku_id note"),
    of_goods("product_image", "product_id position image_id"),
    of_goods("product_label", "product_id language field value"),
    of_goods(
        "sku",
        "id product_id position code options currency price_minor compared_minor on_hand reserved",
    ),
    of_goods("sku_price", "position sku_id at price_minor"),
    of_goods("goods_sweep", "id after_id"),
    of_goods(
        "goods_rule",
        "id version_id channel country category_id term action evidence illegal effective_from effective_to",
    ),
    of_goods("goods_measure", "id product_id product_version kind rule rule_id liable taken_at"),
    of_goods(
        "label_requirement",
        "goods_kind field version effective_from effective_to imported_only basis",
    ),
    Table {
        name: "goods_list_version",
        subject: Subject::Columns(&["published_by"]),
        class: Class::Rules,
        erasure: Erasure::Kept("who of the staff published a list"),
        personal: &[Column("list", Behaviour, Plain), Column("published_at", Behaviour, Plain)],
        impersonal: "id version published_by",
    },
    Table {
        name: "product_rule_hit",
        subject: Subject::Columns(&["cleared_by"]),
        class: Class::Trade,
        erasure: Erasure::Kept("who of the staff cleared a product"),
        personal: &[Column("cleared_at", Behaviour, Plain)],
        impersonal: "product_id rule_id action nearness found_at cleared_by",
    },
];
