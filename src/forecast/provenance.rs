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
    /// The less the likelier it was to be found there: `least_chance` / chance, at most 1. Over many days each place then counts what
    /// happens in it, however often it was patrolled, so long as no chance is below `least_chance`; how likely it was has to be known.
    Corrected { least_chance: f64 },
}

/// A place that is patrolled once in fifty times still counts in full.
const LEAST_CHANCE: f64 = 0.02;

#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is no treatment of incidents that officers found: write count, leave-out, weight:0.5 (0 to 1), corrected or corrected:0.02 (above 0, to 1)"
)]
pub struct ProvenancesError(String);

impl Provenances {
    /// [`Provenances::Corrected`] with the usual least chance.
    pub const CORRECTED: Self = Self::Corrected { least_chance: LEAST_CHANCE };

    /// What an incident of a provenance counts as where nobody recorded who patrolled, 0..=1: one that an officer found cannot be
    /// corrected then, and counts nothing.
    pub fn weight(self, provenance: Provenance) -> f64 {
        self.weight_given(provenance, None)
    }

    /// What an incident counts as, 0..=1, given the chance that a patrol was there to find it, 0..=1.
    ///
    /// Ensign et al. add what a patrol found with the chance that it was not sent there, for two areas; the inverse of the chance is the
    /// same for any number (Horvitz and Thompson 1952, doi:10.1080/01621459.1952.10483446), and weighs where they draw.
    pub fn weight_given(self, provenance: Provenance, discovery_chance: Option<f64>) -> f64 {
        match (self, provenance) {
            (Self::LeaveOut, Provenance::OfficerFound) => 0.0,
            (Self::Weight(weight), Provenance::OfficerFound) => weight,
            (Self::Corrected { least_chance }, Provenance::OfficerFound) => {
                discovery_chance.map_or(0.0, |chance| least_chance / chance.max(least_chance))
            }
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
            None if text == "corrected" => Ok(Self::CORRECTED),
            Some(("corrected", least_chance)) => {
                let least_chance = least_chance.parse().ok().filter(|chance| *chance > 0.0 && *chance <= 1.0);
                least_chance.map(|least_chance| Self::Corrected { least_chance }).ok_or_else(wrong)
            }
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
            Self::Corrected { least_chance } => write!(formatter, "corrected:{least_chance}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likelier_found_the_less_it_counts() {
        let corrected = Provenances::Corrected { least_chance: 0.1 };
        let weight = |chance: f64| corrected.weight_given(Provenance::OfficerFound, Some(chance));
        assert_eq!([weight(1.0), weight(0.5), weight(0.1), weight(0.0)], [0.1, 0.2, 1.0, 1.0]);
        assert_eq!(corrected.weight_given(Provenance::PublicReport, Some(0.5)), 1.0);
        // Ensign et al.: two areas patrolled with chances 0.8 and 0.2 add 0.8 × 0.2 each; ours add 0.8 × 0.125 and 0.2 × 0.5.
        assert!((0.8 * weight(0.8) - 0.2 * weight(0.2)).abs() < 1e-12);
    }

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
        assert_eq!(weights("corrected:0.05"), weights("leave-out"), "nobody knows who patrolled");
        for wrong in ["", "weight", "weight:2", "weight:-0.1", "weight:nan", "drop", "corrected:0", "corrected:2"] {
            assert!(wrong.parse::<Provenances>().is_err(), "{wrong}");
        }
    }
}
