//! Guardians (PD-5): the child asks, the adult confirms with a fresh proof, declines, or ends it.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, events, refusals, transaction};

use crate::identity::account::{Account, AccountState, AgeBand};
use crate::identity::facts::{GuardianshipConfirmed, GuardianshipEnded, GuardianshipRequested};
use crate::identity::guardian::{Guardianship, GuardianshipState, Party};
use crate::identity::handle::Handle;
use crate::identity::store::{accounts, guardians};
use crate::identity::viewer::Person;

refusals! {
    /// Why no guardian was asked, in order of precedence.
    pub enum GuardianshipRequestRefusal: "GuardianshipRequestErrorCode",
        GuardianshipRequestUserError {
        /// Only an active account of somebody below 14 asks for a guardian.
        NotAChild at [] says "Only children below 14 need a guardian.",
        /// No active adult has this handle; or it is your own.
        GuardianNotFound at ["guardianHandle"] says "No adult with this handle was found.",
        /// You have a guardian, or a request is open.
        AlreadyRequested at [] says "You have asked somebody already.",
    }
}

refusals! {
    /// Why the guardianship was not confirmed, in order of precedence.
    pub enum GuardianshipConfirmRefusal: "GuardianshipConfirmErrorCode",
        GuardianshipConfirmUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// There is no such request to you.
        GuardianshipNotFound at ["guardianshipId"] says "There is no such request.",
        /// It has been decided already.
        StateForbids at ["guardianshipId"] says "This has been decided already.",
        /// Only an active account of an adult answers for a child.
        NotAnAdult at [] says "Only adults can answer for a child.",
    }
}

refusals! {
    /// Why the guardianship was not ended, in order of precedence.
    pub enum GuardianshipEndRefusal: "GuardianshipEndErrorCode", GuardianshipEndUserError {
        /// There is none that you have a part in.
        GuardianshipNotFound at ["guardianshipId"] says "There is no such guardianship.",
        /// It is over already, or only the other party may do this: a child does not shed its
        /// guardian.
        StateForbids at ["guardianshipId"] says "This cannot be ended by you, or is over already.",
    }
}

/// Asks an adult to answer for the child who asks.
pub async fn request(
    app: &App,
    child: &Person,
    guardian_handle: &str,
) -> Result<Guardianship, Error<GuardianshipRequestRefusal>> {
    use GuardianshipRequestRefusal as R;
    let handle = Handle::parse(guardian_handle);
    transaction!(app, |tx| {
        let account = accounts::lock(tx, child.account_id().uuid()).await?;
        let account = account.filter(|account| {
            account.age_band == AgeBand::Under14 && account.state == AccountState::Active
        });
        let account = account.ok_or(R::NotAChild)?;
        let handle = handle.as_ref().map_err(|_| R::GuardianNotFound)?;
        let adult = accounts::by_handle(tx.conn(), handle).await?;
        let adult = adult.filter(Account::may_be_guardian).ok_or(R::GuardianNotFound)?;
        let guardianship = Guardianship {
            id: app.new_id(),
            child_id: account.id,
            guardian_id: adult.id,
            state: GuardianshipState::Requested,
            requested_at: tx.now(),
            decided_at: None,
        };
        guardians::insert(tx, &guardianship).await.map_err(|failure| {
            failure.or_refuse("uq_guardianship__child_id", R::AlreadyRequested)
        })?;
        let fact = GuardianshipRequested {
            guardianship_id: guardianship.id.uuid(),
            child_id: account.id.uuid(),
            guardian_id: adult.id.uuid(),
        };
        events::record(tx, &fact).await?;
        Ok(guardianship)
    })
}

/// Answers for the child from now on. Needs a fresh proof of the adult.
pub async fn confirm(
    app: &App,
    adult: &Person,
    id: Id<Guardianship>,
) -> Result<Guardianship, Error<GuardianshipConfirmRefusal>> {
    use GuardianshipConfirmRefusal as R;
    let own = adult.account_id();
    transaction!(app, |tx| {
        if !adult.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let asked = guardians::lock(tx, id.uuid(), own.uuid()).await?;
        let asked = asked.filter(|asked| asked.guardian_id == own);
        let asked = asked.ok_or(R::GuardianshipNotFound)?;
        if !asked.state.open_to(Party::Guardian, GuardianshipState::Confirmed) {
            return Err(R::StateForbids.into());
        }
        let account = accounts::by_id(tx.conn(), own.uuid()).await?;
        account.filter(Account::may_be_guardian).ok_or(R::NotAnAdult)?;
        let moved = walk(tx, &asked, GuardianshipState::Confirmed, adult).await?;
        let moved = moved.ok_or(R::StateForbids)?;
        accounts::set_guardian(tx, asked.child_id.uuid(), Some(own.uuid())).await?;
        let fact = GuardianshipConfirmed {
            guardianship_id: id.uuid(),
            child_id: asked.child_id.uuid(),
            guardian_id: own.uuid(),
        };
        events::record(tx, &fact).await?;
        Ok(moved)
    })
}

/// Declines a request, takes it back, or ends a guardianship: whichever leads on from its state for
/// the party who asks.
pub async fn end(
    app: &App,
    person: &Person,
    id: Id<Guardianship>,
) -> Result<Guardianship, Error<GuardianshipEndRefusal>> {
    use GuardianshipEndRefusal as R;
    let own = person.account_id();
    transaction!(app, |tx| {
        let before = guardians::lock(tx, id.uuid(), own.uuid()).await?;
        let before = before.ok_or(R::GuardianshipNotFound)?;
        let party = if before.guardian_id == own { Party::Guardian } else { Party::Child };
        let to = match before.state {
            GuardianshipState::Requested => GuardianshipState::Declined,
            GuardianshipState::Confirmed
            | GuardianshipState::Declined
            | GuardianshipState::Ended => GuardianshipState::Ended,
        };
        if !before.state.open_to(party, to) {
            return Err(R::StateForbids.into());
        }
        let moved = walk(tx, &before, to, person).await?.ok_or(R::StateForbids)?;
        if before.state == GuardianshipState::Confirmed {
            accounts::set_guardian(tx, before.child_id.uuid(), None).await?;
            let fact = GuardianshipEnded {
                guardianship_id: id.uuid(),
                child_id: before.child_id.uuid(),
                guardian_id: before.guardian_id.uuid(),
            };
            events::record(tx, &fact).await?;
        }
        Ok(moved)
    })
}

async fn walk(
    tx: &Tx,
    before: &Guardianship,
    to: GuardianshipState,
    person: &Person,
) -> Result<Option<Guardianship>, Failure> {
    if !guardians::move_state(tx, before.id.uuid(), before.state, to).await? {
        return Ok(None);
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to,
        actor: Actor::person(ActorKind::User, person.account_id().uuid()),
        cause: "PD-5".to_owned(),
        rule_version: None,
    };
    transitions::record(tx, step).await?;
    Ok(Some(Guardianship { state: to, decided_at: Some(tx.now()), ..before.clone() }))
}
