//! Lists of posts, by keyset: each order has its index, and each list says who may see it.

use platform::Failure;
use platform::kernel::Asked;
use sea_orm::{ConnectionTrait, DatabaseBackend};
use uuid::Uuid;

use super::beside::POST;
use super::{Beside, Place, Placed, Read, Sql, sight};
use crate::social::post::PostState;

/// A list of posts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Feed {
    /// Everything, by rank. Personalised, it leaves out what the reader wrote, liked or saved.
    Discover { personalised: bool },
    /// By time, narrowed by all that is set.
    Posts { narrowed: Narrowed, oldest_first: bool },
    /// Of those the reader follows, newest first.
    Following,
    /// What the reader saved, last saved first.
    Saved,
    /// The reader's own, whatever their state, last drafted first.
    Mine { state: Option<PostState> },
    /// What staff are to read, in the order in which it came in.
    Review,
    /// Hidden posts whose authors wait for an answer, in the order in which they appealed.
    Appeals,
}

/// What a list of posts is narrowed to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Narrowed {
    pub author: Option<Uuid>,
    pub topic: Option<String>,
    pub product: Option<Uuid>,
    pub operator: Option<Uuid>,
}

impl Narrowed {
    /// The lists it takes part in, the shortest first as a rule.
    fn listings(&self) -> Vec<(&'static str, String)> {
        let id = |id: Uuid| id.simple().to_string();
        let product = self.product.map(|product| ("PRODUCT", id(product)));
        let operator = self.operator.map(|operator| ("OPERATOR", id(operator)));
        let topic = self.topic.clone().map(|topic| ("TOPIC", topic));
        [product, operator, topic].into_iter().flatten().collect()
    }
}

impl Feed {
    /// The name of the list in its cursors.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Discover { .. } => "post.discover",
            Self::Posts { oldest_first: false, .. } => "post.newest",
            Self::Posts { oldest_first: true, .. } => "post.oldest",
            Self::Following => "post.following",
            Self::Saved => "post.saved",
            Self::Mine { .. } => "post.mine",
            Self::Review => "post.review",
            Self::Appeals => "post.appeals",
        }
    }

    /// The value the list is ordered by, and the table of the id beside it.
    fn key(&self) -> (&'static str, &'static str) {
        match self {
            Self::Discover { .. } => ("p.score", "p.id"),
            Self::Posts { narrowed, .. } if !narrowed.listings().is_empty() => {
                ("d.published_at", "d.post_id")
            }
            Self::Posts { .. } | Self::Following => ("p.published_at", "p.id"),
            Self::Saved => ("d.saved_at", "d.post_id"),
            Self::Mine { .. } => ("p.created_at", "p.id"),
            Self::Review => ("p.updated_at", "p.id"),
            Self::Appeals => ("p.appealed_at", "p.id"),
        }
    }

    fn ascending(&self) -> bool {
        matches!(self, Self::Posts { oldest_first: true, .. } | Self::Review | Self::Appeals)
    }
}

/// A page of a list as somebody sees it, and one row more, which tells whether the list goes on;
/// each post with what is wanted beside it.
pub async fn page(
    db: &impl ConnectionTrait,
    feed: &Feed,
    account: Option<Uuid>,
    asked: &Asked<Place>,
    beside: Beside,
) -> Result<Vec<Placed<Read>>, Failure> {
    if *feed == Feed::Following {
        return following_page(db, account.unwrap_or_default(), asked, beside).await;
    }
    let (value, id) = feed.key();
    let mut sql = Sql::new(&format!("SELECT {}, {value} AS place FROM ", *POST));
    from_where(&mut sql, feed, account);
    let (than, order) = if feed.ascending() { (">", "ASC") } else { ("<", "DESC") };
    if let Some(Place(at, after)) = asked.after {
        sql.push(&format!(" AND ({value}, {id}) {than} (")).bind(at);
        sql.push(", ").bind(after).push(")");
    }
    sql.push(&format!(" ORDER BY {value} {order}, {id} {order} LIMIT "));
    sql.bind(i64::try_from(asked.rows()).unwrap_or(i64::MAX));
    placed(db, sql, order, beside).await
}

