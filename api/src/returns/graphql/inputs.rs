//! What buyers, shops and staff hand in about returns.

use async_graphql::{ID, InputObject};

use super::types::{ReturnFlaw, ReturnKind};
use crate::returns::store::pieces::Pieces;

/// So many pieces of one line.
#[derive(InputObject)]
pub struct ReturnPieces {
    /// The number of the line within the order, from 1.
    pub position: i32,
    /// How many pieces of it.
    pub quantity: i32,
}

impl From<ReturnPieces> for Pieces {
    fn from(pieces: ReturnPieces) -> Self {
        Self { position: pieces.position, quantity: pieces.quantity }
    }
}

/// What you want to give back.
#[derive(InputObject)]
pub struct ReturnRequestInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The order, beginning with `order_`.
    pub order_id: ID,
    /// What you want.
    pub kind: ReturnKind,
    /// What you give back, 1 to 50 lines.
    pub lines: Vec<ReturnPieces>,
    /// Why, 1 to 1,000 characters; only a changed mind needs no reason.
    pub text: Option<String>,
    /// What `returnPreview` answers as `confirmation`, where a withdrawal takes two steps.
    pub confirmation: Option<String>,
}

/// What you take back.
#[derive(InputObject)]
pub struct ReturnWithdrawInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
}

/// How you send the goods.
#[derive(InputObject)]
pub struct ReturnShipInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// Who carries them, 1 to 40 characters.
    pub carrier: String,
    /// By which number, 4 to 40 characters.
    pub waybill: String,
    /// What it cost you, at most 5,000 minor units; you get it back where the shop bears it.
    pub carriage_minor: Option<String>,
}

/// What you say to what the shop says.
#[derive(InputObject)]
pub struct ReturnAnswerInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// Whether you agree; if not, staff decide.
    pub agrees: bool,
    /// Why, 1 to 1,000 characters; who disagrees says why.
    pub text: Option<String>,
}

/// What you say of what came.
#[derive(InputObject)]
pub struct ReturnConfirmInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// What is wrong with it, 1 to 1,000 characters; staff decide then. Left out, all is well.
    pub wrong: Option<String>,
}

/// Where the goods go.
#[derive(InputObject)]
pub struct ReturnAddressGiveInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// The address, 10 to 500 characters.
    pub address: String,
}

/// What your shop refuses.
#[derive(InputObject)]
pub struct ReturnRefuseInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// Why, 10 to 1,000 characters; the buyer reads it.
    pub text: String,
}

/// What has come back.
#[derive(InputObject)]
pub struct ReturnReceiveInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
}

/// What your shop found.
#[derive(InputObject)]
pub struct ReturnAssessInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// What is wrong.
    pub flaw: ReturnFlaw,
    /// What you keep for it, in minor units.
    pub deduction_minor: String,
    /// What you saw, 10 to 1,000 characters; the buyer reads it.
    pub text: String,
}

/// Which return you pay back.
#[derive(InputObject)]
pub struct ReturnRefundInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
}

/// How another piece, or the repaired one, comes.
#[derive(InputObject)]
pub struct ReturnReplaceInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// Who carries it, 1 to 40 characters.
    pub carrier: String,
    /// By which number, 4 to 40 characters.
    pub waybill: String,
}

/// What staff decide.
#[derive(InputObject)]
pub struct ReturnDecideInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// How much of the price goes back, in minor units; nothing, `0`.
    pub refund_minor: String,
    /// Why, 10 to 1,000 characters; both sides read it.
    pub text: String,
}

/// What your shop promises beyond the law.
#[derive(InputObject)]
pub struct ReturnPromiseSetInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// Days from the day after receipt to change one's mind, 7 to 365.
    pub days: i32,
    /// Whether you bear what it costs to send goods back.
    pub bears_carriage: bool,
    /// Whether you take back what a buyer has no right to give back.
    pub takes_excluded: bool,
}

/// Whom promises beyond the law do not reach, and why.
#[derive(InputObject)]
pub struct ReturnLimitSetInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The account, beginning with `user_`.
    pub user_id: ID,
    /// For how many days, 1 to 180.
    pub days: i32,
    /// What was abused, 10 to 500 characters.
    pub reason: String,
}

/// Which limit is lifted.
#[derive(InputObject)]
pub struct ReturnLimitLiftInput {
    /// The limit, beginning with `return_limit_`.
    pub limit_id: ID,
}

/// A document that you want to show.
#[derive(InputObject)]
pub struct ReturnEvidenceStageInput {
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    pub content_type: String,
    /// How large it is, at most 10,485,760.
    pub bytes: i32,
    /// The SHA-256 of the file, 64 hexadecimal digits; checked when it arrives.
    pub sha256: Option<String>,
}

/// What you show.
#[derive(InputObject)]
pub struct ReturnEvidenceAddInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The return, beginning with `return_`.
    pub return_id: ID,
    /// The document, beginning with `document_`, whose bytes have arrived.
    pub document_id: ID,
}

/// What you want to look at.
#[derive(InputObject)]
pub struct ReturnEvidenceOpenInput {
    /// The evidence, beginning with `return_evidence_`.
    pub evidence_id: ID,
}
