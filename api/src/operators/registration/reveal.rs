//! Personal texts and documents of a registration are opened: with a purpose, a fresh proof, and an
//! entry in the access ledger before anything leaves.

use platform::database::Tx;
use platform::kernel::Id;
use platform::{App, Error, Failure, refusals, transaction};
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{Registration, RegistrationField, store};
use crate::identity::{Compliance, Person, Staff};
use crate::media::{self, Document};
use crate::operators::member::{MemberRole, entitled};
use crate::operators::store_members;
use crate::privacy::{self, Asking, Denied, Ground, Purpose, Reader};

/// What somebody wants to read a registration for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevealFor {
    /// It is of their own shop.
    OwnData,
    /// To check it, on duty.
    Review,
    /// To decide a dispute, on duty.
    Dispute,
}

refusals! {
    /// Why personal texts were not opened, in order of precedence.
    pub enum RevealRefusal: "RegistrationRevealErrorCode", RegistrationRevealUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such registration that you may read for this purpose.
        RegistrationNotFound at ["registrationId"] says "There is no such registration.",
        /// You act for this shop: other staff read it on duty.
        OwnMatter at ["registrationId"] says "You have a part in this shop; others read it.",
        /// You have read as much as an hour allows.
        QuotaSpent at [] says "You have read as much as an hour allows.",
        /// It has been erased.
        Erased at ["registrationId"] says "This has been erased.",
        /// Its owner has closed their account: it is kept by law alone, and read for a dispute.
        ReadRestricted at ["registrationId"] says "This is kept by law alone.",
    }
}

refusals! {
    /// Why a document was not opened, in order of precedence.
    pub enum OpenRefusal: "OperatorDocumentOpenErrorCode", OperatorDocumentOpenUserError {
        /// Prove once more that it is you: `sessionStepUp`.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such document that you may read for this purpose.
        DocumentNotFound at ["documentId"] says "There is no such document.",
        /// You act for this shop: other staff read it on duty.
        OwnMatter at ["documentId"] says "You have a part in this shop; others read it.",
        /// You have read as much as an hour allows.
        QuotaSpent at [] says "You have read as much as an hour allows.",
        /// It has been erased.
        Erased at ["documentId"] says "This has been erased.",
        /// Its owner has closed their account: it is kept by law alone, and read for a dispute.
        ReadRestricted at ["documentId"] says "This is kept by law alone.",
    }
}

/// The personal texts of a version, in the clear.
pub struct Revealed {
    pub registration: Registration,
    pub texts: Vec<(RegistrationField, Zeroizing<String>)>,
}

/// Leave to read a document once.
#[derive(Debug, Clone)]
pub struct Leave {
    /// The secret part of its address.
    pub ticket: String,
    pub until: OffsetDateTime,
}

enum No {
    StepUp,
    Unknown,
    Own,
}

/// Opens the personal texts of a version.
///
/// # Errors
/// [`RevealRefusal`], or ours.
pub async fn reveal(
    app: &App,
    person: &Person,
    id: Id<Registration>,
    purpose: RevealFor,
) -> Result<Revealed, Error<RevealRefusal>> {
    use RevealRefusal as R;
    let said: Result<_, Error<R>> = transaction!(app, |tx| {
        let found = store::many(tx.conn(), [id.uuid()]).await?.pop();
        may_read(tx, person, found.as_ref(), purpose).await?.map_err(|no| match no {
            No::StepUp => R::StepUpNeeded,
            No::Unknown => R::RegistrationNotFound,
            No::Own => R::OwnMatter,
        })?;
        let found = found.ok_or(R::RegistrationNotFound)?;
        let confirmed = found.confirms_id.map(Id::uuid);
        let said = store::many(tx.conn(), confirmed).await?.pop();
        Ok((found.clone(), said.unwrap_or(found)))
    });
    let (registration, said) = said?;
    let asking = asking(person, &said, purpose);
    let opened = privacy::open(app, &asking, &said.names()).await?;
    let opened = opened.map_err(|denied| match denied {
        Denied::QuotaSpent => R::QuotaSpent,
        Denied::Erased => R::Erased,
        Denied::Restricted => R::ReadRestricted,
        Denied::NoGround | Denied::NoConsent => R::RegistrationNotFound,
    })?;
    Ok(Revealed { registration, texts: said.texts(&opened)? })
}

