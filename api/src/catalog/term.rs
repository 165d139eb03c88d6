//! Finds the words of a list in what a seller writes: letter case, full width and punctuation make
//! no difference. Words of letters match as whole words (`gun` is not in Burgundy); Chinese has no
//! spaces, so its words match wherever they stand, also with something put between.

/// What a seller writes of a product, made ready to be searched.
#[derive(Debug, Clone)]
pub struct Text {
    /// Words with one space between, and one at each end.
    spaced: String,
    /// The same without a space.
    squeezed: String,
}

impl Text {
    /// Of a title and a description.
    pub fn of(title: &str, description: &str) -> Self {
        // No term contains the line between: none reaches from the one into the other.
        let spaced = format!("{}|{}", folded(title), folded(description));
        let squeezed = spaced.replace(' ', "");
        Self { spaced, squeezed }
    }

    /// Whether the term stands in it.
    pub fn contains(&self, term: &str) -> bool {
        let term = folded(term);
        if term.trim().is_empty() {
            return false;
        }
        if term.is_ascii() {
            self.spaced.contains(&term)
        } else {
            self.squeezed.contains(&term.replace(' ', ""))
        }
    }
}

/// Whether a term says all that another one says, and perhaps more: `toy gun` says `gun`.
pub fn says(term: &str, other: &str) -> bool {
    Text::of(term, "").contains(other)
}

/// Lower case, full-width letters as plain ones, everything else a single space.
fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for c in text.chars() {
        let c = match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        };
        if c.is_alphanumeric() {
            folded.extend(c.to_lowercase());
        } else if !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_as_a_table() {
        for (text, term, found) in [
            ("A Burgundy scarf", "gun", false),
            ("A toy GUN, blue", "gun", true),
            ("A toy ｇｕｎ", "gun", true),
            ("Wildflower honey", "honey", true),
            ("Honeydew", "honey", false),
            ("ivory-carving, old", "ivory carving", true),
            ("Ivory white linen", "ivory carving", false),
            ("全新象-牙 制品 挂件", "象牙制品", true),
            ("象牙白 亚麻衬衫", "象牙制品", false),
            ("anything", " -- ", false),
            ("", "x", false),
        ] {
            assert_eq!(Text::of(text, "").contains(term), found, "{term} in {text}");
            assert_eq!(Text::of("", text).contains(term), found, "{term} in {text}");
        }
        assert!(says("toy gun", "gun") && !says("gun", "toy gun"));
    }

    #[test]
    fn a_term_does_not_reach_from_the_title_into_the_description() {
        assert!(!Text::of("Chewing", "gum").contains("chewing gum"));
        assert!(Text::of("", "chewing\ngum").contains("chewing gum"));
    }
}
