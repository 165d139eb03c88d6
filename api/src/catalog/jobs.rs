//! What the screen does by itself: products that were submitted, rules that were published, rules
//! that take effect. Every job may run twice, on whichever server, and does its work once.

use futures_util::FutureExt;
use platform::events::{Consumer, Fact};
use platform::timers::TimerHandler;

use super::actions;
use super::facts::ProductSubmitted;

/// A version of a list was published; of the version.
pub const FIND_PRODUCTS: &str = "goods_list.find_products";
/// A rule takes effect; of the rule.
pub const TAKE_EFFECT: &str = "goods_rule.take_effect";

/// Who of this slice reacts to which facts.
pub const CONSUMERS: [Consumer; 1] = [Consumer {
    name: "catalog.screen",
    kinds: &[ProductSubmitted::KIND],
    run: |app, delivery| actions::screen_submitted(app, delivery).boxed(),
}];

/// What the clock does to goods.
pub fn timers() -> Vec<TimerHandler> {
    vec![
        TimerHandler {
            kind: FIND_PRODUCTS,
            run: |app, firing| actions::find_products(app, firing).boxed(),
        },
        TimerHandler {
            kind: TAKE_EFFECT,
            run: |app, firing| actions::take_effect(app, firing).boxed(),
        },
    ]
}
