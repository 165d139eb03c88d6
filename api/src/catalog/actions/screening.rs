//! What the lists and the label duties make of a product: found when it is submitted, and again
//! when a rule is published or takes effect.

use std::collections::HashMap;

use platform::database::Tx;
use platform::events::Delivery;
use platform::kernel::Id;
use platform::timers::{self, Firing};
use platform::transitions::Actor;
use platform::{App, Failure, transaction};
use uuid::Uuid;

use super::transit::{Passage, go};
use crate::catalog::facts::ProductSubmitted;
use crate::catalog::label::{Gap, LabelLanguage, Offer, gap};
use crate::catalog::measure::Basis;
use crate::catalog::rule::{GoodsRule, Hit, Verdict, verdict};
use crate::catalog::seller::{self, SellerBar};
use crate::catalog::store::Found;
use crate::catalog::term::Text;
use crate::catalog::{Product, ProductState, jobs, store};
use crate::operators;

/// How many products one transaction of a job looks at, and how many of them it may change.
const LOOKED_AT: u64 = 500;
const CHANGED: u64 = 100;

/// Finds the rules that speak of a product, keeps what was found, and answers all of it. The row
/// is locked: what is published meanwhile finds the product itself.
pub(super) async fn find_hits(tx: &Tx, product: &Product) -> Result<Vec<Hit>, Failure> {
    let rules = store::standing(tx.conn(), tx.now()).await?;
    let lineages = store::lineages(tx.conn()).await?;
    store::add_hits(tx, &matches(&rules, product, &lineages)).await?;
    let id = product.id.uuid();
    Ok(store::hits_of(tx.conn(), [id]).await?.remove(&id).unwrap_or_default())
}

fn matches<'a>(
    rules: &'a [GoodsRule],
    product: &Product,
    lineages: &HashMap<Uuid, Vec<Uuid>>,
) -> Vec<Found<'a>> {
    let text = Text::of(&product.title, &product.description);
    let lineage = lineages.get(&product.category_id.uuid()).map_or(&[][..], Vec::as_slice);
    let found = |rule: &'a GoodsRule| {
        let nearness = rule.speaks_of(&text, lineage)?;
        Some(Found { product: product.id.uuid(), rule, nearness })
    };
    rules.iter().filter_map(found).collect()
}

/// What must be told of a product, or be on file, and is not.
pub(super) async fn find_gap(tx: &Tx, product: &Product) -> Result<Option<Gap>, Failure> {
    let category = store::many_categories(tx.conn(), [product.category_id.uuid()]).await?.pop();
    let category = category.ok_or_else(|| Failure::broken("a product's category is gone"))?;
    let requirements = store::requirements(tx.conn(), category.goods_kind).await?;
    let id = product.id.uuid();
    let labels = store::labels_of(tx.conn(), [id]).await?.remove(&id).unwrap_or_default();
    let chinese = labels.into_iter().filter(|(language, _)| *language == LabelLanguage::Zh);
    let operator = product.operator_id.uuid();
    let permits = operators::permits_of(tx.conn(), [operator]).await?.remove(&operator);
    let offer = Offer {
        kind: category.goods_kind,
        origin: product.origin,
        label: &chinese.map(|(_, line)| line).collect::<Vec<_>>(),
        permits: &permits.unwrap_or_default(),
    };
    Ok(gap(&offer, &requirements, tx.now()))
}

/// What keeps its operator from listing it now.
pub(super) async fn find_bar(tx: &Tx, product: &Product) -> Result<Option<SellerBar>, Failure> {
    let category = store::many_categories(tx.conn(), [product.category_id.uuid()]).await?.pop();
    let category = category.ok_or_else(|| Failure::broken("a product's category is gone"))?;
    seller::bar(tx, product.operator_id, category.goods_kind).await
}

/// Moves a product to where its findings say: on the shelves, off them, or nowhere, while it waits
/// for staff. One that stands elsewhere stays.
async fn decide(tx: &Tx, product: Product, hits: &[Hit]) -> Result<(), Failure> {
    let waits = product.state == ProductState::Screening;
    if !waits && product.state != ProductState::Live {
        return Ok(());
    }
    match verdict(hits, tx.now()) {
        Verdict::Blocked(hit) => {
            let reason = why_banned(&hit.rule);
            let passage = Passage::block(Actor::SYSTEM, &reason, Basis::of_rule(&hit.rule));
            go(tx, product, passage).await?;
        }
        Verdict::Sold if waits => match why_withheld(tx, &product).await? {
            None => {
                let passage = Passage::to(ProductState::Live, Actor::SYSTEM, "screened");
                go(tx, product, passage).await?;
            }
            Some((reason, basis)) => {
                go(tx, product, Passage::block(Actor::SYSTEM, reason, basis)).await?;
            }
        },
        Verdict::Sold | Verdict::Waits(_) => {}
    }
    Ok(())
}

