//! Further addresses of an account: added with a code sent there, removed with a fresh proof.

use platform::kernel::Id;
use platform::{App, Error, refusals, transaction};

use super::codes::{self, Errand, OneTimeCode, SentChallenge, TooSoon};
use super::{ContactText, committed};
use crate::identity::code::{CodeProblem, CodePurpose};
use crate::identity::contact::ContactKind;
use crate::identity::store::contacts::KnownContact;
use crate::identity::store::{self, accounts, contacts};
use crate::identity::viewer::Person;
use crate::privacy::{self, retention};

refusals! {
    /// Why no code was sent to the new address, in order of precedence.
    pub enum ContactAddStartRefusal: "ContactAddStartErrorCode", ContactAddStartUserError {
        /// Neither a possible e-mail address nor a possible phone number.
        ContactInvalid at ["contact"] says "Check the e-mail address or phone number.",
        /// Step up first: an address opens the account.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// You have one of this kind; remove it first.
        KindTaken at ["contact"] says "You have one of this kind already. Remove it first.",
        /// Too many codes to this address; `retryAt` says when to go on.
        TooManyRequests at [] says "Wait a little before you ask for another code.",
    }
}

refusals! {
    /// Why the address was not added, in order of precedence.
    pub enum ContactAddConfirmRefusal: "ContactAddConfirmErrorCode", ContactAddConfirmUserError {
        /// Too old, used, replaced by a newer one, or out of tries: start again.
        CodeDead at ["code"] says "This code is no longer good. Ask for a new one.",
        /// Not this code; one of five tries is gone.
        CodeWrong at ["code"] says "This is not the code we sent.",
        /// You have one of this kind; remove it first.
        KindTaken at [] says "You have one of this kind already. Remove it first.",
    }
}

refusals! {
    /// Why the address was not removed, in order of precedence.
    pub enum ContactRemoveRefusal: "ContactRemoveErrorCode", ContactRemoveUserError {
        /// Step up first.
        StepUpNeeded at [] says "Confirm that it is you first.",
        /// You have none of this kind.
        ContactNotFound at ["kind"] says "You have no such address.",
        /// It is the only way left to reach you.
        LastContact at ["kind"] says "This is the only way to reach you. Add another first.",
        /// It is needed for a proceeding (RT-5).
        LegalHold at ["kind"] says "This is needed for a proceeding; it cannot be deleted now.",
    }
}

/// Sends a code to a new address. Whether somebody else has it is not said: then no code will do,
/// and its owner is told.
pub async fn add_start(
    app: &App,
    person: &Person,
    contact: ContactText,
) -> Result<SentChallenge, Error<ContactAddStartRefusal>> {
    use ContactAddStartRefusal as R;
    let contact = contact.parse().map_err(|_| R::ContactInvalid)?;
    let lookup = codes::lookup(app, &contact)?;
    let id = person.account_id().uuid();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        let known = contacts::of_account(tx.conn(), id).await?;
        if known.iter().any(|known| known.kind == contact.kind()) {
            return Err(R::KindTaken.into());
        }
        let account = accounts::by_id(tx.conn(), id).await?.ok_or(R::StepUpNeeded)?;
        let errand = Errand {
            purpose: CodePurpose::Contact,
            contact: &contact,
            lookup: &lookup,
            account_id: Some(id),
            decoy: contacts::owner(tx.conn(), &lookup).await?.is_some(),
            locale: &account.locale,
        };
        let sent = codes::send(tx, errand).await?;
        sent.map_err(|TooSoon(at)| Error::until(R::TooManyRequests, at))
    })
}

/// Adds the address whose code is right.
pub async fn add_confirm(
    app: &App,
    person: &Person,
    challenge: Id<OneTimeCode>,
    code: &str,
) -> Result<KnownContact, Error<ContactAddConfirmRefusal>> {
    use ContactAddConfirmRefusal as R;
    let id = person.account_id().uuid();
    let keys = privacy::keys_of(app, id).await?;
    committed(transaction!(app, |tx| {
        let stored = store::codes::lock(tx, challenge.uuid()).await?;
        let own = stored
            .filter(|code| code.purpose == CodePurpose::Contact && code.account_id == Some(id));
        let Some(stored) = own else { return Ok(Err(R::CodeDead)) };
        let (state, answer) = stored.state.answer(tx.now(), stored.is_right(app, code));
        store::codes::save(tx, stored.id, state).await?;
        match answer {
            Err(CodeProblem::Dead) => return Ok(Err(R::CodeDead)),
            Err(CodeProblem::Wrong) => return Ok(Err(R::CodeWrong)),
            Ok(()) => {}
        }
        let contact = stored.contact(app)?;
        contacts::insert(tx, &keys, id, &contact, stored.lookup.clone()).await.map_err(
            |failure| match failure.constraint() {
                Some("uq_contact__account_id__kind") => Error::from(R::KindTaken),
                Some("uq_contact__lookup") => Error::from(R::CodeDead),
                _ => Error::from(failure),
            },
        )?;
        let known = contacts::of_account(tx.conn(), id).await?;
        let known = known.into_iter().find(|known| known.kind == contact.kind());
        Ok(known.ok_or(R::CodeDead))
    }))
}

/// Removes an address, but never the last one.
pub async fn remove(
    app: &App,
    person: &Person,
    kind: ContactKind,
) -> Result<ContactKind, Error<ContactRemoveRefusal>> {
    use ContactRemoveRefusal as R;
    let id = person.account_id().uuid();
    transaction!(app, |tx| {
        if !person.stepped_up(tx).await? {
            return Err(R::StepUpNeeded.into());
        }
        accounts::lock(tx, id).await?;
        let known = contacts::of_account(tx.conn(), id).await?;
        if !known.iter().any(|known| known.kind == kind) {
            return Err(R::ContactNotFound.into());
        }
        if known.len() == 1 {
            return Err(R::LastContact.into());
        }
        let theirs = known.iter().filter(|known| known.kind == kind).map(|known| known.id);
        if retention::is_held(tx.conn(), theirs.chain([id])).await? {
            return Err(R::LegalHold.into());
        }
        contacts::delete(tx, id, kind).await?;
        Ok(kind)
    })
}
