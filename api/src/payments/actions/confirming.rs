//! The payer confirms amount and payees (PY-1), shows who they are, and the money is got.

use platform::database::Tx;
use platform::idempotency::Request;
use platform::kernel::{Id, Money};
use platform::transitions::{Actor, ActorKind};
use platform::{App, Error, Failure, events, refusals, transaction};
use serde_json::json;
use uuid::Uuid;

use super::{settling, walk, walk_attempt};
use crate::identity::Person;
use crate::identity::session::StepUpFactor;
use crate::ledger::{self, Account};
use crate::payments::attempt::{Attempt, AttemptState, ProviderKind, Tender};
use crate::payments::balance::{Factor, OverLimit, PaymentAccount, daily_limit};
use crate::payments::facts::AttemptStarted;
use crate::payments::intent::{Intent, PartOf, PaymentState, Tenders};
use crate::payments::password::{Checked, check};
use crate::payments::provider::Providers;
use crate::payments::provider::sandbox::Script;
use crate::payments::risk::{self, Verdict};
use crate::payments::store::{accounts, attempts, intents};

/// What a payer confirms, and with what.
#[derive(Clone)]
pub struct Confirmation {
    pub payment: Id<Intent>,
    /// As read from the payment: of amount, payees and parts.
    pub digest: String,
    pub wallet_minor: i64,
    pub provider: Option<ProviderKind>,
    pub password: Option<String>,
    pub script: Option<String>,
}

refusals! {
    /// Why a payment was not confirmed, in order of precedence.
    pub enum PaymentConfirmRefusal: "PaymentConfirmErrorCode", PaymentConfirmUserError {
        /// The key is not 8 to 128 visible ASCII characters.
        IdempotencyKeyInvalid at ["idempotencyKey"]
            says "An idempotency key has 8 to 128 visible ASCII characters.",
        /// The key was used with another input.
        IdempotencyConflict at ["idempotencyKey"] says "This key was used with another input.",
        /// There is no such payment of yours.
        PaymentNotFound at ["paymentId"] says "There is no such payment.",
        /// It is being paid, is paid, is looked at by staff, was denied, or is closed.
        StateForbids at ["paymentId"] says "This payment is not waiting for you.",
        /// Its time is up.
        Expired at ["paymentId"] says "The time to pay is over.",
        /// Amount, payees or parts are other than what you saw: read the payment again.
        DigestStale at ["confirmationDigest"]
            says "Something has changed. Look at the payment again.",
        /// Below zero, above the amount, or balance and provider do not make the amount: name a
        /// provider for what the balance does not pay, and none if it pays all.
        TendersInvalid at ["walletAmountMinor"] says "This does not make the whole amount.",
        /// This provider is off.
        ProviderOff at ["provider"] says "This way to pay is not available.",
        /// Not words that the sandbox knows, for another provider, or in production.
        ScriptInvalid at ["sandboxScript"] says "The sandbox does not know this script.",
        /// Payments are stopped: all, of this provider, or to one of the payees.
        Stopped at [] says "Payments are stopped for now.",
        /// Your payments are frozen after a report of unauthorised use.
        AccountFrozen at [] says "Your payments are frozen. Staff are looking at it.",
        /// You have not set a payment password.
        PasswordNotSet at ["paymentPassword"] says "Set a payment password first.",
        /// Too many wrong passwords; `retryAt` says when to go on.
        PasswordRests at ["paymentPassword"] says "Too many wrong tries. Wait a little.",
        /// It is wrong. Five in a row let it rest for an hour.
        PasswordWrong at ["paymentPassword"] says "This is not your payment password.",
        /// More factors are needed: the payment password, an authenticator app, a passkey. The
        /// latter two by `sessionStepUp`, within five minutes.
        FactorNeeded at [] says "Show more to prove that it is you.",
        /// The day's limit for a balance with these factors (PY-3).
        DailyLimit at ["walletAmountMinor"]
            says "This passes what you may pay from your balance today.",
        /// The limit of your kind of balance, in all or a year.
        ClassLimit at ["walletAmountMinor"] says "This passes the limit of your balance.",
        /// There is not so much on your balance, or part of it is held.
        BalanceShort at ["walletAmountMinor"] says "There is not so much on your balance.",
    }
}

