//! Draws the demo's pictures on all cores, while the story is told.

use std::sync::{Arc, Mutex, PoisonError};

use pictures::demo::{Drawing, Thing, avatar, logo, scene, still};
use tokio::sync::mpsc;

use super::content::{Content, Ware};

/// A picture to draw, by what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// A person's own picture, by their place in the list.
    Avatar(usize),
    /// A shop's mark.
    Logo(usize),
    /// A product by itself.
    Still(usize),
    /// A post's picture, and which of the post's.
    Scene(usize, usize),
}

impl Subject {
    /// A number of its own: what its picture is drawn from, and what its id is made of.
    pub fn seed(self) -> u64 {
        let number = |kind: u64, at: usize, nth: usize| {
            kind * 1_000_000 + u64::try_from(at * 10 + nth).unwrap_or(0)
        };
        match self {
            Self::Avatar(at) => number(1, at, 0),
            Self::Logo(at) => number(2, at, 0),
            Self::Still(at) => number(3, at, 0),
            Self::Scene(at, nth) => number(4, at, nth),
        }
    }
}

/// Every picture of the demo, in the order in which the story needs them.
pub fn subjects(content: &Content) -> Vec<Subject> {
    let mut all: Vec<Subject> = (0..content.accounts.len()).map(Subject::Avatar).collect();
    all.extend((0..content.operators.len()).map(Subject::Logo));
    all.extend((0..content.products.len()).map(Subject::Still));
    for (at, _) in content.posts.iter().enumerate() {
        all.extend((0..pictures_of(content, at)).map(|nth| Subject::Scene(at, nth)));
    }
    all
}

/// How many pictures a post has: one with everything on it, and some a closer look as well.
pub fn pictures_of(content: &Content, post: usize) -> usize {
    let products = content.posts.get(post).map_or(1, |post| post.products.len());
    if post % 4 == 1 { products.min(2) } else { 1 }
}

/// Which products a post's picture shows.
pub fn shown(content: &Content, post: usize, nth: usize) -> Vec<(usize, &Ware)> {
    let Some(tale) = content.posts.get(post) else { return Vec::new() };
    let all = tale.products.iter().filter_map(|key| content.ware(key));
    if nth == 0 { all.collect() } else { all.skip(nth).take(1).collect() }
}

/// Where the products of a post's picture stand in it, in thousandths of width and height.
pub fn places(content: &Content, post: usize, nth: usize) -> Vec<(i32, i32)> {
    pictures::demo::places(&things(content, post, nth), Subject::Scene(post, nth).seed())
}

fn things(content: &Content, post: usize, nth: usize) -> Vec<Thing> {
    let shown = shown(content, post, nth);
    shown.into_iter().map(|(at, ware)| thing(at, ware)).collect()
}

/// The same product has the same seed in its still and in every post: it looks the same.
fn thing(at: usize, ware: &Ware) -> Thing {
    Thing::new(&ware.motif, &ware.tint, Subject::Still(at).seed())
}

fn draw(content: &Content, subject: Subject) -> Drawing {
    let seed = subject.seed();
    match subject {
        Subject::Avatar(_) => avatar(seed),
        Subject::Logo(_) => logo(seed),
        Subject::Still(at) => match content.products.get(at) {
            Some(ware) => still(thing(at, ware)),
            None => logo(seed),
        },
        Subject::Scene(post, nth) => scene(&things(content, post, nth), seed).0,
    }
}

/// A small picture of one colour.
fn sheet(subject: Subject) -> Drawing {
    const SIDE: u32 = 16;
    let [.., red, green, blue] = subject.seed().wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
    let rgb = [red, green, blue].repeat((SIDE * SIDE) as usize);
    Drawing { width: SIDE, height: SIDE, rgb }
}

/// Starts drawing; pictures come roughly in the order asked for. Stops when nobody listens.
pub fn open(content: &Arc<Content>, blank: bool) -> mpsc::Receiver<(Subject, Drawing)> {
    let hands = std::thread::available_parallelism().map_or(2, std::num::NonZero::get).min(8);
    let (done, finished) = mpsc::channel(hands * 4);
    let next = Arc::new(Mutex::new(subjects(content).into_iter()));
    for _ in 0..hands {
        let (content, done, next) = (Arc::clone(content), done.clone(), Arc::clone(&next));
        tokio::task::spawn_blocking(move || {
            loop {
                let subject = next.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(subject) = subject else { return };
                let drawing = if blank { sheet(subject) } else { draw(&content, subject) };
                if done.blocking_send((subject, drawing)).is_err() {
                    return;
                }
            }
        });
    }
    finished
}
