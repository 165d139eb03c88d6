//! A buyer asks for a return: by line and piece, within the window, once under a key. In the Union
//! a withdrawal takes two steps: what the preview states is confirmed, and a receipt is kept.

use platform::database::Tx;
use platform::idempotency::{Request, kept};
use platform::kernel::{Id, Prose, hex};
use platform::{App, Error, Failure, events, refusals, transaction};
use sha2::{Digest as _, Sha256};

use super::looking::{Sound, Wanted, look};
use super::moving;
use crate::identity::Person;
use crate::returns::goods_return::{Kind, Return, ReturnState};
use crate::returns::store::receipts::{self, Receipt};
use crate::returns::store::words::Word;
use crate::returns::store::{lists, pieces, returns, scene};
use crate::returns::{clock, telling, terms, words};
use crate::{operators, orders};

/// How many returns of one order there may be.
const MOST: u64 = 100;

refusals! {
    /// Why a return was not taken in, in order of precedence.
    pub enum RequestRefusal: "ReturnRequestErrorCode", ReturnRequestUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"] says "The key has 8 to 128 characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used for something else.",
        /// There is no such order of yours.
        OrderNotFound at ["orderId"] says "There is no such order of yours.",
        /// No line, a line that the order has not, or one twice.
        LinesInvalid at ["lines"] says "Choose lines of this order, each once.",
        /// Below one, or above what is left of what was bought.
        QuantityInvalid at ["lines"] says "So many pieces of this line cannot be given back.",
        /// The order was cancelled: its money went back.
        OrderEnded at ["orderId"] says "This order was cancelled; its money went back.",
        /// It has not come yet; ask for your money with `REFUND_ONLY`, or cancel the order.
        NotDelivered at ["orderId"] says "This order has not been delivered yet.",
        /// The time for it is over. What the law gives beyond it a complaint decides.
        WindowOver at ["orderId"] says "The time for this is over.",
        /// By law, or as you confirmed at the purchase, you cannot change your mind about it
        /// (CO-3). What is defective you give back all the same.
        Excluded at ["lines"] says "Goods of this kind cannot be given back without a reason.",
        /// What was not sent yet goes as a whole.
        WholeOrderOnly at ["lines"] says "An order that was not sent is given up as a whole.",
        /// Not 1 to 1,000 characters; only a changed mind needs no reason.
        TextInvalid at ["text"] says "Say in 1 to 1,000 characters why.",
        /// A withdrawal takes two steps: confirm what `returnPreview` states.
        ConfirmationNeeded at ["confirmation"]
            says "Read what you withdraw from, and confirm it.",
        /// A hundred returns of this order were asked for.
        TooMany at ["orderId"] says "Too many returns of this order were asked for.",
    }
}

/// What somebody asks for.
#[derive(Debug, Clone, serde::Serialize)]
pub struct RequestInput {
    pub wanted: Wanted,
    pub text: Option<String>,
    pub confirmation: Option<String>,
}

/// What a withdrawal of this says, and the word that confirms it; nothing where the law asks for no
/// second step.
pub fn statement(sound: &Sound, kind: Kind) -> Option<(String, String)> {
    if !sound.terms.in_two_steps || kind != Kind::CoolingOff {
        return None;
    }
    let goods = sound.lines.iter().map(|(line, quantity)| format!("{quantity} × {}", line.title));
    let text = format!(
        "I withdraw from the contract of {}. Goods: {}. Terms: {}.",
        sound.order.id,
        goods.collect::<Vec<_>>().join("; "),
        sound.terms.version
    );
    let word = hash(&text);
    Some((text, word))
}

fn hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

