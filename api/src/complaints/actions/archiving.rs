//! The archive of a case for a court: asked for by whoever has a part in it, made by a worker, and
//! fetched by a link that opens it once.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::{Id, Noun, hex};
use platform::timers::{self, Firing};
use platform::{App, Error, Failure, events, refusals, transaction};
use sha2::{Digest as _, Sha256};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;
use vault::pii::{Field as _, Row};
use zeroize::Zeroizing;

use crate::complaints::complaint::Complaint;
use crate::complaints::facts::CaseArchiveAsked;
use crate::complaints::party::{self, Party};
use crate::complaints::store::archives::{self, CaseArchive};
use crate::complaints::store::cases;
use crate::complaints::{archive, jobs};
use crate::identity::Person;
use crate::privacy::{self, Asking, Ground, Purpose, fields, keys_of, row};

/// How long an archive is kept after it was made.
const KEPT: Duration = Duration::days(7);
/// How many archives of one case somebody asks for in a day.
const MOST_A_DAY: u64 = 5;

fields! {
    /// The archive of a case.
    ArchiveFile = "complaint_archive"."file": Vec<u8>, Document, Short;
}

/// What an id of an archive is an id of.
#[derive(Debug, Clone, Copy)]
pub struct ComplaintArchive;

impl Noun for ComplaintArchive {
    const PREFIX: &'static str = "complaint_archive";
}

fn place(archive: &CaseArchive) -> Row {
    row(archive.complaint_id, archive.id, 1)
}

fn file_of(id: Uuid) -> String {
    format!("case-archives/{}", id.simple())
}

case_refusals! {
    /// Why no archive is made, in order of precedence.
    pub enum AskRefusal: "ComplaintArchiveAskErrorCode", ComplaintArchiveAskUserError {
        /// You asked for five of this case within a day.
        TooMany at ["complaintId"] says "You have asked for five archives of this case today.",
    }
}

/// Asks for the archive of a case; a worker makes it, and it is there for seven days.
///
/// # Errors
/// [`AskRefusal`], or ours.
pub async fn ask(
    app: &App,
    person: &Person,
    key: &str,
    id: Id<Complaint>,
) -> Result<Complaint, Error<AskRefusal>> {
    use AskRefusal as R;
    about_case!(R, app, person, "complaintArchiveAsk", (key, ()), id, |tx, case| {
        let party = as_side!(R, tx, person, &case, _);
        let day_ago = tx.now() - Duration::DAY;
        let asked = archives::asked_since(tx, id, party.account.uuid(), day_ago).await?;
        if asked >= MOST_A_DAY {
            return Err(R::TooMany.into());
        }
        let new = tx.app().new_uuid();
        archives::insert(tx, (new, id), party).await?;
        events::record(tx, &CaseArchiveAsked { archive: new, complaint: id.uuid() }).await?;
        case
    })
}

/// Makes an archive that was asked for, sealed under the key of its case.
///
/// # Errors
/// Ours; it is then made again.
pub async fn make(app: App, delivery: Delivery) -> Result<(), Failure> {
    let wanted = delivery.event.fact::<CaseArchiveAsked>()?;
    let found = match &wanted {
        Some(wanted) => archives::by_id(app.reader(), wanted.archive).await?,
        None => None,
    };
    let case = match &found {
        Some(own) => cases::by_id(app.reader(), Id::from_uuid(own.complaint_id)).await?,
        None => None,
    };
    let mut made = None;
    if let (Some(own), Some(case)) = (found.filter(|own| own.ready_at.is_none()), case) {
        let reader = Party { side: own.side, account: Id::from_uuid(own.asked_by) };
        let bytes = archive::make(&app, &case, reader).await?;
        let keys = keys_of(&app, own.complaint_id).await?;
        let mut sealer = keys.file::<ArchiveFile>(&place(&own))?;
        sealer.push(&bytes)?;
        app.blobs().put(&file_of(own.id), sealer.finish()?.into()).await?;
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        made = Some((own.id, length, hex(&Sha256::digest(&bytes))));
    }
    transaction!(&app, |tx| {
        if let Some((id, length, sha256)) = &made {
            let expires = tx.now().checked_add(KEPT).unwrap_or(tx.now());
            archives::ready(tx, *id, (*length, sha256), expires).await?;
            timers::set(tx, jobs::ARCHIVE_EXPIRES, *id, expires).await?;
        }
        delivery.settle(tx).await
    })
}

