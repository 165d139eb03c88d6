//! Liking a post and taking it back: the smallest thing that writes. Forty people go over the same
//! posts; server and floor take turns in one row of requests, so that each of them changes
//! something.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::json;
use uuid::Uuid;

use super::{Aim, Boxed, Ground, Scenario, Somebody};
use crate::clock;
use crate::dice::Dice;
use crate::fault::{Fault, Outcome};
use crate::floor::db::{Given, Rows, Tx};
use crate::floor::json::Json;
use crate::floor::{Ask, Floor};
use crate::id;
use crate::measure::check::Expected;

/// How many posts they go over.
const POSTS: usize = 100;

/// Likes, and the same likes taken back.
pub struct Like;

impl Scenario for Like {
    fn name(&self) -> &'static str {
        "like"
    }

    fn about(&self) -> &'static str {
        "people like posts and take it back: a row, a count, an event, one commit"
    }

    fn writes(&self) -> bool {
        true
    }

    /// Every like that was counted is there, and none is counted twice, whoever wrote them.
    fn settled<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, ()> {
        Box::pin(async move {
            let wrong = ground.db.rows(MISCOUNTED, &[]).await?.number(0, 0)?;
            if wrong == 0 { Ok(()) } else { Err(Fault::new(format!("{wrong} posts miscounted"))) }
        })
    }

    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            let sql = "SELECT id FROM post p WHERE state = 'PUBLISHED' AND visibility = 'PUBLIC' \
                       AND NOT EXISTS (SELECT 1 FROM block b WHERE b.blocker_id = p.author_id \
                           OR b.blocked_id = p.author_id) \
                       ORDER BY published_at DESC, id DESC LIMIT 100";
            let posts = ground.db.rows(sql, &[]).await?;
            let posts: Outcome<Vec<Uuid>> = (0..posts.len()).map(|row| posts.id(row, 0)).collect();
            let mut pairs = Vec::new();
            for post in posts?.into_iter().take(POSTS) {
                let sql = "SELECT account_id FROM post_like WHERE post_id = $1";
                let likers = ground.db.rows(sql, &[Given::Id(Some(post))]).await?;
                let likers: Outcome<Vec<Uuid>> =
                    (0..likers.len()).map(|row| likers.id(row, 0)).collect();
                let likers = likers?;
                // One after the other: a person's acts are numbered, so that two at once wait.
                let others = ground.people.iter().filter(|person| !likers.contains(&person.id));
                pairs.extend(others.map(|person| (person, post)));
            }
            let way = |on| pairs.iter().map(move |(person, post)| aim(person, *post, on));
            Ok(way(true).chain(way(false)).collect())
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let (viewer, on) = (ask.person()?, ask.on);
            let post = ask.subject.ok_or_else(|| Fault::new("no post to like"))?;
            let mut likes = Err(Fault::new("not tried"));
            // Two acts of one person may meet at their number: then one of them starts again.
            for _ in 0..20 {
                likes = react(floor.db.begin().await?, viewer, post, on).await;
                if likes.is_ok() {
                    break;
                }
            }
            let mut json = Json::new(BEGINNING);
            json.id("post", post).raw(",\"likeCount\":").number(likes?);
            json.raw(",\"viewer\":{\"hasLiked\":").flag(on).raw("}},\"userErrors\":[]}}}");
            Ok(json.done())
        })
    }
}

const BEGINNING: &str = "{\"data\":{\"react\":{\"post\":{\"id\":";

fn aim(person: &Somebody, post: Uuid, on: bool) -> Aim {
    let (field, input) =
        if on { ("postLike", "PostLikeInput") } else { ("postUnlike", "PostUnlikeInput") };
    let id = id::text("post", post);
    let expected = Expected::number(
        format!("{BEGINNING}\"{id}\",\"likeCount\":"),
        format!(",\"viewer\":{{\"hasLiked\":{on}}}}},\"userErrors\":[]}}}}"),
    );
    Aim {
        document: format!(
            "mutation React($input: {input}!) {{ react: {field}(input: $input) {{ \
             post {{ id likeCount viewer {{ hasLiked }} }} userErrors {{ code }} }} }}"
        ),
        variables: json!({ "input": { "postId": id } }),
        token: Some(person.token.clone()),
        ask: Ask { viewer: Some(person.id), subject: Some(post), on, ..Ask::default() },
        expected: Some(expected),
    }
}

