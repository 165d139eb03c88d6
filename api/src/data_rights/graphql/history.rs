//! The history of consents, their receipts, and the key that receipts are checked with.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::clock::to_millis;
use platform::connection;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id};
use platform::kernel::Id;
use uuid::Uuid;

use super::consents::subject;
use super::notices::{ConsentPurpose, PersonalDataKind};
use super::recipient_id;
use crate::data_rights::actions::consents::subject_for;
use crate::identity::graphql::ViewerExt;
use crate::privacy::consent::{self, Notice, Signer};

/// Something that was said about a consent. It never changes.
#[derive(Clone)]
pub struct ConsentEvent(pub consent::Consent);

/// Something that was said about a consent. It never changes.
#[Object]
impl ConsentEvent {
    /// The id, beginning with `consent_`; give it to `consentReceipt`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it is about.
    async fn purpose(&self) -> ConsentPurpose {
        self.0.purpose.into()
    }

    /// Who receives the data: an id beginning with `operator_` or `client_`; null for nobody.
    async fn recipient_id(&self) -> Option<ID> {
        self.0.recipient.map(|id| recipient_id(self.0.purpose, id))
    }

    /// What was said.
    async fn kind(&self) -> ConsentEventKind {
        self.0.kind.into()
    }

    /// The version of the notice in force.
    async fn notice_version(&self) -> i32 {
        self.0.notice_version
    }

    /// The language in which it was shown; null when it was taken back.
    async fn language(&self) -> Option<&str> {
        self.0.language.as_deref()
    }

    /// The SHA-256 of the words that were shown; null when it was taken back.
    async fn text_sha256(&self) -> Option<&str> {
        self.0.text_sha256.as_deref()
    }

    /// Which kinds of data.
    async fn data_kinds(&self) -> Vec<PersonalDataKind> {
        self.0.data_kinds.iter().copied().map(Into::into).collect()
    }

    /// Whether it was asked apart from everything else.
    async fn is_separate(&self) -> bool {
        self.0.separate
    }

    /// How it was said.
    async fn method(&self) -> ConsentMethod {
        self.0.method.into()
    }

    /// When it was said.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// When it ends by itself; null if it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }
}

/// What was said about a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::Kind")]
pub enum ConsentEventKind {
    /// Given.
    Granted,
    /// Taken back, or refused.
    Withdrawn,
}

/// How something was said about a consent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::Method")]
pub enum ConsentMethod {
    /// By the person.
    Oneself,
    /// By the guardian of a child.
    Guardian,
    /// By us: nobody answers for the child any more.
    GuardianshipEnded,
    /// By us: the account was closed.
    AccountClosed,
}

connection!(ConsentEventConnection, ConsentEventEdge, ConsentEvent, "consent events, newest first");

/// A receipt to take along: who allowed what, on which words, when; signed.
#[derive(Clone, SimpleObject)]
pub struct ConsentReceipt {
    /// The record as JSON, with the fields of ISO/IEC TS 27560:2023.
    pub json: String,
    /// The same record, signed: a JWS in compact form. `consentReceiptKey` checks it.
    pub jws: String,
}

impl ConsentReceipt {
    pub(super) fn of(
        ctx: &Context<'_>,
        consent: &consent::Consent,
        notice: &Notice,
    ) -> Result<Self> {
        let receipt = Signer::new(ctx.app())?.sign(consent, notice);
        Ok(Self { json: receipt.json, jws: receipt.jws })
    }
}

/// Root fields that read what was said.
#[derive(Default)]
pub struct ConsentHistoryQuery;

/// Root fields that read what was said.
#[Object]
impl ConsentHistoryQuery {
    /// All that you ever said about consents, newest first.
    async fn consent_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A child that you answer for; yourself if left out.")] child_id: Option<
            ID,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ConsentEventConnection> {
        let subject = subject(ctx, child_id.as_ref()).await?;
        let (app, list) = (ctx.app(), format!("consent.{subject}"));
        let page = asked::<(i64, Uuid)>(app.cursors(), &list, first, after.as_deref())?;
        let rows = consent::history(app.reader(), subject, &page).await?;
        let place = |event: &consent::Consent| (to_millis(event.at), event.id.uuid());
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
        Ok(slice.map(ConsentEvent).into())
    }

    /// The signed receipt of something you said, or said for a child; null if there is none.
    async fn consent_receipt(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The event, beginning with `consent_`.")] id: ID,
    ) -> Result<Option<ConsentReceipt>> {
        let (app, person) = (ctx.app(), ctx.person()?);
        let id = parse_id::<consent::Consent>(&id)?;
        let Some(event) = consent::by_id(app.reader(), id).await? else { return Ok(None) };
        let child = Id::from_uuid(event.subject);
        let child = (child != person.account_id()).then_some(child);
        if subject_for(app, person, child).await?.is_none() {
            return Ok(None);
        }
        let (_, notices) =
            consent::notices(app.reader(), app.now(), [event.notice_id.uuid()]).await?;
        let Some(notice) = notices.first() else { return Ok(None) };
        Ok(Some(ConsentReceipt::of(ctx, &event, notice)?))
    }

    /// The key that receipts are checked with, as a JSON Web Key (`EdDSA`, Ed25519).
    async fn consent_receipt_key(&self, ctx: &Context<'_>) -> Result<String> {
        Ok(Signer::new(ctx.app())?.jwk().to_string())
    }
}
