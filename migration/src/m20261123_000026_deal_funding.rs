//! Who let a shop draw on the platform's fund for the leaders of its groups.

use sea_orm_migration::prelude::*;

use crate::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &[FUNDED]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["ALTER TABLE group_campaign DROP COLUMN funded_by"]).await
    }
}

// A campaign that the platform pays for is let through by two people.
const FUNDED: &str = "ALTER TABLE group_campaign ADD COLUMN funded_by {uuid}
    CONSTRAINT ck_group_campaign__funded CHECK (
        state IN ('DRAFT', 'REVIEW', 'REJECTED') OR benefit_funder IS NULL
        OR benefit_funder <> 'PLATFORM'
        OR (funded_by IS NOT NULL AND funded_by <> decided_by))";
