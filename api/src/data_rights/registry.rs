//! The registry of personal data: what every slice declares, in the order of the rooms.

use futures_util::future::BoxFuture;
use platform::{App, Failure};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::personal::{MACHINE_TABLES, TABLES};
use crate::privacy::personal::Table;
use crate::{
    catalog, compensation, complaints, deals, fulfilment, identity, ledger, media, notices,
    operators, orders, payments, returns, settlement, social,
};

type Export = fn(App, Uuid) -> BoxFuture<'static, Result<Map<String, Value>, Failure>>;

/// What one slice declares.
#[derive(Clone, Copy)]
pub struct Declared {
    /// The slice, and the name of its document in an archive.
    pub slice: &'static str,
    pub tables: &'static [Table],
    /// What it opens for a person beside its tables, which are read as they are declared. A name
    /// that is a table's is left out.
    pub export: Export,
}

const NOTHING_BESIDE: Export = |_, _| Box::pin(async { Ok(Map::new()) });

/// Every slice that holds anything. A new one adds its line.
pub const REGISTRY: [Declared; 20] = [
    Declared {
        slice: "identity",
        tables: &identity::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { identity::personal::export(&app, subject).await })
        },
    },
    Declared { slice: "media", tables: &media::personal::TABLES, export: NOTHING_BESIDE },
    Declared {
        slice: "operators",
        tables: &operators::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { operators::personal::export(&app, subject).await })
        },
    },
    Declared { slice: "notices", tables: &notices::personal::TABLES, export: NOTHING_BESIDE },
    Declared { slice: "catalog", tables: &catalog::personal::TABLES, export: NOTHING_BESIDE },
    Declared { slice: "ledger", tables: &ledger::personal::TABLES, export: NOTHING_BESIDE },
    Declared {
        slice: "payments",
        tables: &payments::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { payments::personal::export(&app, subject).await })
        },
    },
    Declared {
        slice: "orders",
        tables: &orders::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { orders::personal::export(&app, subject).await })
        },
    },
    Declared { slice: "fulfilment", tables: &fulfilment::personal::TABLES, export: NOTHING_BESIDE },
    Declared {
        slice: "settlement",
        tables: &settlement::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { settlement::personal::export(&app, subject).await })
        },
    },
    Declared {
        slice: "compensation",
        tables: &compensation::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { compensation::personal::export(&app, subject).await })
        },
    },
    Declared {
        slice: "group_buys",
        tables: &deals::group_buy::personal::TABLES,
        export: NOTHING_BESIDE,
    },
    Declared {
        slice: "price_cuts",
        tables: &deals::price_cut::personal::TABLES,
        export: NOTHING_BESIDE,
    },
    Declared {
        slice: "invitations",
        tables: &deals::invitation::personal::TABLES,
        export: NOTHING_BESIDE,
    },
    Declared {
        slice: "carried_deals",
        tables: &deals::carried::personal::TABLES,
        export: NOTHING_BESIDE,
    },
    Declared { slice: "social", tables: &social::personal::TABLES, export: NOTHING_BESIDE },
    Declared {
        slice: "returns",
        tables: &returns::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { returns::personal::export(&app, subject).await })
        },
    },
    Declared {
        slice: "complaints",
        tables: &complaints::personal::TABLES,
        export: |app, subject| {
            Box::pin(async move { complaints::personal::export(&app, subject).await })
        },
    },
    Declared {
        slice: "data_rights",
        tables: &TABLES,
        export: |app, subject| Box::pin(async move { super::archive::own(&app, subject).await }),
    },
    Declared { slice: "platform", tables: &MACHINE_TABLES, export: NOTHING_BESIDE },
];

/// Every declared table.
pub fn tables() -> impl Iterator<Item = &'static Table> {
    REGISTRY.iter().flat_map(|declared| declared.tables)
}
