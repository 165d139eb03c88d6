//! The town: its people, their shops, and what the shops sell.

use std::collections::HashMap;
use std::sync::Arc;

use platform::graphql::Role;
use platform::kernel::Id;
use platform::{App, Failure, transaction};

use super::content::{Content, Ware};
use super::gallery::Gallery;
use super::studio::Subject;
use super::{
    DAY_MS, HOUR_MS, Listener, MINUTE_MS, PASSWORD, Progress, Stage, ago, granted, papers,
    registry, store,
};
use crate::catalog::{
    self, Category, CoolingOffClass, DraftInput, Product, ProductState, ScreenVerdict, SkuInput,
};
use crate::identity::actions::profile;
use crate::identity::password::Password;
use crate::identity::{Account, Compliance, Newcomer, Person, Staff, settle};
use crate::media::{self, Upload};
use crate::operators::{self, OpenInput, Operator};

/// Who screens goods; one of the people, with a role.
pub const COMPLIANCE: &str = "felix_quiet";
/// The second of two who check registrations.
const SECOND_COMPLIANCE: &str = "george_tea";
/// Who keeps the platform's own shop.
const OWN_SHOP: &str = "lena_trail";

/// Who and what is there.
pub struct Town {
    /// In the order of the content.
    pub people: Vec<Person>,
    pub products: Vec<Product>,
}

/// Founds the town: people 120 days ago, shops a week later, goods over the two months after.
pub async fn found(
    app: &App,
    content: &Arc<Content>,
    gallery: &mut Gallery,
    tell: Listener<'_>,
) -> Result<Town, Failure> {
    let people = people(app, content, gallery, tell).await?;
    let shops = shops(app, content, &people, gallery).await?;
    let staff = screener(content, &people)?;
    let second = on_duty(content, &people, SECOND_COMPLIANCE)?;
    registry::register(app, content, &shops, (&staff, &second)).await?;
    papers::permits(app, content, &shops).await?;
    let shelves = shelves(app, content).await?;
    if let Some(food) = shelves.get("food") {
        papers::rules(app, &staff, *food).await?;
    }
    let total = content.products.len();
    let mut products = Vec::with_capacity(total);
    for (at, ware) in content.products.iter().enumerate() {
        let known = store::product(app.reader(), &code(ware, 1)).await?;
        let known = catalog::many(app.reader(), known).await?.pop();
        let product = if let Some(product) = known {
            product
        } else {
            let (operator, owner) =
                shops.get(ware.operator.as_str()).ok_or(Failure::broken("no such demo shop"))?;
            let category = shelves
                .get(ware.category.as_str())
                .ok_or(Failure::broken("no such demo category"))?;
            let still = Subject::Still(at);
            if gallery.upload(still).is_err() {
                gallery.hang(app, &stills(content, &shops, at)).await?;
            }
            let listing = Listing {
                operator: *operator,
                category: *category,
                owner,
                still: gallery.upload(still)?,
            };
            draft(app, ware, &listing, listed_before(at)).await?
        };
        let (_, owner) = shops[ware.operator.as_str()];
        if product.state == ProductState::Draft {
            let then = ago(app, listed_before(at));
            papers::label(&then, content, ware, (owner, product.id)).await?;
        }
        let product = bring_live(app, product, (owner, &staff), listed_before(at)).await?;
        papers::promote(app, ware, (owner, product.id)).await?;
        products.push(product);
        tell(Progress { stage: Stage::Products, done: at + 1, total });
    }
    Ok(Town { people, products })
}

