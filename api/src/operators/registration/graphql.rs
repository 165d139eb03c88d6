//! What an owner does with a registration: fill in, show documents, submit.

use async_graphql::{Context, ID, InputObject, Object, OneofObject, Result};
use platform::graphql::{ContextExt, parse_id, reply};
use platform::payload;
use zeroize::Zeroizing;

use super::graphql_types::{Registration, RegistrationDocumentKind, RegistrationPurpose};
use super::{AttachRefusal, Details, FillInput, FillRefusal, StageRefusal, SubmitRefusal};
use crate::identity::graphql::ViewerExt;
use crate::media::DocumentInput;
use crate::media::graphql::DocumentUpload;
use crate::operators::graphql_licence::{ExemptionGround, OperatorKind};

/// What to fill in.
#[derive(InputObject)]
pub struct RegistrationFillInput {
    /// The shop, beginning with `operator_`; you are an owner of it.
    pub operator_id: ID,
    /// What it is for; what the state of the shop asks for, if left out: the first one, the
    /// transfer that was accepted, or else a change.
    pub purpose: Option<RegistrationPurpose>,
    /// Who stands behind the shop.
    pub details: RegistrationDetailsInput,
    /// The day on which it changed, in Shanghai, as `2026-11-22`; today if left out. A change is
    /// reported within three days.
    pub changed_on: Option<String>,
}

/// Who stands behind a shop: exactly one of these.
#[derive(OneofObject)]
pub enum RegistrationDetailsInput {
    /// A registered business, a service provider, or the platform itself.
    Registered(RegisteredDetailsInput),
    /// A natural person who need not register.
    Person(PersonDetailsInput),
    /// Nothing has changed; only for another verification. Give `true`.
    Unchanged(bool),
}

/// A registered business as it says it is.
#[derive(InputObject)]
pub struct RegisteredDetailsInput {
    /// What it is: not `NATURAL_PERSON`. `SELF_OPERATED` is for the platform's admins alone.
    pub kind: OperatorKind,
    /// Who has issued the licence, by the two letters of the country; only `CN` is checked here.
    #[graphql(default_with = "String::from(\"CN\")")]
    pub issuing_country: String,
    /// The name on the licence, 1 to 120 characters; public.
    pub legal_name: String,
    /// The unified social credit code, 18 characters; public.
    pub credit_code: String,
    /// Where the business is, 1 to 200 characters; public.
    pub business_address: String,
    /// The first day on which the licence is good, in Shanghai, as `2026-11-22`; public.
    pub licence_from: String,
    /// The last day on which it is good; left out if it has no end. Public.
    pub licence_until: Option<String>,
    /// The name of the legal representative, 2 to 60 characters; under seal.
    pub representative: String,
    /// A phone number, in E.164 form or a Chinese mobile number; under seal.
    pub phone: String,
    /// An e-mail address; under seal.
    pub email: String,
}

/// A natural person as they say they are.
#[derive(InputObject)]
pub struct PersonDetailsInput {
    /// Who has issued the identity card, by the two letters of the country; only `CN` is checked
    /// here.
    #[graphql(default_with = "String::from(\"CN\")")]
    pub issuing_country: String,
    /// The name on the identity card, 2 to 60 characters; under seal.
    pub name: String,
    /// The number on the identity card, 18 characters; under seal.
    pub identity_number: String,
    /// Province and city, 1 to 60 characters without digits; public.
    pub region: String,
    /// The whole address, 1 to 200 characters; under seal.
    pub address: String,
    /// A phone number, in E.164 form or a Chinese mobile number; under seal.
    pub phone: String,
    /// An e-mail address; under seal.
    pub email: String,
    /// Why the person need not register; public.
    pub exemption_ground: ExemptionGround,
    /// Whether the person declares that they need not register as a business; must be `true`.
    pub accepts_declaration: bool,
}

impl RegistrationDetailsInput {
    fn read(self) -> Details {
        match self {
            Self::Registered(business) => Details::Registered(super::RegisteredDetails {
                kind: business.kind.into(),
                issuing_country: business.issuing_country,
                legal_name: business.legal_name,
                credit_code: business.credit_code,
                business_address: business.business_address,
                licence_from: business.licence_from,
                licence_until: business.licence_until,
                representative: Zeroizing::new(business.representative),
                phone: Zeroizing::new(business.phone),
                email: Zeroizing::new(business.email),
            }),
            Self::Person(person) => Details::Person(super::PersonDetails {
                issuing_country: person.issuing_country,
                name: Zeroizing::new(person.name),
                identity_number: Zeroizing::new(person.identity_number),
                region: person.region,
                address: Zeroizing::new(person.address),
                phone: Zeroizing::new(person.phone),
                email: Zeroizing::new(person.email),
                ground: person.exemption_ground.into(),
                accepts_declaration: person.accepts_declaration,
            }),
            Self::Unchanged(_) => Details::Unchanged,
        }
    }
}

