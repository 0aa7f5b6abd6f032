use std::collections::HashMap;

use super::parameters::{CheckedScan, ScanError};
use super::scan::{Cases, Cluster, scan};
use crate::analysis::dated::{CivilDay, DatedIncidents, dated_incidents};
use crate::analysis::progress::Progress;
use crate::index::{Index, Selection};
use crate::space::Planar;

/// The clusters of a selection, with what they were found among.
#[derive(Clone, Debug)]
pub struct SpaceTimeClusters {
    parameters: CheckedScan,
    incidents: DatedIncidents,
    cases: Cases,
    first_day: CivilDay,
    clusters: Vec<Cluster>,
}

/// The longest window that is a day: in autumn a civil day has 25 hours.
const DAY_S: i64 = 25 * 3_600;

/// Where and when more of the selected incidents gathered than the usual share of that place and of those days: see [`scan`].
///
/// * The study period runs from the first selected incident to `last_day`, or to the last incident when that is later.
/// * Places are distinct coordinates, so that incidents snapped to one map point are one place.
/// * Incidents without a place, or with a window of more than a day, are left out and counted; when nothing else is left, that is an
///   error. Fewer than two incidents give no clusters.
/// * Returns at most `most` clusters.
pub fn space_time_clusters(
    index: &Index,
    selection: &Selection,
    parameters: &CheckedScan,
    last_day: Option<CivilDay>,
    most: usize,
    progress: &Progress,
) -> Result<SpaceTimeClusters, ScanError> {
    let incidents = dated_incidents(index, selection, DAY_S);
    if incidents.is_empty() && incidents.window_too_long > 0 {
        let too_long = incidents.window_too_long;
        return Err(ScanError::WindowsTooLong { too_long, incidents: selection.len() });
    }
    let (first_day, last) = incidents.first_and_last_day().unwrap_or_default();
    let last = last_day.map_or(last, |day| day.max(last));
    let cases = cases(index, &incidents, first_day, last);
    let clusters = scan(&cases, parameters, most, progress)?;
    Ok(SpaceTimeClusters { parameters: *parameters, incidents, cases, first_day, clusters })
}

fn cases(index: &Index, incidents: &DatedIncidents, first_day: CivilDay, last_day: CivilDay) -> Cases {
    let mut cases = Cases { n_days: (last_day - first_day) as u32 + 1, ..Cases::default() };
    let mut numbers = HashMap::new();
    for entry in 0..incidents.len() {
        let key = index.incidents().place_key(incidents.rows[entry] as usize);
        let place = *numbers.entry(key).or_insert_with(|| {
            cases.places.push(incidents.at[entry]);
            cases.places.len() as u32 - 1
        });
        cases.place.push(place);
        cases.day.push((incidents.day[entry] - first_day) as u32);
    }
    cases
}

impl SpaceTimeClusters {
    pub fn parameters(&self) -> &CheckedScan {
        &self.parameters
    }

    /// The incidents that were scanned, and how many were left out.
    pub fn incidents(&self) -> &DatedIncidents {
        &self.incidents
    }

    /// Distinct places.
    pub fn n_places(&self) -> usize {
        self.cases.places.len()
    }

    /// Length of the study period.
    pub fn n_days(&self) -> u32 {
        self.cases.n_days
    }

    /// The strongest first; none shares a place with another.
    pub fn clusters(&self) -> &[Cluster] {
        &self.clusters
    }

    /// The middle of a cluster's circle.
    pub fn centre(&self, cluster: &Cluster) -> Planar {
        self.cases.places[cluster.centre]
    }

    /// The first civil day of a cluster and the one after its last.
    pub fn days(&self, cluster: &Cluster) -> (CivilDay, CivilDay) {
        (self.first_day + cluster.days.0 as CivilDay, self.first_day + cluster.days.1 as CivilDay)
    }
}
