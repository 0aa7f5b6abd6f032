use super::ranking::RepeatLocations;
use super::survival::{Risk, Watch, risk_within};
use crate::analysis::finding::{Evidence, Finding, percent, thousands};
use crate::analysis::progress::{Cancelled, Progress};
use crate::index::{Index, Selection};
use crate::time::TimeWindow;

const DAY_S: f64 = 86_400.0;
/// How many incidents a location has had so far, as classes: from, and up to.
const SO_FAR: [(usize, Option<usize>); 7] =
    [(1, Some(1)), (2, Some(2)), (3, Some(3)), (4, Some(4)), (5, Some(5)), (6, Some(9)), (10, None)];
/// Above this part of unknown days the reader must know of them.
const MANY_UNKNOWN: f64 = 0.05;
/// Days ahead.
pub const HORIZONS_DAYS: [u32; 3] = [7, 28, 90];

/// How soon the next incident follows at a location, by how many it has had.
#[derive(Clone, Debug, PartialEq)]
pub struct NextIncident {
    pub evidence: Evidence,
    /// Incidents with a location and a known day.
    pub incidents: usize,
    pub locations: usize,
    /// Incidents with a location whose window is longer than a day: between them no gap is known.
    pub days_unknown: usize,
    /// The window that locations are watched in.
    pub observed: TimeWindow,
    /// From one incident so far upwards; empty when no day is known.
    pub counts: Vec<CountRisk>,
}

/// What follows an incident that made it so many.
#[derive(Clone, Debug, PartialEq)]
pub struct CountRisk {
    pub at_least: usize,
    /// `None`: or more.
    pub at_most: Option<usize>,
    /// Incidents after which a location had so many: one watch each.
    pub starts: usize,
    /// Those that another followed, however late.
    pub followed: usize,
    /// In the order of [`HORIZONS_DAYS`]; `None` where nobody was watched that long.
    pub risks: [Option<Risk>; HORIZONS_DAYS.len()],
}

/// The risk that a next incident follows at the same location within 7, 28 and 90 days, given how many there were so far.
///
/// Each incident of a location begins a watch, which ends with the location's next incident, or without one at the end of `observed`: a
/// location that has been quiet for a week says nothing about what follows within 28 days, and is reckoned with for that week alone. Risks
/// and intervals are those of [`risk_within`].
///
/// The count so far begins with `observed`: what a location had before is not seen. Incidents whose day is not known (windows of more
/// than a day) are left out. Watches of one location follow each other, so that in the classes of several counts (6 to 9, 10 or more) a
/// busy location weighs more than a quiet one, and their intervals take its watches as if they were independent. Cost: a sort of the
/// gaps.
///
/// Sources: Farrell G, Pease K (1993), Once bitten, twice bitten, for the risk that grows with the count; the estimate is that of
/// [`risk_within`].
pub fn next_incident(
    index: &Index,
    selection: &Selection,
    ranking: &RepeatLocations,
    observed: TimeWindow,
    progress: &Progress,
) -> Result<NextIncident, Cancelled> {
    progress.begin(ranking.len() as u64);
    let incidents = index.incidents();
    let mut watches: Vec<Vec<Watch>> = vec![Vec::new(); SO_FAR.len()];
    let (mut known, mut locations, mut days_unknown) = (0, 0, 0);
    for rank in 0..ranking.len() {
        progress.advance(1)?;
        let rows = ranking.rows(rank).iter().map(|&row| row as usize);
        let mut times: Vec<i64> =
            rows.filter(|&row| incidents.hour_of_week(row).is_some()).map(|row| incidents.midpoint(row)).collect();
        days_unknown += ranking.rows(rank).len() - times.len();
        known += times.len();
        locations += usize::from(!times.is_empty());
        times.sort_unstable();
        for (at, &time) in times.iter().enumerate() {
            let next = times.get(at + 1);
            let end = next.copied().unwrap_or(observed.end());
            let days = (end - time).max(0) as f64 / DAY_S;
            watches[class_of(at + 1)].push(Watch { days, ended: next.is_some() });
        }
    }
    let counts = if known == 0 { Vec::new() } else { SO_FAR.into_iter().zip(watches).map(risks).collect() };
    Ok(NextIncident {
        evidence: Evidence::of(index, selection),
        incidents: known,
        locations,
        days_unknown,
        observed,
        counts,
    })
}

fn class_of(so_far: usize) -> usize {
    SO_FAR.partition_point(|&(at_least, _)| at_least <= so_far) - 1
}

fn risks(((at_least, at_most), mut watches): ((usize, Option<usize>), Vec<Watch>)) -> CountRisk {
    watches.sort_unstable_by(|a, b| a.days.total_cmp(&b.days).then(b.ended.cmp(&a.ended)));
    CountRisk {
        at_least,
        at_most,
        starts: watches.len(),
        followed: watches.iter().filter(|watch| watch.ended).count(),
        risks: HORIZONS_DAYS.map(|days| risk_within(&watches, f64::from(days))),
    }
}

impl CountRisk {
    /// "1", "6 to 9", "10 or more".
    pub fn so_far(&self) -> String {
        match self.at_most {
            Some(most) if most == self.at_least => most.to_string(),
            Some(most) => format!("{} to {most}", self.at_least),
            None => format!("{} or more", self.at_least),
        }
    }

