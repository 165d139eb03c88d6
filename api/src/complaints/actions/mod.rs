//! What parties and staff do about a complaint, and its clocks. Each action locks the case, looks
//! who asks, and moves it by one guarded change with its row of the timeline and its fact.

/// Declares the refusals of a verb about a case: those that every such verb has come first.
macro_rules! case_refusals {
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
                /// There is no such complaint that you have to do with in this way.
                ComplaintNotFound at ["complaintId"] says "There is no such complaint of yours.",
                /// Your role in the shop does not include this.
                RoleTooLow at ["complaintId"]
                    says "Your role in this shop does not include this.",
                /// Show your second factor in this session first.
                SecondFactorNeeded at [] says "Show your second factor first.",
                /// It does not stand where this is done: `allowedTransitions` says what is.
                StateForbids at ["complaintId"]
                    says "The complaint does not stand where this can be done.",
                $($more)*
            }
        }
    };
}

/// The frame of a verb about a case: the same key gets the first answer again; the case is locked;
/// what the block makes of it is kept and answered.
macro_rules! about_case {
    (
        $refusal:ident, $app:expr, $person:expr, $operation:literal, ($key:expr, $input:expr),
        $id:expr, |$tx:ident, $case:ident| $body:block
    ) => {{
        let principal = $person.account_id().to_string();
        let input = ($id.uuid(), $input);
        let asked = platform::idempotency::Request::new(&principal, $operation, $key, &input);
        let asked = asked.ok_or($refusal::IdempotencyKeyInvalid)?;
        platform::transaction!($app, |$tx| {
            if let Some(known) = asked.answered($tx, $refusal::IdempotencyConflict).await? {
                let id = platform::kernel::Id::from_uuid(known);
                let known = $crate::complaints::store::cases::by_id($tx.conn(), id).await?;
                return platform::idempotency::kept(known);
            }
            let $case = $crate::complaints::store::cases::lock($tx, $id).await?;
            let $case = $case.ok_or($refusal::ComplaintNotFound)?;
            let after: $crate::complaints::Complaint = $body;
            asked.keep($tx, &after.id.uuid()).await?;
            Ok(after)
        })
    }};
}

/// Takes the person as this side of the case, or refuses.
macro_rules! as_side {
    ($refusal:ident, $tx:ident, $person:expr, $case:expr, $side:pat) => {{
        let party = $crate::complaints::party::of($tx, $person, $case).await?;
        let party = party.filter(|party| matches!(party.side, $side));
        let party = party.ok_or($refusal::ComplaintNotFound)?;
        if party.side == $crate::complaints::complaint::Side::Seller {
            let member = $crate::complaints::party::seller($tx, $person, $case).await?;
            member.map_err(|why| {
                why.refusal(
                    $refusal::ComplaintNotFound,
                    $refusal::RoleTooLow,
                    $refusal::SecondFactorNeeded,
                )
            })?;
        }
        party
    }};
}

pub mod appealing;
pub mod archiving;
pub mod clocks;
pub mod deciding;
pub mod ending;
pub mod executing;
pub mod filing;
pub mod listing;
pub mod mediating;
pub mod moving;
pub mod offering;
pub mod replying;
pub mod resting;
pub mod showing;
pub mod taking;
