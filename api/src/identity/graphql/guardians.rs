//! Guardians of children (PD-5).

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{Failure, payload};

use super::types::{User, load_user};
use super::viewer::ViewerExt;
use crate::identity::actions::guardians;
use crate::identity::guardian::{self, GuardianshipState as State, Party};

/// A child's request that an adult answer for them, and what became of it. Only its two parties
/// ever see it.
#[derive(Clone)]
pub struct Guardianship(pub guardian::Guardianship);

/// A child's request that an adult answer for them, and what became of it. Only its two parties
/// ever see it.
#[Object]
impl Guardianship {
    /// The id, beginning with `guardianship_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The child.
    async fn child(&self, ctx: &Context<'_>) -> Result<User> {
        let found = load_user(ctx, self.0.child_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a guardianship without a child").into())
    }

    /// The adult.
    async fn guardian(&self, ctx: &Context<'_>) -> Result<User> {
        let found = load_user(ctx, self.0.guardian_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a guardianship without an adult").into())
    }

    /// Where it stands.
    async fn state(&self) -> GuardianshipState {
        self.0.state.into()
    }

    /// The states into which you may move it.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Vec<GuardianshipState> {
        let Some(person) = ctx.viewer().as_person() else { return Vec::new() };
        let party = if person.account_id() == self.0.guardian_id {
            Party::Guardian
        } else if person.account_id() == self.0.child_id {
            Party::Child
        } else {
            return Vec::new();
        };
        [State::Confirmed, State::Declined, State::Ended]
            .into_iter()
            .filter(|to| self.0.state.open_to(party, *to))
            .map(Into::into)
            .collect()
    }

    /// When the child asked.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// When it was last decided on; null while it is open.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

/// Where a guardianship stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "guardian::GuardianshipState")]
pub enum GuardianshipState {
    /// Asked by the child.
    Requested,
    /// The adult answers for the child.
    Confirmed,
    /// The adult said no, or the child took it back.
    Declined,
    /// The adult no longer answers for the child.
    Ended,
}

/// Whom to ask.
#[derive(InputObject)]
pub struct GuardianshipRequestInput {
    /// The handle of an adult.
    pub guardian_handle: String,
}

/// Which request.
#[derive(InputObject)]
pub struct GuardianshipConfirmInput {
    /// The request, beginning with `guardianship_`.
    pub guardianship_id: ID,
}

/// Which guardianship.
#[derive(InputObject)]
pub struct GuardianshipEndInput {
    /// The guardianship, beginning with `guardianship_`.
    pub guardianship_id: ID,
}

payload! {
    /// The answer of `guardianshipRequest`.
    pub struct GuardianshipRequestPayload refused by guardians::GuardianshipRequestRefusal {
        /// The request; null when refused.
        guardianship: Guardianship,
    }
}

payload! {
    /// The answer of `guardianshipConfirm`.
    pub struct GuardianshipConfirmPayload refused by guardians::GuardianshipConfirmRefusal {
        /// The guardianship; null when refused.
        guardianship: Guardianship,
    }
}

payload! {
    /// The answer of `guardianshipEnd`.
    pub struct GuardianshipEndPayload refused by guardians::GuardianshipEndRefusal {
        /// What is over; null when refused.
        guardianship: Guardianship,
    }
}

/// Root fields for guardians.
#[derive(Default)]
pub struct GuardianshipMutation;

/// Root fields for guardians.
#[Object]
impl GuardianshipMutation {
    /// Ask an adult to answer for you; for accounts below 14 (PD-5). One at a time.
    async fn guardianship_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom to ask.")] input: GuardianshipRequestInput,
    ) -> Result<GuardianshipRequestPayload> {
        let asked = guardians::request(ctx.app(), ctx.person()?, &input.guardian_handle).await;
        reply(asked.map(Guardianship))
    }

    /// Answer for a child from now on. Adults only; step up first.
    async fn guardianship_confirm(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which request.")] input: GuardianshipConfirmInput,
    ) -> Result<GuardianshipConfirmPayload> {
        let id = parse_id(&input.guardianship_id)?;
        reply(guardians::confirm(ctx.app(), ctx.person()?, id).await.map(Guardianship))
    }

    /// Decline a request, take your own back, or (as the adult) stop answering for a child, who may
    /// then not act.
    async fn guardianship_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which guardianship.")] input: GuardianshipEndInput,
    ) -> Result<GuardianshipEndPayload> {
        let id = parse_id(&input.guardianship_id)?;
        reply(guardians::end(ctx.app(), ctx.person()?, id).await.map(Guardianship))
    }
}
