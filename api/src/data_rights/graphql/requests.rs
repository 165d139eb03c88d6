//! Requests of people about their data, as those who file them see them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::transitions::{ActorKind, States as _};
use platform::{connection, payload};
use uuid::Uuid;

use crate::data_rights::actions::requests::{
    self as actions, Asked, SubjectArchiveLinkRefusal, SubjectRequestAppealRefusal,
    SubjectRequestConfirmRefusal, SubjectRequestFileRefusal,
};
use crate::data_rights::request::{self, Correction};
use crate::data_rights::store::requests as store;
use crate::data_rights::words::words;
use crate::identity::graphql::{User, ViewerExt, load_user};

/// What a person asks of us about their data. Only they and staff who decide on it see it.
#[derive(Clone)]
pub struct SubjectRequest(pub request::SubjectRequest);

/// What a person asks of us about their data. Only they and staff who decide on it see it.
#[Object]
impl SubjectRequest {
    /// The id, beginning with `subject_request_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who asks.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.subject.uuid()).await
    }

    /// What is asked for.
    async fn kind(&self) -> SubjectRequestKind {
        self.0.kind.into()
    }

    /// Under whose deadlines.
    async fn law(&self) -> DataLaw {
        self.0.law.into()
    }

    /// Where it stands.
    async fn state(&self) -> SubjectRequestState {
        self.0.state.into()
    }

    /// The states into which you may move it.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Vec<SubjectRequestState> {
        let Some(person) = ctx.viewer().as_person() else { return Vec::new() };
        let own = person.account_id() == self.0.subject;
        let kind = if own { ActorKind::User } else { ActorKind::Staff };
        self.0.state.next_for(kind).into_iter().map(Into::into).collect()
    }

    /// What is to be put right, at most 20; empty for other kinds. Each reading is logged.
    async fn corrections(&self, ctx: &Context<'_>) -> Result<Vec<SubjectCorrection>> {
        let words = words(ctx.app(), ctx.person()?, &self.0).await?;
        let told = |one: Correction| SubjectCorrection { field: one.field, value: one.value };
        Ok(words.corrections.into_iter().map(told).collect())
    }

    /// When it was filed.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.0.filed_at)
    }

    /// By when it has to be answered: the first instant that is late.
    async fn due_at(&self) -> DateTime {
        DateTime(self.0.due_at)
    }

    /// Whether it was not answered in time.
    async fn is_overdue(&self) -> bool {
        self.0.overdue_at.is_some()
    }

    /// When it was decided; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// Why it was refused; null if it was not.
    async fn refusal_ground(&self) -> Option<RefusalGround> {
        self.0.refusal.map(Into::into)
    }

    /// What staff say about their decision; null if they say nothing.
    async fn answer(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(words(ctx.app(), ctx.person()?, &self.0).await?.answer)
    }

    /// Why whoever asked disagrees with a refusal; null if they do not.
    async fn appeal_text(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        Ok(words(ctx.app(), ctx.person()?, &self.0).await?.appeal)
    }

    /// When the archive was made; null before, and for kinds that have none.
    async fn archive_ready_at(&self) -> Option<DateTime> {
        self.0.archive.map(|archive| DateTime(archive.ready_at))
    }

    /// Until when the archive can be fetched, by `subjectArchiveLinkCreate`.
    async fn archive_expires_at(&self) -> Option<DateTime> {
        self.0.archive.map(|archive| DateTime(archive.expires_at))
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(SubjectRequestConnection, SubjectRequestEdge, SubjectRequest, "requests");

/// One thing to put right.
#[derive(SimpleObject)]
pub struct SubjectCorrection {
    /// What is wrong, 1 to 60 characters.
    pub field: String,
    /// What it should say, 1 to 200 characters.
    pub value: String,
}

/// What a person can ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "request::RequestKind")]
pub enum SubjectRequestKind {
    /// To know what we have of you: an archive.
    Access,
    /// A copy of it: the same archive.
    Copy,
    /// To have something put right that you cannot change yourself; `profileUpdate` changes most.
    Correct,
    /// To have it destroyed: closes the account; what a law wants kept is kept unread.
    Delete,
    /// To take it elsewhere: an archive that programs can read.
    Port,
    /// To have it rest: neither profiled nor shared, until you lift that.
    Restrict,
    /// To know what programs decided about you, and by what.
    Explain,
    /// To have the account closed.
    Close,
}

/// Under whose deadlines a request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "request::Law")]
pub enum DataLaw {
    /// China: 15 working days.
    Cn,
    /// The European Union: one month.
    Eu,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "request::RequestState")]
