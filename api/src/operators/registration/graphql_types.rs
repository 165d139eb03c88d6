//! Registrations as their owners and staff see them. Personal texts are never among the fields:
//! what is on file of them is named, and opened by `registrationReveal`.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use platform::Failure;
use platform::connection;
use platform::graphql::ContextExt;
use platform::graphql::scalars::DateTime;
use platform::graphql::timeline::{TimelineConnection, timeline};

use super::{RegistrationField as Field, store};
use crate::identity::graphql::{User, load_user};
use crate::operators::graphql::{Operator, load_operator};
use crate::operators::graphql_licence::{ExemptionGround, OperatorKind};

/// A version of who stands behind a shop. Its shop's members and compliance staff see it.
#[derive(Clone)]
pub struct Registration(pub super::Registration);

/// A version of who stands behind a shop. Its shop's members and compliance staff see it.
#[Object]
impl Registration {
    /// The id, beginning with `registration_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The shop.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Operator> {
        let found = load_operator(ctx, self.0.operator_id.uuid()).await?;
        found.ok_or_else(|| Failure::broken("a registration's operator is gone").into())
    }

    /// Which version of the shop's it is, from 1.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// What it was filed for.
    async fn purpose(&self) -> RegistrationPurpose {
        self.0.purpose.into()
    }

    /// What the shop says it is before the law.
    async fn kind(&self) -> OperatorKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> RegistrationState {
        self.0.state.into()
    }

    /// Whether it says that nothing has changed since the version in force.
    async fn is_unchanged(&self) -> bool {
        self.0.confirms_id.is_some()
    }

    /// The name on the licence; null for a natural person.
    async fn legal_name(&self) -> Option<&str> {
        self.0.public.legal_name.as_deref()
    }

    /// The unified social credit code; null for a natural person.
    async fn credit_code(&self) -> Option<&str> {
        self.0.public.credit_code.as_deref()
    }

    /// Where the business is; null for a natural person.
    async fn business_address(&self) -> Option<&str> {
        self.0.public.business_address.as_deref()
    }

    /// Province and city of a natural person; null for a business.
    async fn region(&self) -> Option<&str> {
        self.0.public.region.as_deref()
    }

    /// From when the licence is good; null for a natural person.
    async fn licence_from(&self) -> Option<DateTime> {
        self.0.public.licence_from.map(DateTime)
    }

    /// The first instant at which the licence is no longer good; null if it has no end.
    async fn licence_until(&self) -> Option<DateTime> {
        self.0.public.licence_until.map(DateTime)
    }

    /// Why a natural person need not register; null for a business.
    async fn exemption_ground(&self) -> Option<ExemptionGround> {
        self.0.public.exemption_ground.map(Into::into)
    }

    /// The personal fields that are on file under seal, one for each; `registrationReveal` opens
    /// them.
    async fn sealed_fields(&self) -> Vec<RegistrationField> {
        self.0.sealed_fields().into_iter().map(Into::into).collect()
    }

    /// Its documents, at most 12; `operatorDocumentOpen` opens one.
    async fn documents(&self, ctx: &Context<'_>) -> Result<Vec<RegistrationDocument>> {
        let rows = store::attachments(ctx.app().reader(), [self.0.id.uuid()]).await?;
        let document = |row: super::Attachment| RegistrationDocument {
            id: format!("document_{}", row.document_id.simple()).into(),
            kind: row.kind.into(),
        };
        Ok(rows.into_iter().map(document).collect())
    }

    /// What was decided about it, the oldest first; at most three.
    async fn reviews(&self, ctx: &Context<'_>) -> Result<Vec<RegistrationReview>> {
        let id = self.0.id.uuid();
        let rows = store::reviews(ctx.app().reader(), [id]).await?.remove(&id);
        Ok(rows.unwrap_or_default().into_iter().map(RegistrationReview).collect())
    }

    /// The day on which what it reports changed; null unless it is a change. A change is to be
    /// reported within three days.
    async fn changed_on(&self) -> Option<DateTime> {
        self.0.changed_on.map(DateTime)
    }

    /// When it was handed in; null for a draft.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.map(DateTime)
    }

    /// Until when the platform has to have checked it: seven days; null for a draft.
    async fn due_at(&self) -> Option<DateTime> {
        self.0.due_at.map(DateTime)
    }

    /// Whether the platform is late with it.
    async fn is_overdue(&self, ctx: &Context<'_>) -> bool {
        self.0.is_overdue(ctx.app().now())
    }

    /// When it was approved or rejected; null before.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// How it came to stand where it stands, newest first.
    async fn timeline(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 50; 20 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor where the page before ended.")] after: Option<String>,
    ) -> Result<TimelineConnection> {
        timeline(ctx.app(), self.0.id.uuid(), first, after).await
    }
}

