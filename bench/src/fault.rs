//! What can go wrong in a tool that is run by hand: one line that says what, and why.

use std::fmt;

/// One line for whoever started the tool.
#[derive(Debug)]
pub struct Fault(String);

/// What anything here returns.
pub type Outcome<T> = Result<T, Fault>;

impl Fault {
    /// A fault of its own.
    pub fn new(line: impl Into<String>) -> Self {
        Self(line.into())
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl<E: std::error::Error> From<E> for Fault {
    fn from(error: E) -> Self {
        let mut line = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            line = format!("{line}: {cause}");
            source = cause.source();
        }
        Self(line)
    }
}

/// Says what was tried when it failed.
pub trait While<T> {
    /// Puts `what` before the cause.
    fn when(self, what: &str) -> Outcome<T>;
}

impl<T, E: Into<Fault>> While<T> for Result<T, E> {
    fn when(self, what: &str) -> Outcome<T> {
        self.map_err(|error| Fault(format!("{what}: {}", error.into().0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_says_what_was_tried_and_why_it_failed() {
        let failed: Result<(), std::num::ParseIntError> = "x".parse::<u8>().map(|_| ());
        let fault = failed.when("read a number").unwrap_err();
        assert_eq!(fault.to_string(), "read a number: invalid digit found in string");
    }
}
