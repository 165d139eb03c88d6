//! What a person sees first: the newest posts of those they follow. The first page, and one so far
//! down that a list which counts its way there would show it.

use std::sync::LazyLock;

use serde_json::json;
use uuid::Uuid;

use super::{Aim, Boxed, Ground, Scenario, Somebody};
use crate::fault::{Fault, Outcome};
use crate::floor::cards::{FRAGMENT, OF_A_POST, Page, ROWS, list};
use crate::floor::db::{Given, Statement};
use crate::floor::{Ask, Floor};
use crate::id;

const FIRST: usize = 20;

/// A page of the feed, counted from 1.
pub struct Feed {
    pub page: usize,
}

impl Scenario for Feed {
    fn name(&self) -> &'static str {
        if self.page == 1 { "feed" } else { "feed-page-50" }
    }

    fn about(&self) -> &'static str {
        if self.page == 1 {
            "a person's feed: 20 posts with author, pictures, tags, prices, own likes"
        } else {
            "the 50th page of the same feed, by its cursor"
        }
    }

    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            let mut aims = Vec::new();
            for person in &ground.people {
                let walked = after_pages(ground, person, self.page - 1).await?;
                // Who follows too few people has no such page.
                let Some((cursor, after)) = walked else { continue };
                aims.push(Aim {
                    document: document(),
                    variables: json!({ "first": FIRST, "after": cursor }),
                    token: Some(person.token.clone()),
                    ask: Ask { viewer: Some(person.id), after, ..Ask::default() },
                    expected: None,
                });
            }
            Ok(aims)
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let viewer = ask.person()?;
            let (at, id) = ask.after.unwrap_or((i64::MAX, Uuid::max()));
            let given = [Given::Id(Some(viewer)), Given::Number(at), Given::Id(Some(id))];
            let page = Page::of(floor.db.page(&STATEMENT, &given).await?)?;
            list("feedFollowing", &page, FIRST, (&floor.origin, Some(viewer)))
        })
    }
}

fn document() -> String {
    format!(
        "query Feed($first: Int!, $after: String) {{ feedFollowing(first: $first, after: $after) \
         {{ nodes {{ ...Card }} pageInfo {{ hasNextPage }} }} }} {FRAGMENT}"
    )
}

/// `$1` follows the authors, so that what is meant for followers needs no further question.
static STATEMENT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(&format!(
        "WITH page AS MATERIALIZED (SELECT {OF_A_POST}, p.published_at AS place FROM post p \
         WHERE p.author_id IN (SELECT f.followee_id FROM follow f WHERE f.follower_id = $1) \
         AND p.state = 'PUBLISHED' AND p.visibility <> 'PRIVATE' \
         AND NOT EXISTS (SELECT 1 FROM block b \
             WHERE b.blocker_id = $1 AND b.blocked_id = p.author_id) \
         AND NOT EXISTS (SELECT 1 FROM block b \
             WHERE b.blocked_id = $1 AND b.blocker_id = p.author_id) \
         AND (p.published_at, p.id) < ($2, $3) \
         ORDER BY p.published_at DESC, p.id DESC LIMIT 21){ROWS}"
    ))
});

/// Where a page of the feed begins: the server's cursor, and the place it stands for.
type Start = (Option<String>, Option<(i64, Uuid)>);

/// Walks over `pages` pages of a person's feed by its cursors, as an app does; nothing if the feed
/// ends before.
async fn after_pages(ground: &Ground, person: &Somebody, pages: usize) -> Outcome<Option<Start>> {
    let (mut cursor, mut last) = (None::<String>, None);
    for _ in 0..pages {
        let aim = Aim {
            document: "query Walk($first: Int!, $after: String) { feedFollowing(first: $first, \
                       after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } }"
                .to_owned(),
            variables: json!({ "first": FIRST, "after": cursor }),
            token: Some(person.token.clone()),
            ask: Ask::default(),
            expected: None,
        };
        let data = ground.run(&aim).await?;
        let feed = &data["feedFollowing"];
        if feed["pageInfo"]["hasNextPage"] != true {
            return Ok(None);
        }
        cursor = feed["pageInfo"]["endCursor"].as_str().map(ToOwned::to_owned);
        let nodes = feed["nodes"].as_array();
        last = nodes.and_then(|nodes| id::parse("post", nodes.last()?["id"].as_str()?));
    }
    let Some(last) = last else { return Ok((pages == 0).then_some((None, None))) };
    // The cursor is signed and opaque; the floor is told the place that it stands for.
    let sql = "SELECT published_at FROM post WHERE id = $1";
    let rows = ground.db.rows(sql, &[Given::Id(Some(last))]).await?;
    if rows.len() != 1 {
        return Err(Fault::new("a post of the feed is not in the database"));
    }
    Ok(Some((cursor, Some((rows.number(0, 0)?, last)))))
}
