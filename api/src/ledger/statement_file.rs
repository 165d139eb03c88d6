//! The statement of an operator and a day as a file: CSV, made as it is sent, fetched once by a
//! link.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use platform::kernel::{Asked, Currency, Id};
use platform::{App, Error, Failure, refusals, transaction};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use super::statement::{Day, Entry, OperatorAccount, Place, Wanted};
use super::store::statements::{self, Ticket};
use super::{account, transfer};
use crate::identity::Person;
use crate::operators::{MemberRole, Operator, entitled};
use crate::privacy::consent::sha256_of;

/// How long a link is good, once.
pub const LINK_LIFE: Duration = Duration::minutes(10);

/// The first line of a file.
pub const HEAD: &str = "day,at,account,currency,amount,kind,other,subject,id\r\n";

refusals! {
    /// Why no link to a statement was made, in order of precedence.
    pub enum StatementLinkRefusal: "OperatorStatementLinkCreateErrorCode",
        OperatorStatementLinkCreateUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Only owners and finance see money.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not a day such as `2026-11-22`, or one that has not begun.
        DayInvalid at ["day"] says "Give a day that has begun, such as 2026-11-22.",
    }
}

/// A link that opens a statement once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementLink {
    pub url: String,
    pub expires_at: OffsetDateTime,
}

/// Makes a link that opens the statement of a day, once and within ten minutes.
///
/// # Errors
/// [`StatementLinkRefusal`], or ours.
pub async fn link(
    app: &App,
    person: &Person,
    id: Id<Operator>,
    day: &str,
) -> Result<StatementLink, Error<StatementLinkRefusal>> {
    use StatementLinkRefusal as R;
    let token = URL_SAFE_NO_PAD.encode(app.chance().bytes::<32>());
    transaction!(app, |tx| {
        entitled(tx, person, id, MemberRole::Finance).await?.map_err(|why| {
            why.refusal(R::OperatorNotFound, R::RoleTooLow, R::SecondFactorNeeded)
        })?;
        let begun = |day: &Day| *day <= Day::at(tx.now());
        let day = Day::read(day).filter(begun).ok_or(R::DayInvalid)?;
        let expires_at = tx.now().checked_add(LINK_LIFE).unwrap_or(tx.now());
        let account = person.account_id();
        let token_hash = sha256_of(&token);
        let ticket = Ticket { token_hash, operator: id, day, account, expires_at };
        statements::put_ticket(tx, &ticket).await?;
        let site = app.settings().server.public_url.as_str().trim_end_matches('/').to_owned();
        Ok(StatementLink { url: format!("{site}/statements/{id}/{day}/{token}"), expires_at })
    })
}

/// Uses a link up; false if there is none such.
///
/// # Errors
/// Ours.
pub async fn open(app: &App, id: Id<Operator>, day: Day, token: &str) -> Result<bool, Failure> {
    let hash = sha256_of(token);
    transaction!(app, |tx| { statements::use_ticket(tx, &hash, id, day).await })
}

/// How far a file has been written.
#[derive(Debug, Clone, Copy)]
pub struct Written {
    /// Which of the accounts and currencies comes next.
    section: usize,
    after: Option<Place>,
}

impl Written {
    /// Nothing yet.
    pub const NOTHING: Self = Self { section: 0, after: None };
}

/// The next lines of a file, and how far it then is; nothing at its end.
///
/// # Errors
/// Ours.
pub async fn lines(
    app: &App,
    (id, day): (Id<Operator>, Day),
    written: Written,
) -> Result<Option<(String, Written)>, Failure> {
    let sections = OperatorAccount::ALL
        .into_iter()
        .flat_map(|account| Currency::ALL.map(|currency| (account, currency)));
    let Some((kind, currency)) = sections.into_iter().nth(written.section) else {
        return Ok(None);
    };
    let wanted = Wanted { account: kind.of(id), currency, from: day, to: day };
    let asked = Asked { first: 499, after: written.after };
    let rows = statements::entries(app.reader(), &wanted, &asked).await?;
    let next = match rows.last() {
        Some(last) if rows.len() == 500 => Written { after: Some(last.place), ..written },
        _ => Written { section: written.section.saturating_add(1), after: None },
    };
    let text = rows.iter().map(|entry| line(entry, day, kind)).collect();
    Ok(Some((text, next)))
}

/// One line; nothing in it can hold a comma, a quote or the beginning of a formula but the sign of
/// an amount.
fn line(entry: &Entry, day: Day, account: OperatorAccount) -> String {
    format!(
        "{day},{},{},{},{},{},{},{},{}\r\n",
        entry.at.format(&Rfc3339).unwrap_or_default(),
        account.word(),
        entry.amount.currency(),
        entry.amount,
        transfer::word(entry.kind),
        account::word(entry.other),
        entry.subject.simple(),
        entry.id.simple(),
    )
}
