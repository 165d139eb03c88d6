//! What members and codes of a contract are called, in Chinese and in English. The order of the
//! list is the order on the page.

/// A word in both languages.
pub type Word = (&'static str, &'static str);

/// Members by their names.
const MEMBERS: &[(&str, Word)] = &[
    ("order", ("订单", "Order")),
    ("formedAt", ("订立时间（协调世界时）", "Formed at (UTC)")),
    ("profile", ("适用规则", "Profile")),
    ("currency", ("币种", "Currency")),
    ("seller", ("卖方", "Seller")),
    ("operator", ("经营者编号", "Operator")),
    ("licence", ("营业执照", "Business licence")),
    ("badge", ("主体标识", "Badge")),
    ("name", ("名称", "Name")),
    ("number", ("统一社会信用代码", "Credit code")),
    ("exemption", ("免于登记的理由", "Exempt from registration")),
    ("buyer", ("买方", "Buyer")),
    ("pseudonym", ("买方代号", "Pseudonym")),
    ("addressCommitment", ("收货地址承诺值", "Address commitment")),
    ("lines", ("商品", "Line")),
    ("title", ("标题", "Title")),
    ("options", ("规格", "Option")),
    ("value", ("取值", "Value")),
    ("id", ("编号", "Id")),
    ("listing", ("商品编号", "Listing")),
    ("variant", ("规格编号", "Variant")),
    ("quantity", ("数量", "Quantity")),
    ("unitPriceMinor", ("单价", "Unit price")),
    ("price", ("价款", "Price")),
    ("goodsMinor", ("商品金额", "Goods")),
    ("promotionMinor", ("优惠", "Promotions")),
    ("freightMinor", ("运费", "Freight")),
    ("insuranceMinor", ("保险费", "Insurance premium")),
    ("totalMinor", ("合计", "Total")),
    ("coolingOff", ("七日无理由退货", "Cooling-off")),
    ("exclusionConfirmed", ("买方确认不适用", "Exclusion confirmed")),
    ("promotions", ("优惠活动", "Promotion")),
    ("amountMinor", ("金额", "Amount")),
    ("rules", ("适用的平台规则", "Rule in force")),
    ("notices", ("已展示的告知", "Notice shown")),
    ("version", ("版本", "Version")),
    ("textHash", ("文本摘要", "Hash of its text")),
    ("delivery", ("交付", "Delivery")),
    ("carrier", ("承运人的选择", "Carrier")),
    ("shipWithinHours", ("发货时限（小时）", "Ships within hours")),
    ("deliveredAt", ("交付时间", "Delivered at")),
    ("completesAfterDays", ("签收后自动完成（天）", "Completes after days")),
    ("risk", ("风险分担", "Risk")),
    ("carriage", ("运输风险", "Carriage is borne by")),
    ("passesAt", ("风险转移", "Passes at")),
    ("returns", ("退货运输风险", "Returns are borne by")),
    ("backup", ("备份与网络义务", "Backup and network duty")),
    ("years", ("保存年限", "Kept for years")),
    ("duties", ("平台义务", "Duties of the platform")),
    ("insurance", ("保险选项", "Insurance option")),
    ("offered", ("已提供", "Offered")),
    ("chosen", ("买方已选择", "Chosen by the buyer")),
    ("insurer", ("承保人", "Insurer")),
    ("coverMinor", ("保险金额", "Cover")),
    ("termination", ("提前终止", "Early end")),
    ("ground", ("理由", "Ground")),
    ("by", ("由谁提出", "By")),
    ("withinHours", ("时限（小时）", "Within hours")),
    ("disputes", ("争议解决", "Disputes")),
    ("ways", ("途径", "Ways, all of them open")),
    ("forum", ("管辖地", "Place of dispute")),
    ("law", ("适用法律", "Law")),
    ("proof", ("签名与验证", "Signature and verification")),
    ("format", ("格式", "Format")),
    ("chain", ("合同链", "Chain")),
    ("seq", ("链中序号", "Number in the chain")),
    ("previous", ("前一合同摘要", "Hash of the one before")),
    ("hash", ("本合同摘要", "Hash of this contract")),
    ("keyId", ("密钥编号", "Key")),
    ("signature", ("平台签名", "Signature of the platform")),
    ("marks", ("逐项标记", "Marks of the values")),
    ("contract", ("电子合同", "Electronic contract")),
    ("none", ("无", "none")),
];

/// Members whose values are codes.
const CODED: [&str; 13] = [
    "profile",
    "badge",
    "exemption",
    "coolingOff",
    "carrier",
    "deliveredAt",
    "carriage",
    "passesAt",
    "returns",
    "duties",
    "ground",
    "by",
    "ways",
];

