//! The safe of personal data: its root, wherever that is kept, and its key store.

use platform::clock::Clock;
use platform::config::{Environment, InForce, VaultProvider, VaultSettings};
use platform::database::{Connect, Database, alone};
use secrecy::ExposeSecret;
use vault::provider::{
    FileProvider, HttpProvider, KeyProvider, Limits, Origin, ProviderError, Secret, TransitProvider,
};

use super::ending::Ending;
use crate::privacy::Safe;

/// Opens the safe that the settings name; makes the tables of its key store where they are not
/// there yet.
pub async fn open(in_force: &InForce, clock: &Clock) -> Result<Safe, Ending> {
    let provider = provider(in_force)?;
    let connect = connect(in_force);
    alone(&connect, async |db| migration::key_store::prepare(db).await).await?;
    let store = Database::open(&connect).await?;
    Ok(Safe::open(store, provider, clock.now()).await?)
}

fn connect(in_force: &InForce) -> Connect {
    let settings = &in_force.settings;
    Connect {
        url: settings.vault.key_store.expose().to_owned(),
        max_connections: settings.database.max_connections.min(4),
        statement_timeout: settings.database.statement_timeout,
        schema: Some(migration::key_store::SCHEMA),
    }
}

fn provider(in_force: &InForce) -> Result<Box<dyn KeyProvider>, Ending> {
    let vault = &in_force.settings.vault;
    let unfit =
        |key: &str, error: &ProviderError| Ending::Setting(in_force.unfit(key, &error.to_string()));
    match vault.provider {
        VaultProvider::File => file(in_force),
        VaultProvider::Transit => {
            let (address, token) = server(vault);
            let space = vault.namespace.as_deref();
            let limits = Limits::default();
            TransitProvider::new(&address, &vault.key_name, &token, space, limits)
                .map(|provider| Box::new(provider) as Box<dyn KeyProvider>)
                .map_err(|error| unfit("vault.address", &error))
        }
        VaultProvider::Http => {
            let (address, token) = server(vault);
            HttpProvider::new(&address, &vault.key_name, &token, Limits::default())
                .map(|provider| Box::new(provider) as Box<dyn KeyProvider>)
                .map_err(|error| unfit("vault.address", &error))
        }
    }
}

/// Both are there: the settings were checked.
fn server(vault: &VaultSettings) -> (String, Secret) {
    let address = vault.address.as_ref().map(ToString::to_string).unwrap_or_default();
    let token = vault.token.as_ref().map(|token| token.expose_secret().to_owned());
    (address, Secret::new(token.unwrap_or_default()))
}

/// A root is made for a new shop only: under a new one, nothing that was sealed before opens.
fn file(in_force: &InForce) -> Result<Box<dyn KeyProvider>, Ending> {
    let settings = &in_force.settings;
    let path = &settings.vault.key_file;
    let unfit = |reason: &str| Ending::Setting(in_force.unfit("vault.key_file", reason));
    if !path.exists() {
        if settings.environment == Environment::Production {
            return Err(unfit("there is no such file (32 random bytes, mode 0400)"));
        }
        if settings.data.dir.join("keys.db").exists() {
            return Err(unfit(
                "it is gone, and personal data cannot be read without it: bring it back from \
                 your copy, or begin anew in another data.dir",
            ));
        }
    }
    let (provider, origin) = FileProvider::open(path).map_err(|error| unfit(&error.to_string()))?;
    if origin == Origin::Created {
        let path = path.display();
        println!("A new key for personal data is in {path}: keep a copy of it in a safe place.");
    }
    Ok(Box::new(provider))
}
