use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::RulesError;
use super::period::ReleasePeriod;
use super::terms::{DisclosedField, DisclosedRisk, LEAST_THRESHOLD, Terms};
use crate::index::Filter;

const MOST_INCIDENTS: u32 = 100_000;
const MOST_DAYS: u32 = 366;
const USUAL_ADDRESSES: u32 = 8;

/// An information-sharing agreement, as its table in the file says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenAgreement {
    pub name: String,
    /// The agency that receives; none in the rules for viewers.
    pub agency: Option<String>,
    /// The agency that gives.
    pub provider: Option<String>,
    pub purpose: String,
    pub legal_basis: String,
    /// The parties' own number of it.
    pub version: String,
    /// First day.
    pub from: Option<Date>,
    /// First day after the last.
    pub until: Option<Date>,
    /// Kinds and classes: `["asb", "fire/deliberate"]`.
    pub categories: Vec<String>,
    #[serde(default)]
    pub sources: Vec<String>,
    /// `hex:8` or `area:ward`.
    pub place: String,
    pub period: ReleasePeriod,
    #[serde(default = "least_threshold")]
    pub threshold: u32,
    #[serde(default = "usual_addresses")]
    pub residential_addresses: u32,
    #[serde(default)]
    pub delay_days: u32,
    #[serde(default)]
    pub fields: Vec<DisclosedField>,
    #[serde(default)]
    pub risk: DisclosedRisk,
}

/// An agreement whose terms hold together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    written: WrittenAgreement,
    terms: Terms,
    rules: String,
}

fn least_threshold() -> u32 {
    LEAST_THRESHOLD
}

fn usual_addresses() -> u32 {
    USUAL_ADDRESSES
}

impl WrittenAgreement {
    /// `table` says where in the file it stands.
    pub fn check(self, table: &str) -> Result<Agreement, RulesError> {
        let wrong = |key: &'static str, value: String, expected: String| RulesError::Value {
            table: table.to_owned(),
            key,
            value,
            expected,
        };
        for (key, text) in [("name", &self.name), ("purpose", &self.purpose), ("legal_basis", &self.legal_basis)] {
            if text.trim().is_empty() {
                return Err(wrong(key, format!("{text:?}"), "something for people to read".to_owned()));
            }
        }
        let range = |key, value: u32, least: u32, most: u32| {
            let fits = (least..=most).contains(&value);
            if fits { Ok(()) } else { Err(wrong(key, value.to_string(), format!("a number from {least} to {most}"))) }
        };
        range("threshold", self.threshold, LEAST_THRESHOLD, MOST_INCIDENTS)?;
        range("residential_addresses", self.residential_addresses, 1, MOST_INCIDENTS)?;
        range("delay_days", self.delay_days, 0, MOST_DAYS)?;
        if let (Some(from), Some(until)) = (self.from, self.until)
            && until <= from
        {
            return Err(wrong("until", until.to_string(), format!("a day after {from}")));
        }
        let categories = Filter::parse(self.categories.iter().map(|text| ("category", text)));
        let categories = categories.map_err(|error| {
            wrong("categories", format!("{:?}", self.categories), format!("a list of kinds or kind/class ({error})"))
        })?;
        if categories.categories.is_empty() {
            return Err(wrong("categories", "empty".to_owned(), "at least one kind or kind/class".to_owned()));
        }
        let place = self.place.parse();
        let terms = Terms {
            categories: categories.categories,
            sources: self.sources.iter().cloned().collect(),
            place: place.map_err(|error| wrong("place", format!("{:?}", self.place), format!("a place ({error})")))?,
            period: self.period,
            threshold: self.threshold,
            residential_addresses: self.residential_addresses,
            delay_days: self.delay_days,
            fields: self.fields.iter().copied().collect(),
            risk: self.risk,
        };
        let rules = digest(&self);
        Ok(Agreement { written: self, terms, rules })
    }
}

impl Agreement {
    /// As its parties wrote it.
    pub fn written(&self) -> &WrittenAgreement {
        &self.written
    }

    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Different for every other wording or term: 16 hexadecimal digits of its SHA-256.
    pub fn rules(&self) -> &str {
        &self.rules
    }

    pub fn holds_on(&self, day: Date) -> bool {
        self.written.from.is_none_or(|from| from <= day) && self.written.until.is_none_or(|until| day < until)
    }
}

fn digest(written: &WrittenAgreement) -> String {
    let text = serde_json::to_string(written).expect("text, numbers and dates can be written as JSON");
    Sha256::digest(text).iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}
