//! Why a product was not submitted, with what helps its seller: which fields of the label and which
//! permit are missing. Written out, because the other refusals carry no details.

use async_graphql::{Enum, SimpleObject};
use platform::graphql::scalars::{DateTime, enum_name};
use platform::{Refusal, Refused};

use super::labels::{LabelField, Liable};
use crate::catalog::label::Gap;
use crate::catalog::measure::Basis;
use crate::catalog::{SellerBar, SubmitRefusal};
use crate::operators::ListingBar;
use crate::operators::graphql_permits::PermitKind;

/// Why a product was not submitted, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ProductSubmitErrorCode {
    /// No such product, or you are no member of its operator.
    ProductNotFound,
    /// Listing goods takes a manager or an owner.
    RoleTooLow,
    /// Show your second factor in this session first.
    SecondFactorNeeded,
    /// It is being screened, or live already.
    NotSubmittable,
    /// Its shop is not registered yet: `registrationFill`.
    SellerNotRegistered,
    /// Its shop is stopped by the platform.
    SellerSuspended,
    /// Its shop leaves, or has left.
    SellerLeaving,
    /// The verification of its shop has ended: `registrationFill` with `REVERIFICATION`.
    VerificationEnded,
    /// The deposit of its shop was not made good in time: `operatorDepositTopUp`.
    SellerDepositShort,
    /// Its shop serves those who sell, and does not sell.
    NotASeller,
    /// Its shop is a natural person's, who sells nothing that takes a permit.
    TrackForbids,
    /// Goods of this kind ask for a deposit account: `operatorDepositAccountOpen`.
    DepositAccountMissing,
    /// It is food from elsewhere without a label in Chinese. This refusal is recorded, with who
    /// answers for it.
    ChineseLabelMissing,
    /// Its label leaves out what it must say; see `missingFields`.
    LabelIncomplete,
    /// Its shop has no permit on file that is good now; see `missingPermit`.
    PermitMissing,
}

/// Why a product was not submitted, in order of precedence.
#[derive(Debug, Clone, SimpleObject)]
pub struct ProductSubmitUserError {
    /// Which rule said no.
    pub code: ProductSubmitErrorCode,
    /// A sentence for the person at the screen, in English.
    pub message: &'static str,
    /// The path of the input field it is about, outermost first; empty for the whole.
    pub field: Vec<&'static str>,
    /// When trying again may succeed, where waiting helps.
    pub retry_at: Option<DateTime>,
    /// The fields that the label in Chinese leaves out, in the order of a label.
    pub missing_fields: Vec<LabelField>,
    /// The permit that is missing; null unless it is one.
    pub missing_permit: Option<PermitKind>,
    /// Who answers for it, where the rules say so; null otherwise.
    pub liable: Option<Liable>,
}

fn code(refusal: SubmitRefusal) -> ProductSubmitErrorCode {
    use ProductSubmitErrorCode as Code;
    match refusal {
        SubmitRefusal::ProductNotFound => Code::ProductNotFound,
        SubmitRefusal::RoleTooLow => Code::RoleTooLow,
        SubmitRefusal::SecondFactorNeeded => Code::SecondFactorNeeded,
        SubmitRefusal::NotSubmittable => Code::NotSubmittable,
        SubmitRefusal::Seller(SellerBar::Standing(ListingBar::NotRegistered)) => {
            Code::SellerNotRegistered
        }
        SubmitRefusal::Seller(SellerBar::Standing(ListingBar::Suspended)) => Code::SellerSuspended,
        SubmitRefusal::Seller(SellerBar::Standing(ListingBar::Leaving)) => Code::SellerLeaving,
        SubmitRefusal::Seller(SellerBar::Standing(ListingBar::VerificationEnded)) => {
            Code::VerificationEnded
        }
        SubmitRefusal::Seller(SellerBar::Standing(ListingBar::DepositShort)) => {
            Code::SellerDepositShort
        }
        SubmitRefusal::Seller(SellerBar::NotASeller) => Code::NotASeller,
        SubmitRefusal::Seller(SellerBar::TrackForbids) => Code::TrackForbids,
        SubmitRefusal::Seller(SellerBar::DepositAccountMissing) => Code::DepositAccountMissing,
        SubmitRefusal::Incomplete(Gap::ChineseLabel) => Code::ChineseLabelMissing,
        SubmitRefusal::Incomplete(Gap::Label(_)) => Code::LabelIncomplete,
        SubmitRefusal::Incomplete(Gap::Permit(_)) => Code::PermitMissing,
    }
}

impl Refusal for SubmitRefusal {
    type UserError = ProductSubmitUserError;

    fn field(self) -> &'static [&'static str] {
        match self {
            Self::SecondFactorNeeded => &[],
            _ => &["id"],
        }
    }

    fn message(self) -> &'static str {
        match self {
            Self::ProductNotFound => "There is no such product of yours.",
            Self::RoleTooLow => "Your role in this shop does not include this.",
            Self::SecondFactorNeeded => "Show your second factor first.",
            Self::NotSubmittable => "Only a draft, delisted or blocked product is submitted.",
            Self::Seller(SellerBar::Standing(ListingBar::NotRegistered)) => {
                "Register this shop before it lists anything."
            }
            Self::Seller(SellerBar::Standing(ListingBar::Suspended)) => "This shop is suspended.",
            Self::Seller(SellerBar::Standing(ListingBar::Leaving)) => "This shop leaves.",
            Self::Seller(SellerBar::Standing(ListingBar::VerificationEnded)) => {
                "The verification of this shop has ended."
            }
            Self::Seller(SellerBar::Standing(ListingBar::DepositShort)) => {
                "The deposit of this shop was not made good in time."
            }
            Self::Seller(SellerBar::NotASeller) => "This shop serves others and does not sell.",
            Self::Seller(SellerBar::TrackForbids) => {
                "A natural person sells nothing that takes a permit."
            }
            Self::Seller(SellerBar::DepositAccountMissing) => {
                "These goods ask for a deposit account."
            }
            Self::Incomplete(Gap::ChineseLabel) => "Imported food has a label in Chinese.",
            Self::Incomplete(Gap::Label(_)) => "The label leaves out what it must say.",
            Self::Incomplete(Gap::Permit(_)) => "These goods need a permit on file.",
        }
    }

    fn code(self) -> String {
        enum_name(code(self))
    }

    fn user_error(refused: Refused<Self>) -> ProductSubmitUserError {
        let refusal = refused.code;
        let (missing_fields, missing_permit, liable) = match refusal {
            Self::Incomplete(Gap::Label(fields)) => (fields.fields(), None, None),
            Self::Incomplete(Gap::Permit(kind)) => (Vec::new(), Some(kind.into()), None),
            Self::Incomplete(gap @ Gap::ChineseLabel) => {
                (Vec::new(), None, Some(Basis::of_gap(gap).liable.into()))
            }
            _ => (Vec::new(), None, None),
        };
        ProductSubmitUserError {
            code: code(refusal),
            message: refusal.message(),
            field: refusal.field().to_vec(),
            retry_at: refused.retry_at.map(DateTime),
            missing_fields: missing_fields.into_iter().map(Into::into).collect(),
            missing_permit,
            liable,
        }
    }
}
