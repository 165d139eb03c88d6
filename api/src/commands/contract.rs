//! `contract verify`: holds a contract against the platform's public keys, offline, and says what
//! holds and what was changed.

use std::path::{Path, PathBuf};

use contract::{Broken, Contract, Head, PublicKeys, diff, pdf, verify, verify_chain};

use super::arguments::ContractAct;
use super::ending::Ending;

/// Does it, and says what came of it.
pub fn run(act: ContractAct) -> Result<(), Ending> {
    let ContractAct::Verify { file, keys, chain, head, against } = act;
    let keys = keys.as_deref().map(text).transpose()?;
    let asked = Asked {
        file: read(&file)?,
        keys: keys.as_deref(),
        chain: chain.iter().map(|path| read(path)).collect::<Result<_, _>>()?,
        head: head.as_deref(),
        original: against.as_deref().map(read).transpose()?,
    };
    let told = tell(&asked);
    for line in &told.lines {
        println!("{line}");
    }
    match told.fault {
        None => Ok(()),
        Some(fault) => Err(Ending::Failed(format!("{}: {fault}", file.display()))),
    }
}

type File = (PathBuf, Vec<u8>);

fn read(path: &Path) -> Result<File, Ending> {
    let named = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| Ending::failed(&named, &error))?;
    Ok((path.to_owned(), bytes))
}

fn text(path: &Path) -> Result<String, Ending> {
    let named = path.display().to_string();
    std::fs::read_to_string(path).map_err(|error| Ending::failed(&named, &error))
}

/// What was given on the command line, read.
struct Asked<'a> {
    file: File,
    keys: Option<&'a str>,
    chain: Vec<File>,
    head: Option<&'a str>,
    original: Option<File>,
}

/// What holds, line by line, and the first thing that does not.
#[derive(Debug, Default)]
struct Told {
    lines: Vec<String>,
    fault: Option<String>,
}

impl Told {
    fn say(&mut self, line: impl Into<String>) {
        self.lines.push(line.into());
    }

    fn but(&mut self, fault: &impl ToString) {
        self.fault.get_or_insert_with(|| fault.to_string());
    }
}

fn tell(asked: &Asked<'_>) -> Told {
    let mut told = Told::default();
    let keys = match asked.keys.map(PublicKeys::from_json).transpose() {
        Ok(keys) => keys,
        Err(error) => {
            told.but(&format!("--keys: {error}"));
            return told;
        }
    };
    match opened(&asked.file.1, Some(&mut told)) {
        Ok(contract) => one(&mut told, &contract, keys.as_ref()).unwrap_or_else(|error| {
            told.but(&error);
        }),
        Err(error) => told.but(&error),
    }
    // Where the file cannot be read there is nothing to compare it with.
    let Ok(contract) = opened(&asked.file.1, None) else { return told };
    if let Some((_, original)) = &asked.original {
        match opened(original, None) {
            Ok(original) => differences(&mut told, &original, &contract),
            Err(error) => told.but(&format!("--against: {error}")),
        }
    }
    if !asked.chain.is_empty() || asked.head.is_some() {
        chain(&mut told, contract, asked, &keys.unwrap_or_default());
    }
    if told.fault.is_none() {
        told.say("The contract holds.");
    }
    told
}

/// The contract of a file, be it JSON or a PDF of ours. With somebody to tell, it says which, and
/// whether a PDF's pages are the contract's own.
fn opened(bytes: &[u8], told: Option<&mut Told>) -> Result<Contract, String> {
    if pdf::is_pdf(bytes) {
        let contract = pdf::attached(bytes).map_err(|error| error.to_string())?;
        if let Some(told) = told {
            match pdf::read(bytes) {
                Ok(_) => told.say("pages: they are the attached contract's own"),
                Err(error) => told.but(&error),
            }
        }
        return Ok(contract);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| "it is neither JSON nor a PDF")?;
    Contract::from_json(text).map_err(|error| error.to_string())
}

