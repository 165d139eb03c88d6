//! `pages`: whether the 50th page of a feed comes as fast as the first, and whether either comes
//! more slowly when the town has grown a hundredfold.

use std::fmt::Write as _;

use crate::fault::Outcome;
use crate::fill::fill;
use crate::place::{Engine, Place, Side};
use crate::report::{Heading, Line, Report};
use crate::run::{Pace, measure, say};
use crate::scenario::{Feed, Scenario};

/// How far apart two figures may lie.
const WITHIN: f64 = 0.2;

/// Grows one database from size to size and measures both pages at each.
pub async fn pages(
    place: &mut Place,
    sizes: &[usize],
    pace: &Pace,
    report: &mut Report,
) -> Outcome<()> {
    let mut filled = 0;
    for size in sizes {
        place.close();
        fill(&place.url(), size.saturating_sub(filled)).await?;
        filled = filled.max(*size);
        let ground = place.open().await?;
        for page in [1, 50] {
            let feed = Feed { page };
            say(&format!("{}, {size} posts: {}", place.engine(), feed.about()));
            let heading = Heading {
                scenario: feed.name().to_owned(),
                engine: place.engine(),
                posts: *size,
                connections: pace.connections,
            };
            report.lines.extend(measure(place, &ground, &feed, &heading, pace).await?);
        }
        ground.db.close().await;
    }
    place.close();
    Ok(())
}

/// What the figures say about pages and sizes, a line for each comparison of the server's.
pub fn verdict(lines: &[Line], engine: Engine, sizes: &[usize]) -> String {
    let figure = |page: usize, size: usize| {
        let name = Feed { page }.name();
        let line = lines.iter().find(|line| {
            line.side == Side::Server
                && line.engine == engine
                && line.scenario == name
                && line.posts == size
        });
        let cpu = |line: &Line| line.own_cpu_millis + line.database_cpu_millis;
        line.map(|line| (line.per_second, cpu(line)))
    };
    let mut text = String::new();
    let mut compare = |what: String, one: Option<(f64, f64)>, other: Option<(f64, f64)>| {
        let (Some(one), Some(other)) = (one, other) else { return };
        let ratio = other.0 / one.0.max(1e-9);
        // What else the machine does takes time from an answer, but hardly adds work to it.
        let work = other.1 / one.1.max(1e-9);
        let kept = if (ratio - 1.0).abs() <= WITHIN { "within 20 %" } else { "NOT within 20 %" };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{engine}: {what}: req/s {ratio:.2}, {kept}; cpu {work:.2}");
    };
    for size in sizes {
        let what = format!("the 50th page to the first at {size} posts");
        compare(what, figure(1, *size), figure(50, *size));
    }
    if let (Some(small), Some(large)) = (sizes.first(), sizes.last().filter(|_| sizes.len() > 1)) {
        for page in [1, 50] {
            let what = format!("page {page} at {large} posts to {small}");
            compare(what, figure(page, *small), figure(page, *large));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::load::Tally;
    use crate::place::Cost;

    fn line(page: usize, posts: usize, answers: u64) -> Line {
        let heading = Heading {
            scenario: Feed { page }.name().to_owned(),
            engine: Engine::Sqlite,
            posts,
            connections: 1,
        };
        let mut tally = Tally { took: std::time::Duration::from_secs(1), ..Tally::default() };
        (0..answers).for_each(|_| tally.times.add(std::time::Duration::from_millis(1)));
        Line::of(&heading, Side::Server, &tally, Cost { own_millis: 1_000, ..Cost::default() })
    }

    #[test]
    fn pages_and_sizes_are_compared() {
        let lines = [line(1, 10, 100), line(50, 10, 90), line(1, 1_000, 100), line(50, 1_000, 50)];
        let text = verdict(&lines, Engine::Sqlite, &[10, 1_000]);
        let found: Vec<&str> = text.lines().collect();
        assert_eq!(
            found,
            [
                "sqlite: the 50th page to the first at 10 posts: req/s 0.90, within 20 %; cpu 1.11",
                "sqlite: the 50th page to the first at 1000 posts: req/s 0.50, NOT within 20 %; cpu 2.00",
                "sqlite: page 1 at 1000 posts to 10: req/s 1.00, within 20 %; cpu 1.00",
                "sqlite: page 50 at 1000 posts to 10: req/s 0.56, NOT within 20 %; cpu 1.80",
            ]
        );
    }
}
