//! A report as staff see it.

use async_graphql::{Context, Enum, ID, Object, Result};
use platform::graphql::scalars::DateTime;
use platform::{Failure, connection};

use super::post::{Post, load_post};
use crate::identity::graphql::{User, load_user};
use crate::social::{self, report};

/// Somebody says that a post breaks a rule.
#[derive(Clone)]
pub struct PostReport {
    pub(super) report: social::Report,
    /// The post, where it was read with the report.
    pub(super) post: Option<Post>,
}

impl From<social::Report> for PostReport {
    fn from(report: social::Report) -> Self {
        Self { report, post: None }
    }
}

/// Somebody says that a post breaks a rule.
#[Object]
impl PostReport {
    /// The id, beginning with `post_report_`.
    async fn id(&self) -> ID {
        self.report.id.to_string().into()
    }

    /// The post that is said to break a rule; null if you may not see it any more.
    async fn post(&self, ctx: &Context<'_>) -> Result<Option<Post>> {
        match &self.post {
            Some(post) => Ok(Some(post.clone())),
            None => load_post(ctx, self.report.post_id.uuid()).await,
        }
    }

    /// Who says so.
    async fn reporter(&self, ctx: &Context<'_>) -> Result<User> {
        let reporter = load_user(ctx, self.report.reporter_id.uuid()).await?;
        reporter.ok_or_else(|| Failure::broken("a report's author is gone").into())
    }

    /// Which rule.
    async fn reason(&self) -> PostReportReason {
        self.report.reason.into()
    }

    /// What the reporter adds, up to 500 characters; may be empty.
    async fn note(&self) -> &str {
        &self.report.note
    }

    /// Where it stands.
    async fn state(&self) -> PostReportState {
        self.report.state.into()
    }

    /// When it was filed.
    async fn filed_at(&self) -> DateTime {
        DateTime(self.report.filed_at)
    }

    /// When staff decided; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.report.decided_at.map(DateTime)
    }
}

connection!(PostReportConnection, PostReportEdge, PostReport, "reports");

/// Which rule a post is said to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "report::ReportReason")]
pub enum PostReportReason {
    /// Advertising that does not say so.
    HiddenAd,
    /// It claims what is not so.
    FalseClaim,
    /// It offers what may not be sold.
    ProhibitedGoods,
    /// It deceives people for money.
    Fraud,
    /// It insults or threatens.
    Abuse,
    /// It is obscene or violent.
    Obscene,
    /// It uses what belongs to somebody else.
    Infringement,
    /// Something else; say what in the note.
    Other,
}

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "report::ReportState")]
pub enum PostReportState {
    /// Waits for staff.
    Open,
    /// The post was hidden.
    Upheld,
    /// The post breaks no rule.
    Dismissed,
}
