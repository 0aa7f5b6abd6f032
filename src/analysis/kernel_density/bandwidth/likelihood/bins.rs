use rayon::prelude::*;

use super::Place;

/// Squares a bandwidth: their variance changes a kernel by (r² - 2) / 768 of itself, r being the distance in bandwidths.
const BINS_PER_BANDWIDTH: f64 = 8.0;
/// Bandwidths at which a kernel is cut: what lies beyond has 4e-5 of its height.
const REACH: f64 = 4.5;

/// Incidents put together by the square that they fall in, row by row from the south, each row from the west.
///
/// A square keeps its incidents' number and mean place, so that a coarser one is made of finer ones.
pub(super) struct Bins {
    side: f64,
    /// Row numbers, each with its first bin; ends with a row beyond all.
    rows: Vec<(i64, usize)>,
    columns: Vec<i64>,
    places: Vec<Place>,
    /// The bin of each place that is asked.
    of_asked: Vec<usize>,
}

/// What the others say at a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Others {
    /// Σ exp(-d² / 2b²).
    pub sum: f64,
    /// Squared distance of the nearest, and how many incidents are there.
    pub nearest: Option<(f64, f64)>,
}

impl Bins {
    /// A bin a place, to begin with; `asked` are rows of `places`.
    pub fn of(places: &[Place], asked: Vec<usize>) -> Self {
        Self { side: 0.0, rows: Vec::new(), columns: Vec::new(), places: places.to_vec(), of_asked: asked }
    }

    /// These bins put together to squares fit for `bandwidth`.
    pub fn coarser(&self, bandwidth: f64) -> Self {
        let side = bandwidth / BINS_PER_BANDWIDTH;
        let cell = |place: &Place| ((place.y / side).floor() as i64, (place.x / side).floor() as i64);
        let mut order: Vec<((i64, i64), usize)> = self.places.iter().map(cell).zip(0..).collect();
        order.par_sort_unstable();
        let mut bin_of = vec![0; order.len()];
        let (mut rows, mut columns, mut places) = (Vec::new(), Vec::new(), Vec::new());
        for same in order.chunk_by(|a, b| a.0 == b.0) {
            let (row, column) = same[0].0;
            if rows.last().is_none_or(|&(last, _)| last != row) {
                rows.push((row, places.len()));
            }
            columns.push(column);
            same.iter().for_each(|&(_, finer)| bin_of[finer] = places.len());
            places.push(together(same.iter().map(|&(_, finer)| self.places[finer])));
        }
        rows.push((i64::MAX, places.len()));
        let of_asked = self.of_asked.iter().map(|&finer| bin_of[finer]).collect();
        Self { side, rows, columns, places, of_asked }
    }

    /// What all incidents but those at `place`, which is the one asked as number `asked`, say there.
    pub fn others(&self, asked: usize, place: &Place, bandwidth: f64) -> Others {
        let own = self.of_asked[asked];
        let rest = without(self.places[own], place);
        let mut others = Others { sum: 0.0, nearest: None };
        let mut nearest = (f64::INFINITY, 0.0);
        let mut add = |bin: &Place| {
            let squared = (bin.x - place.x).powi(2) + (bin.y - place.y).powi(2);
            others.sum += bin.count * (-squared / (2.0 * bandwidth * bandwidth)).exp();
            if squared < nearest.0 {
                nearest = (squared, bin.count);
            }
        };
        let reach = (REACH * BINS_PER_BANDWIDTH).ceil() as i64;
        for run in self.runs(place, reach) {
            let (start, end) = (run.start, run.end);
            let cut = own.clamp(start, end);
            self.places[start..cut].iter().for_each(&mut add);
            self.places[(cut + usize::from(run.contains(&own))).min(end)..end].iter().for_each(&mut add);
        }
        rest.iter().for_each(&mut add);
        others.nearest = nearest.0.is_finite().then_some(nearest);
        others
    }

    /// Runs of bins within a disc of `reach` bins round a place, one a row.
    fn runs(&self, place: &Place, reach: i64) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
        let (row, column) = ((place.y / self.side).floor() as i64, (place.x / self.side).floor() as i64);
        let first = self.rows.partition_point(|&(number, _)| number < row - reach);
        self.rows[first..].windows(2).take_while(move |two| two[0].0 <= row + reach).map(move |two| {
            let bins = two[0].1..two[1].1;
            let half = ((reach * reach - (two[0].0 - row).pow(2)) as f64).sqrt().ceil() as i64;
            let columns = &self.columns[bins.clone()];
            let from = columns.partition_point(|&number| number < column - half);
            let to = columns.partition_point(|&number| number <= column + half);
            bins.start + from..bins.start + to
        })
    }
}

/// All incidents of some places at their mean.
fn together(places: impl Iterator<Item = Place>) -> Place {
    let (mut x, mut y, mut count) = (0.0, 0.0, 0.0);
    for place in places {
        x += place.x * place.count;
        y += place.y * place.count;
        count += place.count;
    }
    Place { x: x / count, y: y / count, count }
}

/// A bin's incidents less those of one of its places; `None` when there are no others.
fn without(bin: Place, place: &Place) -> Option<Place> {
    let count = bin.count - place.count;
    let mean = |all: f64, own: f64| (all * bin.count - own * place.count) / count;
    (count > 0.5).then(|| Place { x: mean(bin.x, place.x), y: mean(bin.y, place.y), count })
}
