//! The file of a breach, for compliance.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::clock::to_millis;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::transitions::{ActorKind, States as _};
use platform::{connection, payload};

use super::notices::PersonalDataKind;
use crate::data_rights::actions::breaches::{
    self as actions, BreachMoveRefusal, BreachOpenRefusal, BreachSubjectsRefusal,
    BreachTellRefusal, BreachUpdateRefusal, Written,
};
use crate::data_rights::breach::{self, Duty};
use crate::data_rights::store::{Place, breaches as store};
use crate::identity::graphql::ViewerExt;
use crate::identity::viewer::Compliance;

/// Data got out, or may have: the file of it, with its clocks and the notices it owes.
#[derive(Clone)]
pub struct Breach(pub breach::Breach);

/// Data got out, or may have: the file of it, with its clocks and the notices it owes.
#[Object]
impl Breach {
    /// The id, beginning with `breach_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> BreachState {
        self.0.state.into()
    }

    /// The states into which you may move it.
    async fn allowed_transitions(&self) -> Vec<BreachState> {
        self.0.state.next_for(ActorKind::Staff).into_iter().map(Into::into).collect()
    }

    /// What happened, in up to 200 characters.
    async fn title(&self) -> &str {
        &self.0.known.title
    }

    /// How grave it is.
    async fn grade(&self) -> BreachGrade {
        self.0.known.grade.into()
    }

    /// Whether people of the European Union are concerned.
    async fn concerns_eu(&self) -> bool {
        self.0.known.concerns_eu
    }

    /// Which kinds of data.
    async fn data_kinds(&self) -> Vec<PersonalDataKind> {
        self.0.known.data_kinds.iter().copied().map(Into::into).collect()
    }

    /// How many people, as far as is known.
    async fn people_count(&self) -> i32 {
        i32::try_from(self.0.known.people_count).unwrap_or(i32::MAX)
    }

    /// What the authority is told, with all that the law asks for.
    async fn regulator_notice(&self) -> String {
        self.0.known.regulator_notice()
    }

    /// What those concerned are written, with all that the law asks for.
    async fn subject_notice(&self) -> String {
        self.0.known.subject_notice()
    }

    /// Whether the notices say all that they have to.
    async fn is_notice_complete(&self) -> bool {
        self.0.known.is_complete()
    }

    /// When somebody first thought of it.
    async fn suspected_at(&self) -> DateTime {
        DateTime(self.0.suspected_at)
    }

    /// When it was confirmed: the clocks count from then; null before.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed_at.map(DateTime)
    }

    /// When the authority was told; null before.
    async fn reported_at(&self) -> Option<DateTime> {
        self.0.reported_at.map(DateTime)
    }

    /// The number of the report; null before.
    async fn report_reference(&self) -> Option<&str> {
        self.0.report_reference.as_deref()
    }

    /// When the last of those concerned was written to; null before.
    async fn told_at(&self) -> Option<DateTime> {
        self.0.told_at.map(DateTime)
    }

    /// The report to the authority: within 4 hours, from `RELATIVELY_LARGE` on.
    async fn regulator_duty(&self) -> BreachDuty {
        self.0.regulator.into()
    }

    /// The letters to those concerned: within 24 hours.
    async fn subjects_duty(&self) -> BreachDuty {
        self.0.subjects.into()
    }

    /// The report to an authority of the Union: within 72 hours, where its people are concerned.
    async fn eu_duty(&self) -> BreachDuty {
        self.0.eu.into()
    }

    /// How many people are named, and how many of them have been written to.
    async fn telling(&self, ctx: &Context<'_>) -> Result<BreachTelling> {
        let (named, told) = store::counts(ctx.app().reader(), self.0.id).await?;
        let number = |count| i32::try_from(count).unwrap_or(i32::MAX);
        Ok(BreachTelling { named: number(named), told: number(told) })
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

connection!(BreachConnection, BreachEdge, Breach, "breaches, newest first");

/// One duty of a breach with its clock.
#[derive(SimpleObject)]
pub struct BreachDuty {
    /// The first instant that is late; null where it is no duty.
    pub due_at: Option<DateTime>,
    /// When it was found not done in time; null if it was, or is not due yet.
    pub overdue_at: Option<DateTime>,
}

impl From<Duty> for BreachDuty {
    fn from(duty: Duty) -> Self {
        Self { due_at: duty.due_at.map(DateTime), overdue_at: duty.overdue_at.map(DateTime) }
    }
}

/// How far the letters have come.
#[derive(SimpleObject)]
pub struct BreachTelling {
    /// How many people are named.
    pub named: i32,
    /// How many of them have been written to, or have no address any more.
    pub told: i32,
}

/// Where a breach stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "breach::BreachState")]
pub enum BreachState {
    /// It may have happened.
    Suspected,
    /// It has happened; the clocks run.
    Confirmed,
    /// No more gets out.
    Contained,
    /// The authority knows.
    Reported,
    /// Those concerned have been written to.
    SubjectsTold,
    /// Nothing is left to do.
    Closed,
}

/// How grave a breach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "breach::BreachGrade")]
pub enum BreachGrade {
    /// General.
    General,
    /// Relatively large: the authority is told within 4 hours, from here on.
    RelativelyLarge,
    /// Large.
    Large,
    /// Particularly large.
    ParticularlyLarge,
}

/// What is known of a breach. No names of people.
#[derive(InputObject)]
pub struct BreachKnownInput {
    /// What happened, 1 to 200 characters.
    pub title: String,
    /// How grave it is.
    pub grade: BreachGrade,
    /// Whether people of the European Union are concerned.
    pub concerns_eu: bool,
    /// Which kinds of data.
    pub data_kinds: Vec<PersonalDataKind>,
    /// How many people, 0 to 2,000,000,000.
    pub people_count: i32,
    /// Why it happened, up to 2,000 characters.
    #[graphql(default)]
    pub cause: String,
    /// What harm it may do, up to 2,000 characters.
    #[graphql(default)]
    pub harm: String,
    /// What was done about it, up to 2,000 characters.
    #[graphql(default)]
    pub measures: String,
    /// What people can do themselves, up to 2,000 characters.
    #[graphql(default)]
    pub advice: String,
    /// Whom people may ask, up to 200 characters.
    #[graphql(default)]
    pub contact: String,
}

impl From<BreachKnownInput> for Written {
    fn from(input: BreachKnownInput) -> Self {
        Self {
            title: input.title,
            grade: input.grade.into(),
            concerns_eu: input.concerns_eu,
            data_kinds: input.data_kinds.into_iter().map(Into::into).collect(),
            people_count: i64::from(input.people_count),
            cause: input.cause,
            harm: input.harm,
            measures: input.measures,
            advice: input.advice,
            contact: input.contact,
        }
    }
}

/// What may have happened.
#[derive(InputObject)]
pub struct BreachOpenInput {
    /// What is known.
    pub known: BreachKnownInput,
}

/// What is known by now.
#[derive(InputObject)]
pub struct BreachUpdateInput {
    /// The breach, beginning with `breach_`.
    pub breach_id: ID,
    /// What is known by now; replaces what was written before.
    pub known: BreachKnownInput,
}

/// Where to move a breach.
#[derive(InputObject)]
pub struct BreachAdvanceInput {
    /// The breach, beginning with `breach_`.
    pub breach_id: ID,
    /// `CONFIRMED`, `CONTAINED`, `REPORTED` or `CLOSED`.
    pub to: BreachState,
    /// The number of the report, 1 to 200 characters; for `REPORTED`, and only there.
    pub reference: Option<String>,
}

/// Whose data got out.
#[derive(InputObject)]
pub struct BreachSubjectsAddInput {
    /// The breach, beginning with `breach_`.
    pub breach_id: ID,
    /// 1 to 100 people, each beginning with `user_`.
    pub user_ids: Vec<ID>,
}

/// Of which breach to tell.
#[derive(InputObject)]
pub struct BreachSubjectsTellInput {
    /// The breach, beginning with `breach_`.
    pub breach_id: ID,
}

macro_rules! payloads {
    ($($mutation:literal $name:ident by $refusal:ident;)+) => {$(
        payload! {
            #[doc = concat!("The answer of `", $mutation, "`.")]
            pub struct $name refused by $refusal {
                /// The file; null when refused.
                breach: Breach,
            }
        }
    )+};
}

payloads! {
    "breachOpen" BreachOpenPayload by BreachOpenRefusal;
    "breachUpdate" BreachUpdatePayload by BreachUpdateRefusal;
    "breachAdvance" BreachAdvancePayload by BreachMoveRefusal;
    "breachSubjectsAdd" BreachSubjectsAddPayload by BreachSubjectsRefusal;
    "breachSubjectsTell" BreachSubjectsTellPayload by BreachTellRefusal;
}

/// Root fields that read breaches.
#[derive(Default)]
pub struct BreachQuery;

/// Root fields that read breaches.
#[Object]
impl BreachQuery {
    /// Every breach, newest first. Compliance staff, with a second factor.
    async fn breaches(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<BreachConnection> {
        ctx.staff::<Compliance>()?;
        let app = ctx.app();
        let page = asked::<Place>(app.cursors(), "breach", first, after.as_deref())?;
        let rows = store::page(app.reader(), &page).await?;
        let place = |row: &breach::Breach| Place(to_millis(row.suspected_at), row.id.uuid());
        Ok(Slice::cut(app.cursors(), "breach", page.first, rows, place).map(Breach).into())
    }
}

/// Root fields that carry a breach on.
#[derive(Default)]
pub struct BreachMutation;

/// Root fields that carry a breach on.
#[Object]
impl BreachMutation {
    /// Open the file of what may be a breach. Compliance staff.
    async fn breach_open(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What may have happened.")] input: BreachOpenInput,
    ) -> Result<BreachOpenPayload> {
        let staff = ctx.staff()?;
        reply(actions::open(ctx.app(), &staff, &input.known.into()).await.map(Breach))
    }

    /// Write down what is known by now; a graver grade starts its clock. Compliance staff.
    async fn breach_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is known by now.")] input: BreachUpdateInput,
    ) -> Result<BreachUpdatePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.breach_id)?);
        reply(actions::update(ctx.app(), &staff, id, &input.known.into()).await.map(Breach))
    }

    /// Confirm, contain, report or close. The clocks count from the confirmation, by our time.
    /// Compliance staff.
    async fn breach_advance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Where to move it.")] input: BreachAdvanceInput,
    ) -> Result<BreachAdvancePayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.breach_id)?);
        let (to, reference) = (input.to.into(), input.reference.as_deref());
        reply(actions::advance(ctx.app(), &staff, id, to, reference).await.map(Breach))
    }

    /// Name people whose data got out; whoever is named already stays. Compliance staff.
    async fn breach_subjects_add(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose data got out.")] input: BreachSubjectsAddInput,
    ) -> Result<BreachSubjectsAddPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.breach_id)?);
        let people: Result<Vec<_>, _> = input.user_ids.iter().map(|id| parse_id(id)).collect();
        reply(actions::add_subjects(ctx.app(), &staff, id, &people?).await.map(Breach))
    }

    /// Write to all who are named; the file moves on when the last has been written to. Compliance
    /// staff.
    async fn breach_subjects_tell(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which breach.")] input: BreachSubjectsTellInput,
    ) -> Result<BreachSubjectsTellPayload> {
        let (staff, id) = (ctx.staff()?, parse_id(&input.breach_id)?);
        reply(actions::tell(ctx.app(), &staff, id).await.map(Breach))
    }
}
