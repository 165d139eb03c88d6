//! Why a provider did not do what it was asked, split by the one question that matters about
//! money: is it certain that nothing happened?

/// Why there is no answer to build on. Nothing in it is personal or secret: codes are cut to
/// letters, digits and a few signs, the providers' sentences are left out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The provider says no, for good. Certain: nothing happened.
    #[error("refused by the provider: {code}")]
    Refused {
        /// The provider's own word for it.
        code: String,
    },
    /// It was not reached, or is too busy to begin. Certain: nothing happened; ask again later.
    #[error("the provider cannot take the request now: {0}")]
    Later(&'static str),
    /// It was asked, and no answer came that settles the matter. Only a query or the statement
    /// can tell what happened.
    #[error("the outcome is not known: {0}")]
    Unknown(&'static str),
    /// An answer came that is not of the agreed form. What happened is not known.
    #[error("the answer is malformed: {0}")]
    Malformed(&'static str),
    /// A message is not signed by the provider, or not lately. What happened is not known.
    #[error("not authentic: {0}")]
    BadSignature(&'static str),
    /// A key, an address or an argument of ours is unusable, by our own judgement or by the
    /// provider's: somebody has to set it right. Certain: nothing happened.
    #[error("unusable here: {0}")]
    Setting(&'static str),
}

impl Failure {
    /// Whether it is certain that nothing happened at the provider.
    pub fn is_certain(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::Later(_) | Self::Setting(_))
    }

    /// A refusal by the provider's code, cut to what a log may hold.
    pub(crate) fn refused(code: &str) -> Self {
        let fit = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
        let code: String = code.chars().filter(fit).take(64).collect();
        Self::Refused { code: if code.is_empty() { "unnamed".to_owned() } else { code } }
    }

    /// The code of a refusal, if it is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Refused { code } => Some(code),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_carry_nothing_else() {
        let code = |text: &str| Failure::refused(text).code().unwrap().to_owned();
        assert_eq!(code("ACQ.TRADE_NOT_EXIST"), "ACQ.TRADE_NOT_EXIST");
        assert_eq!(code("a\r\nb 付款 <c>"), "abc");
        assert_eq!(code("付"), "unnamed");
        assert_eq!(code(&"x".repeat(1000)).len(), 64);
    }

    #[test]
    fn only_a_no_and_a_silence_before_sending_are_certain() {
        assert!(Failure::refused("no").is_certain());
        assert!(Failure::Later("unreachable").is_certain());
        assert!(Failure::Setting("key").is_certain());
        assert!(!Failure::Unknown("timed out").is_certain());
        assert!(!Failure::Malformed("json").is_certain());
        assert!(!Failure::BadSignature("wrong").is_certain());
    }
}
