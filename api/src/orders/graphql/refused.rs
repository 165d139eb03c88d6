//! Why a checkout is not submitted, with what helps its buyer: which variant, which shop. Written
//! out, because the other refusals carry no details.

use async_graphql::{Enum, ID, SimpleObject};
use platform::graphql::scalars::{DateTime, enum_name};
use platform::{Refusal, Refused};

use crate::catalog::graphql::NotSaleableReason;
use crate::orders::actions::checkout::SubmitRefusal;
use crate::orders::order as noun;
use crate::orders::quote::{LineBar, SaleBar};

/// Whose law the periods and rights of an order follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "noun::Profile")]
pub enum LawProfile {
    /// The mainland's.
    Cn,
    /// The European Union's.
    Eu,
}

/// Why a checkout is not submitted, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum CheckoutSubmitErrorCode {
    /// The key is not 8 to 128 visible ASCII characters.
    IdempotencyKeyInvalid,
    /// The key was used with another input.
    IdempotencyConflict,
    /// Your account is stopped, or a guardian has to answer for it first.
    MayNotAct,
    /// No line, more than 50, a variant twice, or pieces that are not 1 to 999.
    LinesInvalid,
    /// The title of the invoice is not 2 to 120 characters, or a business gave no credit code.
    InvoiceInvalid,
    /// There is no such address in your book.
    AddressNotFound,
    /// There is no such variant; see `skuId`.
    SkuNotFound,
    /// Variants of two currencies are not ordered at once.
    CurrenciesMixed,
    /// It is more than money can be.
    TooLarge,
    /// You are a member of the shop; it does not buy from itself. See `operatorId`.
    OwnShop,
    /// It may not be sold there now; see `skuId` and `saleBar`.
    NotForSale,
    /// It costs something else by now; see `skuId`.
    PriceChanged,
    /// There are fewer pieces than that; see `skuId`.
    SoldOut,
    /// The shop does not send there; see `operatorId`.
    NotSentThere,
    /// All of it costs something else than you saw: look at the preview again.
    TotalChanged,
}

impl From<SaleBar> for NotSaleableReason {
    fn from(bar: SaleBar) -> Self {
        match bar {
            SaleBar::Banned => Self::Banned,
            SaleBar::Restricted => Self::Restricted,
            SaleBar::NotLive => Self::NotLive,
            SaleBar::SellerStopped => Self::SellerStopped,
            SaleBar::TrackForbids => Self::TrackForbids,
            SaleBar::PermitMissing => Self::PermitMissing,
        }
    }
}

/// Why a checkout is not submitted, in order of precedence.
#[derive(Debug, Clone, SimpleObject)]
pub struct CheckoutSubmitUserError {
    /// Which rule said no.
    pub code: CheckoutSubmitErrorCode,
    /// A sentence for the person at the screen, in English.
    pub message: &'static str,
    /// The path of the input field it is about, outermost first; empty for the whole.
    pub field: Vec<&'static str>,
    /// When trying again may succeed, where waiting helps.
    pub retry_at: Option<DateTime>,
    /// The variant it is about; null unless it is about one.
    pub sku_id: Option<ID>,
    /// The shop it is about; null unless it is about one.
    pub operator_id: Option<ID>,
    /// Why the variant may not be sold; null unless that is the reason.
    pub sale_bar: Option<NotSaleableReason>,
}

