//! The root in a file that only its owner may read: for a shop on one machine. Whoever loses the
//! file loses all sealed data, so its making is told to the caller, who warns to back it up.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::{KeyProvider, Pending, ProviderError, WrapContext};
use crate::chance::{Chance, System};
use crate::keys::{KEY_BYTES, RootKey};

/// Wraps with a root that is read from a file.
pub struct FileProvider {
    root: RootKey,
    path: PathBuf,
    chance: Box<dyn Chance>,
}

/// How the root came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// It was just made: nothing is sealed under it yet, and it must be backed up now.
    Created,
    /// It was there.
    Found,
}

/// What a new file gets: not even its owner overwrites it by mistake.
const MODE: u32 = 0o400;
/// What an existing file may have: many tools that carry secrets can set no other.
const MODES: [u32; 2] = [MODE, 0o600];

impl FileProvider {
    /// Reads the root at `path`, or makes one where there is none.
    ///
    /// # Errors
    /// The file is a link, not plain, somebody else's, of another mode than 0400 and 0600 or of
    /// another length than 32 bytes; or it cannot be read or made.
    pub fn open(path: &Path) -> Result<(Self, Origin), ProviderError> {
        Self::open_with(path, Box::new(System))
    }

    /// The same with another source of randomness.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_with(
        path: &Path,
        chance: Box<dyn Chance>,
    ) -> Result<(Self, Origin), ProviderError> {
        let (key, origin) = match read(path) {
            Err(ProviderError::File(error)) if error.kind() == ErrorKind::NotFound => {
                (create(path, &*chance)?, Origin::Created)
            }
            other => (other?, Origin::Found),
        };
        let root = RootKey::from_bytes(key);
        Ok((Self { root, path: path.to_owned(), chance }, origin))
    }
}

fn read(path: &Path) -> Result<Zeroizing<[u8; KEY_BYTES]>, ProviderError> {
    // NOFOLLOW and a look at the open file, not at its name: nobody swaps it in between.
    // NONBLOCK: a pipe in its place must not hold the start for ever.
    let file = OpenOptions::new()
        .read(true)
        .custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK)
        .open(path)
        .map_err(|error| match error.raw_os_error() {
            Some(libc::ELOOP) => ProviderError::FileKind,
            _ => ProviderError::File(error),
        })?;
    let about = file.metadata().map_err(ProviderError::File)?;
    if !about.is_file() {
        return Err(ProviderError::FileKind);
    }
    let mode = about.permissions().mode() & 0o7777;
    if !MODES.contains(&mode) {
        return Err(ProviderError::FileMode { mode });
    }
    judge_owner(about.uid(), rustix::process::geteuid().as_raw())?;
    if about.len() != KEY_BYTES as u64 {
        return Err(ProviderError::FileLength { length: about.len() });
    }
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    (&file).read_exact(key.as_mut_slice()).map_err(ProviderError::File)?;
    Ok(key)
}

/// The file belongs to whoever reads it: somebody else could change it at any time, whatever its
/// mode. Root reads anybody's, as root could take any.
fn judge_owner(owner: u32, reader: u32) -> Result<(), ProviderError> {
    if owner == reader || reader == 0 {
        Ok(())
    } else {
        Err(ProviderError::FileOwner { owner, reader })
    }
}

fn create(path: &Path, chance: &dyn Chance) -> Result<Zeroizing<[u8; KEY_BYTES]>, ProviderError> {
    let mut key = Zeroizing::new([0; KEY_BYTES]);
    chance.fill(key.as_mut_slice());
    write(path, key.as_slice()).map_err(ProviderError::File)?;
    Ok(key)
}

fn write(path: &Path, key: &[u8]) -> std::io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(MODE).open(path)?;
    let written = file.write_all(key).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a root would stop every later start. Nothing is sealed under it yet, and the first
        // error says more than a second one.
        let _ = std::fs::remove_file(path);
        return written;
    }
    // The name is durable only with its folder: data sealed under a root that a power loss takes
    // away would be lost with it.
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    File::open(folder)?.sync_all()
}

