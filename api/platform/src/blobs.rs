//! Stored files: a local folder by default, an S3-like store by setting.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt, path::Path as Key};

use crate::failure::Failure;

/// A store of files by key. Keys are made by us, never by a client.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// A folder, created if it is not there.
    ///
    /// # Errors
    /// The folder cannot be created or is not one.
    pub fn local(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| Failure::because("file store", error))?;
        let store = LocalFileSystem::new_with_prefix(folder)
            .map_err(|error| Failure::because("file store", error))?
            .with_automatic_cleanup(true);
        Ok(Self(Arc::new(store)))
    }

    /// Any store.
    pub fn new(store: Arc<dyn ObjectStore>) -> Self {
        Self(store)
    }

    /// In memory, for tests.
    pub fn memory() -> Self {
        Self(Arc::new(InMemory::new()))
    }

    /// Writes a file whole; replaces an older one of the same key.
    ///
    /// # Errors
    /// The store's own.
    pub async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Failure> {
        self.0
            .put(&Key::from(key), bytes.into())
            .await
            .map_err(|error| Failure::because("file store: put", error))?;
        Ok(())
    }

    /// Reads a file whole; `None` if there is none.
    ///
    /// # Errors
    /// The store's own.
    pub async fn get(&self, key: &str) -> Result<Option<Bytes>, Failure> {
        let found = match self.0.get(&Key::from(key)).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(Failure::because("file store: get", error)),
        };
        let bytes =
            found.bytes().await.map_err(|error| Failure::because("file store: read", error))?;
        Ok(Some(bytes))
    }

    /// Removes a file; it is no error if there is none.
    ///
    /// # Errors
    /// The store's own.
    pub async fn delete(&self, key: &str) -> Result<(), Failure> {
        match self.0.delete(&Key::from(key)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(Failure::because("file store: delete", error)),
        }
    }
}
