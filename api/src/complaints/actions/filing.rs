//! Filing a complaint: once about one fact, within three years, by whoever it concerns.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::calendar::{Period, Roll};
use platform::kernel::{Id, Prose};
use platform::{App, Error, Failure, events, refusals, timers, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::moving::{Said, say};
use crate::complaints::complaint::{
    About, Channel, Complaint, ComplaintState, Issue, Side, Wish, priority,
};
use crate::complaints::facts::{Change, ComplaintChanged};
use crate::complaints::party::Party;
use crate::complaints::store::cases::{self, Before, Fact};
use crate::complaints::store::messages::MessageKind;
use crate::complaints::store::subjects::{self, Subject};
use crate::complaints::{clock, jobs, telling, words};
use crate::identity::Person;
use crate::operators;
use crate::orders;

/// How many complaints of one person may be open at once (P).
const MOST_OPEN: u64 = 50;

/// How long after it happened somebody may complain (P, as CMP20 15).
const NOT_AFTER: Period = Period::Months(36, Roll::Stay);

refusals! {
    /// Why a complaint was not taken in, in order of precedence.
    pub enum FileRefusal: "ComplaintFileErrorCode", ComplaintFileUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// An id goes with an order, a product, a post, a shop or a person, and with nothing else.
        SubjectInvalid at ["aboutId"] says "Say what the complaint is about.",
        /// There is no such thing that you could complain about: an order has to be one of yours
        /// that was paid.
        SubjectNotFound at ["aboutId"] says "There is nothing like this to complain about.",
        /// Not 10 to 5,000 characters.
        TextInvalid at ["text"] says "Say in 10 to 5,000 characters what is wrong.",
        /// What is new has 10 to 5,000 characters.
        NewFactInvalid at ["newFact"] says "Say in 10 to 5,000 characters what is new.",
        /// An amount is above zero, goes with an order only, and is below ten times what it cost.
        ClaimInvalid at ["claimMinor"] says "This amount cannot be claimed.",
        /// You complain of the same already; add to that complaint what is new.
        AlreadyOpen at ["aboutId"] says "You have an open complaint about this.",
        /// The same was decided before (CM-4). Say what is new, or go on by another way: the
        /// consumer association (12315), the regulator, arbitration, a court.
        NoNewFact at ["newFact"]
            says "This was decided. Say what is new, or turn to 12315, arbitration or a court.",
        /// It happened more than three years ago (CM-10). A court may still hear you.
        TooOld at ["aboutId"] says "This is more than three years ago. A court may still hear you.",
        /// Fifty of your complaints are open.
        TooManyOpen at [] says "Fifty of your complaints are open.",
    }
}

/// What somebody complains of.
#[derive(Debug, Clone, serde::Serialize)]
pub struct FileInput {
    pub about: About,
    pub about_id: Option<Uuid>,
    pub issue: Issue,
    pub wish: Wish,
    pub claim_minor: Option<i64>,
    pub text: String,
    pub new_fact: Option<String>,
}

impl FileInput {
    fn fact(&self) -> Fact {
        (self.about, self.about_id, self.issue)
    }
}

/// Files a complaint. It waits for the desk, which has a day to say whether it takes it up.
///
/// # Errors
/// [`FileRefusal`], or ours.
pub async fn file(
    app: &App,
    person: &Person,
    key: &str,
    input: &FileInput,
) -> Result<Complaint, Error<FileRefusal>> {
    use FileRefusal as R;
    let account = person.account_id();
    let principal = account.to_string();
    let asked = Request::new(&principal, "complaintFile", key, input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let text = Prose::<10, 5000>::parse(&input.text);
    let new_fact = input.new_fact.as_deref().map(Prose::<10, 5000>::parse).transpose();
    let bare = matches!(input.about, About::Platform | About::PersonalData);
    let id: Id<Complaint> = app.new_id();
    // A key is made only for what may be taken in.
    let sound = text.is_ok() && new_fact.is_ok() && bare == input.about_id.is_none();
    let known = sound && looks_sound(app, person, input).await?;
    let keys = if known { Some(words::keys_of_new(app, id).await?) } else { None };
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(cases::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        if bare != input.about_id.is_none() {
            return Err(R::SubjectInvalid.into());
        }
        if let (About::Order, Some(order)) = (input.about, input.about_id) {
            // Its matter opens with the complaint.
            orders::lock(tx, Id::from_uuid(order)).await?;
        }
        let found = subjects::find(tx.conn(), person, (input.about, input.about_id)).await?;
        let subject = found.ok_or(R::SubjectNotFound)?;
        let text = text.as_ref().map_err(|_| R::TextInvalid)?;
        let new_fact = new_fact.as_ref().map_err(|_| R::NewFactInvalid)?;
        let before = cases::before(tx.conn(), account, input.fact()).await?;
        may_be_taken(tx.now(), (input, &subject), before)?;
        let keys = words::had(keys.as_ref())?;
        let new = new(tx, person, (input, &subject), id)?;
        cases::insert(tx, &new).await.map_err(|failure| {
            let taken = ["uq_complaint__open", "uq_complaint__open_bare"];
            let clashes = failure.constraint().is_some_and(|name| taken.contains(&name));
            if clashes { R::AlreadyOpen.into() } else { Error::from(failure) }
        })?;
        let party = Party { side: Side::Complainant, account };
        let said = Said { keys, kind: MessageKind::Claim, text: text.as_str(), about: None };
        say(tx, id, party, &said).await?;
        if let Some(fact) = new_fact {
            let said = Said { kind: MessageKind::NewFact, text: fact.as_str(), ..said };
            say(tx, id, party, &said).await?;
        }
        begin(tx, &new).await?;
        asked.keep(tx, &id.uuid()).await?;
        Ok(new)
    })
}

