//! What is written on a parcel, and what may be told of it. Nothing that names a person goes in.

use platform::kernel::Line;
use time::{Duration, OffsetDateTime};

/// How far clocks of others may go ahead of ours.
const AHEAD: Duration = Duration::minutes(5);

/// A number as carriers write it: 6 to 40 letters, digits and hyphens, in upper case.
pub fn number(text: &str) -> Option<String> {
    let text = text.trim().to_ascii_uppercase();
    let letters = text.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'-');
    ((6..=40).contains(&text.len()) && letters).then_some(text)
}

/// A place as it may be shown: up to 60 characters without numbers longer than four digits, which
/// would be somebody's telephone.
pub fn place(text: &str) -> Option<String> {
    let line = Line::<0, 60>::parse(text).ok()?.into_string();
    let longest = line.split(|letter: char| !letter.is_numeric()).map(|run| run.chars().count());
    (longest.max().unwrap_or(0) <= 4).then_some(line)
}

/// Whether something can have happened then: not after now, and not years ago.
pub fn is_time(at: OffsetDateTime, now: OffsetDateTime) -> bool {
    at <= now + AHEAD && at >= now - Duration::days(180)
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn waybills_places_and_times_are_held_to_their_form() {
        assert_eq!(number(" sf1234567890 "), Some("SF1234567890".to_owned()));
        for bad in ["12345", "SF 123456", "运单123456", "", &"1".repeat(41), "SF123456'--"] {
            assert_eq!(number(bad), None, "{bad}");
        }
        assert_eq!(place("杭州转运中心 3 号"), Some("杭州转运中心 3 号".to_owned()));
        assert_eq!(place(""), Some(String::new()));
        for bad in ["张三 13812345678", "call 12345", "a\nb", &"杭".repeat(61)] {
            assert_eq!(place(bad), None, "{bad}");
        }
        let now = datetime!(2026-11-22 8:00 UTC);
        assert!(is_time(now, now) && is_time(now + Duration::minutes(5), now));
        assert!(!is_time(now + Duration::minutes(6), now));
        assert!(!is_time(now - Duration::days(181), now));
    }
}
