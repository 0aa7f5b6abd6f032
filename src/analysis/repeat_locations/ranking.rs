use std::fmt;

use rayon::prelude::*;

use super::concentration::{Concentration, concentration};
use super::groups::{By, Groups};
use super::location::RepeatLocation;
use crate::index::{Index, Selection};

/// The name of a location that stays the same as long as the data say the same of it: by key or point for any filter, by cluster
/// for one filter and radius.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocationId(String);

/// The locations of the selected incidents, those with the most first.
#[derive(Clone, Debug)]
pub struct RepeatLocations {
    by: By,
    /// Incidents selected, with a location or not.
    selected: usize,
    groups: Groups,
    /// Groups by rank.
    ranked: Vec<u32>,
}

/// Puts the selected incidents together by location and ranks the locations.
///
/// Rank: more incidents first; of as many, the one with the later last incident; of those, the one whose first incident stands
/// earlier in the data. Incidents without a key (by key), a place (by point, by cluster) or a cluster have no location: see
/// [`RepeatLocations::without_location`]. `by` must have passed [`By::check`].
///
/// Cost: one pass by key; a sort of the located incidents by point; see [`dbscan`](fn@crate::analysis::dbscan) by cluster.
pub fn repeat_locations(index: &Index, selection: &Selection, by: By) -> RepeatLocations {
    let groups = Groups::of(index, selection, by);
    let incidents = index.incidents();
    let mut keyed: Vec<_> = (0..groups.len())
        .into_par_iter()
        .map(|group| {
            let rows = groups.rows(group);
            let last = rows.iter().map(|&row| incidents.midpoint(row as usize)).max();
            (std::cmp::Reverse((rows.len(), last)), rows[0], group as u32)
        })
        .collect();
    keyed.par_sort_unstable();
    let ranked = keyed.into_iter().map(|(_, _, group)| group).collect();
    RepeatLocations { by, selected: selection.len(), groups, ranked }
}

impl LocationId {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LocationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for LocationId {
    /// Any text; one that no location has is found nowhere.
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl RepeatLocations {
    /// Locations with at least one selected incident.
    pub fn len(&self) -> usize {
        self.ranked.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ranked.is_empty()
    }

    /// Locations with at least `min_count` selected incidents: ranks 0 to this.
    pub fn with_at_least(&self, min_count: usize) -> usize {
        self.ranked.partition_point(|&group| self.groups.rows(group as usize).len() >= min_count)
    }

    pub fn by(&self) -> By {
        self.by
    }

    /// Incidents that were selected.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selected incidents that belong to no location.
    pub fn without_location(&self) -> usize {
        self.selected - self.groups.incidents()
    }

    /// The rows of the location at `rank` (from 0), ascending.
    pub fn rows(&self, rank: usize) -> &[u32] {
        self.groups.rows(self.ranked[rank] as usize)
    }

    /// All that is known of the location at `rank` (from 0).
    pub fn location(&self, index: &Index, rank: usize) -> RepeatLocation {
        RepeatLocation::of(index, self, rank)
    }

    /// The rank of a location by its name. Cost: one pass over the locations.
    pub fn find(&self, index: &Index, id: &LocationId) -> Option<usize> {
        (0..self.len()).find(|&rank| self.id(index, rank) == *id)
    }

    /// How the incidents that have a location concentrate. All locations known in the data count, those without a selected incident
    /// too; by cluster, the clusters alone. `None` without incidents.
    pub fn concentration(&self) -> Option<Concentration> {
        let counts: Vec<usize> = (0..self.groups.len()).map(|group| self.groups.rows(group).len()).collect();
        concentration(&counts, self.groups.known)
    }

    /// By key a hash of it, by point the coordinates in ten-millionths of a degree, by cluster its earliest incident's number.
    pub fn id(&self, index: &Index, rank: usize) -> LocationId {
        let incidents = index.incidents();
        let first = self.rows(rank)[0] as usize;
        let id = match self.by {
            By::Key => {
                incidents.location_text(first).map(|location| format!("k{:016x}", fnv1a(location.key.as_bytes())))
            }
            By::Point => incidents.place_key(first).map(|(lng, lat)| format!("p{lng}_{lat}")),
            By::Cluster { .. } => Some(format!("c{}", incidents.ids()[first])),
        };
        LocationId(id.expect("a location by key has a key, one by point has a point"))
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version. Offset and prime: Fowler, Noll and Vo.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
