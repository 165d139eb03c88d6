//! The file of a breach: opened, confirmed, contained, reported, told, closed; by compliance.

use platform::database::Tx;
use platform::kernel::{Id, Line, Prose};
use platform::transitions::{self, Actor, ActorKind, States as _, Step};
use platform::{App, Error, Failure, events, refusals, timers, transaction};

use crate::data_rights::breach::{Breach, BreachGrade, BreachState, Clock, Duty, Known, due};
use crate::data_rights::facts::{BreachMoved, BreachTelling};
use crate::data_rights::store::breaches as store;
use crate::identity::viewer::Compliance;
use crate::identity::{self, Account, Staff};
use crate::privacy::consent::DataKind;

/// What staff write down.
#[derive(Debug, Clone)]
pub struct Written {
    pub title: String,
    pub grade: BreachGrade,
    pub concerns_eu: bool,
    pub data_kinds: Vec<DataKind>,
    pub people_count: i64,
    pub cause: String,
    pub harm: String,
    pub measures: String,
    pub advice: String,
    pub contact: String,
}

refusals! {
    /// Why a file was not opened, in order of precedence.
    pub enum BreachOpenRefusal: "BreachOpenErrorCode", BreachOpenUserError {
        /// Not 1 to 200 characters on one line.
        TitleInvalid at ["known", "title"] says "Say in 1 to 200 characters what happened.",
        /// Below 0, or above 2,000,000,000.
        PeopleCountInvalid at ["known", "peopleCount"] says "Say how many people are concerned.",
        /// A text has more than 2,000 characters, the contact more than 200.
        TextTooLong at ["known"] says "These texts are too long.",
    }
}

refusals! {
    /// Why a file was not changed, in order of precedence.
    pub enum BreachUpdateRefusal: "BreachUpdateErrorCode", BreachUpdateUserError {
        /// Not 1 to 200 characters on one line.
        TitleInvalid at ["known", "title"] says "Say in 1 to 200 characters what happened.",
        /// Below 0, or above 2,000,000,000.
        PeopleCountInvalid at ["known", "peopleCount"] says "Say how many people are concerned.",
        /// A text has more than 2,000 characters, the contact more than 200.
        TextTooLong at ["known"] says "These texts are too long.",
        /// There is no such breach.
        BreachNotFound at ["breachId"] says "There is no such breach.",
        /// Those concerned are being written to, or were.
        TooLate at ["breachId"] says "What was told can no longer be changed.",
    }
}

refusals! {
    /// Why a breach was not moved on, in order of precedence.
    pub enum BreachMoveRefusal: "BreachAdvanceErrorCode", BreachAdvanceUserError {
        /// Not 1 to 200 characters on one line; a report has one, and nothing else does.
        ReferenceInvalid at ["reference"] says "Give the number of the report.",
        /// There is no such breach.
        BreachNotFound at ["breachId"] says "There is no such breach.",
        /// It is not in the state before.
        StateForbids at ["to"] says "The breach cannot go there from where it is.",
        /// A notice says what got out, why, what harm it may do, what was done, what people can do,
        /// and whom to ask [PIPL 57].
        NoticeIncomplete at ["breachId"] says "Write down all that a notice has to say first.",
    }
}

refusals! {
    /// Why people were not added, in order of precedence.
    pub enum BreachSubjectsRefusal: "BreachSubjectsAddErrorCode", BreachSubjectsAddUserError {
        /// There is no such breach.
        BreachNotFound at ["breachId"] says "There is no such breach.",
        /// Those concerned have been told.
        TooLate at ["breachId"] says "Those concerned have been told.",
        /// None, or more than 100 at once.
        UsersInvalid at ["userIds"] says "Name 1 to 100 people.",
        /// One of them is not there.
        UserNotFound at ["userIds"] says "One of these people is not there.",
    }
}

refusals! {
    /// Why those concerned were not told, in order of precedence.
    pub enum BreachTellRefusal: "BreachSubjectsTellErrorCode", BreachSubjectsTellUserError {
        /// There is no such breach.
        BreachNotFound at ["breachId"] says "There is no such breach.",
        /// The authority has not been told yet, or the people have been.
        StateForbids at ["breachId"] says "The breach is not in the state for this.",
        /// A notice says all that the law asks for.
        NoticeIncomplete at ["breachId"] says "Write down all that a notice has to say first.",
        /// Nobody is named.
        NobodyNamed at ["breachId"] says "Name the people concerned first.",
    }
}

