//! Evidence: announced, handed in, opened.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::payload;

use super::complaint::Complaint;
use super::types::EvidenceShows;
use crate::complaints::actions::showing::{self, AddInput, AddRefusal, OpenRefusal, StageRefusal};
use crate::complaints::store::evidence::Evidence;
use crate::identity::graphql::ViewerExt;
use crate::media::graphql::{DocumentTicket, DocumentUpload};
use crate::media::{Document, DocumentInput};

/// A document that you want to hand in.
#[derive(InputObject)]
pub struct ComplaintEvidenceStageInput {
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    pub content_type: String,
    /// How large it is, at most 10,485,760.
    pub bytes: i32,
    /// The SHA-256 of the file, 64 hexadecimal digits; checked when it arrives.
    pub sha256: Option<String>,
}

/// What you hand in.
#[derive(InputObject)]
pub struct ComplaintEvidenceAddInput {
    /// 8 to 128 visible characters of your own choice; the same key with the same input gets the
    /// first answer again, for 72 hours.
    pub idempotency_key: String,
    /// The complaint, beginning with `complaint_`.
    pub complaint_id: ID,
    /// The document, beginning with `document_`, whose bytes have arrived.
    pub document_id: ID,
    /// What it shows.
    pub shows: EvidenceShows,
    /// The original, beginning with `complaint_evidence_`, if this is a copy of it with parts
    /// blacked out.
    pub redacts_id: Option<ID>,
}

/// What you want to look at.
#[derive(InputObject)]
pub struct ComplaintEvidenceOpenInput {
    /// The evidence, beginning with `complaint_evidence_`.
    pub evidence_id: ID,
}

payload! {
    /// The answer of `complaintEvidenceStage`.
    pub struct ComplaintEvidenceStagePayload refused by StageRefusal {
        /// Where to send the bytes, by one HTTP PUT within 15 minutes; null when refused.
        document: DocumentUpload,
    }
}

payload! {
    /// The answer of `complaintEvidenceAdd`.
    pub struct ComplaintEvidenceAddPayload refused by AddRefusal {
        /// The complaint as it stands now; null when refused.
        complaint: Complaint,
    }
}

payload! {
    /// The answer of `complaintEvidenceOpen`.
    pub struct ComplaintEvidenceOpenPayload refused by OpenRefusal {
        /// Leave to read it once; null when refused.
        ticket: DocumentTicket,
    }
}

/// Root fields about evidence.
#[derive(Default)]
pub struct CaseEvidenceMutation;

/// Root fields about evidence.
#[Object]
impl CaseEvidenceMutation {
    /// Announce a document for a case: send its bytes to the address that is answered, then hand it
    /// in by `complaintEvidenceAdd`. It is kept sealed under the case's own key.
    async fn complaint_evidence_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which case, and which document.")] input: ComplaintEvidenceStageInput,
    ) -> Result<ComplaintEvidenceStagePayload> {
        let id = parse_id(&input.complaint_id)?;
        let announced = DocumentInput {
            content_type: input.content_type,
            bytes: i64::from(input.bytes),
            sha256: input.sha256,
        };
        let staged = showing::stage(ctx.app(), ctx.person()?, id, announced).await;
        reply(staged.map(DocumentUpload::from))
    }

    /// Hand a document in as evidence, with what it shows. It stays as it is: its hash, its owner
    /// and its time are kept. At most 50 pieces of each side.
    async fn complaint_evidence_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and what it shows.")] input: ComplaintEvidenceAddInput,
    ) -> Result<ComplaintEvidenceAddPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let id = parse_id(&input.complaint_id)?;
        let document: Id<Document> = parse_id(&input.document_id)?;
        let redacts: Option<Id<Evidence>> =
            input.redacts_id.as_ref().map(|id| parse_id(id)).transpose()?;
        let shown = AddInput {
            document: document.uuid(),
            shows: input.shows.into(),
            redacts: redacts.map(Id::uuid),
        };
        reply(showing::add(app, person, key, (id, shown)).await.map(Complaint::from))
    }

    /// Get leave to read a piece of evidence once, within a minute. It is written into its custody.
    async fn complaint_evidence_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which evidence.")] input: ComplaintEvidenceOpenInput,
    ) -> Result<ComplaintEvidenceOpenPayload> {
        let id = parse_id(&input.evidence_id)?;
        let leave = showing::open(ctx.app(), ctx.person()?, id).await;
        reply(leave.map(|leave| DocumentTicket::of(ctx, &leave.ticket, leave.until)))
    }
}
