//! Consents as their owners see them: where each stands, given and taken back in the same steps.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id, reply};
use platform::kernel::Id;
use platform::{Error, payload};
use uuid::Uuid;

use super::history::ConsentReceipt;
use super::notices::{ConsentNotice, ConsentPurpose};
use super::{recipient, recipient_id};
use crate::data_rights::actions::consents::{
    self, ConsentGiveRefusal, ConsentWithdrawRefusal, Matter, Shown,
};
use crate::identity::Account;
use crate::identity::graphql::ViewerExt;
use crate::privacy::consent::{self, Notice, PURPOSES, Purpose, Standing, demands};

/// Where the consent to one purpose, and to one recipient where there is one, stands.
#[derive(Clone)]
pub struct Consent {
    purpose: Purpose,
    standing: Option<Standing>,
    /// The notice in force.
    current: ConsentNotice,
    /// The notice that was last spoken on.
    spoken_on: Option<Notice>,
}

/// Where the consent to one purpose, and to one recipient where there is one, stands.
#[Object]
impl Consent {
    /// What it is about.
    async fn purpose(&self) -> ConsentPurpose {
        self.purpose.into()
    }

    /// Who receives the data: an id beginning with `operator_` or `client_`; null for nobody.
    async fn recipient_id(&self) -> Option<ID> {
        let recipient = self.standing.as_ref()?.consent.recipient?;
        Some(recipient_id(self.purpose, recipient))
    }

    /// Where it stands now. Only `GRANTED` opens anything.
    async fn state(&self) -> ConsentState {
        let state = self.standing.as_ref().map(|standing| standing.state);
        state.unwrap_or(consent::ConsentState::Absent).into()
    }

    /// The notice in force: what to show before asking.
    async fn notice(&self) -> &ConsentNotice {
        &self.current
    }

    /// When it was last given or taken back; null if never.
    async fn since(&self) -> Option<DateTime> {
        self.standing.as_ref().map(|standing| DateTime(standing.consent.at))
    }

    /// When it ends by itself; null if it does not.
    async fn expires_at(&self) -> Option<DateTime> {
        self.standing.as_ref().and_then(|standing| standing.consent.expires_at).map(DateTime)
    }

    /// The signed receipt of what was last said; null if nothing was.
    async fn receipt(&self, ctx: &Context<'_>) -> Result<Option<ConsentReceipt>> {
        let (Some(standing), Some(notice)) = (&self.standing, &self.spoken_on) else {
            return Ok(None);
        };
        Ok(Some(ConsentReceipt::of(ctx, &standing.consent, notice)?))
    }
}

/// Where a consent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "consent::ConsentState")]
pub enum ConsentState {
    /// Never given.
    Absent,
    /// Good now.
    Granted,
    /// Taken back, or refused. You are not asked again for 30 days.
    Withdrawn,
    /// Given on an older notice than the one in force: it opens nothing.
    Stale,
    /// Past its term: it opens nothing.
    Expired,
}

/// What to allow, on which notice.
#[derive(InputObject)]
pub struct ConsentGiveInput {
    /// One purpose; there is no consent to several at once.
    pub purpose: ConsentPurpose,
    /// Who shall receive it, beginning with `operator_` or `client_`; where the purpose has a
    /// recipient, and only there.
    pub recipient_id: Option<ID>,
    /// The child below 14 that you decide for as its guardian, beginning with `user_`.
    pub child_id: Option<ID>,
    /// The version of the notice that was shown; the one in force.
    pub notice_version: i32,
    /// The language in which it was shown, such as `zh`.
    pub language: String,
}

/// What to take back.
#[derive(InputObject)]
pub struct ConsentWithdrawInput {
    /// One purpose.
    pub purpose: ConsentPurpose,
    /// Who shall receive it no more, beginning with `operator_` or `client_`; where the purpose has
    /// a recipient, and only there.
    pub recipient_id: Option<ID>,
    /// The child below 14 that you decide for as its guardian, beginning with `user_`.
    pub child_id: Option<ID>,
}

payload! {
    /// The answer of `consentGive`.
    pub struct ConsentGivePayload refused by ConsentGiveRefusal {
        /// Where it stands now; null when refused.
        consent: Consent,
    }
}

payload! {
    /// The answer of `consentWithdraw`.
    pub struct ConsentWithdrawPayload refused by ConsentWithdrawRefusal {
        /// Where it stands now; null when refused.
        consent: Consent,
    }
}

fn child(id: Option<&ID>) -> Result<Option<Id<Account>>, RequestError> {
    id.map(|id| parse_id::<Account>(id)).transpose()
}

fn matter(
    purpose: ConsentPurpose,
    to: Option<&ID>,
    child_id: Option<&ID>,
) -> Result<Matter, RequestError> {
    let recipient = to.map(recipient).transpose()?;
    Ok(Matter { purpose: purpose.into(), recipient, child: child(child_id)? })
}

/// The subject whose consents are asked for.
pub(super) async fn subject(ctx: &Context<'_>, child_id: Option<&ID>) -> Result<Uuid> {
    let found = consents::subject_for(ctx.app(), ctx.person()?, child(child_id)?).await?;
    let missing = || RequestError::new(ErrorCode::NotFound, "There is no such child of yours.");
    Ok(found.ok_or_else(missing)?.id.uuid())
}

