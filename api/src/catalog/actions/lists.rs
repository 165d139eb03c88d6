//! A new version of a list of goods: staff add rules; what was said before stays said.

use std::collections::HashSet;

use platform::kernel::{Country, Id, Line, Prose};
use platform::{App, Error, Failure, refusals, timers, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::catalog::rule::{Channel, GoodsRule, RuleAction};
use crate::catalog::{Category, jobs, store, term};
use crate::identity::{Compliance, Staff};

/// The most rules of one version, and of all lists at one time: every product is held against each.
const MOST_RULES: usize = 50;
const MOST_STANDING: u64 = 2_000;

/// What to publish.
#[derive(Debug, Clone)]
pub struct PublishInput {
    pub list: String,
    /// The newest version that was read; 0 for a list that is new.
    pub after_version: i32,
    pub rules: Vec<RuleInput>,
}

/// A rule as staff write it; what is left out means every one.
#[derive(Debug, Clone)]
pub struct RuleInput {
    pub channel: Option<Channel>,
    pub country: Option<String>,
    pub category_id: Option<Id<Category>>,
    pub term: Option<String>,
    pub action: RuleAction,
    pub evidence: String,
    pub illegal: bool,
    /// At once, if left out.
    pub effective_from: Option<OffsetDateTime>,
    pub effective_to: Option<OffsetDateTime>,
}

refusals! {
    /// Why a version of a list was not published, in order of precedence.
    pub enum PublishRefusal: "GoodsListPublishErrorCode", GoodsListPublishUserError {
        /// Not 1 to 40 of a–z, 0–9 and `-`.
        ListInvalid at ["list"] says "A list is named by 1 to 40 small letters, digits and -.",
        /// No rule, or more than 50.
        RuleCountInvalid at ["rules"] says "A version has 1 to 50 rules.",
        /// A rule that names neither channel, country, category nor term would mean everything.
        ScopeTooWide at ["rules"] says "A rule names a channel, a country, a category or a term.",
        /// Not the two letters of a country or region.
        CountryInvalid at ["rules", "country"] says "A country is named by its two letters.",
        /// Not 1 to 60 characters with a letter or digit among them.
        TermInvalid at ["rules", "term"] says "A term has 1 to 60 characters.",
        /// Not 1 to 1,000 characters.
        EvidenceInvalid at ["rules", "evidence"] says "Evidence has 1 to 1,000 characters.",
        /// Only a ban can say that goods are unlawful as such.
        IllegalWithoutBan at ["rules", "illegal"] says "Only a ban calls goods unlawful.",
        /// The past is not rewritten: a rule takes effect now or later.
        EffectiveInPast at ["rules", "effectiveFrom"] says "A rule takes effect now or later.",
        /// It would end before it begins.
        EffectiveToInvalid at ["rules", "effectiveTo"] says "A rule ends after it begins.",
        /// There is no such category.
        CategoryNotFound at ["rules", "categoryId"] says "There is no such category.",
        /// Somebody else has published meanwhile: read the list again.
        ListMovedOn at ["afterVersion"] says "This list has a newer version.",
        /// More than 2,000 rules would count at a time.
        TooManyRules at ["rules"] says "There can be no more than 2,000 rules at a time.",
    }
}

/// Publishes the next version of a list. The products of which its rules speak are found within a
/// minute; a rule counts from its own date, to the second.
///
/// # Errors
/// [`PublishRefusal`], or ours.
pub async fn publish(
    app: &App,
    staff: &Staff<Compliance>,
    input: PublishInput,
) -> Result<Vec<GoodsRule>, Error<PublishRefusal>> {
    let by = staff.person().account_id();
    transaction!(app, |tx| {
        let rules = read(app, &input)?;
        let named: HashSet<Uuid> = rules.iter().filter_map(|rule| rule.category_id).collect();
        let known = store::many_categories(tx.conn(), named.iter().copied()).await?;
        if known.len() != named.len() {
            return Err(PublishRefusal::CategoryNotFound.into());
        }
        if store::newest_version(tx.conn(), &input.list).await? != input.after_version {
            return Err(PublishRefusal::ListMovedOn.into());
        }
        let standing = store::count_standing(tx.conn(), tx.now()).await?;
        if standing + rules.len() as u64 > MOST_STANDING {
            return Err(PublishRefusal::TooManyRules.into());
        }
        let version = app.new_uuid();
        let twice = "uq_goods_list_version__list__version";
        store::publish(tx, version, by, &rules)
            .await
            .map_err(|failure| failure.or_refuse(twice, PublishRefusal::ListMovedOn))?;
        set_timers(tx, version, &rules).await?;
        Ok(rules)
    })
}

async fn set_timers(
    tx: &platform::database::Tx,
    version: Uuid,
    rules: &[GoodsRule],
) -> Result<(), Failure> {
    timers::set(tx, jobs::FIND_PRODUCTS, version, tx.now()).await?;
    for rule in rules.iter().filter(|rule| rule.effective_from > tx.now()) {
        timers::set(tx, jobs::TAKE_EFFECT, rule.id.uuid(), rule.effective_from).await?;
    }
    Ok(())
}

fn read(app: &App, input: &PublishInput) -> Result<Vec<GoodsRule>, PublishRefusal> {
    let named = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(1..=40).contains(&input.list.len()) || !input.list.chars().all(named) {
        return Err(PublishRefusal::ListInvalid);
    }
    if input.rules.is_empty() || input.rules.len() > MOST_RULES {
        return Err(PublishRefusal::RuleCountInvalid);
    }
    input.rules.iter().map(|rule| read_rule(app, input, rule)).collect()
}

fn read_rule(
    app: &App,
    input: &PublishInput,
    rule: &RuleInput,
) -> Result<GoodsRule, PublishRefusal> {
    let names_something = rule.channel.is_some()
        || rule.country.is_some()
        || rule.category_id.is_some()
        || rule.term.is_some();
    if !names_something {
        return Err(PublishRefusal::ScopeTooWide);
    }
    let country = rule.country.as_deref().map(str::parse::<Country>).transpose();
    let country = country.map_err(|_| PublishRefusal::CountryInvalid)?;
    let term = rule.term.as_deref().map(Line::<1, 60>::parse).transpose();
    let term = term.map_err(|_| PublishRefusal::TermInvalid)?.map(Line::into_string);
    if term.as_deref().is_some_and(|term| !term::says(term, term)) {
        return Err(PublishRefusal::TermInvalid);
    }
    let evidence = Prose::<1, 1000>::parse(&rule.evidence);
    let evidence = evidence.map_err(|_| PublishRefusal::EvidenceInvalid)?.into_string();
    if rule.illegal && rule.action != RuleAction::Ban {
        return Err(PublishRefusal::IllegalWithoutBan);
    }
    let effective_from = rule.effective_from.unwrap_or(app.now());
    if effective_from < app.now() {
        return Err(PublishRefusal::EffectiveInPast);
    }
    if rule.effective_to.is_some_and(|end| end <= effective_from) {
        return Err(PublishRefusal::EffectiveToInvalid);
    }
    Ok(GoodsRule {
        id: app.new_id(),
        list: input.list.clone(),
        version: input.after_version.saturating_add(1),
        channel: rule.channel,
        country,
        category_id: rule.category_id.map(Id::uuid),
        term,
        action: rule.action,
        evidence,
        illegal: rule.illegal,
        effective_from,
        effective_to: rule.effective_to,
    })
}
