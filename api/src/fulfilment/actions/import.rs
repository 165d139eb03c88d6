//! A list of parcels, as shops export it: one row for each, and an answer for each row.

use platform::kernel::Id;
use platform::{App, Error, Failure, refusals};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::send::{self, SendInput, SendRefusal};
use super::tracking::{self, EventInput, EventRefusal};
use crate::fulfilment::{Parcel, TrackingKind, TrackingSource};
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

/// Takes every row by itself: one that is refused stops no other, and a list that is brought again
/// finds its parcels there.
///
/// # Errors
/// [`ImportRefusal`], or ours; the rows before stay taken.
pub async fn import(
    app: &App,
    person: &Person,
    csv: &str,
) -> Result<Vec<Row>, Error<ImportRefusal>> {
    if csv.len() > MOST_BYTES {
        return Err(ImportRefusal::TooLarge.into());
    }
    let mut lines = csv.trim_start_matches('\u{feff}').lines();
    if lines.next().map(str::trim) != Some(HEADER) {
        return Err(ImportRefusal::HeaderInvalid.into());
    }
    let given: Vec<(i32, &str)> =
        (2..).zip(lines).filter(|(_, line)| !line.trim().is_empty()).collect();
    if given.is_empty() || given.len() > MOST_ROWS {
        return Err(ImportRefusal::RowsInvalid.into());
    }
    let mut rows = Vec::with_capacity(given.len());
    for (line, text) in given {
        let outcome = match read(text) {
            None => Outcome::Malformed,
            Some(read) => take(app, person, read).await?,
        };
        rows.push(Row { line, outcome });
    }
    Ok(rows)
}

async fn take(app: &App, person: &Person, read: Read) -> Result<Outcome, Failure> {
    let parcel = match send::create(app, person, &read.send).await {
        Ok(parcel) => parcel,
        Err(Error::Refused(refused)) => return Ok(Outcome::NotSent(refused.code)),
        Err(Error::Failed(failure)) => return Err(failure),
    };
    let Some((kind, at, place)) = read.event else { return Ok(Outcome::Taken(parcel)) };
    let input = EventInput { parcel_id: parcel.id, kind, at, place };
    match tracking::add(app, person, &input, TrackingSource::Csv).await {
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