async fn people(
    app: &App,
    content: &Content,
    gallery: &mut Gallery,
    tell: Listener<'_>,
) -> Result<Vec<Person>, Failure> {
    // One hash for all: it is the same password, and each would take a twentieth of a second.
    let hash = Password::shown(PASSWORD.to_owned()).hash(app.chance().bytes()).await?;
    let total = content.accounts.len();
    let mut people = Vec::with_capacity(total);
    for (at, person) in content.accounts.iter().enumerate() {
        let before = 120 * DAY_MS - i64::try_from(at).unwrap_or(0) * 3 * HOUR_MS;
        let newcomer = Newcomer {
            handle: &person.handle,
            display_name: &person.name,
            bio: &person.bio,
            locale: &person.locale,
            email: &person.email(),
            password_hash: &hash,
            roles: roles(&person.handle),
        };
        people.push(settle(&ago(app, before), &newcomer).await?);
    }
    show_faces(app, &people, gallery).await?;
    tell(Progress { stage: Stage::People, done: total, total });
    Ok(people)
}

/// Two who check, and one who keeps the platform's own shop.
fn roles(handle: &str) -> &'static [Role] {
    match handle {
        COMPLIANCE | SECOND_COMPLIANCE => &[Role::Compliance],
        OWN_SHOP => &[Role::Admin],
        _ => &[],
    }
}

async fn show_faces(app: &App, people: &[Person], gallery: &mut Gallery) -> Result<(), Failure> {
    let mut bare = Vec::new();
    for (at, person) in people.iter().enumerate() {
        if !store::has_picture(app.reader(), person.account_id().uuid()).await? {
            bare.push((Subject::Avatar(at), person));
        }
    }
    let wanted: Vec<_> =
        bare.iter().map(|(subject, person)| (*subject, person.account_id())).collect();
    gallery.hang(app, &wanted).await?;
    for (subject, person) in bare {
        let upload = gallery.upload(subject)?;
        let then = ago(app, 110 * DAY_MS);
        let shown: Result<(), Failure> = transaction!(&then, |tx| {
            let attached = media::attach(tx, person.account_id(), &[upload]).await?;
            let picture = attached.and_then(|images| images.first().copied());
            profile::set_picture(tx, person, picture).await?;
            Ok(())
        });
        shown?;
    }
    Ok(())
}

/// A shop and who owns it, by handle.
pub(super) type Shops<'a> = HashMap<&'a str, (Id<Operator>, &'a Person)>;

async fn shops<'a>(
    app: &App,
    content: &'a Content,
    people: &'a [Person],
    gallery: &mut Gallery,
) -> Result<Shops<'a>, Failure> {
    let mut shops = HashMap::new();
    for (at, shop) in content.operators.iter().enumerate() {
        let owner = content
            .person(&shop.owner)
            .and_then(|at| people.get(at))
            .ok_or(Failure::broken("no such demo owner"))?;
        let then = ago(app, 112 * DAY_MS - i64::try_from(at).unwrap_or(0) * 5 * HOUR_MS);
        let known = operators::by_handle(app.reader(), &shop.handle).await?;
        let operator = if let Some(operator) = known {
            operator
        } else {
            let input = OpenInput {
                handle: shop.handle.clone(),
                name: shop.name.clone(),
                about: shop.about.clone(),
            };
            granted(operators::open(&then, owner, input).await)?
        };
        if operator.logo_id.is_none() {
            let logo = Subject::Logo(at);
            gallery.hang(app, &[(logo, owner.account_id())]).await?;
            let upload = gallery.upload(logo)?;
            granted(operators::show_logo(&then, owner, operator.id, upload).await)?;
        }
        shops.insert(shop.handle.as_str(), (operator.id, owner));
    }
    Ok(shops)
}

async fn shelves<'a>(
    app: &App,
    content: &'a Content,
) -> Result<HashMap<&'a str, Id<Category>>, Failure> {
    let then = ago(app, 121 * DAY_MS);
    let mut shelves = HashMap::new();
    for (position, shelf) in (1..).zip(&content.categories) {
        let known = store::category(app.reader(), &shelf.slug).await?.map(Id::from_uuid);
        let id = known.unwrap_or_else(|| then.new_id());
        if known.is_none() {
            let category = Category {
                id,
                parent_id: None,
                slug: shelf.slug.clone(),
                name_zh: shelf.zh.clone(),
                name_en: shelf.en.clone(),
                cooling_off: cooling_off(&shelf.cooling_off),
                goods_kind: papers::goods_kind(&shelf.goods_kind),
                position,
            };
            let added: Result<(), Failure> =
                transaction!(&then, |tx| { catalog::add_category(tx, &category).await });
            added?;
        }
        shelves.insert(shelf.slug.as_str(), id);
    }
    Ok(shelves)
}

