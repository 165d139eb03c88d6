//! Evidence: announced, sent sealed under the case's key, attached with its hash, its owner and the
//! time, and opened by the parties; each look is a row of its custody.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};
use time::OffsetDateTime;

use super::moving::change;
use crate::complaints::clock;
use crate::complaints::complaint::{Complaint, ComplaintState, Shows, Side};
use crate::complaints::facts::Change;
use crate::complaints::party;
use crate::complaints::store::cases;
use crate::complaints::store::evidence::{self, Act, Evidence};
use crate::identity::Person;
use crate::media::{self, Document, DocumentInput, NotADocument};
use crate::privacy::{self, Asking, Ground, Purpose};

/// How many pieces of evidence one side hands in at most.
const MOST: u64 = 50;

refusals! {
    /// Why no evidence was announced, in order of precedence.
    pub enum StageRefusal: "ComplaintEvidenceStageErrorCode", ComplaintEvidenceStageUserError {
        /// There is no such complaint of yours.
        ComplaintNotFound at ["complaintId"] says "There is no such complaint of yours.",
        /// Your role in the shop does not include this.
        RoleTooLow at ["complaintId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// No more evidence is taken.
        StateForbids at ["complaintId"] says "No more evidence is taken in this case.",
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

/// Announces a document for a case; answers it with the token that lets its bytes in.
///
/// # Errors
/// [`StageRefusal`], or ours.
pub async fn stage(
    app: &App,
    person: &Person,
    id: Id<Complaint>,
    input: DocumentInput,
) -> Result<(Document, String), Error<StageRefusal>> {
    use StageRefusal as R;
    transaction!(app, |tx| {
        let case = cases::by_id(tx.conn(), id).await?.ok_or(R::ComplaintNotFound)?;
        as_side!(R, tx, person, &case, _);
        if !case.state.takes_evidence() {
            return Err(R::StateForbids.into());
        }
        let whose = (person.account_id(), id.uuid());
        media::stage_document(tx, whose, &input).await?.map_err(|why| match why {
            NotADocument::ContentType => R::ContentTypeUnsupported.into(),
            NotADocument::Size => R::SizeInvalid.into(),
            NotADocument::Sha256 => R::Sha256Invalid.into(),
            NotADocument::TooManyUnused(until) => Error::until(R::TooManyUnused, until),
        })
    })
}

case_refusals! {
    /// Why evidence was not taken, in order of precedence.
    pub enum AddRefusal: "ComplaintEvidenceAddErrorCode", ComplaintEvidenceAddUserError {
        /// The shop's time for more evidence is over; it is judged by what is there [JD25 9].
        TooLate at ["complaintId"] says "The time for your shop's evidence is over.",
        /// Fifty pieces of your side are there.
        TooMuch at ["complaintId"] says "Your side has handed in fifty pieces of evidence.",
        /// Not a document of yours for this case that is stored and not in use.
        DocumentInvalid at ["documentId"]
            says "Choose a document of your own for this case that is not in use.",
        /// A copy with parts blacked out is of evidence of your own side in this case.
        OriginalInvalid at ["redacts"] says "There is no such evidence of your side.",
    }
}

/// What is handed in.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct AddInput {
    pub document: uuid::Uuid,
    pub shows: Shows,
    /// The original of which it is a copy with parts blacked out.
    pub redacts: Option<uuid::Uuid>,
}

/// Hands a stored document in as evidence.
///
/// # Errors
/// [`AddRefusal`], or ours.
pub async fn add(
    app: &App,
    person: &Person,
    key: &str,
    (id, input): (Id<Complaint>, AddInput),
) -> Result<Complaint, Error<AddRefusal>> {
    use AddRefusal as R;
    about_case!(R, app, person, "complaintEvidenceAdd", (key, input), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, _);
        if !case.state.takes_evidence() {
            return Err(R::StateForbids.into());
        }
        if party.side == Side::Seller && is_late(&case, tx.now())? {
            return Err(R::TooLate.into());
        }
        if evidence::count_of(tx, id, party.side).await? >= MOST {
            return Err(R::TooMuch.into());
        }
        let redacts = input.redacts.map(Id::from_uuid);
        if let Some(original) = redacts {
            let original = evidence::by_id(tx.conn(), original).await?;
            let own = original.filter(|one| one.complaint == id && one.side == party.side);
            own.ok_or(R::OriginalInvalid)?;
        }
        let (owner, document) = (party.account, Id::from_uuid(input.document));
        let found = media::many_documents(tx.conn(), [input.document]).await?.pop();
        let sha256 = found.as_ref().and_then(|document| document.sha256.clone());
        if !media::attach_document(tx, (owner, id.uuid()), document).await? {
            return Err(R::DocumentInvalid.into());
        }
        let (Some(found), Some(sha256)) = (found, sha256) else {
            return Err(R::DocumentInvalid.into());
        };
        let new = Evidence {
            id: tx.app().new_id(),
            complaint: id,
            document,
            side: party.side,
            owner,
            shows: input.shows,
            sha256,
            bytes: found.bytes,
            content_type: found.content_type.as_str().to_owned(),
            redacts,
            at: tx.now(),
        };
        evidence::insert(tx, &new).await?;
        evidence::note(tx, new.id, Act::Submitted, owner).await?;
        change(tx, &case, case.clone(), Change::Shown).await?
    })
}

