//! Reminders that the law asks the platform for, written down: of what, whom, when, and in which
//! words (OP-10) [ECL 28].

use platform::Failure;
use platform::database::Tx;
use platform::kernel::Id;
use uuid::Uuid;

use super::standing::OperatorKind;
use super::store_matters::{self, PromptKind};
use super::{Operator, store_members};
use crate::identity::Account;

/// The version of the words below; another text is another version.
pub const TEXT_VERSION: &str = "2026-11";

/// What somebody was told, in Chinese and in English.
pub const fn words(kind: PromptKind) -> (&'static str, &'static str) {
    match kind {
        PromptKind::Registration => (
            "不属于法律规定的豁免情形的，应当依法办理市场主体登记。",
            "Whoever does not fall under an exemption of the law has to register as a business.",
        ),
        PromptKind::Tax => (
            "电子商务经营者应当依法办理税务登记，依法履行纳税义务。",
            "Whoever sells here has to register for taxes and to pay them as the law says.",
        ),
        PromptKind::Turnover => (
            "您名下网店的年交易额合计已超过 10 万元，应当依法办理市场主体登记。",
            "Your shops have together passed 100,000 yuan this year: register as a business.",
        ),
    }
}

/// Reminds whoever submits: of taxes, and a natural person of registering.
pub(super) async fn on_submission(
    tx: &Tx,
    id: Id<Operator>,
    to: Id<Account>,
    kind: OperatorKind,
) -> Result<(), Failure> {
    store_matters::add_prompts(tx, id, &[to.uuid()], PromptKind::Tax).await?;
    if kind == OperatorKind::NaturalPerson {
        store_matters::add_prompts(tx, id, &[to.uuid()], PromptKind::Registration).await?;
    }
    Ok(())
}

/// Reminds the owners.
pub(super) async fn to_owners(tx: &Tx, id: Id<Operator>, kind: PromptKind) -> Result<(), Failure> {
    let owners: Vec<Uuid> = store_members::owners_of(tx.conn(), id).await?;
    store_matters::add_prompts(tx, id, &owners, kind).await
}