/// A document to announce.
#[derive(InputObject)]
pub struct OperatorDocumentStageInput {
    /// The shop it is about, beginning with `operator_`; you are an owner of it.
    pub operator_id: ID,
    /// The media type of the file: `image/jpeg`, `image/png`, `image/webp` or `application/pdf`.
    pub content_type: String,
    /// How many bytes the file has, at most 10,485,760; exactly as many must arrive.
    pub bytes: i32,
    /// The SHA-256 of the file in hexadecimal; checked when it arrives, if given.
    pub sha256: Option<String>,
}

/// A document to attach.
#[derive(InputObject)]
pub struct RegistrationDocumentAttachInput {
    /// The registration, beginning with `registration_`; a draft of a shop that you own.
    pub registration_id: ID,
    /// The document, beginning with `document_`; stored for this shop by you.
    pub document_id: ID,
    /// What it shows.
    pub kind: RegistrationDocumentKind,
}

/// Which registration to submit.
#[derive(InputObject)]
pub struct RegistrationSubmitInput {
    /// The registration, beginning with `registration_`; a draft of a shop that you own.
    pub registration_id: ID,
}

payload! {
    /// The answer of `registrationFill`.
    pub struct RegistrationFillPayload refused by FillRefusal {
        /// The draft; null when refused.
        registration: Registration,
    }
}

payload! {
    /// The answer of `operatorDocumentStage`.
    pub struct OperatorDocumentStagePayload refused by StageRefusal {
        /// The document, with its token; null when refused.
        document: DocumentUpload,
    }
}

payload! {
    /// The answer of `registrationDocumentAttach`.
    pub struct RegistrationDocumentAttachPayload refused by AttachRefusal {
        /// The draft; null when refused.
        registration: Registration,
    }
}

payload! {
    /// The answer of `registrationSubmit`.
    pub struct RegistrationSubmitPayload refused by SubmitRefusal {
        /// The registration, which is checked within seven days; null when refused.
        registration: Registration,
    }
}

#[derive(Default)]
pub struct RegistrationMutation;

#[Object]
impl RegistrationMutation {
    /// Fill in who stands behind a shop, or fill in its draft anew: what it said before is gone.
    /// Nothing is stored of a form that cannot be right. Owners only, with a second factor.
    async fn registration_fill(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to fill in.")] input: RegistrationFillInput,
    ) -> Result<RegistrationFillPayload> {
        let input = FillInput {
            operator_id: parse_id(&input.operator_id)?,
            purpose: input.purpose.map(Into::into),
            details: input.details.read(),
            changed_on: input.changed_on,
        };
        reply(super::fill(ctx.app(), ctx.person()?, input).await.map(Registration))
    }

    /// Announce a document of a shop; send its bytes to `uploadUrl` afterwards. It is kept sealed
    /// and never shown to the public. Owners only, with a second factor.
    async fn operator_document_stage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What will be sent.")] input: OperatorDocumentStageInput,
    ) -> Result<OperatorDocumentStagePayload> {
        let operator = parse_id(&input.operator_id)?;
        let file = DocumentInput {
            content_type: input.content_type,
            bytes: input.bytes.into(),
            sha256: input.sha256,
        };
        reply(super::stage(ctx.app(), ctx.person()?, operator, file).await)
    }

    /// Attach a stored document to a draft. Owners only, with a second factor.
    async fn registration_document_attach(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which document, and what it shows.")]
        input: RegistrationDocumentAttachInput,
    ) -> Result<RegistrationDocumentAttachPayload> {
        let (id, document) = (parse_id(&input.registration_id)?, parse_id(&input.document_id)?);
        let kind = input.kind.into();
        let attached = super::attach(ctx.app(), ctx.person()?, id, (document, kind)).await;
        reply(attached.map(Registration))
    }

    /// Hand a draft in: two members of staff check it within seven days, and it is not changed any
    /// more. You are reminded of taxes, and of registering as a business; that is written down.
    /// Owners only, with a second factor.
    async fn registration_submit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which registration.")] input: RegistrationSubmitInput,
    ) -> Result<RegistrationSubmitPayload> {
        let id = parse_id(&input.registration_id)?;
        reply(super::submit(ctx.app(), ctx.person()?, id).await.map(Registration))
    }
}
