//! The root key: read from where the settings say, and made once, by the first start in
//! development.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use platform::chance::Chance;
use platform::config::{Environment, InForce};
use platform::keys::Keys;
use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::ending::Ending;

/// The keys of the application, from the key itself or from its file.
pub fn keys(in_force: &InForce) -> Result<Keys, Ending> {
    let settings = &in_force.settings;
    if let Some(key) = &settings.keys.root_key {
        let key = read(key.expose_secret());
        return key.map(Keys::new).ok_or_else(|| unfit(in_force, "keys.root_key", WANTED));
    }
    let Some(file) = &settings.keys.root_key_file else {
        return Err(unfit(in_force, "keys.root_key_file", "this or keys.root_key must be set"));
    };
    match std::fs::read_to_string(file).map(Zeroizing::new) {
        Ok(text) => {
            warn_if_open(file);
            read(&text).map(Keys::new).ok_or_else(|| unfit(in_force, "keys.root_key_file", HOLDS))
        }
        Err(error) if error.kind() == ErrorKind::NotFound => make(in_force, file),
        Err(error) => Err(Ending::failed(&file.display().to_string(), &error)),
    }
}

const WANTED: &str = "must be 64 hexadecimal digits";
const HOLDS: &str = "the file must hold 64 hexadecimal digits";

fn unfit(in_force: &InForce, key: &str, reason: &str) -> Ending {
    Ending::Setting(in_force.unfit(key, reason))
}

/// Makes the key of a new shop. A shop that has data had a key: a new one would not open it.
fn make(in_force: &InForce, file: &Path) -> Result<Keys, Ending> {
    let settings = &in_force.settings;
    if settings.environment == Environment::Production {
        return Err(unfit(in_force, "keys.root_key_file", "there is no such file"));
    }
    if settings.data.dir.join("fairstall.db").exists() {
        let reason = "it is gone, and the database beside it cannot be read without it: bring it \
                      back from your copy, or begin anew in another data.dir";
        return Err(unfit(in_force, "keys.root_key_file", reason));
    }
    let root = Zeroizing::new(Chance::system().bytes::<32>());
    let text = Zeroizing::new(hex(&root));
    let failed = |error| Ending::failed(&file.display().to_string(), &error);
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o400);
    let mut made = options.open(file).map_err(failed)?;
    made.write_all(text.as_bytes()).and_then(|()| made.sync_all()).map_err(failed)?;
    println!("A new root key is in {}: keep a copy of it in a safe place.", file.display());
    Ok(Keys::new(*root))
}

fn warn_if_open(file: &Path) {
    #[cfg(unix)]
    if let Ok(metadata) = std::fs::metadata(file) {
        let mode = std::os::unix::fs::PermissionsExt::mode(&metadata.permissions());
        if mode & 0o077 != 0 {
            tracing::warn!(mode = format!("{:o}", mode & 0o777), "others can read the root key");
        }
    }
    #[cfg(not(unix))]
    let _ = file;
}

fn hex(bytes: &[u8; 32]) -> String {
    let mut text = String::with_capacity(64);
    for byte in bytes {
        for digit in [byte >> 4, byte & 0x0f] {
            text.extend(char::from_digit(u32::from(digit), 16));
        }
    }
    text
}

fn read(text: &str) -> Option<[u8; 32]> {
    let digits: Option<Vec<u8>> = text
        .trim()
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let digits = Zeroizing::new(digits?);
    let (pairs, rest) = digits.as_chunks::<2>();
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high << 4 | low).collect();
    if rest.is_empty() { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use platform::config::{Settings, Sources};

    use super::*;

    fn in_folder(folder: &Path, more: &[(&str, &str)]) -> InForce {
        let data = ("FAIRSTALL_DATA__DIR", folder.to_str().unwrap());
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        let environment = more.iter().chain([&data]).map(own).collect();
        Settings::load(&Sources { environment, ..Sources::default() }).unwrap()
    }

    fn fresh(name: &str) -> std::path::PathBuf {
        let folder = std::env::temp_dir().join(format!("fairstall-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn the_first_start_makes_a_key_that_the_second_reads() {
        let folder = fresh("key-first");
        let first = keys(&in_folder(&folder, &[])).unwrap();
        let second = keys(&in_folder(&folder, &[])).unwrap();
        assert_eq!(first.derive("test"), second.derive("test"));
        let metadata = std::fs::metadata(folder.join("root.key")).unwrap();
        #[cfg(unix)]
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o777, 0o400);
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_key_given_by_setting_is_that_of_its_file() {
        let folder = fresh("key-given");
        let from_file = keys(&in_folder(&folder, &[])).unwrap();
        let text = std::fs::read_to_string(folder.join("root.key")).unwrap();
        let given = in_folder(&folder, &[("FAIRSTALL_KEYS__ROOT_KEY", &text.to_uppercase())]);
        assert_eq!(keys(&given).unwrap().derive("test"), from_file.derive("test"));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn a_lost_key_is_not_replaced_under_the_data_it_made() {
        let folder = fresh("key-lost");
        std::fs::write(folder.join("fairstall.db"), "").unwrap();
        let refused = keys(&in_folder(&folder, &[]));
        assert!(matches!(refused, Err(Ending::Setting(_))));
        std::fs::write(folder.join("root.key"), "not a key").unwrap();
        let Err(Ending::Setting(fault)) = keys(&in_folder(&folder, &[])) else { panic!() };
        assert!(fault.to_string().ends_with(HOLDS), "{fault}");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
