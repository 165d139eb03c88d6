//! Files of a subject: sealed as they are written and opened as they are read, in chunks of 64 KiB,
//! so that one of any length passes through memory by a chunk. They are bound to their place like
//! the values of columns, and opened by the same gate.

use platform::Failure;
use platform::clock::Clock;
use vault::keys::SubjectKey;
use vault::pii::{AccessGrant, Field, Row};
use vault::place::Place;
use vault::stream::{Decryptor, Encryptor, HEADER};
use vault::{System, Unopened};
use zeroize::Zeroizing;

/// Seals one file. What has been sealed of it is taken from time to time.
pub struct FileSealer {
    encryptor: Encryptor,
    sealed: Vec<u8>,
}

impl FileSealer {
    pub(super) fn new<F: Field>(key: &SubjectKey, row: &Row) -> Result<Self, Failure> {
        let begun = Encryptor::new(key, &row.place::<F>(), &System);
        let (encryptor, header) =
            begun.map_err(|_| Failure::broken("a file sealed for another subject"))?;
        Ok(Self { encryptor, sealed: header.to_vec() })
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// It is longer than any file may be.
    pub fn push(&mut self, clear: &[u8]) -> Result<(), Failure> {
        let pushed = self.encryptor.push(clear, &mut self.sealed);
        pushed.map_err(|error| Failure::because("seal a file", error))
    }

    /// What has been sealed since the last call, to be stored.
    pub fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.sealed)
    }

    /// Seals the end; answers what is left to be stored.
    ///
    /// # Errors
    /// As [`Self::push`].
    pub fn finish(mut self) -> Result<Vec<u8>, Failure> {
        let finished = self.encryptor.finish(&mut self.sealed);
        finished.map_err(|error| Failure::because("seal a file", error))?;
        Ok(self.sealed)
    }
}

/// Opens one file, for whoever the gate was opened to.
pub struct FileOpener {
    grant: AccessGrant,
    key: SubjectKey,
    clock: Clock,
    place: Place,
    /// The first bytes, until they are enough to begin.
    header: Vec<u8>,
    decryptor: Option<Decryptor>,
}

impl FileOpener {
    pub(super) fn new<F: Field>(
        (grant, key, clock): (AccessGrant, SubjectKey, Clock),
        row: &Row,
    ) -> Self {
        let place = row.place::<F>();
        Self { grant, key, clock, place, header: Vec::with_capacity(HEADER), decryptor: None }
    }

    /// Takes the next sealed bytes and appends what they say, as far as it is known to be genuine.
    ///
    /// # Errors
    /// It was changed, or is of another place or subject; the gate was opened for something else,
    /// or more than a minute ago.
    pub fn push(&mut self, sealed: &[u8], clear: &mut Zeroizing<Vec<u8>>) -> Result<(), Failure> {
        let missing = HEADER.saturating_sub(self.header.len()).min(sealed.len());
        let (head, body) = sealed.split_at(missing);
        self.header.extend_from_slice(head);
        let Some(header) = self.header.first_chunk::<HEADER>() else { return Ok(()) };
        if self.decryptor.is_none() {
            let now = self.clock.now();
            let begun = Decryptor::new(header, &self.place, &self.key, &self.grant, now);
            let begun = begun.map_err(|error| Failure::because("open a sealed file", error))?;
            self.decryptor = Some(begun);
        }
        let decryptor = self.decryptor.as_mut().ok_or(Failure::broken("a file has no head"))?;
        decryptor.push(body, clear).map_err(unopened)
    }

    /// Appends the end.
    ///
    /// # Errors
    /// The end is not there: the file was cut off.
    pub fn finish(self, clear: &mut Zeroizing<Vec<u8>>) -> Result<(), Failure> {
        let decryptor = self.decryptor.ok_or(Failure::broken("a sealed file has no head"))?;
        decryptor.finish(clear).map_err(unopened)
    }
}

fn unopened(error: Unopened) -> Failure {
    Failure::because("open a sealed file", error)
}
