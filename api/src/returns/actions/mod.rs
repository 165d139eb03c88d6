//! What buyers, shops and staff do about a return, and its clocks. Each action locks the order,
//! looks who asks, and moves the return by one guarded change with its row of the timeline and its
//! fact.

/// Declares the refusals of a verb about a return: those that every such verb has come first.
macro_rules! return_refusals {
    (
        $(#[$about:meta])*
        pub enum $name:ident : $code:literal, $user_error:ident {
            $($more:tt)*
        }
    ) => {
        platform::refusals! {
            $(#[$about])*
            pub enum $name: $code, $user_error {
                /// The key is not 8 to 128 visible ASCII characters.
                IdempotencyKeyInvalid at ["idempotencyKey"]
                    says "The key has 8 to 128 characters.",
                /// The key was used with another input.
                IdempotencyConflict at ["idempotencyKey"]
                    says "This key was used for something else.",
                /// There is no such return that you have to do with in this way.
                ReturnNotFound at ["returnId"] says "There is no such return of yours.",
                /// Your role in the shop does not include this.
                RoleTooLow at ["returnId"]
                    says "Your role in this shop does not include this.",
                /// Show your second factor in this session first.
                SecondFactorNeeded at [] says "Show your second factor first.",
                /// It does not stand where this is done: `allowedTransitions` says what is.
                StateForbids at ["returnId"]
                    says "The return does not stand where this can be done.",
                $($more)*
            }
        }
    };
}

/// The frame of a verb about a return: the same key gets the first answer again; the order is
/// locked; what the block makes of the return is kept and answered.
macro_rules! about_return {
    (
        $refusal:ident, $app:expr, $person:expr, $operation:literal, ($key:expr, $input:expr),
        $id:expr, |$tx:ident, $back:ident, $order:ident| $body:block
    ) => {{
        let principal = $person.account_id().to_string();
        let input = ($id.uuid(), $input);
        let asked = platform::idempotency::Request::new(&principal, $operation, $key, &input);
        let asked = asked.ok_or($refusal::IdempotencyKeyInvalid)?;
        platform::transaction!($app, |$tx| {
            if let Some(known) = asked.answered($tx, $refusal::IdempotencyConflict).await? {
                let id = platform::kernel::Id::from_uuid(known);
                let known = $crate::returns::store::returns::by_id($tx.conn(), id).await?;
                return platform::idempotency::kept(known);
            }
            let found = $crate::returns::store::returns::lock($tx, $id).await?;
            let ($back, $order) = found.ok_or($refusal::ReturnNotFound)?;
            let after: $crate::returns::Return = $body;
            asked.keep($tx, &after.id.uuid()).await?;
            Ok(after)
        })
    }};
}

/// Takes the person as this side of the return, or refuses.
macro_rules! as_side {
    ($refusal:ident, $tx:ident, $person:expr, $back:expr, $side:pat) => {{
        let party = $crate::returns::party::acting($tx, $person, $back).await?;
        let party = party.map_err(|why| {
            why.refusal(
                $refusal::ReturnNotFound,
                $refusal::RoleTooLow,
                $refusal::SecondFactorNeeded,
            )
        })?;
        let party = party.filter(|party| matches!(party.side, $side));
        party.ok_or($refusal::ReturnNotFound)?
    }};
}

/// Refuses unless the return may be moved there by this party.
macro_rules! may_go {
    ($refusal:ident, $back:expr, $party:expr, $to:expr) => {
        if !platform::transitions::States::may_become($back.state, $to, $party.kind()) {
            return Err($refusal::StateForbids.into());
        }
    };
}

pub mod answering;
pub mod buying;
pub mod clocks;
pub mod deciding;
pub mod evidence;
pub mod looking;
mod moving;
pub mod promising;
pub mod requesting;
mod settling;
