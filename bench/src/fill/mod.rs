//! Filling a database with posts, by the hundred thousand: rows as the server would have written
//! them, in one transaction, past the server. What constraints and counters demand holds for them;
//! they have timelines, but no events.

mod basis;
pub mod post;
mod sink;

use std::collections::HashMap;

use indicatif::{ProgressBar, ProgressStyle};
use uuid::Uuid;

use self::basis::Basis;
use self::post::{Author, Heap};
use self::sink::{Cell, Sink, Table};
use crate::clock;
use crate::dice::Dice;
use crate::fault::{Fault, Outcome};
use crate::floor::db::Db;
use crate::id;
use crate::run::say;

/// Posts of one author, on average.
const POSTS_OF_AN_AUTHOR: usize = 25;
/// How many of the new authors each of the demo's people follows.
const FOLLOWED: usize = 200;
/// How far back the first post lies.
const DAYS: i64 = 90;
/// Posts that are written together.
const HEAP: usize = 5_000;

/// Adds this many posts to a database that the server has migrated and loaded the demo into. On
/// SQLite no server may run meanwhile.
pub async fn fill(url: &str, posts: usize) -> Outcome<()> {
    let db = Db::open(url).await?;
    let basis = Basis::read(&db).await;
    db.close().await;
    let basis = basis?;
    if basis.people.is_empty() || basis.products.is_empty() || basis.images.len() < 9 {
        return Err(Fault::new("the demo is not in this database: start the server on it first"));
    }
    let bar = ProgressBar::new(u64::try_from(posts).unwrap_or_default());
    bar.set_style(
        ProgressStyle::with_template(
            "{msg:9} {bar:40} {human_pos} of {human_len} posts, {per_sec}, {eta} left",
        )
        .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    bar.set_message("filling");
    let mut sink = Sink::open(url).await?;
    let filled = Filling::new(basis, posts).write(&mut sink, &bar).await;
    filled?;
    bar.set_message("settling");
    sink.close().await?;
    bar.finish_and_clear();
    say(&format!("{posts} posts generated in {} s", bar.elapsed().as_secs()));
    Ok(())
}

/// A fill in progress: what must be counted at its end.
struct Filling {
    basis: Basis,
    dice: Dice,
    posts: usize,
    authors: Vec<Author>,
    /// Followers, followed, posts.
    reach: HashMap<Uuid, [i64; 3]>,
    topics: HashMap<&'static str, i64>,
}

impl Filling {
    fn new(basis: Basis, posts: usize) -> Self {
        let mut dice = Dice::new(0x_fa1e ^ basis.authors_before.unsigned_abs());
        let joined = clock::now_millis() - (DAYS + 30) * 86_400_000;
        let count = (posts / POSTS_OF_AN_AUTHOR).max(FOLLOWED.min(posts)).max(2);
        let author = |nth: usize| Author {
            id: id::version_7(joined, dice.wide()),
            number: basis.authors_before + i64::try_from(nth).unwrap_or_default() + 1,
            joined,
        };
        let authors = (0..count).map(author).collect();
        Self { basis, dice, posts, authors, reach: HashMap::new(), topics: HashMap::new() }
    }

    async fn write(mut self, sink: &mut Sink, bar: &ProgressBar) -> Outcome<()> {
        sink.begin().await?;
        let authors: Vec<Vec<Cell>> = self.authors.iter().map(Author::row).collect();
        sink.write(&ACCOUNT, &authors).await?;
        let follows = self.follows();
        sink.write(&FOLLOW, &follows).await?;
        let now = clock::now_millis();
        let span = DAYS * 86_400_000;
        let total = i64::try_from(self.posts.max(1)).unwrap_or(i64::MAX);
        let mut heap = Heap::default();
        for nth in 1..=self.posts {
            // Oldest first, as it would have happened, and the last one minutes ago.
            let done = i64::try_from(nth).unwrap_or_default();
            let at = now - 300_000 - span / total * (total - done);
            let author = self.dice.below(self.authors.len());
            let Some(author) = self.authors.get(author) else { continue };
            self.reach.entry(author.id).or_default()[2] += 1;
            let counted = &mut self.topics;
            heap.add(&mut self.dice, (&self.basis, &self.authors), author, at, |topic| {
                *counted.entry(topic).or_default() += 1;
            });
            if nth % HEAP == 0 || nth == self.posts {
                for (table, rows) in heap.take() {
                    sink.write(table, &rows).await?;
                }
                bar.set_position(u64::try_from(nth).unwrap_or_default());
            }
        }
        self.count(sink).await?;
        sink.commit().await
    }

    /// The demo's people follow new authors, at the first fill only: a town that grows does not
    /// make anybody follow more. New authors follow five others each.
    fn follows(&mut self) -> Vec<Vec<Cell>> {
        let mut rows = Vec::new();
        let at = clock::now_millis() - DAYS * 86_400_000;
        let followed = if self.basis.authors_before == 0 { FOLLOWED } else { 0 };
        let people = self.basis.people.iter().map(|person| (*person, followed));
        let all: Vec<(Uuid, usize)> =
            people.chain(self.authors.iter().map(|author| (author.id, 5))).collect();
        for (follower, wanted) in all {
            let mut chosen = Vec::new();
            for _ in 0..wanted * 3 {
                let Some(other) = self.dice.one_of(&self.authors).map(|author| author.id) else {
                    break;
                };
                if chosen.len() < wanted && other != follower && !chosen.contains(&other) {
                    chosen.push(other);
                }
            }
            self.reach.entry(follower).or_default()[1] += count(chosen.len());
            for other in chosen {
                self.reach.entry(other).or_default()[0] += 1;
                rows.push(vec![Cell::Id(follower), Cell::Id(other), Cell::Number(at)]);
            }
        }
        rows
    }

    async fn count(&mut self, sink: &mut Sink) -> Outcome<()> {
        for (topic, posts) in &self.topics {
            sink.run(COUNT_TOPIC, &[Cell::Text((*topic).to_owned()), Cell::Number(*posts)]).await?;
        }
        let row = |id: &Uuid, reach: &[i64; 3]| {
            let mut row = vec![Cell::Id(*id)];
            row.extend(reach.map(Cell::Number));
            row
        };
        let mut new = Vec::with_capacity(self.authors.len());
        for author in &self.authors {
            let reach = self.reach.remove(&author.id).unwrap_or_default();
            new.push(row(&author.id, &reach));
        }
        sink.write(&REACH, &new).await?;
        // Those who were there before.
        for (id, reach) in &self.reach {
            sink.run(COUNT_REACH, &row(id, reach)).await?;
        }
        Ok(())
    }
}

fn count(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

const ACCOUNT: Table = Table {
    name: "account",
    columns: "id, handle, handle_folded, display_name, bio, locale, age_band, state, joined_at",
};
const FOLLOW: Table = Table { name: "follow", columns: "follower_id, followee_id, followed_at" };
const REACH: Table = Table {
    name: "account_reach",
    columns: "account_id, follower_count, following_count, post_count",
};

const COUNT_TOPIC: &str = "INSERT INTO topic (name, post_count) VALUES ($1, $2) \
    ON CONFLICT (name) DO UPDATE SET post_count = topic.post_count + excluded.post_count";

const COUNT_REACH: &str = "INSERT INTO account_reach \
    (account_id, follower_count, following_count, post_count) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (account_id) DO UPDATE SET \
    follower_count = account_reach.follower_count + excluded.follower_count, \
    following_count = account_reach.following_count + excluded.following_count, \
    post_count = account_reach.post_count + excluded.post_count";
