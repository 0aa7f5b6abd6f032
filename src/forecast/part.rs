use serde::{Deserialize, Serialize};

/// Why a place is expected to have incidents: the parts of a forecast add up to its risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// What happened in the cell in the last few weeks.
    RecentIncidents,
    /// What happened in the cell over the years, more or less as its surroundings rise or fall.
    LongMemory,
    /// Incidents close by in the last days, which often come back (Townsley et al. 2003).
    NearRepeats,
    /// What happened round the cell: its rings, and the ground beyond.
    Neighbourhood,
    /// The time of the year, the week and the day: the same weeks of earlier years, the cell's days and nights.
    SeasonAndHour,
    /// Who lives there and what is there: residents, deprivation, venues, schools, transport, other categories.
    Surroundings,
}

impl Part {
    pub const ALL: [Self; 6] = [
        Self::RecentIncidents,
        Self::LongMemory,
        Self::NearRepeats,
        Self::Neighbourhood,
        Self::SeasonAndHour,
        Self::Surroundings,
    ];

    /// As in files and addresses: `recent-incidents`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::RecentIncidents => "recent-incidents",
            Self::LongMemory => "long-memory",
            Self::NearRepeats => "near-repeats",
            Self::Neighbourhood => "neighbourhood",
            Self::SeasonAndHour => "season-and-hour",
            Self::Surroundings => "surroundings",
        }
    }

    pub fn label(self) -> &'static str {
        match self {
            Self::RecentIncidents => "Recent incidents",
            Self::LongMemory => "Long memory",
            Self::NearRepeats => "Near repeats",
            Self::Neighbourhood => "Neighbourhood",
            Self::SeasonAndHour => "Season and hour",
            Self::Surroundings => "Surroundings",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_files() {
        for part in Part::ALL {
            assert_eq!(serde_json::to_value(part).unwrap(), part.slug());
        }
    }
}
