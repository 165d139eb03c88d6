//! A list of parcels, as shops export it: one row for each, and an answer for each row.

use platform::graphql::scalars::enum_named;
use platform::idempotency::Request;
use platform::kernel::Id;
use platform::{App, Error, Failure, Refusal as _, refusals, transaction};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

use super::send::{self, SendInput, SendRefusal};
use super::tracking::{self, EventInput, EventRefusal};
use crate::fulfilment::store::parcels;
use crate::fulfilment::{Parcel, TrackingKind};
use crate::identity::Person;
use crate::orders::Order;

/// The most rows of one list.
const MOST_ROWS: usize = 100;
/// The most bytes of one list.
const MOST_BYTES: usize = 16 * 1024;
/// The first line of a list, word by word.
const HEADER: &str = "orderId,carrier,waybill,event,at,place";

refusals! {
    /// Why a list was not read at all, in order of precedence.
    pub enum ImportRefusal: "ParcelsImportErrorCode", ParcelsImportUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// More than 16 KiB.
        TooLarge at ["csv"] says "A list has 16 KiB at most.",
        /// The first line is not `orderId,carrier,waybill,event,at,place`.
        HeaderInvalid at ["csv"]
            says "The first line is orderId,carrier,waybill,event,at,place.",
        /// No row, or more than 100.
        RowsInvalid at ["csv"] says "A list has 1 to 100 rows.",
    }
}

/// What became of a row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line of the list, from 2: the first one says what the columns are.
    pub line: i32,
    pub outcome: Outcome,
}

/// What became of a row.
#[derive(Debug, Clone)]
pub enum Outcome {
    Taken(Parcel),
    /// It does not have six columns, or one of them cannot be read.
    Malformed,
    NotSent(SendRefusal),
    /// The parcel was taken, and its event was not.
    NotTracked(Parcel, EventRefusal),
}

struct Read {
    send: SendInput,
    event: Option<(TrackingKind, OffsetDateTime, String)>,
}

/// A row as it is kept: its line, its parcel, and why parcel or event were not taken.
type Kept = (i32, Option<Uuid>, Option<String>, Option<String>);

/// Takes every row by itself: one that is refused stops no other, and a list that is brought again
/// finds its parcels there. The same key with the same list gets the first answer again.
///
/// # Errors
/// [`ImportRefusal`], or ours; the rows before stay taken.
pub async fn import(
    app: &App,
    person: &Person,
    key: &str,
    csv: &str,
) -> Result<Vec<Row>, Error<ImportRefusal>> {
    use ImportRefusal as R;
    let principal = person.account_id().to_string();
    let asked = Request::new(&principal, "parcelsImport", key, &csv);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let before = asked.replay(app.reader(), app.now()).await?.or_refuse(R::IdempotencyConflict)?;
    if let Some(kept) = before {
        return Ok(again(app, kept).await?);
    }
    let given = listed(csv)?;
    let mut rows = Vec::with_capacity(given.len());
    for (line, text) in given {
        let outcome = match read(text) {
            None => Outcome::Malformed,
            Some(read) => take(app, person, read).await?,
        };
        rows.push(Row { line, outcome });
    }
    let answer: Vec<Kept> = rows.iter().map(Row::kept).collect();
    // Somebody else may have brought the same list meanwhile: then that answer stands.
    let first = transaction!(app, |tx| {
        let before = asked.answered(tx, R::IdempotencyConflict).await?;
        if before.is_none() {
            asked.keep(tx, &answer).await?;
        }
        Ok::<Option<Vec<Kept>>, Error<R>>(before)
    })?;
    match first {
        Some(kept) => Ok(again(app, kept).await?),
        None => Ok(rows),
    }
}

fn listed(csv: &str) -> Result<Vec<(i32, &str)>, ImportRefusal> {
    if csv.len() > MOST_BYTES {
        return Err(ImportRefusal::TooLarge);
    }
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim) != Some(HEADER) {
        return Err(ImportRefusal::HeaderInvalid);
    }
    let given: Vec<(i32, &str)> =
        (2..).zip(lines).filter(|(_, line)| !line.trim().is_empty()).collect();
    let fits = (1..=MOST_ROWS).contains(&given.len());
    fits.then_some(given).ok_or(ImportRefusal::RowsInvalid)
}

impl Row {
    fn kept(&self) -> Kept {
        let (parcel, sent, tracked) = match &self.outcome {
            Outcome::Taken(parcel) => (Some(parcel.id.uuid()), None, None),
            Outcome::Malformed => (None, None, None),
            Outcome::NotSent(why) => (None, Some(why.code()), None),
            Outcome::NotTracked(parcel, why) => (Some(parcel.id.uuid()), None, Some(why.code())),
        };
        (self.line, parcel, sent, tracked)
    }
}

