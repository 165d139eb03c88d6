//! Stored files: a local folder by default, an S3-like store by setting.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::aws::AmazonS3Builder;
use object_store::buffered::BufWriter;
use object_store::local::LocalFileSystem;
use object_store::memory::InMemory;
use object_store::{ObjectStore, ObjectStoreExt, path::Path as Key};
use secrecy::ExposeSecret;

use crate::config::{StorageKind, StorageSettings};
use crate::failure::Failure;

/// A store of files by key. Keys are made by us, never by a client.
#[derive(Clone)]
pub struct Blobs(Arc<dyn ObjectStore>);

impl Blobs {
    /// The store that the settings name.
    ///
    /// # Errors
    /// It cannot be made from them. An S3-like store is not asked yet whether it answers.
    pub fn open(settings: &StorageSettings) -> Result<Self, Failure> {
        match settings.kind {
            StorageKind::Local => Self::local(&settings.dir),
            StorageKind::S3 => Self::s3(settings),
        }
    }

    /// A bucket. Without an access key the environment's own is used, as on Amazon's machines.
    fn s3(settings: &StorageSettings) -> Result<Self, Failure> {
        let mut builder = AmazonS3Builder::from_env()
            .with_bucket_name(settings.s3_bucket.as_deref().unwrap_or_default())
            .with_region(&settings.s3_region);
        if let Some(endpoint) = &settings.s3_endpoint {
            // Nearly all stores beside Amazon's want the bucket in the path.
            builder = builder
                .with_endpoint(endpoint.as_str().trim_end_matches('/'))
                .with_virtual_hosted_style_request(false)
                .with_allow_http(endpoint.scheme() == "http");
        }
        if let (Some(id), Some(key)) = (&settings.s3_access_key_id, &settings.s3_secret_access_key)
        {
            builder = builder.with_access_key_id(id).with_secret_access_key(key.expose_secret());
        }
        let store = builder.build().map_err(|error| Failure::because("file store", error))?;
        Ok(Self(Arc::new(store)))
    }

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

    /// Begins to write a file that need not fit into memory; it is there when it is finished.
    pub fn writer(&self, key: &str) -> BlobWriter {
        BlobWriter(BufWriter::new(Arc::clone(&self.0), Key::from(key)))
    }

    /// Reads a file piece by piece; `None` if there is none.
    ///
    /// # Errors
    /// The store's own.
    pub async fn stream(
        &self,
        key: &str,
    ) -> Result<Option<BoxStream<'static, Result<Bytes, Failure>>>, Failure> {
        match self.0.get(&Key::from(key)).await {
            Ok(found) => {
                let failed = |error| Failure::because("file store: read", error);
                Ok(Some(found.into_stream().map_err(failed).boxed()))
            }
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(Failure::because("file store: get", error)),
        }
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

    /// Removes every file whose key begins with these whole segments.
    ///
    /// # Errors
    /// The store's own; some may be gone then, and a second call goes on.
    pub async fn delete_folder(&self, folder: &str) -> Result<(), Failure> {
        let mut found = self.0.list(Some(&Key::from(folder)));
        while let Some(file) = found.next().await {
            let file = file.map_err(|error| Failure::because("file store: list", error))?;
            self.delete(file.location.as_ref()).await?;
        }
        Ok(())
    }
}

/// A file on its way into the store. Dropped before it is finished, it is not there.
pub struct BlobWriter(BufWriter);

impl BlobWriter {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// The store's own.
    pub async fn put(&mut self, bytes: Bytes) -> Result<(), Failure> {
        let put = self.0.put(bytes).await;
        put.map_err(|error| Failure::because("file store: write", error))
    }

