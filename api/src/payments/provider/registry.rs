//! Which providers are on, by the settings.

use platform::Failure;
use platform::config::Settings;

use super::sandbox::Sandbox;
use super::{Provider, ProviderKind};

/// The providers that are on; what the application keeps for as long as it runs.
pub struct Providers(Vec<Box<dyn Provider>>);

impl Providers {
    /// Those of the settings.
    pub fn of(settings: &Settings) -> Self {
        let made = |name: &String| -> Option<Box<dyn Provider>> {
            match ProviderKind::named(name)? {
                ProviderKind::Sandbox => Some(Box::new(Sandbox)),
                ProviderKind::Stripe | ProviderKind::Alipay | ProviderKind::Wechat => None,
            }
        };
        Self(settings.payments.providers.iter().filter_map(made).collect())
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
