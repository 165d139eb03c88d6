//! `run`: scenario by scenario, the floor and the server in turns, so that what else the machine
//! does at the time falls on both.

use std::sync::Arc;
use std::time::Duration;

use crate::fault::{Outcome, While};
use crate::fill::fill;
use crate::floor::CEILING;
use crate::measure::check::Expected;
use crate::measure::load::{Magazine, Shot, Tally, closed, open};
use crate::measure::schedule::Schedule;
use crate::measure::wire::Call;
use crate::place::{Cost, Engine, Place, Side};
use crate::report::{Heading, Line, OpenLine, Report};
use crate::scenario::{Ground, Scenario};

/// How to measure.
#[derive(Debug, Clone)]
pub struct Pace {
    /// For each side of a scenario in each of the two models.
    pub time: Duration,
    pub rounds: u32,
    pub connections: usize,
    /// Arrivals in a second; half of what the slower side can where nothing is said.
    pub rate: Option<f64>,
    /// Look for the highest rate that is kept up with this at the 99th of a hundred.
    pub saturate: Option<Duration>,
}

/// One engine with so many posts, and the scenarios to measure there.
pub async fn run(
    place: &mut Place,
    posts: usize,
    scenarios: &[&dyn Scenario],
    pace: &Pace,
    report: &mut Report,
) -> Outcome<()> {
    if posts > 0 {
        place.close();
        fill(&place.url(), posts).await?;
    }
    let ground = place.open().await?;
    report.ceiling_per_second = Some(ceiling(&ground, pace).await?);
    for scenario in scenarios {
        say(&format!("{}: {}, {}", place.engine(), scenario.name(), scenario.about()));
        let heading = Heading {
            scenario: scenario.name().to_owned(),
            engine: place.engine(),
            posts,
            connections: pace.connections.min(scenario.most_connections()),
        };
        report.lines.extend(measure(place, &ground, *scenario, &heading, pace).await?);
        scenario.settled(&ground).await.when(scenario.name())?;
    }
    ground.db.close().await;
    place.close();
    Ok(())
}

/// How many requests a second the load itself can bring, of answers that cost nothing: a figure
/// near it says more of the load than of the server.
async fn ceiling(ground: &Ground, pace: &Pace) -> Outcome<f64> {
    let expected = Expected::same(CEILING.as_bytes());
    let shot = Shot { call: Call::get("/ceiling"), expected };
    let magazine = Arc::new(Magazine::new(vec![shot], Arc::default()));
    let time = Duration::from_secs(1);
    Ok(closed(ground.floor, &magazine, pace.connections, time).await?.per_second())
}

/// What goes on, for whoever waits; not part of the result.
pub fn say(line: &str) {
    eprintln!("{line}");
}

/// One scenario: rounds as fast as answers come, then arrivals at a fixed rate.
pub async fn measure(
    place: &Place,
    ground: &Ground,
    scenario: &dyn Scenario,
    heading: &Heading,
    pace: &Pace,
) -> Outcome<[Line; 2]> {
    let (server, floor) = ground.shots(scenario).await?;
    let sent = Arc::default();
    let own = if scenario.writes() { Arc::clone(&sent) } else { Arc::default() };
    let bench = Bench {
        place,
        sides: [
            (Side::Floor, Arc::new(Magazine::new(floor, own))),
            (Side::Server, Arc::new(Magazine::new(server, sent))),
        ],
        connections: heading.connections,
    };
    bench.closed(pace.time.min(Duration::from_secs(1)), 1).await?;
    let closed = bench.closed(pace.time, pace.rounds).await?;
    let mut lines = closed.map(|(side, tally, cost)| Line::of(heading, side, &tally, cost));
    // What both can bear: half of what the slower of the two can.
    let slower = lines[0].per_second.min(lines[1].per_second);
    let rate = pace.rate.unwrap_or(slower / 2.0);
    for (line, (_, magazine)) in lines.iter_mut().zip(&bench.sides) {
        let (tally, _) = bench.open(line.side, magazine, rate, pace.time).await?;
        line.open = Some(OpenLine::of(rate, &tally));
        for (what, count) in tally.errors {
            *line.errors.entry(format!("at {rate:.0}/s: {what}")).or_default() += count;
        }
        if let Some(bound) = pace.saturate {
            line.sustained_per_second =
                bench.saturate(line.side, magazine, (line.per_second, bound), pace.time).await?;
        }
    }
    Ok(lines)
}

/// Both sides of a scenario, ready to be asked.
struct Bench<'a> {
    place: &'a Place,
    sides: [(Side, Arc<Magazine>); 2],
    connections: usize,
}

impl Bench<'_> {
    /// Rounds in turn; what came of each side, and what it cost.
    async fn closed(&self, time: Duration, rounds: u32) -> Outcome<[(Side, Tally, Cost); 2]> {
        let mut all =
            [Side::Floor, Side::Server].map(|side| (side, Tally::default(), Cost::default()));
        for _ in 0..rounds.max(1) {
            for ((side, tally, cost), (_, magazine)) in all.iter_mut().zip(&self.sides) {
                let before = self.place.cost(*side)?;
                let to = self.place.address(*side)?;
                let time = time / rounds.max(1);
                tally.join(closed(to, magazine, self.connections, time).await?);
                let after = self.place.cost(*side)?;
                cost.own_millis += after.own_millis - before.own_millis;
                cost.database_millis += after.database_millis - before.database_millis;
                (cost.own_mib, cost.database_mib) = (after.own_mib, after.database_mib);
            }
        }
        Ok(all)
    }

    /// Arrivals at a rate. There are more connections than in closed rounds, as there are more
    /// people than they would have let in.
    async fn open(
        &self,
        side: Side,
        magazine: &Arc<Magazine>,
        rate: f64,
        time: Duration,
    ) -> Outcome<(Tally, f64)> {
        let schedule = Schedule::new(rate, time);
        let connections = if self.connections >= 16 { 64 } else { self.connections };
        let tally = open(self.place.address(side)?, magazine, connections, schedule).await?;
        let behind = tally.took.as_secs_f64() / time.as_secs_f64().max(1e-9);
        Ok((tally, behind))
    }

    /// The highest of some rates at which nothing fails, nothing piles up, and the 99th of a
    /// hundred is answered within the bound; nothing if it is none of them.
    async fn saturate(
        &self,
        side: Side,
        magazine: &Arc<Magazine>,
        (most, bound): (f64, Duration),
        time: Duration,
    ) -> Outcome<Option<f64>> {
        let mut sustained = None;
        for percent in [40, 50, 60, 70, 80, 90, 100, 110] {
            let rate = most * f64::from(percent) / 100.0;
            let (tally, behind) = self.open(side, magazine, rate, time / 2).await?;
            let p99 = tally.times.within(990);
            if tally.failed() > 0 || behind > 1.1 || p99 > bound.as_secs_f64() * 1_000.0 {
                break;
            }
            sustained = Some(rate);
        }
        Ok(sustained)
    }
}

/// The engines that a word on the command line stands for.
pub fn engines(word: &str) -> Vec<Engine> {
    match word {
        "sqlite" => vec![Engine::Sqlite],
        "postgres" => vec![Engine::Postgres],
        _ => vec![Engine::Sqlite, Engine::Postgres],
    }
}