/// One contract by itself.
fn one(told: &mut Told, contract: &Contract, keys: Option<&PublicKeys>) -> Result<(), Broken> {
    let link = contract.link();
    told.say(format!("contract {} of {}", link.seq, link.chain));
    let none = PublicKeys::default();
    match verify(contract, keys.unwrap_or(&none)) {
        Err(Broken::UnknownKey(key)) if keys.is_none() => {
            told.say(format!("content: fits its hash {}", contract.hash_text()));
            told.but(&format!(
                "its signature by key {key} was not checked: name the keys by --keys"
            ));
            Ok(())
        }
        outcome => {
            outcome?;
            told.say(format!("content: fits its hash {}", contract.hash_text()));
            told.say(format!("signature: by key {}, in use then", contract.key_id()));
            Ok(())
        }
    }
}

fn differences(told: &mut Told, original: &Contract, other: &Contract) {
    let found = diff(original, other);
    if found.is_empty() {
        told.say("original: the same, value by value");
        return;
    }
    for difference in &found {
        let said = |value: &Option<serde_json::Value>| match value {
            Some(value) => value.to_string(),
            None => "nothing".to_owned(),
        };
        let (was, is) = (said(&difference.original), said(&difference.other));
        told.say(format!("differs: {}: original {was}, here {is}", difference.pointer));
    }
    told.but(&format!("it differs from the original at {}", found[0].pointer));
}

/// The contracts that are there, by their numbers, each on the one before.
fn chain(told: &mut Told, contract: Contract, asked: &Asked<'_>, keys: &PublicKeys) {
    let mut row = vec![contract];
    for (path, bytes) in &asked.chain {
        match opened(bytes, None) {
            // Whoever names all files of a folder names this one too.
            Ok(other) if other == row[0] => {}
            Ok(other) => row.push(other),
            Err(error) => return told.but(&format!("{}: {error}", path.display())),
        }
    }
    let known = match asked.head.map(|head| known(head, &row[0])).transpose() {
        Ok(known) => known,
        Err(fault) => return told.but(&fault),
    };
    row.sort_by_key(|contract| contract.link().seq);
    let (first, before) = (row[0].link().seq, Head::before(&row[0]));
    match verify_chain(&row, keys, &before, known.as_ref()) {
        Ok(head) => told.say(format!("chain: {first} to {} follow each other", head.seq)),
        Err(broken) => told.but(&format!("chain: {broken}")),
    }
}

/// A head that somebody kept: `NUMBER:HASH`.
fn known(text: &str, of: &Contract) -> Result<Head, String> {
    let parts = text
        .split_once(':')
        .and_then(|(seq, hash)| Head::stored(&of.link().chain, seq.parse().ok()?, hash));
    parts.ok_or_else(|| "--head: it is a number, a colon and 64 hexadecimal digits".to_owned())
}

