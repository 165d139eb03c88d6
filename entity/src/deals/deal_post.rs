//! The deal that a post carries: exactly one of four.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deal_post")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub post_id: Uuid,
    pub group_buy_id: Option<Uuid>,
    pub group_campaign_id: Option<Uuid>,
    pub price_cut_id: Option<Uuid>,
    pub cut_campaign_id: Option<Uuid>,
    /// The link by which its readers come, while it is shown.
    pub invitation_id: Option<Uuid>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
