//! What archives may not have is neither made nor read.

use super::sample::{MADE, archive, builder, fault, files, packed, signer};
use crate::{Builder, Fault, LONGEST_PATH, MOST_BYTES, MOST_ENTRIES, NotMade};

#[test]
fn what_could_not_be_unpacked_safely_is_not_made() {
    let long = "a".repeat(LONGEST_PATH + 1);
    for path in ["../a", "/etc/passwd", "a/../../b", "", "manifest.json", "chat/1.txt", &long] {
        let made = builder().entry(path, "text/plain", "w", "x").sign(&signer());
        assert_eq!(made, Err(NotMade::Path(path.to_owned())));
    }
    let made = builder().entry("chat", "text/plain", "w", "x").sign(&signer());
    assert_eq!(made, Err(NotMade::Path("chat/1.txt".to_owned())));
    for (media_type, what) in [("", "w"), ("t", ""), ("t", "a\nb"), ("\u{7}", "w")] {
        let made = builder().entry("a", media_type, what, "x").sign(&signer());
        assert_eq!(made, Err(NotMade::Text("a".to_owned())));
    }
    for case in ["", "a\nb", &"a".repeat(101)] {
        assert_eq!(Builder::new(case, MADE).sign(&signer()), Err(NotMade::Case));
    }
}

#[test]
fn the_longest_path_is_made_and_read() {
    let path = "a".repeat(LONGEST_PATH);
    let made = builder().entry(&path, "t", "w", "x").sign(&signer()).unwrap();
    assert!(files(&made).iter().any(|(there, _)| *there == path));
}

#[test]
fn there_are_so_many_entries_and_no_more() {
    let with = |count: usize| {
        let numbered = |builder: Builder, n| builder.entry(format!("e/{n}"), "t", "w", "");
        (0..count).fold(Builder::new("c", MADE), numbered).sign(&signer())
    };
    let most = with(MOST_ENTRIES).unwrap();
    assert_eq!(crate::verify(&most, &super::sample::keys()).unwrap().entries.len(), MOST_ENTRIES);
    assert_eq!(with(MOST_ENTRIES + 1), Err(NotMade::TooMany));
    let mut more = files(&most);
    more.push(("f".to_owned(), Vec::new()));
    assert_eq!(fault(&packed(&more)), Fault::TooMany);
}

#[test]
fn a_file_has_so_many_bytes_and_no_more() {
    assert_eq!(fault(&vec![0; MOST_BYTES + 1]), Fault::TooLarge);
}

/// A tar of one file with this header, as somebody else's program may write it.
fn foreign(change: impl FnOnce(&mut tar::Header)) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_path("a").unwrap();
    header.set_size(0);
    header.set_mode(0o644);
    change(&mut header);
    header.set_cksum();
    [header.as_bytes().as_slice(), &archive()].concat()
}

#[test]
fn links_folders_and_paths_that_lead_elsewhere_are_refused() {
    use tar::EntryType;
    for kind in [
        EntryType::Link,
        EntryType::Symlink,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::Char,
        EntryType::GNULongName,
        EntryType::GNUSparse,
        EntryType::XHeader,
        EntryType::XGlobalHeader,
    ] {
        let found = fault(&foreign(|header| header.set_entry_type(kind)));
        assert_eq!(found, Fault::Kind { path: "a".to_owned() }, "{kind:?}");
    }
    for path in ["../a", "/a", "a/../b", "A"] {
        let name = |header: &mut tar::Header| {
            header.as_old_mut().name[..path.len()].copy_from_slice(path.as_bytes());
        };
        assert_eq!(fault(&foreign(name)), Fault::Path { path: path.to_owned() });
    }
    let huge = fault(&foreign(|header| header.set_size(u64::MAX)));
    assert!(matches!(huge, Fault::Cut { .. } | Fault::Container { .. }), "{huge}");
}