refusals! {
    /// Why an archive is not opened, in order of precedence.
    pub enum OpenArchiveRefusal: "ComplaintArchiveOpenErrorCode", ComplaintArchiveOpenUserError {
        /// You have no archive of this case: ask for one.
        ArchiveNotFound at ["complaintId"] says "Ask for an archive of this case first.",
        /// It is not made yet.
        NotReady at ["complaintId"] says "The archive is being made.",
        /// Its seven days are over: ask for another.
        Expired at ["complaintId"] says "This archive is gone. Ask for another.",
        /// You have read as much within an hour as one may.
        QuotaSpent at [] says "You have read as much within an hour as one may.",
        /// The case has been erased.
        Erased at ["complaintId"] says "This has been erased.",
    }
}

/// Makes the one link that opens somebody's newest archive of a case, once and within a minute.
///
/// # Errors
/// [`OpenArchiveRefusal`], or ours.
pub async fn open(
    app: &App,
    person: &Person,
    id: Id<Complaint>,
) -> Result<(String, OffsetDateTime), Error<OpenArchiveRefusal>> {
    use OpenArchiveRefusal as R;
    let account = person.account_id().uuid();
    let case = cases::by_id(app.reader(), id).await?.ok_or(R::ArchiveNotFound)?;
    // Whoever has no part in it any more has no archive of it either.
    let party = party::reading(app, person, &case).await?.ok_or(R::ArchiveNotFound)?;
    let own = archives::newest(app.reader(), id, account).await?.ok_or(R::ArchiveNotFound)?;
    let expires = own.expires_at.ok_or(R::NotReady)?;
    if expires.0 <= app.now() {
        return Err(R::Expired.into());
    }
    let reader = party.reader();
    let asking = Asking {
        reader,
        subject: id.uuid(),
        purpose: Purpose::Dispute,
        ground: Ground::Law("ECL 62"),
        request: String::new(),
    };
    let opened = privacy::open(app, &asking, &[ArchiveFile::name()]).await?;
    let opened = opened.map_err(|denied| match denied {
        privacy::Denied::QuotaSpent => R::QuotaSpent,
        privacy::Denied::Erased => R::Erased,
        privacy::Denied::NoGround | privacy::Denied::Restricted | privacy::Denied::NoConsent => {
            R::ArchiveNotFound
        }
    })?;
    let token = URL_SAFE_NO_PAD.encode(app.chance().bytes::<32>());
    let link = (hash_of(&token), opened.until(), opened.entry());
    transaction!(app, |tx| {
        archives::set_link(tx, own.id, Some(link.clone())).await?;
        Ok::<_, Error<R>>(())
    })?;
    Ok((token, opened.until()))
}

fn hash_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The bytes of an archive, to whoever has its link; the link is then used up.
///
/// # Errors
/// Ours.
pub async fn fetch(app: &App, token: &str) -> Result<Option<Zeroizing<Vec<u8>>>, Failure> {
    let taken: Result<Option<CaseArchive>, Failure> =
        transaction!(app, |tx| { taken(tx, token).await });
    let Some(own) = taken? else { return Ok(None) };
    let Some(entry) = own.link_entry else { return Ok(None) };
    let opened = privacy::resume(app, entry, ArchiveFile::name()).await?;
    let Ok(opened) = opened else { return Ok(None) };
    let Some(sealed) = app.blobs().get(&file_of(own.id)).await? else { return Ok(None) };
    let mut clear = Zeroizing::new(Vec::with_capacity(sealed.len()));
    let mut opener = opened.file::<ArchiveFile>(&place(&own));
    opener.push(&sealed, &mut clear)?;
    opener.finish(&mut clear)?;
    Ok(Some(clear))
}

async fn taken(tx: &Tx, token: &str) -> Result<Option<CaseArchive>, Failure> {
    let Some(own) = archives::of_link(tx, &hash_of(token)).await? else { return Ok(None) };
    archives::set_link(tx, own.id, None).await?;
    Ok(Some(own).filter(|own| own.link_until.is_some_and(|until| until.0 > tx.now())))
}

/// Removes the file of an archive whose seven days are over.
///
/// # Errors
/// The file store's own; it is then tried again.
pub async fn expire(app: App, firing: Firing) -> Result<(), Failure> {
    app.blobs().delete(&file_of(firing.aggregate)).await?;
    transaction!(&app, |tx| { firing.settle(tx).await })
}
