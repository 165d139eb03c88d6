//! The lists of goods as clients see them, and how staff add to them.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::Id;
use platform::{connection, payload};

use super::loaders::load_category;
use super::sale::{SalesChannel, country};
use super::types::{Category, Product};
use crate::catalog::rule::{self, Hit};
use crate::catalog::store::{HitPlace, RuleFilter, RulePlace};
use crate::catalog::{self, store};
use crate::identity::Compliance;
use crate::identity::graphql::ViewerExt;

/// One entry of a list of goods: what it leaves out means every one.
#[derive(Clone)]
pub struct GoodsRule(pub catalog::GoodsRule);

/// One entry of a list of goods: what it leaves out means every one.
#[Object]
impl GoodsRule {
    /// The id, beginning with `goods_rule_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The list it stands in, such as `cn-general`.
    async fn list(&self) -> &str {
        &self.0.list
    }

    /// The version of the list that brought it, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The channel it is about; null for every one.
    async fn channel(&self) -> Option<SalesChannel> {
        self.0.channel.map(Into::into)
    }

    /// The country or region it is about, by its two letters; null for every one.
    async fn country(&self) -> Option<&str> {
        self.0.country.as_ref().map(platform::kernel::Country::code)
    }

    /// The kind of goods it is about, with the kinds below; null for every one.
    async fn category(&self, ctx: &Context<'_>) -> Result<Option<Category>> {
        match self.0.category_id {
            Some(id) => load_category(ctx, id).await,
            None => Ok(None),
        }
    }

    /// The words of title or description it is about; null for any.
    async fn term(&self) -> Option<&str> {
        self.0.term.as_deref()
    }

    /// What it says.
    async fn action(&self) -> GoodsRuleAction {
        self.0.action.into()
    }

    /// The text of law it stands on, or where that is found.
    async fn evidence(&self) -> &str {
        &self.0.evidence
    }

    /// Whether the goods are unlawful as such, so that not even paid orders are carried out.
    async fn is_illegal(&self) -> bool {
        self.0.illegal
    }

    /// The first instant at which it counts.
    async fn effective_from(&self) -> DateTime {
        DateTime(self.0.effective_from)
    }

    /// The first instant at which it counts no more; null if it has no end.
    async fn effective_to(&self) -> Option<DateTime> {
        self.0.effective_to.map(DateTime)
    }
}

connection!(GoodsRuleConnection, GoodsRuleEdge, GoodsRule, "rules of the lists of goods");

/// What a rule says of goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "rule::RuleAction")]
pub enum GoodsRuleAction {
    /// They are not sold.
    Ban,
    /// They are sold once staff have looked at them.
    Restrict,
    /// They are sold, although a wider rule says otherwise.
    Permit,
}

/// A rule that speaks of a product.
#[derive(Clone)]
pub struct ProductRuleHit {
    pub(super) product: Product,
    pub(super) hit: Hit,
}

/// A rule that speaks of a product.
#[Object]
impl ProductRuleHit {
    /// The product.
    async fn product(&self) -> Product {
        self.product.clone()
    }

    /// The rule.
    async fn rule(&self) -> GoodsRule {
        GoodsRule(self.hit.rule.clone())
    }

    /// When it was found.
    async fn found_at(&self) -> DateTime {
        DateTime(self.hit.found_at)
    }

    /// When staff let the product pass this restriction; null before, and for what is none.
    async fn cleared_at(&self) -> Option<DateTime> {
        self.hit.cleared_at.map(DateTime)
    }
}

connection!(ProductRuleHitConnection, ProductRuleHitEdge, ProductRuleHit, "rules and products");

/// Which rules.
#[derive(Default, InputObject)]
pub struct GoodsRuleWhere {
    /// Of this list.
    pub list: Option<String>,
    /// Those that concern this channel, also because they leave it out.
    pub channel: Option<SalesChannel>,
    /// Those that concern this country or region, also because they leave it out.
    pub country: Option<String>,
    /// Those of this kind of goods, and those that leave the kind out.
    pub category_id: Option<ID>,
}

impl GoodsRuleWhere {
    fn read(self, ended: bool) -> Result<RuleFilter> {
        let to = self.country.as_deref().map(country).transpose()?;
        let category = self.category_id.map(|id| parse_id::<catalog::Category>(&id)).transpose()?;
        Ok(RuleFilter {
            list: self.list,
            channel: self.channel.map(Into::into),
            country: to.map(|country| country.code().to_owned()),
            category: category.map(Id::uuid),
            ended,
        })
    }
}

async fn page(
    ctx: &Context<'_>,
    filter: RuleFilter,
    (list, first, after): (&str, Option<i32>, Option<String>),
) -> Result<GoodsRuleConnection> {
    let app = ctx.app();
    let page = asked::<RulePlace>(app.cursors(), list, first, after.as_deref())?;
    let first = page.first;
    let rows = store::list_rules(app.reader(), &filter, &page, app.now()).await?;
    let slice = Slice::cut(app.cursors(), list, first, rows, store::rule_place);
    Ok(slice.map(GoodsRule).into())
}