enum Fault {
    Title,
    Count,
    Text,
}

fn read(written: &Written) -> Result<Known, Fault> {
    let long = |text: &str| Prose::<0, 2000>::parse(text).map_err(|_| Fault::Text);
    let title = Line::<1, 200>::parse(&written.title).map_err(|_| Fault::Title)?;
    if !(0..=2_000_000_000).contains(&written.people_count) {
        return Err(Fault::Count);
    }
    let mut data_kinds = written.data_kinds.clone();
    data_kinds.sort();
    data_kinds.dedup();
    Ok(Known {
        title: title.into_string(),
        grade: written.grade,
        concerns_eu: written.concerns_eu,
        data_kinds,
        people_count: written.people_count,
        cause: long(&written.cause)?.into_string(),
        harm: long(&written.harm)?.into_string(),
        measures: long(&written.measures)?.into_string(),
        advice: long(&written.advice)?.into_string(),
        contact: Prose::<0, 200>::parse(&written.contact).map_err(|_| Fault::Text)?.into_string(),
    })
}

/// Opens the file of what may be a breach.
///
/// # Errors
/// [`BreachOpenRefusal`], or ours.
pub async fn open(
    app: &App,
    staff: &Staff<Compliance>,
    written: &Written,
) -> Result<Breach, Error<BreachOpenRefusal>> {
    let known = read(written).map_err(|fault| match fault {
        Fault::Title => BreachOpenRefusal::TitleInvalid,
        Fault::Count => BreachOpenRefusal::PeopleCountInvalid,
        Fault::Text => BreachOpenRefusal::TextTooLong,
    })?;
    transaction!(app, |tx| {
        let breach = Breach {
            id: app.new_id(),
            state: BreachState::Suspected,
            known: known.clone(),
            opened_by: staff.person().account_id().uuid(),
            suspected_at: tx.now(),
            confirmed_at: None,
            reported_at: None,
            report_reference: None,
            telling_at: None,
            told_at: None,
            closed_at: None,
            regulator: Duty::default(),
            subjects: Duty::default(),
            eu: Duty::default(),
        };
        store::insert(tx, &breach).await?;
        Ok(breach)
    })
}

/// Writes down what is known by now. A graver grade starts its clock from the confirmation; a
/// milder one stops none.
///
/// # Errors
/// [`BreachUpdateRefusal`], or ours.
pub async fn update(
    app: &App,
    _staff: &Staff<Compliance>,
    id: Id<Breach>,
    written: &Written,
) -> Result<Breach, Error<BreachUpdateRefusal>> {
    use BreachUpdateRefusal as R;
    let known = read(written).map_err(|fault| match fault {
        Fault::Title => R::TitleInvalid,
        Fault::Count => R::PeopleCountInvalid,
        Fault::Text => R::TextTooLong,
    })?;
    transaction!(app, |tx| {
        let before = store::lock(tx, id).await?.ok_or(R::BreachNotFound)?;
        if before.telling_at.is_some() {
            return Err(R::TooLate.into());
        }
        let from = before.state;
        let mut breach = Breach { known: known.clone(), ..before };
        start_clocks(tx, &mut breach).await?;
        if !store::save(tx, &breach, from).await? {
            return Err(Failure::broken("a locked breach moved").into());
        }
        Ok(breach)
    })
}

/// Sets the clocks of duties that have none yet and are not done.
async fn start_clocks(tx: &Tx, breach: &mut Breach) -> Result<(), Failure> {
    let Some(confirmed) = breach.confirmed_at else { return Ok(()) };
    for clock in Clock::ALL {
        if breach.duty(clock).due_at.is_some() || breach.is_done(clock) {
            continue;
        }
        let Some(at) = due(clock, &breach.known, confirmed) else { continue };
        let duty = match clock {
            Clock::Regulator => &mut breach.regulator,
            Clock::Subjects => &mut breach.subjects,
            Clock::Eu => &mut breach.eu,
        };
        duty.due_at = Some(at);
        timers::set(tx, clock.timer(), breach.id.uuid(), at).await?;
    }
    Ok(())
}

