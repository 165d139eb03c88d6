//! How the tables came to be, on both engines, up and down.
//!
//! Expand first, contract in a later release: several versions of the server may run at once.
//! What a migration says stays as it is once released; it never reads today's enums.

pub mod key_store;
mod m20261122_000001_platform_machinery;
mod m20261122_000002_identity_accounts;
mod m20261122_000003_media_uploads;
mod m20261122_000004_operators;
mod m20261122_000005_catalog;
mod m20261122_000006_social_posts;
mod m20261122_000007_catalog_screens;
mod m20261122_000008_privacy;
mod m20261122_000009_consents;
mod m20261122_000010_registration;
mod m20261122_000011_ledger;
mod m20261122_000012_payments;
mod m20261122_000013_orders;
mod m20261122_000014_fulfilment;
mod m20261122_000015_settlement;
mod m20261122_000016_risk;
mod m20261122_000017_ends;
mod m20261122_000018_group_buys;
mod m20261122_000019_price_cuts;
mod m20261122_000020_invitations;
mod m20261122_000021_deal_posts;
mod m20261123_000022_complaints;
mod m20261123_000023_compensation;
mod m20261123_000024_notices;
mod m20261123_000025_returns;
mod m20261123_000026_deal_funding;
mod m20261123_000027_case_archives;
mod sql;

use sea_orm_migration::prelude::*;

pub use sea_orm_migration::MigratorTrait;
pub use sql::{guard_states, keep_rows, release_rows, run, unguard_states};

/// All migrations, in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_platform_machinery::Migration),
            Box::new(m20261122_000002_identity_accounts::Migration),
            Box::new(m20261122_000003_media_uploads::Migration),
            Box::new(m20261122_000004_operators::Migration),
            Box::new(m20261122_000005_catalog::Migration),
            Box::new(m20261122_000006_social_posts::Migration),
            Box::new(m20261122_000007_catalog_screens::Migration),
            Box::new(m20261122_000008_privacy::Migration),
            Box::new(m20261122_000009_consents::Migration),
            Box::new(m20261122_000010_registration::Migration),
            Box::new(m20261122_000011_ledger::Migration),
            Box::new(m20261122_000012_payments::Migration),
            Box::new(m20261122_000013_orders::Migration),
            Box::new(m20261122_000014_fulfilment::Migration),
            Box::new(m20261122_000015_settlement::Migration),
            Box::new(m20261122_000016_risk::Migration),
            Box::new(m20261122_000017_ends::Migration),
            Box::new(m20261122_000018_group_buys::Migration),
            Box::new(m20261122_000019_price_cuts::Migration),
            Box::new(m20261122_000020_invitations::Migration),
            Box::new(m20261122_000021_deal_posts::Migration),
            Box::new(m20261123_000022_complaints::Migration),
            Box::new(m20261123_000023_compensation::Migration),
            Box::new(m20261123_000024_notices::Migration),
            Box::new(m20261123_000025_returns::Migration),
            Box::new(m20261123_000026_deal_funding::Migration),
            Box::new(m20261123_000027_case_archives::Migration),
        ]
    }
}
