//! Legal holds, for compliance only: whoever is held is not warned.

use async_graphql::{Context, ID, InputObject, Object, Result};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id, reply};
use platform::kernel::split_id;
use platform::{connection, payload};
use uuid::Uuid;

use crate::data_rights::actions::holds::{self, LegalHoldLiftRefusal, LegalHoldSetRefusal};
use crate::identity::graphql::ViewerExt;
use crate::identity::viewer::Compliance;
use crate::privacy::retention;

/// What there is of a person, or of one thing, is needed for a proceeding and is not destroyed.
#[derive(Clone)]
pub struct LegalHold(pub retention::LegalHold);

/// What there is of a person, or of one thing, is needed for a proceeding and is not destroyed.
#[Object]
impl LegalHold {
    /// The id, beginning with `legal_hold_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The person or thing: the digits of its id, without the noun before them.
    async fn target(&self) -> String {
        self.0.target.simple().to_string()
    }

    /// Why, in up to 200 characters.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Since when.
    async fn from_at(&self) -> DateTime {
        DateTime(self.0.from_at)
    }

    /// When it was lifted; null while it stands.
    async fn lifted_at(&self) -> Option<DateTime> {
        self.0.lifted.as_ref().map(|lifted| DateTime(lifted.at))
    }

    /// Why it was lifted; null while it stands.
    async fn lift_reason(&self) -> Option<&str> {
        self.0.lifted.as_ref().map(|lifted| lifted.reason.as_str())
    }
}

connection!(LegalHoldConnection, LegalHoldEdge, LegalHold, "legal holds, newest first");

/// What to hold, and why.
#[derive(InputObject)]
pub struct LegalHoldSetInput {
    /// A person, beginning with `user_`, or the id of any thing.
    pub target_id: ID,
    /// Why, 1 to 200 characters; a file number, no names.
    pub reason: String,
}

/// What to hold no longer, and why.
#[derive(InputObject)]
pub struct LegalHoldLiftInput {
    /// The hold, beginning with `legal_hold_`.
    pub hold_id: ID,
    /// Why, 1 to 200 characters.
    pub reason: String,
}

payload! {
    /// The answer of `legalHoldSet`.
    pub struct LegalHoldSetPayload refused by LegalHoldSetRefusal {
        /// The hold; null when refused.
        hold: LegalHold,
    }
}

payload! {
    /// The answer of `legalHoldLift`.
    pub struct LegalHoldLiftPayload refused by LegalHoldLiftRefusal {
        /// The hold; null when refused.
        hold: LegalHold,
    }
}

/// Root fields that read holds.
#[derive(Default)]
pub struct LegalHoldQuery;

/// Root fields that read holds.
#[Object]
impl LegalHoldQuery {
    /// Every hold, lifted or not, newest first. Compliance staff, with a second factor.
    async fn legal_holds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<LegalHoldConnection> {
        ctx.staff::<Compliance>()?;
        let app = ctx.app();
        let page = asked::<Uuid>(app.cursors(), "legal_hold", first, after.as_deref())?;
        let rows = retention::holds(app.reader(), &page).await?;
        let slice = Slice::cut(app.cursors(), "legal_hold", page.first, rows, |row| row.id.uuid());
        Ok(slice.map(LegalHold).into())
    }
}

/// Root fields that set and lift holds.
#[derive(Default)]
pub struct LegalHoldMutation;

/// Root fields that set and lift holds.
#[Object]
impl LegalHoldMutation {
    /// Hold what there is of a person, or one thing: nothing of it is destroyed until the hold is
    /// lifted (RT-5). Compliance staff; step up first.
    async fn legal_hold_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to hold, and why.")] input: LegalHoldSetInput,
    ) -> Result<LegalHoldSetPayload> {
        let staff = ctx.staff()?;
        let target = split_id(&input.target_id).map_err(|_| {
            RequestError::new(ErrorCode::InvalidId, "This is not an id of anything here.")
        })?;
        let set = holds::set(ctx.app(), &staff, target, &input.reason).await;
        reply(set.map(LegalHold))
    }

    /// Lift a hold. Compliance staff; step up first.
    async fn legal_hold_lift(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to hold no longer, and why.")] input: LegalHoldLiftInput,
    ) -> Result<LegalHoldLiftPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.hold_id)?);
        let lifted = holds::lift(ctx.app(), &staff, id, &input.reason).await;
        reply(lifted.map(LegalHold))
    }
}
