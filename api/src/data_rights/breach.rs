//! A breach: data got out, or may have. States, clocks, and what has to be told to whom.

pub use entity::data_rights::breach::BreachGrade;
use platform::kernel::{Id, Noun};
use platform::transitions::{ActorKind, States};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::privacy::consent::DataKind;

/// From confirmation to the report to the authority, from "relatively large" on [CAC25].
pub const REGULATOR: Duration = Duration::hours(4);
/// From confirmation to the letters to those concerned [PIPL 57; the platform's own].
pub const SUBJECTS: Duration = Duration::hours(24);
/// From confirmation to the report to an authority of the Union [GDPR 33].
pub const EU: Duration = Duration::hours(72);

/// Where a breach stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BreachState {
    /// It may have happened.
    Suspected,
    /// It has happened; the clocks run.
    Confirmed,
    /// No more gets out.
    Contained,
    /// The authority knows.
    Reported,
    /// Those concerned have been written to.
    SubjectsTold,
    /// Done.
    Closed,
}

impl States for BreachState {
    const MACHINE: &'static str = "breach";
    const EDGES: &'static [(Self, Self, &'static [ActorKind])] = &[
        (Self::Suspected, Self::Confirmed, &[ActorKind::Staff]),
        (Self::Confirmed, Self::Contained, &[ActorKind::Staff]),
        (Self::Contained, Self::Reported, &[ActorKind::Staff]),
        (Self::Reported, Self::SubjectsTold, &[ActorKind::System]),
        (Self::SubjectsTold, Self::Closed, &[ActorKind::Staff]),
    ];

    fn name(self) -> String {
        match self {
            Self::Suspected => "SUSPECTED",
            Self::Confirmed => "CONFIRMED",
            Self::Contained => "CONTAINED",
            Self::Reported => "REPORTED",
            Self::SubjectsTold => "SUBJECTS_TOLD",
            Self::Closed => "CLOSED",
        }
        .to_owned()
    }
}

/// What is known of a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub title: String,
    pub grade: BreachGrade,
    /// Whether people of the Union are concerned.
    pub concerns_eu: bool,
    pub data_kinds: Vec<DataKind>,
    pub people_count: i64,
    pub cause: String,
    pub harm: String,
    pub measures: String,
    pub advice: String,
    pub contact: String,
}

/// One duty with its clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Duty {
    pub due_at: Option<OffsetDateTime>,
    pub overdue_at: Option<OffsetDateTime>,
}

/// Data got out, or may have: the file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    pub id: Id<Breach>,
    pub state: BreachState,
    pub known: Known,
    pub opened_by: Uuid,
    pub suspected_at: OffsetDateTime,
    pub confirmed_at: Option<OffsetDateTime>,
    pub reported_at: Option<OffsetDateTime>,
    pub report_reference: Option<String>,
    pub telling_at: Option<OffsetDateTime>,
    pub told_at: Option<OffsetDateTime>,
    pub closed_at: Option<OffsetDateTime>,
    pub regulator: Duty,
    pub subjects: Duty,
    pub eu: Duty,
}

impl Noun for Breach {
    const PREFIX: &'static str = "breach";
}

/// The three clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    Regulator,
    Subjects,
    Eu,
}

impl Clock {
    /// Each of them.
    pub const ALL: [Self; 3] = [Self::Regulator, Self::Subjects, Self::Eu];

    /// The word in facts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regulator => "REGULATOR",
            Self::Subjects => "SUBJECTS",
            Self::Eu => "EU",
        }
    }

    /// The kind of its timer.
    pub const fn timer(self) -> &'static str {
        match self {
            Self::Regulator => "breach.regulator",
            Self::Subjects => "breach.subjects",
            Self::Eu => "breach.eu",
        }
    }
}