    /// Watches that ended with the data.
    pub fn censored(&self) -> usize {
        self.starts - self.followed
    }
}

impl NextIncident {
    pub fn reading(&self) -> Finding {
        if self.counts.is_empty() {
            let caveat = if self.days_unknown > 0 {
                "The source gives months, or windows of more than a day, between which no gap is known."
            } else {
                "No incident of this selection has a location."
            };
            let statement = "How soon the next incident follows cannot be read from these incidents.".to_owned();
            return Finding { statement, caveat: caveat.to_owned() };
        }
        Finding { statement: self.statement(), caveat: self.caveat() }
    }

    /// The risk within 28 days after the first incident, beside that of the largest class with enough of them.
    fn statement(&self) -> String {
        const ENOUGH: usize = 30;
        let within = |class: &CountRisk| class.risks[1].map(|risk| percent(risk.fraction));
        let Some(first) = within(&self.counts[0]) else {
            return "The data end too soon to say what follows within 28 days.".to_owned();
        };
        let later = self.counts.iter().skip(1).rev().filter(|class| class.starts >= ENOUGH);
        let later = later.filter_map(|class| Some((class, within(class)?))).next();
        let after_first =
            format!("After the first incident at a location another follows within 28 days in {first} of cases");
        match later {
            Some((class, share)) => format!("{after_first}; once there have been {}, in {share}.", class.so_far()),
            None => format!("{after_first}."),
        }
    }

    fn caveat(&self) -> String {
        if self.days_unknown as f64 > MANY_UNKNOWN * self.incidents as f64 {
            let unknown = thousands(self.days_unknown);
            return format!(
                "{unknown} incidents whose day is not known are left out, so the next one may have come sooner."
            );
        }
        if 2 * self.evidence.snapped > self.evidence.incidents {
            return "Most of these locations are map points, which stand for a street: the next incident need not be at the same address."
                .to_owned();
        }
        self.evidence.caveat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::repeat_locations::{By, repeat_locations};
    use crate::index::fixture::{MONDAY_S, incident, index, place};

    const DAY: i64 = 24 * 60;

    fn of(rows: &[crate::incident::IncidentRow], days: i64) -> NextIncident {
        let index = index(rows);
        let all = Selection::all(rows.len());
        let observed = TimeWindow::new(MONDAY_S, MONDAY_S + days * 86_400).unwrap();
        next_incident(&index, &all, &repeat_locations(&index, &all, By::Point), observed, &Progress::new()).unwrap()
    }

    /// Three places, watched for 100 days: on days 0, 5 and 40; on day 10; on day 98.
    #[test]
    fn by_hand() {
        let (a, b, c) = (Some(place(0.3, 51.7)), Some(place(0.4, 51.7)), Some(place(0.6, 51.7)));
        let days = [(a, 0), (a, 5), (a, 40), (b, 10), (c, 98)];
        let rows: Vec<_> = days.iter().zip(0..).map(|(&(at, day), id)| incident(id, at, day * DAY)).collect();
        let found = of(&rows, 100);
        assert_eq!((found.incidents, found.locations, found.days_unknown), (5, 3, 0));
        let first = &found.counts[0];
        assert_eq!((first.starts, first.followed, first.censored()), (3, 1, 2));
        // The place of day 98 was watched for two days: one of the two others was hit again on day 5.
        let week = first.risks[0].unwrap();
        assert!((week.fraction - 0.5).abs() < 1e-12);
        assert_eq!(week.at_risk, 1);
        let second = &found.counts[1];
        assert_eq!((second.starts, second.followed), (1, 1));
        assert_eq!(second.risks.map(|risk| risk.unwrap().fraction), [0.0, 0.0, 1.0]);
        // The third was watched for 60 days only.
        assert_eq!(found.counts[2].risks[2], None);
        assert_eq!(found.counts[6].starts, 0);
        assert_eq!(
            (found.counts[5].so_far(), found.counts[6].so_far()),
            ("6 to 9".to_owned(), "10 or more".to_owned())
        );
    }

    #[test]
    fn in_words() {
        let mut rows = Vec::new();
        for at in 0..40_i64 {
            let here = Some(place(0.3 + 0.002 * at as f64, 51.7));
            rows.push(incident(rows.len() as u32, here, at * 10));
            if at % 4 == 0 {
                rows.push(incident(rows.len() as u32, here, 20 * DAY + at * 10));
            }
        }
        let reading = of(&rows, 200).reading();
        assert_eq!(
            reading.statement,
            "After the first incident at a location another follows within 28 days in 25 % of cases."
        );
    }

    #[test]
    fn months_cannot_say() {
        let mut row = incident(1, Some(place(0.3, 51.7)), 0);
        row.when = TimeWindow::new(MONDAY_S, MONDAY_S + 31 * 86_400).unwrap();
        let found = of(&[row], 31);
        assert_eq!((found.counts.len(), found.days_unknown), (0, 1));
        assert!(found.reading().caveat.contains("months"));
        assert!(of(&[], 1).reading().caveat.contains("No incident"));
    }

    #[test]
    fn every_count_has_its_class() {
        let classes: Vec<usize> = [1, 2, 5, 6, 9, 10, 500].into_iter().map(class_of).collect();
        assert_eq!(classes, [0, 1, 4, 5, 5, 6, 6]);
    }
}
