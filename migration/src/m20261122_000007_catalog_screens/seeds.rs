//! The lists and label duties that the shop opens with, each with the text it stands on. They are a
//! beginning that staff carry on, not the whole of the law.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};

/// 1 January 2024, midnight in Shanghai: when the shop's own rules count from.
const FROM: i64 = 1_704_038_400_000;

/// A list of rules: channel, country, term, action, whether the goods are unlawful as such, and
/// the source.
type Row =
    (Option<&'static str>, Option<&'static str>, &'static str, &'static str, bool, &'static str);

const LISTS: [(&str, &[Row]); 5] = [
    ("cn-general", &GENERAL),
    ("cn-domestic", &DOMESTIC),
    ("cn-export", &EXPORT),
    ("cn-import", &IMPORT),
    ("countries", &COUNTRIES),
];

const GENERAL: [Row; 10] = [
    (None, None, "枪支", "BAN", true, "中华人民共和国枪支管理法"),
    (None, None, "弹药", "BAN", true, "中华人民共和国枪支管理法"),
    (
        None,
        None,
        "管制刀具",
        "BAN",
        true,
        "中华人民共和国治安管理处罚法；公安部《管制刀具认定标准》",
    ),
    (None, None, "假币", "BAN", true, "中华人民共和国中国人民银行法 第十九条"),
    (
        None,
        None,
        "象牙制品",
        "BAN",
        true,
        "国办发〔2016〕103号《关于有序停止商业性加工销售象牙及制品活动的通知》",
    ),
    (
        None,
        None,
        "ivory carving",
        "BAN",
        true,
        "国办发〔2016〕103号《关于有序停止商业性加工销售象牙及制品活动的通知》",
    ),
    (None, None, "犀牛角", "BAN", true, "国发〔1993〕39号《关于禁止犀牛角和虎骨贸易的通知》"),
    (None, None, "虎骨", "BAN", true, "国发〔1993〕39号《关于禁止犀牛角和虎骨贸易的通知》"),
    (
        None,
        None,
        "虚拟货币",
        "BAN",
        true,
        "银发〔2021〕237号《关于进一步防范和处置虚拟货币交易炒作风险的通知》",
    ),
    (
        None,
        None,
        "处方药",
        "RESTRICT",
        false,
        "药品网络销售监督管理办法（国家市场监督管理总局令第58号）",
    ),
];

const DOMESTIC: [Row; 1] = [(
    Some("DOMESTIC"),
    None,
    "电子烟",
    "BAN",
    false,
    "电子烟管理办法（国家烟草专卖局公告2022年第1号）",
)];

const EXPORT: [Row; 2] = [
    (Some("EXPORT"), None, "文物", "RESTRICT", false, "中华人民共和国文物保护法"),
    (
        Some("EXPORT"),
        None,
        "无人机",
        "RESTRICT",
        false,
        "中华人民共和国出口管制法；商务部等公告2024年第31号",
    ),
];

const IMPORT: [Row; 2] = [
    (
        Some("IMPORT"),
        None,
        "肉干",
        "BAN",
        false,
        "禁止携带、寄递进境的动植物及其产品和其他检疫物名录（农业农村部、海关总署公告第470号）",
    ),
    (
        Some("IMPORT"),
        None,
        "植物种子",
        "BAN",
        false,
        "禁止携带、寄递进境的动植物及其产品和其他检疫物名录（农业农村部、海关总署公告第470号）",
    ),
];

const COUNTRIES: [Row; 3] = [
    (
        None,
        Some("SG"),
        "chewing gum",
        "BAN",
        false,
        "Singapore: Regulation of Imports and Exports (Chewing Gum) Regulations",
    ),
    (
        None,
        Some("SG"),
        "口香糖",
        "BAN",
        false,
        "Singapore: Regulation of Imports and Exports (Chewing Gum) Regulations",
    ),
    (
        None,
        Some("NZ"),
        "蜂蜜",
        "BAN",
        false,
        "New Zealand: Biosecurity Act 1993, import health standards for bee products",
    ),
];

/// A field of a label, and whether only imported goods need it.
type Field = (&'static str, bool);

/// What a label must say, by kind of goods, with the law that demands it.
const LABELS: [(&str, &str, &[Field]); 5] = [
    ("GENERAL", "产品质量法 第二十七条", &GENERAL_FIELDS),
    ("FOOD", "食品安全法 第六十七条、第九十七条", &FOOD_FIELDS),
    ("COSMETICS", "化妆品监督管理条例 第三十六条", &COSMETICS_FIELDS),
    ("DRUG", "药品管理法 第四十九条", &DRUG_FIELDS),
    ("MEDICAL_DEVICE", "医疗器械监督管理条例 第三十九条", &DEVICE_FIELDS),
];

const GENERAL_FIELDS: [Field; 4] = [
    ("CONFORMITY_CERTIFICATE", false),
    ("PRODUCT_NAME", false),
    ("MAKER_NAME", false),
    ("MAKER_ADDRESS", false),
];

const FOOD_FIELDS: [Field; 12] = [
    ("PRODUCT_NAME", false),
    ("SPECIFICATION", false),
    ("NET_CONTENT", false),
    ("PRODUCTION_DATE", false),
    ("INGREDIENTS", false),
    ("MAKER_NAME", false),
    ("MAKER_ADDRESS", false),
    ("SHELF_LIFE", false),
    ("STANDARD_CODE", false),
    ("STORAGE", false),
    ("LICENCE_NUMBER", false),
    ("IMPORTER", true),
];

const COSMETICS_FIELDS: [Field; 10] = [
    ("PRODUCT_NAME", false),
    ("FILING_NUMBER", false),
    ("MAKER_NAME", false),
    ("MAKER_ADDRESS", false),
    ("LICENCE_NUMBER", false),
    ("STANDARD_CODE", false),
    ("INGREDIENTS", false),
    ("NET_CONTENT", false),
    ("SHELF_LIFE", false),
    ("WARNINGS", false),
];

const DRUG_FIELDS: [Field; 9] = [
    ("PRODUCT_NAME", false),
    ("SPECIFICATION", false),
    ("INGREDIENTS", false),
    ("MAKER_NAME", false),
    ("MAKER_ADDRESS", false),
    ("FILING_NUMBER", false),
    ("PRODUCTION_DATE", false),
    ("SAFE_USE_UNTIL", false),
    ("WARNINGS", false),
];

const DEVICE_FIELDS: [Field; 7] = [
    ("PRODUCT_NAME", false),
    ("SPECIFICATION", false),
    ("MAKER_NAME", false),
    ("MAKER_ADDRESS", false),
    ("FILING_NUMBER", false),
    ("PRODUCTION_DATE", false),
    ("WARNINGS", false),
];

/// Writes all of it.
pub async fn sow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    let id = |number: usize| {
        let digits = format!("018cc251f4007000800000000000{number:04x}");
        match manager.get_database_backend() {
            DatabaseBackend::Postgres => format!("'{digits}'::uuid"),
            _ => format!("x'{digits}'"),
        }
    };
    let text = |value: Option<&str>| value.map_or("NULL".to_owned(), |value| format!("'{value}'"));
    let mut number = 0;
    for (list, rows) in LISTS {
        number += 1;
        let version = id(number);
        let statement = format!(
            "INSERT INTO goods_list_version (id, list, version, published_at) \
             VALUES ({version}, '{list}', 1, {FROM})"
        );
        connection.execute_unprepared(&statement).await?;
        for (channel, country, term, action, illegal, evidence) in rows {
            number += 1;
            let statement = format!(
                "INSERT INTO goods_rule (id, version_id, channel, country, term, action, \
                 evidence, illegal, effective_from) VALUES ({}, {version}, {}, {}, '{term}', \
                 '{action}', '{evidence}', {illegal}, {FROM})",
                id(number),
                text(*channel),
                text(*country),
            );
            connection.execute_unprepared(&statement).await?;
        }
    }
    for (kind, basis, fields) in LABELS {
        for (field, imported_only) in fields {
            let statement = format!(
                "INSERT INTO label_requirement (goods_kind, field, version, effective_from, \
                 imported_only, basis) VALUES ('{kind}', '{field}', 1, {FROM}, {imported_only}, \
                 '{basis}')"
            );
            connection.execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}
