//! Lists of ids in statements.

use uuid::Uuid;

/// Ids for an `IN` list: lists of few lengths make few statements, which stay prepared. The last id
/// is repeated; an empty list becomes one id that nothing has.
pub fn padded(ids: impl IntoIterator<Item = Uuid>) -> Vec<Uuid> {
    const LENGTHS: [usize; 5] = [1, 4, 20, 50, 180];
    let mut ids: Vec<Uuid> = ids.into_iter().collect();
    let wanted = LENGTHS.into_iter().find(|length| *length >= ids.len()).unwrap_or(ids.len());
    ids.resize(wanted, ids.last().copied().unwrap_or_default());
    ids
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_few_lengths_and_name_nothing_more() {
        let ids: Vec<Uuid> = (1..=7).map(Uuid::from_u128).collect();
        let list = padded(ids.iter().copied());
        assert_eq!(list.len(), 20);
        assert_eq!(list[..7], ids);
        assert!(list[7..].iter().all(|id| *id == ids[6]));
        assert_eq!(padded([]), [Uuid::nil()]);
        assert_eq!(padded((0..200).map(Uuid::from_u128)).len(), 200);
    }
}
