//! Statements and balances: of shops for those who see their money, of people for themselves, of
//! the platform for its risk staff.

use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::{CurrencyCode, DateTime, Money};
use platform::graphql::{ContextExt, ErrorCode, RequestError, parse_id, reply};
use platform::kernel::Currency;
use platform::{connection, payload};

use super::{LedgerAccountKind, LedgerTransferKind};
use crate::identity::graphql::ViewerExt;
use crate::identity::viewer::Risk;
use crate::ledger::statement::{self, Day, Entry, OperatorAccount, Place, Wanted};
use crate::ledger::statement_file::{self, StatementLinkRefusal};
use crate::ledger::store::statements as store;
use crate::ledger::{Account, balance};
use crate::operators::{MemberRole, entitled_to_read};

/// Which account of a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "statement::OperatorAccount")]
pub enum OperatorAccountKind {
    /// What the platform owes the shop, and what is paid out of it.
    Payable,
    /// The shop's deposit.
    Deposit,
    /// What the shop owes the platform; amounts are below zero while it does.
    Receivable,
}

/// One movement on a statement.
#[derive(Clone)]
pub struct StatementEntry(Entry);

/// One movement on a statement. It is never changed: what is put right is another movement.
#[Object]
impl StatementEntry {
    /// The id, beginning with `transfer_`; quote it when asking about it.
    async fn id(&self) -> ID {
        format!("transfer_{}", self.0.id.simple()).into()
    }

    /// When it was made.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// Why money was moved.
    async fn kind(&self) -> LedgerTransferKind {
        self.0.kind.into()
    }

    /// How much: above zero for what came in, below zero for what went out.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// What kind of account is on the other side.
    async fn other_side(&self) -> LedgerAccountKind {
        self.0.other.into()
    }

    /// What it is about, an order or a payment or a payout: the digits of its id, without the noun
    /// before them.
    async fn subject(&self) -> String {
        self.0.subject.simple().to_string()
    }
}

connection!(StatementConnection, StatementEdge, StatementEntry, "a statement, newest first");

/// What is on an account now.
#[derive(SimpleObject)]
pub struct LedgerBalance {
    /// All that is on it.
    pub balance: Money,
    /// Of it, what is held for something that is being decided.
    pub held: Money,
}

/// What went through an account of the platform on a day.
#[derive(SimpleObject)]
pub struct LedgerDayTotal {
    /// Which account.
    pub account: LedgerAccountKind,
    /// Which provider; null for every other account.
    pub provider: Option<String>,
    /// All that came in on the day.
    pub came_in: Money,
    /// All that went out on the day.
    pub went_out: Money,
    /// In how many movements.
    pub transfers: i64,
}

/// Which days of a statement; both ends count.
#[derive(InputObject, Default)]
pub struct StatementDays {
    /// The first day in Shanghai, such as `2026-11-01`; from the beginning if left out.
    pub from: Option<String>,
    /// The last day in Shanghai, such as `2026-11-30`; until now if left out.
    pub to: Option<String>,
}

/// Which statement of a shop to read.
#[derive(InputObject)]
pub struct OperatorStatementOf {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// Which of its accounts.
    #[graphql(default_with = "OperatorAccountKind::Payable")]
    pub account: OperatorAccountKind,
    /// In which currency.
    #[graphql(default_with = "CurrencyCode::Cny")]
    pub currency: CurrencyCode,
    /// Which days; all of them if left out.
    pub days: Option<StatementDays>,
}

/// Which statement to fetch as a file.
#[derive(InputObject)]
pub struct OperatorStatementLinkCreateInput {
    /// The shop, beginning with `operator_`.
    pub operator_id: ID,
    /// The day in Shanghai, such as `2026-11-22`.
    pub day: String,
}

/// A link that opens a statement once.
#[derive(SimpleObject)]
pub struct OperatorStatementLink {
    /// Fetch it by HTTP GET: CSV in UTF-8 with a heading, every account of the shop, newest first;
    /// it works once, and for nobody who does not have it.
    pub url: String,
    /// Until when it works: ten minutes.
    pub expires_at: DateTime,
}

payload! {
    /// The answer of `operatorStatementLinkCreate`.
    pub struct OperatorStatementLinkCreatePayload refused by StatementLinkRefusal {
        /// The link; null when refused.
        link: OperatorStatementLink,
    }
}

/// Whether the viewer may see the money of a shop: as owner or finance, with a second factor.
async fn sees_money(
    ctx: &Context<'_>,
    id: &ID,
) -> Result<Option<platform::kernel::Id<crate::operators::Operator>>> {
    let (person, id) = (ctx.person()?, parse_id(id)?);
    let seen = entitled_to_read(ctx.app(), person, id, MemberRole::Finance).await?;
    Ok(seen.ok().map(|()| id))
}

fn day(text: Option<&String>, otherwise: Day) -> Result<Day> {
    let Some(text) = text else { return Ok(otherwise) };
    Day::read(text).ok_or_else(|| {
        let says = "A day is written like 2026-11-22.".to_owned();
        RequestError::new(ErrorCode::BadRequest, says).into()
    })
}