type Refused = Error<PaymentConfirmRefusal>;

/// What confirms all of a payment through the sandbox, as its payer reads it; nothing if there is
/// none.
///
/// # Errors
/// The database's own.
pub async fn as_read(app: &App, id: Id<Intent>) -> Result<Option<Confirmation>, Failure> {
    let Some(intent) = intents::by_id(app.reader(), id).await? else { return Ok(None) };
    let parts = intents::parts_of(app.reader(), &intent).await?;
    Ok(Some(Confirmation {
        payment: id,
        digest: intent.digest(&parts),
        wallet_minor: 0,
        provider: Some(ProviderKind::Sandbox),
        password: None,
        script: None,
    }))
}

/// Confirms a payment. What the rules of risk think of it is not a refusal: it may come back
/// challenged, held or denied.
///
/// # Errors
/// [`PaymentConfirmRefusal`], or ours.
pub async fn confirm(
    app: &App,
    person: &Person,
    key: &str,
    asked: &Confirmation,
) -> Result<Intent, Refused> {
    use PaymentConfirmRefusal as R;
    let principal = person.account_id().to_string();
    let input = json!([
        asked.payment.to_string(),
        asked.digest,
        asked.wallet_minor,
        asked.provider.map(ProviderKind::name),
        asked.script
    ]);
    let request =
        Request::new(&principal, "paymentConfirm", key, &input).ok_or(R::IdempotencyKeyInvalid)?;
    let password = check(app, person.account_id(), asked.password.as_deref()).await?;
    let told: Result<Result<Uuid, R>, Refused> = transaction!(app, |tx| {
        if let Some(id) = request.answered(tx, R::IdempotencyConflict).await? {
            return Ok(Ok(id));
        }
        let found = intents::lock(tx, asked.payment).await?;
        let intent = found.filter(|found| found.payer == person.account_id());
        let intent = intent.ok_or(R::PaymentNotFound)?;
        let parts = intents::parts_of(tx.conn(), &intent).await?;
        let tenders = sound(tx, &intent, &parts, asked).await?;
        let account = accounts::lock(tx, intent.payer).await?;
        if account.frozen_at.is_some() {
            return Err(R::AccountFrozen.into());
        }
        let account = match take_password(tx, account, &password).await? {
            Ok(account) => account,
            Err(refused) => return Ok(Err(refused)),
        };
        let factors = factors_of(tx, person, &password).await?;
        let story = Story { person, intent, parts, tenders, account, factors };
        story.tell(tx, asked.script.as_deref()).await?;
        request.keep(tx, &asked.payment.uuid()).await?;
        Ok(Ok(asked.payment.uuid()))
    });
    let id = told?.map_err(Error::from)?;
    let confirmed = intents::by_id(app.reader(), Id::from_uuid(id)).await?;
    confirmed.ok_or_else(|| Failure::broken("a confirmed payment vanished").into())
}

/// What has to fit before anybody shows anything.
async fn sound(
    tx: &Tx,
    intent: &Intent,
    parts: &[PartOf],
    asked: &Confirmation,
) -> Result<Tenders, Refused> {
    use PaymentConfirmRefusal as R;
    if !intent.waits() {
        return Err(R::StateForbids.into());
    }
    if tx.now() >= intent.expires_at {
        return Err(R::Expired.into());
    }
    if asked.digest != intent.digest(parts) {
        return Err(R::DigestStale.into());
    }
    let wallet = Money::new(asked.wallet_minor, intent.amount.currency());
    let top_up = intent.purpose == crate::payments::intent::Purpose::TopUp;
    if top_up && !wallet.is_zero() {
        return Err(R::TendersInvalid.into());
    }
    let tenders = Tenders::of(intent.amount, wallet, asked.provider).ok_or(R::TendersInvalid)?;
    let providers = tx.app().belonging::<Providers>()?;
    if asked.provider.is_some_and(|kind| providers.get(kind).is_none()) {
        return Err(R::ProviderOff.into());
    }
    if let Some(script) = &asked.script {
        let sandbox = asked.provider == Some(ProviderKind::Sandbox);
        let allowed = tx.app().settings().environment == platform::config::Environment::Development;
        if !sandbox || !allowed || Script::parse(script).is_none() {
            return Err(R::ScriptInvalid.into());
        }
    }
    if risk::is_stopped(tx, asked.provider, parts).await? {
        return Err(R::Stopped.into());
    }
    Ok(tenders)
}

