//! Letters about a case: to its complainant, and to those who answer for the shop. They name
//! nobody, and say what happened and what comes next, not what was said.

use platform::events::Delivery;
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::facts::{Change, ComplaintChanged, ComplaintMoved};
use crate::identity;
use crate::operators;

/// Writes to whom a fact concerns.
///
/// # Errors
/// Ours, or the carrier's; it is then tried again, and somebody may read the same letter twice.
pub async fn send(app: App, delivery: Delivery) -> Result<(), Failure> {
    let told = if let Some(moved) = delivery.event.fact::<ComplaintMoved>()? {
        words_of_state(&moved.to).map(|words| (moved.complainant, moved.operator, words))
    } else if let Some(changed) = delivery.event.fact::<ComplaintChanged>()? {
        words_of_change(changed.what).map(|words| (changed.complainant, changed.operator, words))
    } else {
        None
    };
    if let Some((complainant, operator, (english, chinese))) = told {
        let mut readers: Vec<Uuid> = vec![complainant];
        if let Some(operator) = operator {
            readers.extend(operators::who_answers(&app, operator).await?);
        }
        let words = |locale: &str| {
            if locale.starts_with("zh") {
                ("Fairstall：投诉进展".to_owned(), chinese.to_owned())
            } else {
                ("Fairstall: a complaint".to_owned(), english.to_owned())
            }
        };
        identity::write_to(&app, &readers, &words).await?;
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// What is written when a case enters a state.
fn words_of_state(state: &str) -> Option<(&'static str, &'static str)> {
    Some(match state {
        "ACCEPTED" => (
            "The complaint was taken up. The shop has 24 hours to answer.",
            "投诉已受理，商家须在 24 小时内答复。",
        ),
        "DECLINED" => (
            "The complaint was not taken up. The reason, and where else to turn, are in the case.",
            "投诉未予受理。理由及其他救济途径请登录查看。",
        ),
        "NEGOTIATING" => (
            "The shop has answered. Both sides have ten days to agree.",
            "商家已答复，双方可在 10 日内协商。",
        ),
        "EVIDENCE_COLLECTION" => (
            "Evidence is collected for 72 hours; the shop adds to its own within 4 service hours.",
            "进入举证阶段，期限 72 小时；商家补充举证为 4 个服务小时。",
        ),
        "INVESTIGATING" => ("The platform looks into the complaint.", "平台正在调查。"),
        "MEDIATION" => (
            "A mediator was drawn. There are ten days for an agreement.",
            "已选定调解员，调解期限为 10 日。",
        ),
        "ADJUDICATION" => ("A panel of three decides the complaint.", "投诉已交三人评审组裁决。"),
        "RESOLVED" => (
            "The complaint is resolved. What was agreed or decided is carried out within 24 hours.",
            "投诉已有结果，将在 24 小时内执行。",
        ),
        "APPEALED" => {
            ("There is an appeal; another panel decides.", "已提出复议，将另组评审组裁决。")
        }
        "FEEDBACK" => (
            "The outcome was carried out. Say within seven days how content you are.",
            "结果已执行，请在 7 日内反馈满意度。",
        ),
        "CLOSED" => ("The complaint is closed.", "投诉已结案。"),
        "SUSPENDED" => ("The complaint rests; no deadline runs.", "投诉已中止，各期限停止计算。"),
        "WITHDRAWN" => ("The complaint was withdrawn.", "投诉已撤回。"),
        "REFERRED" => ("The complaint was taken elsewhere.", "投诉已转交其他机构处理。"),
        _ => return None,
    })
}

/// What is written when something happens in a case that stays where it stands.
fn words_of_change(what: Change) -> Option<(&'static str, &'static str)> {
    Some(match what {
        Change::Offered => (
            "There is an offer in a complaint. Look at it before its time is over.",
            "投诉中有新的和解方案，请及时查看。",
        ),
        Change::OfferDeclined => ("An offer in a complaint was declined.", "和解方案未被接受。"),
        Change::PauseAsked => {
            ("The other side asks for a pause of a complaint.", "对方请求中止投诉处理。")
        }
        Change::Breached => (
            "The platform is late with a complaint. It was marked and goes up.",
            "平台处理已超时，投诉已标记并升级处理。",
        ),
        Change::Executed => ("The outcome of a complaint was carried out.", "投诉结果已执行。"),
        Change::Said | Change::Shown | Change::Drafted | Change::Assigned | Change::Seated => {
            return None;
        }
    })
}
