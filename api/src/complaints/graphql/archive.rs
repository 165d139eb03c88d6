//! The archive of a case, for a court.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::payload;

use super::complaint::Complaint;
use crate::complaints;
use crate::complaints::actions::archiving::{
    self, AskRefusal, ComplaintArchive as Noun, OpenArchiveRefusal,
};
use crate::complaints::store::archives;
use crate::identity::graphql::ViewerExt;
use crate::media::graphql::address;

/// The archive of a case that you asked for: one signed file with the contract, the payments, the
/// parcels, what was said, shown and decided. `fairstall case verify` verifies it offline, with the
/// keys at `/.well-known/fairstall-contract-keys.json`.
#[derive(SimpleObject)]
pub struct ComplaintArchive {
    /// The id, beginning with `complaint_archive_`.
    pub id: ID,
    /// When you asked for it.
    pub asked_at: DateTime,
    /// When it was there; null while it is made.
    pub ready_at: Option<DateTime>,
    /// The first instant at which it is gone; null while it is made.
    pub expires_at: Option<DateTime>,
    /// How large it is; null while it is made.
    pub bytes: Option<i32>,
    /// Its SHA-256, 64 hexadecimal digits; null while it is made.
    pub sha256: Option<String>,
}

/// The newest archive of a case that the viewer asked for.
pub async fn archive_of(
    ctx: &Context<'_>,
    case: Id<complaints::Complaint>,
) -> Result<Option<ComplaintArchive>> {
    let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
    let account = person.account_id().uuid();
    let found = archives::newest(ctx.app().reader(), case, account).await?;
    Ok(found.map(|own| ComplaintArchive {
        id: Id::<Noun>::from_uuid(own.id).to_string().into(),
        asked_at: DateTime(own.asked_at.0),
        ready_at: own.ready_at.map(|at| DateTime(at.0)),
        expires_at: own.expires_at.map(|at| DateTime(at.0)),
        bytes: own.bytes.map(|bytes| i32::try_from(bytes).unwrap_or(i32::MAX)),
        sha256: own.sha256,
    }))
}

/// Of which case you want an archive.
#[derive(InputObject)]
pub struct ComplaintArchiveAskInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// Of which case you fetch the archive.
#[derive(InputObject)]
pub struct ComplaintArchiveOpenInput {
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
}

/// Where to fetch an archive, once.
#[derive(SimpleObject)]
pub struct ComplaintArchiveLink {
    /// The address; it answers once.
    pub url: String,
    /// The first instant at which it answers no more.
    pub expires_at: DateTime,
}

payload! {
    /// The answer of `complaintArchiveAsk`.
    pub struct ComplaintArchiveAskPayload refused by AskRefusal {
        /// The complaint, whose `archive` is made now; null when refused.
        complaint: Complaint,
    }
}

payload! {
    /// The answer of `complaintArchiveOpen`.
    pub struct ComplaintArchiveOpenPayload refused by OpenArchiveRefusal {
        /// Where to fetch it; null when refused.
        link: ComplaintArchiveLink,
    }
}

/// Root fields about archives of cases.
#[derive(Default)]
pub struct CaseArchiveMutation;

/// Root fields about archives of cases.
#[Object]
impl CaseArchiveMutation {
    /// Ask for the archive of a case, for a court, a regulator or yourself; it is there within
    /// moments, for seven days. Its parties and the staff who work on it.
    async fn complaint_archive_ask(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintArchiveAskInput,
    ) -> Result<ComplaintArchiveAskPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        reply(archiving::ask(app, person, key, id).await.map(Complaint::from))
    }

    /// Get the address of the archive that you asked for last: it answers once, within a minute.
    async fn complaint_archive_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case.")] input: ComplaintArchiveOpenInput,
    ) -> Result<ComplaintArchiveOpenPayload> {
        let id = parse_id(&input.complaint_id)?;
        let opened = archiving::open(ctx.app(), ctx.person()?, id).await;
        reply(opened.map(|(token, until)| ComplaintArchiveLink {
            url: address(ctx, &format!("/cases/archive/{token}")),
            expires_at: DateTime(until),
        }))
    }
}
