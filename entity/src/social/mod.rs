//! Tables of posts, of what people do with them, and of whom they follow or block.

pub mod account_reach;
pub mod block;
pub mod follow;
pub mod post;
pub mod post_comment;
pub mod post_image;
pub mod post_like;
pub mod post_listing;
pub mod post_report;
pub mod post_save;
pub mod post_tag;
pub mod topic;