/// Gives leave to read a document once, within a minute. The leave is the access that the ledger
/// writes down, and a reader who does not use it has read it as far as the ledger knows.
///
/// # Errors
/// [`OpenRefusal`], or ours.
pub async fn open_document(
    app: &App,
    person: &Person,
    id: Id<Document>,
    purpose: RevealFor,
) -> Result<Leave, Error<OpenRefusal>> {
    use OpenRefusal as R;
    let found: Result<_, Error<R>> = transaction!(app, |tx| {
        let attached = store::attachment_of(tx.conn(), id.uuid()).await?;
        let version = attached.map(|attached| attached.registration_id.uuid());
        let version = store::many(tx.conn(), version).await?.pop();
        may_read(tx, person, version.as_ref(), purpose).await?.map_err(|no| match no {
            No::StepUp => R::StepUpNeeded,
            No::Unknown => R::DocumentNotFound,
            No::Own => R::OwnMatter,
        })?;
        let document = media::many_documents(tx.conn(), [id.uuid()]).await?.pop();
        Ok((version.ok_or(R::DocumentNotFound)?, document.ok_or(R::DocumentNotFound)?))
    });
    let (version, document) = found?;
    let asking = asking(person, &version, purpose);
    let opened = privacy::open(app, &asking, &[Document::file_field()]).await?;
    let opened = opened.map_err(|denied| match denied {
        Denied::QuotaSpent => R::QuotaSpent,
        Denied::Erased => R::Erased,
        Denied::Restricted => R::ReadRestricted,
        Denied::NoGround | Denied::NoConsent => R::DocumentNotFound,
    })?;
    let reader = person.account_id();
    transaction!(app, |tx| {
        let (ticket, until) = media::ticket(tx, (&document, reader), &opened).await?;
        Ok::<_, Error<R>>(Leave { ticket, until })
    })
}

/// Whether a person may read a version for a purpose.
async fn may_read(
    tx: &Tx,
    person: &Person,
    version: Option<&Registration>,
    purpose: RevealFor,
) -> Result<Result<(), No>, Failure> {
    if !person.stepped_up(tx).await? {
        return Ok(Err(No::StepUp));
    }
    let Some(version) = version else { return Ok(Err(No::Unknown)) };
    if purpose == RevealFor::OwnData {
        let owner = entitled(tx, person, version.operator_id, MemberRole::Owner).await?;
        return Ok(owner.map(|_| ()).map_err(|_| No::Unknown));
    }
    if Staff::<Compliance>::of(person).is_err() {
        return Ok(Err(No::Unknown));
    }
    let own = store_members::role_of(tx.conn(), version.operator_id, person.account_id()).await?;
    Ok(if own.is_some() || version.is_by(person.account_id()) { Err(No::Own) } else { Ok(()) })
}

fn asking(person: &Person, version: &Registration, purpose: RevealFor) -> Asking {
    let (purpose, ground) = match purpose {
        // The subject is the operator; its owner reads on the ground of what they asked for.
        RevealFor::OwnData => (Purpose::OwnData, Ground::Contract),
        RevealFor::Review => (Purpose::RegistrationReview, Ground::Law("NTM 24")),
        RevealFor::Dispute => (Purpose::Dispute, Ground::Law("ECL 62")),
    };
    let account = person.account_id().uuid();
    let reader = match purpose {
        Purpose::OwnData => Reader::Other(account),
        _ => Reader::Staff(account, "COMPLIANCE"),
    };
    Asking { reader, subject: version.operator_id.uuid(), purpose, ground, request: String::new() }
}
