//! `case verify`: holds the archive of a case against the platform's public keys, offline, and
//! says what holds and what was changed.

use archive::{Fault, MOST_BYTES, Report, verify};
use contract::PublicKeys;

use super::arguments::CaseAct;
use super::ending::Ending;

/// Does it, and says what came of it.
pub fn run(act: CaseAct) -> Result<(), Ending> {
    let CaseAct::Verify { file, keys } = act;
    let named = file.display().to_string();
    let failed = |error: std::io::Error| Ending::failed(&named, &error);
    // What is too large to be an archive is not read.
    let length = std::fs::metadata(&file).map_err(failed)?.len();
    if usize::try_from(length).map_or(true, |length| length > MOST_BYTES) {
        return Err(Ending::failed(&named, &Fault::TooLarge));
    }
    let bytes = std::fs::read(&file).map_err(failed)?;
    let read = |path: std::path::PathBuf| {
        let named = path.display().to_string();
        std::fs::read_to_string(path).map_err(|error| Ending::failed(&named, &error))
    };
    let keys = keys.map(read).transpose()?;
    match tell(&bytes, keys.as_deref()) {
        Ok(lines) => {
            for line in lines {
                println!("{line}");
            }
            Ok(())
        }
        Err(fault) => Err(Ending::Failed(format!("{named}: {fault}"))),
    }
}

/// What holds, line by line, or the first thing that does not.
fn tell(file: &[u8], keys: Option<&str>) -> Result<Vec<String>, String> {
    let known = keys.map(PublicKeys::from_json).transpose();
    let known = known.map_err(|error| format!("--keys: {error}"))?.unwrap_or_default();
    match verify(file, &known) {
        Ok(report) => Ok(lines(&report)),
        Err(Fault::UnknownKey(key)) if keys.is_none() => {
            Err(format!("its signature by key {key} was not checked: name the keys by --keys"))
        }
        Err(fault) => Err(fault.to_string()),
    }
}

fn lines(report: &Report) -> Vec<String> {
    let mut lines = vec![format!("case {}, archived at {}", report.case_id, report.made_at)];
    lines.extend(report.entries.iter().map(|entry| {
        format!("{}: {} ({} bytes), sha256 {}", entry.path, entry.what, entry.bytes, entry.sha256)
    }));
    lines.push(format!("entries: {}, each what was signed", report.entries.len()));
    lines.push(format!("signature: by key {}, in use then", report.key_id));
    lines.push("The archive holds.".to_owned());
    lines
}

#[cfg(test)]
mod tests {
    use archive::{Builder, Signer};
    use contract::{SigningKey, keys_document};
    use time::macros::datetime;

    use super::*;

    fn file() -> Vec<u8> {
        Builder::new("complaint_1", datetime!(2026-05-01 12:00 UTC))
            .entry("chat/1.txt", "text/plain", "What was said", "broken")
            .sign(&Signer::from_seed(&[7; 32]).unwrap())
            .unwrap()
    }

    fn keys(seed: u8) -> String {
        let key = SigningKey::from_seed(&[seed; 32]).unwrap();
        keys_document(&[key.public(datetime!(2026-01-01 0:00 UTC))])
    }

    #[test]
    fn cm_7_a_whole_archive_holds_and_is_listed() {
        let lines = tell(&file(), Some(&keys(7))).unwrap();
        assert!(lines[0].starts_with("case complaint_1, archived at 2026-05-01"), "{lines:?}");
        assert!(lines[1].starts_with("chat/1.txt: What was said (6 bytes), sha256 "));
        assert_eq!(lines[2], "entries: 1, each what was signed");
        assert_eq!(lines.last().unwrap(), "The archive holds.");
    }

    #[test]
    fn cm_7_the_changed_entry_is_said() {
        let mut changed = file();
        let at = changed.windows(6).position(|window| window == b"broken").unwrap();
        changed[at] = b'B';
        for keys in [Some(keys(7)), None] {
            let fault = tell(&changed, keys.as_deref()).unwrap_err();
            assert_eq!(fault, "chat/1.txt: it was changed");
        }
    }

    #[test]
    fn without_the_right_keys_nothing_is_vouched_for() {
        let fault = tell(&file(), None).unwrap_err();
        assert!(fault.ends_with("was not checked: name the keys by --keys"), "{fault}");
        let fault = tell(&file(), Some(&keys(8))).unwrap_err();
        assert!(fault.ends_with("is not among the known ones"), "{fault}");
        assert!(tell(&file(), Some("[]")).unwrap_err().starts_with("--keys"));
    }
}
