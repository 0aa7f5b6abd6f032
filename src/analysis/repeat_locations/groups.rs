use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::analysis::dbscan::dbscan;
use crate::incident::Incidents;
use crate::index::{Index, Selection};
use crate::space::{Metres, Planar};

/// What counts as the same location.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "by")]
pub enum By {
    /// The same location key, as the source gives it (a property reference number, or the text).
    Key,
    /// The same coordinates, to 1.1 cm.
    Point,
    /// The same density cluster of the selected incidents: see [`dbscan`]. Clusters may be longer than the radius, and noise belongs
    /// to no location.
    Cluster {
        /// Neighbours are incidents within it.
        radius: Metres,
        /// Incidents within the radius, itself included, that make one the core of a cluster.
        min_points: usize,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Error)]
pub enum ByError {
    #[error("a cluster's radius is {0} m; it must be between 1 m and 10,000 m")]
    Radius(f64),
    #[error("a cluster needs at least 2 incidents, not {0}")]
    MinPoints(usize),
}

impl By {
    /// Refuses a cluster that makes no sense.
    pub fn check(self) -> Result<Self, ByError> {
        match self {
            Self::Cluster { radius, .. } if !(1.0..=10_000.0).contains(&radius.0) => Err(ByError::Radius(radius.0)),
            Self::Cluster { min_points, .. } if min_points < 2 => Err(ByError::MinPoints(min_points)),
            _ => Ok(self),
        }
    }
}

/// Rows put together by location.
#[derive(Clone, Debug)]
pub(super) struct Groups {
    /// Locations that any incident, selected or not, is known at.
    pub known: usize,
    /// Rows of the locations that have a selected incident, location by location, ascending in each.
    rows: Vec<u32>,
    /// Where each location's rows start, and the end.
    starts: Vec<u32>,
}

impl Groups {
    pub fn of(index: &Index, selection: &Selection, by: By) -> Self {
        let incidents = index.incidents();
        match by {
            By::Key => Self::by_key(incidents, selection),
            By::Point => Self::by_point(incidents, selection),
            By::Cluster { radius, min_points } => Self::by_cluster(incidents, selection, radius, min_points),
        }
    }

    fn by_key(incidents: &Incidents, selection: &Selection) -> Self {
        let mut is_known = vec![false; incidents.dictionaries().locations.len()];
        (0..incidents.len()).filter_map(|row| incidents.location(row)).for_each(|key| is_known[key as usize] = true);
        let known = is_known.iter().filter(|&&known| known).count();
        let keyed = selection.rows().filter_map(|row| incidents.location(row).map(|key| (key, row as u32)));
        Self::dense(known, is_known.len(), keyed.collect())
    }

    fn by_point(incidents: &Incidents, selection: &Selection) -> Self {
        let mut located: Vec<(u64, u32)> = (0..incidents.len() as u32)
            .into_par_iter()
            .filter_map(|row| incidents.place_key(row as usize).map(|(lng, lat)| (packed(lng, lat), row)))
            .collect();
        located.par_sort_unstable();
        let mut groups = Self { known: 0, rows: Vec::with_capacity(selection.len()), starts: vec![0] };
        for same in located.chunk_by(|a, b| a.0 == b.0) {
            groups.known += 1;
            groups.rows.extend(same.iter().map(|&(_, row)| row).filter(|&row| selection.contains(row as usize)));
            groups.close();
        }
        groups
    }

    fn by_cluster(incidents: &Incidents, selection: &Selection, radius: Metres, min_points: usize) -> Self {
        let located: Vec<(u32, Planar)> =
            selection.rows().filter_map(|row| incidents.planar(row).map(|at| (row as u32, at))).collect();
        let places: Vec<Planar> = located.iter().map(|&(_, at)| at).collect();
        let labels = dbscan(&places, radius, min_points);
        let keyed: Vec<(u32, u32)> =
            labels.iter().zip(&located).filter_map(|(label, &(row, _))| label.map(|label| (label, row))).collect();
        let clusters = keyed.iter().map(|&(label, _)| label as usize + 1).max().unwrap_or(0);
        Self::dense(clusters, clusters, keyed)
    }

    /// `keyed` are (number below `numbers`, row) with ascending rows.
    fn dense(known: usize, numbers: usize, keyed: Vec<(u32, u32)>) -> Self {
        let mut next = vec![0_u32; numbers + 1];
        keyed.iter().for_each(|&(number, _)| next[number as usize + 1] += 1);
        let mut starts = vec![0];
        for number in 1..next.len() {
            if next[number] > 0 {
                starts.push(starts[starts.len() - 1] + next[number]);
            }
            next[number] += next[number - 1];
        }
        let mut rows = vec![0; keyed.len()];
        for (number, row) in keyed {
            let at = &mut next[number as usize];
            rows[*at as usize] = row;
            *at += 1;
        }
        Self { known, rows, starts }
    }

    /// Ends a location, unless nothing was added to it.
    fn close(&mut self) {
        let end = self.rows.len() as u32;
        if self.starts.last() != Some(&end) {
            self.starts.push(end);
        }
    }

    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The rows of location `group`, ascending.
    pub fn rows(&self, group: usize) -> &[u32] {
        &self.rows[self.starts[group] as usize..self.starts[group + 1] as usize]
    }

    /// All incidents that have a location.
    pub fn incidents(&self) -> usize {
        self.rows.len()
    }
}

/// Both coordinates in one number.
fn packed(lng: i32, lat: i32) -> u64 {
    u64::from(lng.cast_unsigned()) << 32 | u64::from(lat.cast_unsigned())
}
