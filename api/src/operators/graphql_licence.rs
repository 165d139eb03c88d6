//! What the public is told of who stands behind a shop: its badge, its licence or declaration, and
//! what is under way about them.

use std::collections::HashMap;

use async_graphql::dataloader::{DataLoader, Loader};
use async_graphql::{Context, Enum, Result, SimpleObject};
use platform::App;
use platform::graphql::scalars::DateTime;
use time::OffsetDateTime;
use uuid::Uuid;

use super::registration::{self, Registration, RegistrationPurpose, RegistrationState};
use super::standing;
use super::store_team;
use super::transfer::{Transfer, TransferState};
use crate::identity::graphql::{User, load_user};

/// Where a shop stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "standing::OperatorState")]
pub enum OperatorState {
    /// Founded; it has shown nothing yet. Goods can be drafted.
    Draft,
    /// Its first registration is being checked. Goods can be drafted.
    Submitted,
    /// Verified: it may list and sell.
    Active,
    /// Its first registration was not good enough; it may submit another.
    Rejected,
    /// To be verified again by `reverifyBy`; it may list until then.
    ReverifyDue,
    /// Its verification has ended: nothing new is listed, what is open goes on.
    Restricted,
    /// Stopped by the platform: nothing is listed or sold.
    Suspended,
    /// It has announced that it leaves; nothing new is listed.
    Exiting,
    /// It has left.
    Exited,
}

/// What a shop is, for a label beside its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "standing::Badge")]
pub enum OperatorBadge {
    /// A registered business; `licence` shows its licence.
    Registered,
    /// A natural person who need not register; `licence` shows their declaration.
    Exempt,
    /// The platform itself: mark it "自营".
    SelfOperated,
}

/// What somebody who sells, or serves those who sell, is before the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "standing::OperatorKind")]
pub enum OperatorKind {
    /// A registered business, with its licence.
    Registered,
    /// A natural person who need not register.
    NaturalPerson,
    /// The platform itself; registered by its admins alone.
    SelfOperated,
    /// Somebody who serves those who sell; registered like a business.
    ServiceProvider,
}

/// Why a natural person need not register as a business.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "registration::ExemptionGround")]
pub enum ExemptionGround {
    /// They sell farm products of their own.
    OwnFarmProducts,
    /// They sell what they make by hand at home.
    HouseholdHandicraft,
    /// They offer labour for convenience that takes no licence.
    LicenceFreeLabour,
    /// Small and sporadic trade: at most 100,000 yuan a year, over all their shops together.
    SmallSporadicTrade,
}

/// What a shop has to show to everybody: its licence, or a person's declaration.
///
/// A natural person shows declaration, place and a way to reach them (OP-2). Their whole address
/// and phone are somebody's home: the public is told province and city, and is answered through
/// the platform; whoever has a claim gets the rest through the gate of personal data, with a
/// purpose and a ground (PD-6).
#[derive(SimpleObject)]
pub struct OperatorLicence {
    /// What it is before the law.
    pub kind: OperatorKind,
    /// The name on the licence; null for a natural person.
    pub legal_name: Option<String>,
    /// The unified social credit code, 18 characters; null for a natural person.
    pub credit_code: Option<String>,
    /// Where the business is; null for a natural person.
    pub business_address: Option<String>,
    /// From when the licence is good; null for a natural person.
    pub valid_from: Option<DateTime>,
    /// The first instant at which it is no longer good; null if it has no end, or for a person.
    pub valid_until: Option<DateTime>,
    /// Why a natural person need not register; null for a business.
    pub exemption_ground: Option<ExemptionGround>,
    /// What a natural person has declared, in Chinese; null for a business.
    pub declaration: Option<&'static str>,
    /// Province and city of a natural person; null for a business.
    pub region: Option<String>,
    /// How a buyer reaches the shop.
    pub contact_channel: ContactChannel,
}

/// How a buyer reaches a shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
pub enum ContactChannel {
    /// Through the platform, which knows phone and e-mail address and has verified them.
    Platform,
}

/// The card of a version in force.
pub fn card(version: &Registration) -> OperatorLicence {
    let public = version.public.clone();
    OperatorLicence {
        kind: version.kind.into(),
        legal_name: public.legal_name,
        credit_code: public.credit_code,
        business_address: public.business_address,
        valid_from: public.licence_from.map(DateTime),
        valid_until: public.licence_until.map(DateTime),
        exemption_ground: public.exemption_ground.map(Into::into),
        declaration: public.exemption_ground.map(declared),
        region: public.region,
        contact_channel: ContactChannel::Platform,
    }
}