/// The rows of the first answer, with their parcels as they are now.
async fn again(app: &App, kept: Vec<Kept>) -> Result<Vec<Row>, Failure> {
    let ids = kept.iter().filter_map(|(_, parcel, ..)| *parcel);
    let parcels = parcels::many(app.reader(), ids).await?;
    let gone = || Failure::broken("a kept row cannot be read");
    let row = |(line, parcel, sent, tracked): Kept| {
        let parcel = parcel.map(|id| parcels.iter().find(|it| it.id.uuid() == id).cloned());
        let outcome = match (parcel, sent, tracked) {
            (None, None, None) => Outcome::Malformed,
            (None, Some(why), None) => Outcome::NotSent(enum_named(&why).ok_or_else(gone)?),
            (Some(parcel), None, None) => Outcome::Taken(parcel.ok_or_else(gone)?),
            (Some(parcel), None, Some(why)) => {
                let why = enum_named(&why).ok_or_else(gone)?;
                Outcome::NotTracked(parcel.ok_or_else(gone)?, why)
            }
            _ => return Err(gone()),
        };
        Ok(Row { line, outcome })
    };
    kept.into_iter().map(row).collect()
}

async fn take(app: &App, person: &Person, read: Read) -> Result<Outcome, Failure> {
    let parcel = match send::create_listed(app, person, &read.send).await {
        Ok(parcel) => parcel,
        Err(Error::Refused(refused)) => return Ok(Outcome::NotSent(refused.code)),
        Err(Error::Failed(failure)) => return Err(failure),
    };
    let Some((kind, at, place)) = read.event else { return Ok(Outcome::Taken(parcel)) };
    let input = EventInput { parcel_id: parcel.id, kind, at, place };
    match tracking::add_listed(app, person, &input).await {
        Ok(parcel) => Ok(Outcome::Taken(parcel)),
        Err(Error::Refused(refused)) => Ok(Outcome::NotTracked(parcel, refused.code)),
        Err(Error::Failed(failure)) => Err(failure),
    }
}

/// Six columns without quotes; the last three are all empty where the row tells of no event.
fn read(text: &str) -> Option<Read> {
    let columns: Vec<&str> = text.split(',').map(str::trim).collect();
    let [order, carrier, waybill, event, at, place] = columns.as_slice() else { return None };
    let send = SendInput {
        order_id: Id::<Order>::parse(order).ok()?,
        carrier: (*carrier).to_owned(),
        waybill: (*waybill).to_owned(),
        pieces: Vec::new(),
    };
    if event.is_empty() {
        let none = at.is_empty() && place.is_empty();
        return none.then_some(Read { send, event: None });
    }
    let at = OffsetDateTime::parse(at, &Rfc3339).ok()?;
    Some(Read { send, event: Some((kind(event)?, at, (*place).to_owned())) })
}

/// An event by its name, as lists and carriers write it.
pub fn kind(name: &str) -> Option<TrackingKind> {
    Some(match name {
        "COLLECTED" => TrackingKind::Collected,
        "IN_TRANSIT" => TrackingKind::InTransit,
        "OUT_FOR_DELIVERY" => TrackingKind::OutForDelivery,
        "DELIVERED" => TrackingKind::Delivered,
        "REFUSED" => TrackingKind::Refused,
        "LOST" => TrackingKind::Lost,
        "RETURNED" => TrackingKind::Returned,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_six_columns_that_can_be_read() {
        let order = "order_0193566ee0007000800000000000000a";
        let row = |rest: &str| read(&format!("{order},{rest}"));
        assert!(row("SF,SF123456,,,").is_some());
        let read = row("SF, SF123456 ,COLLECTED,2026-11-22T08:00:00Z,杭州").unwrap();
        assert_eq!(read.send.waybill, "SF123456");
        assert_eq!(read.event.unwrap().0, TrackingKind::Collected);
        for bad in [
            "SF,SF123456,,",
            "SF,SF123456,,,,",
            "SF,SF123456,STOLEN,2026-11-22T08:00:00Z,",
            "SF,SF123456,COLLECTED,yesterday,",
            "SF,SF123456,,2026-11-22T08:00:00Z,",
        ] {
            assert!(row(bad).is_none(), "{bad}");
        }
        assert!(super::read("post_0193566ee0007000800000000000000a,SF,SF123456,,,").is_none());
    }
}
