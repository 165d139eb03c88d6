//! The demo's people, shops, goods and posts as data, in `content/`; written by hand.

use std::collections::BTreeMap;

use platform::Failure;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Everything the demo tells.
pub struct Content {
    pub accounts: Vec<Person>,
    pub operators: Vec<Shop>,
    pub categories: Vec<Shelf>,
    pub products: Vec<Ware>,
    pub posts: Vec<Tale>,
    pub comments: BTreeMap<String, Remarks>,
}

/// A person.
#[derive(Debug, Clone, Deserialize)]
pub struct Person {
    pub handle: String,
    pub name: String,
    pub locale: String,
    pub bio: String,
}

impl Person {
    /// Whether they write Chinese.
    pub fn is_chinese(&self) -> bool {
        self.locale.starts_with("zh")
    }

    /// Their address: of a domain that is reserved for examples, so that no letter goes astray.
    pub fn email(&self) -> String {
        format!("{}@example.com", self.handle)
    }
}

/// An operator.
#[derive(Debug, Clone, Deserialize)]
pub struct Shop {
    pub handle: String,
    pub name: String,
    /// The handle of the person who owns it.
    pub owner: String,
    pub about: String,
    /// What it is before the law: a kind of business, or why its person is exempt.
    pub track: String,
}

/// A category.
#[derive(Debug, Clone, Deserialize)]
pub struct Shelf {
    pub slug: String,
    pub zh: String,
    pub en: String,
    pub cooling_off: String,
    pub goods_kind: String,
}

/// A product.
#[derive(Debug, Clone, Deserialize)]
pub struct Ware {
    /// What posts refer to it by.
    pub key: String,
    /// The handle of its operator.
    pub operator: String,
    /// What it looks like, and in which colour.
    pub motif: String,
    pub tint: String,
    pub title: String,
    pub description: String,
    /// What its variants differ in.
    pub option: String,
    pub skus: Vec<Variant>,
    /// The price it is compared with, in hundredths of its own; none for most.
    pub compared_percent: Option<i64>,
    /// The slug of its category: the name of its file.
    #[serde(skip)]
    pub category: String,
}

/// A variant of a product.
#[derive(Debug, Clone, Deserialize)]
pub struct Variant {
    pub value: String,
    /// In fen.
    pub price: i64,
    pub stock: i32,
}

/// A post.
#[derive(Debug, Clone, Deserialize)]
pub struct Tale {
    /// The handle of its author.
    pub author: String,
    /// The keys of the products that it shows.
    pub products: Vec<String>,
    pub relation: String,
    pub text: String,
    pub topics: Vec<String>,
}

/// What people say to posts about one kind of thing.
#[derive(Debug, Clone, Deserialize)]
pub struct Remarks {
    pub zh: Vec<String>,
    pub en: Vec<String>,
}

#[derive(Deserialize)]
struct RemarksAbout {
    about: String,
    #[serde(flatten)]
    remarks: Remarks,
}

macro_rules! shelves {
    ($($slug:literal),+ $(,)?) => {
        [$(($slug, include_str!(concat!("content/products/", $slug, ".json")))),+]
    };
}

const PRODUCTS: [(&str, &str); 10] = shelves![
    "tableware",
    "lighting",
    "plants",
    "clothing",
    "shoes-bags",
    "food",
    "digital",
    "stationery",
    "beauty",
    "outdoors",
];

impl Content {
    /// Reads the data that is built into the program.
    ///
    /// # Errors
    /// A file is not as it should be; a test reads them all.
    pub fn read() -> Result<Self, Failure> {
        let mut products: Vec<Ware> = Vec::new();
        for (slug, text) in PRODUCTS {
            let mut wares: Vec<Ware> = parse(text)?;
            for ware in &mut wares {
                slug.clone_into(&mut ware.category);
            }
            products.append(&mut wares);
        }
        let remarks: Vec<RemarksAbout> = parse(include_str!("content/comments.json"))?;
        Ok(Self {
            accounts: parse(include_str!("content/accounts.json"))?,
            operators: parse(include_str!("content/operators.json"))?,
            categories: parse(include_str!("content/categories.json"))?,
            products,
            posts: parse(include_str!("content/posts.json"))?,
            comments: remarks.into_iter().map(|each| (each.about, each.remarks)).collect(),
        })
    }

    /// The product that a post refers to.
    pub fn ware(&self, key: &str) -> Option<(usize, &Ware)> {
        self.products.iter().enumerate().find(|(_, ware)| ware.key == key)
    }

    /// Where a person stands in the list.
    pub fn person(&self, handle: &str) -> Option<usize> {
        self.accounts.iter().position(|person| person.handle == handle)
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Failure> {
    serde_json::from_str(text).map_err(|error| Failure::because("the demo's content", error))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use pictures::demo::{Motif, Tint};

    use super::Content;

    #[test]
    fn the_demo_is_as_large_as_promised() {
        let content = Content::read().unwrap();
        let skus: usize = content.products.iter().map(|ware| ware.skus.len()).sum();
        let sizes = [
            content.accounts.len(),
            content.operators.len(),
            content.categories.len(),
            content.products.len(),
            skus,
            content.posts.len(),
        ];
        assert_eq!(sizes, [40, 12, 10, 200, 500, 150]);
        let chinese = content.accounts.iter().filter(|person| person.is_chinese()).count();
        assert_eq!(chinese, 20);
    }

    #[test]
    fn everything_that_is_referred_to_is_there() {
        let content = Content::read().unwrap();
        let people: HashSet<_> = content.accounts.iter().map(|person| &person.handle).collect();
        let shops: HashSet<_> = content.operators.iter().map(|shop| &shop.handle).collect();
        let keys: HashSet<_> = content.products.iter().map(|ware| &ware.key).collect();
        assert_eq!((people.len(), shops.len(), keys.len()), (40, 12, 200));
        for shop in &content.operators {
            assert!(people.contains(&shop.owner), "{}", shop.handle);
        }
        for ware in &content.products {
            assert!(shops.contains(&ware.operator), "{}", ware.key);
            assert!(Motif::named(&ware.motif).is_some(), "{}", ware.motif);
            assert!(Tint::named(&ware.tint).is_some(), "{}", ware.tint);
            assert!(ware.skus.iter().all(|sku| sku.price >= 1_000 && sku.stock >= 0));
            assert!(content.comments.contains_key(&ware.category), "{}", ware.category);
        }
        for post in &content.posts {
            assert!(people.contains(&post.author), "{}", post.author);
            assert!((1..=3).contains(&post.products.len()), "{}", post.text);
            assert!(post.products.iter().all(|key| keys.contains(key)), "{}", post.text);
        }
    }

    #[test]
    fn who_shows_goods_of_their_own_shop_says_so() {
        let content = Content::read().unwrap();
        for post in &content.posts {
            let own = post.products.iter().any(|key| {
                let (_, ware) = content.ware(key).unwrap();
                let shop = content.operators.iter().find(|shop| shop.handle == ware.operator);
                shop.is_some_and(|shop| shop.owner == post.author)
            });
            assert_eq!(own, post.relation == "OWN_SHOP", "{}", post.text);
        }
    }
}
