//! Whether something may be given back, and what comes of it: the preview shows it, and the request
//! asks the same again.

use platform::Error;
use platform::kernel::Id;
use time::OffsetDateTime;

use super::requesting::RequestRefusal as R;
use super::settling::{Owed, owed};
use crate::identity::Account;
use crate::orders::{Line, Order, OrderState};
use crate::returns::goods_return::{Kind, shop_bears_carriage};
use crate::returns::store::pieces::Pieces;
use crate::returns::store::scene::Scene;
use crate::returns::terms::{self, Promise, Terms};

/// What somebody wants to give back.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Wanted {
    pub order: uuid::Uuid,
    pub kind: Kind,
    pub lines: Vec<Pieces>,
}

/// What may be given back, and what comes of it.
#[derive(Debug, Clone)]
pub struct Sound {
    pub order: Order,
    pub lines: Vec<(Line, i32)>,
    pub terms: &'static Terms,
    pub owed: Owed,
    /// When the time for it is over; nothing for what was not delivered.
    pub until: Option<OffsetDateTime>,
    pub shop_bears_carriage: bool,
}

/// Looks at a wish; the first thing that stands against it is told.
///
/// # Errors
/// [`RequestRefusal`](R), in its order; beyond the calendar.
pub fn look(
    scene: Option<Scene>,
    buyer: Id<Account>,
    wanted: &Wanted,
    now: OffsetDateTime,
) -> Result<Sound, Error<R>> {
    let scene = scene.filter(|scene| scene.order.buyer_id == buyer).ok_or(R::OrderNotFound)?;
    let (order, promise) = (scene.order, scene.promise);
    let chosen = chosen(&scene.lines, wanted)?;
    for (line, quantity) in &chosen {
        let gone = scene.taken.iter().find(|row| row.position == line.position);
        let left = line.quantity - gone.map_or(0, |row| row.taken);
        if !(1..=left).contains(quantity) {
            return Err(R::QuantityInvalid.into());
        }
    }
    let own = terms::of(order.profile, order.submitted_at)?;
    let until = open_until((&order, wanted.kind), (own, promise), now)?;
    if wanted.kind == Kind::CoolingOff
        && chosen.iter().any(|(line, _)| terms::is_excluded(own, promise, line))
    {
        return Err(R::Excluded.into());
    }
    let is_whole = chosen.len() == scene.lines.len()
        && chosen.iter().all(|(line, quantity)| line.quantity == *quantity);
    if order.state == OrderState::ToShip && !is_whole {
        return Err(R::WholeOrderOnly.into());
    }
    let lines = (&scene.lines[..], &scene.refunded[..]);
    let owed = owed(&order, lines, (wanted.kind, &wanted.lines), own)?;
    let bears = shop_bears_carriage(wanted.kind) || promise.bears_carriage;
    Ok(Sound { order, lines: chosen, terms: own, owed, until, shop_bears_carriage: bears })
}

fn chosen(all: &[Line], wanted: &Wanted) -> Result<Vec<(Line, i32)>, R> {
    let mut found: Vec<(Line, i32)> = Vec::new();
    for piece in &wanted.lines {
        let line = all.iter().find(|line| line.position == piece.position);
        let line = line.ok_or(R::LinesInvalid)?;
        if found.iter().any(|(known, _)| known.position == line.position) {
            return Err(R::LinesInvalid);
        }
        found.push((line.clone(), piece.quantity));
    }
    if found.is_empty() { Err(R::LinesInvalid) } else { Ok(found) }
}

/// Whether the order stands where this kind of return is asked for, and until when.
fn open_until(
    (order, kind): (&Order, Kind),
    (own, promise): (&Terms, Promise),
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Error<R>> {
    let unsent = matches!(order.state, OrderState::ToShip | OrderState::Shipped);
    if kind == Kind::RefundOnly && unsent {
        return Ok(None);
    }
    if order.state == OrderState::Cancelled {
        return Err(R::OrderEnded.into());
    }
    let received = order.signed_at.ok_or(R::NotDelivered)?;
    let end = terms::window(own, promise, kind, received)?;
    if now >= end {
        return Err(R::WindowOver.into());
    }
    Ok(Some(end))
}
