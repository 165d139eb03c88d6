//! The loaders behind the fields of complaints: one question for a whole page.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use platform::App;
use uuid::Uuid;

use super::complaint::Complaint;
use crate::complaints;
use crate::complaints::offer::Offer;
use crate::complaints::panel::Seat;
use crate::complaints::party::{self, Party};
use crate::complaints::remedy::Remedy;
use crate::complaints::store::evidence::{self, Custody, Evidence};
use crate::complaints::store::{cases, offers, panels, remedies};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Arbitrator, Staff};
use crate::operators::graphql::load_role;

type Found<T> = Result<HashMap<Uuid, T>>;

/// A piece of evidence with its custody.
pub type Shown = (Evidence, Vec<Custody>);

/// Reads complaints by id, whoever may see them.
pub struct ComplaintLoader(pub App);

impl Loader<Uuid> for ComplaintLoader {
    type Value = Complaint;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Complaint> {
        let rows = cases::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), Complaint::from(row))).collect())
    }
}

/// One complaint by id, if this viewer may see it.
pub async fn load_complaint(ctx: &Context<'_>, id: Uuid) -> Result<Option<Complaint>> {
    let found = ctx.data_unchecked::<DataLoader<ComplaintLoader>>().load_one(id).await?;
    let Some(case) = found else { return Ok(None) };
    let seen = viewer_party(ctx, &case.0).await?.is_some();
    Ok(seen.then_some(case))
}

/// Reads the evidence of complaints.
pub struct ComplaintEvidenceLoader(pub App);

impl Loader<Uuid> for ComplaintEvidenceLoader {
    type Value = Vec<Shown>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Shown>> {
        let rows = evidence::of_cases(self.0.reader(), keys.iter().copied()).await?;
        let ids = rows.iter().map(|row| row.id.uuid());
        let custody = evidence::custody(self.0.reader(), ids).await?;
        let mut found: HashMap<Uuid, Vec<Shown>> = HashMap::new();
        for row in rows {
            let own = custody.iter().filter(|entry| entry.evidence_id == row.id.uuid());
            let own = own.cloned().collect();
            found.entry(row.complaint.uuid()).or_default().push((row, own));
        }
        Ok(found)
    }
}

/// Reads the seats of the panels of complaints.
pub struct ComplaintSeatsLoader(pub App);

impl Loader<Uuid> for ComplaintSeatsLoader {
    type Value = Vec<Seat>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Seat>> {
        let rows = panels::of_cases(self.0.reader(), keys.iter().copied()).await?;
        Ok(grouped(rows, |seat| seat.complaint.uuid()))
    }
}

/// Who the viewer is in a case; nobody, for most.
pub async fn viewer_party(
    ctx: &Context<'_>,
    case: &complaints::Complaint,
) -> Result<Option<Party>> {
    let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
    let is_member = match case.operator_id {
        Some(operator) => load_role(ctx, operator.uuid()).await?.is_some(),
        None => false,
    };
    let seats = if Staff::<Arbitrator>::of(person).is_ok() {
        let loader = ctx.data_unchecked::<DataLoader<ComplaintSeatsLoader>>();
        loader.load_one(case.id.uuid()).await?.unwrap_or_default()
    } else {
        Vec::new()
    };
    Ok(party::judge(person, case, is_member, &seats))
}

/// Reads the offers of complaints.
pub struct ComplaintOffersLoader(pub App);

impl Loader<Uuid> for ComplaintOffersLoader {
    type Value = Vec<Offer>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Offer>> {
        let rows = offers::of_cases(self.0.reader(), keys.iter().copied()).await?;
        Ok(grouped(rows, |offer| offer.complaint.uuid()))
    }
}

/// Reads the decisions of complaints, drafts included.
pub struct ComplaintRulingsLoader(pub App);

impl Loader<Uuid> for ComplaintRulingsLoader {
    type Value = Vec<Remedy>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Remedy>> {
        let rows = remedies::of_cases(self.0.reader(), keys.iter().copied()).await?;
        Ok(grouped(rows, |remedy| remedy.complaint.uuid()))
    }
}

fn grouped<T>(rows: Vec<T>, case: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut found: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(case(&row)).or_default().push(row);
    }
    found
}
