use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::incident::Provenance;

/// What incidents that an officer found by being there count as: they follow the officers, and the officers follow the forecast (Ensign et
/// al. 2018, Runaway feedback loops in predictive policing, section 4).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Provenances {
    /// As much as any other.
    Count,
    /// Nothing.
    LeaveOut,
    /// This much, 0..=1.
    Weight(f64),
}

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0:?} is no treatment of incidents that officers found: write count, leave-out or weight:0.5 (0 to 1)")]
pub struct ProvenancesError(String);

impl Provenances {
    /// What an incident of a provenance counts as, 0..=1.
    pub fn weight(self, provenance: Provenance) -> f64 {
        match (self, provenance) {
            (Self::LeaveOut, Provenance::OfficerFound) => 0.0,
            (Self::Weight(weight), Provenance::OfficerFound) => weight,
            _ => 1.0,
        }
    }
}

impl FromStr for Provenances {
    type Err = ProvenancesError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || ProvenancesError(text.to_owned());
        match text.split_once(':') {
            None if text == "count" => Ok(Self::Count),
            None if text == "leave-out" => Ok(Self::LeaveOut),
            Some(("weight", weight)) => {
                let weight = weight.parse().ok().filter(|weight| (0.0..=1.0).contains(weight));
                weight.map(Self::Weight).ok_or_else(wrong)
            }
            _ => Err(wrong()),
        }
    }
}

impl fmt::Display for Provenances {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count => write!(formatter, "count"),
            Self::LeaveOut => write!(formatter, "leave-out"),
            Self::Weight(weight) => write!(formatter, "weight:{weight}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_by_hand() {
        let weights = |text: &str| {
            let treatment: Provenances = text.parse().unwrap();
            assert_eq!(treatment.to_string(), text);
            Provenance::ALL.map(|provenance| treatment.weight(provenance))
        };
        assert_eq!(weights("count"), [1.0; 5]);
        assert_eq!(weights("leave-out"), [1.0, 1.0, 0.0, 1.0, 1.0]);
        assert_eq!(weights("weight:0.25"), [1.0, 1.0, 0.25, 1.0, 1.0]);
        for wrong in ["", "weight", "weight:2", "weight:-0.1", "weight:nan", "drop"] {
            assert!(wrong.parse::<Provenances>().is_err(), "{wrong}");
        }
    }
}