fn code(refusal: SubmitRefusal) -> CheckoutSubmitErrorCode {
    use CheckoutSubmitErrorCode as Code;
    match refusal {
        SubmitRefusal::IdempotencyKeyInvalid => Code::IdempotencyKeyInvalid,
        SubmitRefusal::IdempotencyConflict => Code::IdempotencyConflict,
        SubmitRefusal::MayNotAct => Code::MayNotAct,
        SubmitRefusal::LinesInvalid => Code::LinesInvalid,
        SubmitRefusal::InvoiceInvalid => Code::InvoiceInvalid,
        SubmitRefusal::AddressNotFound => Code::AddressNotFound,
        SubmitRefusal::SkuNotFound(_) => Code::SkuNotFound,
        SubmitRefusal::CurrenciesMixed => Code::CurrenciesMixed,
        SubmitRefusal::TooLarge => Code::TooLarge,
        SubmitRefusal::OwnShop(_) => Code::OwnShop,
        SubmitRefusal::Line(_, LineBar::NotForSale(_)) => Code::NotForSale,
        SubmitRefusal::Line(_, LineBar::PriceChanged) => Code::PriceChanged,
        SubmitRefusal::Line(_, LineBar::SoldOut) => Code::SoldOut,
        SubmitRefusal::NotSentThere(_) => Code::NotSentThere,
        SubmitRefusal::TotalChanged => Code::TotalChanged,
    }
}

impl Refusal for SubmitRefusal {
    type UserError = CheckoutSubmitUserError;

    fn field(self) -> &'static [&'static str] {
        match self {
            Self::IdempotencyKeyInvalid | Self::IdempotencyConflict => &["idempotencyKey"],
            Self::MayNotAct | Self::CurrenciesMixed | Self::TooLarge => &[],
            Self::LinesInvalid => &["lines"],
            Self::InvoiceInvalid => &["invoice"],
            Self::AddressNotFound | Self::NotSentThere(_) => &["addressId"],
            Self::SkuNotFound(_) | Self::OwnShop(_) | Self::Line(_, LineBar::NotForSale(_)) => {
                &["lines", "skuId"]
            }
            Self::Line(_, LineBar::PriceChanged) => &["lines", "seenPriceMinor"],
            Self::Line(_, LineBar::SoldOut) => &["lines", "quantity"],
            Self::TotalChanged => &["seenTotalMinor"],
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::IdempotencyKeyInvalid => {
                "An idempotency key has 8 to 128 visible ASCII characters."
            }
            Self::IdempotencyConflict => "This key was used with another input.",
            Self::MayNotAct => "Your account cannot order anything now.",
            Self::LinesInvalid => "An order has 1 to 50 variants, each once, of 1 to 999 pieces.",
            Self::InvoiceInvalid => {
                "A title has 2 to 120 characters; a business gives its credit code."
            }
            Self::AddressNotFound => "There is no such address of yours.",
            Self::SkuNotFound(_) => "There is no such variant.",
            Self::CurrenciesMixed => "Order goods of different currencies one after the other.",
            Self::TooLarge => "This is more than can be ordered at once.",
            Self::OwnShop(_) => "A shop does not buy from itself.",
            Self::Line(_, LineBar::NotForSale(_)) => "This is not for sale there now.",
            Self::Line(_, LineBar::PriceChanged) => "The price has changed.",
            Self::Line(_, LineBar::SoldOut) => "There are not so many pieces left.",
            Self::NotSentThere(_) => "This shop does not send to that place.",
            Self::TotalChanged => "The total has changed. Look at it again.",
        }
    }

    fn code(self) -> String {
        enum_name(code(self))
    }

    fn user_error(refused: Refused<Self>) -> CheckoutSubmitUserError {
        let refusal = refused.code;
        let sku = match refusal {
            Self::SkuNotFound(sku) | Self::Line(sku, _) => Some(sku),
            _ => None,
        };
        let operator = match refusal {
            Self::OwnShop(operator) | Self::NotSentThere(operator) => Some(operator),
            _ => None,
        };
        let sale_bar = match refusal {
            Self::Line(_, LineBar::NotForSale(why)) => Some(why.into()),
            _ => None,
        };
        CheckoutSubmitUserError {
            code: code(refusal),
            message: refusal.message(),
            field: refusal.field().to_vec(),
            retry_at: refused.retry_at.map(DateTime),
            sku_id: sku.map(|id| id.to_string().into()),
            operator_id: operator.map(|id| id.to_string().into()),
            sale_bar,
        }
    }
}
