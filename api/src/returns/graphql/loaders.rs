//! The loaders behind the fields of returns: one question for a whole page.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Result};
use platform::App;
use uuid::Uuid;

use super::goods_return::Return;
use crate::identity::graphql::ViewerExt;
use crate::operators::graphql::load_role;
use crate::returns;
use crate::returns::party::{self, Party};
use crate::returns::store::evidence::{self, Evidence};
use crate::returns::store::{pieces, promises, receipts, returns as rows};
use crate::returns::terms::Promise;

type Found<T> = Result<HashMap<Uuid, T>>;

/// Reads returns by id, whoever may see them.
pub struct ReturnLoader(pub App);

impl Loader<Uuid> for ReturnLoader {
    type Value = Return;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Return> {
        let found = rows::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(found.into_iter().map(|row| (row.id.uuid(), Return::from(row))).collect())
    }
}

/// One return by id, if this viewer may see it.
pub async fn load_return(ctx: &Context<'_>, id: Uuid) -> Result<Option<Return>> {
    let found = ctx.data_unchecked::<DataLoader<ReturnLoader>>().load_one(id).await?;
    let Some(back) = found else { return Ok(None) };
    let seen = viewer_party(ctx, &back.0).await?.is_some();
    Ok(seen.then_some(back))
}

/// Who the viewer is in a return; nobody, for most.
pub async fn viewer_party(ctx: &Context<'_>, back: &returns::Return) -> Result<Option<Party>> {
    let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
    let is_member = load_role(ctx, back.operator_id.uuid()).await?.is_some();
    Ok(party::judge(person, back, is_member))
}

/// Reads the lines of returns.
pub struct ReturnLinesLoader(pub App);

impl Loader<Uuid> for ReturnLinesLoader {
    type Value = Vec<pieces::ReturnLine>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<pieces::ReturnLine>> {
        let rows = pieces::of_returns(self.0.reader(), keys.iter().copied()).await?;
        Ok(grouped(rows, |row| row.return_id))
    }
}

/// Reads how many pieces of orders are given back.
pub struct TakenLoader(pub App);

impl Loader<Uuid> for TakenLoader {
    type Value = Vec<(i32, i32)>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<(i32, i32)>> {
        let rows = pieces::taken(self.0.reader(), keys.iter().copied()).await?;
        let mut found: HashMap<Uuid, Vec<(i32, i32)>> = HashMap::new();
        for row in rows {
            found.entry(row.order_id).or_default().push((row.position, row.taken));
        }
        Ok(found)
    }
}

/// Reads what was shown about returns.
pub struct ReturnEvidenceLoader(pub App);

impl Loader<Uuid> for ReturnEvidenceLoader {
    type Value = Vec<Evidence>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<Evidence>> {
        let rows = evidence::of_returns(self.0.reader(), keys.iter().copied()).await?;
        Ok(grouped(rows, |row| row.return_id))
    }
}

/// Reads what shops did not do in time about returns.
pub struct ReturnBreachesLoader(pub App);

impl Loader<Uuid> for ReturnBreachesLoader {
    type Value = Vec<receipts::Breached>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Vec<receipts::Breached>> {
        let rows = receipts::breaches(self.0.reader(), keys.iter().copied()).await?;
        Ok(grouped(rows, |row| row.return_id))
    }
}

/// Reads what shops promise now.
pub struct PromiseLoader(pub App);

impl Loader<Uuid> for PromiseLoader {
    type Value = Promise;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Found<Promise> {
        let rows = promises::now(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().collect())
    }
}

fn grouped<T>(rows: Vec<T>, of: impl Fn(&T) -> Uuid) -> HashMap<Uuid, Vec<T>> {
    let mut found: HashMap<Uuid, Vec<T>> = HashMap::new();
    for row in rows {
        found.entry(of(&row)).or_default().push(row);
    }
    found
}
