use std::collections::BTreeSet;
use std::fmt::{self, Display};
use std::str::FromStr;

use h3o::Resolution;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::period::ReleasePeriod;
use crate::incident::Kind;
use crate::index::{CategoryChoice, Filter};

/// The fewest incidents of one group: counts of 1 to 5 identify people.
pub const LEAST_THRESHOLD: u32 = 6;
/// The finest cell that is disclosed, about 0.1 km²; the next is an address in the country.
pub const FINEST_DISCLOSED: Resolution = Resolution::Nine;

/// What of the incidents is disclosed, and how exactly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Never empty.
    pub categories: BTreeSet<CategoryChoice>,
    /// Agencies that recorded the incidents; all of them where empty.
    pub sources: BTreeSet<String>,
    pub place: DisclosedPlace,
    pub period: ReleasePeriod,
    /// Fewer incidents that are alike in everything that is disclosed are left out.
    pub threshold: u32,
    /// A cell in which risk is shown holds so many residential addresses, or the threshold of disclosed incidents.
    pub residential_addresses: u32,
    /// Days from a period's end to its release.
    pub delay_days: u32,
    pub fields: BTreeSet<DisclosedField>,
    pub risk: DisclosedRisk,
}

impl Terms {
    /// Whether a filter chooses nothing but incidents that the terms are about.
    pub fn covers(&self, filter: &Filter) -> bool {
        let whole = |kind: Kind| self.categories.contains(&CategoryChoice::Kind(kind));
        let category = |choice: &CategoryChoice| match choice {
            CategoryChoice::Kind(kind) => whole(*kind),
            CategoryChoice::Class(class) => self.categories.iter().any(|it| it.admits(class)),
        };
        let categories = match filter.categories.is_empty() {
            true => Kind::ALL.into_iter().all(whole),
            false => filter.categories.iter().all(category),
        };
        let sources =
            self.sources.is_empty() || (!filter.sources.is_empty() && filter.sources.is_subset(&self.sources));
        categories && sources
    }
}

/// What a place becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DisclosedPlace {
    /// The middle of its H3 cell.
    Cell(Resolution),
    /// The area of this layer that it lies in.
    Area(String),
}

/// A field that is disclosed only where an agreement names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DisclosedField {
    /// The agency that recorded the incident.
    Source,
    /// How it came to be known.
    Provenance,
    /// Whether somebody went.
    Attended,
    Outcome,
}

/// What is shown of forecasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DisclosedRisk {
    #[default]
    None,
    /// Which cells are in the first 1, 5 and 20 % of the area; no number.
    Bands,
}

/// It names no place that can be disclosed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no place that can be disclosed: write hex:5 to hex:9, or area:LAYER")]
pub struct PlaceError(String);

impl DisclosedPlace {
    /// In a sentence: "cells of about 0.74 km² (H3 resolution 8)".
    pub fn in_words(&self) -> String {
        match self {
            Self::Cell(resolution) => {
                let area = resolution.area_km2();
                let area = if area < 10.0 { format!("{area:.1}") } else { format!("{area:.0}") };
                format!("cells of about {area} km² (H3 resolution {resolution})")
            }
            Self::Area(layer) => format!("areas of the layer {layer}"),
        }
    }
}

impl FromStr for DisclosedPlace {
    type Err = PlaceError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || PlaceError(text.to_owned());
        let disclosed = crate::index::COARSEST..=FINEST_DISCLOSED;
        match text.split_once(':') {
            Some(("hex", number)) => {
                let resolution = number.parse::<Resolution>().ok().filter(|it| disclosed.contains(it));
                resolution.map(Self::Cell).ok_or_else(wrong)
            }
            Some(("area", layer)) if !layer.is_empty() => Ok(Self::Area(layer.to_owned())),
            _ => Err(wrong()),
        }
    }
}

impl Display for DisclosedPlace {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cell(resolution) => write!(formatter, "hex:{resolution}"),
            Self::Area(layer) => write!(formatter, "area:{layer}"),
        }
    }
}

impl DisclosedField {
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Source => "the agency that recorded it",
            Self::Provenance => "how it came to be known",
            Self::Attended => "whether somebody went",
            Self::Outcome => "its outcome",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for written in ["hex:5", "hex:9", "area:ward"] {
            assert_eq!(written.parse::<DisclosedPlace>().unwrap().to_string(), written);
        }
        for wrong in ["hex:10", "hex:4", "area:", "point", "square:250m"] {
            assert!(wrong.parse::<DisclosedPlace>().is_err(), "{wrong}");
        }
        assert_eq!(DisclosedPlace::Cell(Resolution::Eight).in_words(), "cells of about 0.7 km² (H3 resolution 8)");
    }
}