/// Whether the shop's time for evidence is over: four service hours after collecting began.
fn is_late(case: &Complaint, now: OffsetDateTime) -> Result<bool, platform::Failure> {
    Ok(seller_evidence_by(case)?.is_some_and(|by| by <= now))
}

/// Until when the shop adds to its evidence while it is collected; always, in every other state.
///
/// # Errors
/// Beyond the calendar.
pub fn seller_evidence_by(case: &Complaint) -> Result<Option<OffsetDateTime>, platform::Failure> {
    if case.state != ComplaintState::EvidenceCollection {
        return Ok(None);
    }
    let Some(due) = case.due_at else { return Ok(None) };
    let began = due.checked_sub(time::Duration::hours(72)).unwrap_or(due);
    clock::end(clock::SELLER_EVIDENCE, began).map(Some)
}

refusals! {
    /// Why evidence was not opened, in order of precedence.
    pub enum OpenRefusal: "ComplaintEvidenceOpenErrorCode", ComplaintEvidenceOpenUserError {
        /// There is no such evidence in a case of yours.
        EvidenceNotFound at ["evidenceId"] says "There is no such evidence in a case of yours.",
        /// You have read as much within an hour as one may.
        QuotaSpent at [] says "You have read as much within an hour as one may.",
        /// The case has been erased.
        Erased at ["evidenceId"] says "This has been erased.",
    }
}

/// Leave to read a document once.
pub struct Leave {
    pub ticket: String,
    pub until: OffsetDateTime,
}

/// Gives a party leave to read a piece of evidence once, within a minute; it is written into the
/// custody of the evidence.
///
/// # Errors
/// [`OpenRefusal`], or ours.
pub async fn open(
    app: &App,
    person: &Person,
    id: Id<Evidence>,
) -> Result<Leave, Error<OpenRefusal>> {
    use OpenRefusal as R;
    let found = evidence::by_id(app.reader(), id).await?.ok_or(R::EvidenceNotFound)?;
    let case = cases::by_id(app.reader(), found.complaint).await?.ok_or(R::EvidenceNotFound)?;
    let reader = party::reading(app, person, &case).await?.ok_or(R::EvidenceNotFound)?;
    let reader = reader.reader();
    // The subject is the case, under whose key the file lies.
    let asking = Asking {
        reader,
        subject: case.id.uuid(),
        purpose: Purpose::Dispute,
        ground: Ground::Law("ECL 62"),
        request: String::new(),
    };
    let opened = privacy::open(app, &asking, &[Document::file_field()]).await?;
    let opened = opened.map_err(|denied| match denied {
        privacy::Denied::QuotaSpent => R::QuotaSpent,
        privacy::Denied::Erased => R::Erased,
        privacy::Denied::NoGround | privacy::Denied::Restricted | privacy::Denied::NoConsent => {
            R::EvidenceNotFound
        }
    })?;
    transaction!(app, |tx| {
        let document = media::many_documents(tx.conn(), [found.document.uuid()]).await?.pop();
        let document = document.ok_or(R::EvidenceNotFound)?;
        evidence::note(tx, id, Act::Opened, person.account_id()).await?;
        let reader = person.account_id();
        let (ticket, until) = media::ticket(tx, (&document, reader), &opened).await?;
        Ok::<_, Error<R>>(Leave { ticket, until })
    })
}
