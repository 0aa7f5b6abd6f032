use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How an incident came to be known. An incident that an officer found by being there follows the officers; a call from the
/// public does not (Ensign et al. 2018, Runaway feedback loops in predictive policing).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Provenance {
    #[default]
    Unknown,
    PublicReport,
    OfficerFound,
    Partner,
    Sensor,
}

/// How well the place is known. Each method says what it can do with each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Precision {
    /// No place, and no area.
    #[default]
    None,
    /// An area's code alone: counted, never mapped.
    Area,
    /// The middle of an H3 cell, in place of a place that is not disclosed.
    Cell,
    /// One of a fixed set of map points, as data.police.uk publishes: a street, not an address.
    MapPoint,
    /// Where it happened.
    Exact,
}

/// A name that is none of those a value can have.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what} {name:?} is none of {known}")]
pub struct UnknownName {
    pub what: &'static str,
    pub name: String,
    pub known: String,
}

impl Provenance {
    pub const ALL: [Self; 5] = [Self::Unknown, Self::PublicReport, Self::OfficerFound, Self::Partner, Self::Sensor];

    pub fn slug(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::PublicReport => "public-report",
            Self::OfficerFound => "officer-found",
            Self::Partner => "partner",
            Self::Sensor => "sensor",
        }
    }
}

impl Precision {
    pub const ALL: [Self; 5] = [Self::None, Self::Area, Self::Cell, Self::MapPoint, Self::Exact];

    pub fn slug(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Area => "area",
            Self::Cell => "cell",
            Self::MapPoint => "map-point",
            Self::Exact => "exact",
        }
    }

    /// Whether the place stands for others around it: a map point or the middle of a cell, and no address.
    pub fn is_snapped(self) -> bool {
        matches!(self, Self::Cell | Self::MapPoint)
    }
}

impl FromStr for Provenance {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|value| value.slug() == name).ok_or_else(|| UnknownName {
            what: "provenance",
            name: name.to_owned(),
            known: Self::ALL.map(Self::slug).join(", "),
        })
    }
}

impl FromStr for Precision {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|value| value.slug() == name).ok_or_else(|| UnknownName {
            what: "precision",
            name: name.to_owned(),
            known: Self::ALL.map(Self::slug).join(", "),
        })
    }
}
