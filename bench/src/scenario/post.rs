//! A post that somebody opened from a link: all that a feed shows of it, and what was said to it.

use std::sync::LazyLock;

use serde_json::json;

use super::{Aim, Boxed, Ground, Scenario};
use crate::floor::cards::{self, FRAGMENT, OF_A_POST, Page, ROWS, column, kind};
use crate::floor::db::{Given, Statement};
use crate::floor::json::Json;
use crate::floor::{Ask, Floor};
use crate::id;

/// A post with its first comments, as a visitor sees it.
pub struct PostDetail;

const DOCUMENT: &str = "query Post($id: ID!) { post(id: $id) { ...Card comments(first: 10) { \
    nodes { id text replyCount createdAt author { id handle displayName } } \
    pageInfo { hasNextPage } } } }";

impl Scenario for PostDetail {
    fn name(&self) -> &'static str {
        "post"
    }

    fn about(&self) -> &'static str {
        "a visitor opens one of 50 posts, with its first 10 comments"
    }

    fn aims<'a>(&'a self, ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            // Those that were talked about most: a post nobody talked about is less work.
            let sql = "SELECT id FROM post WHERE state = 'PUBLISHED' AND visibility = 'PUBLIC' \
                       ORDER BY comment_count DESC, id DESC LIMIT 50";
            let rows = ground.db.rows(sql, &[]).await?;
            let aim = |row| {
                let post = rows.id(row, 0)?;
                Ok(Aim {
                    document: format!("{DOCUMENT} {FRAGMENT}"),
                    variables: json!({ "id": id::text("post", post) }),
                    token: None,
                    ask: Ask { subject: Some(post), ..Ask::default() },
                    expected: None,
                })
            };
            (0..rows.len()).map(aim).collect()
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let given = [Given::Id(None), Given::Id(ask.subject)];
            let page = Page::of(floor.db.page(&STATEMENT, &given).await?)?;
            let row = cards::only(&page)?;
            let mut json = Json::new("{\"data\":{\"post\":{");
            cards::card(&mut json, &page, row, (&floor.origin, None))?;
            json.raw(",\"comments\":{\"nodes\":[");
            // Newest first, and one more that says whether they go on.
            let mut comments: Vec<usize> =
                page.parts(page.rows.id(row, column::OF)?, kind::COMMENT).collect();
            comments.reverse();
            for (nth, row) in comments.iter().copied().take(10).enumerate() {
                let comment = page.rows.id(row, column::ID)?;
                json.raw(if nth == 0 { "{\"id\":" } else { ",{\"id\":" }).id("comment", comment);
                json.raw(",\"text\":");
                match page.rows.maybe_text(row, column::TEXTS)? {
                    Some(text) => json.text(text),
                    None => json.raw("null"),
                };
                json.raw(",\"replyCount\":").number(page.number(row, 0)?);
                json.raw(",\"createdAt\":").instant(page.number(row, 1)?);
                let author = page.rows.id(row, column::OTHER_ID)?;
                json.raw(",\"author\":{\"id\":").id("user", author);
                json.raw(",\"handle\":").text(page.text(row, 1)?);
                json.raw(",\"displayName\":").text(page.text(row, 2)?).raw("}}");
            }
            let more = comments.len() > 10;
            json.raw("],\"pageInfo\":{\"hasNextPage\":").flag(more).raw("}}}}}");
            Ok(json.done())
        })
    }
}

static STATEMENT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(&format!(
        "WITH page AS MATERIALIZED (SELECT {OF_A_POST}, p.published_at AS place FROM post p \
         WHERE p.id = $2 AND p.state = 'PUBLISHED' AND p.visibility = 'PUBLIC'), \
         said AS MATERIALIZED (SELECT c.* FROM post_comment c \
         WHERE c.parent_id IS NULL AND c.post_id = $2 \
         AND (c.removed_at IS NULL OR c.reply_count > 0) \
         ORDER BY c.created_at DESC, c.id DESC LIMIT 11){ROWS} \
         UNION ALL \
         SELECT 4, c.post_id, c.created_at, c.id, c.author_id, \
             CASE WHEN c.removed_by IS NULL THEN c.text END, a.handle, a.display_name, NULL, NULL, \
             c.reply_count, c.created_at, NULL, NULL, NULL, NULL, NULL \
         FROM page p JOIN said c ON c.post_id = p.id JOIN account a ON a.id = c.author_id"
    ))
});
