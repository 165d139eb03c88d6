//! What the town's people post, and what the others make of it.

use std::sync::Arc;

use pictures::demo::Dice;
use platform::kernel::Id;
use platform::{App, Failure};
use uuid::Uuid;

use super::content::{Content, Tale};
use super::gallery::Gallery;
use super::studio::{Subject, pictures_of, places, shown};
use super::town::Town;
use super::{DAY_MS, HOUR_MS, Listener, MINUTE_MS, Progress, Stage, ago, granted, store};
use crate::media::Upload;
use crate::social::actions::{self, Content as PostContent, NewComment};
use crate::social::post::{Post, SellerRelation, Visibility};
use crate::social::tag::NewTag;

/// Tells the posts of the last month in the order of time, each with what followed.
pub async fn tell_posts(
    app: &App,
    content: &Arc<Content>,
    town: &Town,
    (gallery, tell): (&mut Gallery, Listener<'_>),
) -> Result<(), Failure> {
    follow_each_other(app, content, town).await?;
    let total = content.posts.len();
    for (at, tale) in content.posts.iter().enumerate() {
        let mut dice = Dice::new(7_000 + at as u64);
        let before = age(at, total, &mut dice);
        let author = content.person(&tale.author).ok_or(Failure::broken("no such author"))?;
        let owner = town.people[author].account_id();
        if store::has_posted(app.reader(), owner.uuid(), &tale.text).await? {
            continue;
        }
        let pictures: Vec<_> =
            (0..pictures_of(content, at)).map(|nth| (Subject::Scene(at, nth), owner)).collect();
        gallery.hang(app, &pictures).await?;
        let uploads = pictures.iter().map(|(subject, _)| gallery.upload(*subject));
        let uploads = uploads.collect::<Result<Vec<_>, _>>()?;
        let post = publish(app, content, town, (at, author, before, uploads)).await?;
        let scene = Scene { app, content, town, tale, author, post: post.id, before };
        scene.react(&mut dice).await?;
        scene.talk(at, &mut dice).await?;
        tell(Progress { stage: Stage::Posts, done: at + 1, total });
    }
    Ok(())
}

/// The first post is a month old, the last an hour or two.
fn age(at: usize, total: usize, dice: &mut Dice) -> i64 {
    let left = i64::try_from(total - at).unwrap_or(1);
    let step = 30 * DAY_MS / i64::try_from(total).unwrap_or(1);
    left * step - HOUR_MS - minutes(dice, 0, 120)
}

/// From so many minutes up to so many, in milliseconds.
fn minutes(dice: &mut Dice, low: usize, high: usize) -> i64 {
    i64::try_from(low + dice.below(high - low)).unwrap_or(0) * MINUTE_MS
}

async fn publish(
    app: &App,
    content: &Content,
    town: &Town,
    (at, author, before, uploads): (usize, usize, i64, Vec<Id<Upload>>),
) -> Result<Post, Failure> {
    let tale = &content.posts[at];
    let pictures = uploads.len();
    let mut tags = Vec::new();
    for nth in 0..pictures {
        for ((ware, _), (x, y)) in shown(content, at, nth).iter().zip(places(content, at, nth)) {
            tags.push(NewTag {
                picture: i32::try_from(nth + 1).unwrap_or(1),
                x,
                y,
                product_id: town.products[*ware].id.uuid(),
                sku_id: None,
                asks_bought: false,
            });
        }
    }
    let written = PostContent {
        text: tale.text.clone(),
        image_ids: uploads.iter().map(|upload| upload.uuid()).collect(),
        topics: tale.topics.clone(),
        tags,
        visibility: Visibility::Public,
        relation: relation(&tale.relation),
        deal: None,
    };
    let person = &town.people[author];
    let key = format!("demo-{}", app.new_uuid().simple());
    let drafted =
        granted(actions::create(&ago(app, before + 4 * MINUTE_MS), person, &key, written).await)?;
    granted(actions::publish(&ago(app, before), person, &key, drafted.id).await)
}

fn relation(name: &str) -> SellerRelation {
    match name {
        "GIFT" => SellerRelation::Gift,
        "COMMISSION" => SellerRelation::Commission,
        "PAID" => SellerRelation::Paid,
        "OWN_SHOP" => SellerRelation::OwnShop,
        _ => SellerRelation::None,
    }
}

/// One post among the people.
struct Scene<'a> {
    app: &'a App,
    content: &'a Content,
    town: &'a Town,
    tale: &'a Tale,
    author: usize,
    post: Id<Post>,
    before: i64,
}

