use std::ops::Range;

use super::raised::Raised;
use super::table::NearRepeats;
use crate::analysis::dated::CivilDay;
use crate::index::CellList;
use crate::space::{Metres, Planar};

/// A circle round a recent incident in which another is more likely than chance would make it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Zone {
    /// The incident's row in the index.
    pub row: usize,
    pub at: Planar,
    /// 0 when only the place itself is raised.
    pub radius: Metres,
    pub day: CivilDay,
    pub age_days: i32,
    /// The first civil day on which nothing of it is left.
    pub until: CivilDay,
    /// Observed over expected pairs within the radius at this age.
    pub ratio: f64,
    /// How many other zones it touches.
    pub overlapping: usize,
}

/// The zones alive on the civil day `at`, the newest first (ties by row, descending).
///
/// An incident of age a (whole civil days, 0 or more) has the circle that [`Raised`] gives for the time band that a falls in: it
/// shrinks with age as the table says, and is gone after the last raised time band. Incidents after `at` have none. What the pattern
/// itself was estimated from is for the caller to choose: for a date in the past, from incidents up to it.
///
/// Ratios of overlapping zones must not be multiplied: pairs of the same chain of incidents are in the table already.
///
/// Cost: a pass over the incidents, and the pairs of zones that touch.
pub fn zones_alive(table: &NearRepeats, raised: &Raised, at: CivilDay) -> Vec<Zone> {
    let incidents = table.incidents();
    let mut zones: Vec<Zone> = (0..incidents.len())
        .filter_map(|entry| {
            let age_days = at.checked_sub(incidents.day[entry]).filter(|age| *age >= 0)?;
            let step = raised.step(f64::from(age_days))?;
            Some(Zone {
                row: incidents.rows[entry] as usize,
                at: incidents.at[entry],
                radius: step.radius,
                day: incidents.day[entry],
                age_days,
                until: incidents.day[entry] + raised.days().ceil() as CivilDay,
                ratio: step.ratio,
                overlapping: 0,
            })
        })
        .collect();
    zones.sort_unstable_by_key(|zone| (zone.age_days, std::cmp::Reverse(zone.row)));
    count_overlapping(&mut zones);
    zones
}

fn count_overlapping(zones: &mut [Zone]) {
    let widest = zones.iter().map(|zone| zone.radius.0).fold(0.5, f64::max);
    let points: Vec<Planar> = zones.iter().map(|zone| zone.at).collect();
    let list = CellList::new(&points, Metres(2.0 * widest));
    let touching = list.per_cell(|cell, found| {
        let runs: Vec<Range<usize>> = list.neighbours(cell, 1).map(|run| list.positions(&run)).collect();
        for own in list.positions(&(cell..cell + 1)) {
            let zone = &zones[list.source()[own] as usize];
            let others = runs.iter().cloned().flatten().filter(|&other| other != own);
            let touches = |other: &usize| {
                let other = &zones[list.source()[*other] as usize];
                zone.at.distance(other.at).0 <= zone.radius.0 + other.radius.0
            };
            found.push(others.filter(touches).count());
        }
    });
    for (&source, touching) in list.source().iter().zip(touching) {
        zones[source as usize].overlapping = touching;
    }
}
