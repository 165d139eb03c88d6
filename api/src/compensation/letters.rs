//! Letters about compensation: to its buyer, and to the owners of its shop. They name no person
//! and no amount.

use platform::events::Delivery;
use platform::kernel::Id;
use platform::{App, Failure, transaction};

use super::facts::{CompensationTold, News};
use crate::{identity, operators};

/// Writes to whom a fact concerns.
///
/// # Errors
/// Ours, or the carrier's; it is then tried again, and somebody may read the same letter twice.
pub async fn send(app: App, delivery: Delivery) -> Result<(), Failure> {
    if let Some(fact) = delivery.event.fact::<CompensationTold>()? {
        if let Some(words) = to_buyer(fact.news) {
            let text = |locale: &str| letter(locale, words);
            identity::write_to(&app, &[fact.buyer], &text).await?;
        }
        if let Some(words) = to_shop(fact.news) {
            let shop = Id::from_uuid(fact.operator);
            let owners = operators::owners_of(app.reader(), shop).await?;
            let text = |locale: &str| letter(locale, words);
            identity::write_to(&app, &owners, &text).await?;
        }
    }
    transaction!(&app, |tx| { delivery.settle(tx).await })
}

/// In Chinese, and in English.
type Words = (&'static str, &'static str);

/// Subject and text.
fn letter(locale: &str, (chinese, english): Words) -> (String, String) {
    if locale.starts_with("zh") {
        ("Fairstall：赔偿".to_owned(), chinese.to_owned())
    } else {
        ("Fairstall: compensation".to_owned(), english.to_owned())
    }
}

fn to_buyer(news: News) -> Option<Words> {
    Some(match news {
        News::Claimed => {
            ("您的一笔订单已登记赔偿请求。", "A claim was opened on one of your orders.")
        }
        News::Approved => (
            "您的赔偿请求已获批准，经营者应在 24 小时内支付，逾期由平台先行赔付。",
            "Your claim was approved. The shop has 24 hours to pay; after that the platform pays.",
        ),
        News::Rejected => (
            "您的赔偿请求未获批准，请登录查看原因。",
            "Your claim was not approved. Sign in to read why.",
        ),
        News::FabricationFound => (
            "平台工作人员就您的一笔订单作出了虚假索赔认定。如有异议，可在 7 天内申诉。",
            "Staff have found that a claim on one of your orders was faked. If you disagree, appeal \
             within 7 days.",
        ),
        News::AppealDecided => (
            "您的申诉已有结果，请登录查看。",
            "Your appeal is decided. Sign in to read the outcome.",
        ),
        // That it was paid is told in the app too (`actions::moving`).
        News::PaidBySeller
        | News::PaidInAdvance
        | News::Recovered
        | News::WrittenOff
        | News::Contested
        | News::ContestDecided => return None,
    })
}

fn to_shop(news: News) -> Option<Words> {
    Some(match news {
        News::Claimed => {
            ("本店一笔订单收到赔偿请求。", "Compensation was claimed on one of your shop's orders.")
        }
        News::Approved => (
            "一笔赔偿请求已获批准。请在 24 小时内支付，逾期由平台先行赔付并向本店追偿。",
            "A claim on your shop was approved. Pay it within 24 hours; after that the platform \
             pays in your place and takes it back.",
        ),
        News::Rejected => ("一笔赔偿请求未获批准。", "A claim on your shop was not approved."),
        News::PaidBySeller => ("本店已支付一笔赔偿。", "Your shop has paid a claim."),
        News::PaidInAdvance => (
            "平台已代本店先行赔付。如有异议，可在 7 天内提出。",
            "The platform has paid a claim in your shop's place. If you disagree, contest it within \
             7 days.",
        ),
        News::Recovered => {
            ("先行赔付的款项已全部追回。", "What the platform paid in your place is repaid.")
        }
        News::WrittenOff => (
            "平台不再就一笔先行赔付向本店追偿。",
            "The platform asks nothing more of your shop for what it paid in your place.",
        ),
        News::ContestDecided => (
            "本店对先行赔付的异议已有结果，请登录查看。",
            "What your shop contests is decided. Sign in to read the outcome.",
        ),
        News::Contested | News::FabricationFound | News::AppealDecided => return None,
    })
}
