//! Posts as a feed shows them: the fragment that asks for them, the statement that reads a page of
//! them in one go, and the JSON that both must come to.
//!
//! A statement of the floor gives rows of several kinds in the same columns: posts, and beside them
//! pictures, tags, comments, variants, each with the post (or product) it belongs to.

use uuid::Uuid;

use super::db::Rows;
use super::json::Json;
use crate::fault::{Fault, Outcome};

/// The fragment `Card`, as documents of scenarios carry it.
pub const FRAGMENT: &str = "fragment Card on Post { \
    id text topics adLabel likeCount saveCount commentCount publishedAt \
    author { id handle displayName picture { url(width: 320) } } \
    images { id url width height dominantColor placeholder } \
    tags { id picture x y title product { id title priceFrom { amountMinor currency amount } } } \
    viewer { hasLiked hasSaved isAuthor } }";

/// The columns of every row.
pub mod column {
    pub const KIND: usize = 0;
    /// The post or product it belongs to, or is.
    pub const OF: usize = 1;
    /// Its place among its kind.
    pub const PLACE: usize = 2;
    pub const ID: usize = 3;
    pub const OTHER_ID: usize = 4;
    pub const TEXTS: usize = 5;
    pub const NUMBERS: usize = 10;
}

/// Kinds of rows.
pub mod kind {
    pub const SUBJECT: i64 = 1;
    pub const IMAGE: i64 = 2;
    pub const TAG: i64 = 3;
    pub const COMMENT: i64 = 4;
    pub const SKU: i64 = 5;
    pub const OPERATOR: i64 = 6;
}

/// What a page keeps of each post; `place` is what it is ordered by.
pub const OF_A_POST: &str = "p.id, p.author_id, p.text, p.topics, p.ad_label, p.like_count, \
    p.save_count, p.comment_count, p.published_at";

/// Reads the posts of `page` and what they show. `$1` is the viewer, or null.
pub const ROWS: &str = " \
    SELECT CAST(1 AS bigint), p.id, p.place, p.author_id, a.picture_id, p.text, \
        CAST(p.topics AS text), a.handle, a.display_name, CAST(i.variants AS text), \
        p.like_count, p.save_count, p.comment_count, p.published_at, \
        CAST(CASE WHEN p.ad_label THEN 1 ELSE 0 END AS bigint), \
        CAST(CASE WHEN EXISTS (SELECT 1 FROM post_like l \
            WHERE l.account_id = $1 AND l.post_id = p.id) THEN 1 ELSE 0 END AS bigint), \
        CAST(CASE WHEN EXISTS (SELECT 1 FROM post_save s \
            WHERE s.account_id = $1 AND s.post_id = p.id) THEN 1 ELSE 0 END AS bigint) \
    FROM page p JOIN account a ON a.id = p.author_id LEFT JOIN image i ON i.id = a.picture_id \
    UNION ALL \
    SELECT 2, p.id, g.position, g.image_id, NULL, i.placeholder, CAST(i.variants AS text), \
        NULL, NULL, NULL, i.width, i.height, i.dominant_colour, NULL, NULL, NULL, NULL \
    FROM page p JOIN post_image g ON g.post_id = p.id JOIN image i ON i.id = g.image_id \
    UNION ALL \
    SELECT 3, p.id, t.position, t.id, o.id, t.seen_title, o.title, o.currency, NULL, NULL, \
        t.picture, t.x, t.y, o.price_from_minor, NULL, NULL, NULL \
    FROM page p JOIN post_tag t ON t.post_id = p.id \
        LEFT JOIN product o ON o.id = t.product_id AND o.state = 'LIVE' AND t.state = 'ACTIVE'";

/// Rows with their places, so that what belongs to a post is found at once.
pub struct Page {
    pub rows: Rows,
    /// The posts, in the order of the page.
    pub subjects: Vec<usize>,
    /// Everything else: what it belongs to, its kind, its place, its row; sorted.
    parts: Vec<(Uuid, i64, i64, usize)>,
}

impl Page {
    /// Sorts the rows of a statement.
    pub fn of(rows: Rows) -> Outcome<Self> {
        let (mut subjects, mut parts) = (Vec::new(), Vec::with_capacity(rows.len()));
        for row in 0..rows.len() {
            let (kind, of) = (rows.number(row, column::KIND)?, rows.id(row, column::OF)?);
            let place = rows.number(row, column::PLACE)?;
            if kind == kind::SUBJECT {
                subjects.push((place, of, row));
            } else {
                parts.push((of, kind, place, row));
            }
        }
        subjects.sort_unstable_by(|one, other| other.cmp(one));
        parts.sort_unstable();
        let subjects = subjects.into_iter().map(|(_, _, row)| row).collect();
        Ok(Self { rows, subjects, parts })
    }

    /// The rows of a kind that belong to a subject, in order.
    pub fn parts(&self, of: Uuid, kind: i64) -> impl Iterator<Item = usize> {
        let from = self.parts.partition_point(|part| (part.0, part.1) < (of, kind));
        let rest = self.parts.iter().skip(from);
        rest.take_while(move |part| (part.0, part.1) == (of, kind)).map(|part| part.3)
    }

