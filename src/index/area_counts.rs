use super::build::Index;
use super::selection::Selection;

/// How many of the selected incidents fell in each area of a layer in each of some stretches of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AreaCounts {
    bins: usize,
    /// `[areas × bins]`, in the layer's order.
    counts: Vec<u32>,
    /// Of all selected incidents, those outside every area included, one a bin.
    all: Vec<u32>,
}

impl AreaCounts {
    /// The counts of area number `area`, one a bin.
    pub fn of(&self, area: usize) -> &[u32] {
        &self.counts[area * self.bins..(area + 1) * self.bins]
    }

    /// The counts of all incidents, whichever area they are in, one a bin.
    pub fn all(&self) -> &[u32] {
        &self.all
    }
}

impl Index {
    /// Incidents an area of layer number `layer` and a bin of time; the unlocated by their area code.
    ///
    /// `bin_of` gives the bin, below `bins`, of the middle of an incident's window (UTC seconds); `None` counts nowhere. Cost: a
    /// pass over the selected incidents, and `areas × bins` numbers.
    pub fn by_area_and_time(
        &self,
        selection: &Selection,
        layer: usize,
        bins: usize,
        bin_of: impl Fn(i64) -> Option<usize>,
    ) -> AreaCounts {
        let areas: Vec<Option<usize>> = self.membership().areas(layer).collect();
        let mut counts = vec![0; self.layers()[layer].areas().len() * bins];
        let mut all = vec![0; bins];
        for row in selection.rows() {
            let Some(bin) = bin_of(self.incidents().midpoint(row)) else { continue };
            all[bin] += 1;
            if let Some(area) = areas[self.membership().combination_of(row)] {
                counts[area * bins + bin] += 1;
            }
        }
        AreaCounts { bins, counts, all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::fixture::{MONDAY_S, incident, index, place};

    #[test]
    fn areas_by_time() {
        let (west, east, outside) = (place(0.3, 51.7), place(0.6, 51.7), place(0.9, 51.7));
        let mut unlocated = incident(5, None, 70);
        unlocated.area_code = Some(0);
        let rows = [
            incident(1, Some(west), 0),
            incident(2, Some(west), 61),
            incident(3, Some(east), 62),
            incident(4, Some(outside), 63),
            unlocated,
            incident(6, Some(west), 200),
        ];
        let index = index(&rows);
        let hour = |second: i64| Some((second - MONDAY_S) as usize / 3600).filter(|&hour| hour < 2);
        let counts = index.by_area_and_time(&Selection::all(6), 0, 2, hour);
        assert_eq!(
            (counts.of(0), counts.of(1), counts.all()),
            ([1, 1].as_slice(), [0, 2].as_slice(), [1, 4].as_slice())
        );
    }
}
