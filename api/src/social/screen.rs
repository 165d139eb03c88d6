//! The automatic screen: what a machine may find in a text so that staff read it first. Rules are
//! a list, and words are data (`screen_words.txt`); a screen never decides that a text is bad.

use std::sync::LazyLock;

/// The version of the rules below, kept with every decision of the screen.
pub const VERSION: &str = "screen/1";

/// Most links before staff look.
const MOST_LINKS: usize = 2;

/// What made the screen doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// A word of the list.
    Word,
    /// More than two links.
    Links,
    /// A telephone number.
    Telephone,
}

impl Doubt {
    /// For the timeline.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Links => "links",
            Self::Telephone => "telephone",
        }
    }
}

type Rule = (Doubt, fn(&str) -> bool);

const RULES: [Rule; 3] =
    [(Doubt::Word, has_word), (Doubt::Links, has_links), (Doubt::Telephone, has_telephone)];

/// Everything that speaks against showing a text unread; nothing when it is clean.
pub fn doubts(text: &str) -> Vec<Doubt> {
    let folded = folded(text);
    RULES.iter().filter(|(_, found)| found(&folded)).map(|(doubt, _)| *doubt).collect()
}

static WORDS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let lines = include_str!("screen_words.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(squeezed).collect()
});

fn has_word(text: &str) -> bool {
    let text = squeezed(text);
    WORDS.iter().any(|word| text.contains(word.as_str()))
}

fn has_links(text: &str) -> bool {
    text.matches("http://").count() + text.matches("https://").count() > MOST_LINKS
}

/// A Chinese mobile number, or an international one: however it is broken up by spaces, dots and
/// dashes.
fn has_telephone(text: &str) -> bool {
    let mut digits = String::new();
    let mut plus = false;
    for c in text.chars().chain(['\n']) {
        match c {
            '0'..='9' => digits.push(c),
            ' ' | '-' | '.' if !digits.is_empty() => {}
            _ => {
                if is_telephone(&digits, plus) {
                    return true;
                }
                digits.clear();
                plus = c == '+';
            }
        }
    }
    false
}

fn is_telephone(digits: &str, international: bool) -> bool {
    let mobile = |digits: &str| {
        digits.len() == 11
            && digits.starts_with('1')
            && digits[1..].starts_with(|c| ('3'..='9').contains(&c))
    };
    let with_code = digits.strip_prefix("86").or_else(|| digits.strip_prefix("0086"));
    mobile(digits)
        || with_code.is_some_and(mobile)
        || international && (8..=15).contains(&digits.len())
}

/// Lower case, and full-width letters and digits as the plain ones they stand for.
fn folded(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            _ => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Without what is put between letters to slip past a list.
fn squeezed(text: &str) -> String {
    let between = |c: &char| !c.is_whitespace() && !matches!(c, '.' | '-' | '_' | '*' | '·');
    folded(text).chars().filter(between).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubts_as_a_table() {
        let rows: [(&str, &[Doubt]); 12] = [
            ("一条草木染的围巾，洗过三次不掉色。", &[]),
            ("Bought it in 2024 for 1380000 points", &[]),
            ("https://a.example https://b.example", &[]),
            ("https://a http://b HTTPS://c", &[Doubt::Links]),
            ("电话 13812345678", &[Doubt::Telephone]),
            ("138 1234-5678", &[Doubt::Telephone]),
            ("１３８１２３４５６７８", &[Doubt::Telephone]),
            ("call +44 20 7946 0958", &[Doubt::Telephone]),
            ("order 20261122000017", &[]),
            ("加 微·信 聊", &[Doubt::Word]),
            ("It CURES  cancer", &[Doubt::Word]),
            ("加我微信 +8613812345678", &[Doubt::Word, Doubt::Telephone]),
        ];
        for (text, expected) in rows {
            assert_eq!(doubts(text), expected, "{text}");
        }
    }
}