impl KeyProvider for FileProvider {
    fn wrap<'a>(
        &'a self,
        secret: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Vec<u8>, ProviderError>> {
        let wrapped = self.root.wrap(secret, context, &*self.chance);
        Box::pin(std::future::ready(wrapped.map_err(|_| ProviderError::Unopened)))
    }

    fn unwrap<'a>(
        &'a self,
        wrapped: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Zeroizing<Vec<u8>>, ProviderError>> {
        let secret = self.root.unwrap(wrapped, context);
        Box::pin(std::future::ready(secret.map_err(|_| ProviderError::Unopened)))
    }

    fn name(&self) -> &'static str {
        "file"
    }

    fn describe(&self) -> String {
        format!("root in the file {}", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    fn refusal(path: &Path) -> ProviderError {
        FileProvider::open(path).err().unwrap()
    }

    #[test]
    fn a_root_is_made_once_and_then_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        let (provider, origin) = FileProvider::open(&path).unwrap();
        assert_eq!(origin, Origin::Created);
        let about = fs::metadata(&path).unwrap();
        assert_eq!((about.len(), about.permissions().mode() & 0o7777), (32, 0o400));
        let context = WrapContext { purpose: "a", epoch: 1 };
        let wrapped = provider.root.wrap(b"secret", &context, &System).unwrap();
        let (again, origin) = FileProvider::open(&path).unwrap();
        assert_eq!(origin, Origin::Found);
        assert_eq!(&*again.root.unwrap(&wrapped, &context).unwrap(), b"secret");
        for other in [WrapContext { epoch: 2, ..context }, WrapContext { purpose: "b", ..context }]
        {
            assert!(again.root.unwrap(&wrapped, &other).is_err());
        }
    }

    #[test]
    fn wider_modes_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        FileProvider::open(&path).unwrap();
        for mode in [0o440, 0o404, 0o644, 0o500, 0o700, 0o640, 0o000, 0o4400, 0o1600] {
            set_mode(&path, mode);
            let refused = refusal(&path);
            // Who is not root cannot even open a file of mode 0000.
            assert!(
                matches!(refused, ProviderError::FileMode { mode: found } if found == mode)
                    || (mode == 0 && matches!(refused, ProviderError::File(_))),
                "{mode:o}: {refused}"
            );
        }
        for mode in MODES {
            set_mode(&path, mode);
            assert!(FileProvider::open(&path).is_ok(), "{mode:o}");
        }
    }

    #[test]
    fn a_file_of_somebody_else_is_refused() {
        for (owner, reader, good) in
            [(1000, 1000, true), (0, 0, true), (1000, 0, true), (0, 1000, false), (7, 1000, false)]
        {
            let judged = judge_owner(owner, reader);
            assert_eq!(judged.is_ok(), good, "{owner} {reader}");
            if let Err(error) = judged {
                let says = error.to_string();
                assert!(says.contains(&format!("belongs to user {owner}")), "{says}");
                assert!(says.contains(&format!("must belong to user {reader}")), "{says}");
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        FileProvider::open(&path).unwrap();
        // Only root can give a file away, and root reads it then as before.
        if std::os::unix::fs::chown(&path, Some(65_534), None).is_ok() {
            assert!(FileProvider::open(&path).is_ok());
        }
    }

    #[test]
    fn links_folders_and_other_lengths_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("root.key");
        FileProvider::open(&path).unwrap();
        let link = folder.path().join("link.key");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(matches!(refusal(&link), ProviderError::FileKind));
        assert!(matches!(refusal(folder.path()), ProviderError::FileKind));
        let dangling = folder.path().join("dangling.key");
        std::os::unix::fs::symlink(folder.path().join("nowhere"), &dangling).unwrap();
        assert!(matches!(refusal(&dangling), ProviderError::FileKind));
        for length in [0, 31, 33] {
            let path = folder.path().join(format!("{length}.key"));
            fs::write(&path, vec![1; length]).unwrap();
            set_mode(&path, 0o400);
            let expected = length as u64;
            let refused = refusal(&path);
            assert!(matches!(refused, ProviderError::FileLength { length } if length == expected));
        }
        let nowhere = folder.path().join("no-such-folder").join("root.key");
        assert!(matches!(refusal(&nowhere), ProviderError::File(_)));
    }
}