impl Breach {
    /// A duty of this breach.
    pub fn duty(&self, clock: Clock) -> Duty {
        match clock {
            Clock::Regulator => self.regulator,
            Clock::Subjects => self.subjects,
            Clock::Eu => self.eu,
        }
    }

    /// Whether a duty has been done.
    pub fn is_done(&self, clock: Clock) -> bool {
        match clock {
            Clock::Regulator | Clock::Eu => self.reported_at.is_some(),
            Clock::Subjects => self.told_at.is_some(),
        }
    }
}

/// By when a duty has to be done for a breach that was confirmed at an instant; nothing where it is
/// no duty.
pub fn due(clock: Clock, known: &Known, confirmed_at: OffsetDateTime) -> Option<OffsetDateTime> {
    match clock {
        Clock::Regulator if known.grade >= BreachGrade::RelativelyLarge => {
            Some(confirmed_at + REGULATOR)
        }
        Clock::Subjects => Some(confirmed_at + SUBJECTS),
        Clock::Eu if known.concerns_eu => Some(confirmed_at + EU),
        Clock::Regulator | Clock::Eu => None,
    }
}

impl Known {
    /// Whether all is there that a notice has to say [PIPL 57]: what got out, why, what harm it may
    /// do, what we did, what people can do, and whom to ask.
    pub fn is_complete(&self) -> bool {
        let texts = [&self.cause, &self.harm, &self.measures, &self.advice, &self.contact];
        !self.data_kinds.is_empty() && texts.iter().all(|text| !text.is_empty())
    }

    /// What the authority is told.
    pub fn regulator_notice(&self) -> String {
        format!("People concerned: {}\n{}", self.people_count, self.contents())
    }

    /// What those concerned are told.
    pub fn subject_notice(&self) -> String {
        format!("您的个人信息可能已泄露。Your personal data may have got out.\n{}", self.contents())
    }

    fn contents(&self) -> String {
        let kinds: Vec<&str> = self.data_kinds.iter().map(|kind| kind.name()).collect();
        format!(
            "信息种类 Kinds of data: {}\n原因 Cause: {}\n可能的危害 Possible harm: {}\n\
             已采取的措施 What we did: {}\n您可以采取的措施 What you can do: {}\n\
             联系方式 Contact: {}",
            kinds.join(", "),
            self.cause,
            self.harm,
            self.measures,
            self.advice,
            self.contact
        )
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    fn known(grade: BreachGrade, concerns_eu: bool) -> Known {
        Known {
            title: "t".into(),
            grade,
            concerns_eu,
            data_kinds: vec![DataKind::Contact],
            people_count: 3,
            cause: "a lost laptop".into(),
            harm: "calls by strangers".into(),
            measures: "keys destroyed".into(),
            advice: "trust no caller".into(),
            contact: "privacy@example.com".into(),
        }
    }

    #[test]
    fn each_clock_runs_where_it_is_a_duty() {
        let at = datetime!(2026-11-22 02:00 UTC);
        let hours = |count| Some(at + Duration::hours(count));
        for (grade, eu, expected) in [
            (BreachGrade::General, false, [None, hours(24), None]),
            (BreachGrade::RelativelyLarge, false, [hours(4), hours(24), None]),
            (BreachGrade::ParticularlyLarge, true, [hours(4), hours(24), hours(72)]),
        ] {
            assert_eq!(Clock::ALL.map(|clock| due(clock, &known(grade, eu), at)), expected);
        }
    }

    #[test]
    fn a_notice_says_all_that_the_law_asks_for() {
        let whole = known(BreachGrade::General, false);
        assert!(whole.is_complete());
        for text in [
            "CONTACT",
            "a lost laptop",
            "calls by strangers",
            "keys destroyed",
            "trust no caller",
            "privacy@example.com",
        ] {
            assert!(whole.subject_notice().contains(text), "{text}");
            assert!(whole.regulator_notice().contains(text), "{text}");
        }
        assert!(!Known { advice: String::new(), ..whole }.is_complete());
    }
}