/// Counts a wrong password, which is kept although nothing else is.
async fn take_password(
    tx: &Tx,
    account: PaymentAccount,
    password: &Checked,
) -> Result<Result<PaymentAccount, PaymentConfirmRefusal>, Refused> {
    use PaymentConfirmRefusal as R;
    if matches!(password, Checked::NotShown) {
        return Ok(Ok(account));
    }
    if let Some(until) = account.rests_until(tx.now()) {
        return Err(Error::until(R::PasswordRests, until));
    }
    match password {
        Checked::NotShown => Ok(Ok(account)),
        Checked::NotSet => Err(R::PasswordNotSet.into()),
        Checked::Right(hash) if account.password_hash.as_ref() == Some(hash) => {
            let account = PaymentAccount { wrong_tries: 0, locked_until: None, ..account };
            accounts::save(tx, &account).await?;
            Ok(Ok(account))
        }
        Checked::Right(_) | Checked::Wrong => {
            accounts::save(tx, &account.tried_wrong(tx.now())).await?;
            Ok(Err(R::PasswordWrong))
        }
    }
}

/// What was shown for this confirmation: the payment password now, another factor within five
/// minutes.
async fn factors_of(tx: &Tx, person: &Person, password: &Checked) -> Result<Vec<Factor>, Failure> {
    let mut factors = Vec::new();
    if matches!(password, Checked::Right(_)) {
        factors.push(Factor::Password);
    }
    match person.fresh_factor(tx).await? {
        Some(StepUpFactor::Totp) => factors.push(Factor::Totp),
        Some(StepUpFactor::Passkey) => factors.push(Factor::Passkey),
        // The password of the account and a code by letter open the session; they are no factor
        // of a payment.
        Some(StepUpFactor::Password | StepUpFactor::Code) | None => {}
    }
    Ok(factors)
}

/// A confirmation whose terms are sound.
struct Story<'a> {
    person: &'a Person,
    intent: Intent,
    parts: Vec<PartOf>,
    tenders: Tenders,
    account: PaymentAccount,
    factors: Vec<Factor>,
}