#[derive(Default)]
pub struct GoodsListQuery;

#[Object]
impl GoodsListQuery {
    /// The rules of the lists of goods that count now or have been announced, the latest first.
    async fn goods_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rules.", name = "where", default)] filter: GoodsRuleWhere,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<GoodsRuleConnection> {
        page(ctx, filter.read(false)?, ("goods_rule.standing", first, after)).await
    }

    /// Every rule there has ever been, also those that count no more, the latest first. Compliance
    /// staff only.
    async fn goods_rule_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which rules.", name = "where", default)] filter: GoodsRuleWhere,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<GoodsRuleConnection> {
        ctx.staff::<Compliance>()?;
        page(ctx, filter.read(true)?, ("goods_rule.history", first, after)).await
    }

    /// Restrictions that wait for staff to look at a product, the oldest first: `productScreen`
    /// lets the product pass. Compliance staff only.
    async fn product_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ProductRuleHitConnection> {
        const LIST: &str = "product.queue";
        ctx.staff::<Compliance>()?;
        let app = ctx.app();
        let page = asked::<HitPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = store::waiting(app.reader(), &page, app.now()).await?;
        let slice = Slice::cut(app.cursors(), LIST, page.first, rows, |waiting| waiting.place);
        let hit = |waiting: store::Waiting| ProductRuleHit {
            product: waiting.product.into(),
            hit: waiting.hit,
        };
        Ok(slice.map(hit).into())
    }
}

/// A version of a list to publish.
#[derive(InputObject)]
pub struct GoodsListPublishInput {
    /// The list, 1 to 40 small letters, digits and `-`; a name that is new begins a new list.
    pub list: String,
    /// The newest version that you have read; 0 for a new list.
    pub after_version: i32,
    /// The rules to add, 1 to 50. What was published before stays; a permit of the same scope and
    /// a later date lifts it.
    pub rules: Vec<GoodsRuleInput>,
}

/// A rule to add to a list: what it leaves out means every one, but it names something.
#[derive(InputObject)]
pub struct GoodsRuleInput {
    /// The channel it is about.
    pub channel: Option<SalesChannel>,
    /// The country or region it is about, by its two letters.
    pub country: Option<String>,
    /// The kind of goods it is about, with the kinds below.
    pub category_id: Option<ID>,
    /// Words of title or description, 1 to 60 characters: whole words where they are letters.
    pub term: Option<String>,
    /// What it says.
    pub action: GoodsRuleAction,
    /// The text of law it stands on, or where that is found; 1 to 1,000 characters.
    pub evidence: String,
    /// Whether the goods are unlawful as such; only with a ban.
    #[graphql(default)]
    pub is_illegal: bool,
    /// The first instant at which it counts, now or later; at once if left out.
    pub effective_from: Option<DateTime>,
    /// The first instant at which it counts no more.
    pub effective_to: Option<DateTime>,
}

/// What was published.
#[derive(SimpleObject)]
pub struct GoodsListVersion {
    /// The list.
    pub list: String,
    /// Its version now.
    pub version: i32,
    /// The rules that were added, at most 50.
    pub rules: Vec<GoodsRule>,
}

impl From<Vec<catalog::GoodsRule>> for GoodsListVersion {
    fn from(rules: Vec<catalog::GoodsRule>) -> Self {
        let first = rules.first().map(|rule| (rule.list.clone(), rule.version));
        let (list, version) = first.unwrap_or_default();
        Self { list, version, rules: rules.into_iter().map(GoodsRule).collect() }
    }
}

payload! {
    /// The answer of `goodsListPublish`.
    pub struct GoodsListPublishPayload refused by catalog::PublishRefusal {
        /// The new version; null when refused.
        version: GoodsListVersion,
    }
}

#[derive(Default)]
pub struct GoodsListMutation;

#[Object]
impl GoodsListMutation {
    /// Publish the next version of a list of goods. The products of which its rules speak are found
    /// within a minute; each rule counts from its own date, to the second. Nothing that was
    /// published is ever changed. Compliance staff only, with a second factor.
    async fn goods_list_publish(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to publish.")] input: GoodsListPublishInput,
    ) -> Result<GoodsListPublishPayload> {
        let staff = ctx.staff::<Compliance>()?;
        let rules = input.rules.into_iter().map(GoodsRuleInput::read).collect::<Result<_>>()?;
        let input =
            catalog::PublishInput { list: input.list, after_version: input.after_version, rules };
        reply(catalog::publish(ctx.app(), &staff, input).await)
    }
}

impl GoodsRuleInput {
    fn read(self) -> Result<catalog::RuleInput> {
        Ok(catalog::RuleInput {
            channel: self.channel.map(Into::into),
            country: self.country,
            category_id: self.category_id.map(|id| parse_id(&id)).transpose()?,
            term: self.term,
            action: self.action.into(),
            evidence: self.evidence,
            illegal: self.is_illegal,
            effective_from: self.effective_from.map(|at| at.0),
            effective_to: self.effective_to.map(|at| at.0),
        })
    }
}
