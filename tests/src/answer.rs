//! What came back to an actor, asked in the words of the API.

use serde_json::Value;

/// The answer to one request.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The whole body.
    pub body: Value,
}

impl Answer {
    /// What stands at a path such as `post.tags.0.product.id`; the request must have succeeded.
    pub fn data(&self, path: &str) -> &Value {
        assert!(self.body.get("errors").is_none(), "errors: {self}");
        self.found(path).unwrap_or_else(|| panic!("nothing at `{path}`: {self}"))
    }

    /// The text at a path.
    pub fn text(&self, path: &str) -> String {
        let value = self.data(path);
        value.as_str().unwrap_or_else(|| panic!("no text at `{path}`: {self}")).to_owned()
    }

    /// The number at a path.
    pub fn number(&self, path: &str) -> i64 {
        self.data(path).as_i64().unwrap_or_else(|| panic!("no number at `{path}`: {self}"))
    }

    /// The list at a path.
    pub fn list(&self, path: &str) -> &[Value] {
        self.data(path).as_array().unwrap_or_else(|| panic!("no list at `{path}`: {self}"))
    }

    /// Asserts that the mutation did what was asked: no error and no refusal.
    #[must_use]
    pub fn done(self) -> Self {
        assert!(self.body.get("errors").is_none(), "errors: {self}");
        let refusals = self.refusals();
        assert!(refusals.is_empty(), "refused as {refusals:?}: {self}");
        self
    }

    /// Asserts that a rule said no: this code alone, as data.
    pub fn refused(&self, code: &str) {
        assert!(self.body.get("errors").is_none(), "errors: {self}");
        assert_eq!(self.refusals(), [code], "{self}");
    }

    /// Asserts that the request could not be run or a field not be answered, with this code.
    pub fn error(&self, code: &str) {
        assert_eq!(self.codes().first().copied(), Some(code), "{self}");
    }

    /// The codes of `userErrors`, of whichever root field.
    pub fn refusals(&self) -> Vec<&str> {
        let fields = self.body["data"].as_object().into_iter().flatten();
        let errors = fields.filter_map(|(_, payload)| payload["userErrors"].as_array()).flatten();
        errors.filter_map(|error| error["code"].as_str()).collect()
    }

    /// The codes of top-level errors.
    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors.filter_map(|error| error["extensions"]["code"].as_str()).collect()
    }

    fn found(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(&self.body["data"], |value, step| match step.parse::<usize>() {
            Ok(index) => value.get(index),
            Err(_) => value.get(step),
        })
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {:#}", self.status, self.body)
    }
}
