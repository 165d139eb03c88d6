//! Which paths and texts an archive may have: those that mean the same on every system, and
//! lead nowhere but into the folder that the archive is unpacked in.

use std::collections::BTreeSet;

use crate::{LONGEST_PATH, MANIFEST, SIGNATURE};

/// Whether a path is one of an archive: small letters, digits, `.`, `_` and `-`, in parts that
/// begin with a letter or digit and do not end in a dot. So there are no `..`, no root, no empty
/// parts, nothing that a tool takes for an option, and no two paths that some system takes for one.
pub fn is_path(path: &str) -> bool {
    path.len() <= LONGEST_PATH && path.split('/').all(is_part)
}

fn is_part(part: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let first = part.bytes().next().is_some_and(plain);
    let letters = part.bytes().all(|letter| plain(letter) || b"._-".contains(&letter));
    first && letters && !part.ends_with('.')
}

/// Whether a text about an entry or the case is one line of at most that many letters.
pub fn is_text(text: &str, longest: usize) -> bool {
    let length = text.chars().take(longest.saturating_add(1)).count();
    (1..=longest).contains(&length) && !text.chars().any(char::is_control)
}

/// The first of these paths that is no path of an entry, is there before, or would have to be a
/// folder and a file at once.
pub fn unusable<'a>(mut paths: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let mut files = BTreeSet::from([MANIFEST, SIGNATURE]);
    if let Some(path) = paths.clone().find(|path| !is_path(path) || !files.insert(path)) {
        return Some(path);
    }
    let mut folders = |path: &&str| {
        path.match_indices('/').any(|(end, _)| path.get(..end).is_some_and(|it| files.contains(it)))
    };
    paths.find(&mut folders)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_leads_nowhere_else() {
        for path in ["a", "chat/0001.json", "evidence/3/photo_1.jpg", "0-9.txt"] {
            assert!(is_path(path), "{path}");
        }
        let long = "a".repeat(LONGEST_PATH + 1);
        let bad = ["", "/", "/a", "a/", "a//b", "..", "../a", "a/../b", "./a", "a/.b", "a."];
        let odd = ["A", "a b", "a\\b", "c:a", "-a", "a\0", "é", "a\n", &long];
        for path in bad.into_iter().chain(odd) {
            assert!(!is_path(path), "{path:?}");
        }
        assert!(is_path(&long[1..]));
    }

    #[test]
    fn a_path_is_a_file_once_and_no_folder_besides() {
        assert_eq!(unusable(["a", "b/c", "b/d"].into_iter()), None);
        assert_eq!(unusable(["a", "b", "a"].into_iter()), Some("a"));
        assert_eq!(unusable(["a", "a/b"].into_iter()), Some("a/b"));
        assert_eq!(unusable(["a/b/c", "a"].into_iter()), Some("a/b/c"));
        assert_eq!(unusable([MANIFEST].into_iter()), Some(MANIFEST));
        assert_eq!(unusable(["manifest.sig/a"].into_iter()), Some("manifest.sig/a"));
    }

    #[test]
    fn a_text_is_one_line() {
        assert!(is_text("买家的话", 4));
        for text in ["", "abcde", "a\nb", "\u{1b}[2J"] {
            assert!(!is_text(text, 4), "{text:?}");
        }
    }
}
