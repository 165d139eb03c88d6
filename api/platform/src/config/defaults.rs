//! Defaults that are worked out from other keys.

use std::net::SocketAddr;
use std::path::PathBuf;

use url::{Host, Url};

use super::resolve::Known;
use super::values::Environment;

pub(super) fn public_url(known: &Known) -> String {
    let listen = known.text("server.listen").parse::<SocketAddr>();
    match listen {
        // "Every address" is none that a client could use.
        Ok(listen) if listen.ip().is_unspecified() => format!("http://127.0.0.1:{}", listen.port()),
        Ok(listen) => format!("http://{listen}"),
        Err(_) => String::new(),
    }
}

pub(super) fn database_url(known: &Known) -> String {
    embedded(known, "fairstall.db")
}

fn embedded(known: &Known, file: &str) -> String {
    let path = PathBuf::from(known.text("data.dir")).join(file).display().to_string();
    let path = path.replace('%', "%25").replace('?', "%3F").replace('#', "%23");
    format!("sqlite://{path}?mode=rwc")
}

pub(super) fn vault_key_file(known: &Known) -> String {
    PathBuf::from(known.text("data.dir")).join("vault.key").display().to_string()
}

pub(super) fn key_store_url(known: &Known) -> String {
    let database = known.text("database.url");
    if database.starts_with("sqlite") { embedded(known, "keys.db") } else { database.to_owned() }
}

pub(super) fn storage_dir(known: &Known) -> String {
    PathBuf::from(known.text("data.dir")).join("files").display().to_string()
}

pub(super) fn root_key_file(known: &Known) -> String {
    match known.environment {
        Environment::Development => {
            PathBuf::from(known.text("data.dir")).join("root.key").display().to_string()
        }
        Environment::Production => String::new(),
    }
}

/// The public address as browsers take it for passkeys: those belong to names, not to numbers.
fn public_name(known: &Known) -> Option<Url> {
    let mut url = Url::parse(known.text("server.public_url")).ok()?;
    if !matches!(url.host(), Some(Host::Domain(_))) {
        url.set_host(Some("localhost")).ok()?;
    }
    Some(url)
}

pub(super) fn rp_id(known: &Known) -> String {
    public_name(known).and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
}

pub(super) fn rp_origin(known: &Known) -> String {
    public_name(known).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}
