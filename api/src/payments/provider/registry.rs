//! Which providers are on, by the settings.

use std::fmt;

use platform::Failure;
use platform::config::Settings;

use super::alipay::Alipay;
use super::sandbox::Sandbox;
use super::stripe::Stripe;
use super::wechat::Wechat;
use super::{Provider, ProviderKind};

/// The providers that are on; what the application keeps for as long as it runs.
pub struct Providers(Vec<Box<dyn Provider>>);

/// A provider that the settings turn on and do not make usable.
#[derive(Debug)]
pub struct Unusable {
    kind: ProviderKind,
    failure: providers::Failure,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "names {}, which lacks something: {}", self.kind.name(), self.failure)
    }
}

impl Providers {
    /// Those of the settings.
    ///
    /// # Errors
    /// Which of them cannot be used, and why: a setting is missing, or is no such key or address.
    pub fn of(settings: &Settings) -> Result<Self, Unusable> {
        let kinds = settings.payments.providers.iter().filter_map(|name| ProviderKind::named(name));
        let made = |kind| -> Result<Box<dyn Provider>, providers::Failure> {
            Ok(match kind {
                ProviderKind::Sandbox => Box::new(Sandbox),
                ProviderKind::Stripe => Box::new(Stripe::of(settings)?),
                ProviderKind::Alipay => Box::new(Alipay::of(settings)?),
                ProviderKind::Wechat => Box::new(Wechat::of(settings)?),
            })
        };
        let made = kinds.map(|kind| made(kind).map_err(|failure| Unusable { kind, failure }));
        made.collect::<Result<_, _>>().map(Self)
    }

    /// A provider, if it is on.
    pub fn get(&self, kind: ProviderKind) -> Option<&dyn Provider> {
        self.0.iter().find(|provider| provider.kind() == kind).map(AsRef::as_ref)
    }

    /// Those that are on, in the order of the settings.
    pub fn kinds(&self) -> Vec<ProviderKind> {
        self.0.iter().map(|provider| provider.kind()).collect()
    }

    /// A provider that something is owed by or to.
    ///
    /// # Errors
    /// It is off: the work waits until it is on again.
    pub fn needed(&self, kind: ProviderKind) -> Result<&dyn Provider, Failure> {
        self.get(kind).ok_or_else(|| Failure::broken("a payment provider is off"))
    }
}
