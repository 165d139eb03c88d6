//! Ids as the wire has them: a noun's prefix and the UUID that the database stores. Written down
//! here once more, so that what is measured is not asked what it should say.

use uuid::Uuid;

/// The text form of an id, as in `post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f`.
pub fn text(prefix: &str, id: Uuid) -> String {
    format!("{prefix}_{}", id.simple())
}

/// The UUID in an id of this noun; nothing if it is another noun's or none at all.
pub fn parse(prefix: &str, text: &str) -> Option<Uuid> {
    let digits = text.strip_prefix(prefix)?.strip_prefix('_')?;
    (digits.len() == 32).then(|| Uuid::try_parse(digits).ok()).flatten()
}

/// A UUID of version 7: the millisecond, then chance.
pub fn version_7(millis: i64, chance: u128) -> Uuid {
    let time = u128::try_from(millis).unwrap_or_default() & 0xffff_ffff_ffff;
    let random = chance & 0x0fff_3fff_ffff_ffff_ffff;
    Uuid::from_u128(time << 80 | 0x7000_8000_0000_0000_0000 | random)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_go_in_and_out_unchanged() {
        let id = Uuid::from_u128(0x0192_f0c1_a2b3_7c4d_8e5f_6a7b_8c9d_0e1f);
        assert_eq!(text("post", id), "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f");
        assert_eq!(parse("post", "post_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f"), Some(id));
        assert_eq!(parse("post", "post_tag_0192f0c1a2b37c4d8e5f6a7b8c9d0e1f"), None);
        assert_eq!(parse("post_tag", &text("post_tag", id)), Some(id));
        assert_eq!(parse("post", "post_"), None);
    }

    #[test]
    fn version_7_sorts_by_time_and_keeps_its_marks() {
        let early = version_7(1_795_000_000_000, u128::MAX);
        let late = version_7(1_795_000_000_001, 0);
        assert!(early < late);
        for id in [early, late] {
            assert_eq!((id.get_version_num(), id.get_variant()), (7, uuid::Variant::RFC4122));
        }
    }
}
