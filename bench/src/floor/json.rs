//! JSON written by hand, byte for byte as the server writes it.

use std::borrow::Cow;
use std::io::Write;

use uuid::Uuid;

use crate::clock;
use crate::fault::Outcome;

/// An answer in the making.
pub struct Json(Vec<u8>);

impl Json {
    /// An answer that begins so.
    pub fn new(start: &str) -> Self {
        let mut bytes = Vec::with_capacity(16 * 1_024);
        bytes.extend_from_slice(start.as_bytes());
        Self(bytes)
    }

    /// Adds what is JSON already.
    pub fn raw(&mut self, text: &str) -> &mut Self {
        self.0.extend_from_slice(text.as_bytes());
        self
    }

    /// Adds a text in quotes.
    pub fn text(&mut self, text: &str) -> &mut Self {
        self.serialized(&text)
    }

    /// Adds a whole number.
    pub fn number(&mut self, number: i64) -> &mut Self {
        // Writing to memory cannot fail.
        let _ = write!(self.0, "{number}");
        self
    }

    /// Adds a yes or no.
    pub fn flag(&mut self, flag: bool) -> &mut Self {
        self.raw(if flag { "true" } else { "false" })
    }

    /// Adds an id in quotes.
    pub fn id(&mut self, prefix: &str, id: Uuid) -> &mut Self {
        let mut digits = [0; 32];
        let digits: &str = id.simple().encode_lower(&mut digits);
        self.raw("\"").raw(prefix).raw("_").raw(digits).raw("\"")
    }

    /// Adds an instant.
    pub fn instant(&mut self, millis: i64) -> &mut Self {
        self.raw("\"").raw(&clock::rfc3339(millis)).raw("\"")
    }

    /// Adds `{"amountMinor":…,"currency":…,"amount":…}`; every currency here has two places.
    pub fn money(&mut self, minor: i64, currency: &str) -> &mut Self {
        let _ = write!(
            self.0,
            r#"{{"amountMinor":"{minor}","currency":"{currency}","amount":"{}.{:02}"}}"#,
            minor / 100,
            minor % 100
        );
        self
    }

    /// Adds a list of texts that the database gave as JSON: PostgreSQL puts spaces into it.
    pub fn texts(&mut self, stored: &str) -> Outcome<&mut Self> {
        let texts: Vec<Cow<'_, str>> = serde_json::from_str(stored)?;
        Ok(self.serialized(&texts))
    }

    /// Adds the address of a picture, in the narrowest width that is wide enough.
    pub fn picture(
        &mut self,
        origin: &str,
        image: Uuid,
        variants: &str,
        width: u32,
    ) -> Outcome<()> {
        let variants: Vec<(u32, u32)> = serde_json::from_str(variants)?;
        let wide_enough = variants.iter().find(|(stored, _)| *stored >= width);
        let (stored, _) = wide_enough.or(variants.last()).copied().unwrap_or_default();
        let mut digits = [0; 32];
        let digits: &str = image.simple().encode_lower(&mut digits);
        let _ = write!(self.0, "\"{origin}/media/image_{digits}/{stored}.jpg\"");
        Ok(())
    }

    /// Adds a colour.
    pub fn colour(&mut self, colour: i64) -> &mut Self {
        let _ = write!(self.0, "\"#{colour:06x}\"");
        self
    }

    /// The answer.
    pub fn done(self) -> Vec<u8> {
        self.0
    }

    fn serialized(&mut self, value: &impl serde::Serialize) -> &mut Self {
        // Texts and lists of texts always can be, and writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.0, value);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_as_the_wire_has_them() {
        let mut json = Json::new("[");
        json.text("a\"b\n").raw(",").number(-7).raw(",").flag(true).raw(",");
        json.money(14_805, "CNY").raw(",").colour(65_290).raw(",");
        json.texts(r#"["茶", "pot"]"#).unwrap().raw(",");
        json.picture("http://h", Uuid::nil(), "[[320, 240], [640, 480]]", 400).unwrap();
        let id = "0".repeat(32);
        let expected = format!(
            "[\"a\\\"b\\n\",-7,true,{{\"amountMinor\":\"14805\",\"currency\":\"CNY\",\
             \"amount\":\"148.05\"}},\"#00ff0a\",[\"茶\",\"pot\"],\
             \"http://h/media/image_{id}/640.jpg\""
        );
        assert_eq!(String::from_utf8(json.done()).unwrap(), expected);
    }
}
