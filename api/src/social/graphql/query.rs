//! Root fields that read posts, comments, topics and what waits for staff.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::connection;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::{ContextExt, RequestError, parse_id};
use platform::kernel::Noun;
use uuid::Uuid;

use super::author::page;
use super::comment::{Comment, load_comment};
use super::post::{Post, PostConnection, PostState, load_post, load_posts, whole};
use super::prefetch::Wanted;
use super::report::{PostReport, PostReportConnection, PostReportState};
use crate::identity::Compliance;
use crate::identity::graphql::ViewerExt;
use crate::privacy::consent::{self, Purpose};
use crate::social::store::feeds::{Feed, Narrowed};
use crate::social::store::listings::{self, TopicPlace};
use crate::social::store::{self, Place};
use crate::social::{self, post};
use crate::{catalog, identity, operators};

/// Root fields that read posts.
#[derive(Default)]
pub struct SocialQuery;

#[Object]
impl SocialQuery {
    /// A post; null if there is none, or you may not see it.
    async fn post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `post_`.")] id: ID,
    ) -> Result<Option<Post>> {
        load_post(ctx, parse_id::<social::Post>(&id)?.uuid()).await
    }

    /// A comment; null if there is none, or you may not see it.
    async fn comment(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `comment_`.")] id: ID,
    ) -> Result<Option<Comment>> {
        load_comment(ctx, parse_id::<social::Comment>(&id)?.uuid()).await
    }

    /// Published posts that you may see, by time.
    async fn posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which posts; all that is set must hold.", name = "where", default)]
        filter: PostWhere,
        #[graphql(desc = "In which order.", default)] sort: PostSort,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostConnection> {
        let oldest_first = sort == PostSort::Oldest;
        let feed = Feed::Posts { narrowed: filter.read()?, oldest_first };
        page(ctx, &feed, first, after).await
    }

    /// Published posts that you may see, ranked by how new they are and by what people make of
    /// them: each doubling of likes, comments and saves counts as four hours. Nothing of yours is
    /// used for it but whom you follow and block, unless you ask for it to be personalised.
    async fn feed_discover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
        #[graphql(
            desc = "Leave out what you wrote, liked or saved. Without effect for visitors, without \
                    a consent to `PERSONALISED_FEED`, and under 14 without a guardian.",
            default = false
        )]
        personalised: bool,
    ) -> Result<PostConnection> {
        // PD-5: no profiling of a child without a guardian; PD-1: of nobody without their consent.
        let reader = ctx.viewer().as_person().filter(|person| person.may_act().is_ok());
        let may = match reader {
            Some(reader) if personalised => {
                let (app, subject) = (ctx.app(), reader.account_id().uuid());
                let purpose = Purpose::PersonalisedFeed;
                consent::live(app.reader(), subject, purpose, None, app.now()).await?.is_some()
            }
            Some(_) | None => false,
        };
        let feed = Feed::Discover { personalised: personalised && may };
        page(ctx, &feed, first, after).await
    }

    /// Posts of those you follow, newest first. Signed in.
    async fn feed_following(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostConnection> {
        ctx.person()?;
        page(ctx, &Feed::Following, first, after).await
    }

    /// Posts you saved, the last saved first; what you may no longer see is left out. Signed in.
    async fn saved_posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostConnection> {
        ctx.person()?;
        page(ctx, &Feed::Saved, first, after).await
    }

    /// Your own posts, the last drafted first. Signed in.
    async fn my_posts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this state; all but removed ones if left out.")] state: Option<
            PostState,
        >,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostConnection> {
        ctx.person()?;
        page(ctx, &Feed::Mine { state: state.map(Into::into) }, first, after).await
    }

    /// Hashtags that published posts carry, the most used first.
    async fn topics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TopicConnection> {
        const LIST: &str = "topic.used";
        let app = ctx.app();
        let asked = asked::<TopicPlace>(app.cursors(), LIST, first, after.as_deref())?;
        let rows = listings::topics(app.reader(), &asked).await?;
        let place = |topic: &listings::Topic| TopicPlace(topic.post_count, topic.name.clone());
        let slice = Slice::cut(app.cursors(), LIST, asked.first, rows, place);
        let shown = |topic: listings::Topic| Topic {
            name: topic.name,
            post_count: whole(topic.post_count),
        };
        Ok(slice.map(shown).into())
    }

    /// Posts that wait for staff, in the order in which they came in. Compliance staff only, with
    /// a second factor.
    async fn post_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which queue.")] queue: PostQueue,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostConnection> {
        ctx.staff::<Compliance>()?;
        let feed = match queue {
            PostQueue::Review => Feed::Review,
            PostQueue::Appeals => Feed::Appeals,
        };
        page(ctx, &feed, first, after).await
    }

    /// Reports of posts, the oldest first. Compliance staff only, with a second factor.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which state.", default_with = "PostReportState::Open")]
        state: PostReportState,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<PostReportConnection> {
        ctx.staff::<Compliance>()?;
        let state = social::report::ReportState::from(state);
        let list = format!("report.{}", platform::transitions::States::name(state));
        let app = ctx.app();
        let asked = asked::<Place>(app.cursors(), &list, first, after.as_deref())?;
        let rows = store::reports::page(app.reader(), state, &asked).await?;
        let slice = Slice::cut(app.cursors(), &list, asked.first, rows, |(place, _)| *place);
        let look = ctx.look_ahead();
        let asked_post =
            [look.field("nodes"), look.field("edges").field("node")].map(|node| node.field("post"));
        let mut ids: Vec<Uuid> = Vec::new();
        if asked_post.iter().any(async_graphql::Lookahead::exists) {
            ids = slice.items.iter().map(|(_, (_, report))| report.post_id.uuid()).collect();
            ids.sort();
            ids.dedup();
        }
        let wanted = Wanted::of(&asked_post[0]).or(Wanted::of(&asked_post[1]));
        let posts = load_posts(ctx, &ids, wanted).await?;
        let with_post = |(_, report): store::Placed<social::Report>| PostReport {
            post: posts.iter().find(|post| post.noun().id == report.post_id).cloned(),
            report,
        };
        Ok(slice.map(with_post).into())
    }
}