/// The rows that the server writes, and no more questions than they need: the like, its event, the
/// post's count, and its rank where the count has doubled.
async fn react(mut tx: Tx, viewer: Uuid, post: Uuid, on: bool) -> Outcome<i64> {
    let now = clock::now_millis();
    let (who, what) = (Given::Id(Some(viewer)), Given::Id(Some(post)));
    if on {
        tx.rows(LIKE, &[who, what, Given::Number(now)]).await?;
    } else {
        tx.rows(UNLIKE, &[who, what]).await?;
    }
    let chance =
        Dice::new(EVENTS.fetch_add(1, Ordering::Relaxed) ^ now.unsigned_abs() << 20).wide();
    let event = id::version_7(now, chance);
    let body = format!("{{\"account_id\":\"{viewer}\",\"post_id\":\"{post}\",\"on\":{on}}}");
    let told = [Given::Id(Some(event)), who, Given::Text(&body), Given::Number(now)];
    match &tx {
        Tx::Postgres(_) => tx.rows(TELL_POSTGRES, &told).await?,
        Tx::Sqlite(_) => tx.rows(TELL_SQLITE, &told).await?,
    };
    let by = Given::Number(if on { 1 } else { -1 });
    let counted = tx.rows(COUNT, &[what, by]).await?;
    if counted.len() != 1 {
        return Err(Fault::new("the post is not published"));
    }
    let rank = rank(&counted)?;
    if rank > counted.number(0, 4)? {
        tx.rows("UPDATE post SET score = $2 WHERE id = $1", &[what, Given::Number(rank)]).await?;
    }
    let likes = counted.number(0, 0)?;
    tx.commit().await?;
    Ok(likes)
}

/// Four hours for each doubling of likes, comments (two each) and saves (three each).
fn rank(counted: &Rows) -> Outcome<i64> {
    let (likes, saves, comments) =
        (counted.number(0, 0)?, counted.number(0, 1)?, counted.number(0, 2)?);
    Ok(crate::fill::post::rank(counted.number(0, 3)?, likes + 3 * saves + 2 * comments))
}

/// Sets apart the events of one millisecond.
static EVENTS: AtomicU64 = AtomicU64::new(0);

const MISCOUNTED: &str = "SELECT COUNT(*) FROM (SELECT id, like_count FROM post \
    WHERE state = 'PUBLISHED' ORDER BY published_at DESC, id DESC LIMIT 300) p \
    WHERE p.like_count <> (SELECT COUNT(*) FROM post_like l WHERE l.post_id = p.id)";

const LIKE: &str = "INSERT INTO post_like (account_id, post_id, liked_at) VALUES ($1, $2, $3)";

const UNLIKE: &str = "DELETE FROM post_like WHERE account_id = $1 AND post_id = $2";

const TELL_POSTGRES: &str = "INSERT INTO event (id, aggregate, seq, kind, body, at) \
    SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, 'post.liked', CAST($3 AS jsonb), $4 \
    FROM event WHERE aggregate = $2";

const TELL_SQLITE: &str = "INSERT INTO event (id, aggregate, seq, kind, body, at) \
    SELECT $1, $2, COALESCE(MAX(seq), 0) + 1, 'post.liked', $3, $4 \
    FROM event WHERE aggregate = $2";

const COUNT: &str = "UPDATE post SET like_count = like_count + $2 \
    WHERE id = $1 AND state = 'PUBLISHED' \
    RETURNING like_count, save_count, comment_count, published_at, score";
