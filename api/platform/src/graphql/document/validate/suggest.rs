//! What somebody may have meant by a name that does not exist.

use strsim::damerau_levenshtein;

/// ` Did you mean "title"?` for the nearest of the names, or nothing if none is near: at most two
/// slips, and fewer in short names. The first of the alphabet where several are as near.
pub fn nearest<'n>(word: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let slips = (word.chars().count() / 3).clamp(1, 2);
    names
        .into_iter()
        .map(|name| (damerau_levenshtein(word, name), name))
        .filter(|(distance, _)| *distance <= slips)
        .min()
        .map_or_else(String::new, |(_, name)| format!(" Did you mean \"{name}\"?"))
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_is_named_and_the_far_is_not() {
        let names = ["title", "titles", "handle", "id"];
        assert_eq!(nearest("titel", names), " Did you mean \"title\"?");
        assert_eq!(nearest("handel", names), " Did you mean \"handle\"?");
        assert_eq!(nearest("price", names), "");
        assert_eq!(nearest("xy", names), "");
    }
}
