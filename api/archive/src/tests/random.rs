//! No bytes make the reader panic, and none but an archive's hold.

use proptest::prelude::*;

use super::sample::{MADE, archive, files, keys, packed, signer};
use crate::{Builder, verify};

proptest! {
    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..4096)) {
        prop_assert!(verify(&bytes, &keys()).is_err());
    }

    /// A header that the reader takes for one, of any fields.
    #[test]
    fn any_header_is_refused(
        fields in prop::collection::vec(any::<u8>(), 512),
        rest in 0..3_usize,
    ) {
        let mut header = tar::Header::new_old();
        header.as_mut_bytes().copy_from_slice(&fields);
        header.set_cksum();
        let file = [header.as_bytes().as_slice(), &vec![0; rest * 512]].concat();
        prop_assert!(verify(&file, &keys()).is_err());
    }

    /// A size of any value, in both ways to write one, under a sum that fits.
    #[test]
    fn any_size_is_refused(size in any::<u64>(), field in prop::collection::vec(any::<u8>(), 12)) {
        let mut file = archive();
        for other in [Some(size), None] {
            let mut header = tar::Header::new_old();
            header.as_mut_bytes().copy_from_slice(&file[..512]);
            match other {
                Some(size) => header.set_size(size),
                None => header.as_old_mut().size.copy_from_slice(&field),
            }
            header.set_cksum();
            prop_assume!(header.as_bytes().as_slice() != &file[..512]);
            file[..512].copy_from_slice(header.as_bytes());
            prop_assert!(verify(&file, &keys()).is_err());
        }
    }

    /// Whatever is written over whatever part, it is found.
    #[test]
    fn cm_7_no_part_can_be_overwritten(
        place in any::<prop::sample::Index>(),
        other in prop::collection::vec(any::<u8>(), 1..700),
    ) {
        let whole = archive();
        let from = place.index(whole.len() - other.len());
        let mut file = whole.clone();
        file[from..from + other.len()].copy_from_slice(&other);
        prop_assert_eq!(verify(&file, &keys()).is_ok(), file == whole);
    }

    /// Any manifest and any signature file, in a container that is as it must be.
    #[test]
    fn any_manifest_is_refused(list in ".{0,200}", seal in ".{0,200}") {
        let mut files = files(&archive());
        files[0].1 = list.into_bytes();
        prop_assert!(verify(&packed(&files), &keys()).is_err());
        files[1].1 = seal.into_bytes();
        prop_assert!(verify(&packed(&files), &keys()).is_err());
    }

    #[test]
    fn cm_7_whatever_is_made_holds(
        contents in prop::collection::btree_map(
            "[a-z0-9]{1,8}(/[a-z0-9_-]{1,8}){0,1}[.]json",
            prop::collection::vec(any::<u8>(), 0..1200),
            0..12,
        ),
    ) {
        let mut builder = Builder::new("complaint_1", MADE);
        for (path, content) in contents.iter().rev() {
            builder = builder.entry(path, "application/json", "A part", content.clone());
        }
        // A part that begins with `-` or `_`, say.
        let Ok(file) = builder.sign(&signer()) else { return Ok(()) };
        let report = verify(&file, &keys()).unwrap();
        let read = files(&file).into_iter().skip(2);
        prop_assert!(read.eq(contents));
        prop_assert_eq!(report.entries.len(), files(&file).len() - 2);
    }
}
