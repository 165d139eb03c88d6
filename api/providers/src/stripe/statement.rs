//! Balance transactions: Stripe's own books, page by page.

use serde::Deserialize;
use time::OffsetDateTime;

use super::{Linked, Metadata, Named, Stripe};
use crate::{Failure, Line, LineKind};

/// A page of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its lines, newest first.
    pub lines: Vec<Line>,
    /// What to ask the next page with; nothing at the end.
    pub after: Option<String>,
}

#[derive(Deserialize)]
struct List {
    data: Vec<Wire>,
    has_more: bool,
}

#[derive(Deserialize)]
struct Wire {
    id: String,
    amount: i64,
    fee: i64,
    currency: String,
    created: i64,
    #[serde(rename = "type")]
    kind: String,
    source: Option<Linked<Source>>,
}

/// What moved the money: a charge or a refund, with as much of it as is needed.
#[derive(Debug, Clone, Deserialize)]
struct Source {
    id: String,
    payment_intent: Option<Linked<Named>>,
    #[serde(default)]
    metadata: Option<Metadata>,
}

/// Beyond these pages of a hundred a day is no day of one shop.
const MOST_PAGES: usize = 10_000;

impl Stripe {
    /// One page of the money that moved from `from` until before `until`; all of it if neither is
    /// named. A charge carries the id of its payment intent, because its own metadata may be
    /// empty; a refund carries our number.
    ///
    /// # Errors
    /// As [`Failure`] says.
    pub async fn statement_page(
        &self,
        span: Option<(OffsetDateTime, OffsetDateTime)>,
        after: Option<&str>,
    ) -> Result<Page, Failure> {
        let span = span.map(|(from, until)| {
            (from.unix_timestamp().to_string(), until.unix_timestamp().to_string())
        });
        let mut query = vec![("limit", "100"), ("expand[]", "data.source")];
        if let Some((from, until)) = &span {
            query.extend([("created[gte]", from.as_str()), ("created[lt]", until.as_str())]);
        }
        query.extend(after.map(|after| ("starting_after", after)));
        let list: List = self.get(&["balance_transactions"], &query).await?;
        let after = list.data.last().filter(|_| list.has_more).map(|last| last.id.clone());
        let lines = list.data.into_iter().map(line).collect::<Result<_, _>>()?;
        Ok(Page { lines, after })
    }

    /// All lines of a span of time.
    ///
    /// # Errors
    /// As [`Failure`] says.
    pub async fn statement(
        &self,
        span: Option<(OffsetDateTime, OffsetDateTime)>,
    ) -> Result<Vec<Line>, Failure> {
        let mut lines = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = self.statement_page(span, after.as_deref()).await?;
            lines.extend(page.lines);
            match page.after {
                Some(next) if Some(&next) != after.as_ref() => after = Some(next),
                Some(_) => return Err(Failure::Malformed("a page that moves on")),
                None => return Ok(lines),
            }
        }
        Err(Failure::Malformed("a bounded statement"))
    }
}

fn line(wire: Wire) -> Result<Line, Failure> {
    let bad = Failure::Malformed("a balance transaction of Stripe");
    let kind = match wire.kind.as_str() {
        "charge" | "payment" => LineKind::Payment,
        "refund" | "payment_refund" => LineKind::Refund,
        _ => LineKind::Other,
    };
    let minor = match kind {
        LineKind::Refund => wire.amount.checked_neg().ok_or_else(|| bad.clone())?,
        LineKind::Payment | LineKind::Other => wire.amount,
    };
    if kind != LineKind::Other && minor <= 0 {
        return Err(bad);
    }
    let at = OffsetDateTime::from_unix_timestamp(wire.created).map_err(|_| bad)?;
    let (provider_id, reference) = match wire.source {
        Some(Linked::Whole(source)) => {
            let reference = source.metadata.and_then(|metadata| metadata.reference);
            let id = match kind {
                LineKind::Payment => source.payment_intent.map(Linked::id).unwrap_or(source.id),
                LineKind::Refund | LineKind::Other => source.id,
            };
            (id, reference)
        }
        Some(Linked::Id(id)) => (id, None),
        None => (wire.id, None),
    };
    Ok(Line {
        kind,
        reference,
        provider_id,
        minor,
        currency: wire.currency.to_ascii_uppercase(),
        fee_minor: wire.fee,
        at,
    })
}
