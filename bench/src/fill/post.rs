//! One generated post with everything that hangs on it.

use uuid::Uuid;

use super::basis::{Basis, Ware};
use super::sink::{Cell, Table};
use crate::dice::Dice;
use crate::id;

/// Somebody who writes posts and cannot sign in.
pub struct Author {
    pub id: Uuid,
    pub number: i64,
    pub joined: i64,
}

impl Author {
    /// Their row in `account`.
    pub fn row(&self) -> Vec<Cell> {
        let handle = format!("bench_{:07}", self.number);
        vec![
            Cell::Id(self.id),
            Cell::text(&handle),
            Cell::text(&handle),
            Cell::Text(format!("Bench {}", self.number)),
            Cell::text(""),
            Cell::text("en"),
            Cell::text("ADULT"),
            Cell::text("ACTIVE"),
            Cell::Number(self.joined),
        ]
    }
}

/// A post's rank in discover: four hours for each doubling of what people make of it.
pub fn rank(published_at: i64, weight: i64) -> i64 {
    let doublings = weight.saturating_add(1).max(1).ilog2();
    published_at + 4 * 60 * 60 * 1_000 * i64::from(doublings)
}

/// Rows that wait to be written, by table, in the order in which they may be.
#[derive(Default)]
pub struct Heap {
    posts: Vec<Vec<Cell>>,
    images: Vec<Vec<Cell>>,
    tags: Vec<Vec<Cell>>,
    listings: Vec<Vec<Cell>>,
    likes: Vec<Vec<Cell>>,
    transitions: Vec<Vec<Cell>>,
}

