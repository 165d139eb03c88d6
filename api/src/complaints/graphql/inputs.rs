//! What the parties of a case hand in.

use async_graphql::{ID, InputObject};

use super::types::{
    ComplaintAbout, ComplaintIssue, ComplaintPauseReason, ComplaintReferral, ComplaintWish,
};

/// What you complain of.
#[derive(InputObject)]
pub struct ComplaintFileInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// What it is about.
    pub about: ComplaintAbout,
    /// The id of what it is about; left out for the platform and for personal data.
    pub about_id: Option<ID>,
    /// What is wrong.
    pub issue: ComplaintIssue,
    /// What you ask for.
    pub wish: ComplaintWish,
    /// How much you ask for, in minor units of the order's currency; only about an order.
    pub claim_minor: Option<String>,
    /// What happened, 10 to 5,000 characters. You, the shop and the staff of the case read it.
    pub text: String,
    /// What is new, 10 to 5,000 characters, if the same was decided before.
    pub new_fact: Option<String>,
}

/// What your shop answers.
#[derive(InputObject)]
pub struct ComplaintReplyInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// The answer, 1 to 5,000 characters.
    pub text: String,
}

/// A negotiation that leads nowhere.
#[derive(InputObject)]
pub struct ComplaintEscalateInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// What you want to say in a case.
#[derive(InputObject)]
pub struct ComplaintMessageSendInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// 1 to 2,000 characters.
    pub text: String,
}

/// What you offer, or ask for.
#[derive(InputObject)]
pub struct ComplaintOfferMakeInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// Back to the buyer, in minor units; at most what the order cost.
    pub refund_minor: Option<String>,
    /// To the buyer beside it, in minor units.
    pub compensation_minor: Option<String>,
    /// Whether the shop sends another piece; false if left out.
    pub replacement: Option<bool>,
    /// Why, 1 to 2,000 characters.
    pub text: String,
}

/// What you say to an offer.
#[derive(InputObject)]
pub struct ComplaintOfferAnswerInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// The offer, beginning with `complaint_offer_`; it has to be the one that is open.
    pub offer_id: ID,
    /// Whether you agree to it.
    pub agrees: bool,
}

/// What your shop carries out.
#[derive(InputObject)]
pub struct ComplaintExecuteInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// What you disagree with.
#[derive(InputObject)]
pub struct ComplaintAppealInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// Why, 10 to 5,000 characters.
    pub text: String,
}

/// What you take back.
#[derive(InputObject)]
pub struct ComplaintWithdrawInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// Where you take your complaint.
#[derive(InputObject)]
pub struct ComplaintReferInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// Where to.
    pub to: ComplaintReferral,
}

/// How content you are.
#[derive(InputObject)]
pub struct ComplaintFeedbackGiveInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// 1, not at all, to 5.
    pub satisfaction: i32,
    /// What you want to say, at most 1,000 characters.
    pub text: Option<String>,
}

/// Which case rests, and why.
#[derive(InputObject)]
pub struct ComplaintSuspendInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// Parties agree on a pause; the desk waits for papers and tests.
    pub reason: ComplaintPauseReason,
}

/// Which case goes on.
#[derive(InputObject)]
pub struct ComplaintResumeInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}
