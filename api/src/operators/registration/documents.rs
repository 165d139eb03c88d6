//! The documents of a version: announced for the operator, sealed as they arrive, attached to a
//! draft.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};

use super::{DocumentKind, Registration, RegistrationState, may_identify, store};
use crate::identity::Person;
use crate::media::{self, Document, DocumentInput, NotADocument};
use crate::operators::Operator;
use crate::operators::member::{MemberRole, entitled};

/// The most documents of one version.
const MOST: u64 = 12;

refusals! {
    /// Why no document was announced, in order of precedence.
    pub enum StageRefusal: "OperatorDocumentStageErrorCode", OperatorDocumentStageUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners send documents of a shop.
        OwnerOnly at ["operatorId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Neither `image/jpeg` nor `image/png` nor `image/webp` nor `application/pdf`.
        ContentTypeUnsupported at ["contentType"]
            says "Documents are JPEG, PNG, WebP or PDF files.",
        /// No bytes, or more than 10,485,760.
        SizeInvalid at ["bytes"] says "A document has at most 10 MiB.",
        /// Not 64 hexadecimal digits.
        Sha256Invalid at ["sha256"] says "A SHA-256 has 64 hexadecimal digits.",
        /// Fifty documents of the last 24 hours are not used by anything; `retryAt` says when the
        /// oldest of them counts no more.
        TooManyUnused at [] says "Use the documents you have sent before you send more.",
    }
}

/// Announces a document of an operator; answers it with the token that lets its bytes in.
///
/// # Errors
/// [`StageRefusal`], or ours.
pub async fn stage(
    app: &App,
    person: &Person,
    operator_id: Id<Operator>,
    input: DocumentInput,
) -> Result<(Document, String), Error<StageRefusal>> {
    use StageRefusal as R;
    transaction!(app, |tx| {
        entitled(tx, person, operator_id, MemberRole::Owner)
            .await?
            .map_err(|why| why.refusal(R::OperatorNotFound, R::OwnerOnly, R::SecondFactorNeeded))?;
        let whose = (person.account_id(), operator_id.uuid());
        media::stage_document(tx, whose, &input).await?.map_err(|why| match why {
            NotADocument::ContentType => R::ContentTypeUnsupported.into(),
            NotADocument::Size => R::SizeInvalid.into(),
            NotADocument::Sha256 => R::Sha256Invalid.into(),
            NotADocument::TooManyUnused(until) => Error::until(R::TooManyUnused, until),
        })
    })
}

refusals! {
    /// Why a document was not attached, in order of precedence.
    pub enum AttachRefusal: "RegistrationDocumentAttachErrorCode",
        RegistrationDocumentAttachUserError {
        /// No such registration of a shop of yours.
        RegistrationNotFound at ["registrationId"] says "There is no such registration of yours.",
        /// Only owners register a shop.
        OwnerOnly at ["registrationId"] says "Only an owner may do this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It has been submitted: nothing is added to it any more.
        NotADraft at ["registrationId"] says "This registration has been submitted.",
        /// A side of an identity card is taken only from who consents to that: `consentGive` to
        /// `IDENTITY_VERIFICATION` first.
        IdentityConsentNeeded at ["kind"] says "Consent to the check of your identity first.",
        /// Twelve documents at most.
        TooManyDocuments at ["registrationId"] says "A registration has at most 12 documents.",
        /// Not a document of yours for this shop that is stored and not in use.
        DocumentInvalid at ["documentId"]
            says "Choose a document of your own for this shop that is not in use.",
    }
}

/// Attaches a stored document to a draft.
///
/// # Errors
/// [`AttachRefusal`], or ours.
pub async fn attach(
    app: &App,
    person: &Person,
    id: Id<Registration>,
    (document, kind): (Id<Document>, DocumentKind),
) -> Result<Registration, Error<AttachRefusal>> {
    use AttachRefusal as R;
    transaction!(app, |tx| {
        let draft = store::lock(tx, id).await?.ok_or(R::RegistrationNotFound)?;
        let member = entitled(tx, person, draft.operator_id, MemberRole::Owner).await?;
        let member = member.map_err(|why| {
            why.refusal(R::RegistrationNotFound, R::OwnerOnly, R::SecondFactorNeeded)
        })?;
        if draft.state != RegistrationState::Draft {
            return Err(R::NotADraft.into());
        }
        let shows_identity = [DocumentKind::IdentityFront, DocumentKind::IdentityBack];
        if shows_identity.contains(&kind) && !may_identify(tx, person).await? {
            return Err(R::IdentityConsentNeeded.into());
        }
        if store::attachments(tx.conn(), [id.uuid()]).await?.len() as u64 >= MOST {
            return Err(R::TooManyDocuments.into());
        }
        let whose = (member.account_id, draft.operator_id.uuid());
        if !media::attach_document(tx, whose, document).await? {
            return Err(R::DocumentInvalid.into());
        }
        store::attach(tx, id, document.uuid(), kind).await?;
        Ok(draft)
    })
}
