//! A held help: its helper appeals, staff decide.

use platform::database::Tx;
use platform::kernel::Id;
use platform::transitions::{self, Actor, ActorKind, Step};
use platform::{App, Error, Failure, refusals, transaction};

use super::helping::count;
use crate::deals::price_cut::help::Decided;
use crate::deals::price_cut::store::{cuts, helps};
use crate::deals::price_cut::{Help, HelpState, PriceCut};
use crate::identity::{Person, Risk, Staff};

refusals! {
    /// Why an appeal was not taken, in order of precedence.
    pub enum AppealRefusal: "PriceCutHelpAppealErrorCode", PriceCutHelpAppealUserError {
        /// There is no such help of yours.
        HelpNotFound at ["id"] says "There is no such help of yours.",
        /// It is not held.
        NotHeld at ["id"] says "This help is not held.",
        /// The price cut is over: it could count no more.
        Ended at ["id"] says "This price cut takes no more helps.",
    }
}

refusals! {
    /// Why a help was not decided, in order of precedence.
    pub enum JudgeRefusal: "PriceCutHelpDecideErrorCode", PriceCutHelpDecideUserError {
        /// There is no such help.
        HelpNotFound at ["id"] says "There is no such help.",
        /// You have helped, or it is your price cut: somebody else decides.
        OwnMatter at ["id"] says "Somebody who has no part in it decides this.",
        /// It does not wait for a decision, or nobody has appealed against what would refuse it.
        NotWaiting at ["id"] says "This help does not wait for that decision.",
        /// The price cut is over: it can count no more.
        Ended at ["id"] says "This price cut takes no more helps.",
    }
}

/// Asks staff to look at a held help.
///
/// # Errors
/// [`AppealRefusal`], or ours.
pub async fn appeal(
    app: &App,
    person: &Person,
    id: Id<Help>,
) -> Result<Help, Error<AppealRefusal>> {
    use AppealRefusal as R;
    let helper = person.account_id();
    transaction!(app, |tx| {
        let (help, cut) = lock(tx, id).await?.ok_or(R::HelpNotFound)?;
        if help.helper_id != helper {
            return Err(R::HelpNotFound.into());
        }
        if help.state != HelpState::Held {
            return Err(R::NotHeld.into());
        }
        if !cut.takes_helps(tx.now()) {
            return Err(R::Ended.into());
        }
        let after = Help { state: HelpState::Appealed, ..help.clone() };
        let actor = Actor::person(ActorKind::User, helper.uuid());
        Ok(keep(tx, &help, after, (actor, "appealed")).await?)
    })
}

/// Decides a held help: released, it takes the next ordinal, if the session still runs.
///
/// # Errors
/// [`JudgeRefusal`], or ours.
pub async fn judge(
    app: &App,
    staff: &Staff<Risk>,
    id: Id<Help>,
    decided: Decided,
) -> Result<Help, Error<JudgeRefusal>> {
    use JudgeRefusal as R;
    let account = staff.person().account_id();
    let actor = Actor::person(ActorKind::Staff, account.uuid());
    transaction!(app, |tx| {
        let (help, cut) = lock(tx, id).await?.ok_or(R::HelpNotFound)?;
        if [help.helper_id, help.owner_id].contains(&account) {
            return Err(R::OwnMatter.into());
        }
        let releases = decided == Decided::Genuine;
        let waits = match help.state {
            HelpState::Held => releases,
            HelpState::Appealed => true,
            HelpState::Counted | HelpState::Refused => false,
        };
        if !waits {
            return Err(R::NotWaiting.into());
        }
        let told = Help { decided: Some(decided), ..help.clone() };
        if !releases {
            let after = Help { state: HelpState::Refused, ..told };
            return Ok(keep(tx, &help, after, (actor, "refused")).await?);
        }
        if !cut.takes_helps(tx.now()) {
            return Err(R::Ended.into());
        }
        let after = count(tx, &cut, &told, actor).await?;
        Ok(keep(tx, &help, after, (actor, "released")).await?)
    })
}

/// A help, its session locked: nobody else moves either before the transaction ends.
async fn lock(tx: &Tx, id: Id<Help>) -> Result<Option<(Help, PriceCut)>, Failure> {
    let Some(known) = helps::by_id(tx.conn(), id).await? else { return Ok(None) };
    let Some(cut) = cuts::lock(tx, known.cut_id).await? else { return Ok(None) };
    Ok(helps::by_id(tx.conn(), id).await?.map(|help| (help, cut)))
}

async fn keep(
    tx: &Tx,
    before: &Help,
    mut after: Help,
    (actor, cause): (Actor, &str),
) -> Result<Help, Failure> {
    if !helps::put(tx, before, &after).await? {
        return Err(Failure::contention("a help moved meanwhile"));
    }
    let step = Step {
        aggregate: before.id.uuid(),
        from: before.state,
        to: after.state,
        actor,
        cause: cause.to_owned(),
        rule_version: Some(before.rules.to_string()),
    };
    transitions::record(tx, step).await?;
    after.version = after.version.saturating_add(1);
    Ok(after)
}