impl Scene<'_> {
    /// So long after the post, but never in the future.
    fn later(&self, ms: i64) -> App {
        ago(self.app, (self.before - ms).max(MINUTE_MS))
    }

    /// A few posts are loved, most are liked, some are overlooked.
    async fn react(&self, dice: &mut Dice) -> Result<(), Failure> {
        let luck = dice.below(1_000);
        // Of a thousand who see it, how many like it: at most 450.
        let share = luck * luck * 45 / 100_000;
        for (at, person) in self.town.people.iter().enumerate() {
            let near = self.speaks_with_author(at);
            let chance = if near { share } else { share * 35 / 100 };
            if at == self.author || dice.below(1_000) >= chance {
                continue;
            }
            let then = self.later(minutes(dice, 3, 2_880));
            granted(actions::like(&then, person, self.post).await)?;
            if dice.once_in(5) {
                granted(actions::save(&then, person, self.post).await)?;
            }
        }
        Ok(())
    }

    fn speaks_with_author(&self, at: usize) -> bool {
        let accounts = &self.content.accounts;
        accounts[at].is_chinese() == accounts[self.author].is_chinese()
    }

    /// Remarks about the kind of thing that is shown, and now and then the author's answer.
    async fn talk(&self, at: usize, dice: &mut Dice) -> Result<(), Failure> {
        let kind = self.tale.products.first().and_then(|key| self.content.ware(key));
        let kind = kind.map_or("any", |(_, ware)| ware.category.as_str());
        let mut said: Vec<&str> = Vec::new();
        for nth in 0..dice.below(5) {
            let speaker = dice.below(self.town.people.len());
            if speaker == self.author {
                continue;
            }
            let about =
                if self.speaks_with_author(speaker) && dice.below(5) < 3 { kind } else { "any" };
            let text = self.remark(about, speaker, dice);
            if said.contains(&text) {
                continue;
            }
            said.push(text);
            let hours = minutes(dice, 10, 1_500);
            let key = format!("demo-comment-{at:03}-{nth}");
            let comment = self.say(speaker, None, text, (&key, hours)).await?;
            if is_question(text) && dice.below(5) < 3 {
                let answer = self.remark("author", self.author, dice);
                let key = format!("demo-answer-{at:03}-{nth}");
                self.say(self.author, Some(comment), answer, (&key, hours + HOUR_MS)).await?;
            }
        }
        Ok(())
    }

    fn remark(&self, about: &str, speaker: usize, dice: &mut Dice) -> &str {
        let Some(remarks) = self.content.comments.get(about) else { return "…" };
        let chinese = self.content.accounts[speaker].is_chinese();
        let texts: &Vec<String> = if chinese { &remarks.zh } else { &remarks.en };
        dice.pick::<String>(texts)
    }

    async fn say(
        &self,
        speaker: usize,
        parent: Option<Uuid>,
        text: &str,
        (key, after): (&str, i64),
    ) -> Result<Uuid, Failure> {
        let new = NewComment {
            post_id: self.post,
            parent_id: parent.map(Id::from_uuid),
            text: text.to_owned(),
        };
        let person = &self.town.people[speaker];
        let comment = actions::add_comment(&self.later(after), person, key, new).await;
        Ok(granted(comment)?.id.uuid())
    }
}

fn is_question(text: &str) -> bool {
    text.ends_with(['?', '？'])
}

/// People follow mostly those whose language they read, and the shops' owners a little more.
async fn follow_each_other(app: &App, content: &Content, town: &Town) -> Result<(), Failure> {
    let mut dice = Dice::new(42);
    let owners: Vec<usize> =
        content.operators.iter().filter_map(|shop| content.person(&shop.owner)).collect();
    for (at, person) in town.people.iter().enumerate() {
        for (other, followee) in town.people.iter().enumerate() {
            let near = content.accounts[at].is_chinese() == content.accounts[other].is_chinese();
            let odds = match (near, owners.contains(&other)) {
                (true, true) => 3,
                (true, false) => 5,
                (false, true) => 9,
                (false, false) => 24,
            };
            if at == other || !dice.once_in(odds) {
                continue;
            }
            let then = ago(app, 31 * DAY_MS + minutes(&mut dice, 0, 86_400));
            granted(actions::follow(&then, person, followee.account_id()).await)?;
        }
    }
    Ok(())
}
