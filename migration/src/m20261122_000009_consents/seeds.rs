//! The notices that the platform opens with: what it does with which data, why and how, in Chinese
//! and in English. Staff publish newer versions; these stay as they were.

use std::fmt::Write as _;

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{ConnectionTrait, DatabaseBackend};
use sha2::{Digest, Sha256};

/// 1 January 2024, midnight in Shanghai: before anybody could have consented.
const FROM: i64 = 1_704_038_400_000;

/// Purpose, kinds of data, term in days, how it is done, and the texts in Chinese and English.
type Row = (&'static str, &'static str, Option<u16>, &'static str, &'static str, &'static str);

const NOTICES: [Row; 10] = [
    (
        "ACCOUNT",
        "NAME CONTACT",
        None,
        "Stored under a key of your own; read to sign you in and to write to you.",
        "为向您提供账户，我们处理您的昵称和联系方式，用于登录和必要的通知。这是提供服务所必需的，无需另行同意。",
        "To give you an account we process your name here and your contact, to sign you in and to \
         write to you where we must. The service cannot be given without it.",
    ),
    (
        "ORDER_FULFILMENT",
        "NAME CONTACT ADDRESS ORDER",
        None,
        "Shown to the seller and the carrier of that order only, until it is done.",
        "为履行您的订单，我们处理收货人姓名、联系方式、地址和订单内容。这是履行合同所必需的，无需另行同意。",
        "To fulfil your order we process the name, contact and address of whoever receives it, and \
         what was ordered. The contract cannot be kept without it.",
    ),
    (
        "SHARE_WITH_OPERATOR",
        "NAME CONTACT",
        Some(365),
        "Shown to this one shop through the platform; never handed over as a file.",
        "经您单独同意，我们向您指定的商家提供您的姓名和联系方式，供其与您联系。一年后失效，您可随时撤回。",
        "With your separate consent we show your name and contact to the one shop you choose, so \
         that it can reach you. It ends after a year; take it back whenever you like.",
    ),
    (
        "SHARE_WITH_CARRIER",
        "NAME CONTACT ADDRESS",
        Some(365),
        "Shown to this one carrier through the platform, for deliveries you ask it for.",
        "经您单独同意，我们向您指定的承运人提供您的姓名、联系方式和地址，用于配送。一年后失效，您可随时撤回。",
        "With your separate consent we show your name, contact and address to the one carrier you \
         choose, for delivery. It ends after a year; take it back whenever you like.",
    ),
    (
        "PERSONALISED_FEED",
        "BEHAVIOUR",
        None,
        "Computed when you open the feed; no profile is stored.",
        "经您同意，我们根据您发布、点赞和收藏的内容为您调整推荐。您随时可以使用不针对个人特征的推荐，也可随时撤回。",
        "With your consent what you wrote, liked and saved shapes your feed. A feed that knows \
         nothing of you is always there; take it back whenever you like.",
    ),
    (
        "MARKETING",
        "CONTACT BEHAVIOUR",
        Some(730),
        "Messages to the contact you gave; stopped at once when you say so.",
        "经您同意，我们向您的联系方式发送优惠和活动信息。两年后失效；您可随时撤回，我们立即停止。",
        "With your consent we send offers to the contact you gave. It ends after two years; take \
         it back whenever you like, and we stop at once.",
    ),
    (
        "IDENTITY_VERIFICATION",
        "NAME IDENTITY_NUMBER",
        None,
        "Compared once with your document by trained staff; stored sealed, each reading logged.",
        "经您单独同意，我们处理您的姓名和身份证件号码（敏感个人信息），用于核验经营者身份。每次查阅均有记录。",
        "With your separate consent we process your name and identity number, which are sensitive, \
         to verify who sells. Each time somebody reads them it is logged.",
    ),
    (
        "PUBLICATION",
        "NAME CONTENT",
        None,
        "Shown to everybody at the place that you are told before.",
        "经您单独同意，我们公开您指定的姓名和内容，例如获奖名单或典型案例。您可随时撤回，我们停止展示。",
        "With your separate consent we publish your name and what you agreed to, such as in a list \
         of winners. Take it back whenever you like, and we stop showing it.",
    ),
    (
        "EXPORT_ABROAD",
        "NAME CONTACT ORDER",
        Some(365),
        "Sent encrypted to this one recipient abroad under the standard contract.",
        "经您单独同意，我们向您指定的境外接收方提供您的姓名、联系方式和订单信息。一年后失效，您可随时撤回。",
        "With your separate consent we send your name, contact and orders to the one recipient \
         abroad whom you choose. It ends after a year; take it back whenever you like.",
    ),
    (
        "PARTNER_API",
        "NAME CONTACT ORDER",
        Some(365),
        "Read by this one partner through the API, each reading logged.",
        "经您单独同意，您指定的合作方可以通过接口读取您的姓名、联系方式和订单信息。一年后失效，您可随时撤回。",
        "With your separate consent the one partner you choose may read your name, contact and \
         orders through the API. It ends after a year; take it back whenever you like.",
    ),
];

/// Writes the first version of every notice.
pub async fn sow(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let connection = manager.get_connection();
    for (number, (purpose, kinds, term, method, chinese, english)) in NOTICES.iter().enumerate() {
        let digits = format!("018cc251f4007000800000000009{number:04x}");
        let id = match manager.get_database_backend() {
            DatabaseBackend::Postgres => format!("'{digits}'::uuid"),
            _ => format!("x'{digits}'"),
        };
        let term = term.map_or("NULL".to_owned(), |days| days.to_string());
        let statement = format!(
            "INSERT INTO notice (id, purpose, version, method, data_kinds, term_days, \
             effective_from, published_at) VALUES ({id}, '{purpose}', 1, '{method}', '{kinds}', \
             {term}, {FROM}, {FROM})"
        );
        connection.execute_unprepared(&statement).await?;
        for (language, text) in [("zh", chinese), ("en", english)] {
            let digest = Sha256::digest(text.as_bytes());
            let sha256 = digest.iter().fold(String::new(), |mut digits, byte| {
                let _ = write!(digits, "{byte:02x}");
                digits
            });
            let statement = format!(
                "INSERT INTO notice_text (notice_id, language, text, sha256) \
                 VALUES ({id}, '{language}', '{text}', '{sha256}')"
            );
            connection.execute_unprepared(&statement).await?;
        }
    }
    Ok(())
}
