//! The key of an epoch: it wraps the subject keys of ninety days, and is wrapped by the root.

use super::{Holder, KeyId};
use crate::chance::Chance;
use crate::provider::{KeyProvider, ProviderError, WrapContext};

/// Wraps subject keys. Made and unwrapped through a [`KeyProvider`], then given to
/// [`crate::pii::Vault::open`].
pub struct EpochKey(pub(crate) Holder);

/// An epoch's key as the key database keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrappedEpochKey {
    /// Which epoch, counted from 1.
    pub epoch: u32,
    /// What the provider made of it.
    pub wrapped: Vec<u8>,
}

impl EpochKey {
    /// Makes the key of a new epoch, and what is to be stored of it.
    ///
    /// # Errors
    /// The provider cannot wrap it; nothing was made then.
    pub async fn create(
        provider: &dyn KeyProvider,
        epoch: u32,
        chance: &dyn Chance,
    ) -> Result<(Self, WrappedEpochKey), ProviderError> {
        let key = Self(Holder::random(epoch, chance));
        let secret = key.0.to_bytes();
        let wrapped = provider.wrap(&secret, &context(epoch)).await?;
        Ok((key, WrappedEpochKey { epoch, wrapped }))
    }

    /// Unwraps the key of an epoch.
    ///
    /// # Errors
    /// The provider cannot be asked, or refuses; or the bytes are another epoch's.
    pub async fn unwrap(
        provider: &dyn KeyProvider,
        stored: &WrappedEpochKey,
    ) -> Result<Self, ProviderError> {
        let secret = provider.unwrap(&stored.wrapped, &context(stored.epoch)).await?;
        Holder::from_bytes(stored.epoch, &secret).map(Self).map_err(|_| ProviderError::Unopened)
    }

    /// Which epoch.
    pub fn epoch(&self) -> u32 {
        self.0.epoch
    }

    /// What its records name it by.
    pub fn id(&self) -> KeyId {
        self.0.id
    }
}

fn context(epoch: u32) -> WrapContext {
    WrapContext { purpose: "epoch-key", epoch }
}
