//! The report of identities that the authority is owed each January and July [NTM 25]: every
//! operator that was verified and had not left before the half-year began. Each line is opened
//! through the gate of personal data, which writes the access down first.

use std::fmt;
use std::str::FromStr;

use platform::kernel::calendar::{day_of, start_of};
use platform::transitions::States as _;
use platform::{App, Failure, transaction};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use time::{Date, Month, OffsetDateTime};
use uuid::Uuid;

use super::registration::{self, Registration};
use super::{Operator, store, store_matters};
use crate::privacy::{self, Asking, Ground, Purpose, Reader};

/// How many operators are read at a time.
const BATCH: u64 = 100;

/// A half of a year, as `2026-H2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half {
    year: i32,
    second: bool,
}

impl FromStr for Half {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a half-year is written as 2026-H2";
        let (year, half) = text.split_once("-H").ok_or(wrong)?;
        let digits = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
        let year: i32 = year.parse().map_err(|_| wrong)?;
        let second = match half {
            "1" => false,
            "2" => true,
            _ => return Err(wrong),
        };
        if digits && (2020..=9000).contains(&year) { Ok(Self { year, second }) } else { Err(wrong) }
    }
}

impl fmt::Display for Half {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-H{}", self.year, if self.second { 2 } else { 1 })
    }
}

impl Half {
    /// The first instant of it, and the first after it.
    fn bounds(self) -> Result<(OffsetDateTime, OffsetDateTime), Failure> {
        let first = |year, month| {
            let day = Date::from_calendar_date(year, month, 1);
            day.map(start_of).map_err(|error| Failure::because("a half-year", error))
        };
        if self.second {
            Ok((first(self.year, Month::July)?, first(self.year + 1, Month::January)?))
        } else {
            Ok((first(self.year, Month::January)?, first(self.year, Month::July)?))
        }
    }
}

/// What was reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub operators: u64,
    /// Of every byte that was written, in lower-case hexadecimal.
    pub sha256: String,
}

/// Takes a line of the report, and how many there will be.
pub type Writer<'a> = &'a mut (dyn FnMut(&str, u64) -> Result<(), Failure> + Send);

/// Writes one line of JSON for each operator of a half-year, and keeps that it was done.
///
/// # Errors
/// The writer's, the database's or the key store's own; what was written by then is no report.
pub async fn report_identities(
    app: &App,
    half: Half,
    write: Writer<'_>,
) -> Result<Report, Failure> {
    let (since, before) = half.bounds()?;
    let total = store::count_verified(app.reader(), (before, since)).await?;
    let mut hash = Sha256::new();
    let (mut after, mut operators) = (Uuid::nil(), 0);
    loop {
        let batch = store::verified_after(app.reader(), after, (before, since), BATCH).await?;
        let Some(last) = batch.last() else { break };
        after = last.id.uuid();
        let ids = batch.iter().filter_map(|operator| Some(operator.registration_id?.uuid()));
        let versions = registration::many(app.reader(), ids).await?;
        for operator in &batch {
            let version =
                versions.iter().find(|version| Some(version.id) == operator.registration_id);
            let Some(version) = version else { continue };
            let mut line = line(app, operator, version).await?.to_string();
            line.push('\n');
            hash.update(line.as_bytes());
            write(&line, total)?;
            operators += 1;
        }
    }
    let sha256 = hash.finalize().iter().fold(String::new(), |mut text, byte| {
        use std::fmt::Write as _;
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
    let name = half.to_string();
    transaction!(app, |tx| {
        store_matters::add_run(tx, &name, (operators, &sha256)).await?;
        Ok(Report { operators, sha256: sha256.clone() })
    })
}

async fn line(app: &App, operator: &Operator, version: &Registration) -> Result<Value, Failure> {
    let asking = Asking {
        reader: Reader::Platform("identity-report"),
        subject: operator.id.uuid(),
        purpose: Purpose::IdentityReport,
        ground: Ground::Law("NTM 25"),
        request: String::new(),
    };
    let day = |at: Option<OffsetDateTime>| at.map(|at| day_of(at).to_string());
    let public = &version.public;
    let mut line = json!({
        "operator": operator.id.to_string(),
        "shop": operator.name,
        "kind": version.kind_name(),
        "state": operator.state.name(),
        "legalName": public.legal_name,
        "creditCode": public.credit_code,
        "businessAddress": public.business_address,
        "region": public.region,
        "licenceFrom": day(public.licence_from),
        "licenceUntil": day(public.licence_until),
        "openedOn": day(Some(operator.opened_at)),
        "verifiedOn": day(operator.verified_at),
        "exitedOn": day(operator.exited_at),
    });
    match privacy::open(app, &asking, &version.names()).await? {
        Ok(opened) => {
            for (field, text) in version.texts(&opened)? {
                line[key(field.name())] = json!(text.as_str());
            }
        }
        // What was erased was erased; the report says that there was somebody.
        Err(_) => line["erased"] = json!(true),
    }
    Ok(line)
}

/// `PERSON_NAME` as `personName`.
fn key(name: &str) -> String {
    let mut words = name.split('_').map(str::to_lowercase);
    let first = words.next().unwrap_or_default();
    words.fold(first, |key, word| {
        let mut letters = word.chars();
        let head: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        key + &head + letters.as_str()
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn a_half_is_six_months_of_shanghai() {
        let half: Half = "2026-H2".parse().unwrap();
        let bounds = (datetime!(2026-07-01 00:00 +8), datetime!(2027-01-01 00:00 +8));
        assert_eq!(half.bounds().unwrap(), bounds);
        assert_eq!(half.to_string(), "2026-H2");
        for wrong in ["", "2026", "2026-H3", "26-H1", "2026H1", "+026-H1", "2026-H12"] {
            assert!(wrong.parse::<Half>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn fields_are_named_as_in_the_schema() {
        assert_eq!(key("PERSON_NAME"), "personName");
        assert_eq!(key("PHONE"), "phone");
    }
}