/// Which posts.
#[derive(Default, InputObject)]
pub struct PostWhere {
    /// By this person.
    pub author_id: Option<ID>,
    /// With this hashtag, with or without the sign.
    pub topic: Option<String>,
    /// With a tag that leads to this product.
    pub product_id: Option<ID>,
    /// With a tag that leads to a product of this shop.
    pub operator_id: Option<ID>,
}

impl PostWhere {
    fn read(&self) -> Result<Narrowed, RequestError> {
        // What is no hashtag is on no post.
        let topic = |text: &String| post::topic(text).unwrap_or_else(|| "#".to_owned());
        Ok(Narrowed {
            author: id::<identity::Account>(self.author_id.as_ref())?,
            topic: self.topic.as_ref().map(topic),
            product: id::<catalog::Product>(self.product_id.as_ref())?,
            operator: id::<operators::Operator>(self.operator_id.as_ref())?,
        })
    }
}

fn id<T: Noun>(id: Option<&ID>) -> Result<Option<Uuid>, RequestError> {
    let parsed = id.map(|id| parse_id::<T>(id)).transpose()?;
    Ok(parsed.map(platform::kernel::Id::uuid))
}

/// In which order posts are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Enum)]
pub enum PostSort {
    /// The last published first.
    #[default]
    Newest,
    /// The first published first.
    Oldest,
}

/// What waits for staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum PostQueue {
    /// What the screen held back.
    Review,
    /// Hidden posts whose authors appealed and have no answer yet.
    Appeals,
}

/// A hashtag that published posts carry.
#[derive(Clone, SimpleObject)]
pub struct Topic {
    /// The hashtag in lower case, without the sign.
    pub name: String,
    /// How many published posts carry it.
    pub post_count: i32,
}

connection!(TopicConnection, TopicEdge, Topic, "topics");