impl Story<'_> {
    async fn tell(self, tx: &Tx, script: Option<&str>) -> Result<(), Refused> {
        use PaymentConfirmRefusal as R;
        let shown = i64::try_from(self.factors.len()).unwrap_or(0);
        let rules = risk::in_force(tx).await?;
        let needed = rules.factors_for(self.intent.amount, self.tenders.wallet);
        if shown < needed.max(self.intent.challenge_factors) {
            return Err(R::FactorNeeded.into());
        }
        let attempt = risk::Trial { person: self.person, intent: &self.intent, parts: &self.parts };
        let verdict = risk::assess(tx, &rules, &attempt).await?;
        let payer = Actor::person(ActorKind::User, self.intent.payer.uuid());
        let confirmed = Intent {
            state: PaymentState::Confirmed,
            tenders: Some(self.tenders),
            stopped_reason: None,
            confirmed_at: Some(tx.now()),
            ..self.intent.clone()
        };
        let confirmed =
            walk(tx, &self.intent, confirmed, (payer, "amount and payees confirmed")).await?;
        let names: Vec<&str> = self.factors.iter().map(|factor| factor.name()).collect();
        intents::note_factors(tx, confirmed.id, &names.join(" ")).await?;
        let challenge = needed.saturating_add(1).min(2);
        match verdict {
            Verdict::Challenge if shown < challenge => {
                let after = Intent {
                    state: PaymentState::Challenged,
                    challenge_factors: challenge,
                    ..stopped(&confirmed, "RISK_CHALLENGE")
                };
                walk(tx, &confirmed, after, (Actor::SYSTEM, "more has to be shown")).await?;
                Ok(())
            }
            Verdict::Allow | Verdict::Challenge => self.authorise(tx, &confirmed, script).await,
            Verdict::Hold => {
                let after =
                    Intent { state: PaymentState::Held, ..stopped(&confirmed, "RISK_HOLD") };
                let held = walk(tx, &confirmed, after, (Actor::SYSTEM, "PY-7")).await?;
                risk::open_held_case(tx, &held).await?;
                Ok(())
            }
            Verdict::Deny => {
                let after =
                    Intent { state: PaymentState::Denied, ..stopped(&confirmed, "RISK_DENIED") };
                walk(tx, &confirmed, after, (Actor::SYSTEM, "PY-7")).await?;
                Ok(())
            }
        }
    }

    /// Lets a confirmed payment through: the balance is held, the provider is to be asked.
    async fn authorise(
        &self,
        tx: &Tx,
        confirmed: &Intent,
        script: Option<&str>,
    ) -> Result<(), Refused> {
        let authorised = Intent { state: PaymentState::Authorised, ..confirmed.clone() };
        let authorised = walk(tx, confirmed, authorised, (Actor::SYSTEM, "let through")).await?;
        let mut tries = Vec::new();
        if !self.tenders.wallet.is_zero() {
            tries.push(self.hold(tx, &authorised).await?);
        }
        let Some((kind, amount)) = self.tenders.provider else {
            return Ok(settling::capture(tx, &authorised, &tries).await?);
        };
        let own = Attempt {
            script: script.map(str::to_owned),
            ..blank(tx, &authorised, kind.tender(), amount)
        };
        attempts::insert(tx, &own).await?;
        events::record(tx, &AttemptStarted { attempt: own.id.uuid() }).await?;
        Ok(())
    }

    /// Holds the share of the balance, within the limits of the day and of the account (PY-3).
    async fn hold(&self, tx: &Tx, intent: &Intent) -> Result<Attempt, Refused> {
        use PaymentConfirmRefusal as R;
        let amount = self.tenders.wallet;
        let daily = daily_limit(&self.factors, tx.app().settings().payments.agreed_daily_limit);
        let account = &self.account;
        let spent = account.spent.with(amount, account.class, daily, tx.now());
        let spent = spent.map_err(|over| match over {
            OverLimit::Day => R::DailyLimit,
            OverLimit::Class => R::ClassLimit,
        })?;
        accounts::save(tx, &PaymentAccount { spent, ..account.clone() }).await?;
        let held = ledger::hold(tx, Account::Wallet(intent.payer), amount).await?;
        held.map_err(|_| R::BalanceShort)?;
        let own = blank(tx, intent, Tender::Wallet, amount);
        attempts::insert(tx, &own).await?;
        let processing = Attempt { state: AttemptState::Processing, ..own };
        Ok(walk_attempt(tx, AttemptState::Created, processing, "held on the balance").await?)
    }
}

/// The same payment, stopped for a reason: nothing of what was confirmed stands.
fn stopped(confirmed: &Intent, reason: &str) -> Intent {
    Intent { tenders: None, stopped_reason: Some(reason.to_owned()), ..confirmed.clone() }
}

fn blank(tx: &Tx, intent: &Intent, tender: Tender, amount: Money) -> Attempt {
    let zero = Money::zero(amount.currency());
    Attempt {
        id: tx.app().new_id(),
        payment: intent.id,
        tender,
        state: AttemptState::Created,
        amount,
        captured: zero,
        refunded: zero,
        counts: false,
        reference: None,
        next_step: None,
        failure: None,
        script: None,
        queries: 0,
        created_at: tx.now(),
        settled_at: None,
    }
}
