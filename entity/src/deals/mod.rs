//! Rows of deals.

pub mod deal_post;
pub mod group_allowance;
pub mod group_allowance_use;
pub mod group_buy;
pub mod group_campaign;
pub mod group_identity;
pub mod group_member;
pub mod invitation;
pub mod invitation_use;
pub mod order_attribution;
pub mod price_cut;
pub mod price_cut_campaign;
pub mod price_cut_day;
pub mod price_cut_help;
pub mod price_cut_mark;
