//! How the sandbox is to behave for one payment: words with spaces between.

use uuid::Uuid;

/// What the sandbox was told to do. Nothing told is a payment that succeeds.
#[expect(clippy::struct_excessive_bools, reason = "words of a script, each said or not")]
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    /// Its text, as it was given.
    pub text: String,
    /// Why it fails; nothing for one that succeeds.
    pub fails: Option<String>,
    /// It settles so much later.
    pub delay_seconds: i64,
    /// The payment is taken, the answer lost, and no message sent: only a question finds it.
    pub loses_answer: bool,
    /// The first call never arrives.
    pub loses_call: bool,
    /// Every message comes twice, and once more under another name.
    pub duplicates: bool,
    /// What happened first is told last.
    pub reorders: bool,
    /// It captures this many minor units, whatever it was asked for.
    pub captures_minor: Option<i64>,
    /// The first try of a refund is turned down.
    pub refuses_refund: bool,
    /// A refund is paid, and the answer lost.
    pub loses_refund_answer: bool,
}

impl Script {
    /// Reads a script: `succeed`, `fail:REASON`, `delay:SECONDS`, `unknown`, `lost`, `duplicate`,
    /// `reorder`, `amount:MINOR`, `refund-fail`, `refund-unknown`, with spaces between.
    pub fn parse(text: &str) -> Option<Self> {
        let mut script = Self { text: text.to_owned(), ..Self::default() };
        if text.len() > 200 || text.split_whitespace().next().is_none() {
            return None;
        }
        for word in text.split_whitespace() {
            match word.split_once(':') {
                None => script.take(word)?,
                Some(("fail", reason)) => {
                    let capital = |byte: u8| byte.is_ascii_uppercase() || byte == b'_';
                    if reason.is_empty() || reason.len() > 40 || !reason.bytes().all(capital) {
                        return None;
                    }
                    script.fails = Some(reason.to_owned());
                }
                Some(("delay", seconds)) => {
                    script.delay_seconds =
                        seconds.parse().ok().filter(|delay| (0..=604_800).contains(delay))?;
                }
                Some(("amount", minor)) => {
                    script.captures_minor = Some(minor.parse().ok().filter(|minor| *minor > 0)?);
                }
                Some(_) => return None,
            }
        }
        Some(script)
    }

    fn take(&mut self, word: &str) -> Option<()> {
        match word {
            "succeed" => {}
            "unknown" => self.loses_answer = true,
            "lost" => self.loses_call = true,
            "duplicate" => self.duplicates = true,
            "reorder" => self.reorders = true,
            "refund-fail" => self.refuses_refund = true,
            "refund-unknown" => self.loses_refund_answer = true,
            _ => return None,
        }
        Some(())
    }

    /// Whether no message is sent at all.
    pub fn says_nothing(&self) -> bool {
        self.loses_answer || self.loses_call
    }

    /// The messages it sends, in the order in which it sends them.
    pub fn messages(&self) -> Vec<&'static str> {
        let end = if self.fails.is_some() { "FAILED" } else { "SUCCEEDED" };
        match (self.duplicates, self.reorders) {
            (true, true) => vec![end, end, end, "PENDING"],
            (true, false) => vec![end, end, end],
            (false, true) => vec![end, "PENDING"],
            (false, false) => vec![end],
        }
    }

    /// The name of the event of a message; the second of duplicates has the name of the first.
    pub fn event_of(&self, place: usize, payment: Uuid) -> String {
        let number = if self.duplicates && place == 1 { 0 } else { place };
        format!("evt_{}_{number}", payment.simple())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_words_that_it_knows() {
        let read = |text| Script::parse(text);
        assert_eq!(read("succeed").unwrap().messages(), ["SUCCEEDED"]);
        assert_eq!(read("fail:NO_FUNDS").unwrap().fails.as_deref(), Some("NO_FUNDS"));
        assert_eq!(read("delay:30 duplicate").unwrap().delay_seconds, 30);
        assert_eq!(read("reorder").unwrap().messages(), ["SUCCEEDED", "PENDING"]);
        assert_eq!(read("amount:7").unwrap().captures_minor, Some(7));
        assert!(read("unknown").unwrap().says_nothing());
        for wrong in
            ["", " ", "steal", "fail:", "fail:lower", "delay:-1", "delay:x", "amount:0", "a:b"]
        {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_duplicate_has_the_name_of_its_first() {
        let script = Script::parse("duplicate").unwrap();
        let names: Vec<String> = (0..3).map(|place| script.event_of(place, Uuid::nil())).collect();
        assert_eq!(names[0], names[1]);
        assert_ne!(names[0], names[2]);
    }
}
