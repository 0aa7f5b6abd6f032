use std::collections::BTreeMap;

use super::error::ProfileError;
use super::file::{DefaultRules, ValueRules};
use super::lookup::Lookup;
use crate::incident::{Category, Kind, Provenance};

/// What a file's words mean, field by field.
#[derive(Clone, Debug)]
pub struct Meanings {
    pub category: Lookup<Category<'static>>,
    pub category_default: Option<CategoryDefault>,
    pub source: Lookup<String>,
    pub source_default: Option<String>,
    pub provenance: Lookup<Provenance>,
    pub provenance_default: Provenance,
    pub attended: Lookup<bool>,
    pub attended_default: Option<bool>,
    pub repeat: Lookup<bool>,
    pub repeat_default: Option<bool>,
    pub vulnerable: Lookup<bool>,
    pub vulnerable_default: Option<bool>,
}

/// The category of a word that no rule knows.
#[derive(Clone, Debug)]
pub enum CategoryDefault {
    Always(Category<'static>),
    /// The slug of the word itself, under this kind.
    Slug(Kind),
}

const YES: [&str; 5] = ["y", "yes", "true", "t", "1"];
const NO: [&str; 5] = ["n", "no", "false", "f", "0"];

impl Meanings {
    pub fn check(profile: &str, values: &ValueRules, defaults: &DefaultRules) -> Result<Self, ProfileError> {
        let category = |word: &str, written: &String| -> Result<Category<'static>, ProfileError> {
            let wrong = |source| ProfileError::Category { profile: profile.to_owned(), word: word.to_owned(), source };
            written.parse().map_err(wrong)
        };
        let provenance = |_: &str, written: &String| -> Result<Provenance, ProfileError> {
            written.parse().map_err(|source| ProfileError::Name { profile: profile.to_owned(), source })
        };
        Ok(Self {
            category: Lookup::new(&values.category, category)?,
            category_default: defaults
                .category
                .as_ref()
                .map(|written| category_default(profile, written))
                .transpose()?,
            source: Lookup::new(&values.source, |_, name| Ok::<_, ProfileError>(name.clone()))?,
            source_default: defaults.source.clone(),
            provenance: Lookup::new(&values.provenance, provenance)?,
            provenance_default: defaults
                .provenance
                .as_ref()
                .map_or(Ok(Provenance::default()), |written| provenance("", written))?,
            attended: truths(&values.attended)?,
            attended_default: defaults.attended,
            repeat: truths(&values.repeat)?,
            repeat_default: defaults.repeat,
            vulnerable: truths(&values.vulnerable)?,
            vulnerable_default: defaults.vulnerable,
        })
    }
}

fn category_default(profile: &str, written: &str) -> Result<CategoryDefault, ProfileError> {
    let wrong =
        |source| ProfileError::Category { profile: profile.to_owned(), word: "defaults.category".to_owned(), source };
    match written.strip_suffix("/*") {
        Some(kind) => kind.parse().map(CategoryDefault::Slug).map_err(wrong),
        None => written.parse().map(CategoryDefault::Always).map_err(wrong),
    }
}

/// Whether a word stands for true or false where the profile names no words of its own.
pub fn is_usual_truth(word: &str) -> bool {
    YES.iter().chain(&NO).any(|usual| usual.eq_ignore_ascii_case(word))
}

/// A profile's own words for true and false replace the usual ones.
fn truths(written: &BTreeMap<String, bool>) -> Result<Lookup<bool>, ProfileError> {
    if !written.is_empty() {
        return Lookup::new(written, |_, &truth| Ok(truth));
    }
    let usual = YES.map(|word| (word.to_owned(), true)).into_iter().chain(NO.map(|word| (word.to_owned(), false)));
    Lookup::new(&usual.collect(), |_, &truth| Ok(truth))
}
