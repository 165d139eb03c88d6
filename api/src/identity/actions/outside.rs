//! People whom an outside issuer vouches for: an account is made on their first token.

use platform::kernel::Line;
use platform::{App, Failure, events, transaction};

use crate::identity::account::{Account, AccountState, AgeBand};
use crate::identity::facts::AccountRegistered;
use crate::identity::handle::Handle;
use crate::identity::store::accounts;

/// What a checked token of an outside issuer says of its person.
pub struct Vouched {
    pub issuer: String,
    pub subject: String,
    pub name: Option<String>,
    pub locale: Option<String>,
    pub age_band: AgeBand,
}

/// The account of a person an outside issuer vouches for; made if it is their first token.
pub async fn account_of(app: &App, vouched: &Vouched) -> Result<Account, Failure> {
    let (issuer, subject) = (&vouched.issuer, &vouched.subject);
    if let Some(id) = accounts::by_outside_identity(app.reader(), issuer, subject).await?
        && let Some(account) = accounts::by_id(app.reader(), id).await?
    {
        return Ok(account);
    }
    let made = transaction!(app, |tx| {
        if let Some(id) = accounts::by_outside_identity(tx.conn(), issuer, subject).await? {
            let account = accounts::by_id(tx.conn(), id).await?;
            return account.ok_or_else(|| Failure::broken("a link without an account"));
        }
        let id = app.new_id::<Account>();
        let text = id.uuid().simple().to_string();
        // The end of a UUIDv7 is random; its beginning is the time.
        let handle = Handle::parse(&format!("user_{}", text.get(16..).unwrap_or(&text)))
            .map_err(|_| Failure::broken("made a malformed handle"))?;
        let name = vouched.name.as_deref().and_then(|name| Line::<1, 50>::parse(name).ok());
        let account = Account {
            id,
            handle: handle.shown().to_owned(),
            handle_changed_at: None,
            display_name: name.map_or_else(|| handle.shown().to_owned(), Line::into_string),
            bio: String::new(),
            picture_id: None,
            locale: vouched.locale.clone().unwrap_or_else(|| "zh-CN".to_owned()),
            age_band: vouched.age_band,
            guardian_id: None,
            state: AccountState::Active,
            joined_at: tx.now(),
        };
        accounts::insert(tx, &account, &handle).await?;
        accounts::link_outside_identity(tx, issuer, subject, id.uuid()).await?;
        events::record(tx, &AccountRegistered { account_id: id.uuid() }).await?;
        Ok(account)
    });
    match made {
        // Two first tokens at once: the other request made the account.
        Err(failure) if failure.constraint().is_some() => {
            let id = accounts::by_outside_identity(app.reader(), issuer, subject).await?;
            let account = accounts::by_id(app.reader(), id.unwrap_or_default()).await?;
            account.ok_or(failure)
        }
        made => made,
    }
}
