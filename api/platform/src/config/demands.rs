//! What no single key can tell: keys that go together, and what production demands.

use url::{Host, Url};

use super::InForce;
use super::fault::SettingFault;
use super::sources::Source;
use super::values::{DeliveryKind, Environment, StorageKind, VaultProvider};

/// Refuses the first demand that is not met.
pub(super) fn check(in_force: &InForce) -> Result<(), SettingFault> {
    let settings = &in_force.settings;
    if settings.environment == Environment::Production {
        production(in_force)?;
    }
    if settings.delivery.kind == DeliveryKind::Smtp {
        let wanted = "must be set when delivery.kind is smtp";
        demand(in_force, "delivery.smtp_url", settings.delivery.smtp_url.is_some(), wanted)?;
        demand(in_force, "delivery.from", settings.delivery.from.is_some(), wanted)?;
    }
    if settings.storage.kind == StorageKind::S3 {
        let wanted = "must be set when storage.kind is s3";
        demand(in_force, "storage.s3_bucket", settings.storage.s3_bucket.is_some(), wanted)?;
    }
    if settings.vault.provider != VaultProvider::File {
        let wanted = "must be set when vault.provider is transit or http";
        demand(in_force, "vault.address", settings.vault.address.is_some(), wanted)?;
        demand(in_force, "vault.token", settings.vault.token.is_some(), wanted)?;
    }
    if settings.graphql.trusted_only {
        let set = settings.graphql.trusted_operations.is_some();
        let wanted = "must be set when graphql.trusted_only is true";
        demand(in_force, "graphql.trusted_operations", set, wanted)?;
    }
    let identity = &settings.identity;
    demand(
        in_force,
        "identity.webauthn_rp_id",
        belongs_to(&identity.webauthn_origin, &identity.webauthn_rp_id),
        "must be the host of identity.webauthn_origin, or a domain above it",
    )
}

fn production(in_force: &InForce) -> Result<(), SettingFault> {
    let settings = &in_force.settings;
    let set = |name: &str| {
        in_force.rows.iter().any(|row| row.name == name && row.source != Source::Default)
    };
    demand(
        in_force,
        "server.public_url",
        set("server.public_url") && is_secure(&settings.server.public_url),
        "must be set in production, to an https address (http only for this machine)",
    )?;
    let has_key = settings.keys.root_key.is_some() || settings.keys.root_key_file.is_some();
    demand(
        in_force,
        "keys.root_key_file",
        has_key,
        "this or keys.root_key must be set in production (32 random bytes in hexadecimal)",
    )?;
    demand(
        in_force,
        "payments.providers",
        !settings.payments.providers.iter().any(|name| name == "sandbox"),
        "must not name sandbox in production: no money moves there",
    )?;
    demand(
        in_force,
        "delivery.kind",
        settings.delivery.kind != DeliveryKind::Console,
        "must be smtp in production: a terminal is no place for sign-in codes",
    )
}

fn demand(in_force: &InForce, name: &str, met: bool, reason: &str) -> Result<(), SettingFault> {
    if met {
        return Ok(());
    }
    Err(in_force.unfit(name, reason))
}

/// Whether what goes there cannot be read on the way.
fn is_secure(url: &Url) -> bool {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "https" || here
}

fn belongs_to(origin: &Url, domain: &str) -> bool {
    origin.host_str().is_some_and(|host| {
        host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
    })
}