/// Asks for a return. The shop has a day to say where to, then the platform says it.
///
/// # Errors
/// [`RequestRefusal`], or ours.
pub async fn request(
    app: &App,
    person: &Person,
    key: &str,
    input: &RequestInput,
) -> Result<Return, Error<RequestRefusal>> {
    use RequestRefusal as R;
    let buyer = person.account_id();
    let principal = buyer.to_string();
    let asked = Request::new(&principal, "returnRequest", key, input);
    let asked = asked.ok_or(R::IdempotencyKeyInvalid)?;
    let text = input.text.as_deref().map(Prose::<1, 1000>::parse).transpose();
    let id: Id<Return> = app.new_id();
    // A key is made only for what may be taken in, and only if there are words to seal.
    let spoken = text.as_ref().is_ok_and(Option::is_some);
    let order = input.wanted.order;
    let scene = scene::of_order(app.reader(), order, app.now()).await?;
    let is_sound = spoken && look(scene, buyer, &input.wanted, app.now()).is_ok();
    let keys = if is_sound { Some(words::keys_of_new(app, id).await?) } else { None };
    transaction!(app, |tx| {
        if let Some(known) = asked.answered(tx, R::IdempotencyConflict).await? {
            return kept(returns::by_id(tx.conn(), Id::from_uuid(known)).await?);
        }
        orders::lock(tx, Id::from_uuid(order)).await?;
        let scene = scene::of_order(tx.conn(), order, tx.now()).await?;
        let sound = look(scene, buyer, &input.wanted, tx.now())?;
        let text = text.as_ref().map_err(|_| R::TextInvalid)?;
        if text.is_none() && input.wanted.kind != Kind::CoolingOff {
            return Err(R::TextInvalid.into());
        }
        let stated = statement(&sound, input.wanted.kind);
        let word = stated.as_ref().map(|(_, word)| word.as_str());
        if word.is_some() && word != input.confirmation.as_deref() {
            return Err(R::ConfirmationNeeded.into());
        }
        if lists::count_of(tx, sound.order.id).await? >= MOST {
            return Err(R::TooMany.into());
        }
        let new = begin(tx, &sound, (id, input.wanted.kind)).await?;
        if let Some(text) = text {
            words::say(tx, id, buyer, (keys.as_ref(), Word::Reason, text.as_str())).await?;
        }
        if let Some((text, _)) = stated {
            keep_receipt(tx, &new, &text).await?;
        }
        asked.keep(tx, &id.uuid()).await?;
        Ok(new)
    })
}

async fn begin(tx: &Tx, sound: &Sound, (id, kind): (Id<Return>, Kind)) -> Result<Return, Failure> {
    let (order, now) = (&sound.order, tx.now());
    let mut new = Return {
        id,
        order_id: order.id,
        operator_id: order.operator_id,
        buyer_id: order.buyer_id,
        kind,
        profile: order.profile,
        rule_version: sound.terms.version.to_owned(),
        state: ReturnState::Requested,
        currency: order.price.total.currency(),
        requested_at: now,
        due_at: None,
        answered_at: None,
        sent_back: None,
        shipped_at: None,
        carriage_minor: 0,
        received_at: None,
        refund_by: None,
        flaw: None,
        deduction_minor: 0,
        goods_minor: 0,
        freight_minor: 0,
        advanced_minor: 0,
        settled: None,
        replacement: None,
        ended_at: None,
        version: 1,
    };
    new.due_at = clock::due(&new, sound.terms, order, now)?;
    returns::insert(tx, &new).await?;
    let lines: Vec<_> = sound.lines.iter().map(|(line, quantity)| (line, *quantity)).collect();
    pieces::take(tx, id, &lines).await?;
    orders::open_matter(tx, order.id, id.uuid()).await?;
    operators::open_matter(tx, order.operator_id, ("goods_return", id.uuid())).await?;
    moving::set_clocks(tx, &new).await?;
    events::record(tx, &moving::moved(&new)).await?;
    telling::of_state(tx, &new).await?;
    Ok(new)
}

/// What the buyer has stated, and when it arrived, for keeping.
async fn keep_receipt(tx: &Tx, new: &Return, statement: &str) -> Result<(), Failure> {
    let at = tx.now().to_offset(terms::WRITTEN_IN);
    let written = time::format_description::well_known::Rfc3339;
    let at = at.format(&written).map_err(|error| Failure::because("a receipt's time", error))?;
    let text = format!("{statement}\nReceived at {at} as {}.", new.id);
    let (return_id, sha256) = (new.id.uuid(), hash(&text));
    receipts::insert(tx, &Receipt { return_id, text, sha256, at: tx.now().into() }).await
}