pub enum SubjectRequestState {
    /// Filed; show who you are with `subjectRequestConfirm`.
    Received,
    /// Being worked on.
    InProgress,
    /// What was asked has been done.
    Fulfilled,
    /// Refused, with a reason; you may appeal.
    Refused,
    /// You disagree; somebody else looks.
    Appealed,
    /// Refused again by somebody else; you may turn to the authority.
    RefusedFinally,
}

/// Why a request was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "request::RefusalGround")]
pub enum RefusalGround {
    /// The data is needed for a proceeding.
    LegalHold,
    /// Whoever asks is not whose data it is.
    NotIdentified,
    /// There is nothing of the kind.
    Unfounded,
    /// It would show data of others.
    RightsOfOthers,
    /// A law forbids it.
    LawForbids,
}

/// What to ask.
#[derive(InputObject)]
pub struct SubjectRequestFileInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// request again, for 72 hours.
    pub idempotency_key: String,
    /// What is asked for.
    pub kind: SubjectRequestKind,
    /// Under whose deadlines.
    #[graphql(default_with = "DataLaw::Cn")]
    pub law: DataLaw,
    /// What to put right, 1 to 20; for `CORRECT` only.
    #[graphql(default)]
    pub corrections: Vec<SubjectCorrectionInput>,
}

/// One thing to put right.
#[derive(InputObject)]
pub struct SubjectCorrectionInput {
    /// What is wrong, 1 to 60 characters.
    pub field: String,
    /// What it should say, 1 to 200 characters.
    pub value: String,
}

/// Which request to begin.
#[derive(InputObject)]
pub struct SubjectRequestConfirmInput {
    /// The request, beginning with `subject_request_`.
    pub request_id: ID,
}

/// Which refusal to appeal against.
#[derive(InputObject)]
pub struct SubjectRequestAppealInput {
    /// The request, beginning with `subject_request_`.
    pub request_id: ID,
    /// Why you disagree, 1 to 1,000 characters.
    pub text: String,
}

/// Which archive to fetch.
#[derive(InputObject)]
pub struct SubjectArchiveLinkCreateInput {
    /// The request, beginning with `subject_request_`.
    pub request_id: ID,
}

/// A link that opens an archive once.
#[derive(Clone, SimpleObject)]
pub struct SubjectArchiveLink {
    /// Fetch it by HTTP GET; it works once, and for nobody who does not have it.
    pub url: String,
    /// Until when it works.
    pub expires_at: DateTime,
}

payload! {
    /// The answer of `subjectRequestFile`.
    pub struct SubjectRequestFilePayload refused by SubjectRequestFileRefusal {
        /// The request; null when refused.
        request: SubjectRequest,
    }
}

payload! {
    /// The answer of `subjectRequestConfirm`.
    pub struct SubjectRequestConfirmPayload refused by SubjectRequestConfirmRefusal {
        /// The request; null when refused.
        request: SubjectRequest,
    }
}

payload! {
    /// The answer of `subjectRequestAppeal`.
    pub struct SubjectRequestAppealPayload refused by SubjectRequestAppealRefusal {
        /// The request; null when refused.
        request: SubjectRequest,
    }
}

payload! {
    /// The answer of `subjectArchiveLinkCreate`.
    pub struct SubjectArchiveLinkCreatePayload refused by SubjectArchiveLinkRefusal {
        /// The link; null when refused.
        link: SubjectArchiveLink,
    }
}