#[cfg(test)]
mod tests {
    use contract::{SigningKey, canonical, form, keys_document};
    use serde_json::{Value, json};
    use time::macros::datetime;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_seed(&[7; 32]).unwrap()
    }

    fn keys() -> String {
        keys_document(&[key().public(datetime!(2026-01-01 0:00 UTC))])
    }

    fn row(length: usize) -> Vec<Contract> {
        let body = include_str!("../../contract/tests/vectors/body.json");
        let mut body = canonical::read(body).unwrap();
        let mut head = Head::start(body["seller"]["operator"].as_str().unwrap());
        let mut row = Vec::new();
        for place in 0..length {
            body["order"] = json!(format!("order_{place}"));
            let contract = form(&body, &head.next(), &key()).unwrap();
            head = contract.head();
            row.push(contract);
        }
        row
    }

    fn json_of(contract: &Contract) -> Vec<u8> {
        contract.to_json().unwrap().into_bytes()
    }

    /// The file of a contract with one member changed.
    fn changed(contract: &Contract, pointer: &str, member: Value) -> Vec<u8> {
        let mut value = canonical::read(&contract.to_json().unwrap()).unwrap();
        *value.pointer_mut(pointer).unwrap() = member;
        canonical::write(&value).unwrap().into_bytes()
    }

    fn asked(file: Vec<u8>, keys: Option<&str>) -> Asked<'_> {
        let file = (PathBuf::from("a"), file);
        Asked { file, keys, chain: Vec::new(), head: None, original: None }
    }

    #[test]
    fn or_1_a_whole_contract_holds_as_json_and_as_pdf() {
        let (contract, keys) = (&row(1)[0], keys());
        let told = tell(&asked(json_of(contract), Some(&keys)));
        let expected = [
            "contract 1 of operator_0193566ee00070008000000000000001".to_owned(),
            format!("content: fits its hash {}", contract.hash_text()),
            format!("signature: by key {}, in use then", contract.key_id()),
            "The contract holds.".to_owned(),
        ];
        assert_eq!(told.lines, expected);
        assert_eq!(told.fault, None);
        let told = tell(&asked(pdf::render(contract).unwrap(), Some(&keys)));
        assert_eq!(told.lines[0], "pages: they are the attached contract's own");
        assert_eq!(told.lines[1..], expected);
        assert_eq!(told.fault, None);
    }

    #[test]
    fn or_1_the_changed_member_is_said() {
        let (contract, keys) = (&row(1)[0], keys());
        let cheaper = changed(contract, "/body/lines/1/unitPriceMinor", json!(1));
        let told = tell(&asked(cheaper.clone(), Some(&keys)));
        let fault = "changed after signing: /body/lines/1/unitPriceMinor";
        assert_eq!(told.fault.as_deref(), Some(fault));
        assert!(!told.lines.contains(&"The contract holds.".to_owned()));
        // Without keys the change is said too.
        assert_eq!(tell(&asked(cheaper.clone(), None)).fault.as_deref(), Some(fault));
        let original = Some((PathBuf::from("b"), json_of(contract)));
        let told = tell(&Asked { original, ..asked(cheaper, Some(&keys)) });
        let line = "differs: /body/lines/1/unitPriceMinor: original 9000, here 1";
        assert!(told.lines.contains(&line.to_owned()), "{:?}", told.lines);
    }

    #[test]
    fn without_keys_nothing_is_vouched_for() {
        let told = tell(&asked(json_of(&row(1)[0]), None));
        let fault = told.fault.unwrap();
        assert!(fault.ends_with("was not checked: name the keys by --keys"), "{fault}");
        assert!(tell(&asked(json_of(&row(1)[0]), Some("[]"))).fault.is_some());
    }

    #[test]
    fn or_1_the_broken_place_of_a_chain_is_said() {
        let (row, keys) = (row(4), keys());
        let files = |files: Vec<Vec<u8>>| {
            files.into_iter().map(|file| (PathBuf::from("c"), file)).collect::<Vec<_>>()
        };
        let whole = files(vec![json_of(&row[3]), json_of(&row[1]), json_of(&row[0])]);
        let ask = || asked(json_of(&row[2]), Some(&keys));
        let told = tell(&Asked { chain: whole.clone(), ..ask() });
        assert!(told.lines.contains(&"chain: 1 to 4 follow each other".to_owned()));
        assert_eq!(told.fault, None);

        let told = tell(&Asked { chain: files(vec![json_of(&row[0])]), ..ask() });
        assert_eq!(told.fault.as_deref(), Some("chain: contract 2: it is missing"));
        let lie = changed(&row[1], "/body/currency", json!("USD"));
        let told = tell(&Asked { chain: files(vec![lie]), ..ask() });
        let fault = "chain: contract 2: changed after signing: /body/currency";
        assert_eq!(told.fault.as_deref(), Some(fault));

        let head = format!("5:{}", "0".repeat(64));
        let told = tell(&Asked { chain: whole.clone(), head: Some(&head), ..ask() });
        assert_eq!(told.fault.as_deref(), Some("chain: contract 5: the chain is cut off here"));
        let told = tell(&Asked { chain: whole, head: Some("5"), ..ask() });
        assert!(told.fault.unwrap().starts_with("--head"));
    }

    #[test]
    fn a_pdf_with_other_pages_is_said() {
        let (contract, keys) = (&row(1)[0], keys());
        let mut pdf = pdf::render(contract).unwrap();
        let at = pdf.windows(6).position(|window| window == b"120.00").unwrap();
        pdf[at] = b'9';
        let told = tell(&asked(pdf, Some(&keys)));
        let fault = told.fault.unwrap();
        assert!(fault.starts_with("its pages are not those of the attached contract"), "{fault}");
        assert!(tell(&asked(b"\xff".to_vec(), None)).fault.is_some());
    }
}
