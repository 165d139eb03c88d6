//! Which posts carry which deal.

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
        run(manager, &UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, &["DROP TABLE deal_post"]).await
    }
}

// A post carries one deal, and of that there is one. Only a group and a price cut have somebody who
// may invite to them.
const UP: [&str; 6] = [
    "CREATE TABLE deal_post (
        post_id {uuid} PRIMARY KEY CONSTRAINT fk_deal_post__post_id REFERENCES post (id),
        group_buy_id {uuid}
            CONSTRAINT fk_deal_post__group_buy_id REFERENCES group_buy (id),
        group_campaign_id {uuid}
            CONSTRAINT fk_deal_post__group_campaign_id REFERENCES group_campaign (id),
        price_cut_id {uuid}
            CONSTRAINT fk_deal_post__price_cut_id REFERENCES price_cut (id),
        cut_campaign_id {uuid}
            CONSTRAINT fk_deal_post__cut_campaign_id REFERENCES price_cut_campaign (id),
        invitation_id {uuid}
            CONSTRAINT fk_deal_post__invitation_id REFERENCES invitation (id),
        CONSTRAINT ck_deal_post__one_deal CHECK (
            (CASE WHEN group_buy_id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN group_campaign_id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN price_cut_id IS NULL THEN 0 ELSE 1 END)
            + (CASE WHEN cut_campaign_id IS NULL THEN 0 ELSE 1 END) = 1),
        CONSTRAINT ck_deal_post__invitation CHECK (
            invitation_id IS NULL OR group_buy_id IS NOT NULL OR price_cut_id IS NOT NULL)
    )",
    // One link belongs to one post.
    "CREATE UNIQUE INDEX uq_deal_post__invitation_id ON deal_post (invitation_id)",
    "CREATE INDEX ix_deal_post__group_buy_id ON deal_post (group_buy_id)",
    "CREATE INDEX ix_deal_post__group_campaign_id ON deal_post (group_campaign_id)",
    "CREATE INDEX ix_deal_post__price_cut_id ON deal_post (price_cut_id)",
    "CREATE INDEX ix_deal_post__cut_campaign_id ON deal_post (cut_campaign_id)",
];
