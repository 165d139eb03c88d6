//! Step-up: a fresh proof for risky acts.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;

use super::inputs::{PasskeyAnswerInput, SecondFactorInput};
use super::types::{CodeChallenge, PasskeyCeremony, Session};
use super::viewer::{SiteExt, ViewerExt};
use crate::identity::actions::step_up::{self, Proof};

/// A fresh proof: one of these. The strongest you have is the one that counts: a passkey or the
/// authenticator app, else the password, else a one-time code.
#[derive(OneofObject)]
pub enum StepUpProofInput {
    /// Your password.
    Password(String),
    /// Your authenticator app, or a recovery code.
    SecondFactor(SecondFactorInput),
    /// A passkey, after `sessionStepUpPasskeyStart`.
    Passkey(PasskeyAnswerInput),
    /// A one-time code, after `sessionStepUpCodeRequest`.
    Code(StepUpCodeInput),
}

/// A one-time code for a step-up.
#[derive(InputObject)]
pub struct StepUpCodeInput {
    /// The `id` that `sessionStepUpCodeRequest` gave, beginning with `code_`.
    pub challenge_id: ID,
    /// The six digits.
    pub code: String,
}

/// A fresh proof.
#[derive(InputObject)]
pub struct SessionStepUpInput {
    /// The proof.
    pub proof: StepUpProofInput,
}

payload! {
    /// The answer of `sessionStepUp`.
    pub struct SessionStepUpPayload refused by step_up::StepUpRefusal {
        /// The session, open for risky acts; null when refused.
        session: Session,
    }
}

payload! {
    /// The answer of `sessionStepUpCodeRequest`.
    pub struct SessionStepUpCodeRequestPayload refused by step_up::StepUpCodeRefusal {
        /// What to give back with the code; null when refused.
        challenge: CodeChallenge,
    }
}

payload! {
    /// The answer of `sessionStepUpPasskeyStart`.
    pub struct SessionStepUpPasskeyStartPayload refused by step_up::PasskeyStepUpRefusal {
        /// The ceremony to finish; null when refused.
        ceremony: PasskeyCeremony,
    }
}

/// Root fields for step-up.
#[derive(Default)]
pub struct StepUpMutation;

#[Object]
impl StepUpMutation {
    /// Prove again who you are: opens risky acts of this session for five minutes. Signing in
    /// counts too, if it included your second factor or you have none.
    async fn session_step_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The proof.")] input: SessionStepUpInput,
    ) -> Result<SessionStepUpPayload> {
        let keys = &ctx.passkeys()?;
        let proof = match input.proof {
            StepUpProofInput::Password(text) => Proof::Password(text),
            StepUpProofInput::SecondFactor(factor) => Proof::SecondFactor(factor.into()),
            StepUpProofInput::Passkey(answer) => Proof::Passkey(answer.read()?),
            StepUpProofInput::Code(input) => {
                Proof::Code { challenge: parse_id(&input.challenge_id)?, code: input.code }
            }
        };
        let outcome = step_up::step_up(ctx.app(), keys, ctx.person()?, proof).await;
        reply(outcome.map(Session))
    }

    /// Ask for a code to step up with, sent to your oldest address; for accounts that have neither
    /// a password nor a second factor.
    async fn session_step_up_code_request(
        &self,
        ctx: &Context<'_>,
    ) -> Result<SessionStepUpCodeRequestPayload> {
        reply(step_up::request_code(ctx.app(), ctx.person()?).await)
    }

    /// Begin to step up with one of your passkeys.
    async fn session_step_up_passkey_start(
        &self,
        ctx: &Context<'_>,
    ) -> Result<SessionStepUpPasskeyStartPayload> {
        let keys = &ctx.passkeys()?;
        reply(step_up::passkey_start(ctx.app(), keys, ctx.person()?).await)
    }
}