const CODES: &[(&str, Word)] = &[
    ("CN", ("中国", "China")),
    ("EU", ("欧盟", "European Union")),
    ("REGISTERED", ("已登记", "registered")),
    ("EXEMPT", ("免于登记的自然人", "exempt person")),
    ("SELF_OPERATED", ("自营", "self-operated")),
    ("OWN_FARM_PRODUCTS", ("自产农副产品", "own farm products")),
    ("HOUSEHOLD_HANDICRAFT", ("家庭手工业产品", "household handicraft")),
    ("LICENCE_FREE_LABOUR", ("便民劳务", "licence-free labour")),
    ("SMALL_SPORADIC_TRADE", ("零星小额交易", "small sporadic trade")),
    ("STANDARD", ("适用", "applies")),
    ("CUSTOM", ("定作，不适用", "made to order, excluded")),
    ("PERISHABLE", ("鲜活易腐，不适用", "perishable, excluded")),
    ("DIGITAL", ("数字化商品，不适用", "digital, excluded")),
    ("PRESS", ("报刊，不适用", "press, excluded")),
    ("SEALED", ("拆封影响品质，经确认不适用", "sealed, excluded if confirmed")),
    ("ACTIVATED", ("激活后价值贬损，经确认不适用", "activated, excluded if confirmed")),
    ("MARKED", ("临期或瑕疵，经确认不适用", "marked, excluded if confirmed")),
    ("OF_SELLER", ("由卖方选择", "the seller's choice")),
    ("OF_BUYER", ("由买方选择", "the buyer's choice")),
    ("NONE", ("无需承运", "nothing is carried")),
    ("SIGNING", ("签收", "signing")),
    ("HANDOVER", ("交付承运人", "handover to the carrier")),
    ("SELLER", ("卖方", "seller")),
    ("BUYER", ("买方", "buyer")),
    ("INSURER", ("承保人", "insurer")),
    ("KEEP_RECORDS", ("保存合同与交易记录", "keeps contract and records")),
    ("OFFSITE_COPY", ("异地备份", "keeps a copy in another city")),
    ("RESTORE_SERVICE", ("故障后恢复服务", "restores its service")),
    ("ANNOUNCE_MAINTENANCE", ("预先公告停机维护", "announces maintenance")),
    ("UNPAID", ("逾期未付款", "not paid in time")),
    ("BEFORE_SHIPPING", ("发货前取消", "before shipping")),
    ("COOLING_OFF", ("七日无理由", "cooling-off")),
    ("SELLER_CANNOT_DELIVER", ("卖方不能交付并补偿", "cannot deliver, compensates")),
    ("GROUP_NOT_FILLED", ("拼团未成", "group not filled")),
    ("FORCE_MAJEURE", ("不可抗力", "force majeure")),
    ("AGREEMENT", ("双方同意", "agreement")),
    ("BREACH", ("严重违约", "grave breach")),
    ("NEGOTIATION", ("协商", "negotiation")),
    ("MEDIATION", ("调解", "mediation")),
    ("PLATFORM_RULING", ("平台裁决", "platform ruling")),
    ("REGULATOR", ("行政投诉", "regulator")),
    ("COURT", ("诉讼", "court")),
];

/// How to verify, for whoever holds the pages.
pub const HOW: [&str; 8] = [
    "本文件附有合同原文 contract.json；页面只是它的可读形式，附件与页面由同一内容生成。",
    "This file carries the contract itself as the attachment contract.json; the pages are drawn \
     from it for reading.",
    "验证：从平台 /.well-known/fairstall-contract-keys.json 下载公钥，离线运行：",
    "To verify, fetch the public keys once from /.well-known/fairstall-contract-keys.json of the \
     platform, and run, offline:",
    "fairstall contract verify FILE --keys fairstall-contract-keys.json",
    "或自行计算：去掉 hash、keyId、signature 三项，按 RFC 8785 写成规范文本，前加一行 \
     fairstall/contract/hash/1，取 SHA-256，应等于 hash；签名为 Ed25519，被签内容是一行 \
     fairstall/contract/signature/1 加摘要的 32 个字节。",
    "Or by any other means: without hash, keyId and signature, the canonical text (RFC 8785) after \
     the line fairstall/contract/hash/1 has this SHA-256; the signature is Ed25519 over the line \
     fairstall/contract/signature/1 and the 32 bytes of the hash.",
    "字体所缺的字符以附件为准。Where the font lacks a letter, the attachment has it.",
];

/// What a member is called; nothing for one that the list does not have.
pub fn member(name: &str) -> Option<Word> {
    MEMBERS.iter().find(|(own, _)| *own == name).map(|(_, word)| *word)
}

/// The place of a member on the page.
pub fn rank(name: &str) -> usize {
    MEMBERS.iter().position(|(own, _)| *own == name).unwrap_or(MEMBERS.len())
}

/// What a code is called, where the member has codes.
pub fn code(member: &str, code: &str) -> Option<Word> {
    if !CODED.contains(&member) {
        return None;
    }
    CODES.iter().find(|(own, _)| *own == code).map(|(_, word)| *word)
}
