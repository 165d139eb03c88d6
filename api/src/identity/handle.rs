//! Handles: the short public name in links. Letters, digits, `_` and `.`; unique whatever the case;
//! words that could pass for the platform itself are kept back.

/// A well-formed handle, as typed and as compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handle {
    shown: String,
    folded: String,
}

/// Why a text is no handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandleProblem {
    /// Not 3–30 letters, digits, `_` or `.`, beginning with a letter.
    Malformed,
    /// Kept back for the platform.
    Reserved,
}

/// Words that people would take for the platform, or that a link needs for itself.
const RESERVED: [&str; 48] = [
    "about",
    "account",
    "admin",
    "administrator",
    "api",
    "app",
    "arbitrator",
    "billing",
    "blog",
    "compliance",
    "contact",
    "customer",
    "demo",
    "everyone",
    "explore",
    "feed",
    "finance",
    "graphql",
    "guest",
    "help",
    "helpdesk",
    "home",
    "legal",
    "login",
    "mediator",
    "moderator",
    "notice",
    "null",
    "official",
    "operator",
    "order",
    "owner",
    "payment",
    "privacy",
    "refund",
    "register",
    "root",
    "safety",
    "search",
    "security",
    "service",
    "settings",
    "staff",
    "status",
    "support",
    "system",
    "undefined",
    "webmaster",
];

impl Handle {
    /// Takes a handle as typed. Refuses what is malformed or kept back.
    pub fn parse(text: &str) -> Result<Self, HandleProblem> {
        let shown = text.trim().trim_start_matches('@');
        let length = shown.len();
        let legal = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'.';
        let begins_well = shown.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
        let ends_well = !shown.ends_with('.');
        if !(3..=30).contains(&length)
            || !shown.bytes().all(legal)
            || !begins_well
            || !ends_well
            || shown.contains("..")
        {
            return Err(HandleProblem::Malformed);
        }
        let folded = shown.to_ascii_lowercase();
        // `ad.min` and `ad_min` read like `admin`, so the marks do not count here.
        let bare: String = folded.chars().filter(char::is_ascii_alphanumeric).collect();
        if RESERVED.contains(&bare.as_str()) || bare.starts_with("fairstall") {
            return Err(HandleProblem::Reserved);
        }
        Ok(Self { shown: shown.to_owned(), folded })
    }

    /// As the owner wrote it.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// As it is compared: lower case.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handles_as_a_table() {
        let malformed = [
            "",
            "ab",
            "1abc",
            "_abc",
            "a..b",
            "abc.",
            "with space",
            "小明明",
            "naïve",
            "abcdefghijklmnopqrstuvwxyzabcde",
        ];
        for text in malformed {
            assert_eq!(Handle::parse(text), Err(HandleProblem::Malformed), "{text}");
        }
        for text in ["admin", "Admin", "ad.min", "SUPPORT", "fairstall_help", "Fair.Stall"] {
            assert_eq!(Handle::parse(text), Err(HandleProblem::Reserved), "{text}");
        }
        for text in ["ana", "Ana_1", "xiao.ming", "abcdefghijklmnopqrstuvwxyzabcd", "administer"] {
            assert!(Handle::parse(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn case_is_shown_but_does_not_count() {
        let handle = Handle::parse(" @Ana.Li ").unwrap();
        assert_eq!((handle.shown(), handle.folded()), ("Ana.Li", "ana.li"));
    }

    #[test]
    fn reserved_words_are_sorted_and_fit_the_rules() {
        assert!(RESERVED.is_sorted());
    }
}