connection!(RegistrationConnection, RegistrationEdge, Registration, "registrations");

/// A document of a registration. Its bytes are under seal.
#[derive(SimpleObject)]
pub struct RegistrationDocument {
    /// The id, beginning with `document_`.
    pub id: ID,
    /// What it shows.
    pub kind: RegistrationDocumentKind,
}

/// What a member of staff decided.
pub struct RegistrationReview(super::Review);

/// What a member of staff decided.
#[Object]
impl RegistrationReview {
    /// What was decided.
    async fn decision(&self) -> RegistrationReviewDecision {
        self.0.decision.into()
    }

    /// Who decided; null if the account is gone.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Option<User>> {
        load_user(ctx, self.0.staff_id.uuid()).await
    }

    /// Why it was rejected, for each field; at most 20, none unless it was.
    async fn reasons(&self) -> Vec<RegistrationReason> {
        let reason = |(name, text): &(String, String)| {
            let field = Field::ALL.into_iter().find(|field| field.name() == name)?;
            Some(RegistrationReason { field: field.into(), text: text.clone() })
        };
        self.0.reasons.iter().filter_map(reason).collect()
    }

    /// When it was decided.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }
}

/// Why a field is not good enough.
#[derive(SimpleObject)]
pub struct RegistrationReason {
    /// Which field of the form.
    pub field: RegistrationField,
    /// Why, for the shop's owner; 1 to 300 characters.
    pub text: String,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "Field")]
pub enum RegistrationField {
    /// The name on the licence.
    LegalName,
    /// The unified social credit code.
    CreditCode,
    /// The licence and its days.
    Licence,
    /// Where the business is.
    BusinessAddress,
    /// Province and city of a natural person.
    Region,
    /// The name of the person, or of the legal representative; under seal.
    PersonName,
    /// The number of the identity card; under seal.
    IdentityNumber,
    /// The address of the person; under seal.
    Address,
    /// The phone number; under seal.
    Phone,
    /// The e-mail address; under seal.
    Email,
    /// Why a natural person need not register.
    ExemptionGround,
    /// A document.
    Document,
}

/// Where a registration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "super::RegistrationState")]
pub enum RegistrationState {
    /// Being filled in; it can still be changed.
    Draft,
    /// Waits for the first of two members of staff.
    Submitted,
    /// The first agrees; it waits for the second.
    Recommended,
    /// In force, or was until a later one was approved.
    Approved,
    /// Not good enough; the reasons of its reviews say why.
    Rejected,
}

/// What a registration is filed for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "super::RegistrationPurpose")]
pub enum RegistrationPurpose {
    /// To begin.
    First,
    /// Something has changed; what was in force stays so until this is approved.
    Change,
    /// Six months are nearly over, or are.
    Reverification,
    /// The shop goes to another holder.
    Transfer,
}

/// What a document shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "super::DocumentKind")]
pub enum RegistrationDocumentKind {
    /// The business licence; every business shows it.
    Licence,
    /// The side of the identity card with the face; every natural person shows it.
    IdentityFront,
    /// The side with the emblem; every natural person shows it.
    IdentityBack,
    /// A permit that the trade needs.
    Permit,
}

/// What was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Enum)]
#[graphql(remote = "super::ReviewDecision")]
pub enum RegistrationReviewDecision {
    /// The first of two agrees.
    Recommend,
    /// The second of two agrees.
    Approve,
    /// One says no, which is enough.
    Reject,
}