async fn placed(
    db: &impl ConnectionTrait,
    sql: Sql,
    order: &str,
    beside: Beside,
) -> Result<Vec<Placed<Read>>, Failure> {
    let sql = beside.around(sql, &format!(" ORDER BY p.place {order}, p.id {order}"));
    let rows = db.query_all_raw(sql.statement(db.get_database_backend())).await?;
    let placed = |row: &sea_orm::QueryResult| {
        let (place, read) = beside.read(row)?;
        Ok((Place(place, read.post.id.uuid()), read))
    };
    rows.iter().map(placed).collect()
}

fn from_where(sql: &mut Sql, feed: &Feed, account: Option<Uuid>) {
    // Without a reader, the lists of a reader are empty.
    let reader = account.unwrap_or_default();
    match feed {
        // Chosen by `following_page`, which `page` calls before it comes here.
        Feed::Following => {}
        Feed::Discover { personalised } => {
            sql.push("post p WHERE ");
            sight::listed(sql, account);
            if let (true, Some(reader)) = (personalised, account) {
                unseen(sql, reader);
            }
        }
        Feed::Posts { narrowed, .. } => posts(sql, narrowed, account),
        Feed::Saved => {
            sql.push("post_save d JOIN post p ON p.id = d.post_id WHERE d.account_id = ");
            sql.bind(reader).push(" AND ");
            sight::listed(sql, account);
        }
        Feed::Mine { state } => {
            sql.push("post p WHERE p.author_id = ").bind(reader);
            match state {
                Some(state) => sql.push(" AND p.state = ").bind(state_name(*state)),
                None => sql.push(" AND p.state <> 'REMOVED'"),
            };
        }
        Feed::Review => {
            sql.push("post p WHERE p.state = 'REVIEW'");
        }
        Feed::Appeals => {
            sql.push("post p WHERE p.state = 'HIDDEN' AND p.appealed_at IS NOT NULL");
            sql.push(" AND p.appeal_answer IS NULL");
        }
    }
}

/// How many of the newest posts are looked through for those of people whom the reader follows.
const NEWEST: i64 = 400;

/// A page of those the reader follows: among the newest of all where that fills it, as it does for
/// who follows many; otherwise person by person. So a page costs neither what everybody ever wrote
/// nor what those followed ever wrote.
async fn following_page(
    db: &impl ConnectionTrait,
    reader: Uuid,
    asked: &Asked<Place>,
    beside: Beside,
) -> Result<Vec<Placed<Read>>, Failure> {
    let rows = i64::try_from(asked.rows()).unwrap_or(i64::MAX);
    let end = |mut sql: Sql| {
        sql.push(" page CROSS JOIN post p WHERE p.id = page.id AND ");
        sight::listed(&mut sql, Some(reader));
        sql.push(" ORDER BY p.published_at DESC, p.id DESC LIMIT ").bind(rows);
        sql
    };
    let select = format!("SELECT {}, p.published_at AS place FROM ", *POST);
    let mut among = Sql::new(&select);
    among_newest(&mut among, reader, asked);
    let found = placed(db, end(among), "DESC", beside).await?;
    if found.len() as u64 == asked.rows() {
        return Ok(found);
    }
    let mut each = Sql::new(&select);
    of_each(&mut each, reader, asked, db.get_database_backend());
    placed(db, end(each), "DESC", beside).await
}

/// Only posts further down the list than where the page before ended.
fn further(sql: &mut Sql, post: &str, asked: &Asked<Place>) {
    if let Some(Place(at, after)) = asked.after {
        sql.push(&format!(" AND ({post}.published_at, {post}.id) < (")).bind(at);
        sql.push(", ").bind(after).push(")");
    }
}

