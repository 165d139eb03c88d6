//! What an operator says of itself, read: what may be public on one side, what is sealed on the
//! other. A form that cannot be right is refused whole, and nothing of it is stored.

pub use entity::operators::registration::ExemptionGround;
use platform::kernel::calendar::{end_of, start_of, written_day};
use platform::kernel::{Country, Line};
use time::OffsetDateTime;
use vault::normal::PersonName;
use zeroize::Zeroizing;

use super::fill::FillRefusal;
use super::number::{self, NoNumber};
use crate::identity::contact::Contact;
use crate::operators::standing::OperatorKind;

/// The version of the declaration that a natural person accepts.
pub const DECLARATION: &str = "2026-11";

/// What is filled in.
pub enum Details {
    /// A registered business (track A), a service provider, or the platform itself.
    Registered(RegisteredDetails),
    /// A natural person who need not register (track B).
    Person(PersonDetails),
    /// Nothing has changed since the registration in force.
    Unchanged,
}

/// A registered business as it says it is.
pub struct RegisteredDetails {
    pub kind: OperatorKind,
    /// Who has issued its licence, by the two letters of the country.
    pub issuing_country: String,
    pub legal_name: String,
    pub credit_code: String,
    pub business_address: String,
    /// Days in Shanghai, `2026-11-22`; both count. A licence without an end has no second.
    pub licence_from: String,
    pub licence_until: Option<String>,
    pub representative: Zeroizing<String>,
    pub phone: Zeroizing<String>,
    pub email: Zeroizing<String>,
}

/// A natural person as they say they are.
pub struct PersonDetails {
    pub issuing_country: String,
    pub name: Zeroizing<String>,
    pub identity_number: Zeroizing<String>,
    pub region: String,
    pub address: Zeroizing<String>,
    pub phone: Zeroizing<String>,
    pub email: Zeroizing<String>,
    pub ground: ExemptionGround,
    pub accepts_declaration: bool,
}

/// A form that was read. Its private side has no `Debug`: it must not reach a log.
pub struct Form {
    pub kind: OperatorKind,
    pub public: Public,
    pub private: Private,
}

/// What anybody may read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Public {
    pub legal_name: Option<String>,
    pub credit_code: Option<String>,
    pub business_address: Option<String>,
    pub region: Option<String>,
    pub licence_from: Option<OffsetDateTime>,
    pub licence_until: Option<OffsetDateTime>,
    pub exemption_ground: Option<ExemptionGround>,
    pub declaration: Option<String>,
}

/// What is sealed.
pub struct Private {
    /// Of the person, or of the business's legal representative.
    pub name: Zeroizing<String>,
    pub identity_number: Option<Zeroizing<String>>,
    pub address: Option<Zeroizing<String>>,
    pub phone: Zeroizing<String>,
    pub email: Zeroizing<String>,
}

impl RegisteredDetails {
    /// Reads the form of a business as of now.
    ///
    /// # Errors
    /// The first thing that cannot be right.
    pub fn read(self, now: OffsetDateTime) -> Result<Form, FillRefusal> {
        use FillRefusal as R;
        if self.kind == OperatorKind::NaturalPerson {
            return Err(R::KindForbidden);
        }
        home_issued(&self.issuing_country)?;
        let legal_name =
            Line::<1, 120>::parse(&self.legal_name).map_err(|_| R::LegalNameInvalid)?;
        let credit_code = number::credit_code(&self.credit_code).map_err(|fault| match fault {
            NoNumber::Form => R::CreditCodeInvalid,
            NoNumber::Check => R::CreditCodeCheckWrong,
        })?;
        let address =
            Line::<1, 200>::parse(&self.business_address).map_err(|_| R::AddressInvalid)?;
        let (from, until) = licence(&self.licence_from, self.licence_until.as_deref())
            .ok_or(R::LicenceDatesInvalid)?;
        if from > now {
            return Err(R::LicenceDatesInvalid);
        }
        if until.is_some_and(|until| until <= now) {
            return Err(R::LicenceExpired);
        }
        let public = Public {
            legal_name: Some(legal_name.into_string()),
            credit_code: Some(credit_code),
            business_address: Some(address.into_string()),
            licence_from: Some(from),
            licence_until: until,
            ..Public::default()
        };
        let private = Private {
            name: person_name(&self.representative)?,
            identity_number: None,
            address: None,
            phone: phone(&self.phone)?,
            email: email(&self.email)?,
        };
        Ok(Form { kind: self.kind, public, private })
    }
}

impl PersonDetails {
    /// Reads the form of a natural person as of now.
    ///
    /// # Errors
    /// The first thing that cannot be right.
    pub fn read(self, now: OffsetDateTime) -> Result<Form, FillRefusal> {
        use FillRefusal as R;
        home_issued(&self.issuing_country)?;
        let name = person_name(&self.name)?;
        let identity =
            number::identity_number(&self.identity_number).map_err(|fault| match fault {
                NoNumber::Form => R::IdentityNumberInvalid,
                NoNumber::Check => R::IdentityCheckWrong,
            })?;
        if !identity.is_adult(now) {
            return Err(R::TooYoung);
        }
        let region = Line::<1, 60>::parse(&self.region).map_err(|_| R::RegionInvalid)?;
        let address = Line::<1, 200>::parse(&self.address).map_err(|_| R::AddressInvalid)?;
        // Whoever writes the whole address into the public line would publish it.
        if region.as_str().chars().any(char::is_numeric) {
            return Err(R::RegionInvalid);
        }
        let (phone, email) = (phone(&self.phone)?, email(&self.email)?);
        if !self.accepts_declaration {
            return Err(R::DeclarationNeeded);
        }
        let public = Public {
            region: Some(region.into_string()),
            exemption_ground: Some(self.ground),
            declaration: Some(DECLARATION.to_owned()),
            ..Public::default()
        };
        let private = Private {
            name,
            identity_number: Some(identity.number),
            address: Some(Zeroizing::new(address.into_string())),
            phone,
            email,
        };
        Ok(Form { kind: OperatorKind::NaturalPerson, public, private })
    }
}

/// Only what authorities here have issued can be checked here.
fn home_issued(country: &str) -> Result<(), FillRefusal> {
    match country.parse::<Country>() {
        Ok(Country::CN) => Ok(()),
        _ => Err(FillRefusal::ForeignDocument),
    }
}

fn licence(from: &str, until: Option<&str>) -> Option<(OffsetDateTime, Option<OffsetDateTime>)> {
    let from = written_day(from).filter(|day| (1900..=9000).contains(&day.year()))?;
    let until = match until {
        None => None,
        Some(text) => {
            let day = written_day(text).filter(|day| from <= *day && day.year() <= 9000)?;
            Some(end_of(day).ok()?)
        }
    };
    Some((start_of(from), until))
}

fn person_name(text: &str) -> Result<Zeroizing<String>, FillRefusal> {
    let name = Line::<2, 60>::parse(text).map_err(|_| FillRefusal::PersonNameInvalid)?;
    PersonName::parse(&name).map_err(|_| FillRefusal::PersonNameInvalid)?;
    Ok(Zeroizing::new(name.into_string()))
}

fn phone(text: &str) -> Result<Zeroizing<String>, FillRefusal> {
    let phone = Contact::phone(text).map_err(|_| FillRefusal::PhoneInvalid)?;
    Ok(Zeroizing::new(phone.value().to_owned()))
}

fn email(text: &str) -> Result<Zeroizing<String>, FillRefusal> {
    let email = Contact::email(text).map_err(|_| FillRefusal::EmailInvalid)?;
    Ok(Zeroizing::new(email.value().to_owned()))
}
