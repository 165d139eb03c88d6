//! Root fields that read returns.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use platform::Error;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{DateTime, Money as MoneyScalar};
use platform::graphql::{ContextExt, parse_id};
use platform::kernel::{Id, Money};
use uuid::Uuid;

use super::goods_return::{Return, ReturnConnection};
use super::inputs::ReturnPieces;
use super::loaders::load_return;
use super::types::ReturnKind;
use crate::identity::Support;
use crate::identity::graphql::ViewerExt;
use crate::operators::{MemberRole, Operator, entitled_to_read};
use crate::orders::Order;
use crate::returns;
use crate::returns::actions::looking::{self, Wanted};
use crate::returns::actions::requesting::{self, RequestRefusal as ReturnRequestErrorCode};
use crate::returns::store::lists::{DuePlace, Queue, ReturnPlace, Whose, newest, queue};
use crate::returns::store::scene;

/// What would come of a return.
#[derive(SimpleObject)]
pub struct ReturnPreview {
    /// What stands against it; null if nothing does.
    pub problem: Option<ReturnRequestErrorCode>,
    /// What would go back of the price; null if something stands against it.
    pub goods: Option<MoneyScalar>,
    /// What would go back of the freight to you; null if something stands against it.
    pub freight: Option<MoneyScalar>,
    /// The first instant at which it is too late; null for what was not delivered.
    pub until: Option<DateTime>,
    /// Whether the shop bears the way back.
    pub does_shop_bear_carriage: bool,
    /// What a withdrawal in two steps states; null where the law asks for none.
    pub statement: Option<String>,
    /// What confirms that statement in `returnRequest`; null where the law asks for none.
    pub confirmation: Option<String>,
}

/// Root fields that read returns.
#[derive(Default)]
pub struct ReturnQuery;

/// Root fields that read returns.
#[Object]
impl ReturnQuery {
    /// A return by its id; null if the viewer has nothing to do with it.
    #[graphql(name = "return")]
    async fn goods_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `return_`.")] id: ID,
    ) -> Result<Option<Return>> {
        let id: Id<returns::Return> = parse_id(&id)?;
        load_return(ctx, id.uuid()).await
    }

    /// What would come of a return of an order of the viewer: how much goes back, until when, and
    /// who bears the way. In the Union it is the first of two steps, "withdraw from contract here".
    async fn return_preview(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The order, beginning with `order_`.")] order_id: ID,
        #[graphql(desc = "What you want.")] kind: ReturnKind,
        #[graphql(desc = "What you would give back, 1 to 50 lines.")] lines: Vec<ReturnPieces>,
    ) -> Result<ReturnPreview> {
        let (app, person) = (ctx.app(), ctx.person()?);
        let order: Id<Order> = parse_id(&order_id)?;
        let lines = lines.into_iter().map(Into::into).collect();
        let wanted = Wanted { order: order.uuid(), kind: kind.into(), lines };
        let scene = scene::of_order(app.reader(), order.uuid(), app.now()).await?;
        match looking::look(scene, person.account_id(), &wanted, app.now()) {
            Ok(sound) => {
                let currency = sound.order.price.total.currency();
                let money = |minor| Some(Money::new(minor, currency).into());
                let (statement, confirmation) = requesting::statement(&sound, wanted.kind).unzip();
                Ok(ReturnPreview {
                    problem: None,
                    goods: money(sound.owed.goods),
                    freight: money(sound.owed.freight),
                    until: sound.until.map(DateTime),
                    does_shop_bear_carriage: sound.shop_bears_carriage,
                    statement,
                    confirmation,
                })
            }
            Err(Error::Refused(refused)) => Ok(ReturnPreview {
                problem: Some(refused.code),
                goods: None,
                freight: None,
                until: None,
                does_shop_bear_carriage: false,
                statement: None,
                confirmation: None,
            }),
            Err(Error::Failed(failure)) => Err(failure.into()),
        }
    }

    /// The viewer's own returns, the newest first.
    async fn my_returns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ReturnConnection> {
        let own = ctx.person()?.account_id().uuid();
        list(ctx, Whose::Buyer(own), first, after).await
    }

    /// The open returns of a shop, the next deadline first; null unless you answer for it, with a
    /// second factor.
    async fn operator_returns(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<ReturnConnection>> {
        let id: Id<Operator> = parse_id(&operator_id)?;
        let seen = entitled_to_read(ctx.app(), ctx.person()?, id, MemberRole::Support).await?;
        if seen.is_err() {
            return Ok(None);
        }
        work(ctx, Queue::Shop(id.uuid()), first, after).await.map(Some)
    }

    /// All returns that a shop ever had, the newest first; null unless you answer for it, with a
    /// second factor.
    async fn operator_return_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<ReturnConnection>> {
        let id: Id<Operator> = parse_id(&operator_id)?;
        let seen = entitled_to_read(ctx.app(), ctx.person()?, id, MemberRole::Support).await?;
        if seen.is_err() {
            return Ok(None);
        }
        list(ctx, Whose::Operator(id.uuid()), first, after).await.map(Some)
    }

    /// The returns that staff decide, the next deadline first. Support staff, with a second factor.
    async fn return_desk(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<ReturnConnection> {
        ctx.staff::<Support>()?;
        work(ctx, Queue::Disputed, first, after).await
    }
}

async fn list(
    ctx: &Context<'_>,
    whose: Whose,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ReturnConnection> {
    let (app, list) = (ctx.app(), format!("returns.{whose:?}"));
    let page = asked::<ReturnPlace>(app.cursors(), &list, first, after.as_deref())?;
    let rows = newest(app.reader(), whose, &page).await?;
    let place = |row: &returns::Return| ReturnPlace(row.id.uuid());
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, place);
    Ok(slice.map(Return::from).into())
}

async fn work(
    ctx: &Context<'_>,
    which: Queue,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ReturnConnection> {
    let (app, list) = (ctx.app(), format!("return_queue.{which:?}"));
    let page = asked::<DuePlace>(app.cursors(), &list, first, after.as_deref())?;
    let rows = queue(app.reader(), which, &page).await?;
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, DuePlace::of);
    Ok(slice.map(Return::from).into())
}

/// The returns of an order, the newest first.
pub async fn returns_of_order(
    ctx: &Context<'_>,
    order: Uuid,
    first: Option<i32>,
    after: Option<String>,
) -> Result<ReturnConnection> {
    list(ctx, Whose::Order(order), first, after).await
}
