//! What a server that is ready says to whoever started it: where to look, whom to be, what to ask.

use std::fmt::Write as _;
use std::io::Write as _;

use platform::config::{Environment, Settings};

use crate::demo::{PASSWORD, SignIn};
use crate::server::FIRST_QUERY;

/// Says it on standard output. Where machines read along it is a line, else a page.
pub fn print(settings: &Settings, sign_ins: &[SignIn]) {
    let text = match settings.environment {
        Environment::Development => page(settings, sign_ins),
        Environment::Production => format!("Ready on {}.\n", settings.server.listen),
    };
    // Nobody may be listening any more.
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

fn page(settings: &Settings, sign_ins: &[SignIn]) -> String {
    let base = settings.server.public_url.as_str().trim_end_matches('/');
    let mut text = format!("\nFairstall is ready.\n\n  API       {base}/graphql\n");
    // Writing to a string cannot fail.
    if settings.graphql.explorer {
        let _ = writeln!(text, "  Explorer  {base}/");
    }
    let _ = writeln!(text, "  Metrics   {base}/metrics");
    let _ = writeln!(text, "  Health    {base}/healthz, {base}/readyz");
    if !sign_ins.is_empty() {
        let _ = writeln!(text, "\nSign in with the password {PASSWORD} as\n");
        for SignIn { email, name, part } in sign_ins {
            let _ = writeln!(text, "  {email:32} {name}, {part}");
        }
    }
    let query: Vec<&str> = FIRST_QUERY.split_whitespace().collect();
    let body = serde_json::json!({ "query": query.join(" ") });
    let _ = write!(
        text,
        "\nA first query:\n\n  curl -s {base}/graphql -H 'content-type: application/json' \\\n    \
         -d '{body}'\n\nStop with Ctrl-C.\n\n"
    );
    text
}
