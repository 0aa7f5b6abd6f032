use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The broad kind of an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    #[serde(rename = "asb")]
    AntiSocialBehaviour,
    Crime,
    Fire,
    Other,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::AntiSocialBehaviour, Self::Crime, Self::Fire, Self::Other];

    /// The short name used in filters, files and addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::AntiSocialBehaviour => "asb",
            Self::Crime => "crime",
            Self::Fire => "fire",
            Self::Other => "other",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::AntiSocialBehaviour => "Anti-social behaviour",
            Self::Crime => "Crime",
            Self::Fire => "Fire",
            Self::Other => "Other",
        }
    }
}

/// A two-level category, written `kind/class`: `asb/nuisance`, `crime/burglary`, `fire/deliberate`.
///
/// A class is a slug (lower-case letters, digits and hyphens). `asb/unspecified` is an incident whose kind alone is known.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category<'a> {
    kind: Kind,
    class: Cow<'a, str>,
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CategoryError {
    #[error("kind {0:?} is none of asb, crime, fire, other")]
    Kind(String),
    #[error("class {0:?} is not a slug of lower-case letters, digits and hyphens")]
    Class(String),
}

impl<'a> Category<'a> {
    pub const UNSPECIFIED: &'static str = "unspecified";

    /// `class` must be a slug already; see [`Category::slug_of`].
    pub fn new(kind: Kind, class: impl Into<Cow<'a, str>>) -> Result<Self, CategoryError> {
        let class = class.into();
        let ok = !class.is_empty() && class.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if ok { Ok(Self { kind, class }) } else { Err(CategoryError::Class(class.into_owned())) }
    }

    /// The slug of a label: `Criminal damage and arson` becomes `criminal-damage-and-arson`; nothing usable, `unspecified`.
    pub fn slug_of(label: &str) -> String {
        let mut slug = String::with_capacity(label.len());
        for c in label.chars().flat_map(char::to_lowercase) {
            if c.is_ascii_alphanumeric() {
                slug.push(c);
            } else if !slug.is_empty() && !slug.ends_with('-') {
                slug.push('-');
            }
        }
        let slug = slug.trim_end_matches('-');
        if slug.is_empty() { Self::UNSPECIFIED.to_owned() } else { slug.to_owned() }
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn class(&self) -> &str {
        &self.class
    }

    /// The class for people: `criminal-damage-and-arson` becomes `Criminal damage and arson`.
    pub fn class_label(&self) -> String {
        let mut label = self.class.replace('-', " ");
        if let Some(first) = label.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        label
    }

    /// The same category without a copy of its text.
    pub fn borrowed(&self) -> Category<'_> {
        Category { kind: self.kind, class: Cow::Borrowed(&self.class) }
    }

    pub fn into_owned(self) -> Category<'static> {
        Category { kind: self.kind, class: Cow::Owned(self.class.into_owned()) }
    }
}

impl fmt::Display for Category<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.kind.slug(), self.class)
    }
}

impl FromStr for Kind {
    type Err = CategoryError;

    fn from_str(slug: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug).ok_or_else(|| CategoryError::Kind(slug.to_owned()))
    }
}

impl FromStr for Category<'static> {
    type Err = CategoryError;

    /// Reads `kind/class`, or `kind` alone as `kind/unspecified`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (kind, class) = text.split_once('/').unwrap_or((text, Category::UNSPECIFIED));
        Category::new(kind.parse()?, class.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_and_read() {
        let category: Category<'static> = "crime/criminal-damage-and-arson".parse().unwrap();
        assert_eq!(category.kind(), Kind::Crime);
        assert_eq!(category.class_label(), "Criminal damage and arson");
        assert_eq!(category.to_string(), "crime/criminal-damage-and-arson");
        assert_eq!("asb".parse::<Category<'static>>().unwrap().to_string(), "asb/unspecified");
        assert_eq!("theft/car".parse::<Category<'static>>(), Err(CategoryError::Kind("theft".into())));
        assert!("asb/Noise!".parse::<Category<'static>>().is_err());
    }

    #[test]
    fn slugs() {
        assert_eq!(Category::slug_of("Violence and sexual offences"), "violence-and-sexual-offences");
        assert_eq!(Category::slug_of("  ASB - Nuisance "), "asb-nuisance");
        assert_eq!(Category::slug_of("??"), "unspecified");
    }
}
