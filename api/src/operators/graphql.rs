//! Operators as clients see them.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::App;
use platform::graphql::connection::{Slice, asked};
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};
use platform::graphql::{ContextExt, parse_id};
use platform::kernel::{Currency, Money};
use platform::transitions::{ActorKind, States as _};
use uuid::Uuid;

use super::graphql_licence::{
    OperatorBadge, OperatorLicence, OperatorState, OperatorTransfer, card, load_registration,
    load_under_way,
};
use super::graphql_permits::{OperatorPermit, load_permits};
use super::graphql_standing::{OperatorPrompt, OperatorTurnover};
use super::graphql_team::OperatorInvitation;
use super::registration::graphql_types::{Registration, RegistrationConnection};
use super::transfer::TransferState;
use super::{member, registration, standing, store, store_matters, store_members, store_team};
use crate::identity::graphql::ViewerExt;
use crate::identity::{Compliance, Staff};
use crate::media::graphql::{Image, load_image};
use crate::returns::graphql::{ReturnPromise, promise_of};

/// Somebody who sells here: a shop.
#[derive(Clone)]
pub struct Operator(pub super::Operator);

/// Somebody who sells here: a shop.
#[Object]
impl Operator {
    /// The id, beginning with `operator_`.
    pub async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The unique short name in the shop's address, in lower case.
    async fn handle(&self) -> &str {
        &self.0.handle
    }

    /// The shop's name, 1 to 60 characters.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What the shop says of itself, up to 1,000 characters.
    async fn about(&self) -> &str {
        &self.0.about
    }

    /// Its logo; null if it has none.
    async fn logo(&self, ctx: &Context<'_>) -> Result<Option<Image>> {
        match self.0.logo_id {
            Some(id) => load_image(ctx, id).await,
            None => Ok(None),
        }
    }

    /// What it promises beyond the law about returns, for orders from now on; null if nothing.
    async fn return_promise(&self, ctx: &Context<'_>) -> Result<Option<ReturnPromise>> {
        promise_of(ctx, self.0.id.uuid()).await
    }

    /// When it was opened.
    async fn opened_at(&self) -> DateTime {
        DateTime(self.0.opened_at)
    }

    /// The licences and filings it has shown, the one that ends last first; at most 50. One that
    /// has ended counts no more.
    async fn permits(&self, ctx: &Context<'_>) -> Result<Vec<OperatorPermit>> {
        load_permits(ctx, self.0.id.uuid()).await
    }

    /// Where it stands.
    async fn state(&self) -> OperatorState {
        self.0.state.into()
    }

    /// What it is, for a label beside its name: show it with the shop and with what it sells. Null
    /// before its first registration was approved.
    async fn badge(&self) -> Option<OperatorBadge> {
        self.0.kind.map(|kind| standing::badge(kind).into())
    }

    /// Its licence, or a person's declaration, as in force: what a shop shows on its home page.
    /// Null before its first registration was approved.
    async fn licence(&self, ctx: &Context<'_>) -> Result<Option<OperatorLicence>> {
        let Some(id) = self.0.registration_id else { return Ok(None) };
        Ok(load_registration(ctx, id.uuid()).await?.as_ref().map(card))
    }

    /// Whether a change of what `licence` shows is being checked; what it shows is in force until
    /// then.
    async fn has_pending_change(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(load_under_way(ctx, self.0.id.uuid()).await?.is_change())
    }

