//! Invitations to deals, who came by them, and what orders are due to.

use sea_orm_migration::prelude::*;

use crate::{keep_rows, release_rows, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &UP).await?;
        keep_rows(manager, "invitation_use").await?;
        keep_rows(manager, "order_attribution").await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        release_rows(manager, "order_attribution").await?;
        release_rows(manager, "invitation_use").await?;
        run(manager, &DOWN).await
    }
}

const UP: [&str; 7] = [
    "CREATE TABLE invitation (
        id {uuid} PRIMARY KEY,
        inviter_id {uuid} NOT NULL CONSTRAINT fk_invitation__inviter_id REFERENCES account (id),
        deal_kind text NOT NULL
            CONSTRAINT ck_invitation__deal_kind CHECK (deal_kind IN ('GROUP_BUY', 'PRICE_CUT')),
        deal_id {uuid} NOT NULL,
        most_uses integer NOT NULL
            CONSTRAINT ck_invitation__most_uses CHECK (most_uses BETWEEN 1 AND 2000),
        uses integer NOT NULL,
        created_at bigint NOT NULL,
        expires_at bigint NOT NULL,
        revoked_at bigint,
        CONSTRAINT ck_invitation__uses CHECK (uses BETWEEN 0 AND most_uses),
        CONSTRAINT ck_invitation__expires CHECK (expires_at > created_at)
    )",
    "CREATE INDEX ix_invitation__inviter_id ON invitation (inviter_id, id)",
    "CREATE TABLE invitation_use (
        invitation_id {uuid} NOT NULL
            CONSTRAINT fk_invitation_use__invitation_id REFERENCES invitation (id),
        account_id {uuid} NOT NULL
            CONSTRAINT fk_invitation_use__account_id REFERENCES account (id),
        used_at bigint NOT NULL,
        PRIMARY KEY (invitation_id, account_id)
    )",
    "CREATE INDEX ix_invitation_use__account_id ON invitation_use (account_id)",
    "CREATE TABLE order_attribution (
        order_id {uuid} PRIMARY KEY
            CONSTRAINT fk_order_attribution__order_id REFERENCES trade_order (id),
        invitation_id {uuid}
            CONSTRAINT fk_order_attribution__invitation_id REFERENCES invitation (id),
        inviter_id {uuid}
            CONSTRAINT fk_order_attribution__inviter_id REFERENCES account (id),
        deal_kind text NOT NULL CONSTRAINT ck_order_attribution__deal_kind
            CHECK (deal_kind IN ('GROUP_BUY', 'PRICE_CUT')),
        deal_id {uuid} NOT NULL,
        post_id {uuid},
        place text NOT NULL,
        network text NOT NULL,
        at bigint NOT NULL,
        CONSTRAINT ck_order_attribution__inviter
            CHECK ((invitation_id IS NULL) = (inviter_id IS NULL))
    )",
    "CREATE INDEX ix_order_attribution__invitation_id ON order_attribution (invitation_id)",
    "CREATE INDEX ix_order_attribution__inviter_id ON order_attribution (inviter_id)",
];

const DOWN: [&str; 3] =
    ["DROP TABLE order_attribution", "DROP TABLE invitation_use", "DROP TABLE invitation"];
