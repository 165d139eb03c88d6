//! The balance: how much is on it, topping it up, its password.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result};
use platform::graphql::scalars::{DateTime, Int64, Money};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::kernel::{self, Currency};
use platform::payload;

use super::types::Payment;
use crate::identity::graphql::{User, ViewerExt, load_user};
use crate::ledger::{self, Account};
use crate::payments::actions::wallet::{
    self as actions, PaymentClassSetRefusal, PaymentPasswordSetRefusal, WalletTopUpRefusal,
};
use crate::payments::balance::{self, PaymentAccount};
use crate::payments::store::accounts;

/// The balance of a person with the platform.
#[derive(Clone)]
pub struct Wallet(PaymentAccount);

/// The balance of a person with the platform.
#[Object]
impl Wallet {
    /// Whose it is.
    async fn user(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.account.uuid()).await
    }

    /// How much is on it, with what is held.
    async fn balance(&self, ctx: &Context<'_>) -> Result<Money> {
        Ok(self.on(ctx).await?.balance.into())
    }

    /// How much of it is held by payments that are on their way.
    async fn held(&self, ctx: &Context<'_>) -> Result<Money> {
        Ok(self.on(ctx).await?.held.into())
    }

    /// How well its holder is known; that sets its limits.
    async fn class(&self) -> WalletClass {
        self.0.class.into()
    }

    /// What was paid with it today, in Shanghai. The limits of a day: 1,000.00; with two factors
    /// 5,000.00; with two of which one is a passkey, what was agreed.
    async fn spent_today(&self, ctx: &Context<'_>) -> Money {
        let spent = self.0.spent.at(ctx.app().now());
        kernel::Money::new(spent.in_day, Currency::Cny).into()
    }

    /// What was paid with it this year, in Shanghai.
    async fn spent_this_year(&self, ctx: &Context<'_>) -> Money {
        let spent = self.0.spent.at(ctx.app().now());
        kernel::Money::new(spent.in_year, Currency::Cny).into()
    }

    /// Whether a payment password is set.
    async fn has_payment_password(&self) -> bool {
        self.0.password_hash.is_some()
    }

    /// Until when the payment password rests after five wrong tries; null if it does not.
    async fn password_rests_until(&self, ctx: &Context<'_>) -> Option<DateTime> {
        self.0.rests_until(ctx.app().now()).map(DateTime)
    }

    /// Since when nothing is paid from this account, after a report of unauthorised use; null if it
    /// is not frozen.
    async fn frozen_at(&self) -> Option<DateTime> {
        self.0.frozen_at.map(DateTime)
    }
}

impl Wallet {
    async fn on(&self, ctx: &Context<'_>) -> Result<ledger::Balance> {
        let account = Account::Wallet(self.0.account);
        Ok(ledger::balance(ctx.app().reader(), account, Currency::Cny).await?)
    }
}

/// How well the holder of a balance is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "balance::AccountClass")]
pub enum WalletClass {
    /// In one way: 1,000.00 may be paid with it in all.
    One,
    /// In three ways: 100,000.00 a year.
    Two,
    /// In five ways: 200,000.00 a year.
    Three,
}

/// How much to top up.
#[derive(InputObject)]
pub struct WalletTopUpInput {
    /// 8 to 128 visible ASCII characters of your choice; the same key and input give the first
    /// payment again, for 72 hours.
    pub idempotency_key: String,
    /// 0.01 to 200,000.00 yuan, in fen.
    pub amount_minor: Int64,
}

/// A payment password.
#[derive(InputObject)]
pub struct PaymentPasswordSetInput {
    /// 6 to 64 characters: digits will do, but no run such as 345678 and not all the same.
    pub password: String,
}

/// Whose balance, and how well they are known.
#[derive(InputObject)]
pub struct PaymentAccountClassSetInput {
    /// The person, beginning with `user_`.
    pub user_id: ID,
    /// How well they are known.
    pub class: WalletClass,
}

payload! {
    /// The answer of `walletTopUp`.
    pub struct WalletTopUpPayload refused by WalletTopUpRefusal {
        /// The payment to confirm; null when refused.
        payment: Payment,
    }
}

payload! {
    /// The answer of `paymentPasswordSet`.
    pub struct PaymentPasswordSetPayload refused by PaymentPasswordSetRefusal {
        /// Your balance; null when refused.
        wallet: Wallet,
    }
}

payload! {
    /// The answer of `paymentAccountClassSet`.
    pub struct PaymentAccountClassSetPayload refused by PaymentClassSetRefusal {
        /// The balance of the person; null when refused.
        wallet: Wallet,
    }
}

/// Root fields that read one's balance.
#[derive(Default)]
pub struct WalletQuery;

/// Root fields that read one's balance.
#[Object]
impl WalletQuery {
    /// Your balance with the platform.
    async fn my_wallet(&self, ctx: &Context<'_>) -> Result<Wallet> {
        let own = ctx.person()?.account_id();
        Ok(Wallet(accounts::of(ctx.app().reader(), own.uuid()).await?))
    }
}

/// Root fields that change a balance and its password.
#[derive(Default)]
pub struct WalletMutation;

/// Root fields that change a balance and its password.
#[Object]
impl WalletMutation {
    /// Begin to top up your balance: a payment that you then confirm with `paymentConfirm`.
    async fn wallet_top_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much.")] input: WalletTopUpInput,
    ) -> Result<WalletTopUpPayload> {
        let (app, person) = (ctx.app(), ctx.person()?);
        let amount = input.amount_minor.0;
        let begun = actions::top_up(app, person, &input.idempotency_key, amount).await;
        reply(begun.map(Payment))
    }

    /// Set your payment password, in place of the one before. Step up first.
    async fn payment_password_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The new password.")] input: PaymentPasswordSetInput,
    ) -> Result<PaymentPasswordSetPayload> {
        let set = actions::set_password(ctx.app(), ctx.person()?, input.password).await;
        reply(set.map(Wallet))
    }

    /// Say how well the holder of a balance is known. Staff of risk, stepped up.
    async fn payment_account_class_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose, and how well.")] input: PaymentAccountClassSetInput,
    ) -> Result<PaymentAccountClassSetPayload> {
        let (staff, user) = (ctx.staff()?, parse_id(&input.user_id)?);
        let set = actions::set_class(ctx.app(), &staff, user, input.class.into()).await;
        reply(set.map(Wallet))
    }
}
