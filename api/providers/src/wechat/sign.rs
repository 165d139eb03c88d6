//! `WECHATPAY2-SHA256-RSA2048`: our signature on what goes out, theirs on what comes in.

use http::HeaderMap;
use reqwest::header::HeaderValue;
use time::{Duration, OffsetDateTime};
use url::Url;

use super::Wechat;
use crate::http::single;
use crate::{Failure, Nonce};

/// How far a signature's time may be from now, either way.
const TOLERANCE: Duration = Duration::minutes(5);
const SCHEME: &str = "WECHATPAY2-SHA256-RSA2048";

/// Lines, each ended: what is signed.
pub(super) fn lines(lines: &[&str]) -> String {
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}

impl Wechat {
    /// The `Authorization` of a request.
    pub(super) fn authorization(
        &self,
        method: &str,
        url: &Url,
        body: &str,
        (now, nonce): (OffsetDateTime, Nonce),
    ) -> Result<HeaderValue, Failure> {
        let path = url
            .query()
            .map_or_else(|| url.path().to_owned(), |query| format!("{}?{query}", url.path()));
        let (at, nonce) = (now.unix_timestamp().to_string(), nonce.text());
        let signature = self.key.sign(lines(&[method, &path, &at, &nonce, body]).as_bytes())?;
        let (mch_id, serial) = (&self.mch_id, &self.serial);
        let text = format!(
            "{SCHEME} mchid=\"{mch_id}\",nonce_str=\"{nonce}\",signature=\"{signature}\",\
             timestamp=\"{at}\",serial_no=\"{serial}\""
        );
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| Failure::Setting("numbers of plain letters"))?;
        value.set_sensitive(true);
        Ok(value)
    }

    /// Whether `WeChat` Pay signed exactly `body`, in these five minutes, with a key that is good.
    ///
    /// # Errors
    /// [`Failure::BadSignature`]: it did not.
    pub(super) fn verify(
        &self,
        headers: &HeaderMap,
        body: &[u8],
        now: OffsetDateTime,
    ) -> Result<(), Failure> {
        let [at, nonce, serial, signature] =
            ["wechatpay-timestamp", "wechatpay-nonce", "wechatpay-serial", "wechatpay-signature"]
                .map(|name| single(headers, name));
        if [at, nonce, serial, signature].contains(&"") {
            return Err(Failure::BadSignature("no signature"));
        }
        let scheme = single(headers, "wechatpay-signature-type");
        if !matches!(scheme, "" | SCHEME) {
            return Err(Failure::BadSignature("of a kind that does not count"));
        }
        let plain = at.len() <= 12 && at.bytes().all(|b| b.is_ascii_digit());
        let instant = at.parse().ok().filter(|_| plain);
        let instant = instant.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
        let instant = instant.ok_or(Failure::BadSignature("no signature"))?;
        if (now - instant).abs() > TOLERANCE {
            return Err(Failure::BadSignature("not of these five minutes"));
        }
        let mut message = lines(&[at, nonce]).into_bytes();
        message.extend_from_slice(body);
        message.push(b'\n');
        let good = self.trusted.iter().any(|trusted| {
            trusted.serial == serial
                && trusted.span.is_none_or(|(from, until)| from <= now && now <= until)
                && trusted.key.verifies(&message, signature)
        });
        if good { Ok(()) } else { Err(Failure::BadSignature("of no key of WeChat Pay")) }
    }
}
