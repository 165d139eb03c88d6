//! The values that only settings have: closed choices, addresses with a secret in them, issuers.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

/// A setting that is one of a few words.
pub(super) trait Choice: Copy + PartialEq + 'static {
    /// Every word and what it stands for.
    const ALL: &'static [(&'static str, Self)];

    /// The word for this.
    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(_, choice)| *choice == self).map_or("", |(word, _)| word)
    }
}

/// Makes an enum a [`Choice`].
macro_rules! choices {
    ($($(#[doc = $doc:literal])* $name:ident {
        $($(#[doc = $about:literal])* $variant:ident = $word:literal,)+
    })+) => {$(
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum $name {
            $($(#[doc = $about])* $variant,)+
        }

        impl Choice for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($word, Self::$variant),)+];
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }
    )+};
}

choices! {
    /// What the server is run for.
    Environment {
        /// On somebody's own machine: explorer, demo content, readable logs.
        Development = "development",
        /// For real people: nothing is disclosed, nothing essential is guessed.
        Production = "production",
    }

    /// How a log line looks.
    LogFormat {
        /// For people.
        Pretty = "pretty",
        /// One JSON object a line, for machines.
        Json = "json",
    }

    /// The least important log line that is still written.
    LogLevel {
        /// Only what somebody must look at.
        Error = "error",
        /// Also what is suspicious.
        Warn = "warn",
        /// Also what happened.
        Info = "info",
        /// Also why.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
    }

    /// How messages reach people.
    DeliveryKind {
        /// Printed on the server's terminal.
        Console = "console",
        /// E-mail by SMTP.
        Smtp = "smtp",
    }

    /// Where files are stored.
    StorageKind {
        /// In a folder of this machine.
        Local = "local",
        /// In a bucket of an S3-like store.
        S3 = "s3",
    }

    /// Who holds the root that wraps the keys of personal data.
    VaultProvider {
        /// A file of this machine.
        File = "file",
        /// `HashiCorp Vault`, by its transit engine.
        Transit = "transit",
        /// Another key service, over HTTP.
        Http = "http",
    }

    /// How payers come to Alipay.
    AlipayDoor {
        /// A page of a browser on a desk.
        Page = "page",
        /// A page of a browser on a telephone.
        Wap = "wap",
        /// Alipay's program, called by ours.
        App = "app",
    }

    /// How payers come to `WeChat` Pay.
    WechatDoor {
        /// A picture that the payer's telephone reads.
        Native = "native",
        /// `WeChat`'s program, called by ours.
        App = "app",
    }
}

/// An address that may have a password in it: shown without, and only on purpose with it.
#[derive(Debug, Clone)]
pub struct SecretUrl {
    whole: SecretString,
    shown: String,
}

impl SecretUrl {
    /// The address whose scheme is one of `schemes`.
    pub(super) fn parse(text: &str, schemes: &[&str]) -> Option<Self> {
        let scheme = text.split_once(':')?.0;
        if !schemes.contains(&scheme) {
            return None;
        }
        let shown = match Url::parse(text) {
            Ok(mut url) if url.password().is_some() => {
                url.set_password(Some("********")).ok()?;
                url.to_string()
            }
            Ok(_) => text.to_owned(),
            // `sqlite://./data/x.db` is no URL by the book; it has no password either.
            Err(_) if scheme == "sqlite" => text.to_owned(),
            Err(_) => return None,
        };
        Some(Self { whole: SecretString::from(text), shown })
    }

    /// The whole address, for whoever connects to it.
    pub fn expose(&self) -> &str {
        self.whole.expose_secret()
    }
}

/// The address with its password masked.
impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

/// An outside issuer of identity tokens that is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcIssuer {
    /// The `iss` of its tokens, exactly.
    pub issuer: String,
    /// The `aud` its tokens for us have.
    pub audience: String,
    /// Where its keys are published.
    pub jwks_url: Url,
}
