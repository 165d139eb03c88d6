//! Notices: what people are told before they consent, and how staff publish newer ones.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, reply};
use platform::payload;

use crate::data_rights::actions::notices::{self, NewNotice, NoticePublishRefusal};
use crate::identity::graphql::ViewerExt;
use crate::privacy::consent::{self, Demands, demands};

/// What the platform does with personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::Purpose")]
pub enum ConsentPurpose {
    /// An account and what it needs. Necessary: no consent is asked.
    Account,
    /// What an order needs. Necessary: no consent is asked.
    OrderFulfilment,
    /// Name and contact to one shop. Separate, for each shop.
    ShareWithOperator,
    /// Name, contact and address to one carrier. Separate, for each carrier.
    ShareWithCarrier,
    /// A feed shaped by what you do here.
    PersonalisedFeed,
    /// Offers sent to you; stopped at once when you say so.
    Marketing,
    /// Name and identity number, to verify who sells. Separate, sensitive.
    IdentityVerification,
    /// Your name and words shown to everybody. Separate.
    Publication,
    /// Data sent to one recipient abroad. Separate, for each recipient.
    ExportAbroad,
    /// Data read by one partner through the API. Separate, for each partner.
    PartnerApi,
}

/// A kind of personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::DataKind")]
pub enum PersonalDataKind {
    /// What you are called.
    Name,
    /// E-mail address or phone number.
    Contact,
    /// Where you live, or want things sent.
    Address,
    /// The number of an identity document.
    IdentityNumber,
    /// What you ordered.
    Order,
    /// What you did here, and when.
    Behaviour,
    /// What you wrote or showed.
    Content,
}

/// Whom data goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::RecipientKind")]
pub enum ConsentRecipientKind {
    /// A shop or a carrier; the id begins with `operator_`.
    Operator,
    /// A partner's program; the id begins with `client_`.
    Client,
}

/// One version of what people are told about one purpose. It never changes.
#[derive(Clone)]
pub struct ConsentNotice {
    pub notice: consent::Notice,
    pub texts: Vec<consent::NoticeText>,
}

impl ConsentNotice {
    fn asks(&self) -> Demands {
        demands(self.notice.purpose)
    }
}

/// One version of what people are told about one purpose. It never changes.
#[Object]
impl ConsentNotice {
    /// The id, beginning with `notice_`.
    async fn id(&self) -> ID {
        self.notice.id.to_string().into()
    }

    /// What it is about.
    async fn purpose(&self) -> ConsentPurpose {
        self.notice.purpose.into()
    }

    /// From 1, without gaps within the purpose; give it to `consentGive`.
    async fn version(&self) -> i32 {
        self.notice.version
    }

    /// How it is done, in English.
    async fn method(&self) -> &str {
        &self.notice.method
    }

    /// Which kinds of data.
    async fn data_kinds(&self) -> Vec<PersonalDataKind> {
        self.notice.data_kinds.iter().copied().map(Into::into).collect()
    }

    /// For how many days a consent lasts; null for as long as you let it.
    async fn term_days(&self) -> Option<i32> {
        self.notice.term_days
    }

    /// From when on it counts; consents to older versions are `STALE` from then on.
    async fn effective_from(&self) -> DateTime {
        DateTime(self.notice.effective_from)
    }

    /// Whether the service cannot be given without it: then nobody is asked.
    async fn is_necessary(&self) -> bool {
        self.asks().necessary
    }

    /// Whether the data is sensitive: its loss hurts.
    async fn is_sensitive(&self) -> bool {
        self.asks().sensitive
    }

    /// Whether it must be asked apart from everything else.
    async fn needs_separate_consent(&self) -> bool {
        self.asks().separate
    }

    /// Which kind of recipient each consent names; null for none.
    async fn recipient_kind(&self) -> Option<ConsentRecipientKind> {
        self.asks().recipient.map(Into::into)
    }

    /// Its words, one for each language; at most 20, among them `zh` and `en`.
    async fn texts(&self) -> Vec<ConsentNoticeText> {
        let text = |text: &consent::NoticeText| ConsentNoticeText {
            language: text.language.clone(),
            text: text.text.clone(),
            sha256: text.sha256.clone(),
        };
        self.texts.iter().map(text).collect()
    }
}

/// A notice in one language.
#[derive(SimpleObject)]
pub struct ConsentNoticeText {
    /// The language, as a tag such as `zh`.
    pub language: String,
    /// What people are told, 1 to 4,000 characters.
    pub text: String,
    /// The SHA-256 of the text's UTF-8, in lower-case hexadecimal; a consent names it.
    pub sha256: String,
}

/// What people are to be told.
#[derive(InputObject)]
pub struct NoticePublishInput {
    /// About what.
    pub purpose: ConsentPurpose,
    /// The number after the newest.
    pub version: i32,
    /// How it is done, 1 to 500 characters in English.
    pub method: String,
    /// Which kinds of data, each once.
    pub data_kinds: Vec<PersonalDataKind>,
    /// For how many days a consent lasts, 1 to 3,660; for as long as it is let, if left out.
    pub term_days: Option<i32>,
    /// From when on it counts; not in the past, nor before the version that waits.
    pub effective_from: DateTime,
    /// Its words in `zh`, in `en` and in up to 18 other languages.
    pub texts: Vec<NoticeTextInput>,
}

/// A notice in one language.
#[derive(InputObject)]
pub struct NoticeTextInput {
    /// A tag such as `zh`.
    pub language: String,
    /// 1 to 4,000 characters.
    pub text: String,
}

payload! {
    /// The answer of `noticePublish`.
    pub struct NoticePublishPayload refused by NoticePublishRefusal {
        /// The new version; null when refused.
        notice: ConsentNotice,
    }
}

/// Root fields that read notices.
#[derive(Default)]
pub struct NoticeQuery;

/// Root fields that read notices.
#[Object]
impl NoticeQuery {
    /// The notices in force now, one for each purpose; at most ten. Open to visitors.
    async fn consent_notices(&self, ctx: &Context<'_>) -> Result<Vec<ConsentNotice>> {
        let app = ctx.app();
        let (current, _) = consent::notices(app.reader(), app.now(), []).await?;
        let ids = current.iter().map(|notice| notice.id.uuid());
        let mut texts = consent::texts_of(app.reader(), ids).await?;
        let whole = |notice: consent::Notice| ConsentNotice {
            texts: texts.remove(&notice.id.uuid()).unwrap_or_default(),
            notice,
        };
        Ok(current.into_iter().map(whole).collect())
    }
}

/// Root fields that publish notices.
#[derive(Default)]
pub struct NoticeMutation;

/// Root fields that publish notices.
#[Object]
impl NoticeMutation {
    /// Publish the next version of a notice. Consents to the older ones are `STALE` from the
    /// instant it counts. Compliance staff; step up first.
    async fn notice_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What people are to be told.")] input: NoticePublishInput,
    ) -> Result<NoticePublishPayload> {
        let staff = ctx.staff()?;
        let new = NewNotice {
            purpose: input.purpose.into(),
            version: input.version,
            method: input.method,
            data_kinds: input.data_kinds.into_iter().map(Into::into).collect(),
            term_days: input.term_days,
            effective_from: input.effective_from.0,
            texts: input.texts.into_iter().map(|text| (text.language, text.text)).collect(),
        };
        let published = notices::publish(ctx.app(), &staff, new).await;
        reply(published.map(|(notice, texts)| ConsentNotice { notice, texts }))
    }
}
