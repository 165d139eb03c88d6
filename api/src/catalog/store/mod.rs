//! The SQL of the catalogue. Other slices read through `many`, `skus_of`, `cheapest`, `hits_of`;
//! only this slice writes.

mod categories;
mod extras;
mod hits;
mod holds;
mod labels;
mod listing;
mod offers;
mod prices;
mod products;
mod reservations;
mod rules;
mod skus;

pub use categories::{add_category, goods_kinds};
pub(super) use categories::{categories, category_exists, lineages, many_categories};
pub(super) use extras::{extras_of, products_of_skus, put_extras};
pub use hits::hits_of;
pub(super) use hits::{Found, HitPlace, Waiting, add_hits, clear, products_of_rule, waiting};
pub(super) use holds::{add_hold, free_hold, give_to, turn_hold};
pub(super) use labels::{add_measure, labels_of, measures, put_label, requirements};
pub(super) use listing::list;
pub use listing::{Filter, Listing, Order, Place};
pub use offers::offers;
pub(super) use prices::{offer, offer_all, offered_since};
pub use products::{images_of, many, product_of};
pub(super) use products::{insert, lock, lock_many, move_state, on_sale_after, set_images};
pub(super) use reservations::{Ending, add_reservations, end_reservations, reserve, unreserve};
pub(super) use rules::{
    RuleFilter, RulePlace, count_standing, list_rules, newest_version, of_version, publish,
    put_sweep_place, rule_place, standing, sweep_place,
};
pub(super) use skus::{add_skus, lock_sku, product_of_sku, put_price_from, put_stock};
pub use skus::{cheapest, many_skus, skus_of};
