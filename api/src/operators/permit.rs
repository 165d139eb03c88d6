//! Permits: the licences and filings without which some goods may not be sold (CA-5).

pub use entity::operators::operator_permit::PermitKind;
use platform::kernel::calendar::{end_of, start_of, written_day};
use platform::kernel::{Id, Line, Noun};
use platform::{App, Error, refusals, transaction};
use time::OffsetDateTime;
use uuid::Uuid;

use super::member::{MemberRole, entitled};
use super::{Operator, store_permits};
use crate::identity::Person;
use crate::media::{self, Upload};

/// A licence or filing that an operator has shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    pub id: Id<Permit>,
    pub operator_id: Id<Operator>,
    pub kind: PermitKind,
    pub number: String,
    pub valid_from: OffsetDateTime,
    /// The first instant at which it is no longer good.
    pub valid_until: OffsetDateTime,
    /// The picture of it.
    pub document_id: Uuid,
    pub filed_at: OffsetDateTime,
}

impl Noun for Permit {
    const PREFIX: &'static str = "permit";
}

impl Permit {
    /// Whether it is good at an instant; one that has ended is as good as none.
    pub fn is_good(&self, now: OffsetDateTime) -> bool {
        self.valid_from <= now && now < self.valid_until
    }

    /// One for tests of rules.
    #[cfg(test)]
    pub(crate) fn sample(kind: PermitKind, from: OffsetDateTime, until: OffsetDateTime) -> Self {
        Self {
            id: Id::from_uuid(Uuid::nil()),
            operator_id: Id::from_uuid(Uuid::nil()),
            kind,
            number: "1".into(),
            valid_from: from,
            valid_until: until,
            document_id: Uuid::nil(),
            filed_at: from,
        }
    }
}

/// What to put on file.
#[derive(Debug, Clone)]
pub struct PermitInput {
    pub operator_id: Id<Operator>,
    pub kind: PermitKind,
    pub number: String,
    /// Days in Shanghai, `2026-11-22`; both count.
    pub valid_from: String,
    pub valid_until: String,
    pub document_id: Id<Upload>,
}

refusals! {
    /// Why a permit was not put on file, in order of precedence.
    pub enum PermitFileRefusal: "OperatorPermitFileErrorCode", OperatorPermitFileUserError {
        /// No such operator, or you are no member of it.
        OperatorNotFound at ["operatorId"] says "There is no such shop of yours.",
        /// Filing permits takes a manager or an owner.
        RoleTooLow at ["operatorId"] says "Your role in this shop does not include this.",
        /// Show your second factor in this session first.
        SecondFactorNeeded at [] says "Show your second factor first.",
        /// Not 1 to 60 characters on one line.
        NumberInvalid at ["number"] says "A number has 1 to 60 characters.",
        /// Not two days such as `2026-11-22`, or the last one before the first.
        DatesInvalid at ["validUntil"] says "Give the first and the last day, as 2026-11-22.",
        /// Its last day is past.
        Expired at ["validUntil"] says "This permit has ended.",
        /// It is on file already.
        AlreadyFiled at ["number"] says "This permit is on file already.",
        /// Not a picture of yours that is ready and not in use.
        DocumentInvalid at ["documentId"] says "Choose a picture of your own that is not in use.",
    }
}

impl PermitInput {
    fn days(&self) -> Option<(OffsetDateTime, OffsetDateTime)> {
        let (from, until) = (written_day(&self.valid_from)?, written_day(&self.valid_until)?);
        let sound = from <= until && (1900..=9000).contains(&from.year()) && until.year() <= 9000;
        sound.then_some((start_of(from), end_of(until).ok()?))
    }
}

/// Puts a permit of an operator on file. Whoever buys can see it [ECL 15].
///
/// # Errors
/// [`PermitFileRefusal`], or ours.
pub async fn file_permit(
    app: &App,
    person: &Person,
    input: PermitInput,
) -> Result<Permit, Error<PermitFileRefusal>> {
    transaction!(app, |tx| {
        let member = entitled(tx, person, input.operator_id, MemberRole::Manager).await?;
        let member = member.map_err(|why| {
            why.refusal(
                PermitFileRefusal::OperatorNotFound,
                PermitFileRefusal::RoleTooLow,
                PermitFileRefusal::SecondFactorNeeded,
            )
        })?;
        let number = Line::<1, 60>::parse(&input.number);
        let number = number.map_err(|_| PermitFileRefusal::NumberInvalid)?;
        let (valid_from, valid_until) = input.days().ok_or(PermitFileRefusal::DatesInvalid)?;
        if valid_until <= tx.now() {
            return Err(PermitFileRefusal::Expired.into());
        }
        let attached = media::attach(tx, member.account_id, &[input.document_id]).await?;
        let document = attached.and_then(|images| images.first().copied());
        let permit = Permit {
            id: app.new_id(),
            operator_id: input.operator_id,
            kind: input.kind,
            number: number.into_string(),
            valid_from,
            valid_until,
            document_id: document.ok_or(PermitFileRefusal::DocumentInvalid)?,
            filed_at: tx.now(),
        };
        let twice = "uq_operator_permit__operator_id__kind__number__valid_until";
        store_permits::insert(tx, &permit, member.account_id)
            .await
            .map_err(|failure| failure.or_refuse(twice, PermitFileRefusal::AlreadyFiled))?;
        Ok(permit)
    })
}