/// The answer of `processingRestrictionLift`, which no rule refuses.
#[derive(SimpleObject)]
pub struct ProcessingRestrictionLiftPayload {
    /// Whether your data rested before.
    pub was_restricted: bool,
}

/// Root fields that read one's own requests.
#[derive(Default)]
pub struct SubjectRequestQuery;

/// Root fields that read one's own requests.
#[Object]
impl SubjectRequestQuery {
    /// What you asked of us about your data, newest first.
    async fn my_subject_requests(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<SubjectRequestConnection> {
        let subject = ctx.person()?.account_id().uuid();
        let (app, list) = (ctx.app(), format!("subject_request.{subject}"));
        let page = asked::<Uuid>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::page_of(app.reader(), subject, &page).await?;
        let slice = Slice::cut(app.cursors(), &list, page.first, rows, |row| row.id.uuid());
        Ok(slice.map(SubjectRequest).into())
    }

    /// One of your requests; null if there is none.
    async fn subject_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `subject_request_`.")] id: ID,
    ) -> Result<Option<SubjectRequest>> {
        let own = ctx.person()?.account_id();
        let found = store::by_id(ctx.app().reader(), parse_id(&id)?).await?;
        Ok(found.filter(|request| request.subject == own).map(SubjectRequest))
    }
}

/// Root fields of those who ask.
#[derive(Default)]
pub struct SubjectRequestMutation;

/// Root fields of those who ask.
#[Object]
impl SubjectRequestMutation {
    /// Ask something of us about your data. In a session that is stepped up it begins at once; only
    /// `DELETE` and `CLOSE` always wait for `subjectRequestConfirm`.
    async fn subject_request_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to ask.")] input: SubjectRequestFileInput,
    ) -> Result<SubjectRequestFilePayload> {
        let read = |one: SubjectCorrectionInput| Correction { field: one.field, value: one.value };
        let asked = Asked {
            kind: input.kind.into(),
            law: input.law.into(),
            corrections: input.corrections.into_iter().map(read).collect(),
        };
        let filed = actions::file(ctx.app(), ctx.person()?, &input.idempotency_key, &asked).await;
        reply(filed.map(SubjectRequest))
    }

    /// Show that it is you who asked, and begin. Step up first. For `DELETE` and `CLOSE` this
    /// closes your account for good.
    async fn subject_request_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: SubjectRequestConfirmInput,
    ) -> Result<SubjectRequestConfirmPayload> {
        let id = parse_id(&input.request_id)?;
        reply(actions::confirm(ctx.app(), ctx.person()?, id).await.map(SubjectRequest))
    }

    /// Disagree with a refusal: somebody else decides, in the same time once more.
    async fn subject_request_appeal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: SubjectRequestAppealInput,
    ) -> Result<SubjectRequestAppealPayload> {
        let id = parse_id(&input.request_id)?;
        let appealed = actions::appeal(ctx.app(), ctx.person()?, id, &input.text).await;
        reply(appealed.map(SubjectRequest))
    }

    /// Make a link to an archive of yours; it works once, for ten minutes. Step up first.
    async fn subject_archive_link_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which archive.")] input: SubjectArchiveLinkCreateInput,
    ) -> Result<SubjectArchiveLinkCreatePayload> {
        let id = parse_id(&input.request_id)?;
        let link = actions::link(ctx.app(), ctx.person()?, id).await;
        reply(link.map(|link| SubjectArchiveLink {
            url: link.url,
            expires_at: DateTime(link.expires_at),
        }))
    }

    /// Let your data be used again as you consented to.
    async fn processing_restriction_lift(
        &self,
        ctx: &Context<'_>,
    ) -> Result<ProcessingRestrictionLiftPayload> {
        let was_restricted = actions::lift_restriction(ctx.app(), ctx.person()?).await?;
        Ok(ProcessingRestrictionLiftPayload { was_restricted })
    }
}
