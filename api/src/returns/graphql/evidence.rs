//! What proves something about returns: announced, handed in, opened.

use async_graphql::{Context, Object, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::goods_return::Return;
use super::inputs::{ReturnEvidenceAddInput, ReturnEvidenceOpenInput, ReturnEvidenceStageInput};
use crate::identity::graphql::ViewerExt;
use crate::media::DocumentInput;
use crate::media::graphql::{DocumentTicket, DocumentUpload};
use crate::returns::actions::evidence::{self, AddRefusal, OpenRefusal, StageRefusal};

payload! {
    /// The answer of `returnEvidenceStage`.
    pub struct ReturnEvidenceStagePayload refused by StageRefusal {
        /// Where to send the bytes, by one HTTP PUT within 15 minutes; null when refused.
        document: DocumentUpload,
    }
}

payload! {
    /// The answer of `returnEvidenceAdd`.
    pub struct ReturnEvidenceAddPayload refused by AddRefusal {
        /// The return as it stands now; null when refused.
        r#return: Return,
    }
}

payload! {
    /// The answer of `returnEvidenceOpen`.
    pub struct ReturnEvidenceOpenPayload refused by OpenRefusal {
        /// Leave to read it once; null when refused.
        ticket: DocumentTicket,
    }
}

/// Root fields about what proves something.
#[derive(Default)]
pub struct ReturnEvidenceMutation;

/// Root fields about what proves something.
#[Object]
impl ReturnEvidenceMutation {
    /// Announce a document about a return: send its bytes to the address that is answered, then
    /// hand it in by `returnEvidenceAdd`. It is kept sealed under the return's own key. Its buyer
    /// and its shop.
    async fn return_evidence_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About what, and which document.")] input: ReturnEvidenceStageInput,
    ) -> Result<ReturnEvidenceStagePayload> {
        let id = parse_id(&input.return_id)?;
        let announced = DocumentInput {
            content_type: input.content_type,
            bytes: i64::from(input.bytes),
            sha256: input.sha256,
        };
        let staged = evidence::stage(ctx.app(), ctx.person()?, id, announced).await;
        reply(staged.map(DocumentUpload::from))
    }

    /// Hand a document in. It stays as it is: its hash, its owner and its time are kept. At most
    /// twelve pieces of each side.
    async fn return_evidence_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document.")] input: ReturnEvidenceAddInput,
    ) -> Result<ReturnEvidenceAddPayload> {
        let (app, person, key) = (ctx.app(), ctx.person()?, &input.idempotency_key);
        let shown = (parse_id(&input.return_id)?, parse_id(&input.document_id)?);
        reply(evidence::add(app, person, key, shown).await.map(Return::from))
    }

    /// Get leave to read a piece of evidence once, within a minute. Its buyer, its shop, and
    /// support staff.
    async fn return_evidence_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which evidence.")] input: ReturnEvidenceOpenInput,
    ) -> Result<ReturnEvidenceOpenPayload> {
        let id = parse_id(&input.evidence_id)?;
        let leave = evidence::open(ctx.app(), ctx.person()?, id).await;
        reply(leave.map(|(ticket, until)| DocumentTicket::of(ctx, &ticket, until)))
    }
}
