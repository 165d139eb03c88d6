//! What identity does after the fact: hands one-time codes to the carrier, and sweeps away what
//! has had its time.

use futures_util::future::BoxFuture;
use platform::delivery::{Address, Letter};
use platform::events::{Consumer, Delivery, Fact};
use platform::timers::TimerHandler;
use platform::{App, Failure, transaction};
use time::Duration;

use super::code::CodePurpose;
use super::contact::ContactKind;
use super::facts::CodeRequested;
use super::store::codes::StoredCode;
use super::store::{attempts, codes, passkeys, sessions};

/// Who reacts to events of identity: codes that are to be sent.
pub fn consumers() -> Vec<Consumer> {
    vec![Consumer { name: "identity.send_codes", kinds: &[CodeRequested::KIND], run: send_code }]
}

/// Identity sets no deadlines: what runs out is checked when it is used.
pub fn timers() -> Vec<TimerHandler> {
    Vec::new()
}

fn send_code(app: App, delivery: Delivery) -> BoxFuture<'static, Result<(), Failure>> {
    Box::pin(async move {
        if let Some(fact) = delivery.event.fact::<CodeRequested>()?
            && let Some(stored) = codes::by_id(app.reader(), fact.code_id).await?
            && let Some(letter) = letter(&app, &stored)?
        {
            app.delivery().send(letter).await?;
        }
        transaction!(&app, |tx| {
            codes::forget_text(tx, delivery.event.aggregate).await?;
            sweep(tx).await?;
            delivery.settle(tx).await
        })
    })
}

/// Deletes what no rule needs any more. Runs with every code that is sent, so it never grows long.
async fn sweep(tx: &platform::database::Tx) -> Result<(), Failure> {
    codes::delete_old(tx).await?;
    attempts::delete_old(tx).await?;
    passkeys::delete_old(tx).await?;
    // Kept for a while, so that a person can see what was signed in.
    sessions::delete_expired(tx, tx.now() - Duration::days(30)).await?;
    Ok(())
}

/// What to send; nothing to an address that nobody has, or once the code is dead or gone out.
fn letter(app: &App, stored: &StoredCode) -> Result<Option<Letter>, Failure> {
    let Some(code) = stored.unsent(app)? else { return Ok(None) };
    if app.now() >= stored.state.expires_at || stored.state.spent {
        return Ok(None);
    }
    let text = match (stored.decoy, stored.purpose) {
        (false, _) => code_text(&stored.locale, &code),
        // The one who asks sees the same as ever; the owner learns that somebody tried.
        (true, CodePurpose::Register | CodePurpose::Contact) => taken_text(&stored.locale),
        (true, CodePurpose::SignIn | CodePurpose::StepUp) => return Ok(None),
    };
    let contact = stored.contact(app)?;
    let to = match contact.kind() {
        ContactKind::Email => Address::Email(contact.value().to_owned()),
        ContactKind::Phone => Address::Phone(contact.value().to_owned()),
    };
    Ok(Some(Letter { to, subject: subject(&stored.locale), text }))
}

fn chinese(locale: &str) -> bool {
    locale.starts_with("zh")
}

fn subject(locale: &str) -> String {
    if chinese(locale) { "Fairstall 验证码" } else { "Your Fairstall code" }.to_owned()
}

fn code_text(locale: &str, code: &str) -> String {
    if chinese(locale) {
        format!("您的验证码是 {code},5 分钟内有效。请勿告诉任何人,包括自称客服的人。")
    } else {
        format!(
            "Your code is {code}. It is good for 5 minutes. Tell it to nobody, not even to \
             somebody who says they are from Fairstall."
        )
    }
}

fn taken_text(locale: &str) -> String {
    if chinese(locale) {
        "有人尝试使用此地址注册 Fairstall,但它已属于您的账户。如果是您本人,请直接登录;否则无需理会。"
    } else {
        "Somebody tried to register this address with Fairstall, but it belongs to your account. \
         If it was you, sign in; if not, there is nothing to do."
    }
    .to_owned()
}
