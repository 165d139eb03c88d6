//! What a visitor sees first: the posts that rank highest.

use std::sync::LazyLock;

use serde_json::json;

use super::{Aim, Boxed, Ground, Scenario};
use crate::floor::cards::{FRAGMENT, OF_A_POST, Page, ROWS, list};
use crate::floor::db::{Given, Statement};
use crate::floor::{Ask, Floor};

/// The first page of discover, as a visitor sees it.
pub struct Discover;

impl Scenario for Discover {
    fn name(&self) -> &'static str {
        "discover"
    }

    fn about(&self) -> &'static str {
        "a visitor's first page of discover: 20 posts with all that a feed shows"
    }

    fn aims<'a>(&'a self, _ground: &'a Ground) -> Boxed<'a, Vec<Aim>> {
        Box::pin(async move {
            let document = format!(
                "query Discover {{ feedDiscover(first: 20) {{ nodes {{ ...Card }} \
                 pageInfo {{ hasNextPage }} }} }} {FRAGMENT}"
            );
            let (variables, ask) = (json!({}), Ask::default());
            Ok(vec![Aim { document, variables, token: None, ask, expected: None }])
        })
    }

    fn floor<'a>(&'a self, floor: &'a Floor, _ask: Ask) -> Boxed<'a, Vec<u8>> {
        Box::pin(async move {
            let page = Page::of(floor.db.page(&STATEMENT, &[Given::Id(None)]).await?)?;
            list("feedDiscover", &page, 20, (&floor.origin, None))
        })
    }
}

static STATEMENT: LazyLock<Statement> = LazyLock::new(|| {
    Statement::new(&format!(
        "WITH page AS MATERIALIZED (SELECT {OF_A_POST}, p.score AS place FROM post p \
         WHERE p.state = 'PUBLISHED' AND p.visibility = 'PUBLIC' \
         ORDER BY p.score DESC, p.id DESC LIMIT 21){ROWS}"
    ))
});
