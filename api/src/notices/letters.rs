//! The letters: each person reads in their language what they were told in the app.

use std::collections::BTreeMap;

use platform::events::Delivery;
use platform::kernel::calendar::day_of;
use platform::{App, Failure, timers, transaction};
use time::Date;
use uuid::Uuid;

use super::facts::NoticesTold;
use super::terms::KEPT;
use super::{Notice, NoticeKind, jobs, store, words};
use crate::identity;

/// Writes to whom something was told, and sets the clock by which it is forgotten.
///
/// # Errors
/// Ours, or the carrier's; it is then tried again, and somebody may read the same letter twice.
pub async fn send(app: App, delivery: Delivery) -> Result<(), Failure> {
    let told = match delivery.event.fact::<NoticesTold>()? {
        Some(fact) => store::of_batch(app.reader(), fact.batch, None).await?,
        None => Vec::new(),
    };
    for ((kind, due), people) in readers(&told) {
        let letter = |locale: &str| letter(kind, due, locale);
        identity::write_as(&app, "notices.letters", &people, &letter).await?;
    }
    transaction!(&app, |tx| {
        if let Some(notice) = told.first() {
            let batch = delivery.event.aggregate;
            timers::set(tx, jobs::FORGET, batch, notice.told_at + KEPT).await?;
        }
        delivery.settle(tx).await
    })
}

/// Who reads which letter.
fn readers(told: &[Notice]) -> BTreeMap<(Option<NoticeKind>, Option<Date>), Vec<Uuid>> {
    let mut readers: BTreeMap<_, Vec<Uuid>> = BTreeMap::new();
    for notice in told {
        let letter = (notice.kind, notice.due_at.map(day_of));
        readers.entry(letter).or_default().push(notice.account);
    }
    readers
}

/// Subject and text.
fn letter(kind: Option<NoticeKind>, due: Option<Date>, locale: &str) -> (String, String) {
    let words = words(kind, locale);
    if locale.starts_with("zh") {
        let by = due.map(|day| format!("截止日期：{day}。")).unwrap_or_default();
        (format!("Fairstall：{}", words.title), format!("{}{by}", words.text))
    } else {
        let by = due.map(|day| format!(" The last day is {day}.")).unwrap_or_default();
        (format!("Fairstall: {}", words.title), format!("{}{by}", words.text))
    }
}
