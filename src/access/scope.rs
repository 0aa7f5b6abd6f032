use std::fmt::{self, Display};
use std::str::FromStr;

use thiserror::Error;

/// What a key is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The API and the tiles.
    Read,
    /// OGC API.
    Ogc,
    /// Sending in incidents.
    SendIn,
}

/// A word that names no scope.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{0:?} is no scope: read, ogc or send-in")]
pub struct ScopeError(String);

/// Some scopes, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scopes(Vec<Scope>);

impl Scope {
    pub const ALL: [Self; 3] = [Self::Read, Self::Ogc, Self::SendIn];

    /// The scope's word in commands and answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Ogc => "ogc",
            Self::SendIn => "send-in",
        }
    }
}

impl Display for Scope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Scope {
    type Err = ScopeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|scope| scope.name() == text).ok_or_else(|| ScopeError(text.to_owned()))
    }
}

impl Scopes {
    pub fn hold(&self, scope: Scope) -> bool {
        self.0.contains(&scope)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their words.
    pub fn names(&self) -> Vec<&'static str> {
        self.0.iter().map(|scope| scope.name()).collect()
    }

    /// As stored: words parted by blanks. A word of a newer program grants nothing in this one.
    pub(super) fn of_words(words: &str) -> Self {
        words.split(' ').filter_map(|word| word.parse().ok()).collect()
    }

    pub(super) fn words(&self) -> String {
        self.names().join(" ")
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(given: I) -> Self {
        let given: Vec<Scope> = given.into_iter().collect();
        Self(Scope::ALL.into_iter().filter(|scope| given.contains(scope)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        for scope in Scope::ALL {
            assert_eq!(scope.to_string().parse(), Ok(scope));
        }
        assert!("write".parse::<Scope>().unwrap_err().to_string().contains("\"write\" is no scope"));
        let some: Scopes = [Scope::SendIn, Scope::Read, Scope::Read].into_iter().collect();
        assert_eq!(some.words(), "read send-in");
        assert_eq!(Scopes::of_words("read fly send-in"), some);
        assert!(some.hold(Scope::Read) && !some.hold(Scope::Ogc));
    }
}
