//! The town's shops are registered as any other: filled in, with documents, submitted, and approved
//! by two. Businesses with licences, persons who need not register, and the platform's own shop.

use std::collections::HashSet;

use bytes::Bytes;
use platform::kernel::Id;
use platform::kernel::calendar::day_of;
use platform::{App, Error, Failure};
use zeroize::Zeroizing;

use super::content::{Content, Shop};
use super::town::Shops;
use super::{DAY_MS, HOUR_MS, ago, granted};
use crate::catalog;
use crate::data_rights::{self, Matter, Shown};
use crate::identity::{Compliance, Person, Staff};
use crate::media::{self, DocumentType};
use crate::operators::registration::{
    self, Decision, Details, DocumentKind, ExemptionGround, FillInput, PersonDetails,
    RegisteredDetails, Registration, RegistrationState,
};
use crate::operators::{self, DepositRefusal, Operator, OperatorKind, OperatorState};
use crate::privacy::consent::Purpose;

/// When the shops handed their papers in.
const SUBMITTED_BEFORE: i64 = 107 * DAY_MS;

/// Brings every shop from a draft to an active one, and opens the deposit accounts that goods ask
/// for.
pub async fn register(
    app: &App,
    content: &Content,
    shops: &Shops<'_>,
    (first, second): (&Staff<Compliance>, &Staff<Compliance>),
) -> Result<(), Failure> {
    let risky = risky_shops(content);
    for (at, shop) in content.operators.iter().enumerate() {
        let (id, owner) =
            *shops.get(shop.handle.as_str()).ok_or(Failure::broken("no such demo shop"))?;
        let before = SUBMITTED_BEFORE - i64::try_from(at).unwrap_or(0) * HOUR_MS;
        let then = ago(app, before);
        let operator = operators::many(app.reader(), [id.uuid()]).await?.pop();
        let state = operator.map_or(OperatorState::Draft, |operator| operator.state);
        if state == OperatorState::Draft {
            hand_in(&then, (at, shop), (id, owner)).await?;
        }
        for (staff, later) in [(first, DAY_MS), (second, DAY_MS + 3 * HOUR_MS)] {
            let then = ago(app, before - later);
            if let Some(version) = waiting(&then, id).await? {
                let approve = Decision::Approve;
                granted(registration::review(&then, staff, version.id, approve).await)?;
            }
        }
        if risky.contains(shop.handle.as_str()) {
            match operators::open_deposit_account(&then, owner, id).await {
                Err(Error::Refused(refused)) if refused.code == DepositRefusal::AlreadyOpen => {}
                opened => drop(granted(opened)?),
            }
        }
    }
    Ok(())
}

/// The shops whose goods ask for a deposit account.
fn risky_shops(content: &Content) -> HashSet<&str> {
    let asks = |slug: &str| {
        let shelf = content.categories.iter().find(|shelf| shelf.slug == slug);
        let kind = shelf.map(|shelf| super::papers::goods_kind(&shelf.goods_kind));
        kind.is_some_and(catalog::is_deposit_required)
    };
    let wares = content.products.iter().filter(|ware| asks(&ware.category));
    wares.map(|ware| ware.operator.as_str()).collect()
}

async fn waiting(app: &App, id: Id<Operator>) -> Result<Option<Registration>, Failure> {
    let open = registration::open_of(app.reader(), [id.uuid()]).await?.remove(&id.uuid());
    Ok(open.filter(|version| version.state != RegistrationState::Draft))
}

async fn hand_in(
    app: &App,
    (at, shop): (usize, &Shop),
    (id, owner): (Id<Operator>, &Person),
) -> Result<(), Failure> {
    let details = details(app, at, shop)?;
    let kind = match &details {
        Details::Registered(business) => business.kind,
        _ => OperatorKind::NaturalPerson,
    };
    if kind == OperatorKind::NaturalPerson {
        let matter =
            Matter { purpose: Purpose::IdentityVerification, recipient: None, child: None };
        let shown = Shown { version: 1, language: "zh".to_owned() };
        granted(data_rights::give_consent(app, owner, matter, &shown).await)?;
    }
    let input = FillInput { operator_id: id, purpose: None, details, changed_on: None };
    let draft = granted(registration::fill(app, owner, input).await)?;
    let shown: &[DocumentKind] = match kind {
        OperatorKind::NaturalPerson => &[DocumentKind::IdentityFront, DocumentKind::IdentityBack],
        _ => &[DocumentKind::Licence],
    };
    for kind in shown {
        let whose = (owner.account_id(), id.uuid());
        let sheet = (DocumentType::Pdf, Bytes::from_static(SHEET));
        let document = media::import_document(app, whose, sheet).await?;
        let document = document.map_err(|_| Failure::broken("a demo document was rejected"))?;
        granted(registration::attach(app, owner, draft.id, (document, *kind)).await)?;
    }
    granted(registration::submit(app, owner, draft.id).await)?;
    Ok(())
}

/// An empty sheet of paper.
const SHEET: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages\
/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n\
trailer<</Root 1 0 R>>\n%%EOF\n";

fn details(app: &App, at: usize, shop: &Shop) -> Result<Details, Failure> {
    let invented = || Failure::broken("an invented number does not check");
    let phone = Zeroizing::new(format!("139{:08}", 10_000_000 + at));
    let email = Zeroizing::new(format!("{}@example.com", shop.owner));
    let kind = match shop.track.as_str() {
        "SELF_OPERATED" => OperatorKind::SelfOperated,
        "REGISTERED" => OperatorKind::Registered,
        ground => {
            return Ok(Details::Person(PersonDetails {
                issuing_country: "CN".into(),
                name: Zeroizing::new("示例人".into()),
                identity_number: Zeroizing::new(identity_number(at).ok_or_else(invented)?),
                region: "示例省示例市".into(),
                address: Zeroizing::new(format!("示例省示例市示例路 {} 号", at + 1)),
                phone,
                email,
                ground: match ground {
                    "HOUSEHOLD_HANDICRAFT" => ExemptionGround::HouseholdHandicraft,
                    _ => ExemptionGround::SmallSporadicTrade,
                },
                accepts_declaration: true,
            }));
        }
    };
    let first = day_of(app.now()).replace_day(1).unwrap_or_else(|_| day_of(app.now()));
    Ok(Details::Registered(RegisteredDetails {
        kind,
        issuing_country: "CN".into(),
        legal_name: format!("示例市{}商贸有限公司", shop.name),
        credit_code: credit_code(at).ok_or_else(invented)?,
        business_address: format!("示例省示例市示例路 {} 号", at + 1),
        licence_from: first.to_string(),
        licence_until: None,
        representative: Zeroizing::new("示例人".into()),
        phone,
        email,
    }))
}

/// A number of a region that there is not, so that it is nobody's.
fn identity_number(at: usize) -> Option<String> {
    let said = format!("990000198801{:02}{:03}", at % 28 + 1, at);
    let mut numbers = "0123456789X".chars().map(|check| format!("{said}{check}"));
    numbers.find(|number| registration::identity_number(number).is_ok())
}

fn credit_code(at: usize) -> Option<String> {
    let said = format!("91990000MA{at:07}");
    let letters = "0123456789ABCDEFGHJKLMNPQRTUWXY".chars();
    let mut codes = letters.map(|check| format!("{said}{check}"));
    codes.find(|code| registration::credit_code(code).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shop_has_numbers_that_check() {
        for at in 0..12 {
            assert!(identity_number(at).is_some() && credit_code(at).is_some(), "{at}");
        }
    }
}
