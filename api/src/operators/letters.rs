//! Letters about an operator: to its owners, or to a person who has a part in what happened. They
//! name no person, and nothing of a registration but its outcome.

use platform::events::Delivery;
use platform::kernel::Id;
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::facts::{Notice, OperatorNotified};
use super::{store, store_members};
use crate::identity;

/// Writes to whom a fact says.
///
/// # Errors
/// Ours, or the carrier's; it is then tried again, and somebody may read the same letter twice.
pub async fn send(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<OperatorNotified>()?
        && let Some(shop) = store::many(app.reader(), [fact.operator]).await?.pop()
    {
        let readers: Vec<Uuid> = match fact.account {
            Some(account) => vec![account],
            None => store_members::owners_of(app.reader(), Id::from_uuid(fact.operator)).await?,
        };
        let text = |locale: &str| words(fact.notice, &shop.name, locale.starts_with("zh"));
        identity::write_to(&app, &readers, &text).await?;
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// Subject and text.
fn words(notice: Notice, shop: &str, chinese: bool) -> (String, String) {
    if chinese {
        (format!("Fairstall：{shop}"), format!("「{shop}」{}", in_chinese(notice)))
    } else {
        (format!("Fairstall: {shop}"), format!("{shop}: {}", in_english(notice)))
    }
}

/// What a letter says, in Chinese.
fn in_chinese(notice: Notice) -> &'static str {
    match notice {
        Notice::RegistrationApproved => "登记审核已通过。",
        Notice::RegistrationRejected => "登记未通过审核。请查看各项原因，修改后重新提交。",
        Notice::ReverifyDue => "平台每六个月核验一次经营者信息。距到期还有 30 天，请提交核验。",
        Notice::ReverifySoon => "经营者信息核验将在 7 天后到期，逾期将不能上架新商品。",
        Notice::VerificationEnded => "经营者信息核验已到期，现在不能上架新商品；已有订单不受影响。",
        Notice::TurnoverPassed => {
            "您名下网店的年交易额合计已超过 10 万元，应当依法办理市场主体登记。"
        }
        Notice::Invited => "有一家网店邀请您加入团队。邀请 7 天内有效，需要店主交给您的口令。",
        Notice::TransferOffered => {
            "有人要把一家网店转让给您。接受后须重新核验；在此之前双方共同承担责任。"
        }
        Notice::TransferAccepted => {
            "网店转让已被接受。重新核验并公示之前，原经营者与新经营者共同承担责任。"
        }
        Notice::Exited => "网店已退出平台。",
        Notice::DepositShort => "保证金低于应缴数额。请在 15 天内补足，逾期将不能上架新商品。",
        Notice::ListingStopped => {
            "保证金未按时补足，现在不能上架新商品；补足后即可恢复，已有订单不受影响。"
        }
        Notice::FraudFound => "平台工作人员就一笔订单记录了欺诈认定。如有异议，可在 7 天内申诉。",
        Notice::CoverExcluded => {
            "一笔订单因欺诈认定不再提前回款，已提前支付的款项已追回。尚未申诉的，可在 7 天内申诉。"
        }
        Notice::FraudAppealDecided => "您的欺诈认定申诉已有结果，请登录查看。",
    }
}

/// What a letter says, in English.
fn in_english(notice: Notice) -> &'static str {
    match notice {
        Notice::RegistrationApproved => "The registration was approved.",
        Notice::RegistrationRejected => {
            "The registration was not approved. Read the reasons, correct it and submit it again."
        }
        Notice::ReverifyDue => {
            "Operators are verified every six months. 30 days are left: please submit again."
        }
        Notice::ReverifySoon => {
            "The verification ends in 7 days. After that nothing new can be listed."
        }
        Notice::VerificationEnded => {
            "The verification has ended: nothing new can be listed. Open orders go on."
        }
        Notice::TurnoverPassed => {
            "The shops of this person have together turned over more than 100,000 yuan this year: \
             by law, register as a business."
        }
        Notice::Invited => {
            "A shop invites you to its team. The invitation is good for 7 days; its owner gives \
             you the token that you need to accept."
        }
        Notice::TransferOffered => {
            "Somebody wants to hand a shop over to you. It has to be verified anew; until then \
             both of you answer for it."
        }
        Notice::TransferAccepted => {
            "The transfer was accepted. Until the new verification is published, the old and the \
             new holder both answer for the shop."
        }
        Notice::Exited => "The shop has left the platform.",
        Notice::DepositShort => {
            "There is less on the deposit than is asked for. Make it good within 15 days; after \
             that nothing new can be listed."
        }
        Notice::ListingStopped => {
            "The deposit was not made good in time: nothing new can be listed until it is. Open \
             orders go on."
        }
        Notice::FraudFound => {
            "Staff have recorded a fraud about one of its orders. If you disagree, appeal within 7 \
             days."
        }
        Notice::CoverExcluded => {
            "On the ground of a finding one of its orders is no longer paid early, and what was \
             paid is taken back. If you disagree and have not appealed yet, do so within 7 days."
        }
        Notice::FraudAppealDecided => {
            "The appeal against a finding of fraud is decided. Sign in to read the outcome."
        }
    }
}
