//! E-mail addresses in lower case, of ASCII only (an international domain as punycode).

use zeroize::Zeroizing;

use super::{normal, plain_width};

/// An e-mail address: at most 64 letters, `@`, and a domain of at least two labels.
pub struct Email(Zeroizing<String>);

normal!(Email, "email");

/// The text is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoEmail {
    /// What stands before the `@` is missing or has letters that we do not take.
    #[error("what stands before the @ is not of an e-mail address")]
    Local,
    /// What stands after the `@` is missing or no domain.
    #[error("what stands after the @ is not a domain")]
    Domain,
}

/// The longest address there is: 64, an `@`, 253; longer texts are not looked at, and full-width
/// letters have three bytes.
const LONGEST: usize = 3 * 318 + 64;

impl Email {
    /// Reads an e-mail address. Case and full-width letters do not count.
    ///
    /// # Errors
    /// In the order of [`NoEmail`].
    pub fn parse(text: &str) -> Result<Self, NoEmail> {
        if text.len() > LONGEST {
            return Err(NoEmail::Local);
        }
        let mut value = plain_width(text);
        value.make_ascii_lowercase();
        let (local, domain) = value.split_once('@').ok_or(NoEmail::Domain)?;
        if !is_local(local) {
            return Err(NoEmail::Local);
        }
        if !is_domain(domain) {
            return Err(NoEmail::Domain);
        }
        Ok(Self(value))
    }
}

fn is_local(local: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b".!#$%&'*+-/=?^_`{|}~".contains(&byte);
    (1..=64).contains(&local.len())
        && local.bytes().all(letter)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() <= 253 && domain.contains('.') && domain.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::super::Normal as _;
    use super::*;

    /// The table of `identity::contact`, which must be read alike here, and full-width letters.
    #[test]
    fn emails_as_a_table() {
        for text in [" Ana.Li+Shop@Example.COM ", "ａｎａ.li+shop＠example.com"] {
            assert_eq!(Email::parse(text).ok().unwrap().as_str(), "ana.li+shop@example.com");
        }
        let puny = "a@xn--fiq228c.example";
        assert_eq!(Email::parse(puny).ok().unwrap().as_str(), puny);
        for (text, error) in [
            ("", NoEmail::Domain),
            ("ana", NoEmail::Domain),
            ("ana@", NoEmail::Domain),
            ("@example.com", NoEmail::Local),
            ("a@b", NoEmail::Domain),
            ("a b@example.com", NoEmail::Local),
            ("a@@example.com", NoEmail::Domain),
            ("a@-x.com", NoEmail::Domain),
            (".a@example.com", NoEmail::Local),
            ("a..b@example.com", NoEmail::Local),
            ("a@exa_mple.com", NoEmail::Domain),
            ("安@example.com", NoEmail::Local),
            ("a@example.com\r\nbcc: b@example.com", NoEmail::Domain),
            ("a@中文.example", NoEmail::Domain),
        ] {
            assert_eq!(Email::parse(text).err(), Some(error), "{text}");
        }
        let long = format!("{}@example.com", "a".repeat(65));
        assert_eq!(Email::parse(&long).err(), Some(NoEmail::Local));
    }
}