    /// By when the shop has to show what has changed: ten working days after the day of the change.
    /// Null while no change is being checked. The platform checks what it was told within seven
    /// days, so that a change that is handed in within three is shown in time.
    async fn pending_change_due_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        Ok(load_under_way(ctx, self.0.id.uuid()).await?.shown_by().map(DateTime))
    }

    /// When it was last verified; null before the first time.
    async fn verified_at(&self) -> Option<DateTime> {
        self.0.verified_at.map(DateTime)
    }

    /// The first instant at which its verification counts no more: six months, or the end of its
    /// licence. From then on nothing new is listed. Null before the first time.
    async fn reverify_by(&self) -> Option<DateTime> {
        self.0.reverify_by.map(DateTime)
    }

    /// When it leaves, at the earliest; null unless it has announced it.
    async fn exit_at(&self) -> Option<DateTime> {
        self.0.exit_at.map(DateTime)
    }

    /// To whom it goes, while both holders answer for it; for its members and the receiver also
    /// while it is only offered. Null if it stays.
    async fn transfer(&self, ctx: &Context<'_>) -> Result<Option<OperatorTransfer>> {
        let transfer = load_under_way(ctx, self.0.id.uuid()).await?.transfer;
        let Some(transfer) = transfer else { return Ok(None) };
        let public = transfer.state == TransferState::Accepted;
        let to = ctx.viewer().as_person().map(crate::identity::Person::account_id);
        let shown = public || to == Some(transfer.receiver_id) || self.is_insider(ctx).await?;
        Ok(shown.then_some(OperatorTransfer(transfer)))
    }

    /// The states into which you may move it: none unless you act for it or are staff.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Result<Vec<OperatorState>> {
        let mut next = Vec::new();
        if self.viewer_role(ctx).await? == Some(OperatorRole::Owner) {
            next.extend(self.0.state.next_for(ActorKind::Operator));
        }
        if is_staff(ctx) {
            next.extend(self.0.state.next_for(ActorKind::Staff));
        }
        Ok(next.into_iter().map(Into::into).collect())
    }

    /// How it came to stand where it stands, newest first; members and compliance staff only, and
    /// empty for everybody else.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        if !self.is_insider(ctx).await? {
            return Ok(Slice { items: Vec::new(), has_next_page: false }.into());
        }
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }

    /// The versions of its registration, the newest first; members and compliance staff only, and
    /// empty for everybody else.
    async fn registrations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<RegistrationConnection> {
        const LIST: &str = "operator.registrations";
        if !self.is_insider(ctx).await? {
            return Ok(Slice { items: Vec::new(), has_next_page: false }.into());
        }
        let app = ctx.app();
        let page = asked::<i32>(app.cursors(), LIST, first, after.as_deref())?;
        let first = page.first;
        let rows = registration::of_operator(app.reader(), self.0.id, &page).await?;
        let slice = Slice::cut(app.cursors(), LIST, first, rows, |row| row.version);
        Ok(slice.map(Registration).into())
    }

    /// What its people were reminded of by law, the latest first; at most 50. Members and
    /// compliance staff only, and empty for everybody else.
    async fn prompts(&self, ctx: &Context<'_>) -> Result<Vec<OperatorPrompt>> {
        if !self.is_insider(ctx).await? {
            return Ok(Vec::new());
        }
        let rows = store_matters::prompts(ctx.app().reader(), self.0.id).await?;
        Ok(rows.into_iter().map(OperatorPrompt).collect())
    }

    /// The open invitations to its team, the newest first; at most 50. Owners only, and empty for
    /// everybody else.
    async fn invitations(&self, ctx: &Context<'_>) -> Result<Vec<OperatorInvitation>> {
        if self.viewer_role(ctx).await? != Some(OperatorRole::Owner) {
            return Ok(Vec::new());
        }
        let rows = store_team::invitations_of(ctx.app().reader(), self.0.id).await?;
        Ok(rows.into_iter().map(OperatorInvitation).collect())
    }

    /// What it turned over in a year; null unless you are a member or compliance staff, or where
    /// there was nothing.
    async fn turnover(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The year, in Shanghai, such as 2026.")] year: i32,
    ) -> Result<Option<OperatorTurnover>> {
        if !self.is_insider(ctx).await? {
            return Ok(None);
        }
        let id = self.0.id.uuid();
        let row = store_matters::turnover(ctx.app().reader(), &[id], year).await?.pop();
        Ok(row.map(|row| OperatorTurnover {
            year,
            amount: Money::new(row.minor, Currency::Cny).into(),
            is_flagged: row.flagged,
        }))
    }

    /// Whether it has a deposit account; null unless you are a member or compliance staff.
    async fn has_deposit_account(&self, ctx: &Context<'_>) -> Result<Option<bool>> {
        if !self.is_insider(ctx).await? {
            return Ok(None);
        }
        Ok(Some(store_matters::has_deposit(ctx.app().reader(), self.0.id).await?))
    }

    /// Since when it is known in whose name it is paid out; null if it is not, or unless you are a
    /// member or compliance staff.
    async fn payout_holder_set_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>> {
        if !self.is_insider(ctx).await? {
            return Ok(None);
        }
        let since = store_matters::holder_since(ctx.app().reader(), self.0.id).await?;
        Ok(since.map(DateTime))
    }

    /// The role in which you act for this shop; null if you do not.
    async fn viewer_role(&self, ctx: &Context<'_>) -> Result<Option<OperatorRole>> {
        Ok(load_role(ctx, self.0.id.uuid()).await?.map(Into::into))
    }
}