/// Standings with their notices: in force, and spoken on.
async fn whole(ctx: &Context<'_>, asked: Vec<(Purpose, Option<Standing>)>) -> Result<Vec<Consent>> {
    let app = ctx.app();
    let spoken =
        asked.iter().filter_map(|(_, standing)| Some(standing.as_ref()?.consent.notice_id));
    let spoken: Vec<Uuid> = spoken.map(Id::uuid).collect();
    let (current, others) = consent::notices(app.reader(), app.now(), spoken).await?;
    let ids = current.iter().map(|notice| notice.id.uuid());
    let texts = consent::texts_of(app.reader(), ids).await?;
    let one = |(purpose, standing): (Purpose, Option<Standing>)| {
        let notice = current.iter().find(|notice| notice.purpose == purpose)?.clone();
        let texts = texts.get(&notice.id.uuid()).cloned().unwrap_or_default();
        let spoken_on = standing.as_ref().and_then(|standing| {
            others.iter().find(|notice| notice.id == standing.consent.notice_id).cloned()
        });
        Some(Consent { purpose, standing, current: ConsentNotice { notice, texts }, spoken_on })
    };
    Ok(asked.into_iter().filter_map(one).collect())
}

/// A row for each purpose that is a matter of consent and has no recipient, spoken about or not;
/// and one for each recipient.
async fn all(ctx: &Context<'_>, subject: Uuid) -> Result<Vec<(Purpose, Option<Standing>)>> {
    let app = ctx.app();
    let mut standings = consent::standings(app.reader(), subject, app.now()).await?;
    let mut rows = Vec::new();
    for purpose in PURPOSES {
        let asks = demands(purpose);
        if asks.necessary {
            continue;
        }
        let (own, rest): (Vec<Standing>, Vec<Standing>) =
            standings.into_iter().partition(|standing| standing.consent.purpose == purpose);
        standings = rest;
        if asks.recipient.is_none() && own.is_empty() {
            rows.push((purpose, None));
        }
        rows.extend(own.into_iter().map(|standing| (purpose, Some(standing))));
    }
    Ok(rows)
}

/// Root fields that read consents.
#[derive(Default)]
pub struct ConsentQuery;

/// Root fields that read consents.
#[Object]
impl ConsentQuery {
    /// Where your consents stand: one for each purpose without a recipient, given or not, and one
    /// for each recipient that you ever allowed; at most 210. Necessary purposes are not among
    /// them.
    async fn my_consents(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A child that you answer for; yourself if left out.")] child_id: Option<
            ID,
        >,
    ) -> Result<Vec<Consent>> {
        let subject = subject(ctx, child_id.as_ref()).await?;
        let rows = all(ctx, subject).await?;
        whole(ctx, rows).await
    }

    /// What you may be asked about now: never given, stale or expired, and not within 30 days of a
    /// no; at most 210. Ask one at a time, with nothing ticked.
    async fn consents_due(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A child that you answer for; yourself if left out.")] child_id: Option<
            ID,
        >,
    ) -> Result<Vec<Consent>> {
        let subject = subject(ctx, child_id.as_ref()).await?;
        let now = ctx.app().now();
        let mut rows = all(ctx, subject).await?;
        rows.retain(|(purpose, standing)| consent::is_due(*purpose, standing.as_ref(), now));
        whole(ctx, rows).await
    }

    /// Whether you let your data rest: then you are neither profiled nor is anything shared,
    /// whatever you consented to.
    async fn my_processing_is_restricted(&self, ctx: &Context<'_>) -> Result<bool> {
        let subject = ctx.person()?.account_id().uuid();
        Ok(consent::is_restricted(ctx.app().reader(), subject).await?)
    }
}

/// Root fields that change consents.
#[derive(Default)]
pub struct ConsentMutation;

/// Root fields that change consents.
#[Object]
impl ConsentMutation {
    /// Allow one thing, to one recipient where the purpose has one. The same once more changes
    /// nothing. Below 14, your guardian does this for you.
    async fn consent_give(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to allow, on which notice.")] input: ConsentGiveInput,
    ) -> Result<ConsentGivePayload> {
        let (to, child_id) = (input.recipient_id.as_ref(), input.child_id.as_ref());
        let matter = matter(input.purpose, to, child_id)?;
        let shown = Shown { version: input.notice_version, language: input.language };
        let given = consents::give(ctx.app(), ctx.person()?, matter, &shown).await;
        reply(one(ctx, given).await?)
    }

    /// Take one thing back, or say no before it was given. It counts at once, on every server; what
    /// was done before stays done. You are not asked again for 30 days.
    async fn consent_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to take back.")] input: ConsentWithdrawInput,
    ) -> Result<ConsentWithdrawPayload> {
        let (to, child_id) = (input.recipient_id.as_ref(), input.child_id.as_ref());
        let matter = matter(input.purpose, to, child_id)?;
        let taken = consents::withdraw(ctx.app(), ctx.person()?, matter).await;
        reply(one(ctx, taken).await?)
    }
}

async fn one<R: platform::Refusal>(
    ctx: &Context<'_>,
    outcome: Result<Standing, Error<R>>,
) -> Result<Result<Consent, Error<R>>> {
    let standing = match outcome {
        Ok(standing) => standing,
        Err(why) => return Ok(Err(why)),
    };
    let found = whole(ctx, vec![(standing.consent.purpose, Some(standing))]).await?;
    let found = found.into_iter().next();
    found.map(Ok).ok_or_else(|| platform::Failure::broken("a consent without a notice").into())
}