/// For the operator: at most 300 characters, as a reason may have.
fn why_banned(rule: &GoodsRule) -> String {
    let what = rule.term.as_deref().unwrap_or("goods of this kind");
    let why = format!("Forbidden by list {}: {what} ({})", rule.source(), rule.evidence);
    why.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

/// What keeps a product that is not forbidden from the shelves: its seller first, then what must be
/// told of it or be on file.
async fn why_withheld(
    tx: &Tx,
    product: &Product,
) -> Result<Option<(&'static str, Basis)>, Failure> {
    if let Some(bar) = find_bar(tx, product).await? {
        return Ok(Some(("The shop may not list this now.", Basis::of_seller(bar))));
    }
    let gap = find_gap(tx, product).await?;
    Ok(gap.map(|gap| (why_not(gap), Basis::of_gap(gap))))
}

fn why_not(gap: Gap) -> &'static str {
    match gap {
        Gap::ChineseLabel => "Imported food has no label in Chinese.",
        Gap::Label(_) => "The label leaves out what it must say.",
        Gap::Permit(_) => "The shop has no permit on file that is good now.",
    }
}

/// Screens a product that was submitted. Staff may have been faster.
///
/// # Errors
/// Ours; it is then tried again.
pub async fn screen_submitted(app: App, delivery: Delivery) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        if let Some(fact) = delivery.event.fact::<ProductSubmitted>()?
            && let Some(product) = store::lock(tx, Id::from_uuid(fact.product)).await?
        {
            let hits = find_hits(tx, &product).await?;
            decide(tx, product, &hits).await?;
        }
        delivery.settle(tx).await
    })
}

/// Finds the products of which the rules of a new version speak, a slice at each firing; those that
/// a rule forbids already go off the shelves.
///
/// # Errors
/// Ours; the slice is then tried again.
pub async fn find_products(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let version = firing.aggregate;
        let after = store::sweep_place(tx, version).await?;
        let products = store::on_sale_after(tx, after, LOOKED_AT).await?;
        let rules = store::of_version(tx.conn(), version).await?;
        let lineages = store::lineages(tx.conn()).await?;
        let found: Vec<Found<'_>> =
            products.iter().flat_map(|product| matches(&rules, product, &lineages)).collect();
        store::add_hits(tx, &found).await?;
        let mut touched: Vec<Uuid> = found.iter().map(|found| found.product).collect();
        touched.dedup();
        decide_all(tx, &touched).await?;
        let last = products.last().map(|product| product.id.uuid());
        let goes_on = products.len() as u64 == LOOKED_AT;
        go_on(tx, (jobs::FIND_PRODUCTS, version), last.filter(|_| goes_on)).await
    })
}

/// A rule takes effect: the products of which it speaks go off the shelves where it forbids them
/// everywhere, a slice at each firing. Where it forbids less, each sale is asked.
///
/// # Errors
/// Ours; the slice is then tried again.
pub async fn take_effect(app: App, firing: Firing) -> Result<(), Failure> {
    transaction!(&app, |tx| {
        firing.settle(tx).await?;
        let rule = firing.aggregate;
        let after = store::sweep_place(tx, rule).await?;
        let products = store::products_of_rule(tx, rule, after, CHANGED).await?;
        decide_all(tx, &products).await?;
        let goes_on = products.len() as u64 == CHANGED;
        go_on(tx, (jobs::TAKE_EFFECT, rule), products.last().copied().filter(|_| goes_on)).await
    })
}

async fn decide_all(tx: &Tx, ids: &[Uuid]) -> Result<(), Failure> {
    if ids.is_empty() {
        return Ok(());
    }
    let products = store::lock_many(tx, ids).await?;
    let mut hits = store::hits_of(tx.conn(), ids.iter().copied()).await?;
    for product in products {
        let own = hits.remove(&product.id.uuid()).unwrap_or_default();
        decide(tx, product, &own).await?;
    }
    Ok(())
}

async fn go_on(
    tx: &Tx,
    (kind, aggregate): (&'static str, Uuid),
    after: Option<Uuid>,
) -> Result<(), Failure> {
    store::put_sweep_place(tx, aggregate, after).await?;
    if after.is_some() {
        timers::set(tx, kind, aggregate, tx.now()).await?;
    }
    Ok(())
}
