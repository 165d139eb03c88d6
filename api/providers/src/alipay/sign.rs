//! What is signed: of a request or a notice its sorted parameters, of an answer the text of its
//! node.

use crate::Failure;
use crate::json::members;
use crate::rsa::VerifyingKey;

/// `a=1&b=2` of parameters that come sorted by name. One without a value counts as the others:
/// otherwise a notice could be given such without its signature telling.
pub(super) fn content<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    parameters.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The text of `node` in an answer, if Alipay signed exactly it.
///
/// # Errors
/// [`Failure::Malformed`]: no such answer. [`Failure::BadSignature`]: unsigned, or by no key that
/// we know: then nothing it says counts, not even a no.
pub(super) fn verified_node<'a>(
    answer: &'a str,
    node: &str,
    keys: &[VerifyingKey],
) -> Result<&'a str, Failure> {
    let members = members(answer)?;
    let find = |wanted: &str| members.iter().find(|(name, _)| name == wanted).map(|(_, raw)| *raw);
    let raw = find(node).or_else(|| find("error_response"));
    let raw = raw.ok_or(Failure::Malformed("a node of Alipay"))?;
    let signature: Option<String> = find("sign").and_then(|raw| serde_json::from_str(raw).ok());
    let signature = signature.ok_or(Failure::BadSignature("no signature"))?;
    if verifies(raw, &signature, keys) {
        return Ok(raw);
    }
    // Some of Alipay's servers sign before they escape the slashes. Both texts mean the same.
    if raw.contains("\\/") && verifies(&raw.replace("\\/", "/"), &signature, keys) {
        return Ok(raw);
    }
    Err(Failure::BadSignature("of no key of Alipay"))
}

fn verifies(text: &str, signature: &str, keys: &[VerifyingKey]) -> bool {
    keys.iter().any(|key| key.verifies(text.as_bytes(), signature))
}