fn among_newest(sql: &mut Sql, reader: Uuid, asked: &Asked<Place>) {
    let rows = i64::try_from(asked.rows()).unwrap_or(i64::MAX);
    sql.push("(SELECT q.id FROM (SELECT n.id, n.published_at, n.author_id, n.visibility");
    sql.push(" FROM post n WHERE n.state = 'PUBLISHED'");
    further(sql, "n", asked);
    sql.push(" ORDER BY n.published_at DESC, n.id DESC LIMIT ").bind(NEWEST);
    // `IS TRUE` keeps PostgreSQL from turning the question into a loop over all who are followed.
    sql.push(") q WHERE q.visibility <> 'PRIVATE' AND (q.author_id IN");
    sql.push(" (SELECT f.followee_id FROM follow f WHERE f.follower_id = ").bind(reader);
    sql.push(")) IS TRUE AND ");
    sight::no_block(sql, reader, "q.author_id");
    sql.push(" ORDER BY q.published_at DESC, q.id DESC LIMIT ").bind(rows).push(")");
}

/// As many of each as a page has, by an index that holds all it takes.
fn of_each(sql: &mut Sql, reader: Uuid, asked: &Asked<Place>, backend: DatabaseBackend) {
    let rows = i64::try_from(asked.rows()).unwrap_or(i64::MAX);
    let of_one = |sql: &mut Sql, post: &str| {
        sql.push(&format!("{post}.author_id = f.followee_id AND {post}.state = 'PUBLISHED'"));
        sql.push(&format!(" AND {post}.visibility <> 'PRIVATE'"));
        further(sql, post, asked);
    };
    sql.push("(SELECT c.id FROM follow f CROSS JOIN ");
    if backend == DatabaseBackend::Postgres {
        sql.push("LATERAL (SELECT q.id, q.published_at FROM post q WHERE ");
        of_one(sql, "q");
        sql.push(" ORDER BY q.published_at DESC, q.id DESC LIMIT ").bind(rows).push(") c WHERE ");
    } else {
        // No LATERAL: the last instant that one person can contribute bounds the walk.
        sql.push("post c WHERE ");
        of_one(sql, "c");
        sql.push(" AND c.published_at >= coalesce((SELECT q.published_at FROM post q WHERE ");
        of_one(sql, "q");
        sql.push(" ORDER BY q.published_at DESC, q.id DESC LIMIT 1 OFFSET ").bind(rows - 1);
        sql.push("), 0) AND ");
    }
    sql.push("f.follower_id = ").bind(reader).push(" AND ");
    sight::no_block(sql, reader, "f.followee_id");
    sql.push(" ORDER BY c.published_at DESC, c.id DESC LIMIT ").bind(rows).push(")");
}

fn posts(sql: &mut Sql, narrowed: &Narrowed, account: Option<Uuid>) {
    let mut listings = narrowed.listings().into_iter();
    match listings.next() {
        None => {
            sql.push("post p WHERE ");
        }
        Some((list, subject)) => {
            sql.push("post_listing d JOIN post p ON p.id = d.post_id WHERE ");
            sql.push(&format!("d.list = '{list}' AND d.subject = ")).bind(subject).push(" AND ");
        }
    }
    for (list, subject) in listings {
        sql.push("EXISTS (SELECT 1 FROM post_listing o WHERE o.post_id = p.id");
        sql.push(&format!(" AND o.list = '{list}' AND o.subject = ")).bind(subject);
        sql.push(") AND ");
    }
    if let Some(author) = narrowed.author {
        sql.push("p.author_id = ").bind(author).push(" AND ");
    }
    sight::listed(sql, account);
}

fn unseen(sql: &mut Sql, reader: Uuid) {
    sql.push(" AND p.author_id <> ").bind(reader);
    for table in ["post_like", "post_save"] {
        sql.push(&format!(" AND NOT EXISTS (SELECT 1 FROM {table} mine WHERE mine.account_id = "));
        sql.bind(reader).push(" AND mine.post_id = p.id)");
    }
}

fn state_name(state: PostState) -> String {
    platform::transitions::States::name(state)
}
