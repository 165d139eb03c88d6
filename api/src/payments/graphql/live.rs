//! A payment while its payer looks at it, as it is committed on whichever server.

use std::sync::Arc;

use async_graphql::{Context, ID, Result, Subscription};
use futures_util::stream::{self, Stream};
use platform::App;
use platform::events::{Event, Fact as _};
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id};
use platform::kernel::Id;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::types::Payment;
use crate::identity::Account;
use crate::identity::graphql::ViewerExt;
use crate::payments::facts::{PaymentMoved, RefundPaid};
use crate::payments::intent::Intent;
use crate::payments::store::intents;

/// What happens to payments, as it happens.
#[derive(Default)]
pub struct PaymentUpdateSubscription;

#[Subscription]
impl PaymentUpdateSubscription {
    /// A payment of yours each time it moves on, within a second.
    async fn payment_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its id, beginning with `payment_`.")] id: ID,
    ) -> Result<impl Stream<Item = Payment>> {
        let watch = Watch::begin(ctx, parse_id(&id)?).await?;
        Ok(stream::unfold(watch, |mut watch| async move {
            watch.next_change().await?;
            let payment = watch.payment().await?;
            Some((Payment(payment), watch))
        }))
    }
}

/// Somebody looking at a payment of theirs.
struct Watch {
    app: App,
    payer: Id<Account>,
    id: Id<Intent>,
    events: Receiver<Arc<Event>>,
}

impl Watch {
    /// Subscribes first and looks then, so that nothing between the two is missed.
    async fn begin(ctx: &Context<'_>, id: Id<Intent>) -> Result<Self> {
        let app = ctx.app().clone();
        let events = app.live().subscribe();
        let payer = ctx.person()?.account_id();
        let watch = Self { app, payer, id, events };
        if watch.payment().await.is_none() {
            return Err(RequestError::new(ErrorCode::NotFound, "There is no such payment.").into());
        }
        Ok(watch)
    }

    async fn payment(&self) -> Option<Intent> {
        match intents::by_id(self.app.reader(), self.id).await {
            Ok(found) => found.filter(|intent| intent.payer == self.payer),
            Err(failure) => {
                failure.log("subscription");
                None
            }
        }
    }

    /// Waits until something happened to the payment; after a gap it may have.
    async fn next_change(&mut self) -> Option<()> {
        loop {
            match self.events.recv().await {
                Ok(event) if !self.concerns(&event) => {}
                Ok(_) | Err(RecvError::Lagged(_)) => return Some(()),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn concerns(&self, event: &Event) -> bool {
        match event.kind.as_str() {
            PaymentMoved::KIND => event.aggregate == self.id.uuid(),
            RefundPaid::KIND => {
                let fact = event.fact::<RefundPaid>().ok().flatten();
                fact.is_some_and(|fact| fact.intent == self.id.uuid())
            }
            _ => false,
        }
    }
}
