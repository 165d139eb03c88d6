//! Rows of who is known in which group, and of how many pieces they have in a campaign.

use entity::deals::{group_allowance, group_allowance_use, group_identity};
use platform::Failure;
use platform::database::Tx;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    QueryTrait,
};
use uuid::Uuid;

/// Notes by what a member is known in a locked group; each once, which was looked at before.
pub async fn note(tx: &Tx, group: Uuid, member: Uuid, digests: &[String]) -> Result<(), Failure> {
    let rows = digests.iter().map(|digest| group_identity::ActiveModel {
        group_id: Set(group),
        digest: Set(digest.clone()),
        member_id: Set(member),
    });
    group_identity::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// Whether one of these is known in a group.
pub async fn is_known(
    db: &impl ConnectionTrait,
    group: Uuid,
    digests: &[String],
) -> Result<bool, Failure> {
    let found = group_identity::Entity::find()
        .filter(group_identity::Column::GroupId.eq(group))
        .filter(group_identity::Column::Digest.is_in(digests.iter().cloned()))
        .one(db)
        .await?;
    Ok(found.is_some())
}

/// Counts pieces against the allowance of everything that a member is known by in a campaign. Too
/// many: `ck_group_allowance__pieces`.
pub async fn count(
    tx: &Tx,
    (campaign, member): (Uuid, Uuid),
    digests: &[String],
    (pieces, most): (i32, i32),
) -> Result<(), Failure> {
    let rows = digests.iter().map(|digest| group_allowance::ActiveModel {
        campaign_id: Set(campaign),
        digest: Set(digest.clone()),
        pieces: Set(pieces),
        most: Set(most),
    });
    let column = (group_allowance::Entity, group_allowance::Column::Pieces);
    group_allowance::Entity::insert_many(rows)
        .on_conflict(
            OnConflict::columns([
                group_allowance::Column::CampaignId,
                group_allowance::Column::Digest,
            ])
            .value(group_allowance::Column::Pieces, Expr::col(column).add(pieces))
            .to_owned(),
        )
        .exec_without_returning(tx.conn())
        .await?;
    let rows = digests.iter().map(|digest| group_allowance_use::ActiveModel {
        member_id: Set(member),
        campaign_id: Set(campaign),
        digest: Set(digest.clone()),
    });
    group_allowance_use::Entity::insert_many(rows).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// A member is out of a group before it was a success: they may come again, and have their pieces
/// to spend again.
pub async fn forget(tx: &Tx, (campaign, member): (Uuid, Uuid), pieces: i32) -> Result<(), Failure> {
    group_identity::Entity::delete_many()
        .filter(group_identity::Column::MemberId.eq(member))
        .exec(tx.conn())
        .await?;
    let used = group_allowance_use::Entity::find()
        .select_only()
        .column(group_allowance_use::Column::Digest)
        .filter(group_allowance_use::Column::MemberId.eq(member))
        .into_query();
    group_allowance::Entity::update_many()
        .col_expr(
            group_allowance::Column::Pieces,
            Expr::col(group_allowance::Column::Pieces).sub(pieces),
        )
        .filter(group_allowance::Column::CampaignId.eq(campaign))
        .filter(group_allowance::Column::Digest.in_subquery(used))
        .exec(tx.conn())
        .await?;
    group_allowance_use::Entity::delete_many()
        .filter(group_allowance_use::Column::MemberId.eq(member))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// Nobody joins this group any more: by what its members were known is of no more use.
pub async fn forget_group(tx: &Tx, group: Uuid) -> Result<(), Failure> {
    group_identity::Entity::delete_many()
        .filter(group_identity::Column::GroupId.eq(group))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// No group of this campaign forms any more.
pub async fn forget_campaign(tx: &Tx, campaign: Uuid) -> Result<(), Failure> {
    group_allowance_use::Entity::delete_many()
        .filter(group_allowance_use::Column::CampaignId.eq(campaign))
        .exec(tx.conn())
        .await?;
    group_allowance::Entity::delete_many()
        .filter(group_allowance::Column::CampaignId.eq(campaign))
        .exec(tx.conn())
        .await?;
    Ok(())
}