async fn page(
    ctx: &Context<'_>,
    account: Account,
    asked_for: (CurrencyCode, Option<StatementDays>),
    (first, after): (Option<i32>, Option<String>),
) -> Result<StatementConnection> {
    let (currency, days) = asked_for;
    let days = days.unwrap_or_default();
    let wanted = Wanted {
        account,
        currency: currency.into(),
        from: day(days.from.as_ref(), Day::FIRST)?,
        to: day(days.to.as_ref(), Day::LAST)?,
    };
    let app = ctx.app();
    // A cursor is a place within one account: it is no cursor of another one.
    let list = format!("statement.{}", account.place(wanted.currency, uuid::Uuid::nil()).id);
    let page = asked::<Place>(app.cursors(), &list, first, after.as_deref())?;
    let rows = store::entries(app.reader(), &wanted, &page).await?;
    let slice = Slice::cut(app.cursors(), &list, page.first, rows, |entry| entry.place);
    Ok(slice.map(StatementEntry).into())
}

async fn on(ctx: &Context<'_>, account: Account, currency: Currency) -> Result<LedgerBalance> {
    let there = balance(ctx.app().reader(), account, currency).await?;
    Ok(LedgerBalance { balance: there.balance.into(), held: there.held.into() })
}

/// Root fields that read statements.
#[derive(Default)]
pub struct StatementQuery;

/// Root fields that read statements.
#[Object]
impl StatementQuery {
    /// Every movement on an account of a shop, newest first; null unless you act for it as owner or
    /// finance and have shown a second factor in this session.
    async fn operator_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which shop and account, and which days.")] of: OperatorStatementOf,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<Option<StatementConnection>> {
        let Some(id) = sees_money(ctx, &of.operator_id).await? else { return Ok(None) };
        let account = OperatorAccount::from(of.account).of(id);
        page(ctx, account, (of.currency, of.days), (first, after)).await.map(Some)
    }

    /// What is on an account of a shop now; null unless you act for it as owner or finance and have
    /// shown a second factor in this session.
    async fn operator_balance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The shop, beginning with `operator_`.")] operator_id: ID,
        #[graphql(desc = "Which of its accounts.", default_with = "OperatorAccountKind::Payable")]
        account: OperatorAccountKind,
        #[graphql(desc = "In which currency.", default_with = "CurrencyCode::Cny")]
        currency: CurrencyCode,
    ) -> Result<Option<LedgerBalance>> {
        let Some(id) = sees_money(ctx, &operator_id).await? else { return Ok(None) };
        on(ctx, OperatorAccount::from(account).of(id), currency.into()).await.map(Some)
    }

    /// Every movement on your own balance with the platform, newest first; kept for at least three
    /// years and free of charge [ECL 53].
    async fn my_wallet_statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which currency.", default_with = "CurrencyCode::Cny")]
        currency: CurrencyCode,
        #[graphql(desc = "Which days; all of them if left out.")] days: Option<StatementDays>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<StatementConnection> {
        let account = Account::Wallet(ctx.person()?.account_id());
        page(ctx, account, (currency, days), (first, after)).await
    }

    /// Your own balance with the platform, with which you may pay.
    async fn my_wallet_balance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In which currency.", default_with = "CurrencyCode::Cny")]
        currency: CurrencyCode,
    ) -> Result<LedgerBalance> {
        on(ctx, Account::Wallet(ctx.person()?.account_id()), currency.into()).await
    }

    /// What went through the platform's own accounts on a day, within two minutes of now; one for
    /// each account and currency, at most 50. Risk staff, with a second factor.
    async fn ledger_day_totals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The day in Shanghai, such as `2026-11-22`; today if left out.")]
        on: Option<String>,
    ) -> Result<Vec<LedgerDayTotal>> {
        ctx.staff::<Risk>()?;
        let app = ctx.app();
        let rows = store::day_totals(app.reader(), day(on.as_ref(), Day::at(app.now()))?).await?;
        let total = |row: statement::DayTotal| LedgerDayTotal {
            account: row.kind.into(),
            provider: row.name,
            came_in: row.came_in.into(),
            went_out: row.went_out.into(),
            transfers: row.transfers,
        };
        Ok(rows.into_iter().map(total).collect())
    }
}

/// Root fields that make links to statements.
#[derive(Default)]
pub struct StatementMutation;

/// Root fields that make links to statements.
#[Object]
impl StatementMutation {
    /// Make a link to the statement of a shop and a day as a file; it works once, for ten minutes.
    /// Owners and finance, with a second factor.
    async fn operator_statement_link_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which statement.")] input: OperatorStatementLinkCreateInput,
    ) -> Result<OperatorStatementLinkCreatePayload> {
        let id = parse_id(&input.operator_id)?;
        let link = statement_file::link(ctx.app(), ctx.person()?, id, &input.day).await;
        reply(link.map(|link| OperatorStatementLink {
            url: link.url,
            expires_at: DateTime(link.expires_at),
        }))
    }
}
