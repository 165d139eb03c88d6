//! Publishing a newer notice: from its first instant on, consents to the older ones are stale.

use platform::kernel::{Line, Prose};
use platform::{App, Error, events, refusals, transaction};
use time::OffsetDateTime;

use crate::data_rights::facts::NoticePublished;
use crate::identity::Staff;
use crate::identity::account::locale;
use crate::identity::viewer::Compliance;
use crate::privacy::consent::{self, DataKind, Notice, NoticeText, Purpose};

/// What people are to be told from an instant on.
#[derive(Debug, Clone)]
pub struct NewNotice {
    pub purpose: Purpose,
    pub version: i32,
    pub method: String,
    pub data_kinds: Vec<DataKind>,
    pub term_days: Option<i32>,
    pub effective_from: OffsetDateTime,
    /// Language and text.
    pub texts: Vec<(String, String)>,
}

refusals! {
    /// Why a notice was not published, in order of precedence.
    pub enum NoticePublishRefusal: "NoticePublishErrorCode", NoticePublishUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// Not 1 to 500 characters on one line.
        MethodInvalid at ["method"] says "Say in 1 to 500 characters how it is done.",
        /// None, or one twice.
        DataKindsInvalid at ["dataKinds"] says "Name each kind of data once.",
        /// Not 1 to 3,660 days.
        TermInvalid at ["termDays"] says "A term has 1 to 3,660 days.",
        /// Not both of `zh` and `en`, one twice, more than 20, no language tag, or a text that has
        /// not 1 to 4,000 characters.
        TextsInvalid at ["texts"] says "Give a text in zh and in en, each language once.",
        /// In the past, or before the version that is in force or waits.
        EffectiveFromInvalid at ["effectiveFrom"] says "A notice cannot come into force then.",
        /// Not the number after the newest: somebody published meanwhile.
        VersionNotNext at ["version"] says "This is not the next version.",
    }
}

fn read_texts(texts: &[(String, String)]) -> Option<Vec<NoticeText>> {
    let read = |(language, text): &(String, String)| {
        let text = Prose::<1, 4000>::parse(text).ok()?.into_string();
        Some(NoticeText::of(locale(language)?, text))
    };
    let mut read: Vec<NoticeText> = texts.iter().map(read).collect::<Option<_>>()?;
    read.sort_by(|one, other| one.language.cmp(&other.language));
    let twice = read.windows(2).any(|pair| pair[0].language == pair[1].language);
    let has = |language: &str| read.iter().any(|text| text.language == language);
    (!twice && read.len() <= 20 && has("zh") && has("en")).then_some(read)
}

/// Publishes the next version of a notice.
///
/// # Errors
/// [`NoticePublishRefusal`], or ours.
pub async fn publish(
    app: &App,
    staff: &Staff<Compliance>,
    new: NewNotice,
) -> Result<(Notice, Vec<NoticeText>), Error<NoticePublishRefusal>> {
    use NoticePublishRefusal as R;
    let person = staff.person();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let method = Line::<1, 500>::parse(&new.method).map_err(|_| R::MethodInvalid)?;
        let mut kinds = new.data_kinds.clone();
        kinds.sort();
        kinds.dedup();
        if kinds.is_empty() || kinds.len() != new.data_kinds.len() {
            return Err(R::DataKindsInvalid.into());
        }
        if new.term_days.is_some_and(|days| !(1..=3660).contains(&days)) {
            return Err(R::TermInvalid.into());
        }
        let texts = read_texts(&new.texts).ok_or(R::TextsInvalid)?;
        let last = consent::newest(tx.conn(), new.purpose).await?;
        let earliest = last.as_ref().map_or(tx.now(), |last| last.effective_from.max(tx.now()));
        if new.effective_from < earliest || new.effective_from.year() > 9000 {
            return Err(R::EffectiveFromInvalid.into());
        }
        if new.version != last.map_or(0, |last| last.version) + 1 {
            return Err(R::VersionNotNext.into());
        }
        let notice = Notice {
            id: app.new_id(),
            purpose: new.purpose,
            version: new.version,
            method: method.into_string(),
            data_kinds: kinds,
            term_days: new.term_days,
            effective_from: new.effective_from,
            published_by: Some(person.account_id().uuid()),
        };
        consent::insert_notice(tx, &notice, &texts).await.map_err(|failure| {
            failure.or_refuse("uq_notice__purpose__version", R::VersionNotNext)
        })?;
        events::record(tx, &NoticePublished { notice_id: notice.id.uuid() }).await?;
        Ok((notice, texts))
    })
}
