//! State machines: the allowed edges of a noun stand in one table, which the database enforces too.
//!
//! A change of state is one conditional UPDATE in the noun's store (`WHERE state = from`), plus a
//! row of its timeline written here, in the same transaction. The timeline's foreign key and the
//! trigger on the noun's table refuse an edge that is not allowed, whoever asks.

pub use entity::platform::transition::ActorKind;
use entity::platform::transition::{self, Column as C};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ActiveEnum, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::app::App;
use crate::clock::to_millis;
use crate::database::{Tx, next_seq};
use crate::failure::Failure;

/// A closed set of states with its allowed edges.
pub trait States: Copy + Eq + std::fmt::Debug + 'static {
    /// The table whose `state` column this is; also the machine's name.
    const MACHINE: &'static str;
    /// Every allowed edge, with who may walk it.
    const EDGES: &'static [(Self, Self, &'static [ActorKind])];
    /// The text in the database and in the schema.
    fn name(self) -> String;

    /// The state of a name; every state has an edge, so all are found.
    fn named(name: &str) -> Option<Self> {
        let mut states = Self::EDGES.iter().flat_map(|(from, to, _)| [*from, *to]);
        states.find(|state| state.name() == name)
    }

    /// Whether an actor of this kind may move a noun from here to there.
    fn may_become(self, to: Self, actor: ActorKind) -> bool {
        Self::EDGES
            .iter()
            .any(|(from, target, actors)| *from == self && *target == to && actors.contains(&actor))
    }

    /// Where an actor of this kind may move a noun from here.
    fn next_for(self, actor: ActorKind) -> Vec<Self> {
        Self::EDGES
            .iter()
            .filter(|(from, _, actors)| *from == self && actors.contains(&actor))
            .map(|(_, to, _)| *to)
            .collect()
    }
}

/// Who moved a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    pub kind: ActorKind,
    /// The account, for people.
    pub account: Option<Uuid>,
}

impl Actor {
    /// The platform itself: a timer, a screen, a consumer.
    pub const SYSTEM: Self = Self { kind: ActorKind::System, account: None };

    /// A person acting in some capacity.
    pub fn person(kind: ActorKind, account: Uuid) -> Self {
        Self { kind, account: Some(account) }
    }
}

/// One move of a noun.
#[derive(Debug, Clone)]
pub struct Step<S: States> {
    pub aggregate: Uuid,
    pub from: S,
    pub to: S,
    pub actor: Actor,
    /// Why, in a few words for the timeline; a rule's number where one applies.
    pub cause: String,
    /// The version of the rule that was applied, where one was.
    pub rule_version: Option<String>,
}

/// One row of a noun's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// From 1, without gaps within the noun.
    pub seq: i64,
    pub from: String,
    pub to: String,
    pub actor: Actor,
    pub cause: String,
    pub rule_version: Option<String>,
    pub at: OffsetDateTime,
}

/// Writes the row of the timeline.
///
/// # Errors
/// The edge is not allowed (a defect: the action should have refused), or the database's own;
/// contention when the noun was moved by two at once.
pub async fn record<S: States>(tx: &Tx, step: Step<S>) -> Result<(), Failure> {
    if !step.from.may_become(step.to, step.actor.kind) {
        return Err(Failure::broken("a transition that is not allowed was about to be recorded"));
    }
    let row: [(C, Expr); 10] = [
        (C::Aggregate, step.aggregate.into()),
        (C::Seq, next_seq::<transition::Entity>(C::Seq, C::Aggregate.eq(step.aggregate))),
        (C::Machine, S::MACHINE.into()),
        (C::FromState, step.from.name().into()),
        (C::ToState, step.to.name().into()),
        (C::ActorKind, step.actor.kind.to_value().into()),
        (C::Actor, step.actor.account.into()),
        (C::Cause, step.cause.into()),
        (C::RuleVersion, step.rule_version.into()),
        (C::At, to_millis(tx.now()).into()),
    ];
    let (columns, values): (Vec<C>, Vec<Expr>) = row.into_iter().unzip();
    let mut insert = Query::insert();
    insert.into_table(transition::Entity).columns(columns);
    insert.values(values).map_err(|error| Failure::because("columns of a timeline", error))?;
    tx.conn().execute(&insert).await?;
    Ok(())
}

/// A page of a noun's timeline, newest first, beginning below `before`.
///
/// # Errors
/// The database's own.
pub async fn timeline(
    app: &App,
    aggregate: Uuid,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Moved>, Failure> {
    let mut rows = transition::Entity::find()
        .filter(transition::Column::Aggregate.eq(aggregate))
        .order_by_desc(transition::Column::Seq)
        .limit(limit);
    if let Some(before) = before {
        rows = rows.filter(transition::Column::Seq.lt(before));
    }
    let rows = rows.all(app.reader()).await?;
    Ok(rows.into_iter().map(moved).collect())
}

fn moved(row: transition::Model) -> Moved {
    Moved {
        seq: row.seq,
        from: row.from_state,
        to: row.to_state,
        actor: Actor { kind: row.actor_kind, account: row.actor },
        cause: row.cause,
        rule_version: row.rule_version,
        at: row.at.0,
    }
}
