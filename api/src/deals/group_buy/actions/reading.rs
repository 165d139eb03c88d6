//! Who sees which campaign and which group, and what a seat would cost.

use platform::kernel::Id;
use platform::{App, Failure};
use time::OffsetDateTime;
use uuid::Uuid;

use super::seats::{SeatInput, Which, purchase};
use crate::deals::group_buy::campaign::Campaign;
use crate::deals::group_buy::group::{GroupBuy, GroupState};
use crate::deals::group_buy::store;
use crate::identity::{Compliance, Person, Staff, Viewer};
use crate::operators;
use crate::orders::{self, Quote, SubmitRefusal};

/// Whether a viewer sees a campaign: everybody once it was let through; before that its shop, and
/// compliance staff once it was handed in.
///
/// # Errors
/// The database's own.
pub async fn sees_campaign(app: &App, viewer: &Viewer, own: &Campaign) -> Result<bool, Failure> {
    if own.is_public() {
        return Ok(true);
    }
    let Some(person) = viewer.as_person() else { return Ok(false) };
    if own.submitted_at.is_some() && Staff::<Compliance>::of(person).is_ok() {
        return Ok(true);
    }
    operators::is_member(app.reader(), own.operator_id.uuid(), person.account_id()).await
}

/// A group that everybody may see; nothing before its leader has paid.
///
/// # Errors
/// The database's own.
pub async fn known(app: &App, id: Uuid) -> Result<Option<GroupBuy>, Failure> {
    let found = store::groups::many(app.reader(), [id]).await?.pop();
    Ok(found.filter(|group| group.deadline.is_some()))
}

/// Whether a viewer sees a group: everybody from its leader's payment on; before that its leader.
pub fn sees_group(viewer: &Viewer, group: &GroupBuy) -> bool {
    let leads = |person: &Person| person.account_id() == group.leader_id;
    group.deadline.is_some() || viewer.as_person().is_some_and(leads)
}

/// What a seat would cost with freight, and everything that stands against buying it; nothing for a
/// group or campaign that there is not.
///
/// # Errors
/// The database's own.
pub async fn preview(
    app: &App,
    person: &Person,
    input: &SeatInput,
) -> Result<Option<(Option<Quote>, Vec<SubmitRefusal>)>, Failure> {
    let group = match input.which {
        Which::Join(id) => {
            let found = store::groups::many(app.reader(), [id.uuid()]).await?.pop();
            found.filter(|group| group.deadline.is_some())
        }
        Which::Open(id) => {
            let found = store::campaigns::many(app.reader(), [id.uuid()]).await?.pop();
            found.filter(Campaign::is_public).map(|own| imagined(&own, person, app.now()))
        }
    };
    let Some(group) = group else { return Ok(None) };
    let wanted = purchase(&group, input, None, app.now());
    orders::preview_in_deal(app, person, &wanted).await.map(Some)
}

/// The group that somebody would open.
fn imagined(own: &Campaign, leader: &Person, now: OffsetDateTime) -> GroupBuy {
    GroupBuy {
        id: Id::from_uuid(Uuid::nil()),
        campaign_id: own.id,
        operator_id: own.operator_id,
        product_id: own.product_id,
        sku_id: own.sku_id,
        leader_id: leader.account_id(),
        state: GroupState::Opened,
        size: own.size,
        hours: own.hours,
        unit: own.unit,
        solo: own.solo,
        most_per_person: own.most_per_person,
        seats_taken: 1,
        paid: 0,
        benefit: None,
        terms_version: own.terms_version.clone(),
        opened_at: now,
        deadline: None,
        succeeded_at: None,
        succeeded_with: None,
        waiver: None,
        ended_at: None,
    }
}