impl Heap {
    /// Adds a post of an author, published at `at`; tells its topics to `counted`.
    pub fn add(
        &mut self,
        dice: &mut Dice,
        (basis, authors): (&Basis, &[Author]),
        author: &Author,
        at: i64,
        mut counted: impl FnMut(&'static str),
    ) {
        let post = id::version_7(at, dice.wide());
        let topics = some(dice, &TOPICS, |dice| dice.below(3));
        for topic in &topics {
            counted(topic);
        }
        let likers = self.likes(dice, (basis, authors), post, at);
        let pictures = self.images(dice, basis, post);
        let wares = some(dice, &basis.products, |dice| 1 + dice.below(3));
        self.tags(dice, &wares, (post, pictures), at);
        self.listings(&wares, &topics, post, at);
        self.transitions(author, post, at);
        let gift = dice.percent(8);
        self.posts.push(vec![
            Cell::Id(post),
            Cell::Id(author.id),
            Cell::Text(words(dice)),
            Cell::Text(format!("[{}]", quoted(&topics))),
            Cell::text("PUBLISHED"),
            Cell::text(if dice.percent(4) { "FOLLOWERS" } else { "PUBLIC" }),
            Cell::text(if gift { "GIFT" } else { "NONE" }),
            Cell::Flag(gift),
            Cell::Number(likers),
            Cell::Number(rank(at, likers)),
            Cell::Number(at - 60_000),
            Cell::Number(at),
            Cell::Number(at),
            Cell::Number(3),
        ]);
    }

    /// What waits, and nothing waits any more.
    pub fn take(&mut self) -> [(&'static Table, Vec<Vec<Cell>>); 6] {
        use std::mem::take;
        [
            (&POST, take(&mut self.posts)),
            (&POST_IMAGE, take(&mut self.images)),
            (&POST_TAG, take(&mut self.tags)),
            (&POST_LISTING, take(&mut self.listings)),
            (&POST_LIKE, take(&mut self.likes)),
            (&TRANSITION, take(&mut self.transitions)),
        ]
    }

    fn likes(
        &mut self,
        dice: &mut Dice,
        (basis, authors): (&Basis, &[Author]),
        post: Uuid,
        at: i64,
    ) -> i64 {
        let mut likers: Vec<Uuid> = Vec::new();
        for _ in 0..dice.below(5) {
            // Some of them by those whose feeds are read.
            let liker = if dice.percent(20) {
                dice.one_of(&basis.people).copied()
            } else {
                dice.one_of(authors).map(|author| author.id)
            };
            let Some(liker) = liker.filter(|liker| !likers.contains(liker)) else { continue };
            likers.push(liker);
            self.likes.push(vec![Cell::Id(liker), Cell::Id(post), Cell::Number(at + 60_000)]);
        }
        super::count(likers.len())
    }

    fn images(&mut self, dice: &mut Dice, basis: &Basis, post: Uuid) -> i64 {
        let chosen =
            some(dice, &basis.images, |dice| if dice.percent(80) { 1 } else { 1 + dice.below(3) });
        for (position, image) in (1..).zip(&chosen) {
            self.images.push(vec![Cell::Id(post), Cell::Number(position), Cell::Id(**image)]);
        }
        super::count(chosen.len())
    }

    fn tags(&mut self, dice: &mut Dice, wares: &[&Ware], (post, pictures): (Uuid, i64), at: i64) {
        for (position, ware) in (1..).zip(wares) {
            self.tags.push(vec![
                Cell::Id(id::version_7(at, dice.wide())),
                Cell::Id(post),
                Cell::Number(position),
                Cell::Number(1 + position % pictures.max(1)),
                Cell::Number(super::count(dice.below(1_001))),
                Cell::Number(super::count(dice.below(1_001))),
                Cell::Id(ware.id),
                Cell::text("ACTIVE"),
                Cell::text(&ware.title),
                Cell::Number(ware.price_minor),
                Cell::text(&ware.currency),
                Cell::Id(ware.operator_id),
                Cell::text(&ware.operator_name),
            ]);
        }
    }

    fn listings(&mut self, wares: &[&Ware], topics: &[&&'static str], post: Uuid, at: i64) {
        let mut listed: Vec<(&str, String)> =
            topics.iter().map(|topic| ("TOPIC", (**topic).to_owned())).collect();
        for ware in wares {
            listed.push(("PRODUCT", ware.id.simple().to_string()));
            let operator = ("OPERATOR", ware.operator_id.simple().to_string());
            if !listed.contains(&operator) {
                listed.push(operator);
            }
        }
        for (list, subject) in listed {
            self.listings.push(vec![
                Cell::text(list),
                Cell::Text(subject),
                Cell::Number(at),
                Cell::Id(post),
            ]);
        }
    }

    fn transitions(&mut self, author: &Author, post: Uuid, at: i64) {
        for (seq, from, to, by) in
            [(1, "DRAFT", "REVIEW", "USER"), (2, "REVIEW", "PUBLISHED", "SYSTEM")]
        {
            let actor = if by == "USER" { Cell::Id(author.id) } else { Cell::Null };
            self.transitions.push(vec![
                Cell::Id(post),
                Cell::Number(seq),
                Cell::text("post"),
                Cell::text(from),
                Cell::text(to),
                Cell::text(by),
                actor,
                Cell::text("bench fill"),
                Cell::Number(at),
            ]);
        }
    }
}

/// As many different ones of `all` as `count` says, or fewer.
fn some<'a, T>(
    dice: &mut Dice,
    all: &'a [T],
    count: impl FnOnce(&mut Dice) -> usize,
) -> Vec<&'a T> {
    let mut places: Vec<usize> = Vec::new();
    for _ in 0..count(dice) {
        let place = dice.below(all.len());
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.into_iter().filter_map(|place| all.get(place)).collect()
}

fn words(dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..2 + dice.below(4) {
        if let Some(sentence) = dice.one_of(&SENTENCES) {
            text.push_str(sentence);
        }
    }
    text.trim_end().to_owned()
}

fn quoted(topics: &[&&'static str]) -> String {
    topics.iter().map(|topic| format!("\"{topic}\"")).collect::<Vec<_>>().join(",")
}

const SENTENCES: [&str; 10] = [
    "Bought it in spring and use it every day since. ",
    "It is lighter than it looks, and it dries quickly. ",
    "The glaze runs a little differently on each of them. ",
    "Not cheap, but I have not needed another. ",
    "收到一周了，用着顺手，颜色和图上一样。",
    "周末去河边坐了一下午，带的就是这个。",
    "第二次买，送给妈妈的，她说包装也舍不得扔。",
    "The strap squeaked at first; a drop of oil and it was gone. ",
    "小了一码，客服换得很快。",
    "Would I buy it again? Yes, in green. ",
];

const TOPICS: [&str; 12] = [
    "everyday", "kitchen", "camping", "desk", "garden", "running", "茶", "陶瓷", "收纳", "阳台",
    "通勤", "送礼",
];

const POST: Table = Table {
    name: "post",
    columns: "id, author_id, text, topics, state, visibility, relation, ad_label, like_count, \
              score, created_at, updated_at, published_at, version",
};
const POST_IMAGE: Table = Table { name: "post_image", columns: "post_id, position, image_id" };
const POST_TAG: Table = Table {
    name: "post_tag",
    columns: "id, post_id, position, picture, x, y, product_id, state, seen_title, \
              seen_price_minor, seen_currency, seen_operator_id, seen_operator_name",
};
const POST_LISTING: Table =
    Table { name: "post_listing", columns: "list, subject, published_at, post_id" };
const POST_LIKE: Table = Table { name: "post_like", columns: "account_id, post_id, liked_at" };
const TRANSITION: Table = Table {
    name: "transition",
    columns: "aggregate, seq, machine, from_state, to_state, actor_kind, actor, cause, at",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rank_moves_four_hours_at_each_doubling() {
        let hours = |weight| rank(0, weight) / 3_600_000;
        assert_eq!([0, 1, 2, 3, 6, 7, 1_023].map(hours), [0, 4, 4, 8, 8, 12, 40]);
    }

    #[test]
    fn what_is_generated_keeps_the_rules() {
        let basis = Basis {
            people: vec![Uuid::from_u128(1)],
            products: (10..14).map(ware).collect(),
            images: (20..30).map(Uuid::from_u128).collect(),
            authors_before: 0,
        };
        let author = |number: i64| Author {
            id: Uuid::from_u128(number.unsigned_abs().into()),
            number,
            joined: 0,
        };
        let authors: Vec<Author> = (100..120).map(author).collect();
        let (mut heap, mut dice, mut counted) = (Heap::default(), Dice::new(5), 0);
        for at in 1..=200 {
            let tell = |_: &'static str| counted += 1;
            heap.add(&mut dice, (&basis, &authors), &authors[3], at * 1_000, tell);
        }
        let rows: Vec<_> = heap.take().into_iter().collect();
        for (table, rows) in &rows {
            let columns = table.columns.split(", ").count();
            assert!(rows.iter().all(|row| row.len() == columns), "{}", table.name);
        }
        let number = |cell: &Cell| if let Cell::Number(number) = cell { *number } else { 0 };
        let likes: i64 = rows[0].1.iter().map(|row| number(&row[8])).sum();
        assert_eq!(likes, i64::try_from(rows[4].1.len()).unwrap());
        let by_topic = |row: &&Vec<Cell>| row[0] == Cell::text("TOPIC");
        assert_eq!(rows[3].1.iter().filter(by_topic).count(), counted);
        assert!(rows[2].1.iter().all(|row| (1..=3).contains(&number(&row[3]))));
        assert_eq!(rows[5].1.len(), 400);
    }

    fn ware(id: u128) -> Ware {
        Ware {
            id: Uuid::from_u128(id),
            title: "Cup".to_owned(),
            price_minor: 100,
            currency: "CNY".to_owned(),
            operator_id: Uuid::from_u128(id / 2),
            operator_name: "Kiln".to_owned(),
        }
    }
}
