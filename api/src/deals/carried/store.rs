//! Rows of the deals of posts, and the deals of a page of posts in one statement.

use std::collections::HashMap;
use std::sync::LazyLock;

use entity::by_place::{Columns, columns};
use entity::deals::{deal_post, group_buy, group_campaign, price_cut, price_cut_campaign};
use platform::clock::to_millis;
use platform::database::{Sql, Tx};
use platform::{App, Failure};
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::Carried;
use crate::deals::group_buy::store::{campaigns as group_campaigns, groups};
use crate::deals::group_buy::{Campaign as GroupCampaign, GroupBuy};
use crate::deals::price_cut::store::{campaigns as cut_campaigns, cuts};
use crate::deals::price_cut::{Campaign as CutCampaign, PriceCut};

/// The deal of a post, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    GroupBuy(Box<GroupBuy>),
    GroupCampaign(Box<GroupCampaign>),
    PriceCut(Box<PriceCut>, Box<CutCampaign>),
    CutCampaign(Box<CutCampaign>),
}

/// What a post shows of its deal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub deal: Found,
    /// The invitation of its author, while it opens anything.
    pub invitation: Option<Uuid>,
}

fn to_row(post: Uuid, deal: Carried) -> deal_post::ActiveModel {
    let mut row = deal_post::ActiveModel {
        post_id: Set(post),
        group_buy_id: Set(None),
        group_campaign_id: Set(None),
        price_cut_id: Set(None),
        cut_campaign_id: Set(None),
        invitation_id: Set(None),
    };
    match deal {
        Carried::GroupBuy(id) => row.group_buy_id = Set(Some(id)),
        Carried::GroupCampaign(id) => row.group_campaign_id = Set(Some(id)),
        Carried::PriceCut(id) => row.price_cut_id = Set(Some(id)),
        Carried::CutCampaign(id) => row.cut_campaign_id = Set(Some(id)),
    }
    row
}

fn from_row(row: &deal_post::Model) -> Option<Carried> {
    let group = row.group_buy_id.map(Carried::GroupBuy);
    group
        .or_else(|| row.group_campaign_id.map(Carried::GroupCampaign))
        .or_else(|| row.price_cut_id.map(Carried::PriceCut))
        .or_else(|| row.cut_campaign_id.map(Carried::CutCampaign))
}

/// Takes the deal of a draft away.
pub async fn clear(tx: &Tx, post: Uuid) -> Result<(), Failure> {
    deal_post::Entity::delete_by_id(post).exec(tx.conn()).await?;
    Ok(())
}

pub async fn insert(tx: &Tx, post: Uuid, deal: Carried) -> Result<(), Failure> {
    deal_post::Entity::insert(to_row(post, deal)).exec_without_returning(tx.conn()).await?;
    Ok(())
}

/// The deal that a post carries, whatever became of it.
///
/// # Errors
/// The database's own.
pub async fn of_post(db: &impl ConnectionTrait, post: Uuid) -> Result<Option<Carried>, Failure> {
    let row = deal_post::Entity::find_by_id(post).one(db).await?;
    Ok(row.as_ref().and_then(from_row))
}

/// Whether a post carries a deal.
///
/// # Errors
/// The database's own.
pub async fn leads_to(tx: &Tx, post: Uuid, deal: Carried) -> Result<bool, Failure> {
    Ok(of_post(tx.conn(), post).await? == Some(deal))
}

/// The invitation of a post.
pub async fn invitation_of(tx: &Tx, post: Uuid) -> Result<Option<Uuid>, Failure> {
    let row = deal_post::Entity::find_by_id(post).one(tx.conn()).await?;
    Ok(row.and_then(|row| row.invitation_id))
}

/// Readers of a post come by this invitation, or by none any more.
pub async fn invite(tx: &Tx, post: Uuid, invitation: Option<Uuid>) -> Result<(), Failure> {
    deal_post::Entity::update_many()
        .col_expr(deal_post::Column::InvitationId, Expr::value(invitation))
        .filter(deal_post::Column::PostId.eq(post))
        .exec(tx.conn())
        .await?;
    Ok(())
}

/// The columns of the four kinds of deals, after those of the post.
static COLUMNS: LazyLock<String> = LazyLock::new(|| {
    [
        columns::<group_buy::Model>("g"),
        columns::<group_campaign::Model>("c"),
        columns::<price_cut::Model>("s"),
        columns::<price_cut_campaign::Model>("k"),
    ]
    .join(", ")
});

/// The deals of posts, as they stand, in one statement for all of them; without those whose product
/// is not on the shelves.
///
/// # Errors
/// The database's own.
pub async fn of_posts(app: &App, posts: &[Uuid]) -> Result<HashMap<Uuid, Shown>, Failure> {
    if posts.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql = Sql::new("SELECT x.post_id, i.id, ");
    sql.push(&COLUMNS).push(" FROM deal_post x");
    sql.push(" LEFT JOIN group_buy g ON g.id = x.group_buy_id");
    sql.push(" LEFT JOIN group_campaign c ON c.id = x.group_campaign_id");
    sql.push(" LEFT JOIN price_cut s ON s.id = x.price_cut_id");
    sql.push(" LEFT JOIN price_cut_campaign k");
    sql.push(" ON k.id = coalesce(x.cut_campaign_id, s.campaign_id)");
    sql.push(" JOIN product q ON q.id = coalesce(g.product_id, c.product_id, k.product_id)");
    sql.push(" AND q.state = 'LIVE'");
    sql.push(" LEFT JOIN invitation i ON i.id = x.invitation_id AND i.revoked_at IS NULL");
    sql.push(" AND i.uses < i.most_uses AND i.expires_at > ").bind(to_millis(app.now()));
    sql.push(" WHERE x.post_id IN ").list(posts.iter().copied());
    let db = app.reader();
    let rows = db.query_all_raw(sql.statement(db.get_database_backend())).await?;
    let mut found = HashMap::new();
    for row in &rows {
        let mut columns = Columns::of(row);
        let (post, invitation) = (columns.value()?, columns.value()?);
        let Some(deal) = read(&mut columns)? else { continue };
        found.insert(post, Shown { deal, invitation });
    }
    Ok(found)
}

fn read(columns: &mut Columns<'_>) -> Result<Option<Found>, Failure> {
    let group: Option<group_buy::Model> = columns.found()?;
    let group_campaign: Option<group_campaign::Model> = columns.found()?;
    let cut: Option<price_cut::Model> = columns.found()?;
    let cut_campaign: Option<price_cut_campaign::Model> = columns.found()?;
    if let Some(group) = group {
        return Ok(Some(Found::GroupBuy(Box::new(groups::from_row(group)?))));
    }
    if let Some(campaign) = group_campaign {
        let campaign = group_campaigns::from_row(campaign)?;
        return Ok(Some(Found::GroupCampaign(Box::new(campaign))));
    }
    let Some(campaign) = cut_campaign else { return Ok(None) };
    let campaign = Box::new(cut_campaigns::from_row(&campaign)?);
    Ok(Some(match cut {
        Some(cut) => Found::PriceCut(Box::new(cuts::from_row(&cut)?), campaign),
        None => Found::CutCampaign(campaign),
    }))
}
