//! Text to DER: one PEM block, or base64 without any armour.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// No key or certificate is longer.
const MOST: usize = 32 * 1024;

/// Whether the text is armoured under `label`.
pub(super) fn is_labelled(text: &str, label: &str) -> bool {
    text.trim_start().starts_with(&format!("-----BEGIN {label}-----"))
}

/// The bytes of the one block of `text`, which must stand under one of `labels` or be bare.
pub(super) fn der(text: &str, labels: &[&str]) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim();
    if text.len() > MOST {
        return None;
    }
    let inner = if text.starts_with("-----") {
        labels.iter().find_map(|label| {
            let begin = format!("-----BEGIN {label}-----");
            let end = format!("-----END {label}-----");
            text.strip_prefix(&begin)?.strip_suffix(&end)
        })?
    } else {
        text
    };
    let inner: Zeroizing<String> =
        Zeroizing::new(inner.chars().filter(|c| !c.is_ascii_whitespace()).collect());
    let der = Zeroizing::new(STANDARD.decode(inner.as_bytes()).ok()?);
    if der.is_empty() { None } else { Some(der) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_block_or_bare() {
        let block =
            |label: &str| format!("\n-----BEGIN {label}-----\nAQID\n-----END {label}-----\n");
        assert_eq!(der(&block("A"), &["A"]).unwrap().as_slice(), [1, 2, 3]);
        assert_eq!(der("AQ\nID\r\n", &["A"]).unwrap().as_slice(), [1, 2, 3]);
        assert!(der(&block("B"), &["A"]).is_none());
        assert!(der(&format!("{}{}", block("A"), block("A")), &["A"]).is_none());
        assert!(der("-----BEGIN A-----\nAQID\n-----END B-----", &["A"]).is_none());
        assert!(der("", &["A"]).is_none());
        assert!(der(&"AAAA".repeat(20_000), &["A"]).is_none());
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "(-----BEGIN A-----)?[ -~\n]{0,80}(-----END A-----)?") {
            let _ = der(&text, &["A"]);
        }
    }
}
