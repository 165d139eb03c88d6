//! Whether a session kept to what it was bound to at its start.

use std::fmt;

use crate::commitment::{FORMAT, commitment, seed_from};
use crate::file::File;
use crate::schedule::Schedule;

/// What holds of a file that was not altered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holds {
    pub session: String,
    pub helps: usize,
    pub cut_minor: i64,
    pub remaining_minor: i64,
}

/// The first member that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where, as a JSON pointer.
    pub pointer: String,
    pub why: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.why)
    }
}

fn fault<T>(pointer: impl Into<String>, why: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { pointer: pointer.into(), why: why.into() })
}

/// Computes everything anew. `noted` is the commitment that somebody wrote down at the start.
///
/// # Errors
/// The first [`Fault`].
pub fn verify(text: &str, noted: Option<&str>) -> Result<Holds, Fault> {
    let read: Result<File, _> = serde_json::from_str(text);
    let file = read.or_else(|error| fault("", format!("it is no such file: {error}")))?;
    if file.format != FORMAT {
        return fault("/format", format!("it is not {FORMAT}"));
    }
    let Some(seed) = seed_from(&file.seed) else {
        return fault("/seed", "it is not 64 hexadecimal digits");
    };
    if noted.is_some_and(|noted| noted != file.commitment) {
        return fault("/commitment", "it is not the one that was noted at the start");
    }
    if commitment(&file.session, &file.terms, &seed) != file.commitment {
        let why = "session, terms and seed are not those that it was made of";
        return fault("/commitment", why);
    }
    let plan = file.terms.plan();
    let schedule = Schedule::new(plan, &seed)
        .or_else(|why| fault("/terms", format!("they have no schedule: {why:?}")))?;
    let (mut gone, mut price) = (0, plan.start_minor);
    for (place, line) in file.helps.iter().enumerate() {
        let at = |member: &str| format!("/helps/{place}/{member}");
        if u32::try_from(place).ok().and_then(|place| place.checked_add(1)) != Some(line.ordinal) {
            return fault(at("ordinal"), "helps are numbered from 1 without gaps");
        }
        if line.at < file.terms.started_at || line.at >= file.terms.deadline {
            return fault(at("at"), "it is outside the session");
        }
        let Some(due) = schedule.next(line.kind, gone) else {
            return fault(format!("/helps/{place}"), "there was nothing left to cut");
        };
        if due.amount_minor != line.amount_minor {
            let (should, is) = (due.amount_minor, line.amount_minor);
            let why = format!("the schedule says {should}, the file says {is}");
            return fault(at("amountMinor"), why);
        }
        gone = gone.saturating_add(due.parts);
        price = price.saturating_sub(due.amount_minor);
    }
    if price != file.price_minor {
        let why = format!("start less all cuts is {price}, the file says {}", file.price_minor);
        return fault("/priceMinor", why);
    }
    Ok(Holds {
        session: file.session,
        helps: file.helps.len(),
        cut_minor: plan.start_minor.saturating_sub(price),
        remaining_minor: price.saturating_sub(plan.floor_minor),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::commitment::hex;
    use crate::file::{HelpLine, Terms};
    use crate::schedule::Kind;

    fn file() -> File {
        let terms = Terms {
            campaign: "cut_campaign_1".to_owned(),
            sku: "sku_1".to_owned(),
            currency: "CNY".to_owned(),
            start_minor: 12_800,
            floor_minor: 9_900,
            parts: 5,
            parts_bought: 2,
            started_at: 1_000,
            deadline: 9_000,
            version: "price-cut/1".to_owned(),
        };
        let seed = [7; 32];
        let schedule = Schedule::new(terms.plan(), &seed).unwrap();
        let (mut gone, mut price, mut helps) = (0, 12_800, Vec::new());
        for (ordinal, kind) in [(1, Kind::Opened), (2, Kind::Bought), (3, Kind::Bought)] {
            let help = schedule.next(kind, gone).unwrap();
            (gone, price) = (gone + help.parts, price - help.amount_minor);
            helps.push(HelpLine { ordinal, kind, amount_minor: help.amount_minor, at: 2_000 });
        }
        File {
            format: FORMAT.to_owned(),
            session: "price_cut_1".to_owned(),
            commitment: commitment("price_cut_1", &terms, &seed),
            terms,
            seed: hex(&seed),
            helps,
            price_minor: price,
        }
    }

    fn text(file: &File) -> String {
        serde_json::to_string(file).unwrap()
    }

    #[test]
    fn a_session_that_kept_its_word_holds() {
        let file = file();
        let holds = verify(&text(&file), Some(&file.commitment)).unwrap();
        assert_eq!((holds.helps, holds.cut_minor, holds.remaining_minor), (3, 2_900, 0));
    }

    /// The worked example of docs/PRICE-CUT.md, computed by another program.
    #[test]
    fn the_worked_example_holds() {
        let holds = verify(include_str!("vectors/example.json"), None).unwrap();
        assert_eq!((holds.helps, holds.cut_minor, holds.remaining_minor), (3, 2_900, 0));
    }

    #[test]
    fn whatever_is_altered_is_named() {
        let whole: Value = serde_json::from_str(&text(&file())).unwrap();
        let amount = whole["helps"][1]["amountMinor"].as_i64().unwrap();
        for (pointer, value, named) in [
            ("/helps/1/amountMinor", json!(amount + 1), "/helps/1/amountMinor"),
            ("/helps/1/amountMinor", json!(amount - 1), "/helps/1/amountMinor"),
            ("/helps/0/kind", json!("BOUGHT"), "/helps/0/amountMinor"),
            ("/helps/2/ordinal", json!(4), "/helps/2/ordinal"),
            ("/helps/2/at", json!(9_000), "/helps/2/at"),
            ("/priceMinor", json!(9_901), "/priceMinor"),
            ("/terms/floorMinor", json!(9_000), "/commitment"),
            ("/terms/deadline", json!(9_001), "/commitment"),
            ("/terms/version", json!("price-cut/2"), "/commitment"),
            ("/session", json!("price_cut_2"), "/commitment"),
            ("/seed", json!("00".repeat(32)), "/commitment"),
            ("/seed", json!("00"), "/seed"),
            ("/commitment", json!("00".repeat(32)), "/commitment"),
            ("/format", json!("another"), "/format"),
        ] {
            let mut altered = whole.clone();
            *altered.pointer_mut(pointer).unwrap() = value;
            let fault = verify(&altered.to_string(), None).unwrap_err();
            assert_eq!(fault.pointer, named, "{pointer}: {fault}");
        }
        let noted = "00".repeat(32);
        assert_eq!(verify(&whole.to_string(), Some(&noted)).unwrap_err().pointer, "/commitment");
        assert!(verify("{}", None).is_err());
        assert!(verify("nothing", None).is_err());
    }

    #[test]
    fn a_help_too_many_or_left_out_is_named() {
        let mut file = file();
        let more = HelpLine { ordinal: 4, ..file.helps[0].clone() };
        file.helps.push(more);
        assert_eq!(verify(&text(&file), None).unwrap_err().pointer, "/helps/3");
        file.helps.truncate(2);
        assert_eq!(verify(&text(&file), None).unwrap_err().pointer, "/priceMinor");
    }
}
