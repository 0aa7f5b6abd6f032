use std::fmt::{self, Debug};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::error::AccessError;
use crate::store::TokenDigest;

const BYTES: usize = 32;

/// 256 random bits as text, which somebody carries to prove who they are. Only its digest is kept; as nobody can guess one, a fast
/// digest serves.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one behind a prefix that tells what it is for.
    pub(super) fn random(prefix: &str) -> Result<Self, AccessError> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes)?;
        Ok(Self(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))))
    }

    /// The text, for its owner alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    pub(super) fn digest(&self) -> TokenDigest {
        digest(&self.0)
    }
}

/// What is kept of a token.
pub(super) fn digest(token: &str) -> TokenDigest {
    Sha256::digest(token).into()
}

/// A token must not reach a log by accident.
impl Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_and_never_twice() {
        let (one, other) = (Token::random("wn_").unwrap(), Token::random("wn_").unwrap());
        assert_ne!(one, other);
        assert_ne!(one.digest(), other.digest());
        // 256 bits at 6 a character.
        assert!(one.reveal().starts_with("wn_") && one.reveal().len() == 3 + 43);
        assert!(one.reveal().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
    }

    #[test]
    fn hidden_from_logs() {
        let token = Token::random("").unwrap();
        assert!(!format!("{token:?} {:#?}", Some(&token)).contains(token.reveal()));
    }
}
