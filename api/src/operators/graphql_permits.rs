//! Permits of operators as clients see them.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::{App, payload};
use uuid::Uuid;

use super::permit::{self, PermitFileRefusal};
use super::store_permits;
use crate::identity::graphql::ViewerExt;
use crate::media::graphql::{Image, load_image};

/// The most permits that are shown of one operator.
const MOST: usize = 50;

/// A licence or filing that a shop has shown.
#[derive(Clone)]
pub struct OperatorPermit(permit::Permit);

/// A licence or filing that a shop has shown.
#[Object]
impl OperatorPermit {
    /// The id, beginning with `permit_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it allows.
    async fn kind(&self) -> PermitKind {
        self.0.kind.into()
    }

    /// Its number, 1 to 60 characters.
    async fn number(&self) -> &str {
        &self.0.number
    }

    /// From when it is good.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// The first instant at which it is no longer good.
    async fn valid_until(&self) -> DateTime {
        DateTime(self.0.valid_until)
    }

    /// Whether it is good now.
    async fn is_good(&self, ctx: &Context<'_>) -> bool {
        self.0.is_good(ctx.app().now())
    }

    /// The picture of it; null if it can no longer be shown.
    async fn document(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        load_image(ctx, self.0.document_id).await
    }
}

/// What a permit allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "permit::PermitKind")]
pub enum PermitKind {
    /// To sell food.
    FoodTrade,
    /// To sell cosmetics that are registered or filed.
    CosmeticsFiling,
    /// To sell medicines.
    DrugTrade,
    /// To sell medical devices.
    MedicalDeviceTrade,
}

/// Reads permits by operator.
pub struct PermitsLoader(pub App);

impl Loader<Uuid> for PermitsLoader {
    type Value = Vec<permit::Permit>;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Vec<permit::Permit>>> {
        Ok(store_permits::permits_of(self.0.reader(), keys.iter().copied()).await?)
    }
}

/// What an operator has on file, through the loader, the permit that ends last first.
pub async fn permits(ctx: &Context<'_>, operator: Uuid) -> Result<Vec<permit::Permit>> {
    let loader = ctx.data_unchecked::<DataLoader<PermitsLoader>>();
    Ok(loader.load_one(operator).await?.unwrap_or_default())
}

/// The same, as clients see it.
pub async fn load_permits(ctx: &Context<'_>, operator: Uuid) -> Result<Vec<OperatorPermit>> {
    let permits = permits(ctx, operator).await?;
    Ok(permits.into_iter().take(MOST).map(OperatorPermit).collect())
}

/// What to put on file.
#[derive(InputObject)]
pub struct OperatorPermitFileInput {
    /// The shop; you are a manager or owner of it.
    pub operator_id: ID,
    /// What it allows.
    pub kind: PermitKind,
    /// Its number, 1 to 60 characters on one line.
    pub number: String,
    /// The first day on which it is good, in Shanghai, such as `2026-11-22`.
    pub valid_from: String,
    /// The last day on which it is good, in Shanghai, such as `2026-11-22`; not past.
    pub valid_until: String,
    /// A picture of it: an upload of yours, beginning with `upload_`, that is ready.
    pub document_id: ID,
}

payload! {
    /// The answer of `operatorPermitFile`.
    pub struct OperatorPermitFilePayload refused by PermitFileRefusal {
        /// The permit on file; null when refused.
        permit: OperatorPermit,
    }
}

#[derive(Default)]
pub struct PermitMutation;

#[Object]
impl PermitMutation {
    /// Put a licence or filing of a shop on file, where every buyer can see it. Managers and
    /// owners, with a second factor.
    async fn operator_permit_file(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to put on file.")] input: OperatorPermitFileInput,
    ) -> Result<OperatorPermitFilePayload> {
        let input = permit::PermitInput {
            operator_id: parse_id(&input.operator_id)?,
            kind: input.kind.into(),
            number: input.number,
            valid_from: input.valid_from,
            valid_until: input.valid_until,
            document_id: parse_id(&input.document_id)?,
        };
        let filed = permit::file_permit(ctx.app(), ctx.person()?, input).await;
        reply(filed.map(OperatorPermit))
    }
}