impl Operator {
    /// Whether the viewer acts for the shop, or checks shops.
    async fn is_insider(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(is_staff(ctx) || self.viewer_role(ctx).await?.is_some())
    }
}

fn is_staff(ctx: &Context<'_>) -> bool {
    ctx.viewer().as_person().is_some_and(|person| Staff::<Compliance>::of(person).is_ok())
}

/// In which capacity a person acts for an operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "member::MemberRole")]
pub enum OperatorRole {
    /// Sees money and statements, and nothing else.
    Finance,
    /// Answers buyers.
    Support,
    /// Also lists goods and changes prices and stock.
    Manager,
    /// Also admits and dismisses members, and sees money.
    Owner,
}

/// A shop you act for.
#[derive(SimpleObject)]
pub struct OperatorMembership {
    /// The shop.
    pub operator: Operator,
    /// Your role in it.
    pub role: OperatorRole,
}

/// Reads operators by id.
pub struct OperatorLoader(pub App);

impl Loader<Uuid> for OperatorLoader {
    type Value = Operator;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Operator>> {
        let rows = store::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), Operator(row))).collect())
    }
}

/// A person and an operator of whom they may be a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Membership {
    account: Uuid,
    operator: Uuid,
}

/// Reads in which roles people act for operators.
pub struct MembershipLoader(pub App);

impl Loader<Membership> for MembershipLoader {
    type Value = member::MemberRole;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Membership]) -> Result<HashMap<Membership, Self::Value>> {
        let accounts = keys.iter().map(|key| key.account);
        let operators = keys.iter().map(|key| key.operator);
        let rows = store_members::roles(self.0.reader(), accounts, operators).await?;
        let keyed = |(account, operator, role)| (Membership { account, operator }, role);
        Ok(rows.into_iter().map(keyed).collect())
    }
}

/// In which role the viewer acts for an operator, through the loader; `None` if in none.
pub async fn load_role(ctx: &Context<'_>, operator: Uuid) -> Result<Option<member::MemberRole>> {
    let Some(person) = ctx.viewer().as_person() else { return Ok(None) };
    let key = Membership { account: person.account_id().uuid(), operator };
    ctx.data_unchecked::<DataLoader<MembershipLoader>>().load_one(key).await
}

/// One operator by id, through the loader; `None` if there is none.
pub async fn load_operator(ctx: &Context<'_>, id: Uuid) -> Result<Option<Operator>> {
    ctx.data_unchecked::<DataLoader<OperatorLoader>>().load_one(id).await
}

#[derive(Default)]
pub struct OperatorQuery;

#[Object]
impl OperatorQuery {
    /// A shop by its id or its handle; null if there is none. Give exactly one of the two.
    async fn operator(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which shop.")] by: OperatorBy,
    ) -> Result<Option<Operator>> {
        match by {
            OperatorBy::Id(id) => {
                load_operator(ctx, parse_id::<super::Operator>(&id)?.uuid()).await
            }
            OperatorBy::Handle(handle) => {
                let found = store::by_handle(ctx.app().reader(), &handle.to_lowercase()).await?;
                Ok(found.map(Operator))
            }
        }
    }

    /// The shops you act for, at most 50.
    async fn my_operators(&self, ctx: &Context<'_>) -> Result<Vec<OperatorMembership>> {
        let person = ctx.person()?;
        let rows = store_members::memberships(ctx.app().reader(), person.account_id()).await?;
        Ok(rows
            .into_iter()
            .map(|(operator, role)| OperatorMembership {
                operator: Operator(operator),
                role: role.into(),
            })
            .collect())
    }
}

/// Which shop.
#[derive(async_graphql::OneofObject)]
pub enum OperatorBy {
    /// By id.
    Id(ID),
    /// By handle, in any case.
    Handle(String),
}