fn cooling_off(name: &str) -> CoolingOffClass {
    match name {
        "PERISHABLE" => CoolingOffClass::Perishable,
        "SEALED" => CoolingOffClass::Sealed,
        "ACTIVATED" => CoolingOffClass::Activated,
        _ => CoolingOffClass::Standard,
    }
}

fn screener(content: &Content, people: &[Person]) -> Result<Staff<Compliance>, Failure> {
    on_duty(content, people, COMPLIANCE)
}

fn on_duty(
    content: &Content,
    people: &[Person],
    handle: &str,
) -> Result<Staff<Compliance>, Failure> {
    let person = content.person(handle).and_then(|at| people.get(at));
    person
        .and_then(|person| Staff::of(person).ok())
        .ok_or(Failure::broken("nobody in the demo is on this duty"))
}

/// Goods come one after the other, seven hours apart, so that the newest is six weeks old.
fn listed_before(at: usize) -> i64 {
    100 * DAY_MS - i64::try_from(at).unwrap_or(0) * 7 * HOUR_MS
}

/// The stills of a run of products are stored together, when the first of them is needed.
fn stills(content: &Content, shops: &Shops<'_>, at: usize) -> Vec<(Subject, Id<Account>)> {
    const RUN: usize = 20;
    let run = content.products.iter().enumerate().skip(at).take(RUN);
    run.filter_map(|(at, ware)| {
        let (_, owner) = shops.get(ware.operator.as_str())?;
        Some((Subject::Still(at), owner.account_id()))
    })
    .collect()
}

/// Where a product goes, and who brings it there.
struct Listing<'a> {
    operator: Id<Operator>,
    category: Id<Category>,
    owner: &'a Person,
    still: Id<Upload>,
}

async fn draft(
    app: &App,
    ware: &Ware,
    listing: &Listing<'_>,
    before: i64,
) -> Result<Product, Failure> {
    let input = DraftInput {
        operator_id: listing.operator,
        category_id: listing.category,
        title: ware.title.clone(),
        description: ware.description.clone(),
        origin: "CN".into(),
        currency: "CNY",
        image_ids: vec![listing.still],
        skus: skus(ware),
    };
    // A key of this load: the database is asked whether an earlier one has listed the product.
    let key = format!("demo-{}", app.new_uuid().simple());
    granted(catalog::create_draft(&ago(app, before), listing.owner, &key, input).await)
}

/// Hands a draft to the screen, and lets it through.
async fn bring_live(
    app: &App,
    mut product: Product,
    (owner, staff): (&Person, &Staff<Compliance>),
    before: i64,
) -> Result<Product, Failure> {
    if product.state == ProductState::Draft {
        let then = ago(app, before - 10 * MINUTE_MS);
        product = granted(catalog::submit(&then, owner, product.id).await)?;
    }
    if product.state == ProductState::Screening {
        let then = ago(app, before - 2 * HOUR_MS);
        let verdict = ScreenVerdict::Approve;
        product = granted(catalog::screen(&then, staff, product.id, verdict).await)?;
    }
    Ok(product)
}

fn code(ware: &Ware, number: usize) -> String {
    format!("{}-{number}", ware.key)
}

fn skus(ware: &Ware) -> Vec<SkuInput> {
    let numbered = (1..).zip(&ware.skus);
    numbered
        .map(|(number, sku)| SkuInput {
            code: code(ware, number),
            options: vec![(ware.option.clone(), sku.value.clone())],
            price_minor: papers::first_price(ware, sku.price),
            on_hand: sku.stock,
        })
        .collect()
}
