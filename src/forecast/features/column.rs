use super::hinge::{ALL_THRESHOLDS, MONTH_THRESHOLDS, YEAR_THRESHOLDS};
use super::layer::Reach;
use super::memory::{MONTH, Memory, YEAR};
use super::week::{Week, knows_hours};
use crate::forecast::history::Covariate;
use crate::forecast::part::Part;
use crate::forecast::past::Past;

/// One thing that is known of every cell.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::forecast) enum Column {
    /// Incidents of a series (0: those that are forecast; from 1: the others in their order) as a memory and a reach see them.
    Incidents { series: usize, reach: Reach, memory: Memory },
    /// The cell's incidents of a year in one shift of the week, as often as the horizon has that shift: what comes by night comes back
    /// otherwise than what comes by day, and a Saturday has no Monday. Incidents whose hour is not known tell nothing.
    Shift { shift: usize },
    /// The cell's own count, as `usual` remembers it, times how many times what is usual its surroundings had as `recent` remembers.
    Trend { recent: Memory, usual: Memory },
    /// How far the cell's own count, as `memory` sees it, is above a threshold: places where it gathers have more of it than the sum of what
    /// they had, which a straight line through all cells would not give them.
    Above { memory: Memory, threshold: f64 },
    /// 1 where there was ever an incident.
    Used,
    /// The cell's share of a covariate that is a value a cell.
    Value { covariate: usize },
    /// The cell's share of the places of a class.
    Places { covariate: usize, reach: Reach },
    /// The cell's share of the ground.
    Ground,
}

const WEEK: Memory = Memory::HalfLife(7.0);
const THREE_YEARS: Memory = Memory::HalfLife(1095.0);

impl Column {
    /// Whether its memory is a month, a year or all: those between say much the same, which only a sum forgives.
    pub(in crate::forecast) fn stands_apart(&self) -> bool {
        match self {
            Self::Incidents { memory, .. } | Self::Above { memory, .. } => [MONTH, YEAR, Memory::All].contains(memory),
            Self::Shift { .. }
            | Self::Trend { .. }
            | Self::Used
            | Self::Value { .. }
            | Self::Places { .. }
            | Self::Ground => true,
        }
    }

    /// What it tells, for "why this place".
    pub(in crate::forecast) fn part(&self) -> Part {
        match self {
            Self::Incidents { series: 0, memory: Memory::Season, .. } => Part::SeasonAndHour,
            Self::Incidents { series: 0, reach: Reach::Own, memory } | Self::Above { memory, .. } => {
                if memory.is_short() { Part::RecentIncidents } else { Part::LongMemory }
            }
            Self::Shift { .. } => Part::SeasonAndHour,
            Self::Trend { .. } | Self::Used => Part::LongMemory,
            Self::Incidents { series: 0, reach: Reach::Near, memory } if memory.is_short() => Part::NearRepeats,
            Self::Incidents { series: 0, .. } => Part::Neighbourhood,
            Self::Incidents { .. } | Self::Value { .. } | Self::Places { .. } | Self::Ground => Part::Surroundings,
        }
    }

    /// Its name in a record.
    pub(in crate::forecast) fn label(&self, past: Past<'_>) -> String {
        let series = |series: &usize| match series.checked_sub(1) {
            None => "incidents".to_owned(),
            Some(other) => past.others().nth(other).map_or_else(String::new, |(name, _)| name.to_owned()),
        };
        let covariate = |covariate: &usize| match &past.covariates()[*covariate] {
            Covariate::Values { name, .. } | Covariate::Places { name, .. } => name.clone(),
        };
        match self {
            Self::Incidents { series: of, reach, memory } => {
                format!("{}, {}, {}", series(of), reach_label(*reach), memory_label(*memory))
            }
            Self::Shift { shift } => format!("{}, {}", Week::new().id(*shift), memory_label(YEAR)),
            Self::Trend { recent, usual } => {
                format!("own cell, {}, times the trend of {} round it", memory_label(*usual), memory_label(*recent))
            }
            Self::Above { memory, threshold } => format!("above {threshold}, {}", memory_label(*memory)),
            Self::Used => "ever".to_owned(),
            Self::Value { covariate: of } => covariate(of),
            Self::Places { covariate: of, reach } => format!("{}, {}", covariate(of), reach_label(*reach)),
            Self::Ground => "ground".to_owned(),
        }
    }
}

fn reach_label(reach: Reach) -> &'static str {
    match reach {
        Reach::Own => "own cell",
        Reach::Near => "0.6 cells",
        Reach::Wide => "2.4 cells",
        Reach::Broad => "9.6 cells",
    }
}

fn memory_label(memory: Memory) -> String {
    match memory {
        Memory::HalfLife(days) => format!("half-life {days} days"),
        Memory::All => "all".to_owned(),
        Memory::Season => "same season".to_owned(),
    }
}

/// The columns that a past has.
pub(in crate::forecast) fn columns(past: Past<'_>) -> Vec<Column> {
    let mut columns = Vec::new();
    for reach in [Reach::Own, Reach::Near, Reach::Wide, Reach::Broad] {
        let memories = [WEEK, MONTH, YEAR, THREE_YEARS, Memory::All];
        columns.extend(memories.map(|memory| Column::Incidents { series: 0, reach, memory }));
    }
    columns.push(Column::Incidents { series: 0, reach: Reach::Near, memory: Memory::Season });
    columns.push(Column::Trend { recent: MONTH, usual: YEAR });
    if knows_hours(past) {
        columns.extend((0..Week::new().len()).map(|shift| Column::Shift { shift }));
    }
    for (memory, thresholds) in [(MONTH, MONTH_THRESHOLDS), (YEAR, YEAR_THRESHOLDS), (Memory::All, ALL_THRESHOLDS)] {
        columns.extend(thresholds.iter().map(|&threshold| Column::Above { memory, threshold }));
    }
    columns.extend([Column::Used, Column::Ground]);
    for (other, _) in past.others().enumerate() {
        let told = [(Reach::Own, Memory::All), (Reach::Near, YEAR), (Reach::Wide, MONTH), (Reach::Wide, Memory::All)];
        columns.extend(told.map(|(reach, memory)| Column::Incidents { series: other + 1, reach, memory }));
    }
    for (covariate, known) in past.covariates().iter().enumerate() {
        match known {
            Covariate::Values { .. } => columns.push(Column::Value { covariate }),
            Covariate::Places { .. } => {
                columns.extend([Reach::Near, Reach::Wide].map(|reach| Column::Places { covariate, reach }))
            }
        }
    }
    columns
}