    /// A text of a row.
    pub fn text(&self, row: usize, nth: usize) -> Outcome<&str> {
        self.rows.text(row, column::TEXTS + nth)
    }

    /// A number of a row.
    pub fn number(&self, row: usize, nth: usize) -> Outcome<i64> {
        self.rows.number(row, column::NUMBERS + nth)
    }
}

/// The answer of a list: its first `first` posts, and whether it goes on.
pub fn list(
    field: &str,
    page: &Page,
    first: usize,
    (origin, viewer): (&str, Option<Uuid>),
) -> Outcome<Vec<u8>> {
    let mut json = Json::new("{\"data\":{\"");
    json.raw(field).raw("\":{\"nodes\":[");
    for (nth, row) in page.subjects.iter().take(first).enumerate() {
        json.raw(if nth == 0 { "{" } else { ",{" });
        card(&mut json, page, *row, (origin, viewer))?;
        json.raw("}");
    }
    json.raw("],\"pageInfo\":{\"hasNextPage\":").flag(page.subjects.len() > first).raw("}}}}");
    Ok(json.done())
}

/// The fields of one post, without its brackets.
pub fn card(
    json: &mut Json,
    page: &Page,
    row: usize,
    (origin, viewer): (&str, Option<Uuid>),
) -> Outcome<()> {
    let (id, author) = (page.rows.id(row, column::OF)?, page.rows.id(row, column::ID)?);
    json.raw("\"id\":").id("post", id).raw(",\"text\":").text(page.text(row, 0)?);
    json.raw(",\"topics\":").texts(page.text(row, 1)?)?;
    let label = if page.number(row, 4)? == 1 { "\"广告\"" } else { "null" };
    json.raw(",\"adLabel\":").raw(label);
    json.raw(",\"likeCount\":").number(page.number(row, 0)?);
    json.raw(",\"saveCount\":").number(page.number(row, 1)?);
    json.raw(",\"commentCount\":").number(page.number(row, 2)?);
    json.raw(",\"publishedAt\":").instant(page.number(row, 3)?);
    json.raw(",\"author\":{\"id\":").id("user", author);
    json.raw(",\"handle\":").text(page.text(row, 2)?);
    json.raw(",\"displayName\":").text(page.text(row, 3)?).raw(",\"picture\":");
    match page.rows.maybe_text(row, column::TEXTS + 4)? {
        Some(variants) => {
            let picture = page.rows.id(row, column::OTHER_ID)?;
            json.raw("{\"url\":").picture(origin, picture, variants, 320)?;
            json.raw("}");
        }
        None => {
            json.raw("null");
        }
    }
    json.raw("},\"images\":[");
    images(json, page, id, origin)?;
    json.raw("],\"tags\":[");
    tags(json, page, id)?;
    json.raw("],\"viewer\":");
    match viewer {
        None => json.raw("null"),
        Some(viewer) => {
            json.raw("{\"hasLiked\":").flag(page.number(row, 5)? == 1);
            json.raw(",\"hasSaved\":").flag(page.number(row, 6)? == 1);
            json.raw(",\"isAuthor\":").flag(viewer == author).raw("}")
        }
    };
    Ok(())
}

/// The pictures of a post or product.
pub fn images(json: &mut Json, page: &Page, of: Uuid, origin: &str) -> Outcome<()> {
    for (nth, row) in page.parts(of, kind::IMAGE).enumerate() {
        let image = page.rows.id(row, column::ID)?;
        json.raw(if nth == 0 { "{\"id\":" } else { ",{\"id\":" }).id("image", image);
        json.raw(",\"url\":").picture(origin, image, page.text(row, 1)?, 640)?;
        json.raw(",\"width\":").number(page.number(row, 0)?);
        json.raw(",\"height\":").number(page.number(row, 1)?);
        json.raw(",\"dominantColor\":").colour(page.number(row, 2)?);
        json.raw(",\"placeholder\":").text(page.text(row, 0)?).raw("}");
    }
    Ok(())
}

fn tags(json: &mut Json, page: &Page, of: Uuid) -> Outcome<()> {
    for (nth, row) in page.parts(of, kind::TAG).enumerate() {
        let tag = page.rows.id(row, column::ID)?;
        json.raw(if nth == 0 { "{\"id\":" } else { ",{\"id\":" }).id("post_tag", tag);
        json.raw(",\"picture\":").number(page.number(row, 0)?);
        json.raw(",\"x\":").number(page.number(row, 1)?);
        json.raw(",\"y\":").number(page.number(row, 2)?);
        json.raw(",\"title\":").text(page.text(row, 0)?).raw(",\"product\":");
        match page.rows.maybe_id(row, column::OTHER_ID)? {
            None => json.raw("null}"),
            Some(product) => {
                json.raw("{\"id\":").id("product", product);
                json.raw(",\"title\":").text(page.text(row, 1)?).raw(",\"priceFrom\":");
                json.money(page.number(row, 3)?, page.text(row, 2)?).raw("}}")
            }
        };
    }
    Ok(())
}

/// The only post or product that a statement was to find.
pub fn only(page: &Page) -> Outcome<usize> {
    page.subjects.first().copied().ok_or_else(|| Fault::new("there is no such thing"))
}