/// Its clock runs, and its order and its shop wait for it.
async fn begin(tx: &Tx, new: &Complaint) -> Result<(), Failure> {
    if let Some(order) = new.order_id {
        orders::open_matter(tx, order, new.id.uuid()).await?;
    }
    if let Some(operator) = new.operator_id {
        operators::open_matter(tx, operator, ("complaint", new.id.uuid())).await?;
    }
    if let Some(due) = new.due_at {
        timers::set(tx, jobs::DUE, new.id.uuid(), due).await?;
    }
    events::record(tx, &ComplaintChanged::of(new, Change::Said)).await?;
    telling::of_state(tx, new, new.state).await
}

fn may_be_taken(
    now: OffsetDateTime,
    (input, subject): (&FileInput, &Subject),
    before: Before,
) -> Result<(), Error<FileRefusal>> {
    use FileRefusal as R;
    if input.claim_minor.is_some_and(|claim| claim < 1 || claim > subject.most_minor) {
        return Err(R::ClaimInvalid.into());
    }
    if before.is_open {
        return Err(R::AlreadyOpen.into());
    }
    if input.new_fact.is_none() && before.was_decided {
        return Err(R::NoNewFact.into());
    }
    if let Some(since) = subject.since
        && now >= clock::end(NOT_AFTER, since)?
    {
        return Err(R::TooOld.into());
    }
    if before.open >= MOST_OPEN {
        return Err(R::TooManyOpen.into());
    }
    Ok(())
}

/// Whether it looks as if it will be taken in: only then a key is made for it.
async fn looks_sound(app: &App, person: &Person, input: &FileInput) -> Result<bool, Failure> {
    let found = subjects::find(app.reader(), person, (input.about, input.about_id)).await?;
    let Some(subject) = found else { return Ok(false) };
    let before = cases::before(app.reader(), person.account_id(), input.fact()).await?;
    match may_be_taken(app.now(), (input, &subject), before) {
        Ok(()) => Ok(true),
        Err(Error::Refused(_)) => Ok(false),
        Err(Error::Failed(failure)) => Err(failure),
    }
}

fn new(
    tx: &Tx,
    person: &Person,
    (input, subject): (&FileInput, &Subject),
    id: Id<Complaint>,
) -> Result<Complaint, Failure> {
    let channel = Channel::App;
    Ok(Complaint {
        id,
        about: input.about,
        about_id: input.about_id,
        order_id: subject.order,
        operator_id: subject.operator,
        complainant: person.account_id(),
        issue: input.issue,
        priority: priority(input.issue, channel),
        wish: input.wish,
        currency: subject.currency,
        claim_minor: input.claim_minor,
        channel,
        state: ComplaintState::Submitted,
        filed_at: tx.now(),
        answered_at: None,
        breached_at: None,
        due_at: clock::due(ComplaintState::Submitted, tx.now())?,
        replied_at: None,
        is_silent: false,
        assigned_to: None,
        mediator: None,
        instance: 1,
        pause: None,
        pause_asked: None,
        declined_why: None,
        referred_to: None,
        resolved_how: None,
        resolved_at: None,
        appeal_by: None,
        satisfaction: None,
        ended_at: None,
        version: 1,
    })
}
