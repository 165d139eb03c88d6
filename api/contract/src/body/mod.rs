//! What a contract says. Terms are closed lists: what the law voids (that signing for a parcel
//! accepts its quality, that one side alone interprets, that complaint or suit is barred) has no
//! place to be written in [SPC22 1].

mod check;
mod terms;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use time::OffsetDateTime;

pub use terms::{
    Backup, BackupDuty, Bearer, Carrier, Delivery, DisputeStep, Disputes, Ground, Insurance,
    Moment, Risk, Side, Termination,
};

/// The snapshot of an order at the moment it was submitted. Amounts are minor units of the one
/// currency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Body {
    /// The order's id.
    pub order: String,
    /// When it was submitted, and so formed; in UTC.
    #[serde(with = "time::serde::rfc3339")]
    pub formed_at: OffsetDateTime,
    /// Whose law its periods follow.
    pub profile: Profile,
    /// ISO 4217.
    pub currency: String,
    pub seller: Seller,
    pub buyer: Buyer,
    /// 1 to 200.
    pub lines: Vec<Line>,
    pub price: Price,
    /// What made it cheaper; their amounts sum up to the promotion of the price.
    pub promotions: Vec<Promotion>,
    /// The rules in force, by version.
    pub rules: Vec<Version>,
    /// The notices that the buyer was shown, by version.
    pub notices: Vec<Version>,
    pub delivery: Delivery,
    pub risk: Risk,
    pub backup: Backup,
    pub insurance: Insurance,
    pub termination: Vec<Termination>,
    pub disputes: Disputes,
}

/// Whose law the periods follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Profile {
    /// The People's Republic of China.
    Cn,
    /// The European Union.
    Eu,
}

/// The operator, as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Seller {
    /// The operator's id; the chain has the same.
    pub operator: String,
    /// The shop's public name.
    pub name: String,
    pub badge: Badge,
    /// The licence of a registered business; nothing for an exempt person.
    pub licence: Option<Licence>,
    /// Why an exempt person need not register; nothing for a registered business.
    pub exemption: Option<Exemption>,
}

/// What stands beside the shop's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Badge {
    /// Registered as a business.
    Registered,
    /// A natural person who need not register.
    Exempt,
    /// The platform itself.
    SelfOperated,
}

/// What a business licence says to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Licence {
    /// The registered name.
    pub name: String,
    /// The unified social credit code, or the number of a foreign register.
    pub number: String,
}

/// Why a natural person need not register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Exemption {
    OwnFarmProducts,
    HouseholdHandicraft,
    LicenceFreeLabour,
    SmallSporadicTrade,
}

/// The buyer, without a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Buyer {
    /// Stands for the buyer in contracts with this operator.
    pub pseudonym: String,
    /// A [`Commitment`](crate::Commitment) to the address of delivery; nothing where nothing is
    /// delivered to an address.
    pub address_commitment: Option<String>,
}

/// One line of the order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Line {
    /// The line's id.
    pub id: String,
    /// The listing's id.
    pub listing: String,
    /// The id of the variant that was chosen.
    pub variant: String,
    /// The listing's title then.
    pub title: String,
    /// What was chosen, in the listing's order.
    pub options: Vec<Choice>,
    /// 1 to 999.
    pub quantity: i64,
    pub unit_price_minor: i64,
    /// Quantity times unit price.
    pub goods_minor: i64,
    /// This line's share of the promotions.
    pub promotion_minor: i64,
    /// Goods less promotion.
    pub total_minor: i64,
    pub cooling_off: CoolingOff,
    /// Whether the buyer confirmed for this purchase that cooling-off is excluded (CO-3).
    pub exclusion_confirmed: bool,
}

/// One option of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Choice {
    /// Such as `颜色`.
    pub name: String,
    /// Such as `红`.
    pub value: String,
}

/// How cooling-off applies to a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CoolingOff {
    /// It applies.
    Standard,
    /// Excluded by law: made to the buyer's order.
    Custom,
    /// Excluded by law: fresh and perishable.
    Perishable,
    /// Excluded by law: digital goods.
    Digital,
    /// Excluded by law: newspapers and periodicals.
    Press,
    /// Excluded only if confirmed: unsealing affects safety, health or quality.
    Sealed,
    /// Excluded only if confirmed: the value falls once activated.
    Activated,
    /// Excluded only if confirmed: sold as flawed or near its expiry.
    Marked,
}

/// The parts of the price.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Price {
    /// All lines before promotions.
    pub goods_minor: i64,
    /// What promotions take off.
    pub promotion_minor: i64,
    pub freight_minor: i64,
    /// The premium of an insurance that the buyer chose.
    pub insurance_minor: i64,
    /// Goods less promotions, and freight and insurance: what is paid.
    pub total_minor: i64,
}

/// What made it cheaper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Promotion {
    /// The promotion's id.
    pub id: String,
    /// Its public name then.
    pub title: String,
    pub amount_minor: i64,
}

/// A text in force, by its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Version {
    /// Which rule or notice.
    pub id: String,
    /// From 1.
    pub version: i64,
    /// SHA-256 of its text, in hexadecimal digits.
    pub text_hash: String,
}

/// Why a content is not the body of a contract.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadBody {
    /// A member is missing, unknown or of another form.
    #[error("not a contract's body: {0}")]
    Form(String),
    /// A member says what no contract says.
    #[error("`{pointer}` {says}")]
    Member {
        /// Where it stands in the body (RFC 6901).
        pointer: String,
        /// What is wrong with it.
        says: &'static str,
    },
}

impl Body {
    /// The body as a contract file has it.
    ///
    /// # Errors
    /// It is no body of a contract, as [`read`](Self::read) says.
    pub fn to_value(&self) -> Result<Value, BadBody> {
        check::check(self)?;
        serde_json::to_value(self).map_err(|error| BadBody::Form(error.to_string()))
    }

    /// Whether it belongs into a chain: the seller's own.
    pub(crate) fn check_chain(&self, chain: &str) -> Result<(), BadBody> {
        if self.seller.operator == chain {
            return Ok(());
        }
        let pointer = "/seller/operator".to_owned();
        Err(BadBody::Member { pointer, says: "is not the operator of the chain" })
    }

    /// The body of a contract file.
    ///
    /// # Errors
    /// A member is missing or unknown; sums do not agree (MON-1); a licence and an exemption, or
    /// neither; an instant that is not in UTC; a text that is empty, too long or has control
    /// characters; the way to the regulator or to court is not among the ways.
    pub fn read(value: &Value) -> Result<Self, BadBody> {
        let body: Self = Deserialize::deserialize(value)
            .map_err(|error: serde_json::Error| BadBody::Form(error.to_string()))?;
        check::check(&body)?;
        // An instant, for one, could be written in other ways.
        let own = serde_json::to_value(&body);
        if own.is_ok_and(|own| own == *value) {
            return Ok(body);
        }
        Err(BadBody::Form("a member is not written in the one way it can be".to_owned()))
    }
}
