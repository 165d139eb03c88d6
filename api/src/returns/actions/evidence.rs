//! What proves something about a return: announced, sent sealed under the return's key, handed in
//! with its hash, and opened by the parties.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};

use crate::identity::Person;
use crate::media::{self, Document, DocumentInput, NotADocument};
use crate::privacy::{self, Asking, Ground, Purpose, Reader};
use crate::returns::goods_return::Return;
use crate::returns::party::{self, Side};
use crate::returns::store::evidence::{self, Evidence, ReturnEvidence};
use crate::returns::store::returns;

/// How many pieces of evidence one side hands in at most.
const MOST: u64 = 12;

refusals! {
    /// Why no evidence was announced, in order of precedence.
    pub enum StageRefusal: "ReturnEvidenceStageErrorCode", ReturnEvidenceStageUserError {
        /// There is no such return of yours.
        ReturnNotFound at ["returnId"] says "There is no such return of yours.",
        /// Your role in the shop does not include this.
        RoleTooLow at ["returnId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// It has ended.
        StateForbids at ["returnId"] says "The return has ended.",
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

/// Announces a document about a return; answers it with the token that lets its bytes in.
///
/// # Errors
/// [`StageRefusal`], or ours.
pub async fn stage(
    app: &App,
    person: &Person,
    id: Id<Return>,
    input: DocumentInput,
) -> Result<(Document, String), Error<StageRefusal>> {
    use StageRefusal as R;
    transaction!(app, |tx| {
        let back = returns::by_id(tx.conn(), id).await?.ok_or(R::ReturnNotFound)?;
        as_side!(R, tx, person, &back, Side::Buyer | Side::Seller);
        if !back.state.takes_evidence() {
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

return_refusals! {
    /// Why evidence was not taken, in order of precedence.
    pub enum AddRefusal: "ReturnEvidenceAddErrorCode", ReturnEvidenceAddUserError {
        /// Twelve pieces of your side are there.
        TooMuch at ["returnId"] says "Your side has handed in twelve pieces of evidence.",
        /// Not a document of yours for this return that is stored and not in use.
        DocumentInvalid at ["documentId"]
            says "Choose a document of your own for this return that is not in use.",
    }
}

/// Hands a stored document in.
///
/// # Errors
/// [`AddRefusal`], or ours.
pub async fn add(
    app: &App,
    person: &Person,
    key: &str,
    (id, document): (Id<Return>, Id<Document>),
) -> Result<Return, Error<AddRefusal>> {
    use AddRefusal as R;
    let input = document.uuid();
    about_return!(R, app, person, "returnEvidenceAdd", (key, input), id, |tx, back, _order| {
        let party = as_side!(R, tx, person, &back, Side::Buyer | Side::Seller);
        if !back.state.takes_evidence() {
            return Err(R::StateForbids.into());
        }
        let by_seller = party.side == Side::Seller;
        if evidence::count_of(tx, id, by_seller).await? >= MOST {
            return Err(R::TooMuch.into());
        }
        let found = media::many_documents(tx.conn(), [document.uuid()]).await?.pop();
        if !media::attach_document(tx, (party.account, id.uuid()), document).await? {
            return Err(R::DocumentInvalid.into());
        }
        let sha256 = found.and_then(|document| document.sha256).ok_or(R::DocumentInvalid)?;
        let shown: Id<ReturnEvidence> = tx.app().new_id();
        let new = Evidence {
            id: shown.uuid(),
            return_id: id.uuid(),
            document_id: document.uuid(),
            owner: party.account.uuid(),
            by_seller,
            sha256,
            at: tx.now().into(),
        };
        evidence::insert(tx, &new).await?;
        back
    })
}

refusals! {
    /// Why evidence was not opened, in order of precedence.
    pub enum OpenRefusal: "ReturnEvidenceOpenErrorCode", ReturnEvidenceOpenUserError {
        /// There is no such evidence about a return of yours.
        EvidenceNotFound at ["evidenceId"]
            says "There is no such evidence about a return of yours.",
        /// Your role in the shop does not include this.
        RoleTooLow at ["evidenceId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// You have read as much within an hour as one may.
        QuotaSpent at [] says "You have read as much within an hour as one may.",
        /// The return has been erased.
        Erased at ["evidenceId"] says "This has been erased.",
    }
}

/// Gives a party leave to read a piece of evidence once, within a minute.
///
/// # Errors
/// [`OpenRefusal`], or ours.
pub async fn open(
    app: &App,
    person: &Person,
    id: Id<ReturnEvidence>,
) -> Result<(String, time::OffsetDateTime), Error<OpenRefusal>> {
    use OpenRefusal as R;
    let found = evidence::by_id(app.reader(), id.uuid()).await?.ok_or(R::EvidenceNotFound)?;
    let back = returns::by_id(app.reader(), Id::from_uuid(found.return_id)).await?;
    let back = back.ok_or(R::EvidenceNotFound)?;
    let party = transaction!(app, |tx| {
        let party = party::acting(tx, person, &back).await?;
        let party = party.map_err(|why| {
            why.refusal(R::EvidenceNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        party.ok_or_else(|| Error::from(R::EvidenceNotFound))
    })?;
    let account = party.account.uuid();
    let reader = match party.side {
        Side::Buyer | Side::Seller => Reader::Other(account),
        Side::Desk => Reader::Staff(account, "SUPPORT"),
    };
    // The subject is the return, under whose key the file lies.
    let asking = Asking {
        reader,
        subject: back.id.uuid(),
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
        let document = media::many_documents(tx.conn(), [found.document_id]).await?.pop();
        let document = document.ok_or(R::EvidenceNotFound)?;
        let leave = media::ticket(tx, (&document, party.account), &opened).await?;
        Ok::<_, Error<R>>(leave)
    })
}