/// Confirms, contains, reports or closes. The clocks begin with the confirmation, by our time.
///
/// # Errors
/// [`BreachMoveRefusal`], or ours.
pub async fn advance(
    app: &App,
    staff: &Staff<Compliance>,
    id: Id<Breach>,
    to: BreachState,
    reference: Option<&str>,
) -> Result<Breach, Error<BreachMoveRefusal>> {
    use BreachMoveRefusal as R;
    let reference = match (to, reference) {
        (BreachState::Reported, Some(text)) => {
            Some(Line::<1, 200>::parse(text).map_err(|_| R::ReferenceInvalid)?.into_string())
        }
        (BreachState::Reported, None) | (_, Some(_)) => return Err(R::ReferenceInvalid.into()),
        (_, None) => None,
    };
    let actor = Actor::person(ActorKind::Staff, staff.person().account_id().uuid());
    transaction!(app, |tx| {
        let before = store::lock(tx, id).await?.ok_or(R::BreachNotFound)?;
        if !before.state.may_become(to, ActorKind::Staff) {
            return Err(R::StateForbids.into());
        }
        let mut breach = Breach { state: to, ..before.clone() };
        match to {
            BreachState::Confirmed => breach.confirmed_at = Some(tx.now()),
            BreachState::Reported if !breach.known.is_complete() => {
                return Err(R::NoticeIncomplete.into());
            }
            BreachState::Reported => {
                breach.reported_at = Some(tx.now());
                breach.report_reference.clone_from(&reference);
                for clock in [Clock::Regulator, Clock::Eu] {
                    timers::cancel(tx, clock.timer(), id.uuid()).await?;
                }
            }
            BreachState::Closed => breach.closed_at = Some(tx.now()),
            BreachState::Suspected | BreachState::Contained | BreachState::SubjectsTold => {}
        }
        start_clocks(tx, &mut breach).await?;
        walk(tx, &before, breach.clone(), (actor, "by compliance")).await?;
        Ok(breach)
    })
}

/// Saves a moved breach, writes its timeline and tells.
pub(super) async fn walk(
    tx: &Tx,
    before: &Breach,
    after: Breach,
    (actor, cause): (Actor, &str),
) -> Result<(), Failure> {
    if !store::save(tx, &after, before.state).await? {
        return Err(Failure::broken("a locked breach moved"));
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: after.state,
        actor,
        cause: cause.to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    let fact = BreachMoved { breach_id: after.id.uuid(), to: after.state.name() };
    events::record(tx, &fact).await
}

/// Names people whose data got out; whoever is named already stays.
///
/// # Errors
/// [`BreachSubjectsRefusal`], or ours.
pub async fn add_subjects(
    app: &App,
    _staff: &Staff<Compliance>,
    id: Id<Breach>,
    people: &[Id<Account>],
) -> Result<Breach, Error<BreachSubjectsRefusal>> {
    use BreachSubjectsRefusal as R;
    transaction!(app, |tx| {
        let breach = store::lock(tx, id).await?.ok_or(R::BreachNotFound)?;
        if breach.told_at.is_some() {
            return Err(R::TooLate.into());
        }
        if people.is_empty() || people.len() > 100 {
            return Err(R::UsersInvalid.into());
        }
        let ids: Vec<uuid::Uuid> = people.iter().map(|id| id.uuid()).collect();
        let there = identity::accounts(tx.conn(), &ids).await?;
        let known = |id: &uuid::Uuid| there.iter().any(|account| account.id.uuid() == *id);
        if !ids.iter().all(known) {
            return Err(R::UserNotFound.into());
        }
        store::add_subjects(tx, id, &ids).await?;
        Ok(breach)
    })
}

/// Begins to write to those concerned; the file moves on when all have been written to.
///
/// # Errors
/// [`BreachTellRefusal`], or ours.
pub async fn tell(
    app: &App,
    _staff: &Staff<Compliance>,
    id: Id<Breach>,
) -> Result<Breach, Error<BreachTellRefusal>> {
    use BreachTellRefusal as R;
    transaction!(app, |tx| {
        let before = store::lock(tx, id).await?.ok_or(R::BreachNotFound)?;
        if before.state != BreachState::Reported {
            return Err(R::StateForbids.into());
        }
        if !before.known.is_complete() {
            return Err(R::NoticeIncomplete.into());
        }
        let (named, _) = store::counts(tx.conn(), id).await?;
        if named == 0 {
            return Err(R::NobodyNamed.into());
        }
        if before.telling_at.is_some() {
            return Ok(before);
        }
        let breach = Breach { telling_at: Some(tx.now()), ..before };
        if !store::save(tx, &breach, BreachState::Reported).await? {
            return Err(Failure::broken("a locked breach moved").into());
        }
        events::record(tx, &BreachTelling { breach_id: id.uuid() }).await?;
        Ok(breach)
    })
}