    /// Ends the file; from now on it is there, in the place of an older one of its key.
    ///
    /// # Errors
    /// The store's own.
    pub async fn finish(mut self) -> Result<(), Failure> {
        let finished = tokio::io::AsyncWriteExt::shutdown(&mut self.0).await;
        finished.map_err(|error| Failure::because("file store: write", error))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::{Mutex, PoisonError};

    use axum::Router;
    use axum::extract::State;
    use axum::response::{IntoResponse, Response};
    use http::{Method, StatusCode, Uri, header};

    use super::*;
    use crate::config::{Settings, Sources};

    type Bucket = Arc<Mutex<HashMap<String, Bytes>>>;

    /// As much of S3 as a file needs that is written, read and removed.
    async fn answer(
        State(bucket): State<Bucket>,
        method: Method,
        uri: Uri,
        headers: http::HeaderMap,
        body: Bytes,
    ) -> Response {
        let signed = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if !signed.is_some_and(|value| value.starts_with("AWS4-HMAC-SHA256 Credential=id/")) {
            return StatusCode::FORBIDDEN.into_response();
        }
        let mut bucket = bucket.lock().unwrap_or_else(PoisonError::into_inner);
        let stamps =
            [(header::ETAG, "\"1\""), (header::LAST_MODIFIED, "Sun, 22 Nov 2026 08:00:00 GMT")];
        match (method, uri.query()) {
            (Method::PUT, None) => {
                bucket.insert(uri.path().to_owned(), body);
                stamps.into_response()
            }
            (Method::GET, None) => match bucket.get(uri.path()) {
                Some(bytes) => (stamps, bytes.clone()).into_response(),
                None => StatusCode::NOT_FOUND.into_response(),
            },
            (Method::DELETE, None) => {
                bucket.remove(uri.path());
                StatusCode::NO_CONTENT.into_response()
            }
            (Method::POST, Some("delete")) => {
                let keys = String::from_utf8_lossy(&body).into_owned();
                let folder = uri.path().trim_end_matches('/').to_owned();
                bucket.retain(|path, _| {
                    let key = path.strip_prefix(&format!("{folder}/")).unwrap_or(path);
                    !keys.contains(&format!("<Key>{key}</Key>"))
                });
                let key = keys.split(['<', '>']).skip_while(|word| *word != "Key").nth(1);
                let key = key.unwrap_or_default();
                format!("<DeleteResult><Deleted><Key>{key}</Key></Deleted></DeleteResult>")
                    .into_response()
            }
            _ => StatusCode::BAD_REQUEST.into_response(),
        }
    }

    #[tokio::test]
    async fn a_bucket_keeps_files_like_a_folder() {
        let bucket = Bucket::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&bucket));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let environment = [
            ("KIND", "s3"),
            ("S3_BUCKET", "pictures"),
            ("S3_ENDPOINT", endpoint.as_str()),
            ("S3_ACCESS_KEY_ID", "id"),
            ("S3_SECRET_ACCESS_KEY", "secret"),
        ]
        .map(|(name, value)| (format!("FAIRSTALL_STORAGE__{name}"), value.to_owned()));
        let sources = Sources { environment: environment.to_vec(), ..Sources::default() };
        let settings = Settings::load(&sources).unwrap().settings;
        let blobs = Blobs::open(&settings.storage).unwrap();
        keeps_files(&blobs).await;
        assert!(bucket.lock().unwrap().is_empty());
    }

    #[tokio::test]
    async fn memory_keeps_files_like_a_folder() {
        keeps_files(&Blobs::memory()).await;
    }

    #[tokio::test]
    async fn a_file_is_written_and_read_by_pieces() {
        let blobs = Blobs::memory();
        let mut writer = blobs.writer("archives/1");
        for piece in 0..40_u8 {
            writer.put(vec![piece; 300_000].into()).await.unwrap();
            assert!(blobs.get("archives/1").await.unwrap().is_none());
        }
        writer.finish().await.unwrap();
        let pieces = blobs.stream("archives/1").await.unwrap().unwrap();
        let read: Vec<Bytes> = pieces.try_collect().await.unwrap();
        let read = read.concat();
        assert_eq!((read.len(), read.last()), (12_000_000, Some(&39)));
        assert!(blobs.stream("archives/2").await.unwrap().is_none());
        drop(blobs.writer("archives/3"));
        assert!(blobs.get("archives/3").await.unwrap().is_none());
    }

    #[tokio::test]
    async fn a_folder_goes_whole_and_alone() {
        let blobs = Blobs::memory();
        for key in ["post/1/small", "post/1/large", "post/10/small"] {
            blobs.put(key, Bytes::from_static(b"picture")).await.unwrap();
        }
        blobs.delete_folder("post/1").await.unwrap();
        assert_eq!(blobs.get("post/1/small").await.unwrap(), None);
        assert_eq!(blobs.get("post/1/large").await.unwrap(), None);
        assert!(blobs.get("post/10/small").await.unwrap().is_some());
    }

    async fn keeps_files(blobs: &Blobs) {
        let (key, bytes) = ("post/1/small.webp", Bytes::from_static(b"picture"));
        assert_eq!(blobs.get(key).await.unwrap(), None);
        blobs.put(key, bytes.clone()).await.unwrap();
        assert_eq!(blobs.get(key).await.unwrap(), Some(bytes));
        blobs.delete(key).await.unwrap();
        assert_eq!(blobs.get(key).await.unwrap(), None);
        blobs.delete(key).await.unwrap();
    }
}
