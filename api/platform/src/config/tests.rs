//! Settings as an operator meets them: who wins, what is refused and in which words.

use std::path::PathBuf;
use std::time::Duration;

use super::*;

fn variables(pairs: &[(&str, &str)]) -> Sources {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Sources { environment: pairs.iter().map(own).collect(), ..Sources::default() }
}

fn file(name: &str, text: &str) -> Sources {
    let folder = std::env::temp_dir().join(format!("fairstall-settings-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    Sources { file: Some(path), ..Sources::default() }
}

fn fault(sources: &Sources) -> String {
    let line = Settings::load(sources).unwrap_err().to_string();
    assert!(!line.contains('\n'), "more than one line: {line}");
    line
}

fn row(in_force: &InForce, name: &str) -> (String, String) {
    let row = in_force.rows.iter().find(|row| row.name == name).unwrap();
    (row.value.clone(), row.source.to_string())
}

#[test]
fn defaults_are_in_force_where_nobody_speaks() {
    let in_force = Settings::load(&Sources::default()).unwrap();
    let settings = &in_force.settings;
    assert_eq!(settings.environment, Environment::Development);
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:8000");
    assert_eq!(settings.server.public_url.as_str(), "http://127.0.0.1:8000/");
    assert_eq!(settings.database.url.expose(), "sqlite://./data/fairstall.db?mode=rwc");
    assert_eq!(settings.identity.access_lifetime, Duration::from_mins(10));
    assert_eq!(settings.identity.webauthn_rp_id, "localhost");
    assert_eq!(settings.identity.webauthn_origin.as_str(), "http://localhost:8000/");
    assert_eq!(settings.server.max_body, 65_536);
    assert!(settings.graphql.introspection && settings.demo.load);
    assert!(in_force.rows.iter().all(|row| row.source == Source::Default));
}

#[test]
fn the_stronger_source_wins() {
    let mut sources = file("wins.toml", "[server]\nlisten = \"127.0.0.1:1\"\nmax_in_flight = 7\n");
    let path = sources.file.clone().unwrap().display().to_string();
    let in_force = Settings::load(&sources).unwrap();
    assert_eq!(row(&in_force, "server.listen"), ("127.0.0.1:1".to_owned(), path.clone()));
    sources.environment =
        variables(&[("FAIRSTALL_SERVER__LISTEN", "127.0.0.1:2"), ("HOME", "/")]).environment;
    let in_force = Settings::load(&sources).unwrap();
    let expected = ("127.0.0.1:2".to_owned(), "FAIRSTALL_SERVER__LISTEN".to_owned());
    assert_eq!(row(&in_force, "server.listen"), expected);
    let flag = ("server.listen".to_owned(), "--listen".to_owned(), "127.0.0.1:3".to_owned());
    sources.flags.push(flag);
    let in_force = Settings::load(&sources).unwrap();
    assert_eq!(row(&in_force, "server.listen").1, "--listen");
    assert_eq!(in_force.settings.server.public_url.as_str(), "http://127.0.0.1:3/");
    assert_eq!(row(&in_force, "server.max_in_flight"), ("7".to_owned(), path));
}

#[test]
fn the_usual_variable_names_the_database_and_ours_is_stronger() {
    let usual = ("DATABASE_URL", "postgres://shop:secret@db/shop");
    let in_force = Settings::load(&variables(&[usual])).unwrap();
    let shown = "postgres://shop:********@db/shop".to_owned();
    assert_eq!(row(&in_force, "database.url"), (shown, "DATABASE_URL".to_owned()));
    assert_eq!(in_force.settings.database.url.expose(), usual.1);
    let ours = ("FAIRSTALL_DATABASE__URL", "sqlite://other.db");
    let in_force = Settings::load(&variables(&[ours, usual])).unwrap();
    assert_eq!(in_force.settings.database.url.expose(), ours.1);
}

#[test]
fn a_wrong_value_is_one_line_with_key_value_source_and_what_is_allowed() {
    for (name, value, line) in [
        (
            "FAIRSTALL_SERVER__LISTEN",
            "everywhere",
            "server.listen = \"everywhere\" (FAIRSTALL_SERVER__LISTEN): must be an IP address and \
             a port, such as 127.0.0.1:8000",
        ),
        (
            "FAIRSTALL_IDENTITY__ACCESS_LIFETIME",
            "2d",
            "identity.access_lifetime = \"2d\" (FAIRSTALL_IDENTITY__ACCESS_LIFETIME): must be a \
             time from 1m to 1h, in ms, s, m, h or d",
        ),
        (
            "FAIRSTALL_DATABASE__MAX_CONNECTIONS",
            "0",
            "database.max_connections = \"0\" (FAIRSTALL_DATABASE__MAX_CONNECTIONS): must be a \
             whole number from 1 to 1000",
        ),
        (
            "FAIRSTALL_ENVIRONMENT",
            "prod\nuction",
            "environment = \"prod\\nuction\" (FAIRSTALL_ENVIRONMENT): must be development or \
             production",
        ),
        (
            "FAIRSTALL_SERVER__LISTN",
            "127.0.0.1:1",
            "server.listn = \"127.0.0.1:1\" (FAIRSTALL_SERVER__LISTN): no such setting; the \
             nearest is server.listen",
        ),
        (
            "FAIRSTALL_NOTHING_LIKE_IT",
            "1",
            "nothing_like_it = \"1\" (FAIRSTALL_NOTHING_LIKE_IT): no such setting; `fairstall \
             config` lists all",
        ),
    ] {
        assert_eq!(fault(&variables(&[(name, value)])), line);
    }
}

#[test]
fn a_wrong_secret_is_not_repeated() {
    for name in ["FAIRSTALL_KEYS__ROOT_KEY", "FAIRSTALL_DATABASE__URL", "FAIRSTALL_KEYS__ROOTKEY"] {
        let line = fault(&variables(&[(name, "hunter2")]));
        assert!(line.contains("********") && !line.contains("hunter2"), "{line}");
    }
    let key = "ab".repeat(32);
    let in_force = Settings::load(&variables(&[("FAIRSTALL_KEYS__ROOT_KEY", &key)])).unwrap();
    assert_eq!(row(&in_force, "keys.root_key").0, "********");
    assert!(!format!("{in_force:?}").contains(&key));
}

#[test]
fn a_file_has_types_and_must_use_them() {
    for (text, end) in [
        ("[server]\nmax_in_flight = \"7\"\n", "must be a whole number from 1 to 100000"),
        ("[server]\nrequest_timeout = 5\n", "must be a time from 100ms to 5m, in ms, s, m, h or d"),
        (
            "[server]\ncors_origins = \"*\"\n",
            "* or a list of origins, such as https://shop.example",
        ),
        ("[graphql]\nexplorer = \"yes\"\n", "must be true or false"),
        ("[server.listen]\nport = 1\n", "such as 127.0.0.1:8000"),
        ("[surver]\nlisten = \"x\"\n", "the nearest is server.listen"),
        ("[server]\nlisten = \n", "line 2 is not TOML: invalid string, expected `\"`, `'`"),
    ] {
        let line = fault(&file("types.toml", text));
        assert!(line.ends_with(end), "{line}");
        assert!(line.contains("types.toml"), "{line}");
    }
    let gone = Sources { file: Some(PathBuf::from("gone.toml")), ..Sources::default() };
    assert_eq!(fault(&gone), "gone.toml: No such file or directory (os error 2)");
}

#[test]
fn lists_and_tables_are_read_from_file_and_environment_alike() {
    let text = "[server]\ncors_origins = [\"https://a.example\", \"https://b.example/\"]\n\
                [[identity.oidc_issuers]]\nissuer = \"https://id.example\"\naudience = \"shop\"\n\
                jwks_url = \"https://id.example/keys\"\n";
    let from_file = Settings::load(&file("lists.toml", text)).unwrap().settings;
    let json = r#"[{"issuer":"https://id.example","audience":"shop",
                    "jwks_url":"https://id.example/keys"}]"#;
    let from_environment = Settings::load(&variables(&[
        ("FAIRSTALL_SERVER__CORS_ORIGINS", "https://a.example,https://b.example"),
        ("FAIRSTALL_IDENTITY__OIDC_ISSUERS", json),
    ]))
    .unwrap()
    .settings;
    assert_eq!(from_file.server.cors_origins, from_environment.server.cors_origins);
    assert_eq!(from_file.identity.oidc_issuers, from_environment.identity.oidc_issuers);
    assert_eq!(from_file.identity.oidc_issuers.len(), 1);
    for (name, value) in [
        ("FAIRSTALL_SERVER__CORS_ORIGINS", "https://a.example/path"),
        ("FAIRSTALL_SERVER__TRUSTED_PROXIES", "10.0.0.0/33"),
        ("FAIRSTALL_IDENTITY__OIDC_ISSUERS", r#"[{"issuer":"x"}]"#),
    ] {
        assert!(Settings::load(&variables(&[(name, value)])).is_err(), "{name}");
    }
}

#[test]
fn production_discloses_nothing_and_demands_what_cannot_be_guessed() {
    let key = "ab".repeat(32);
    let mut given = vec![("FAIRSTALL_ENVIRONMENT", "production")];
    for (missing, name, value) in [
        ("server.public_url", "FAIRSTALL_SERVER__PUBLIC_URL", "https://shop.example"),
        ("keys.root_key_file", "FAIRSTALL_KEYS__ROOT_KEY", key.as_str()),
        ("delivery.kind", "FAIRSTALL_DELIVERY__KIND", "smtp"),
        ("delivery.smtp_url", "FAIRSTALL_DELIVERY__SMTP_URL", "smtps://a:b@mail.example"),
        ("delivery.from", "FAIRSTALL_DELIVERY__FROM", "Shop <no-reply@shop.example>"),
    ] {
        let line = fault(&variables(&given));
        assert!(line.starts_with(&format!("{missing} = ")), "{line}");
        given.push((name, value));
    }
    let settings = Settings::load(&variables(&given)).unwrap().settings;
    let graphql = &settings.graphql;
    assert!(!graphql.introspection && !graphql.explorer && !graphql.suggestions);
    assert!(!settings.demo.load);
    assert_eq!(settings.telemetry.log_format, LogFormat::Json);
    assert_eq!(settings.identity.webauthn_rp_id, "shop.example");
    given.push(("FAIRSTALL_SERVER__PUBLIC_URL", "http://shop.example"));
    assert!(fault(&variables(&given)).starts_with("server.public_url = "));
}

#[test]
fn keys_that_need_each_other_are_checked_together() {
    for (name, value, line) in [
        ("FAIRSTALL_STORAGE__KIND", "s3", "storage.s3_bucket = \"\" (default): must be set"),
        ("FAIRSTALL_GRAPHQL__TRUSTED_ONLY", "true", "graphql.trusted_operations = \"\" (default)"),
        ("FAIRSTALL_IDENTITY__WEBAUTHN_RP_ID", "other.example", "identity.webauthn_rp_id = "),
    ] {
        let said = fault(&variables(&[(name, value)]));
        assert!(said.starts_with(line), "{said}");
    }
}

#[test]
fn the_documentation_lists_every_setting_as_it_is() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CONFIGURATION.md");
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once("<!-- settings -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- /settings -->").unwrap();
    let fresh =
        format!("{before}<!-- settings -->\n{}<!-- /settings -->{after}", reference().unwrap());
    if text != fresh {
        std::fs::write(path, fresh).unwrap();
        panic!("docs/CONFIGURATION.md was out of date and is rewritten: look at it, commit it");
    }
}
