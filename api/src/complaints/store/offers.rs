//! Rows of offers.

use entity::complaints::complaint_offer::{ActiveModel, Column as C, Entity, Model};
use platform::Failure;
use platform::database::{Tx, padded};
use platform::kernel::Id;
use platform::transitions::States as _;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use super::{at, state_of};
use crate::complaints::complaint::Complaint;
use crate::complaints::offer::{Offer, OfferState};
use crate::complaints::remedy::Amounts;

/// One is open at a time: `uq_complaint_offer__open`.
pub async fn insert(tx: &Tx, new: &Offer) -> Result<(), Failure> {
    let row = ActiveModel {
        id: Set(new.id.uuid()),
        complaint_id: Set(new.complaint.uuid()),
        side: Set(new.side),
        made_by: Set(new.made_by.uuid()),
        refund_minor: Set(new.amounts.refund),
        compensation_minor: Set(new.amounts.compensation),
        with_replacement: Set(new.amounts.replacement),
        state: Set(new.state.name()),
        complainant_agreed_at: Set(new.complainant_agreed_at.map(Into::into)),
        seller_agreed_at: Set(new.seller_agreed_at.map(Into::into)),
        made_at: Set(new.made_at.into()),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The offer of a case that is open.
pub async fn open_of(
    db: &impl ConnectionTrait,
    case: Id<Complaint>,
) -> Result<Option<Offer>, Failure> {
    let row = Entity::find()
        .filter(C::ComplaintId.eq(case.uuid()))
        .filter(C::State.eq(OfferState::Open.name()))
        .one(db)
        .await?;
    row.as_ref().map(from_row).transpose()
}

/// Keeps an offer that is open; `false` if it is no more.
pub async fn put(tx: &Tx, after: &Offer) -> Result<bool, Failure> {
    let done = Entity::update_many()
        .col_expr(C::State, Expr::value(after.state.name()))
        .col_expr(C::ComplainantAgreedAt, at(after.complainant_agreed_at))
        .col_expr(C::SellerAgreedAt, at(after.seller_agreed_at))
        .col_expr(C::EndedAt, at(after.ended_at))
        .filter(C::Id.eq(after.id.uuid()))
        .filter(C::State.eq(OfferState::Open.name()))
        .exec(tx.conn())
        .await?;
    Ok(done.rows_affected == 1)
}

/// The offers of cases, the newest first; at most the last twenty of each page of cases' sum.
pub async fn of_cases(
    db: &impl ConnectionTrait,
    cases: impl IntoIterator<Item = Uuid>,
) -> Result<Vec<Offer>, Failure> {
    let rows = Entity::find()
        .filter(C::ComplaintId.is_in(padded(cases)))
        .order_by_desc(C::Id)
        .limit(1_000)
        .all(db)
        .await?;
    rows.iter().map(from_row).collect()
}

fn from_row(row: &Model) -> Result<Offer, Failure> {
    Ok(Offer {
        id: Id::from_uuid(row.id),
        complaint: Id::from_uuid(row.complaint_id),
        side: row.side,
        made_by: Id::from_uuid(row.made_by),
        amounts: Amounts {
            refund: row.refund_minor,
            compensation: row.compensation_minor,
            penalty: 0,
            replacement: row.with_replacement,
        },
        state: state_of(&row.state)?,
        complainant_agreed_at: row.complainant_agreed_at.map(|at| at.0),
        seller_agreed_at: row.seller_agreed_at.map(|at| at.0),
        made_at: row.made_at.0,
        ended_at: row.ended_at.map(|at| at.0),
    })
}