/// The words of the declaration, as the law's form has them [NTM 12].
const fn declared(ground: registration::ExemptionGround) -> &'static str {
    use registration::ExemptionGround as G;
    match ground {
        G::OwnFarmProducts => "个人销售自产农副产品，依法不需要办理市场主体登记。",
        G::HouseholdHandicraft => "个人销售家庭手工业产品，依法不需要办理市场主体登记。",
        G::LicenceFreeLabour => {
            "个人利用自己的技能从事依法无须取得许可的便民劳务活动，依法不需要办理市场主体登记。"
        }
        G::SmallSporadicTrade => "个人从事零星小额交易活动，依法不需要办理市场主体登记。",
    }
}

/// A shop that goes to another holder. Both answer for what it does until a new verification is
/// approved.
#[derive(Clone)]
pub struct OperatorTransfer(pub Transfer);

/// A shop that goes to another holder. Both answer for what it does until a new verification is
/// approved.
#[async_graphql::Object]
impl OperatorTransfer {
    /// The id, beginning with `transfer_`.
    async fn id(&self) -> async_graphql::ID {
        self.0.id.to_string().into()
    }

    /// Where it stands.
    async fn state(&self) -> OperatorTransferState {
        self.0.state.into()
    }

    /// Who gives the shop; null if the account is gone.
    async fn giver(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.giver_id.uuid()).await
    }

    /// Who receives it; null if the account is gone.
    async fn receiver(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.receiver_id.uuid()).await
    }

    /// Whether both answer for the shop now.
    async fn are_both_liable(&self) -> bool {
        self.0.state == TransferState::Accepted
    }

    /// Since when both answer for it; null before it is accepted.
    async fn accepted_at(&self) -> Option<DateTime> {
        self.0.accepted_at.map(DateTime)
    }
}

/// Where a transfer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "super::transfer::TransferState")]
pub enum OperatorTransferState {
    /// The receiver has not answered.
    Offered,
    /// Both answer for the shop, until the receiver is verified.
    Accepted,
    /// Nothing came of it.
    Cancelled,
    /// The receiver is verified, and alone answers from now on.
    Completed,
}

/// Reads versions by id.
pub struct RegistrationLoader(pub App);

impl Loader<Uuid> for RegistrationLoader {
    type Value = Registration;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, Registration>> {
        let rows = registration::many(self.0.reader(), keys.iter().copied()).await?;
        Ok(rows.into_iter().map(|row| (row.id.uuid(), row)).collect())
    }
}

/// What is under way about an operator.
#[derive(Debug, Clone, Default)]
pub struct UnderWay {
    pub version: Option<Registration>,
    pub transfer: Option<Transfer>,
}

impl UnderWay {
    /// Whether what is shown may soon be another one.
    pub fn is_change(&self) -> bool {
        self.change().is_some()
    }

    /// By when what has changed is to be shown, if a change is being checked; nothing beyond the
    /// calendar.
    pub fn shown_by(&self) -> Option<OffsetDateTime> {
        let changed_on = self.change()?.changed_on?;
        standing::display_until(changed_on).ok()
    }

    fn change(&self) -> Option<&Registration> {
        use RegistrationPurpose::{Change, Transfer};
        self.version.as_ref().filter(|version| {
            version.state != RegistrationState::Draft
                && matches!(version.purpose, Change | Transfer)
        })
    }
}

/// Reads what is under way, by operator.
pub struct UnderWayLoader(pub App);

impl Loader<Uuid> for UnderWayLoader {
    type Value = UnderWay;
    type Error = async_graphql::Error;

    async fn load(&self, keys: &[Uuid]) -> Result<HashMap<Uuid, UnderWay>> {
        let db = self.0.reader();
        let mut versions = registration::open_of(db, keys.iter().copied()).await?;
        let mut transfers = store_team::open_transfers(db, keys.iter().copied()).await?;
        let under_way = |key: &Uuid| UnderWay {
            version: versions.remove(key),
            transfer: transfers.remove(key),
        };
        Ok(keys.iter().copied().zip(keys.iter().map(under_way)).collect())
    }
}

/// The version of an id, through the loader.
pub async fn load_registration(ctx: &Context<'_>, id: Uuid) -> Result<Option<Registration>> {
    ctx.data_unchecked::<DataLoader<RegistrationLoader>>().load_one(id).await
}

/// What is under way about an operator, through the loader.
pub async fn load_under_way(ctx: &Context<'_>, operator: Uuid) -> Result<UnderWay> {
    let loader = ctx.data_unchecked::<DataLoader<UnderWayLoader>>();
    Ok(loader.load_one(operator).await?.unwrap_or_default())
}
