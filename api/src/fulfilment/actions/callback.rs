//! What a carrier tells by its callback: kept first, then taken up by the parcel, if the shop has
//! told of it already. In any order, and as often as the carrier likes.

use std::collections::BTreeMap;

use platform::{App, Failure, transaction};

use super::tracking;
use crate::fulfilment::store::parcels;
use crate::fulfilment::store::records::{self, Record};

/// Takes records of a carrier, whose signature was checked. Says how many were new.
///
/// # Errors
/// The database's own; what was taken before stays, and the carrier tells all of it again.
pub async fn take(app: &App, carrier: &str, told: Vec<Record>) -> Result<usize, Failure> {
    let mut of_waybill: BTreeMap<String, Vec<Record>> = BTreeMap::new();
    for record in told {
        of_waybill.entry(record.waybill.clone()).or_default().push(record);
    }
    let mut taken = 0_usize;
    for (waybill, told) in of_waybill {
        let new: Result<usize, Failure> = transaction!(app, |tx| {
            let mut new = 0_usize;
            for record in &told {
                new = new.saturating_add(usize::from(records::keep(tx, carrier, record).await?));
            }
            let parcel = parcels::by_waybill(tx.conn(), carrier, &waybill).await?;
            if let Some(known) = parcel {
                let (order, shipment, parcel) = tracking::lock(tx, &known).await?;
                tracking::adopt(tx, order, &shipment, parcel).await?;
            }
            Ok(new)
        });
        taken = taken.saturating_add(new?);
    }
    Ok(taken)
}
