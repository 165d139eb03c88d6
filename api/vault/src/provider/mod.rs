//! Where the root is: in a file, behind a transit engine, or behind a key service. The vault asks
//! only two things of it, once per epoch and start: wrap these bytes, unwrap these bytes.

mod call;
mod file;
mod http;
mod transit;

use std::future::Future;
use std::pin::Pin;

use zeroize::Zeroizing;

pub use call::{Limits, Secret};
pub use file::{FileProvider, Origin};
pub use http::HttpProvider;
pub use transit::TransitProvider;

/// An answer that is on its way.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a wrapped secret is for; it opens for nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrapContext {
    /// The kind of secret, such as `epoch-key`.
    pub purpose: &'static str,
    /// Which epoch's.
    pub epoch: u32,
}

impl WrapContext {
    fn to_bytes(self) -> Vec<u8> {
        crate::place::tuple(&[
            b"fairstall/vault/wrap/1",
            self.purpose.as_bytes(),
            &self.epoch.to_be_bytes(),
        ])
    }
}

/// Wraps and unwraps the keys of the top rung.
pub trait KeyProvider: Send + Sync {
    /// Wraps at most some hundred bytes for one context.
    fn wrap<'a>(
        &'a self,
        secret: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Vec<u8>, ProviderError>>;

    /// Gives back what was wrapped for the same context.
    fn unwrap<'a>(
        &'a self,
        wrapped: &'a [u8],
        context: &'a WrapContext,
    ) -> Pending<'a, Result<Zeroizing<Vec<u8>>, ProviderError>>;

    /// Which kind it is: `file`, `transit`, `http`.
    fn name(&self) -> &'static str;

    /// For an operator's eyes: where the root is, and nothing that opens it.
    fn describe(&self) -> String;
}

/// Why a provider did not do what it was asked. None of these carries a token, an answer's body
/// or the secret.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The root file may be read or written by others than its owner, or be run.
    #[error("the root file must have mode 0400 or 0600, and has {mode:04o}")]
    FileMode {
        /// The permission bits found.
        mode: u32,
    },
    /// The root file belongs to somebody else, who could put another in its place.
    #[error(
        "the root file must belong to user {reader}, who runs this, and belongs to user {owner}"
    )]
    FileOwner {
        /// Whose it is.
        owner: u32,
        /// Who reads it.
        reader: u32,
    },
    /// The root file is a link, a folder or a device.
    #[error("the root file is not a plain file")]
    FileKind,
    /// The root file has another length than a key.
    #[error("the root file must have 32 bytes, and has {length}")]
    FileLength {
        /// The bytes found.
        length: u64,
    },
    /// The file system refused.
    #[error("the root file cannot be read or made")]
    File(#[source] std::io::Error),
    /// The address is no address, or would send a token in the clear to another machine.
    #[error("the key server's address must be https, or http on this machine")]
    Address,
    /// The token or another header has letters that no header may have.
    #[error("a header for the key server has letters that headers must not have")]
    Header,
    /// The TLS library did not start.
    #[error("the client for the key server cannot be made")]
    Client,
    /// Nobody answers there.
    #[error("the key server cannot be reached")]
    Unreachable,
    /// No answer in time.
    #[error("the key server took too long")]
    TimedOut,
    /// The token is not good for this.
    #[error("the key server denies access")]
    Denied,
    /// The server is overloaded or broken, after all tries.
    #[error("the key server answers {status}, after all tries")]
    Busy {
        /// The HTTP status.
        status: u16,
    },
    /// The server does not want this request.
    #[error("the key server answers {status}")]
    Refused {
        /// The HTTP status.
        status: u16,
    },
    /// The answer is not what such a server answers.
    #[error("the key server's answer is not understood")]
    Malformed,
    /// The wrapped bytes do not open: another root, another context, or changed bytes.
    #[error("the wrapped key does not open")]
    Unopened,
}
