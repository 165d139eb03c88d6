//! The table of settings: to add one, add it here. Order matters in one way: a default that is
//! worked out from another key stands below it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::InForce;
use super::defaults::{
    database_url, key_store_url, public_url, root_key_file, rp_id, rp_origin, storage_dir,
    vault_key_file,
};
use super::fault::SettingFault;
use super::readers::{
    Issuers, Optional, Switch, address, choice, host, networks, not_empty, number, origins, path,
    payment_providers, public_key, secret, secret_url, size, span, text, web_address, words,
};
use super::resolve::{Entry, Known};
use super::sources::Sources;
use super::table::{either, from, is, settings};
use super::values::{
    AlipayDoor, DeliveryKind, Environment, LogFormat, LogLevel, OidcIssuer, SecretUrl, StorageKind,
    VaultProvider, WechatDoor,
};

const MS: fn(u64) -> Duration = Duration::from_millis;
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_mins(1);
const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

settings! {
    /// Where requests come in, how many at once and for how long.
    server: Server {
        /// Address and port to listen on.
        listen: SocketAddr = is("127.0.0.1:8000"), address();
        /// Where the outside world reaches this server; links and pictures begin with it. Must be
        /// set in production, and be https there.
        public_url: Url = from("`http://` and where the server listens", public_url), web_address();
        /// Origins of pages that may call the API from a browser; `*` for all.
        cors_origins: Vec<String> = is(""), origins();
        /// Networks of proxies whose word about the client's address is believed.
        trusted_proxies: Vec<String> = is(""), networks();
        /// Networks that may read `/metrics`.
        metrics_networks: Vec<String> = is(PRIVATE_NETWORKS), networks();
        /// Time for one answer of the API.
        request_timeout: Duration = is("5s"), span(MS(100)..=5 * MINUTE);
        /// Time for one upload, or for any other route beside the API.
        route_timeout: Duration = is("60s"), span(SECOND..=30 * MINUTE);
        /// Time for the headers of a request to arrive.
        header_timeout: Duration = is("10s"), span(MS(100)..=5 * MINUTE);
        /// Time after which a peer that takes nothing we write is let go.
        stall_timeout: Duration = is("10s"), span(MS(100)..=5 * MINUTE);
        /// Time for what is in flight to finish after SIGTERM.
        drain_grace: Duration = is("10s"), span(Duration::ZERO..=10 * MINUTE);
        /// Connections open at once.
        max_connections: usize = is("10000"), number(1..=1_000_000);
        /// Requests worked on at once.
        max_in_flight: usize = is("256"), number(1..=100_000);
        /// Requests that may wait for a place; more are shed.
        max_queued: usize = is("256"), number(0..=100_000);
        /// How long they may wait.
        queue_timeout: Duration = is("20ms"), span(MS(1)..=10 * SECOND);
        /// Body of one request to the API.
        max_body: usize = is("64KiB"), size(1 << 10..=16 << 20);
        /// Request line and headers together.
        max_headers: usize = is("16KiB"), size(1 << 12..=1 << 20);
    }

    /// What is kept on this machine.
    data: Data {
        /// Folder of the embedded database, the stored files and the root key.
        dir: PathBuf = is("./data"), path();
    }

    /// Where rows are kept: SQLite for one server, PostgreSQL 15 or later for any number.
    database: DatabaseSettings {
        /// Address of the database. `DATABASE_URL` is honoured too, and weaker.
        url: SecretUrl = from("`sqlite://` and `fairstall.db` in `data.dir`", database_url),
            secret_url(
                &["sqlite", "postgres", "postgresql"],
                "sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME",
            );
        /// Connections for reading; on PostgreSQL also for writing.
        max_connections: u32 = is("10"), number(1..=1_000);
        /// How long one statement may take on PostgreSQL.
        statement_timeout: Duration = is("5s"), span(MS(100)..=10 * MINUTE);
    }

    /// What the API tells about itself, and which operations it runs.
    graphql: Graphql {
        /// Whether the schema can be asked for.
        introspection: bool = either("true", "false"), Switch;
        /// Whether the explorer page is served.
        explorer: bool = either("true", "false"), Switch;
        /// Whether errors suggest names that exist.
        suggestions: bool = either("true", "false"), Switch;
        /// A manifest of trusted operations: Apollo's format, or a map of hash to text.
        trusted_operations: Option<PathBuf> = is(""), Optional(path());
        /// Run operations of that manifest only.
        trusted_only: bool = is("false"), Switch;
        /// Remember operations by hash when a client asks for it.
        automatic_persisted: bool = is("true"), Switch;
        /// How many of those are remembered.
        automatic_persisted_entries: u64 = is("2000"), number(1..=1_000_000);
        /// Memory for answers that all visitors share, for a second at most; 0 keeps none.
        public_answers: usize = is("32MiB"), size(0..=4 << 30);
    }

    /// How large one operation may be.
    limits: LimitSettings {
        /// Bytes of the document's text.
        text: usize = is("16KiB"), size(1 << 10..=1 << 20);
        /// Tokens of the document.
        tokens: usize = is("2000"), number(10..=100_000);
        /// Brackets of all kinds open at once.
        nesting: usize = is("32"), number(4..=200);
        /// Selections of one operation after its fragments are expanded.
        selections: usize = is("1000"), number(1..=100_000);
        /// Selection sets inside each other.
        depth: usize = is("10"), number(1..=100);
        /// Aliases of one operation after expansion.
        aliases: usize = is("30"), number(0..=10_000);
        /// Fields at the root of a query; a mutation has one.
        root_fields: usize = is("10"), number(1..=1_000);
        /// Items of a list in arguments and variables.
        list_items: usize = is("100"), number(1..=10_000);
        /// Bytes of the variables.
        variables: usize = is("32KiB"), size(1 << 10..=16 << 20);
        /// Cost of one operation: the objects it may load.
        cost: u32 = is("1000"), number(1..=1_000_000);
    }

    /// How much one caller may spend: a token is a point of cost.
    buckets: Buckets {
        /// What somebody signed in may spend at once.
        signed_in_burst: u32 = is("2000"), number(1..=10_000_000);
        /// What flows back to them each second.
        signed_in_per_second: u32 = is("200"), number(1..=10_000_000);
        /// What visitors from one address may spend at once.
        visitor_burst: u32 = is("1000"), number(1..=10_000_000);
        /// What flows back to them each second.
        visitor_per_second: u32 = is("100"), number(1..=10_000_000);
    }

    /// Sockets and event streams.
    streams: Streams {
        /// Open at once, of everybody together.
        total: usize = is("10000"), number(1..=1_000_000);
        /// Sockets of one session.
        sockets_per_session: usize = is("2"), number(1..=1_000);
        /// Sockets of visitors from one address.
        sockets_per_address: usize = is("20"), number(1..=10_000);
        /// Event streams of one session, or of visitors from one address.
        event_streams: usize = is("20"), number(1..=10_000);
        /// Operations running on one socket.
        operations_per_socket: usize = is("10"), number(1..=1_000);
        /// One message of a client.
        max_frame: usize = is("32KiB"), size(1 << 10..=1 << 20);
        /// Time for the client to say who it is.
        init_timeout: Duration = is("5s"), span(MS(100)..=MINUTE);
        /// Time between signs of life.
        ping_interval: Duration = is("12s"), span(SECOND..=10 * MINUTE);
        /// Time between two checks that the session still stands.
        recheck_interval: Duration = is("4s"), span(MS(100)..=MINUTE);
    }

    /// Who somebody is, and for how long we believe it.
    identity: IdentitySettings {
        /// How long an access token works.
        access_lifetime: Duration = is("10m"), span(MINUTE..=HOUR);
        /// How long a session can be renewed.
        refresh_lifetime: Duration = is("30d"), span(HOUR..=90 * DAY);
        /// Outside issuers whose tokens are taken.
        oidc_issuers: Vec<OidcIssuer> = is(""), Issuers;
        /// The domain passkeys belong to. Passkeys are lost when it changes.
        webauthn_rp_id: String = from("the host of `server.public_url`", rp_id), host();
        /// The origin of the pages that ask for passkeys.
        webauthn_origin: Url = from("the origin of `server.public_url`", rp_origin), web_address();
    }

    /// How messages reach people.
    delivery: DeliverySettings {
        /// The carrier. In production it must be smtp.
        kind: DeliveryKind = is("console"), choice();
        /// The mail server, for smtp.
        smtp_url: Option<SecretUrl> = is(""),
            Optional(secret_url(&["smtp", "smtps"], "smtps://USER:PASSWORD@HOST"));
        /// The sender, for smtp.
        from: Option<String> = is(""),
            Optional(text("a sender, such as Fairstall <no-reply@shop.example>"));
    }

    /// Where pictures and other files are stored.
    storage: StorageSettings {
        /// The kind of store. Several servers side by side need s3.
        kind: StorageKind = is("local"), choice();
        /// The folder, for local.
        dir: PathBuf = from("`files` in `data.dir`", storage_dir), path();
        /// The bucket, for s3.
        s3_bucket: Option<String> = is(""), Optional(text("the name of a bucket"));
        /// The region, for s3.
        s3_region: String = is("us-east-1"), text("the name of a region");
        /// The address of the store, for s3 that is not Amazon's.
        s3_endpoint: Option<Url> = is(""), Optional(web_address());
        /// The name of the access key, for s3.
        s3_access_key_id: Option<String> = is(""), Optional(text("the name of an access key"));
        /// The access key, for s3.
        s3_secret_access_key: Option<SecretString> = is(""),
            Optional(secret("an access key", |key| !key.is_empty()));
    }

    /// How money comes in and goes back.
    payments: PaymentSettings {
        /// Payment providers that are on. `sandbox` is built in and moves no money; production
        /// refuses it.
        providers: Vec<String> = either("sandbox", ""), payment_providers();
        /// How the sandbox behaves where a request does not say so: `succeed`, `fail:REASON`,
        /// `delay:SECONDS`, `unknown`, `lost`, `duplicate`, `reorder` or `amount:MINOR`.
        sandbox_script: String = is("succeed"), text("a script of the sandbox");
        /// What may be paid from a balance in a day with two factors of which one is a passkey, in
        /// minor units.
        agreed_daily_limit: i64 = is("5000000"), number(500_000..=1_000_000_000_000);
    }

    /// What the server tells about its own running.
    telemetry: TelemetrySettings {
        /// How log lines look.
        log_format: LogFormat = either("pretty", "json"), choice();
        /// The least important line that is written.
        log_level: LogLevel = is("info"), choice();
        /// Where traces and metrics are sent by OTLP over HTTP, such as `http://localhost:4318`.
        otlp_endpoint: Option<Url> = is(""), Optional(web_address());
        /// How many of a hundred requests are traced.
        trace_percent: u8 = is("100"), number(0..=100);
    }

    /// The root key, from which all keys are made. Whoever has it reads everything.
    keys: KeySettings {
        /// The file that holds it. Written by the first start in development; in production this
        /// or `root_key` must be set.
        root_key_file: Option<PathBuf> =
            from("`root.key` in `data.dir`; in production none", root_key_file), Optional(path());
        /// The key itself, in place of the file.
        root_key: Option<SecretString> = is(""),
            Optional(secret("64 hexadecimal digits", |key| {
                key.len() == 64 && key.bytes().all(|byte| byte.is_ascii_hexdigit())
            }));
    }

    /// Personal data, and the keys it is sealed with.
    vault: VaultSettings {
        /// Who holds the root that wraps these keys: `file` for one machine, `transit` for
        /// `HashiCorp` Vault, `http` for another key service.
        provider: VaultProvider = is("file"), choice();
        /// The file of the root, for file. Made by the first start in development; keep a copy of
        /// it apart from copies of the data.
        key_file: PathBuf = from("`vault.key` in `data.dir`", vault_key_file), path();
        /// The address of the key server, for transit and http.
        address: Option<Url> = is(""), Optional(web_address());
        /// What the key server lets us in by.
        token: Option<SecretString> = is(""),
            Optional(secret("a token", |token| !token.is_empty()));
        /// The name of the key on the key server.
        key_name: String = is("fairstall"), text("the name of a key");
        /// The namespace on the key server, for transit.
        namespace: Option<String> = is(""), Optional(text("a namespace"));
        /// The database of wrapped keys. It should be another than that of the data, with copies
        /// that are kept for 30 days at most.
        key_store: SecretUrl = from(
            "`sqlite://` and `keys.db` in `data.dir`; with PostgreSQL the same database, in the \
             schema `fairstall_keys`",
            key_store_url,
        ), secret_url(
            &["sqlite", "postgres", "postgresql"],
            "sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME",
        );
        /// A file to which signed checkpoints of the access ledger are appended; best on another
        /// machine.
        anchor_file: Option<PathBuf> = is(""), Optional(path());
        /// How many personal fields of others one account may be shown within an hour.
        reveals_per_hour: u32 = is("100"), number(1..=1_000_000);
    }

    /// Stripe, when `payments.providers` names it.
    stripe: StripeSettings {
        /// The address of its API.
        base: Url = is("https://api.stripe.com"), web_address();
        /// The secret key, `sk_…` or `rk_…`.
        secret_key: Option<SecretString> = is(""), Optional(secret("a secret key", not_empty));
        /// What it signs its webhooks with, `whsec_…`.
        webhook_secret: Option<SecretString> = is(""),
            Optional(secret("a webhook secret", not_empty));
        /// The webhook secret before, while it is being replaced.
        former_webhook_secret: Option<SecretString> = is(""),
            Optional(secret("a webhook secret", not_empty));
        /// Ways to pay, such as `card`; those of the account when empty.
        methods: Vec<String> = is(""), words();
    }

    /// Alipay, when `payments.providers` names it. Keys are PEM or bare base64.
    alipay: AlipaySettings {
        /// The address of its gateway.
        gateway: Url = is("https://openapi.alipay.com/gateway.do"), web_address();
        /// The number of our application.
        app_id: Option<String> = is(""), Optional(text("digits"));
        /// Our partner number, which is paid.
        seller_id: Option<String> = is(""), Optional(text("digits"));
        /// Our private key.
        private_key: Option<SecretString> = is(""), Optional(secret("an RSA key", not_empty));
        /// Its public key.
        public_key: Option<String> = is(""), Optional(public_key());
        /// Its public key before, while it is being replaced.
        former_public_key: Option<String> = is(""), Optional(public_key());
        /// How payers come to it: a page for desks, a page for telephones, or its own program.
        door: AlipayDoor = is("page"), choice();
        /// Where a payer's browser goes when it comes back.
        return_url: Option<Url> = is(""), Optional(web_address());
        /// Hosts that statements are fetched from, each with what is below it.
        statement_hosts: Vec<String> = is("alipay.com"), words();
    }

    /// `WeChat` Pay, when `payments.providers` names it. Keys are PEM or bare base64.
    wechat: WechatSettings {
        /// The address of its API.
        base: Url = is("https://api.mch.weixin.qq.com"), web_address();
        /// The number of our application, `wx…`.
        app_id: Option<String> = is(""), Optional(text("letters and digits"));
        /// Our merchant number.
        mch_id: Option<String> = is(""), Optional(text("digits"));
        /// The serial number of our certificate.
        serial: Option<String> = is(""), Optional(text("hexadecimal digits"));
        /// Our private key.
        private_key: Option<SecretString> = is(""), Optional(secret("an RSA key", not_empty));
        /// What its callbacks are sealed with.
        api_v3_key: Option<SecretString> = is(""),
            Optional(secret("32 bytes", |key| key.len() == 32));
        /// The id of its public key, `PUB_KEY_ID_…`.
        public_key_id: Option<String> = is(""), Optional(text("an id"));
        /// Its public key; this or `certificate`.
        public_key: Option<String> = is(""), Optional(public_key());
        /// Its platform certificate.
        certificate: Option<String> = is(""), Optional(public_key());
        /// How payers come to it: a picture that a telephone reads, or its own program.
        door: WechatDoor = is("native"), choice();
    }

    /// Goods that come back.
    returns: ReturnsSettings {
        /// Where goods go back to when their shop gives no address in time.
        address: String = is("The platform's returns centre, at the address in its imprint"),
            text("an address");
    }

    /// The demo shop.
    demo: DemoSettings {
        /// Load it when the database is empty.
        load: bool = either("true", "false"), Switch;
    }
}

const PRIVATE_NETWORKS: &str =
    "127.0.0.0/8, 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, ::1/128, fc00::/7";

impl Settings {
    /// Reads every key, without the checks between keys.
    pub(super) fn resolve(sources: &Sources) -> Result<InForce, SettingFault> {
        let mut known = Known::begin(sources.given()?, NAMES)?;
        let settings = Self::read(&mut known)?;
        Ok(InForce { settings, rows: known.rows() })
    }
}
